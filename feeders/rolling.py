"""Forecasts as they would have been issued: rolling refits over the past weeks of the season.

Residuals of the fit's own rows are too small, and bands from them cover half of what they promise.
Here the model is refitted week by week on what was known then and issues a forecast for every day
of the week that follows; what it missed is what the last days' errors, the carry and the bands are
made of. A refit is the same linear map of the history for every feeder.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.design_matrix import DAYS_PER_YEAR, DEPARTURE, SEASON, Kinds
from feeders.level_shifts import runs
from feeders.ridge import LEAST_PENALTY, Ridge, Scaling, choose_scaling, ridge

SEASON_DAYS = 75
"""Days before and after the issue date, in every year, from which a model learns. [d]

On Shanghai's summers 60 days leave 1 % more error, 90 days as much.
"""

HALF_LIFE_YEARS = 0.85
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

LEAST_SPREAD = 1e-6
"""A column that varies less in a refit than this share of its spread is constant there."""

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

    @cached_property
    def weather_known(self) -> Bools:
        """Days of which the weather of all hours is known."""
        return np.asarray(np.isfinite(self.design).all(axis=(0, 2)))


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


def fit_at(past: Past, origin: int, columns: Ints, *, fresh_weight: float = FRESH_WEIGHT) -> Fit:
    """Set up the model as it stood on day `origin`, with what is known of that day."""
    weights = season_weights(past.days, origin, fresh_weight)
    weights[~past.weather_known] = 0.0
    rows = weights > 0
    scaling = choose_scaling(past.design, weights, columns, past.kinds == DEPARTURE)
    design = scaling.apply(past.design[:, rows])
    penalty = penalties(weights, past.kinds[columns])
    hourly = np.tile(weights, (len(design), 1))
    hourly[past.hour :, past.origin] = 0.0
    return Fit(rows=rows, scaling=scaling, ridge=ridge(design, hourly[:, rows], penalty))


@dataclass(frozen=True, kw_only=True)
class Refit:
    """A fit of the past, on columns that another fit has scaled: all that issuing takes of it.

    Parameters
    ----------
    weights
        Of the days, shape (days,), zero for those not used.
    change
        From the columns as they are to those scaled by this fit, shape (columns, columns).
    gram
        Of the latter with the penalty, shape (24, columns, columns).
    """

    weights: Floats
    change: Floats
    gram: Floats

    @property
    def rows(self) -> Bools:
        """Days used."""
        return np.asarray(self.weights > 0)

    def issue(self, ahead: Floats, scaled: Floats) -> list[tuple[slice, Floats]]:
        """Forecast per MW of load, season by season.

        Parameters
        ----------
        ahead, scaled
            The days forecast and all days, with the constant, shape (24, some days, columns).

        Returns
        -------
        list of tuple
            Days of a season and what the forecasts take of them, shape (24, days forecast, days).
        """
        changed = (ahead @ self.change).transpose(0, 2, 1)
        taken = np.linalg.solve(self.gram, changed).transpose(0, 2, 1) @ self.change.T
        seasons = [slice(*run) for run in runs(self.rows)]
        return [
            (days, taken @ scaled[:, days].transpose(0, 2, 1) * self.weights[days])
            for days in seasons
        ]


def refit_at(past: Past, origin: int, columns: Ints, scaled: Floats) -> Refit:
    """Set up the model as it stood before day `origin`, which `fit_at` would do more slowly.

    Parameters
    ----------
    past, origin, columns
        As for `fit_at`.
    scaled
        These columns of all days, scaled alike for all refits, and the constant, shape (24, days,
        columns + 1); NaN where the weather is unknown.
    """
    weights = season_weights(past.days, origin)
    weights[origin] = 0.0
    weights[~past.weather_known] = 0.0
    gram = np.zeros((len(scaled), scaled.shape[2], scaled.shape[2]))
    for days in (slice(*run) for run in runs(weights > 0)):
        season = scaled[:, days]
        gram += season.transpose(0, 2, 1) @ (season * weights[days, None])
    change = _change(gram.sum(axis=0) / gram[:, -1, -1].sum(), past.kinds[columns] != DEPARTURE)
    penalty = penalties(weights, past.kinds[columns])
    gram = change.T @ gram @ change
    return Refit(
        weights=weights, change=change, gram=gram + np.diag(penalty + LEAST_PENALTY * weights.sum())
    )


def _change(moments: Floats, picked: Bools) -> Floats:
    """What makes columns comparable, from the mean products of all with all and the constant."""
    center = np.where(picked, moments[-1, :-1], 0.0)
    spread = np.sqrt(np.maximum(np.diagonal(moments)[:-1] - center**2, 0.0))
    # a kind of day that never occurred stays constant; its square has lost half of the digits
    scale = np.where(picked & (spread > LEAST_SPREAD), spread, 1.0)
    change = np.diag(np.append(1.0 / scale, 1.0))
    change[-1, :-1] = -center / scale
    return change


def refit_origins(past: Past) -> tuple[int, ...]:
    """Days on which the model is refitted, newest first, weekly and within the season."""
    candidates = range(past.origin - REFIT_DAYS, 0, -REFIT_DAYS)
    near = season_distance(past.days, past.days[past.origin]) <= SEASON_DAYS
    usable = past.known_days & past.weather_known
    enough = (
        day
        for day in candidates
        if near[day] and usable[season_weights(past.days, day) > 0].sum() > MIN_TRAINING_DAYS
    )
    return tuple(islice(enough, MAX_REFITS))
