"""The forecast tables of a scenario, shifted: derived scenarios and heatwave runs alike."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from peakops.settings import Heatwave
from weather import heatwave


def hotter_tables(
    tables: Mapping[str, pd.DataFrame], wave: Heatwave, first: pd.Timestamp
) -> dict[str, pd.DataFrame]:
    """Shift the forecast and the official maxima of a scenario's tables.

    Parameters
    ----------
    tables
        Every table by key.
    wave
        How much hotter, and for how many days.
    first
        Local midnight of the plan's first day, tz-aware.
    """
    hourly, daily = tables["weather_forecast"], tables["weather_daily"]
    shifted, shifted_daily = heatwave.shift(hourly, daily, wave.shift_c, wave.humidity)
    if wave.days is not None:
        end = first.tz_localize(None) + pd.Timedelta(days=wave.days)
        reached = hourly["time"].dt.tz_localize(None) < end
        shifted = shifted.where(reached, hourly)
        shifted_daily = shifted_daily.where(daily["date"] < end, daily)
    return {**tables, "weather_forecast": shifted, "weather_daily": shifted_daily}
