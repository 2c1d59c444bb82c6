"""What a result takes of each day's load, multiplied season by season for many feeders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from feeders.arrays import Reals
from feeders.level_shifts import runs

MOST_DAYS = 80
"""Days multiplied at a time: products this small need no copy of the loads in BLAS. [d]"""


@dataclass(frozen=True, kw_only=True)
class DayWeights:
    """Weights of days most of which count for nothing: only the runs of those that do are kept.

    Parameters
    ----------
    parts
        Days of a run, and their weights, shape (24, results, days of it).
    results
        Number of results.
    """

    parts: tuple[tuple[slice, Reals], ...]
    results: int

    def apply(self, load: Reals) -> Reals:
        """Weighted sums in the precision of the loads.

        Parameters
        ----------
        load
            Shape (24, days, feeders), finite. [MW]

        Returns
        -------
        array
            Shape (24, results, feeders). [MW]
        """
        total = np.zeros((len(load), self.results, load.shape[2]), dtype=load.dtype)
        for days, weights in self._single if load.dtype == np.float32 else self.parts:
            total += weights @ load[:, days]
        return total

    @cached_property
    def _single(self) -> tuple[tuple[slice, Reals], ...]:
        return tuple((days, weights.astype(np.float32, copy=False)) for days, weights in self.parts)


def day_weights(weights: Reals) -> DayWeights:
    """Keep the days that any result takes something of.

    Parameters
    ----------
    weights
        Shape (24, results, days), NaN for a result that is unknown.
    """
    parts = [
        (slice(first, stop), np.ascontiguousarray(weights[..., first:stop]))
        for first, stop in _short(runs(np.asarray((weights != 0.0).any(axis=(0, 1)))))
    ]
    return DayWeights(parts=tuple(parts), results=weights.shape[1])


def _short(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut runs into equal parts of at most `MOST_DAYS`."""
    cut = []
    for first, stop in found:
        edges = np.linspace(first, stop, -(-(stop - first) // MOST_DAYS) + 1).astype(int)
        cut += [(int(a), int(b)) for a, b in pairwise(edges)]
    return cut
