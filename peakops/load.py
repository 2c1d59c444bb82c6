"""The load stage: histories and weather in, forecast of every feeder out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from feeders import day_types, forecast, history
from feeders.joint_load import Paths, side_by_side
from peakops.clock import Clock
from peakops.errors import InputFaults
from peakops.heat import station_of_feeder, station_tables
from peakops.load_table import LoadTable
from peakops.model_key import fit_key
from peakops.model_store import kept_or_made
from peakops.plan import scenario_clock
from peakops.progress import Progress, silent
from peakops.scenario import Repair, Scenario
from peakops.validate import placed_faults
from weather import hourly

LEARNT_FROM = ("load_history", "switching_log", "weather_history", "holidays")
"""Tables a fit sees, besides the station of each feeder."""


@dataclass(frozen=True, kw_only=True)
class LoadForecast(LoadTable):
    """A forecast that was just made.

    Parameters
    ----------
    paths
        Courses of all feeders together, in the steps of the history.
    """

    paths: Paths


@dataclass(frozen=True, kw_only=True, eq=False)
class StationHistory:
    """Cleaned histories of one weather station and of the feeders that follow it.

    Parameters
    ----------
    station
        Its name; empty for the one unnamed station.
    load
        One column per feeder on an hourly index; NaN where unknown. [MW]
    weather
        ``time, temp_air_c`` and the other weather columns, hourly.
    repairs
        Values filled or masked in this station's weather, counted.
    """

    station: str
    load: pd.DataFrame
    weather: pd.DataFrame
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class CleanHistory:
    """Everything that a forecast learns from.

    Parameters
    ----------
    stations
        Histories by weather station.
    day_types
        Kind of each day up to the end of the plan, by date.
    repairs
        Values masked in the load history, and years without known holidays, counted.
    """

    stations: tuple[StationHistory, ...]
    day_types: pd.Series
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Learnt:
    """What one fit of the histories gives: a forecast per weather station, and the repairs."""

    models: Mapping[str, forecast.LoadModel | forecast.SplitModel]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class StationModel:
    """Fitted forecast of one station's feeders, and the weather to run it on."""

    model: forecast.LoadModel | forecast.SplitModel
    weather_forecast: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class FittedLoad:
    """Fitted forecasts by weather station, and what was repaired on the way."""

    stations: tuple[StationModel, ...]
    repairs: tuple[Repair, ...]


def forecast_load(scenario: Scenario, progress: Progress = silent) -> LoadForecast:
    """Forecast every feeder's load from its history and the weather.

    Parameters
    ----------
    scenario
        What was read, without faults.
    progress
        Told in the stage ``forecast`` whether a kept model was reused.

    Raises
    ------
    InputFaults
        When a history cannot be used at all, such as a feeder without any value.
    """
    with placed_history_faults(scenario):
        return load_of(fit_stations(scenario, progress), scenario_clock(scenario))


def load_of(fitted: FittedLoad, clock: Clock) -> LoadForecast:
    """Run fitted forecasts on their weather for the days of a clock."""
    return LoadForecast(
        table=hourly_forecast(fitted, clock),
        paths=sample_paths(fitted, clock),
        repairs=fitted.repairs,
    )


@contextmanager
def placed_history_faults(scenario: Scenario) -> Iterator[None]:
    """Turn what the forecast finds wrong with a history into faults of the scenario's files."""
    try:
        yield
    except history.HistoryFaults as error:
        raise InputFaults(placed_faults(scenario, error.faults)) from None


def fit_stations(scenario: Scenario, progress: Progress = silent) -> FittedLoad:
    """Fit the forecast of every station's feeders on all that is known at issue, or reuse it."""
    return with_weather(learn_once(scenario, progress), scenario)


def learn_once(scenario: Scenario, progress: Progress = silent) -> Learnt:
    """Fit on all that is known at issue, or reuse the kept fit of the same histories."""
    known, columns = _learnt_from(scenario), foreseen_columns(scenario)
    settings = (known.timezone, known.issued, known.date, known.days, known.forecast, columns)
    key = fit_key(known.tables, settings)
    return kept_or_made(key, lambda: learn(known, columns), partial(progress, "forecast"))


def with_weather(learnt: Learnt, scenario: Scenario) -> FittedLoad:
    """Join a fit with the weather forecast of a scenario."""
    future = station_tables(scenario.tables["weather_forecast"])
    stations = tuple(
        StationModel(model=model, weather_forecast=future[station])
        for station, model in learnt.models.items()
    )
    return FittedLoad(stations=stations, repairs=learnt.repairs)


def _learnt_from(scenario: Scenario) -> Scenario:
    """The scenario with only what its key holds: a fit that reads another table fails."""
    stations = scenario.tables["feeders"][["feeder", "station"]]
    tables = {key: scenario.tables[key] for key in LEARNT_FROM}
    return replace(scenario, tables=tables | {"feeders": stations})


def foreseen_columns(scenario: Scenario) -> tuple[str, ...]:
    """Weather columns that the forecast has for every hour: what may be learnt from."""
    future = scenario.tables["weather_forecast"]
    return tuple(
        str(name)
        for name in future.columns
        if name not in ("time", "station") and future[name].notna().all()
    )


def learn(scenario: Scenario, columns: Sequence[str]) -> Learnt:
    """Clean the histories and fit the forecast of every station's feeders.

    Parameters
    ----------
    scenario
        With the tables of `LEARNT_FROM`.
    columns
        Weather columns to learn from.
    """
    clean = clean_histories(scenario)
    repairs, models = list(clean.repairs), {}
    for part in clean.stations:
        models[part.station] = model = forecast.fit_load(
            part.load,
            part.weather[["time", *(name for name in columns if name in part.weather)]],
            issued=scenario.issued,
            day_types=clean.day_types,
            temp_error_c=scenario.forecast.temp_error_c,
            paths=True,
        )
        repairs += [*part.repairs, *_repairs(model.repairs)]
    return Learnt(models=models, repairs=tuple(repairs))


def hourly_forecast(fitted: FittedLoad, clock: Clock) -> pd.DataFrame:
    """``time, feeder, p10_mw, p50_mw, p90_mw`` of every hour of the plan. [MW]

    Of a history in shorter steps, the highest of each hour: what a limit has to bear.
    """
    table = forecast_table(fitted, clock)
    hours = table.groupby([table["time"].dt.floor("h"), "feeder"], sort=True).max(numeric_only=True)
    return hours.reset_index()


def forecast_table(fitted: FittedLoad, clock: Clock) -> pd.DataFrame:
    """``time, feeder, p10_mw, p50_mw, p90_mw`` in the steps of the history. [MW]"""
    times = step_times(fitted, clock)
    parts = [part.model.predict(part.weather_forecast, times) for part in fitted.stations]
    return pd.concat(parts).sort_values(["time", "feeder"], kind="stable", ignore_index=True)


def sample_paths(fitted: FittedLoad, clock: Clock) -> Paths:
    """Courses of all feeders together, in the steps of the history."""
    times = step_times(fitted, clock)
    return side_by_side(
        [
            Paths(
                times=times,
                feeders=part.model.feeders,
                mw=part.model.paths(part.weather_forecast, times),
            )
            for part in fitted.stations
        ]
    )


def step_times(fitted: FittedLoad, clock: Clock) -> pd.DatetimeIndex:
    """Times of the plan in the steps of the history."""
    hours = clock.hour_times()
    step = pd.Timedelta(minutes=min(part.model.step_minutes for part in fitted.stations))
    return pd.date_range(hours[0], hours[-1] + pd.Timedelta(hours=1), freq=step, inclusive="left")


def clean_histories(scenario: Scenario) -> CleanHistory:
    """Mask and fill the histories, and split them by weather station."""
    load, load_repairs = history.clean_history(
        scenario.tables["load_history"], scenario.tables["switching_log"]
    )
    dates = _dates(scenario, scenario_clock(scenario))
    past = station_tables(scenario.tables["weather_history"])
    return CleanHistory(
        stations=tuple(
            _station_history(station, load[names], past[station])
            for station, names in _feeders_by_station(scenario, past).items()
        ),
        day_types=day_types.working_days(dates, scenario.tables["holidays"]),
        repairs=(*_repairs(load_repairs), *_weekends_only(scenario, dates)),
    )


def _station_history(station: str, load: pd.DataFrame, weather: pd.DataFrame) -> StationHistory:
    clean, found = hourly.clean_weather(weather)
    repairs = tuple(
        Repair(file="weather_history", column=item.column, kind=item.kind, count=item.count)
        for item in found
    )
    return StationHistory(station=station, load=load, weather=clean, repairs=repairs)


def _feeders_by_station(
    scenario: Scenario, stations: dict[str, pd.DataFrame]
) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for feeder, station in station_of_feeder(scenario, stations).items():
        names.setdefault(station, []).append(feeder)
    return names


def _dates(scenario: Scenario, clock: Clock) -> pd.DatetimeIndex:
    first = scenario.tables["load_history"]["time"].min().normalize()
    return pd.date_range(first.tz_localize(None), pd.Timestamp(clock.date(clock.days)), freq="D")


def _weekends_only(scenario: Scenario, dates: pd.DatetimeIndex) -> list[Repair]:
    """Years of which neither the calendar library nor the scenario knows the holidays."""
    years = day_types.unknown_years(dates, scenario.tables["holidays"])
    kind, column = "weekends_only", "date"
    return [Repair(file="holidays", column=column, kind=kind, count=len(years))] if years else []


def _repairs(found: Iterable[history.Repair]) -> list[Repair]:
    return [
        Repair(file=item.table, column=item.column, kind=item.kind, count=item.count)
        for item in found
    ]
