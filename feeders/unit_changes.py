"""Days on which a meter or an export gave another unit of power: kW or W for MW, or GW.

A value too large for any feeder was given in a smaller unit and is converted. A value too small
may also be that of a dead line and is masked.
"""

from __future__ import annotations

import math

import numpy as np

from feeders import column_kernels, median_kernels
from feeders.arrays import Bools, Floats, Ints
from feeders.history_records import LARGEST_MW, UNIT
from feeders.level_shifts import runs
from feeders.time_steps import TimeSteps

DAY_FACTOR = 5.0
"""The typical size of a day is not further off that of the feeder, but for the unit."""

LEAST_HOURS = 3
"""Fewer hours of a day tell nothing of its unit. [h]"""

EVERY_ROW = 7
"""A feeder's usual size is that of every seventh row, which come round all times of day."""


def mask_unit_changes(columns: Floats, odd: Bools, steps: TimeSteps) -> dict[str, Ints]:
    """Convert values given in a smaller unit, and mask those given in a larger one, in place.

    Parameters
    ----------
    columns
        Shape (columns, rows), NaN = unknown. [MW]
    odd
        Which of them to look at; the sizes of the others are within half a unit.
    steps
        Of the rows.

    Returns
    -------
    dict
        Rows per column: `unit_change` (converted), `unit_change_masked`.
    """
    counts = np.zeros((2, len(columns)), dtype=np.int64)
    places = np.flatnonzero(odd)
    usual, doubtful = _usual_sizes(columns[places])
    for place, size in zip(places[doubtful], usual[doubtful], strict=True):
        counts[:, place] = _repair(columns[place], float(size), steps)
    return {"unit_change": counts[0], "unit_change_masked": counts[1]}


def _usual_sizes(columns: Floats) -> tuple[Floats, Bools]:
    """Size of each feeder in its right unit, and whether any value is far from it. [MW]"""
    sizes = median_kernels.typical_sizes(np.ascontiguousarray(columns[:, ::EVERY_ROW]), LARGEST_MW)
    smallest, largest = column_kernels.extreme_sizes(columns)
    usual = sizes / UNIT ** np.maximum(np.ceil(_units(sizes / LARGEST_MW)), 0.0)
    return usual, (_units(largest / usual) > 0.5) | (_units(smallest / usual) < -0.5)


def _units(ratio: Floats) -> Floats:
    """How many units of power a ratio comes to: 1.0 for 1000, NaN where nothing is known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(ratio) / math.log(UNIT))


def _repair(column: Floats, usual: float, steps: TimeSteps) -> tuple[int, int]:
    """Convert and mask the values of one feeder; count both."""
    sizes = median_kernels.daily_sizes(
        column, steps.day_starts, LARGEST_MW, steps.rows(LEAST_HOURS)
    )
    units = _units(sizes / usual)
    power = np.rint(units)
    changed = np.abs(units - power) <= math.log(DAY_FACTOR) / math.log(UNIT)
    converted, masked = 0, 0
    for unit in np.unique(power[changed & (power != 0.0)]):
        for first, stop in runs(changed & (power == unit)):
            part = column[_around(first, stop, steps.day_starts)]
            if unit < 0.0:
                masked += _mask(part, usual * UNIT ** (0.5 * unit))
            elif (sizes[first:stop] > LARGEST_MW).any():  # else a feeder may have come alive
                converted += _convert(part, usual * UNIT ** (0.5 * unit), UNIT**unit)
    return converted, masked


def _around(first: int, stop: int, day_starts: Ints) -> slice:
    """Rows of the days [first, stop), and of a day more on either side: one changed in part."""
    return slice(day_starts[max(first - 1, 0)], day_starts[min(stop + 1, len(day_starts) - 1)])


def _convert(part: Floats, above: float, factor: float) -> int:
    large: Bools = np.abs(part) > above
    part[large] /= factor
    return int(large.sum())


def _mask(part: Floats, below: float) -> int:
    small: Bools = (np.abs(part) < below) & (part != 0.0)
    part[small] = np.nan
    return int(small.sum())
