"""Temperature as the forecast uses it: history and weather forecast in one gapless series."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from feeders.arrays import Bools, Floats
from feeders.day_grid import indexed
from feeders.design_matrix import SMOOTHING_HOURS, smoothed_temps
from feeders.grid_rows import to_grid
from feeders.history_records import Fault, HistoryFaults

TEMPERATURE = "temp_air_c"
ERROR_HOURS = 10.0
"""Time over which the errors of a temperature forecast are alike. [h]"""

ERROR_SEED = 20130807

MAX_GAP_HOURS = 6
"""Longer gaps are bridged for the heat stored in buildings, but nothing is learnt from them. [h]"""


def temperature(weather: pd.DataFrame, table: str) -> pd.Series:
    """Hourly temperature of a weather table, in order of time.

    Raises
    ------
    HistoryFaults
        If the column is missing, the times have no zone or repeat, or no value is known.
    """
    series = indexed(weather)
    if TEMPERATURE not in series.columns:
        found = ", ".join(map(str, series.columns))
        raise _fault(table, "", f"columns {found}", f"column {TEMPERATURE}")
    temps: pd.Series = series[TEMPERATURE].astype(float).sort_index()
    if not isinstance(temps.index, pd.DatetimeIndex) or temps.index.tz is None:
        raise _fault(table, "", "times without a zone", "times with a zone")
    if temps.index.has_duplicates:
        twice = temps.index[temps.index.duplicated()][0]
        raise _fault(table, str(twice), "repeated", "each hour once, of one station")
    if temps.notna().sum() == 0:
        raise _fault(table, "", "no temperature", "at least one value")
    return temps


def _fault(table: str, key: str, found: str, wanted: str) -> HistoryFaults:
    fault = Fault(table=table, key=key, column=TEMPERATURE, found=found, wanted=wanted)
    return HistoryFaults((fault,))


def joined(history: pd.Series, forecast: pd.Series) -> pd.Series:
    """Continue the measured temperatures with the forecast; where both are, the measured hold.

    Raises
    ------
    HistoryFaults
        If more than `MAX_GAP_HOURS` lie between them or within the forecast.
    """
    later = forecast[forecast.index > history.index[-1]]
    both = pd.concat([history, later.dropna()])
    hours = both.index.to_series().diff()
    far = hours > pd.Timedelta(hours=MAX_GAP_HOURS + 1)
    holes = both.index[far.to_numpy() & (both.index > history.index[-1])]
    if len(holes):
        raise _fault("weather_forecast", str(holes[0]), "a gap before it", "every hour from issue")
    return pd.Series(both)


def smoothed_grid(temps: pd.Series, days: pd.DatetimeIndex) -> Floats:
    """Smoothed temperatures on the day grid, shape (24, days, 5), NaN within long gaps. [°C]"""
    hours = pd.date_range(temps.index[0], temps.index[-1], freq="h")
    hourly = temps.reindex(hours)
    smooth = smoothed_temps(hourly.interpolate().bfill().to_numpy(dtype=float))
    smooth[_long_gaps(hourly.isna().to_numpy(dtype=bool))] = np.nan
    return np.asarray(to_grid(hours, smooth, days), dtype=float)


def day_heat(grid: Floats) -> Floats:
    """Mean of each day's 8 h smoothed temperature; that of an ordinary day where unknown. [°C]"""
    heat = grid[..., 2].mean(axis=0)
    known = heat[np.isfinite(heat)]
    usual = float(np.median(known)) if len(known) else 0.0
    return np.asarray(np.where(np.isfinite(heat), heat, usual))


def issued_errors(days: pd.DatetimeIndex, hour: int, error_c: float) -> Floats:
    """Errors of forecasts for each day issued at `hour` of the day before, smoothed.

    They are normal, correlated over `ERROR_HOURS`, and the same ones every time. What lies before
    the issue is measured and has none: of a smoothed error only what came since remains.

    Returns
    -------
    array
        To be added to `smoothed_grid`, shape (24, days, 5). [°C]
    """
    errors = correlated_errors(24 * len(days), ERROR_SEED)
    smooth = smoothed_temps(error_c * errors)
    issue = 24 * (np.arange(len(days)) - 1) + hour
    before = smooth[np.maximum(issue - 1, 0), 1:]
    since = (25.0 - hour + np.arange(24.0))[:, None]
    grid = smooth.reshape(len(days), 24, -1).transpose(1, 0, 2).copy()
    grid[..., 1:] -= np.exp(-since / np.array(SMOOTHING_HOURS))[:, None] * before
    return grid


def correlated_errors(hours: int, seed: int) -> Floats:
    """Normal errors of size 1, correlated over `ERROR_HOURS`, one per hour."""
    draws = np.random.default_rng(seed).standard_normal(hours)
    keep = np.exp(-1.0 / ERROR_HOURS)
    news = np.sqrt(1.0 - keep**2)
    start = [(1.0 - news) * draws[0]]  # the first error is the first draw, of full size
    errors: Floats = lfilter([news], [1.0, -keep], draws, zi=start)[0]
    return errors


def _long_gaps(missing: Bools) -> Bools:
    run = pd.Series(missing).groupby(np.cumsum(~missing)).transform("sum").to_numpy()
    long: Bools = missing & (run > MAX_GAP_HOURS)
    return long
