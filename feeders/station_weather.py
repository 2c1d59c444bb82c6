"""Temperature as the forecast uses it: history and weather forecast in one gapless series."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats
from feeders.day_grid import indexed, to_grid
from feeders.design_matrix import smoothed_temps
from feeders.history import Fault, HistoryFaults

TEMPERATURE = "temp_air_c"
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
    return to_grid(hours, smooth, days)


def _long_gaps(missing: Bools) -> Bools:
    run = pd.Series(missing).groupby(np.cumsum(~missing)).transform("sum").to_numpy()
    long: Bools = missing & (run > MAX_GAP_HOURS)
    return long
