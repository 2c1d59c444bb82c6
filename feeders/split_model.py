"""Forecast in steps of a quarter or half of an hour: as many hourly forecasts side by side.

The quarters of an hour that begin at :15 make up an hourly series of their own, with its own level
and shape of the day. Each such series is forecast like any other; the weather of its hour is the
same for all, and so are the days whose errors go together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.arrays import Floats, Ints
from feeders.day_grid import indexed
from feeders.history_records import Repair
from feeders.load_model import LoadModel
from feeders.quantile_table import as_table

HOUR_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class SplitModel:
    """A fitted forecast like `LoadModel`, whose times are in steps of less than an hour.

    Parameters
    ----------
    parts
        Forecast of the steps that begin on the hour, of those after them, and so on.
    """

    parts: tuple[LoadModel, ...]

    @property
    def feeders(self) -> tuple[str, ...]:
        """Names, in the order of every result."""
        return self.parts[0].feeders

    @property
    def step_minutes(self) -> int:
        """From one time to the next. [min]"""
        return HOUR_MINUTES // len(self.parts)

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What any of the parts worked around, in hours of history."""
        found: dict[tuple[str, str, str], int] = {}
        for item in (item for part in self.parts for item in part.repairs):
            key = (item.table, item.column, item.kind)
            found[key] = found.get(key, 0) + item.count
        order = {feeder: i for i, feeder in enumerate(self.feeders)}
        return tuple(
            Repair(table=table, column=column, kind=kind, count=-(-count // len(self.parts)))
            for (table, column, kind), count in sorted(
                found.items(), key=lambda item: (order[item[0][1]], item[0])
            )
        )

    def predict(self, weather_forecast: pd.DataFrame, times: pd.DatetimeIndex) -> pd.DataFrame:
        """P10, P50 and P90 as of `LoadModel.predict`, at times in full steps."""
        return as_table(self, weather_forecast, times)

    def quantiles(
        self,
        weather_forecast: pd.DataFrame,
        times: pd.DatetimeIndex,
        probabilities: tuple[float, ...],
    ) -> Floats:
        """Shape (times, feeders, probabilities), see `LoadModel.quantiles`. [MW]"""
        return self._merged(
            times, lambda part, hours: part.quantiles(weather_forecast, hours, probabilities)
        )

    def paths(self, weather_forecast: pd.DataFrame, times: pd.DatetimeIndex) -> Floats:
        """Shape (paths, times, feeders), see `LoadModel.paths`. [MW]"""
        count = min(part.num_paths for part in self.parts)
        merged = self._merged(
            times,
            lambda part, hours: part.paths(weather_forecast, hours)[-count:].transpose(1, 2, 0),
        )
        return merged.transpose(2, 0, 1)

    def peaks(
        self,
        weather_forecast: pd.DataFrame,
        times: pd.DatetimeIndex,
        probabilities: tuple[float, ...],
    ) -> pd.DataFrame:
        """Quantiles of each day's highest step, see `LoadModel.peaks`.

        Those of the highest part: the errors of the steps of one hour are nearly the same.
        """
        numbers = self._numbers(times)
        wanted = (*probabilities, 0.5)
        tables = [
            part.peaks(weather_forecast, self._hours(times[numbers == number], number), wanted)
            for number, part in enumerate(self.parts)
        ]
        columns = [f"p{100 * p:g}_mw" for p in probabilities]
        values = np.stack([table[columns].to_numpy() for table in tables])
        highest = np.argmax([table["p50_mw"] for table in tables], axis=0)
        rows = np.arange(len(highest))
        hours = {
            name: np.stack([table[name] for table in tables])[highest, rows]
            for name in ("hour", "hour_from", "hour_to")
        }
        quantiles = dict(zip(columns, values.max(axis=0).T, strict=True))
        return tables[0][["date", "feeder"]].assign(**hours, **quantiles)

    def updated(
        self, history: pd.DataFrame, weather: pd.DataFrame, issued: pd.Timestamp
    ) -> SplitModel:
        """The same models with what was measured since, see `LoadModel.updated`."""
        parts = [
            part.updated(series, weather, moment)
            for part, (series, moment) in zip(
                self.parts, hourly_series(history, issued, self.step_minutes), strict=True
            )
        ]
        return SplitModel(parts=tuple(parts))

    def _numbers(self, times: pd.DatetimeIndex) -> Ints:
        return np.asarray(times.minute // self.step_minutes, dtype=np.int64)

    def _hours(self, times: pd.DatetimeIndex, number: int) -> pd.DatetimeIndex:
        return times - pd.Timedelta(minutes=number * self.step_minutes)

    def _merged(
        self, times: pd.DatetimeIndex, rows: Callable[[LoadModel, pd.DatetimeIndex], Floats]
    ) -> Floats:
        numbers = self._numbers(times)
        places = {number: np.flatnonzero(numbers == number) for number in np.unique(numbers)}
        found = {
            number: rows(self.parts[number], self._hours(times[place], number))
            for number, place in places.items()
        }
        some = next(iter(found.values()))
        merged = np.empty((len(times), *some.shape[1:]))
        for number, place in places.items():
            merged[place] = found[number]
        return merged


def hourly_series(
    history: pd.DataFrame, issued: pd.Timestamp, step_minutes: int
) -> list[tuple[pd.DataFrame, pd.Timestamp]]:
    """Take a history in steps apart into hourly ones, labelled by full hours.

    Parameters
    ----------
    history
        `time` (or index) and one column per feeder. [MW]
    issued
        Moment of issue.
    step_minutes
        Of the history. [min]

    Returns
    -------
    list
        For the steps that begin on the hour, those after them and so on: the series, and the
        moment at which as much of an hourly series would be known.
    """
    load = indexed(history)
    times = pd.DatetimeIndex(load.index)
    parts = []
    for number in range(HOUR_MINUTES // step_minutes):
        mine = times.minute // step_minutes == number
        series = load[mine].set_axis(times[mine] - pd.Timedelta(minutes=number * step_minutes))
        ahead = HOUR_MINUTES - (number + 1) * step_minutes
        parts.append((series, issued + pd.Timedelta(minutes=ahead)))
    return parts
