"""What results take of each day's load, multiplied run by run of days for many feeders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from feeders.arrays import Bools, Ints, Reals
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
        hours, days, feeders = load.shape
        level, counts = np.zeros((hours, feeders), load.dtype), np.ones((hours, days), bool)
        return self.over_level(load, np.arange(days), level, counts)[0]

    def over_level(
        self, load: Reals, days: Ints, level: Reals, counts: Bools
    ) -> tuple[Reals, Bools]:
        """Weighted sums of loads over a level of each hour, and the feeders that lack hours.

        Parameters
        ----------
        load
            Shape (24, all days, feeders), NaN = unknown, which counts as the level. [MW]
        days
            Positions of the days weighted.
        level
            In the precision of the loads, shape (24, feeders). [MW]
        counts
            Hours of these days that a feeder has to know, shape (24, days).

        Returns
        -------
        tuple
            Sums, shape (24, results, feeders) [MW], and who lacks any, shape (feeders,).
        """
        total = np.zeros((len(load), self.results, load.shape[2]), dtype=load.dtype)
        flat = self._single if load.dtype == np.float32 else self._double
        load = np.ascontiguousarray(load)
        return total, add_products(load, days, level, counts, flat, self.blocks, total)

    @cached_property
    def _single(self) -> Reals:
        return self.flat.astype(np.float32, copy=False)

    @cached_property
    def _double(self) -> Reals:
        return self.flat.astype(np.float64, copy=False)


@compiled
def _take_level(
    load: Reals, days: Ints, level: Reals, counts: Bools, above: Reals, lacking: Reals
) -> None:
    """Write an hour's loads over their level, zero where unknown, and count those that lack."""
    for place in range(len(days)):
        day, weight = days[place], 1.0 if counts[place] else 0.0
        for f in range(len(level)):
            value = load[day, f] - level[f]
            there = value == value
            above[place, f] = value if there else 0.0
            lacking[f] += 0.0 if there else weight


@compiled
def add_products(
    load: Reals, days: Ints, level: Reals, counts: Bools, flat: Reals, blocks: Ints, total: Reals
) -> Bools:
    """Add every block's weights times loads, hour by hour: one hour's loads stay in a cache.

    Parameters
    ----------
    load, days, level, counts
        As for `DayWeights.over_level`.
    flat, blocks
        Of `DayWeights`, the weights in the precision of the loads.
    total
        Added to; shape (24, results, feeders).

    Returns
    -------
    array
        Who lacks any, shape (feeders,).
    """
    hours, results, feeders = total.shape
    above = np.empty((len(days), feeders), dtype=load.dtype)
    some = np.empty((results, feeders), dtype=load.dtype)
    lacking = np.zeros(feeders, dtype=load.dtype)
    for hour in range(hours):
        _take_level(load[hour], days, level[hour], counts[hour], above, lacking)
        for block in range(len(blocks)):
            first, stop, day, day_stop, place = blocks[block]
            rows, length = stop - first, day_stop - day
            weights = flat[hour, place : place + rows * length].reshape((rows, length))
            product = some[:rows]
            np.dot(weights, above[day:day_stop], product)
            for row in range(rows):
                for f in range(feeders):
                    total[hour, first + row, f] += product[row, f]
    return lacking > 0.0


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


def joined(parts: Sequence[DayWeights]) -> DayWeights:
    """Weights of the same days with the results of one after those of the other."""
    blocks, results, place = [], 0, 0
    for part in parts:
        blocks.append(part.blocks + np.array([results, results, 0, 0, place]))
        results, place = results + part.results, place + part.flat.shape[1]
    flat = np.concatenate([part.flat for part in parts], axis=1)
    return DayWeights(flat=flat, blocks=np.concatenate(blocks), results=results)


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
