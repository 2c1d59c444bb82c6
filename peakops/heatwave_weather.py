"""The weather of each member of a heatwave run: a scenario with other forecast tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from peakops.errors import InputFault, InputFaults, UsageError
from peakops.file_contract import TABLES
from peakops.heatwave_spec import Member
from peakops.hotter import hotter_tables
from peakops.plan import scenario_clock
from peakops.scenario import Scenario
from peakops.settings import Heatwave, Humidity
from peakops.tables import read_table
from weather import heatwave_days

Change = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True, kw_only=True, eq=False)
class Recipe:
    """What the weather of a run's members is made with, besides the scenario.

    Parameters
    ----------
    humidity
        What stays when the air gets hotter.
    seed
        Of the draws of the forecast's error.
    measured
        A measured heatwave, in the columns of weather_history.csv; None for none.
    """

    humidity: Humidity
    seed: int
    measured: pd.DataFrame | None = None


def member_scenario(scenario: Scenario, member: Member, recipe: Recipe) -> Scenario:
    """The scenario in the weather of a member, for the days of the plan.

    Parameters
    ----------
    scenario
        As read; it stays as it is.
    member
        Which heatwave. Days beyond the plan play no part here, see `longer_scenario`.
    recipe
        What else the weather is made with.
    """
    if member.kind == "shift":
        return _shifted(scenario, member, recipe)
    return _changed(scenario, _change_of(scenario, member, recipe))


def longer_scenario(scenario: Scenario, days: int) -> Scenario:
    """A scenario whose forecast goes on after the plan with its hottest day.

    Parameters
    ----------
    scenario
        In the weather of a member.
    days
        Days from the first of the plan on, at least those of the plan. [d]
    """
    if days == scenario.days:
        return scenario
    first = scenario_clock(scenario).midnight
    hourly = scenario.tables["weather_forecast"]
    parts = [
        heatwave_days.lengthen(part, first, scenario.days, days)
        for _, part in hourly.groupby("station", sort=True)
    ]
    tables = {**scenario.tables, "weather_forecast": pd.concat(parts, ignore_index=True)}
    return replace(scenario, days=days, tables=tables)


def read_measured(path: Path, scenario: Scenario, days: int) -> pd.DataFrame:
    """Read a measured heatwave.

    Parameters
    ----------
    path
        CSV, Excel or Parquet in the columns of weather_history.csv, one station.
    scenario
        Gives the time zone.
    days
        Whole days in a row that it must have. [d]

    Raises
    ------
    UsageError
        When there is no such file.
    InputFaults
        With every fault of the file, or when it has too few whole days.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"--measured {path}: {error.strerror}") from None
    zone = ZoneInfo(scenario.timezone)
    table = read_table(path.name, data, TABLES["weather_history"], zone)
    if table.faults:
        raise InputFaults(table.faults)
    frame = table.frame.sort_values("time", kind="stable", ignore_index=True)
    if frame["station"].nunique() > 1:
        raise InputFaults([_fault(path, "several stations", "one station")])
    if heatwave_days.hottest_run(frame, days).empty:
        wish = f"{days} whole day(s) in a row with temperature and humidity"
        raise InputFaults([_fault(path, "fewer", wish)])
    return frame


def _fault(path: Path, found: str, wanted: str) -> InputFault:
    return InputFault(file=path.name, row=None, column=None, found=found, wanted=wanted)


def _shifted(scenario: Scenario, member: Member, recipe: Recipe) -> Scenario:
    if member.shift_c == 0:  # not even rounded: the plain plan to the last digit
        return scenario
    days = member.days if member.days < scenario.days else None
    wave = Heatwave(shift_c=member.shift_c, days=days, humidity=recipe.humidity)
    first = scenario_clock(scenario).midnight
    return replace(scenario, tables=hotter_tables(scenario.tables, wave, first))


def _dates(scenario: Scenario, days: int) -> list[pd.Timestamp]:
    first = scenario_clock(scenario).midnight.tz_localize(None)
    return [first + pd.Timedelta(days=day) for day in range(min(days, scenario.days))]


def _change_of(scenario: Scenario, member: Member, recipe: Recipe) -> Change:
    dates, humidity = _dates(scenario, member.days), recipe.humidity
    if member.kind == "measured":
        if recipe.measured is None:
            raise ValueError("a measured heatwave without its measured weather")
        run = heatwave_days.hottest_run(recipe.measured, len(dates))
        first = scenario_clock(scenario).midnight
        return lambda part: heatwave_days.lay_over(part, first, run)
    if member.kind == "forecast_error":
        every = _dates(scenario, scenario.days)
        seed = (recipe.seed, member.number)
        drawn = heatwave_days.draw_errors(len(every), scenario.forecast.temp_error_c, seed)
        errors = dict(zip(every, drawn, strict=True))
        return lambda part: heatwave_days.add_errors(part, errors, humidity)
    low_c, high_c = (0.0, member.shift_c) if member.kind == "hot_days" else (member.shift_c, 0.0)
    return lambda part: heatwave_days.widen(
        part, dates, low_c=low_c, high_c=high_c, humidity=humidity
    )


def _changed(scenario: Scenario, change: Change) -> Scenario:
    """Change every station's forecast; the official maxima follow the first station's."""
    hourly, daily = scenario.tables["weather_forecast"], scenario.tables["weather_daily"]
    before = [part for _, part in hourly.groupby("station", sort=True)]
    after = [change(part) for part in before]
    tables = {
        "weather_forecast": pd.concat(after).sort_index(),
        "weather_daily": heatwave_days.follow_official(daily, before[0], after[0]),
    }
    return replace(scenario, tables={**scenario.tables, **tables})
