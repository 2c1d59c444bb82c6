"""What a meter shows by mistake: zeros, stuck values, spikes. Each is masked in place.

The functions take values of shape (rows, columns), NaN = unknown [MW], and count the rows found
per column, by kind; `mostly_zero` and `coarse_meter` are kept.
"""

from __future__ import annotations

import numpy as np

from feeders import median_kernels, row_kernels
from feeders.arrays import Bools, Floats, Ints
from feeders.history_records import LARGEST_MW
from feeders.time_steps import TimeSteps

STUCK_HOURS = 6
"""A meter that shows the same value this long is stuck. [h]"""

COARSE_SHARE = 0.1
"""A meter that would be stuck more often than this is a coarse one, not a broken one."""

SPIKE_MULTIPLE = 10.0
"""A spike is this many robust standard deviations off its neighbours in time."""

SPIKE_SHARE = 0.5
"""And at least this share of the feeder's median load."""

NEAR_HOURS = 2
"""Neighbours in time are this near on either side, at any step: the load moves as far. [h]"""

ALIKE_ROWS = 15
"""And the values at the same time of day this many days around."""

ALIKE_LEAST = 5
"""Fewer known values at the same time of day tell nothing."""

DARK_SHARE = 0.5
"""A feeder at zero more often than this is taken at its word."""

Counts = dict[str, Ints]


def mask_zeros(values: Floats) -> Counts:
    """Mask the zeros of a feeder that carries load."""
    zero = values == 0.0
    count = row_kernels.count_true(zero)
    dark = count > DARK_SHARE * row_kernels.count_true(np.isfinite(values))
    _mask(values, zero, np.where(dark, 0, count))
    return {"zeros": np.where(dark, 0, count), "mostly_zero": np.where(dark, count, 0)}


def mask_stuck(values: Floats, steps: TimeSteps) -> Counts:
    """Mask runs of equal values; a feeder that never changes is constant, not stuck."""
    found, count = row_kernels.long_runs(values, steps.rows(STUCK_HOURS))
    for column in np.flatnonzero(count):
        if np.nanmin(values[:, column]) == np.nanmax(values[:, column]):
            count[column] = 0
    coarse = count > COARSE_SHARE * len(values)
    _mask(values, found, np.where(coarse, 0, count))
    return {"stuck": np.where(coarse, 0, count), "coarse_meter": np.where(coarse, count, 0)}


def mask_spikes(values: Floats, steps: TimeSteps) -> Counts:
    """Mask values far off their neighbours in time and the same time of other days.

    And any beyond what a feeder can carry.
    """
    window = 2 * steps.rows(NEAR_HOURS) + 1
    near, usual = np.empty_like(values), np.empty_like(values)
    size = median_kernels.column_medians(np.abs(values, out=near))
    size = np.where(size > 0.0, size, np.inf)  # a feeder mostly at zero is taken at its word
    median_kernels.running_medians(values, *steps.in_order, window, window // 2 + 1, near)
    median_kernels.running_medians(values, *steps.by_time_of_day, ALIKE_ROWS, ALIKE_LEAST, usual)
    # off the neighbours and half as far off other days, or twice as far off other days alone
    limits = SPIKE_SHARE * size * np.array([[1.0], [0.5], [2.0]])
    found, count = row_kernels.far_off(values, near, usual, limits[:2], limits[2], LARGEST_MW)
    some = np.flatnonzero(count)  # the noise of the others need not be known
    if some.size:
        noise = [_noise(values, expected, some) for expected in (near, usual)]
        limits[:, some] = np.maximum(limits[:, some], np.stack([*noise, noise[1]]))
        found, count = row_kernels.far_off(values, near, usual, limits[:2], limits[2], LARGEST_MW)
    _mask(values, found, count)
    return {"spike": count}


def _noise(values: Floats, expected: Floats, columns: Ints) -> Floats:
    """How far off values may be that are no spike; zero where nothing is known."""
    offsets = median_kernels.median_offsets(values, expected, columns)
    return np.asarray(SPIKE_MULTIPLE * 1.4826 * np.nan_to_num(offsets))


def _mask(values: Floats, found: Bools, count: Ints) -> None:
    for column in np.flatnonzero(count):
        values[found[:, column], column] = np.nan
