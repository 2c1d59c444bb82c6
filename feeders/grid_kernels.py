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
def over_of_days(load: Reals, days: Ints, level: Reals, counts: Bools) -> tuple[Reals, Bools]:
    """Load of some days over a level of each hour, zero where unknown, and who lacks any.

    Parameters
    ----------
    load
        Shape (24, days, feeders).
    days
        Positions of some of the days.
    level
        Shape (24, feeders).
    counts
        Hours of these days that a feeder has to know, shape (24, some days).

    Returns
    -------
    tuple
        Shapes (24, some days, feeders) and (feeders,).
    """
    hours, feeders = len(load), load.shape[2]
    above = np.empty((hours, len(days), feeders), dtype=load.dtype)
    lacking = np.zeros(feeders, dtype=load.dtype)
    for hour in range(hours):
        for place in range(len(days)):
            day, weight = days[place], 1.0 if counts[hour, place] else 0.0
            for f in range(feeders):
                value = load[hour, day, f] - level[hour, f]
                there = value == value
                above[hour, place, f] = value if there else 0.0
                lacking[f] += 0.0 if there else weight
    return above, lacking > 0.0


@compiled
def missed(load: Reals, days: Ints, modelled: Reals, level: Reals) -> tuple[Reals, Reals]:
    """Load of some days, and what is left of it after a forecast over a level of each hour.

    Parameters
    ----------
    load
        Shape (24, days, feeders).
    days
        Positions of the days forecast.
    modelled
        Shape (24, days forecast, feeders).
    level
        Shape (24, feeders), in the precision of the forecasts.
    """
    hours, count, feeders = modelled.shape
    measured, left = np.empty_like(modelled), np.empty_like(modelled)
    for hour in range(hours):
        for place in range(count):
            day = days[place]
            for f in range(feeders):
                measured[hour, place, f] = load[hour, day, f]
                left[hour, place, f] = measured[hour, place, f] - (
                    modelled[hour, place, f] + level[hour, f]
                )
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
