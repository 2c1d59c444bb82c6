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
from feeders.design_matrix import CALENDAR_COLUMNS, DAYS_PER_YEAR, NUM_LINEAR
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
    heat_c
        Mean smoothed temperature of each day, as forecast, shape (days,). [°C]
    load
        Shape (24, days, feeders), NaN where unknown and from `hour` of the day `origin` on. [MW]
    origin, hour
        Day of the issue and first hour of it that is not known.
    """

    days: pd.DatetimeIndex
    design: Floats
    design_issued: Floats
    heat_c: Floats
    load: Floats
    origin: int
    hour: int


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A model fitted to what was known on a day: the rows used, and the shared equations."""

    rows: Bools
    scaling: Scaling
    ridge: Ridge


@dataclass(frozen=True, kw_only=True)
class Issued:
    """Rolling forecasts of the past, without carry, from the first one issued to the origin.

    Arrays have shape (24, days, feeders), single precision, NaN where nothing was issued or
    measured. [MW]

    Parameters
    ----------
    load
        Measured.
    residuals
        Measured load minus the model in the weather that came.
    modelled
        The model in the weather that was forecast.
    heat_c
        Of these days, shape (days,). [°C]
    days
        Positions of the days issued on whose following day is forecast too.
    """

    load: Reals
    residuals: Reals
    modelled: Reals
    heat_c: Floats
    days: Ints


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


def penalties(weights: Floats, columns: int) -> Floats:
    """Penalty per column; strict where the rows cannot tell the columns apart.

    One season alone cannot tell a trend from the time of year, nor few days a curve from noise.
    """
    used = np.flatnonzero(weights > 0)
    total = weights.sum()
    penalty = np.full(columns, KERNEL_PENALTY)
    lack = max(1.0, FEW_DAYS / max(len(used), 1)) ** 4
    penalty[:NUM_LINEAR] = total * PENALTY * lack
    seasons = (used[-1] - used[0]) / DAYS_PER_YEAR if len(used) else 0.0
    if seasons < 0.75:
        penalty[:NUM_LINEAR][CALENDAR_COLUMNS] = total
    penalty[-1] = 0.0
    return penalty


def fit_at(past: Past, origin: int, *, begun: bool, fresh_weight: float = FRESH_WEIGHT) -> Fit:
    """Set up the model as it stood on day `origin`, with or without that day's first hours."""
    weights = season_weights(past.days, origin, fresh_weight)
    weights[origin] *= begun
    weights[~np.isfinite(past.design).all(axis=(0, 2))] = 0.0
    rows = weights > 0
    scaling = choose_scaling(past.design, weights, NUM_LINEAR)
    design = scaling.apply(past.design[:, rows])
    penalty = penalties(weights, design.shape[-1])
    return Fit(rows=rows, scaling=scaling, ridge=ridge(design, weights[rows], penalty))


def refit_origins(past: Past) -> tuple[int, ...]:
    """Days on which the model is refitted, newest first, weekly and within the season."""
    candidates = range(past.origin - REFIT_DAYS, 0, -REFIT_DAYS)
    near = season_distance(past.days, past.days[past.origin]) <= SEASON_DAYS
    usable = _usable_days(past)
    enough = [
        day
        for day in candidates
        if near[day] and usable[season_weights(past.days, day) > 0].sum() > MIN_TRAINING_DAYS
    ]
    return tuple(enough[:MAX_REFITS])


def _usable_days(past: Past) -> Bools:
    weather = np.isfinite(past.design).all(axis=(0, 2))
    return np.asarray(weather & np.isfinite(past.load).any(axis=(0, 2)))


def issue_weekly(past: Past, fitted: Floats, origins: tuple[int, ...]) -> Issued:
    """Refit at each origin and issue a forecast for each of the seven days after it.

    Parameters
    ----------
    past
        What is known.
    fitted
        The final fit, which takes the place of unknown loads, so that one refit does for all
        feeders; what was not measured is not counted among the errors.
    origins
        From `refit_origins`.
    """
    first = min(origins)
    days = slice(first, past.origin + 1)
    load = past.load[:, days].astype(np.float32)
    came = _issue_operator(past, past.design, origins)
    used = np.flatnonzero(came.any(axis=(0, 1)))
    usual = fitted[:, used[-1:]]  # takes the size out of single precision
    filled = np.where(np.isfinite(past.load[:, used]), past.load[:, used], fitted[:, used])
    above = (filled - usual).astype(np.float32)
    issued_on: Bools = np.any(came, axis=(0, 2))
    modelled = _modelled(came[..., used], above, issued_on) + usual.astype(np.float32)
    residuals = load - modelled
    if past.design_issued is not past.design:
        forecast = _issue_operator(past, past.design_issued, origins)
        modelled = _modelled(forecast[..., used], above, issued_on) + usual.astype(np.float32)
    return Issued(
        load=load,
        residuals=residuals,
        modelled=modelled,
        heat_c=past.heat_c[days],
        days=np.flatnonzero(issued_on[:-1] & issued_on[1:]),
    )


def _issue_operator(past: Past, design: Floats, origins: tuple[int, ...]) -> Reals:
    """What each past day's forecast takes of each day's load before it.

    Shape (24, days from the first origin to the last, days); zero rows where nothing was issued.
    Every row adds up to one, for the constant is not penalised.
    """
    first = min(origins)
    operator = np.zeros((24, past.origin + 1 - first, past.load.shape[1]), dtype=np.float32)
    for origin in origins:
        fit = fit_at(past, origin, begun=False)
        week = slice(origin + 1, min(origin + 1 + REFIT_DAYS, past.origin + 1))
        rows = fit.scaling.apply(np.nan_to_num(design[:, week])) @ fit.ridge.projector()
        rows[~np.isfinite(design[:, week]).all(axis=2)] = 0.0
        operator[:, week.start - first : week.stop - first, fit.rows] = rows
    return operator


def _modelled(operator: Reals, above: Reals, issued_on: Bools) -> Reals:
    modelled = np.full((*operator.shape[:2], above.shape[2]), np.nan, dtype=np.float32)
    modelled[:, issued_on] = operator[:, issued_on] @ above
    return modelled
