"""From a scenario folder to published scores of the load forecast on days that are past."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from feeders import accuracy
from feeders.history_records import Fault, HistoryFaults
from peakops.backtest_tables import PastForecasts, backtest_tables, heat_classes
from peakops.clock import clock_text
from peakops.documents import json_text
from peakops.errors import UsageError
from peakops.forecast_run import repair_table
from peakops.forecast_tables import BACKTEST_COLUMNS, FORECAST_COLUMNS
from peakops.load import CleanHistory, StationHistory, clean_histories, placed_history_faults
from peakops.out_tables import json_records, write_table
from peakops.progress import Progress, silent, stage
from peakops.publish import BACKTEST, refuse_foreign, staging
from peakops.scenario import Repair, Scenario
from peakops.validate import read_inputs

LEADS = tuple(range(1, 8))
"""Lead days that are scored; all scores but those by lead are of the next day. [d]"""

DAYS_BEFORE = 8
"""Days known before the first day forecast: the naive forecast repeats the same day last week."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which past days are forecast, and with what errors of the weather forecast.

    Parameters
    ----------
    first, last
        First and last day forecast.
    every_days
        Days from one day forecast to the next, at least 1. [d]
    temp_error_c
        Standard deviation of the errors added to the weather that came. [°C]
    """

    first: dt.date
    last: dt.date
    every_days: int = 1
    temp_error_c: float = 0.0

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise UsageError(f"--from {self.first} is after --to {self.last}")
        if self.every_days < 1:
            raise UsageError(f"--every-days {self.every_days}, wanted at least 1")
        if not (math.isfinite(self.temp_error_c) and self.temp_error_c >= 0):
            raise UsageError(f"--temp-error-c {self.temp_error_c}, wanted a number from 0")

    @staticmethod
    def of(first: str, last: str, *, every_days: int = 1, temp_error_c: float = 0.0) -> Window:
        """Read the days as a user writes them.

        Raises
        ------
        UsageError
            When a day is no date, or the first is after the last.
        """
        return Window(
            first=_date("--from", first),
            last=_date("--to", last),
            every_days=every_days,
            temp_error_c=temp_error_c,
        )

    def issues(self, issued: pd.Timestamp) -> pd.DatetimeIndex:
        """Moments of issue: the scenario's hour on the day before each day forecast."""
        days = pd.date_range(self.first, self.last, freq=f"{self.every_days}D")
        eves = days - pd.Timedelta(days=1) + pd.Timedelta(hours=issued.hour, minutes=issued.minute)
        return eves.tz_localize(issued.tz)


def _date(option: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is no date, wanted YYYY-MM-DD") from None


def backtest_to_folder(
    folder: Path, out: Path, window: Window, *, progress: Progress = silent
) -> dict[str, Any]:
    """Score the forecast of a scenario's feeders on past days and publish the scores in one step.

    Parameters
    ----------
    folder
        Scenario folder.
    out
        Folder to publish to; an earlier backtest there is replaced.
    window
        Which days are forecast.
    progress
        Called at the start and end of each stage.

    Returns
    -------
    The content of backtest.json.

    Raises
    ------
    InputFaults
        When the scenario has faults; nothing is written.
    UsageError
        When the days are not in the history, or the target is a folder that is no backtest.
    """
    refuse_foreign(out, BACKTEST)
    with stage(progress, "read"):
        scenario, _ = read_inputs(folder)
    with threadpool_limits(limits=1), placed_history_faults(scenario):  # the same sums everywhere
        with stage(progress, "clean"):
            clean = clean_histories(scenario)
        _check_window(window, clean, scenario)
        with stage(progress, "forecast"):
            tested = run_backtest(scenario, clean, window)
    with stage(progress, "write"):
        return _publish(scenario, clean, window, tested, out)


def _check_window(window: Window, clean: CleanHistory, scenario: Scenario) -> None:
    first, last = possible_days(clean, scenario.timezone)
    if window.first < first or window.last > last:
        raise UsageError(
            f"{window.first} to {window.last} is not within the history: days from {first} to "
            f"{last} can be forecast"
        )


def possible_days(clean: CleanHistory, timezone: str) -> tuple[dt.date, dt.date]:
    """First day with enough history before it, and last day known whole."""
    times = [pd.DatetimeIndex(part.load.index) for part in clean.stations]
    times += [pd.DatetimeIndex(part.weather["time"]) for part in clean.stations]
    begin = max(index.min() for index in times).tz_convert(timezone)
    end = min(index.max() for index in times).tz_convert(timezone) + pd.Timedelta(hours=1)
    first = begin.tz_localize(None).ceil("D") + pd.Timedelta(days=DAYS_BEFORE)
    last = end.tz_localize(None).floor("D") - pd.Timedelta(days=1)
    return first.date(), last.date()


def run_backtest(scenario: Scenario, clean: CleanHistory, window: Window) -> PastForecasts:
    """Forecast every feeder for every day of the window, from what was known the day before."""
    issues = window.issues(scenario.issued)
    try:
        parts = [_station(scenario, part, clean, issues, window) for part in clean.stations]
    except HistoryFaults as error:
        raise HistoryFaults(tuple(_of_history(fault) for fault in error.faults)) from None
    leads = pd.concat(parts, ignore_index=True)
    local = leads["time"].dt.tz_convert(scenario.timezone).dt.tz_localize(None)
    leads = leads.assign(date=local.dt.normalize(), hour=local.dt.hour)
    leads = leads.sort_values(["lead_days", "time", "feeder"], kind="stable", ignore_index=True)
    return PastForecasts(
        hours=leads[leads["lead_days"] == 1],
        leads=leads,
        temps={part.station: _temps(part, scenario.timezone) for part in clean.stations},
        day_types=clean.day_types,
        raw_load=scenario.tables["load_history"],
        switching_log=scenario.tables["switching_log"],
    )


def _of_history(fault: Fault) -> Fault:
    """The same fault where it is: here the weather that came stands for the forecast."""
    here = fault.table == "weather_forecast"
    return replace(fault, table="weather_history") if here else fault


def _station(
    scenario: Scenario,
    part: StationHistory,
    clean: CleanHistory,
    issues: pd.DatetimeIndex,
    window: Window,
) -> pd.DataFrame:
    tested = accuracy.backtest(
        scenario.tables["load_history"],
        part.weather,
        feeders=list(part.load.columns),
        switching_log=scenario.tables["switching_log"],
        issues=issues,
        leads=LEADS,
        day_types=clean.day_types,
        temp_error_c=window.temp_error_c,
    )
    return tested.assign(station=part.station)


def _temps(part: StationHistory, timezone: str) -> pd.Series:
    """Hourly air temperature by local time without a zone. [°C]"""
    temps = part.weather.set_index("time")["temp_air_c"]
    local = pd.DatetimeIndex(temps.index).tz_convert(timezone).tz_localize(None)
    return temps.set_axis(local)


def _publish(
    scenario: Scenario, clean: CleanHistory, window: Window, tested: PastForecasts, out: Path
) -> dict[str, Any]:
    from peakops.reports.backtest_figures import reliability_png, scores_png

    tables = backtest_tables(tested)
    document = _document(scenario, clean, window, tables)
    with staging(out, BACKTEST) as folder:
        for name in BACKTEST_COLUMNS:
            write_table(name, tables[name], folder, BACKTEST_COLUMNS)
        reliability_png(heat_classes(tested), folder / "reliability.png")
        scores_png(tables["scores"], folder / "scores.png")
        text = json_text(document) + "\n"
        (folder / BACKTEST.file).write_text(text, encoding="utf-8", newline="\n")
    return document


def _document(
    scenario: Scenario, clean: CleanHistory, window: Window, tables: dict[str, pd.DataFrame]
) -> dict[str, Any]:
    scores = tables["scores"]
    mean = scores.drop(columns=["feeder", "hours"]).mean()
    return {
        "schema": BACKTEST.schema,
        "scenario": scenario.name,
        "from": window.first.isoformat(),
        "to": window.last.isoformat(),
        "every_days": window.every_days,
        "temp_error_c": window.temp_error_c,
        "issued_at": clock_text(scenario.issued)[11:16],
        "days": len(window.issues(scenario.issued)),
        "feeders": len(scores),
        "mean_scores": {
            str(name): round(float(value), 2) if math.isfinite(value) else None
            for name, value in mean.items()
        },
        **{
            name: json_records(name, tables[name], BACKTEST_COLUMNS)
            for name in ("scores", "scores_by_lead", "scores_by_heat", "worst_days")
        },
        "repairs": json_records("repairs", _repairs(scenario, clean), FORECAST_COLUMNS),
    }


def _repairs(scenario: Scenario, clean: CleanHistory) -> pd.DataFrame:
    found: tuple[Repair, ...] = (*scenario.repairs, *clean.repairs)
    return repair_table(found + tuple(item for part in clean.stations for item in part.repairs))
