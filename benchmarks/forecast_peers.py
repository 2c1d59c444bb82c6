"""Peer methods for the day-ahead forecast: what the field would use instead of ours.

Every peer is issued at the same hour of day D for the 24 hours of D+1 and knows the load and the
weather before that hour, besides the temperatures forecast. All but the naive one are refitted
weekly on everything known by then. What they return has the shape (24, days): the forecast stands
at the position of its target day, NaN where nothing was issued.

References
----------
Hong (2010): Short Term Electric Load Forecasting, North Carolina State University (vanilla).
Wang, Liu, Hong (2016): Electric load forecasting with recency effect: a big data approach. IJF
32(3), doi:10.1016/j.ijforecast.2015.09.006 (recency).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from forecast_openstef import openstef_environment as openstef_environment
from forecast_openstef import openstef_weekly as openstef_weekly
from scipy.linalg import cho_factor, cho_solve

from feeders.arrays import Floats
from feeders.day_types import DAY_KINDS
from feeders.design_matrix import smoothed_temps

HOURS = 24
REFIT_DAYS = 7
DAYS_PER_YEAR = 365.25

MEMORY_DAYS = 30
"""Past days from which issued temperatures are smoothed: E60 forgets older ones. [d]"""

RECENCY_LAGS_H = 12
"""Hourly lags of the recency model; every one costs 108 columns. [h]"""

RECENCY_AVERAGES_D = 3
"""Daily moving averages of the recency model. [d]"""

RIDGE_SHARE = 1e-5
"""Ridge per row: settles overlapping classes. 1e-9 to 1e-3 were tried, this one errs least."""

CHUNK_HOURS = 28 * HOURS
"""Rows of a design held at once: the wide design of four years would take half a GB. [h]"""

LIGHTGBM_PARAMETERS: dict[str, Any] = {
    "objective": "l2",
    "linear_tree": True,
    "linear_lambda": 1.0,
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 100,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbosity": -1,
}
"""Best of some forty sets tried on these summers; constant leaves err 4 to 7 % more."""

LIGHTGBM_ROUNDS = 200

LIGHTGBM_MONTHS = range(4, 11)
"""Months of the training rows: winter's heating only distracts the trees."""

LIGHTGBM_LAGS_D = (2, 7, 14)
"""Lagged loads known for every hour, in days before the target day. [d]"""

Predict = Callable[[int], Floats]
"""Forecast of the day after an issue day, by the issue day's position."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One load with its weather on the day grid, and when forecasts are issued.

    Parameters
    ----------
    days
        Consecutive naive midnights.
    load
        Shape (24, days), NaN where unknown. [any unit]
    temp
        Shape (24, days), the temperature that came, gapless. [°C]
    temp_issued
        Shape (24, days, 3): as known on an issue day for that day and the two after it; before the
        hour of issue it is what came. [°C]
    kinds
        Kind per day, from `feeders.day_types.working_days`.
    issue_days
        Ascending positions of the issue days in `days`.
    hour
        Hour of issue: the load of this hour and later is unknown on the issue day. [h]
    """

    days: pd.DatetimeIndex
    load: Floats
    temp: Floats
    temp_issued: Floats
    kinds: np.ndarray
    issue_days: np.ndarray
    hour: int

    def known_hours(self, day: int) -> int:
        """Hours since the start of the grid whose load may be known when issuing on `day`. [h]"""
        return day * HOURS + self.hour

    def issued_series(self, day: int, past_days: int) -> Floats:
        """Temperature of the past days, the issue day and the target day, by the hour. [°C]"""
        past = self.temp[:, max(day - past_days, 0) : day]
        return np.concatenate([past, self.temp_issued[:, day, :2]], axis=1).T.ravel()


def seasonal_naive(case: Case) -> Floats:
    """Repeat the same hour of the last same weekday."""
    return _issue_daily(case, lambda _: lambda day: case.load[:, day + 1 - 7])


def tao_vanilla(case: Case) -> Floats:
    """Forecast by Tao Hong's vanilla benchmark, 289 columns of classes and cubic temperature.

    Trend + month + weekday x hour + (month + hour) x {T, T², T³}, by least squares over all hours.
    """
    return _issue_daily(case, _Tao(case=case, lags=0, averages=0).fit)


def tao_recency(case: Case) -> Floats:
    """Forecast by the vanilla model with remembered temperatures, 1,909 columns.

    The temperatures of the 12 hours before and the means of the 1st, 2nd and 3rd 24 hours before
    enter like T itself. Wang, Liu and Hong choose the size per zone; this one refits in a second.
    """
    model = _Tao(case=case, lags=RECENCY_LAGS_H, averages=RECENCY_AVERAGES_D)
    return _issue_daily(case, model.fit)


def _issue_daily(case: Case, fit: Callable[[int], Predict]) -> Floats:
    """Issue on every issue day with a model at most `REFIT_DAYS` old."""
    forecast = np.full(case.load.shape, np.nan)
    fitted, predict = None, None
    for day in map(int, case.issue_days):
        if predict is None or day - fitted >= REFIT_DAYS:
            fitted, predict = day, fit(day)
        forecast[:, day + 1] = predict(day)
    return forecast


@dataclass(kw_only=True)
class _Tao:
    """Least squares whose normal equations grow by the new hours at each refit."""

    case: Case
    lags: int
    averages: int
    rows_used: int = 0
    gram: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    moment: Floats = field(default_factory=lambda: np.zeros(0))

    def fit(self, day: int) -> Predict:
        self._learn(self.case.known_hours(day))
        ridge = RIDGE_SHARE * self.rows_used * np.eye(len(self.gram))
        weights = cho_solve(cho_factor(self.gram + ridge), self.moment)

        def predict(day: int) -> Floats:
            series = self.case.issued_series(day, self.averages + 2)
            hours = np.arange(HOURS) + (day + 1) * HOURS
            return self._design(hours, self._temps(series)[-HOURS:]) @ weights

        return predict

    def _learn(self, known: int) -> None:
        load, temps = self.case.load.T.ravel(), self._temps(self.case.temp.T.ravel())
        for first in range(self.rows_used, known, CHUNK_HOURS):
            hours = np.arange(first, min(first + CHUNK_HOURS, known))
            hours = hours[np.isfinite(load[hours])]
            rows = self._design(hours, temps[hours])
            if not len(self.gram):
                self.gram, self.moment = np.zeros((rows.shape[1],) * 2), np.zeros(rows.shape[1])
            self.gram += rows.T @ rows
            self.moment += rows.T @ load[hours]
        self.rows_used = known

    def _temps(self, series: Floats) -> Floats:
        """T, its hourly lags and daily means of an hourly series, tamed for the cubes."""
        scaled = (series - 20.0) / 10.0  # cubes of whole degrees would wreck the normal equations
        sums = np.cumsum(np.concatenate([[0.0], scaled]))
        means = (sums[HOURS:] - sums[:-HOURS]) / HOURS  # of the hours i to i + 23
        lagged = [_delayed(scaled, lag) for lag in range(1, self.lags + 1)]
        # the d-th mean covers lags 24d-23 to 24d
        averaged = [
            _delayed(np.concatenate([np.full(HOURS - 1, means[0]), means]), HOURS * d - HOURS + 1)
            for d in range(1, self.averages + 1)
        ]
        return np.column_stack([scaled, *lagged, *averaged])

    def _design(self, hours: np.ndarray, temps: Floats) -> Floats:
        days = self.case.days[hours // HOURS]
        month = np.eye(12)[days.month - 1]
        hour = np.eye(HOURS)[hours % HOURS]
        week_hour = np.eye(7 * HOURS)[days.dayofweek * HOURS + hours % HOURS]
        cubic = np.concatenate([temps, temps**2, temps**3], axis=1)
        crossed = np.concatenate([month, hour], axis=1)[:, :, None] * cubic[:, None, :]
        trend = hours[:, None] / (HOURS * DAYS_PER_YEAR)
        return np.concatenate([trend, month, week_hour, crossed.reshape(len(hours), -1)], axis=1)


def _delayed(series: Floats, hours: int) -> Floats:
    """Shift a series to later hours; its first value stands in for what came before."""
    return np.concatenate([np.full(hours, series[0]), series[: len(series) - hours]])


def lightgbm_missing() -> str | None:
    """Tell why LightGBM cannot be used here, or None."""
    if importlib.util.find_spec("lightgbm") is None:
        return "lightgbm is not installed (pip install lightgbm)"
    return None


def lightgbm_weekly(case: Case) -> Floats | None:
    """Forecast by gradient-boosted trees, one model for all hours, refitted weekly.

    Every past day is a training row per hour, built as it would have been issued the day before,
    but from the temperatures that came.
    Returns None where `lightgbm_missing` gives a reason.
    """
    if lightgbm_missing():
        return None
    import lightgbm

    past = _tree_rows(case, _by_day(smoothed_temps(case.temp.T.ravel())))
    issued = _tree_rows(case, _issued_smoothed(case))
    # trees cannot follow growth, so they learn how far the load is from the last day's mean
    level = _recent_means(case.load, case.hour)[0]
    above = case.load - level
    usable = np.isfinite(above) & np.isin(case.days.month, LIGHTGBM_MONTHS)
    hours = np.arange(HOURS)[:, None] + np.arange(len(case.days)) * HOURS

    def fit(day: int) -> Predict:
        rows = usable & (hours < case.known_hours(day))
        data = lightgbm.Dataset(past[rows], above[rows], params={"verbosity": -1})
        model = lightgbm.train(LIGHTGBM_PARAMETERS, data, LIGHTGBM_ROUNDS)
        return lambda day: model.predict(issued[:, day + 1], num_threads=1) + level[day + 1]

    return _issue_daily(case, fit)


def _by_day(rows: Floats) -> Floats:
    """Hourly rows as a grid: shape (24, days, columns)."""
    return rows.reshape(-1, HOURS, rows.shape[1]).swapaxes(0, 1)


def _issued_smoothed(case: Case) -> Floats:
    """Smoothed temperatures of the target days as issued: shape (24, days, 5). [°C]"""
    temps = np.full((*case.temp.shape, 5), np.nan)
    for day in case.issue_days:
        temps[:, day + 1] = smoothed_temps(case.issued_series(day, MEMORY_DAYS))[-HOURS:]
    return temps


def _tree_rows(case: Case, temps: Floats) -> Floats:
    """Build the features of every target day: shape (24, days, features), NaN where unknown."""
    shape = case.load.shape
    days = case.days
    codes = np.array([DAY_KINDS.index(kind) for kind in case.kinds])
    # no trend: a linear leaf would run away with it, a split could not tell the days to come
    daily = [codes, days.dayofweek, days.dayofyear]
    early = np.arange(HOURS)[:, None] < case.hour  # these hours are known of the issue day too

    def lagged(grid: Floats) -> list[Floats]:
        last = np.where(early, _days_before(grid, 1), _days_before(grid, 2))
        return [last, *(_days_before(grid, lag) for lag in LIGHTGBM_LAGS_D)]

    loads, warming = lagged(case.load), [temps[..., 0] - past for past in lagged(case.temp)]
    hour = np.broadcast_to(np.arange(HOURS)[:, None], shape)
    wide = [np.broadcast_to(row, shape) for row in [*daily, *_recent_means(case.load, case.hour)]]
    columns = [hour, *wide, *loads, *warming]
    return np.concatenate([temps, np.stack(columns, axis=-1)], axis=-1)


def _recent_means(load: Floats, hour: int) -> tuple[Floats, Floats]:
    """Mean of the 24 hours before issue and of the issue day's hours, by target day."""
    early = _days_before(load, 1)[:hour]
    late = _days_before(load, 2)[hour:]
    return _mean_known(np.concatenate([late, early])), _mean_known(early)


def _mean_known(hours: Floats) -> Floats:
    count = np.isfinite(hours).sum(axis=0)
    return np.nansum(hours, axis=0) / np.where(count, count, np.nan)


def _days_before(grid: Floats, lag: int) -> Floats:
    """Values of the same hours `lag` days before."""
    return np.concatenate([np.full((HOURS, lag), np.nan), grid[:, :-lag]], axis=1)
