"""Forecasts as they would have been issued: rolling refits over the past weeks of the season.

Residuals of the fit's own rows are too small, and bands from them cover half of what they promise.
Here the model is refitted week by week on what was known then and issues a forecast for every day
of the week that follows; what it missed is what the last days' errors, the carry and the bands are
made of. A refit is the same linear map of the history for every feeder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.design_matrix import DAYS_PER_YEAR, DEPARTURE, SEASON, Kinds
from feeders.ridge import Ridge, Scaling, choose_scaling, ridge

SEASON_DAYS = 75
"""Days before and after the issue date, in every year, from which a model learns. [d]

On Shanghai's summers 60 days leave 1 % more error, 90 days as much.
"""

HALF_LIFE_YEARS = 1.0
"""Age at which a row's weight has halved. [a]"""

FRESH_WEIGHT = 4.0
FRESH_DAYS = 30.0
"""The last weeks weigh more: extra weight of a row of today, and the days over which it fades."""

PENALTY = 2e-5
"""Ridge penalty on scaled columns, as a share of the summed weights."""

KERNEL_PENALTY = 1.0
"""Penalty on the kernel's columns, whose size is in `departures.SIZE` already."""

FEW_DAYS = 200.0
"""With fewer days the penalty grows with the fourth power of the lack. [d]"""

REFIT_DAYS = 7
MAX_REFITS = 26
MIN_TRAINING_DAYS = 45
"""A refit with fewer days than this would tell of the lack of data, not of the feeder. [d]"""


@dataclass(frozen=True, kw_only=True)
class Past:
    """All that is known at issue, on the day grid.

    Parameters
    ----------
    days
        Naive midnights, the last one being the day `origin` or later.
    design
        From `design_matrix.design`; a row of NaN where the weather is unknown.
    design_issued
        The same from weather as it was forecast, or from a simulation of such forecasts.
    kinds
        Kind of each column, from `design_matrix.column_kinds`.
    heat_c
        Mean smoothed temperature of each day, as forecast, shape (days,). [°C]
    known_days
        Days of which the load of any feeder of the station is known.
    load
        Shape (24, days, feeders), NaN where unknown and from `hour` of the day `origin` on. [MW]
    origin, hour
        Day of the issue and first hour of it that is not known.
    """

    days: pd.DatetimeIndex
    design: Floats
    design_issued: Floats
    kinds: Kinds
    heat_c: Floats
    known_days: Bools
    load: Reals
    origin: int
    hour: int


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A model fitted to what was known on a day: the rows used, and the shared equations."""

    rows: Bools
    scaling: Scaling
    ridge: Ridge


def season_weights(
    days: pd.DatetimeIndex, origin: int, fresh_weight: float = FRESH_WEIGHT
) -> Floats:
    """Weight of each day in a model issued on day `origin`: season, age, nothing later."""
    position = np.arange(len(days))
    age_days = np.maximum(origin - position, 0.0)
    inside = (season_distance(days, days[origin]) <= SEASON_DAYS) & (position <= origin)
    aged = 0.5 ** (age_days / DAYS_PER_YEAR / HALF_LIFE_YEARS)
    fresh = fresh_weight * np.exp(-age_days / FRESH_DAYS)
    return np.where(inside, aged + fresh, 0.0)


def season_distance(days: pd.DatetimeIndex, center: pd.Timestamp) -> Floats:
    """Days between the days of the year, over the turn of the year if that is shorter. [d]"""
    apart = days.dayofyear.to_numpy() - center.dayofyear
    distance: Floats = np.abs((apart + 182) % 365 - 182).astype(float)
    return distance


def penalties(weights: Floats, kinds: Kinds) -> Floats:
    """Penalty per column and for the constant; strict where the rows cannot tell columns apart.

    One season alone cannot tell a trend from the time of year, nor few days a curve from noise.
    """
    used = np.flatnonzero(weights > 0)
    total = weights.sum()
    lack = max(1.0, FEW_DAYS / max(len(used), 1)) ** 4
    penalty = np.where(kinds == DEPARTURE, KERNEL_PENALTY, total * PENALTY * lack)
    seasons = (used[-1] - used[0]) / DAYS_PER_YEAR if len(used) else 0.0
    if seasons < 0.75:
        penalty[kinds == SEASON] = total
    return np.append(penalty, 0.0)


def fit_at(
    past: Past,
    origin: int,
    columns: Ints,
    *,
    begun: bool,
    fresh_weight: float = FRESH_WEIGHT,
) -> Fit:
    """Set up the model as it stood on day `origin`, with or without that day's first hours."""
    weights = season_weights(past.days, origin, fresh_weight)
    weights[origin] *= begun
    weights[~np.isfinite(past.design).all(axis=(0, 2))] = 0.0
    rows = weights > 0
    scaling = choose_scaling(past.design, weights, columns, past.kinds == DEPARTURE)
    design = scaling.apply(past.design[:, rows])
    penalty = penalties(weights, past.kinds[columns])
    hourly = np.tile(weights, (len(design), 1))
    hourly[past.hour :, past.origin] = 0.0
    return Fit(rows=rows, scaling=scaling, ridge=ridge(design, hourly[:, rows], penalty))


def refit_origins(past: Past) -> tuple[int, ...]:
    """Days on which the model is refitted, newest first, weekly and within the season."""
    candidates = range(past.origin - REFIT_DAYS, 0, -REFIT_DAYS)
    near = season_distance(past.days, past.days[past.origin]) <= SEASON_DAYS
    usable = past.known_days & np.isfinite(past.design).all(axis=(0, 2))
    enough = [
        day
        for day in candidates
        if near[day] and usable[season_weights(past.days, day) > 0].sum() > MIN_TRAINING_DAYS
    ]
    return tuple(enough[:MAX_REFITS])
