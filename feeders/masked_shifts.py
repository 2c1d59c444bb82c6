"""Days on another level, found against weather and calendar, masked or scaled for the fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeders.arrays import Floats, Reals
from feeders.grid_kernels import daily_means, overview
from feeders.level_shifts import Shift, find_shifts
from feeders.ridge import over_level
from feeders.rolling import Fit, Past

SHIFT_PASSES = 2
"""A shift hides part of itself by bending the fit; the second look sees the rest."""

SMALLEST_LEVEL = 0.2
"""A feeder that keeps less than this share of its load is another feeder; it is masked."""


def without_shifts(past: Past, steady: Fit) -> tuple[Past, Floats, tuple[Shift, ...]]:
    """Mask closed shifts; scale open ones back to the feeder's own level and keep the ratio.

    Parameters
    ----------
    past
        What is known at issue.
    steady
        Fit without the weight of the last weeks, which would bend it towards a shift still on.

    Returns
    -------
    tuple
        The past to learn from, the factor of each feeder's level at issue, the shifts found.
    """
    level = np.ones(past.load.shape[2])
    found: list[Shift] = []
    looked_at = np.arange(len(level))
    for _ in range(SHIFT_PASSES):
        whole = len(looked_at) == len(level)
        # `take`, for an index of the last axis would leave the feeders outermost in memory
        load = past.load if whole else past.load.take(looked_at, axis=2)
        deviation = _deviation(load[:, steady.rows], steady)[: past.origin + 1]
        shifts = tuple(
            replace(shift, feeder=int(looked_at[shift.feeder])) for shift in find_shifts(deviation)
        )
        if not shifts:
            break
        past, level = _masked(past, shifts, level)
        found.extend(shifts)
        looked_at = np.unique([shift.feeder for shift in shifts])
    return past, level, tuple(found)


def _deviation(season: Reals, fit: Fit) -> Floats:
    """Daily mean residual of the season's days as a share of the feeder's level, NaN elsewhere."""
    above, known, _ = over_level(season)
    coefficients = fit.ridge.solve(above, known).astype(season.dtype)
    expected = fit.ridge.design.astype(season.dtype) @ coefficients
    daily, count = daily_means(above, expected, known)
    size = np.maximum(overview(season)[2], 1e-6)
    deviation = np.full((len(fit.rows), season.shape[2]), np.nan)
    deviation[fit.rows] = np.where(4 * count >= len(season), daily / size, np.nan)
    return deviation


def _masked(past: Past, shifts: tuple[Shift, ...], level: Floats) -> tuple[Past, Floats]:
    load, level = past.load.copy(), level.copy()
    for shift in shifts:
        days = slice(shift.first, shift.stop)
        if shift.open and 1.0 + shift.change > SMALLEST_LEVEL:
            load[:, days, shift.feeder] /= 1.0 + shift.change
            load[:, shift.first, shift.feeder] = np.nan  # switched some time during that day
            level[shift.feeder] *= 1.0 + shift.change
        else:
            load[:, days, shift.feeder] = np.nan
    return replace(past, load=load), level
