"""changes.yaml: what came up during the day, read like a table, every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from peakops.cells import read_column
from peakops.column_kinds import identifier, moment, optional, text
from peakops.columns import Column
from peakops.errors import InputFault, InputFaults, UsageError
from peakops.published import Published
from peakops.tables import unknown_name
from peakops.wanted import did_you_mean, quoted
from peakops.work_tables import WORK_ORDERS
from peakops.yaml_nodes import Section, Value, read_yaml

_CLOCK = re.compile(r"\d{1,2}:\d\d")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change of one kind: its values by key, and where it stands in the file."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Everything that changes.yaml says.

    Parameters
    ----------
    crews_out, workers_out, vehicles_out
        Who or what is away, ``from`` and ``to``.
    overruns
        Jobs under way with their new ``end``.
    withdrawn, unlocked
        Orders that are not to be done any more, and orders whose lock falls.
    new_orders
        Orders with the columns of the work orders, as text.
    order_prefix
        What stands before the keys of a new order in faults.
    weather_forecast, weather_daily, load_forecast
        Files with newer forecasts; None where there is none.
    """

    file: str
    crews_out: tuple[Entry, ...] = ()
    workers_out: tuple[Entry, ...] = ()
    vehicles_out: tuple[Entry, ...] = ()
    overruns: tuple[Entry, ...] = ()
    withdrawn: tuple[Entry, ...] = ()
    unlocked: tuple[Entry, ...] = ()
    new_orders: tuple[Entry, ...] = ()
    weather_forecast: Path | None = None
    weather_daily: Path | None = None
    load_forecast: Path | None = None
    order_prefix: str = "new_orders."

    def fault(self, entry: Entry, column: str, found: str, wanted: str) -> InputFault:
        """Return a fault of an entry."""
        return InputFault(file=self.file, row=entry.line, column=column, found=found, wanted=wanted)


_TIMES = (moment("from", "away from"), moment("to", "away until"), optional(text("reason", "why")))
_ORDER = identifier("work_order", "order", ("work_orders", "work_order"))

LISTS: Mapping[str, tuple[Column, ...]] = {
    "crews_out": (identifier("crew", "crew", ("crews", "crew")), *_TIMES),
    "workers_out": (identifier("worker", "worker", ("workers", "worker")), *_TIMES),
    "vehicles_out": (identifier("vehicle", "vehicle", ("vehicles", "vehicle")), *_TIMES),
    "overruns": (_ORDER, moment("end", "new end"), optional(text("reason", "why"))),
    "withdrawn": (_ORDER, optional(text("reason", "why"))),
    "unlocked": (_ORDER, optional(text("reason", "why"))),
}
"""Kinds of changes that name what they concern, with their keys."""

FILES = ("weather_forecast", "weather_daily", "load_forecast")
KEYS = (*LISTS, "new_orders", *FILES)


def read_changes(path: Path, published: Published, now: pd.Timestamp) -> Changes:
    """Read what came up.

    Parameters
    ----------
    path
        The YAML file; files that it names lie beside it.
    published
        The plan in force, whose names the changes use.
    now
        Moment of the replan; a time of day alone is one of its day.

    Raises
    ------
    UsageError
        When there is no such file.
    InputFaults
        With every fault of it.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(f"{path}: no such file") from None
    section, faults = read_yaml(path.name, data)
    reader = _Reader(path, published, now)
    changes = reader.read(section)
    if faults or reader.faults:
        raise InputFaults([*faults, *reader.faults])
    return changes


def read_new_order(path: Path, published: Published) -> Changes:
    """Read a file with one new order, its columns as keys.

    Raises
    ------
    UsageError
        When there is no such file.
    InputFaults
        With every fault of its keys; its values are read with the table.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(f"{path}: no such file") from None
    section, faults = read_yaml(path.name, data)
    reader = _Reader(path, published, published.clock.midnight)
    order = Value(file=path.name, line=1, content=section)
    orders = () if faults else tuple(reader.orders_of([(order, section)], ""))
    if faults or reader.faults:
        raise InputFaults([*faults, *reader.faults])
    return Changes(file=path.name, new_orders=orders, order_prefix="")


class _Reader:
    """Walks the keys once; collects faults on the way."""

    def __init__(self, path: Path, published: Published, now: pd.Timestamp) -> None:
        self.path, self.now = path, now
        self.scenario = published.scenario
        self.zone = ZoneInfo(published.scenario.timezone)
        self.faults: list[InputFault] = []

    def read(self, section: Section) -> Changes:
        self._refuse_unknown(section, KEYS, "")
        lists: dict[str, Any] = {key: self._entries(key, section.get(key)) for key in LISTS}
        files: dict[str, Any] = {key: self._file(key, section.get(key)) for key in FILES}
        items = self._items("new_orders", section.get("new_orders"))
        orders = tuple(self.orders_of(items, "new_orders."))
        return Changes(file=self.path.name, new_orders=orders, **lists, **files)

    def _refuse_unknown(self, section: Section, known: Iterable[str], prefix: str) -> None:
        names = tuple(known)
        for key, value in section.items():
            if key not in names:
                wish = f"one of {', '.join(names)}" + did_you_mean(key, names)
                self.faults.append(value.fault(prefix + quoted(key), "an unknown key", wish))

    def _items(self, key: str, value: Value | None) -> Iterable[tuple[Value, Section]]:
        """The sections of a list."""
        if value is None or value.content == "":
            return
        if not isinstance(value.content, tuple):
            self.faults.append(value.fault(key, "no list", "a list, one entry per line with -"))
            return
        for item in value.content:
            if isinstance(item.content, Mapping):
                yield item, item.content
            else:
                wish = "keys with values, such as {work_order: W1}"
                self.faults.append(item.fault(key, "a single value or list", wish))

    def _entries(self, key: str, value: Value | None) -> tuple[Entry, ...]:
        found, columns = [], LISTS[key]
        for item, section in self._items(key, value):
            self._refuse_unknown(section, [column.name for column in columns], f"{key}.")
            values = {c.name: self._value(key, item, section, c) for c in columns}
            if None not in values.values():
                self._refuse_reversed(key, section, values)
                found.append(Entry(line=item.line, values=values))
        return tuple(found)

    def _refuse_reversed(self, key: str, section: Section, values: Mapping[str, Any]) -> None:
        if "to" in values and values["to"] <= values["from"]:
            wish = f"a time after from, {values['from']:%Y-%m-%dT%H:%M}"
            self.faults.append(section["to"].fault(f"{key}.to", f"{values['to']:%H:%M}", wish))

    def _value(self, key: str, item: Value, section: Section, column: Column) -> Any:
        """One value read like a cell; None where it is missing or wrong."""
        name = f"{key}.{column.name}"
        value = section.get(column.name)
        if value is None:
            if column.required:
                self.faults.append(item.fault(name, "no such key", "this key"))
            return None if column.required else ""
        if not isinstance(value.content, str):
            self.faults.append(value.fault(name, "a list or section", "a single value"))
            return None
        word = self._with_date(column, value.content)
        read = read_column(column, pd.Series([word], dtype=object), self.zone)
        self.faults += [value.fault(name, cell.found, cell.wanted) for cell in read.bad]
        return None if read.bad else self._known(name, value, column, read.values.tolist()[0])

    def _with_date(self, column: Column, word: str) -> str:
        """A time of day is one of the day of the replan."""
        if column.kind == "time" and _CLOCK.fullmatch(word):
            return f"{self.now:%Y-%m-%d}T{word.zfill(5)}"
        return word

    def _known(self, name: str, value: Value, column: Column, found: Any) -> Any:
        if column.refers is None:
            return found
        table, key = column.refers
        known = set(self.scenario.tables[table][key])
        if found in known:
            return found
        wish = unknown_name(found, known, table)
        self.faults.append(value.fault(name, quoted(str(found)), wish))
        return None

    def orders_of(self, items: Iterable[tuple[Value, Section]], prefix: str) -> Iterable[Entry]:
        """Rows of work orders as text; their cells are read with the table."""
        for item, section in items:
            self._refuse_unknown(section, WORK_ORDERS.names, prefix)
            for column in WORK_ORDERS.columns:
                if column.required and column.name not in section:
                    name = f"{prefix}{column.name}"
                    self.faults.append(item.fault(name, "no such key", "this key"))
            values = {
                column.name: self._with_date(column, _cell(section[column.name]))
                for column in WORK_ORDERS.columns
                if column.name in section
            }
            yield Entry(line=item.line, values=values)

    def _file(self, key: str, value: Value | None) -> Path | None:
        if value is None:
            return None
        name = value.content if isinstance(value.content, str) else ""
        path = self.path.parent / name
        if name and path.is_file():
            return path
        wish = f"the path of a file, from the folder of {self.path.name}"
        self.faults.append(value.fault(key, quoted(name), wish))
        return None


def _cell(value: Value) -> str:
    """A value as the text of a cell; a list with semicolons."""
    if isinstance(value.content, str):
        return value.content
    items = value.content if isinstance(value.content, tuple) else ()
    return ";".join(item.content for item in items if isinstance(item.content, str))
