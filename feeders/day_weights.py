"""What results take of each day's load, multiplied run by run of days for many feeders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from feeders.arrays import Ints, Reals
from feeders.carry_kernels import compiled
from feeders.level_shifts import runs

MOST_DAYS = 80
"""Days multiplied at a time: products this small need no copy of the loads in BLAS. [d]"""


@dataclass(frozen=True, kw_only=True)
class DayWeights:
    """Weights of days most of which count for nothing: only the runs of those that do are kept.

    Parameters
    ----------
    flat
        Weights of one block after the other by hour, shape (24, numbers of all blocks).
    blocks
        For each block its first result and the one after its last, its first day and the one after
        its last, and the place of its first number, shape (blocks, 5).
    results
        Number of results.
    """

    flat: Reals
    blocks: Ints
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
        flat = self._single if load.dtype == np.float32 else self._double
        add_products(np.ascontiguousarray(load), flat, self.blocks, total)
        return total

    @cached_property
    def _single(self) -> Reals:
        return self.flat.astype(np.float32, copy=False)

    @cached_property
    def _double(self) -> Reals:
        return self.flat.astype(np.float64, copy=False)


@compiled
def add_products(load: Reals, flat: Reals, blocks: Ints, total: Reals) -> None:
    """Add every block's weights times loads, hour by hour: one hour's loads stay in a cache.

    Parameters
    ----------
    load
        Shape (24, days, feeders).
    flat, blocks
        Of `DayWeights`, the weights in the precision of the loads.
    total
        Added to; shape (24, results, feeders).
    """
    hours, results, feeders = total.shape
    some = np.empty((results, feeders), dtype=load.dtype)
    for hour in range(hours):
        for block in range(len(blocks)):
            first, stop, day, day_stop, place = blocks[block]
            rows, days = stop - first, day_stop - day
            weights = flat[hour, place : place + rows * days].reshape((rows, days))
            product = some[:rows]
            np.dot(weights, load[hour, day:day_stop], product)
            for row in range(rows):
                for f in range(feeders):
                    total[hour, first + row, f] += product[row, f]


def day_weights(weights: Reals, together: int) -> DayWeights:
    """Keep the days that any result takes something of.

    Parameters
    ----------
    weights
        Shape (24, results, days), NaN for a result that is unknown.
    together
        Results that share their runs of days: fewer of them use fewer loads, more of them multiply
        faster.
    """
    found = list(_blocks(weights, together))
    sizes = [(stop - first) * (day_stop - day) for first, stop, day, day_stop in found]
    places = np.cumsum([0, *sizes])
    flat = np.empty((len(weights), places[-1]), dtype=weights.dtype)
    for (first, stop, day, day_stop), (a, b) in zip(found, pairwise(places), strict=True):
        flat[:, a:b] = weights[:, first:stop, day:day_stop].reshape(len(weights), b - a)
    blocks = np.column_stack([np.array(found, dtype=np.int64).reshape(-1, 4), places[:-1]])
    return DayWeights(flat=flat, blocks=blocks, results=weights.shape[1])


def _blocks(weights: Reals, together: int) -> Iterator[tuple[int, int, int, int]]:
    for first in range(0, weights.shape[1], together):
        stop = min(first + together, weights.shape[1])
        used = np.asarray((weights[:, first:stop] != 0.0).any(axis=(0, 1)))
        for day, day_stop in _short(runs(used)):
            yield first, stop, day, day_stop


def _short(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut runs into equal parts of at most `MOST_DAYS`."""
    cut = []
    for first, stop in found:
        edges = np.linspace(first, stop, -(-(stop - first) // MOST_DAYS) + 1).astype(int)
        cut += [(int(a), int(b)) for a, b in pairwise(edges)]
    return cut
