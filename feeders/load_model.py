"""The fitted forecast: weather in, P10, P50 and P90 per feeder and hour out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from feeders import fallback
from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.day_grid import day_range, indexed, wall_days
from feeders.design_matrix import Basis, design
from feeders.fallback import Kin
from feeders.feeder_model import FeederModel
from feeders.grid_rows import from_grid, to_grid
from feeders.history_records import Fault, HistoryFaults, Repair
from feeders.more_weather import MoreWeather
from feeders.quantile_table import as_table
from feeders.quantiles import OUTER, band_of
from feeders.station_weather import TEMPERATURE, day_heat, joined, smoothed_grid, temperature

KW_DECIMALS = 3


@dataclass(frozen=True, kw_only=True)
class Part:
    """The feeders modelled together, and what multiplies their results.

    A feeder that carries its neighbour's load at issue is modelled without it and scaled up.
    """

    chosen: Bools
    model: FeederModel
    level: Floats


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
    basis: Basis
    day_types: pd.Series
    temps: pd.Series
    more: MoreWeather
    parts: tuple[Part, ...]
    kin: Kin | None
    naive: Floats
    signed: Bools

    @property
    def step_minutes(self) -> int:
        """From one time to the next. [min]"""
        return 60

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
        return as_table(self, weather_forecast, times)

    def quantiles(
        self,
        weather_forecast: pd.DataFrame,
        times: pd.DatetimeIndex,
        probabilities: tuple[float, ...],
    ) -> Floats:
        """Any quantiles of the load, shape (times, feeders, probabilities), in whole kilowatts.

        See `predict` for the parameters and errors. [MW]
        """
        wanted = np.array(probabilities)
        days = self._days(weather_forecast, times)
        daily = [self._one_day(days, lead, wanted) for lead in days.leads]
        return self._kilowatts(days.rows(np.stack(daily, axis=1)))

    def paths(self, weather_forecast: pd.DataFrame, times: pd.DatetimeIndex) -> Floats:
        """Courses of the load that go together over hours and feeders.

        Each follows the errors of one day on which a forecast was issued; its values at any hour
        and feeder are spread like the quantiles. Feeders without a model of their own keep to
        their median.

        Returns
        -------
        array
            Shape (paths, times, feeders), in whole kilowatts; a single path of medians where no
            forecast was issued yet. [MW]
        """
        days = self._days(weather_forecast, times)
        daily = [self._paths_of(days, lead) for lead in days.leads]
        return self._kilowatts(days.rows(np.stack(daily, axis=1))).transpose(2, 0, 1)

    def peaks(
        self,
        weather_forecast: pd.DataFrame,
        times: pd.DatetimeIndex,
        probabilities: tuple[float, ...],
    ) -> pd.DataFrame:
        """Quantiles of each day's highest hour, which are not those of its hours.

        See `predict` for the parameters and errors; only whole days of the times count.

        Returns
        -------
        pd.DataFrame
            date (naive midnight), feeder, hour (of the highest median, 0-23), hour_from and
            hour_to (between which the highest hour lies in eight of ten paths; the same hour
            without paths), and one column p<percent>_mw per probability. [MW]
        """
        wanted = np.array(probabilities)
        days = self._days(weather_forecast, times)
        dates, counts = np.unique(wall_days(days.local)[0], return_counts=True)
        rows = []
        for date in pd.DatetimeIndex(dates[counts >= len(self.naive)]):
            lead = (date - days.days[0]).days
            hours, quantiles = self._peaks_of(days, lead, wanted)
            table = {"date": date, "feeder": self.feeders, **hours}
            for probability, column in zip(probabilities, quantiles.T, strict=True):
                table[f"p{100 * probability:g}_mw"] = column
            rows.append(pd.DataFrame(table))
        return pd.concat(rows, ignore_index=True)

    def _peaks_of(self, days: _Days, lead: int, wanted: Floats) -> tuple[dict[str, Ints], Floats]:
        """Hours of the peak, shape (feeders,), and its quantiles, (feeders, n)."""
        medians = self._medians(days, lead)
        hourly = self._kilowatts(self._one_day(days, lead, wanted)).max(axis=0)
        heat_c = float(days.heat_c[lead])
        for part in self.parts:
            highest = medians[:, part.chosen].max(axis=0) / part.level
            own = highest[:, None] + part.model.peaks.offset(highest, heat_c, lead, wanted)
            own *= part.level[:, None]
            hourly[part.chosen] = np.where(np.isfinite(own), own, hourly[part.chosen])
        some = self._paths_of(days, lead).argmax(axis=0)
        low, high = np.quantile(some, OUTER, axis=1, method="nearest")
        hours = {"hour": medians.argmax(axis=0), "hour_from": low, "hour_to": high}
        return hours, self._kilowatts(hourly)

    def updated(
        self, history: pd.DataFrame, weather: pd.DataFrame, issued: pd.Timestamp
    ) -> LoadModel:
        """The same model with what was measured since, without a new fit.

        Parameters
        ----------
        history
            As for the fit, up to the new `issued`; the same feeders. [MW]
        weather
            Up to the new `issued`. [°C]
        issued
            Later than the one before.

        Raises
        ------
        ValueError
            If a history reaches beyond `issued`.
        """
        load = indexed(history)[list(self.feeders)]
        for table in (load, indexed(weather)):
            if table.index.max() > issued - pd.Timedelta(hours=1):
                raise ValueError(f"Found {table.index.max()}, not known at issue {issued}.")
        temps = temperature(weather, "weather_history")
        times = pd.DatetimeIndex(load.index).tz_convert(issued.tz)
        known = times[np.isfinite(load.to_numpy(dtype=float)).any(axis=1)]
        end = known[-1] + pd.Timedelta(hours=1)
        days = day_range(self.first_day.tz_localize(issued.tz), end)
        grid = smoothed_grid(temps.tz_convert(issued.tz), days)
        more = self.more.measured(indexed(weather).tz_convert(issued.tz))
        matrix = np.concatenate(
            [design(grid, days, self.day_types, self.basis), more.grid(days)], axis=-1
        )
        measured = to_grid(times, load.to_numpy(dtype=float), days)
        parts = tuple(
            replace(
                part,
                model=part.model.moved(matrix, measured[..., part.chosen] / part.level, end.hour),
            )
            for part in self.parts
        )
        return replace(self, issued=issued, first_day=days[-1], temps=temps, more=more, parts=parts)

    def _days(self, weather_forecast: pd.DataFrame, times: pd.DatetimeIndex) -> _Days:
        local = times.tz_convert(self.issued.tz)
        if len(local) == 0 or wall_days(local)[0].min() < self.first_day:
            raise ValueError(f"Expected hours on or after {self.first_day.date()}.")
        temps = joined(self.temps, temperature(weather_forecast, "weather_forecast"))
        days = pd.date_range(self.first_day, wall_days(local)[0].max(), freq="D")
        grid = smoothed_grid(temps.tz_convert(self.issued.tz), days)
        _check_reach(from_grid(grid, local, days), local)
        more = self.more.grid(days, indexed(weather_forecast).tz_convert(self.issued.tz))
        matrix = np.concatenate([design(grid, days, self.day_types, self.basis), more], axis=-1)
        return _Days(days=days, local=local, design=matrix, heat_c=day_heat(grid))

    def _one_day(self, days: _Days, lead: int, probabilities: Floats) -> Floats:
        """Shape (24, feeders, probabilities)."""
        out = fallback.between(self.naive[:, lead % 7], probabilities)
        for part in self.parts:
            p50 = part.model.medians.forecast(days.design[:, lead], lead)
            heat_c = float(days.heat_c[lead])
            offset = part.model.bands.offset(p50, heat_c, lead, probabilities)
            out[:, part.chosen] = (p50[..., None] + offset) * part.level[:, None]
        if self.kin:
            middle = self._medians(days, lead)[:, self.kin.lone, None]
            apart = self.kin.borrowed(out) - middle
            out[:, self.kin.lone] = middle + fallback.KIN_WIDENING * apart
        return out

    def _medians(self, days: _Days, lead: int) -> Floats:
        """Shape (24, feeders)."""
        out = self.naive[:, lead % 7, :, 1].copy()
        for part in self.parts:
            out[:, part.chosen] = (
                part.model.medians.forecast(days.design[:, lead], lead) * part.level
            )
        if self.kin:
            out[:, self.kin.lone] = self.kin.borrowed(out[..., None])[..., 0]
        return out

    @property
    def num_paths(self) -> int:
        """Courses of `paths`."""
        return max(min((part.model.chances.shape[2] for part in self.parts), default=1), 1)

    def _paths_of(self, days: _Days, lead: int) -> Floats:
        """Shape (24, feeders, paths)."""
        count = self.num_paths
        out = np.repeat(self._medians(days, lead)[..., None], count, axis=2)
        for part in self.parts:
            chances = part.model.chances[band_of(lead)]
            if not chances.shape[1]:
                continue
            p50 = part.model.medians.forecast(days.design[:, lead], lead)
            together = chances[:, -count:].transpose(0, 2, 1)
            offset = part.model.bands.offset(p50, float(days.heat_c[lead]), lead, together)
            out[:, part.chosen] = (p50[..., None] + offset) * part.level[:, None]
        return out

    def _kilowatts(self, rows: Reals) -> Floats:
        floor = np.where(self.signed, -np.inf, 0.0)[:, None]
        return np.asarray(np.round(np.maximum(rows, floor), KW_DECIMALS) + 0.0)


@dataclass(frozen=True, kw_only=True)
class _Days:
    """The days forecast, their design, and the hours wanted of them."""

    days: pd.DatetimeIndex
    local: pd.DatetimeIndex
    design: Floats
    heat_c: Floats

    @property
    def leads(self) -> range:
        return range(len(self.days))

    def rows(self, daily: Floats) -> Reals:
        """Pick the hours from (24, days, feeders, n): shape (times, feeders, n)."""
        flat = daily.reshape(*daily.shape[:2], -1)
        return from_grid(flat, self.local, self.days).reshape(len(self.local), *daily.shape[2:])


def _check_reach(rows: Reals, local: pd.DatetimeIndex) -> None:
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
