"""Days on another level, found against weather and calendar, masked or scaled for the fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeders import rolling
from feeders.arrays import Floats, Reals
from feeders.level_shifts import Shift, find_shifts
from feeders.ridge import over_level
from feeders.rolling import Past

SHIFT_PASSES = 2
"""A shift hides part of itself by bending the fit; the second look sees the rest."""

SMALLEST_LEVEL = 0.2
"""A feeder that keeps less than this share of its load is another feeder; it is masked."""


def without_shifts(past: Past) -> tuple[Past, Floats, tuple[Shift, ...]]:
    """Mask closed shifts; scale open ones back to the feeder's own level and keep the ratio.

    Returns
    -------
    tuple
        The past to learn from, the factor of each feeder's level at issue, the shifts found.
    """
    level = np.ones(past.load.shape[2])
    found: list[Shift] = []
    for _ in range(SHIFT_PASSES):
        shifts = find_shifts(_deviation(past))
        if not shifts:
            break
        past, level = _masked(past, shifts, level)
        found.extend(shifts)
    return past, level, tuple(found)


def _deviation(past: Past) -> Floats:
    """Daily mean residual of the season's days as a share of the feeder's level, NaN elsewhere."""
    # without the weight of the last weeks, which would bend the fit towards a shift still on
    columns = np.arange(len(past.kinds))
    fit = rolling.fit_at(past, past.origin, columns, begun=True, fresh_weight=0.0)
    load = past.load[:, fit.rows]
    above, known, _ = over_level(load)
    hourly = above - fit.ridge.design @ fit.ridge.solve(above, known)
    count = known.sum(axis=0)
    daily = np.where(known, hourly, 0.0).sum(axis=0) / np.maximum(count, 1)
    deviation = np.full(past.load.shape[1:], np.nan)
    enough = 4 * count >= len(load)
    deviation[fit.rows] = np.where(enough, daily / _size(load), np.nan)
    return deviation[: past.origin + 1]


def _size(load: Reals) -> Floats:
    known = np.isfinite(load)
    total = np.where(known, np.abs(load), 0.0).sum(axis=(0, 1))
    return np.asarray(np.maximum(total / np.maximum(known.sum(axis=(0, 1)), 1), 1e-6))


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
