"""The fitted forecast: weather in, P10, P50 and P90 per feeder and hour out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders import fallback
from feeders.arrays import Bools, Floats
from feeders.day_grid import from_grid, wall_days
from feeders.design_matrix import Knots, design
from feeders.feeder_model import FeederModel
from feeders.history import Fault, HistoryFaults, Repair
from feeders.station_weather import TEMPERATURE, joined, smoothed_grid, temperature

KW_DECIMALS = 3
QUANTILES = ("p10_mw", "p50_mw", "p90_mw")


@dataclass(frozen=True, kw_only=True)
class LoadModel:
    """A fitted forecast of all feeders of one weather station.

    `repairs` tells which feeders were not simply modelled, in hours of history concerned:
    `level_shift` (masked), `level_shift_open` (carried on), `constant`, `all_zero`, `short_kin`,
    `short_naive`, `bands_in_sample`.
    """

    feeders: tuple[str, ...]
    issued: pd.Timestamp
    first_day: pd.Timestamp
    repairs: tuple[Repair, ...]
    knots: Knots
    day_types: pd.Series
    temps: pd.Series
    models: tuple[tuple[Bools, FeederModel], ...]
    kin: Floats
    naive: Floats
    signed: Bools

    def predict(self, weather_forecast: pd.DataFrame, times: pd.DatetimeIndex) -> pd.DataFrame:
        """Forecast the load of every feeder.

        Parameters
        ----------
        weather_forecast
            `time` (or a time-zone aware index) and temp_air_c, hourly from `issued` on. [°C]
        times
            Hours to forecast, time-zone aware, none on a day before the last known one.

        Returns
        -------
        pd.DataFrame
            time, feeder, p10_mw, p50_mw, p90_mw: one row per time and feeder in their orders, in
            whole kilowatts, p10 <= p50 <= p90. [MW]

        Raises
        ------
        HistoryFaults
            If the weather forecast does not reach from `issued` to the last of the times.
        """
        local = times.tz_convert(self.issued.tz)
        self._check_times(local)
        temps = joined(self.temps, temperature(weather_forecast, "weather_forecast"))
        days = pd.date_range(self.first_day, wall_days(local)[0].max(), freq="D")
        grid = smoothed_grid(temps.tz_convert(self.issued.tz), days)
        _check_reach(from_grid(grid, local, days), local)
        matrix = design(grid, days, self.day_types, self.knots)
        daily = np.stack([self._one_day(matrix[:, lead], lead) for lead in range(len(days))], 1)
        rows = from_grid(daily.reshape(*daily.shape[:2], -1), local, days)
        return self._table(times, rows.reshape(len(times), len(self.feeders), 3))

    def _check_times(self, local: pd.DatetimeIndex) -> None:
        if len(local) == 0 or wall_days(local)[0].min() < self.first_day:
            raise ValueError(f"Expected hours on or after {self.first_day.date()}.")

    def _one_day(self, matrix: Floats, lead: int) -> Floats:
        """Shape (24, feeders, 3)."""
        out = self.naive[:, lead % 7].copy()
        for chosen, model in self.models:
            out[:, chosen] = model.predict(matrix, lead)
        borrowed = np.einsum("hfq,fl->hlq", out, self.kin)
        lone = self.kin.any(axis=0)
        middle = borrowed[..., 1:2]
        wide = middle + fallback.KIN_WIDENING * (borrowed - middle)
        out[:, lone] = wide[:, lone]
        return out

    def _table(self, times: pd.DatetimeIndex, rows: Floats) -> pd.DataFrame:
        floor = np.where(self.signed, -np.inf, 0.0)[:, None]
        kilowatts = np.round(np.maximum(np.sort(rows, axis=-1), floor), KW_DECIMALS) + 0.0
        flat = kilowatts.reshape(-1, 3)
        table = pd.DataFrame(
            {"time": times.repeat(len(self.feeders)), "feeder": list(self.feeders) * len(times)}
        )
        return table.assign(**{name: flat[:, i] for i, name in enumerate(QUANTILES)})


def _check_reach(rows: Floats, local: pd.DatetimeIndex) -> None:
    lacking = local[np.flatnonzero(~np.isfinite(rows).all(axis=1))]
    faults = tuple(
        Fault(
            table="weather_forecast",
            key=str(time),
            column=TEMPERATURE,
            found="no value",
            wanted="a temperature for every hour forecast",
        )
        for time in lacking
    )
    if faults:
        raise HistoryFaults(faults)
