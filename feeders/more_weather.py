"""Humidity, sun and wind: columns of the design where a station's weather tells of them.

Air conditioners dry the air, roofs with solar cells take load off a feeder, wind cools: how much is
learnt per feeder, and used only where past forecasts would have been better for it
(`feeders.methods`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from feeders.arrays import Floats
from feeders.grid_rows import to_grid
from feeders.history_records import Fault, HistoryFaults
from feeders.station_weather import TEMPERATURE, correlated_errors

LEAST_KNOWN = 0.8
"""A column known for a smaller share of the hours is left alone."""

FORECAST_ERROR = 0.25
"""Error of forecast humidity, sun and wind in simulated past forecasts, as a share of their spread.

Sun and wind are forecast worse than temperature; whoever trusts measured sun is disappointed.
"""


def vapour_pressure(weather: pd.DataFrame) -> Floats:
    """Pressure of the water in the air, from temperature and relative humidity. [hPa]

    References
    ----------
    WMO-No. 8, Guide to Instruments and Methods of Observation, annex 4.B: the Magnus formula.
    """
    temp_c = weather[TEMPERATURE].to_numpy(dtype=float)
    saturated = 6.112 * np.exp(17.62 * temp_c / (243.12 + temp_c))
    return np.asarray(weather["relative_humidity_percent"].to_numpy(dtype=float) / 100 * saturated)


def smoothed(values: Floats, hours: float) -> Floats:
    """Exponential average over the last hours."""
    keep = np.exp(-1.0 / hours)
    found = lfilter([1.0 - keep], [1.0, -keep], values, zi=[keep * values[0]])[0]
    return np.asarray(found)


Terms = Callable[[pd.DataFrame], list[Floats]]

MORE: dict[str, Terms] = {
    "relative_humidity_percent": lambda weather: [smoothed(vapour_pressure(weather), 8.0)],
    "ghi_w_per_m2": lambda weather: [
        weather["ghi_w_per_m2"].to_numpy(dtype=float),
        smoothed(weather["ghi_w_per_m2"].to_numpy(dtype=float), 3.0),
    ],
    "wind_speed_m_per_s": lambda weather: [
        smoothed(weather["wind_speed_m_per_s"].to_numpy(dtype=float), 3.0)
    ],
}
"""Weather columns, and what the design takes of each."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MoreWeather:
    """Weather beside the temperature.

    Parameters
    ----------
    table
        The temperature and those columns of `MORE` that are used, hourly, up to the issue.
    """

    table: pd.DataFrame

    @property
    def names(self) -> list[str]:
        """Columns that are used."""
        return [name for name in MORE if name in self.table]

    @property
    def count(self) -> int:
        """Columns of the design."""
        return sum(len(MORE[name](self.table.iloc[:1].fillna(0.0))) for name in self.names)

    def grid(self, days: pd.DatetimeIndex, forecast: pd.DataFrame | None = None) -> Floats:
        """Columns of the design, shape (24, days, count), NaN for hours beyond the weather.

        Parameters
        ----------
        days
            Naive midnights, in the time zone of the table.
        forecast
            Continues the table.

        Raises
        ------
        HistoryFaults
            If the forecast lacks a value of a column that is used.
        """
        table = self.table
        if forecast is not None:
            table = pd.concat([table, self._later(forecast)])
        if not self.names:
            return np.zeros((24, len(days), 0))
        hours = pd.date_range(table.index[0], table.index[-1], freq="h")
        filled = _filled(table.reindex(hours))
        terms = [term for name in self.names for term in MORE[name](filled)]
        return np.asarray(to_grid(hours, np.stack(terms, axis=1), days), dtype=float)

    def measured(self, weather: pd.DataFrame) -> MoreWeather:
        """The same columns up to a later issue."""
        return MoreWeather(table=weather[self.table.columns].astype(float).sort_index())

    def _later(self, forecast: pd.DataFrame) -> pd.DataFrame:
        ahead: pd.DataFrame = forecast[forecast.index > self.table.index[-1]]
        ahead = ahead.reindex(columns=self.table.columns)
        faults = tuple(
            Fault(
                table="weather_forecast",
                key=str(ahead.index[ahead[name].isna()][0]),
                column=name,
                found="no value",
                wanted="a value, for the forecast was learnt with this column",
            )
            for name in self.names
            if ahead[name].isna().any()
        )
        if faults:
            raise HistoryFaults(faults)
        return ahead


def more_weather(weather: pd.DataFrame) -> MoreWeather:
    """Pick the columns of an hourly weather table, indexed by time, that are known well enough."""
    known = [
        name for name in MORE if name in weather and weather[name].notna().mean() >= LEAST_KNOWN
    ]
    return MoreWeather(table=weather[[TEMPERATURE, *known]].astype(float).sort_index())


def issued_more(grid: Floats, share: float = FORECAST_ERROR) -> Floats:
    """What a forecast could have said instead of the weather that came, the same every time.

    Parameters
    ----------
    grid
        From `MoreWeather.grid`.
    share
        Size of the errors as a share of each column's spread.
    """
    hours = grid.shape[0] * grid.shape[1]
    spread = np.nan_to_num(np.nanstd(grid, axis=(0, 1))) if grid.size else np.zeros(grid.shape[2])
    errors = [correlated_errors(hours, seed) for seed in range(grid.shape[2])]
    rows = np.reshape(errors, (grid.shape[2], grid.shape[1], grid.shape[0])).transpose(2, 1, 0)
    return np.asarray(grid + share * spread * rows)


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """Bridge gaps by what is usual at that hour of the day in that month, else by interpolation."""
    local = pd.DatetimeIndex(table.index)
    usual = table.groupby([local.month, local.hour]).transform("mean")
    bridged = table.interpolate(limit=3).fillna(usual).interpolate().bfill()
    return pd.DataFrame(np.nan_to_num(bridged), index=table.index, columns=table.columns)
