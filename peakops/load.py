"""The load stage: histories and weather in, forecast of every feeder out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from feeders import day_types, forecast, history
from peakops.clock import Clock
from peakops.heat import station_of_feeder, station_tables
from peakops.plan import scenario_clock
from peakops.scenario import Repair, Scenario
from weather import hourly


@dataclass(frozen=True, kw_only=True)
class LoadForecast:
    """Forecast of every feeder and what was repaired on the way.

    Parameters
    ----------
    table
        ``time, feeder, p10_mw, p50_mw, p90_mw`` for every hour of the plan.
    repairs
        Values masked or filled in the histories, counted.
    """

    table: pd.DataFrame
    repairs: tuple[Repair, ...]


def forecast_load(scenario: Scenario) -> LoadForecast:
    """Forecast every feeder's load from its history and the weather."""
    clock = scenario_clock(scenario)
    load, load_repairs = history.clean_history(
        scenario.tables["load_history"], scenario.tables["switching_log"]
    )
    past = station_tables(scenario.tables["weather_history"])
    future = station_tables(scenario.tables["weather_forecast"])
    repairs = list(_repairs("load_history", load_repairs))
    parts = []
    for station, names in _feeders_by_station(scenario, past).items():
        weather_past, weather_repairs = hourly.clean_weather(past[station])
        repairs += _repairs("weather_history", weather_repairs)
        model = forecast.fit_load(
            load[names],
            weather_past,
            issued=scenario.issued,
            day_types=_day_types(scenario, clock),
        )
        repairs += _repairs("load_history", model.repairs)
        parts.append(model.predict(future[station], clock.hour_times()))
    table = pd.concat(parts).sort_values(["time", "feeder"], kind="stable", ignore_index=True)
    return LoadForecast(table=table, repairs=tuple(repairs))


def _feeders_by_station(
    scenario: Scenario, stations: dict[str, pd.DataFrame]
) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for feeder, station in station_of_feeder(scenario, stations).items():
        names.setdefault(station, []).append(feeder)
    return names


def _day_types(scenario: Scenario, clock: Clock) -> pd.Series:
    first = scenario.tables["load_history"]["time"].min().normalize()
    dates = pd.date_range(first.tz_localize(None), pd.Timestamp(clock.date(clock.days)), freq="D")
    return day_types.working_days(dates, scenario.tables["holidays"])


def _repairs(file: str, found: tuple[object, ...]) -> list[Repair]:
    return [
        Repair(file=file, column=item.column, kind=item.kind, count=item.count)  # type: ignore[attr-defined]
        for item in found
    ]
