"""Inner loops over loads on the day grid, compiled: one pass where whole arrays would take five.

The feeders are the innermost axis, and NaN is unknown.
"""

from __future__ import annotations

import numpy as np

from feeders.arrays import Bools, Ints, Reals
from feeders.carry_kernels import compiled

BLOCK = 16
"""Columns turned over at a time: as many as a cache can read side by side."""


@compiled
def spread(values: Reals, hour: Ints, day: Ints, block: int, grid: Reals) -> None:
    """Write rows of times into the grid of hours and days.

    Parameters
    ----------
    values
        Shape (times, feeders), in any order of memory.
    hour, day
        Place of each row; rows with a day outside the grid are left out.
    block
        Feeders written at a time: all where a row lies together in memory, `BLOCK` where a column
        does.
    grid
        Shape (24, days, feeders).
    """
    times, feeders = values.shape
    for start in range(0, feeders, block):
        stop = min(start + block, feeders)
        for time in range(times):
            if 0 <= day[time] < grid.shape[1]:
                for f in range(start, stop):
                    grid[hour[time], day[time], f] = values[time, f]


@compiled
def over(load: Reals, level: Reals) -> tuple[Reals, Bools]:
    """Load over a level of each hour, zero where unknown, and what is known.

    Parameters
    ----------
    load
        Shape (24, days, feeders).
    level
        Shape (24, feeders).
    """
    hours, days, feeders = load.shape
    above = np.empty_like(load)
    known = np.empty(load.shape, dtype=np.bool_)
    for hour in range(hours):
        for day in range(days):
            for f in range(feeders):
                value = load[hour, day, f] - level[hour, f]
                there = value == value
                known[hour, day, f] = there
                above[hour, day, f] = value if there else 0.0
    return above, known


@compiled
def missed(
    load: Reals, days: Ints, results: Reals, place: Ints, level: Reals
) -> tuple[Reals, Reals]:
    """Load of some days, and what is left of it after a forecast over a level of each hour.

    Parameters
    ----------
    load
        Shape (24, days, feeders).
    days
        Positions of some of them.
    results
        Forecasts, shape (24, results, feeders).
    place
        Which of the results is that of each of these days; below zero for none.
    level
        Shape (24, feeders), in the precision of the loads.

    Returns
    -------
    tuple
        Single precision, shape (24, some days, feeders) each; NaN left where there is no forecast.
    """
    hours, _, feeders = load.shape
    measured = np.empty((hours, len(days), feeders), dtype=np.float32)
    left = np.full(measured.shape, np.nan, dtype=np.float32)
    for hour in range(hours):
        for number in range(len(days)):
            day, result = days[number], place[number]
            for f in range(feeders):
                measured[hour, number, f] = load[hour, day, f]
            if result >= 0:
                for f in range(feeders):
                    # the level first: in single precision little is left of a large load
                    above = load[hour, day, f] - level[hour, f]
                    left[hour, number, f] = above - results[hour, result, f]
    return measured, left


@compiled
def daily_means(above: Reals, expected: Reals, known: Bools) -> tuple[Reals, Reals]:
    """Mean of each day's values minus what was expected, and the number of hours known.

    Parameters
    ----------
    above, expected, known
        Shape (24, days, feeders).

    Returns
    -------
    tuple
        Shapes (days, feeders); zero for a day of which nothing is known.
    """
    hours, days, feeders = above.shape
    total = np.zeros((days, feeders), dtype=above.dtype)
    count = np.zeros((days, feeders), dtype=above.dtype)
    for hour in range(hours):
        for day in range(days):
            for f in range(feeders):
                off = above[hour, day, f] - expected[hour, day, f]
                there = known[hour, day, f]
                total[day, f] += off if there else 0.0
                count[day, f] += 1.0 if there else 0.0
    for day in range(days):
        for f in range(feeders):
            total[day, f] /= max(count[day, f], 1.0)
    return total, count


@compiled
def overview(load: Reals) -> tuple[Reals, Reals, Reals, Reals, Reals]:
    """Lowest, highest, mean size and mean of the values, and their number, by feeder.

    Parameters
    ----------
    load
        Shape (24, days, feeders).

    Returns
    -------
    tuple
        Shape (feeders,) each; infinite, or zero, where nothing is known.
    """
    hours, days, feeders = load.shape
    low = np.full(feeders, np.inf, dtype=load.dtype)
    high = np.full(feeders, -np.inf, dtype=load.dtype)
    size = np.zeros(feeders, dtype=np.float64)
    total = np.zeros(feeders, dtype=np.float64)
    count = np.zeros(feeders, dtype=np.float64)
    for hour in range(hours):
        for day in range(days):
            for f in range(feeders):
                value = load[hour, day, f]
                there = value == value
                low[f] = min(low[f], value) if there else low[f]
                high[f] = max(high[f], value) if there else high[f]
                size[f] += abs(value) if there else 0.0
                total[f] += value if there else 0.0
                count[f] += 1.0 if there else 0.0
    least = np.maximum(count, 1.0)
    return low, high, size / least, total / least, count
