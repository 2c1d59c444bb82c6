"""What a meter shows by mistake: zeros, stuck values, spikes. Each is masked in place.

The functions take values of shape (columns, rows), NaN = unknown [MW], and count the rows found
per column, by kind; `mostly_zero`, `coarse_meter`, `restless` and `large` are kept.
"""

from __future__ import annotations

import numpy as np

from feeders import column_kernels, spike_kernels
from feeders.arrays import Bools, Floats, Ints
from feeders.history_records import LARGEST_MW
from feeders.spike_kernels import Around
from feeders.time_steps import TimeSteps

STUCK_HOURS = 6
"""A meter that shows the same value this long is stuck. [h]"""

COARSE_SHARE = 0.1
"""A meter that would be stuck more often than this is a coarse one, not a broken one."""

SPIKE_MULTIPLE = 10.0
"""A spike is this many robust standard deviations off its neighbours in time."""

SPIKE_SHARE = 0.5
"""And at least this share of the feeder's median load."""

RESTLESS_SHARE = 0.03
"""Spikes are rare; a feeder that shows more of them lives that way."""

LIMITS = np.array([1.0, 0.5, 2.0])
"""Off the neighbours and half as far off other days, or twice as far off other days alone."""

NEAR_HOURS = 2
"""Neighbours in time are this near on either side, at any step: the load moves as far. [h]"""

ALIKE_DAYS = 7
"""And the values at the same time of day this many days before and after."""

ALIKE_LEAST = 5
"""Fewer known values at the same time of day tell nothing."""

DARK_SHARE = 0.5
"""A feeder at zero more often than this is taken at its word."""

Counts = dict[str, Ints]


def mask_zeros(columns: Floats, zeros: Ints) -> Counts:
    """Mask the zeros of a feeder that carries load; `zeros` says how many it has."""
    dark = np.zeros(len(zeros), dtype=bool)
    for c in np.flatnonzero(zeros):
        dark[c] = zeros[c] > DARK_SHARE * np.isfinite(columns[c]).sum()
        if not dark[c]:
            columns[c, columns[c] == 0.0] = np.nan
    return {"zeros": np.where(dark, 0, zeros), "mostly_zero": np.where(dark, zeros, 0)}


def mask_stuck(columns: Floats, steps: TimeSteps) -> Counts:
    """Mask runs of equal values; a feeder that never changes is constant, not stuck."""
    least = steps.rows(STUCK_HOURS)
    count = column_kernels.stuck_rows(columns, least)
    coarse = count > COARSE_SHARE * columns.shape[1]
    for c in np.flatnonzero(count):
        if np.nanmin(columns[c]) == np.nanmax(columns[c]):
            count[c] = 0
        elif not coarse[c]:
            column_kernels.rows_in_runs(columns[c], least, True)
    return {"stuck": np.where(coarse, 0, count), "coarse_meter": np.where(coarse, count, 0)}


def mask_spikes(columns: Floats, steps: TimeSteps) -> Counts:
    """Mask values far off their neighbours in time and the same time of other days.

    And any beyond what a feeder can carry. Where such values are no rarity they are taken at their
    word: a feeder behind a wind park is restless, and a large one is a substation.
    """
    around = _around(steps)
    doubtful = spike_kernels.may_spike(
        columns, *steps.by_time_of_day, around, SPIKE_SHARE * LIMITS, LARGEST_MW
    )
    counts = {
        kind: np.zeros(len(columns), dtype=np.int64) for kind in ("spike", "restless", "large")
    }
    for c in np.flatnonzero(doubtful):
        rare = RESTLESS_SHARE * np.isfinite(columns[c]).sum()
        beyond = np.abs(columns[c]) > LARGEST_MW
        large = beyond.sum() > rare
        found = _spikes(columns[c], steps, around, np.inf if large else LARGEST_MW)
        restless = found.sum() > rare
        counts["large"][c] = large * beyond.sum()
        counts["restless"][c] = restless * found.sum()
        if not restless:
            counts["spike"][c] = found.sum()
            columns[c, found] = np.nan
    return counts


def _around(steps: TimeSteps) -> Around:
    rows = steps.rows(NEAR_HOURS)
    return Around(rows, rows + 1, ALIKE_DAYS, ALIKE_LEAST)


def _spikes(column: Floats, steps: TimeSteps, around: Around, largest_mw: float) -> Bools:
    near = spike_kernels.neighbour_medians(column, around)
    usual = spike_kernels.usual_values(column, steps.by_time_of_day.rows, around)
    size = spike_kernels.median_size(column)
    # a feeder mostly at zero is taken at its word
    limits = SPIKE_SHARE * (size if size > 0.0 else np.inf) * LIMITS
    found = spike_kernels.far_off(column, near, usual, limits, largest_mw)
    if found.any():  # else the noise need not be known
        noise = [_noise(column, expected) for expected in (near, usual)]
        limits = np.maximum(limits, [*noise, noise[1]])
        found = spike_kernels.far_off(column, near, usual, limits, largest_mw)
    return found


def _noise(column: Floats, expected: Floats) -> float:
    """How far off values may be that are no spike; zero where nothing is known."""
    distance = spike_kernels.median_distance(column, expected)
    return SPIKE_MULTIPLE * 1.4826 * float(np.nan_to_num(distance))
