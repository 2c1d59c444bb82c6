"""Series: order, steps, gaps, reach, and what could not be known yet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from peakops.columns import Column
from peakops.errors import InputFault
from peakops.file_contract import TABLES
from peakops.scenario_files import ScenarioFiles
from peakops.tables import ReadTable, Repair, key_text
from peakops.wanted import some_of
from weather.hourly import WEATHER_COLUMNS
from weather.jumps import JUMP_LIMITS, impossible_jumps

HOUR = pd.Timedelta(hours=1)
LATEST_END_H = 2
"""A history may end this long before the plan is made without a note. [h]"""
FEW_HOURS = 24
"""Shorter series may happen to stay below 1 %. [h]"""

SERIES = ("load_history", "weather_history", "weather_forecast")
HOURLY = (*SERIES, "bus_history")
"""Tables with hourly rows; those of a series stand in the order of time."""

STEPS = {
    pd.Timedelta(minutes=15): "full quarters of an hour",
    pd.Timedelta(minutes=30): "full half hours",
    HOUR: "full hours",
}
"""Steps a load history may have; every other series is hourly."""

PAST = (
    ("bus_history", "time", HOUR),
    ("weather_history", "time", HOUR),
    ("switching_log", "time_from", pd.Timedelta(0)),
    ("switch_state", "since", pd.Timedelta(0)),
    ("weather_daily", "issued_at", pd.Timedelta(0)),
)
"""Table, column, and how long after that time the row's values are known."""


def _by_station(table: ReadTable) -> Iterator[tuple[str, pd.Series]]:
    """Times of each station, in the order of the file, without those that could not be read."""
    frame = table.frame[table.frame["time"].notna()]
    if "station" not in frame:
        yield "", frame["time"]
        return
    for station, rows in frame.groupby("station", sort=True):
        yield str(station), rows["time"]


def odd_hours(files: ScenarioFiles) -> Iterator[InputFault]:
    """Times between two hours, and rows out of order; the first of each is named."""
    for key in HOURLY:
        table = files.tables[key]
        times = table.frame["time"]
        step = load_step(times) if key == "load_history" else HOUR
        odd = np.flatnonzero((times != times.dt.floor(step)) & times.notna())
        if len(odd):
            more = f", and {len(odd) - 1} more like it" if len(odd) > 1 else ""
            yield table.fault(int(odd[0]), "time", key_text(times.iloc[odd[0]]) + more, STEPS[step])
        for station, hours in _by_station(table) if key in SERIES else ():
            yield from _falls(table, station, hours)


def load_step(times: pd.Series) -> pd.Timedelta:
    """The most common step of a load history, an hour where it is none of those allowed."""
    apart = times.diff().value_counts()
    return apart.index[0] if len(apart) and apart.index[0] in STEPS else HOUR


def _falls(table: ReadTable, station: str, hours: pd.Series) -> Iterator[InputFault]:
    falls = np.flatnonzero(hours.diff() < pd.Timedelta(0))
    if len(falls):
        before, at = hours.iloc[falls[0] - 1], hours.iloc[falls[0]]
        found = f"{key_text(at)} after {key_text(before)}{_of(station)}"
        yield table.fault(int(hours.index[falls[0]]), "time", found, "rows in the order of time")


def _of(station: str) -> str:
    return f" at station {station}" if station else ""


def forecast_gaps(files: ScenarioFiles) -> Iterator[InputFault]:
    """Hours missing in the forecast, inside it or at the ends of the plan."""
    table = files.tables["weather_forecast"]
    for station, hours in _by_station(table):
        known = hours.sort_values()
        for position in np.flatnonzero(known.diff() > HOUR):
            before, at = known.iloc[position - 1], known.iloc[position]
            found = f"a gap from {key_text(before)} to {key_text(at)}{_of(station)}"
            yield table.fault(int(known.index.to_numpy()[position]), "time", found, "every hour")
        yield from _short_reach(files, table, station, known)


def forecast_jumps(files: ScenarioFiles) -> Iterator[InputFault]:
    """Hours of the forecast that leave both neighbours by more than weather can, and come back."""
    table = files.tables["weather_forecast"]
    for station, hours in _by_station(table):
        rows = hours.sort_values().index.to_numpy()
        for column, limit in JUMP_LIMITS.items():
            if column in table.frame:
                yield from _jumps(table, rows, column, limit.most, station)


def _jumps(
    table: ReadTable, rows: npt.NDArray[np.int_], column: str, most: float, station: str
) -> Iterator[InputFault]:
    values = table.frame[column].to_numpy(dtype=float)[rows]
    jumps = impossible_jumps(values, most)
    for first in np.flatnonzero(jumps & ~np.roll(jumps, 1)):
        length = int(np.argmin(jumps[first:]))
        more = f" and {length - 1} more" if length > 1 else ""
        before, after = values[first - 1], values[first + length]
        found = f"{values[first]:g}{more} between {before:g} and {after:g}{_of(station)}"
        wish = f"no jump of more than {most:g} {WEATHER_COLUMNS[column][0]} there and back"
        yield table.fault(int(rows[first]), column, found, wish)


def _short_reach(
    files: ScenarioFiles, table: ReadTable, station: str, known: pd.Series
) -> Iterator[InputFault]:
    """Cover midnight of the first day to an hour past the last midnight, for interpolation."""
    first, end = files.settings.first_moment, files.settings.end
    if first is None or end is None or known.empty:
        return
    if known.iloc[0] > first:
        found = f"{key_text(known.iloc[0])} as the first hour{_of(station)}"
        wish = f"hours from {key_text(first)}, the start of the plan"
        yield table.fault(int(known.index[0]), "time", found, wish)
    if known.iloc[-1] < end:
        found = f"{key_text(known.iloc[-1])} as the last hour{_of(station)}"
        wish = f"hours up to {key_text(end)}, one past the end of the plan"
        yield table.fault(int(known.index[-1]), "time", found, wish)


def news_from_the_future(files: ScenarioFiles) -> Iterator[InputFault]:
    """Rows that could not be known when the plan was issued; the first of each table is named."""
    issued = files.settings.values["issued"]
    if issued is None:
        return
    load = ("load_history", "time", load_step(files.tables["load_history"].frame["time"]))
    for key, column, lag in (load, *PAST):
        table = files.tables[key]
        late = np.flatnonzero(table.frame[column] + lag > issued)
        if len(late):
            time = key_text(table.frame[column].iloc[late[0]])
            more = f", and {len(late) - 1} later rows" if len(late) > 1 else ""
            wish = f"nothing that was not known at {key_text(issued)}, when the plan was issued"
            yield table.fault(int(late[0]), column, time + more, wish)


def early_histories(files: ScenarioFiles) -> Iterator[Repair]:
    """Histories that end long before the plan is issued: a note, counted in hours."""
    issued = files.settings.values["issued"]
    for key in ("load_history", "bus_history", "weather_history"):
        table = files.tables[key]
        if issued is None or not table.frame["time"].notna().any():
            continue
        hours = int((issued - table.frame["time"].max() - HOUR) // HOUR)
        if hours > LATEST_END_H:
            yield Repair(file=table.file, column="time", kind="history_ends_early_h", count=hours)


def silent_columns(files: ScenarioFiles) -> Iterator[InputFault]:
    """Columns of numbers without a number, and percent that are shares of 1 throughout."""
    for key in HOURLY:
        table = files.tables[key]
        spoiled = {fault.column for fault in table.faults}
        for name in table.frame.columns:
            column = TABLES[key].column(name) if name != "time" else None
            if column is not None and column.kind == "number" and name not in spoiled:
                yield from _silent(table, column, name)


def _silent(table: ReadTable, column: Column, name: str) -> Iterator[InputFault]:
    values = table.frame[name]
    if column.required and len(values) and values.isna().all():
        yield table.fault(0, name, "no number in the whole column", "measured values")
    elif column.unit == "%" and values.count() >= FEW_HOURS and values.max() <= 1:
        wish = "a number from 0 to 100 % (all values look like shares of 1)"
        yield table.fault(0, name, f"at most {values.max():g} in the whole column", wish)


def missing_stations(files: ScenarioFiles) -> Iterator[InputFault]:
    """Stations that a feeder needs, or the history has, but not every weather table."""
    feeders = files.tables["feeders"]
    for key in ("weather_forecast", "weather_history"):
        if key == "weather_history" and not files.histories:
            continue
        known = {station for station, _ in _by_station(files.tables[key])}
        for position, station in enumerate(feeders.frame["station"]):
            if known and station and station not in known:
                wish = f"a station of {files.tables[key].file} ({some_of(known - {''})})"
                yield feeders.fault(position, "station", station, wish)
