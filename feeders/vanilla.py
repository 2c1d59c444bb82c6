"""Tao Hong's vanilla benchmark: the regression that every load forecast is held against.

Trend + month + weekday x hour + (month + hour) x {T, T², T³}, by least squares over all hours.

References
----------
Hong: Short Term Electric Load Forecasting, PhD thesis, NC State University 2010, ch. 4. Hong,
Wilson, Xie: Long Term Probabilistic Load Forecasting and Normalization With Hourly Information,
IEEE Trans. Smart Grid 5 (2014), doi:10.1109/TSG.2013.2274373.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve

from feeders.arrays import Floats

MIDDLE_C, UNIT_C = 20.0, 10.0
"""Temperatures are counted from the middle in this unit, so that their cubes keep a size."""

RIDGE_SHARE = 1e-6
"""Penalty as a share of the rows: months not seen yet leave columns without a row."""

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class Vanilla:
    """The fitted regression of some feeders, shape (289, feeders), and the beginning of time."""

    coefficients: Floats
    origin: pd.Timestamp

    def forecast(self, temps: pd.Series, times: pd.DatetimeIndex) -> Floats:
        """Load at some times, shape (times, feeders).

        Parameters
        ----------
        temps
            Temperature by hour, time-zone aware. [°C]
        times
            Times in any step, in the time zone of the classes.
        """
        return np.asarray(_columns(times, temps, self.origin) @ self.coefficients)


def fit_vanilla(load: pd.DataFrame, temps: pd.Series, zone: dt.tzinfo | None) -> Vanilla:
    """Fit the benchmark.

    Parameters
    ----------
    load
        One column per feeder by time; NaN = unknown, that row then does not count for the feeder.
        [MW]
    temps
        Temperature by hour. [°C]
    zone
        Time zone of the hours and weekdays.
    """
    times = pd.DatetimeIndex(load.index).tz_convert(zone)
    matrix = _columns(times, temps, times[0])
    known = np.isfinite(matrix).all(axis=1)
    rows, values = matrix[known], load.to_numpy(dtype=float)[known]
    gram = rows.T @ rows + RIDGE_SHARE * len(rows) * np.eye(rows.shape[1])
    side = rows.T @ np.nan_to_num(values)
    coefficients = cho_solve(cho_factor(gram), side)
    for feeder in np.flatnonzero(np.isnan(values).any(axis=0)):
        gaps = rows[np.isnan(values[:, feeder])]
        coefficients[:, feeder] = cho_solve(cho_factor(gram - gaps.T @ gaps), side[:, feeder])
    return Vanilla(coefficients=coefficients, origin=times[0])


def _columns(times: pd.DatetimeIndex, temps: pd.Series, origin: pd.Timestamp) -> Floats:
    """Shape (times, 289); a row of NaN where the temperature is unknown."""
    month, hour = np.eye(12)[times.month - 1], np.eye(24)[times.hour]
    week = np.eye(7 * 24)[times.dayofweek * 24 + times.hour]
    years = np.asarray((times - origin) / pd.Timedelta(days=DAYS_PER_YEAR))
    temp = (temps.reindex(times.floor("h")).to_numpy(dtype=float) - MIDDLE_C) / UNIT_C
    classes = np.hstack([month, hour])
    powers = [temp[:, None] ** power * classes for power in (1, 2, 3)]
    return np.hstack([years[:, None], month, week, *powers])
