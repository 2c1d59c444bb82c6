"""The load stage: histories and weather in, forecast of every feeder out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from feeders import day_types, forecast, history
from peakops.clock import Clock
from peakops.errors import InputFaults
from peakops.heat import station_of_feeder, station_tables
from peakops.plan import scenario_clock
from peakops.scenario import Repair, Scenario
from peakops.validate import placed_faults
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
    """Forecast every feeder's load from its history and the weather.

    Raises
    ------
    InputFaults
        When a history cannot be used at all, such as a feeder without any value.
    """
    try:
        return _forecast(scenario)
    except history.HistoryFaults as error:
        raise InputFaults(placed_faults(scenario, error.faults)) from None


def _forecast(scenario: Scenario) -> LoadForecast:
    clock = scenario_clock(scenario)
    load, load_repairs = history.clean_history(
        scenario.tables["load_history"], scenario.tables["switching_log"]
    )
    past = station_tables(scenario.tables["weather_history"])
    future = station_tables(scenario.tables["weather_forecast"])
    dates = _dates(scenario, clock)
    kinds = day_types.working_days(dates, scenario.tables["holidays"])
    repairs = [*_repairs(load_repairs), *_weekends_only(scenario, dates)]
    parts = []
    for station, names in _feeders_by_station(scenario, past).items():
        weather_past, weather_repairs = hourly.clean_weather(past[station])
        repairs += [
            Repair(file="weather_history", column=item.column, kind=item.kind, count=item.count)
            for item in weather_repairs
        ]
        model = forecast.fit_load(
            load[names], weather_past, issued=scenario.issued, day_types=kinds
        )
        repairs += _repairs(model.repairs)
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
