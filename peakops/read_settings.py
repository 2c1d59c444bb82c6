"""scenario.yaml, and that of its base, to checked settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pandas as pd

from peakops.cells import read_column
from peakops.columns import Column
from peakops.errors import InputFault
from peakops.file_contract import SCENARIO_FILE, SUFFIX_OF, TABLES, default_name
from peakops.heat_settings import read_heat
from peakops.settings import (
    SECTION_KEYS,
    TOP_KEYS,
    ForecastSettings,
    Heatwave,
    Limits,
    Place,
    SolverSettings,
)
from peakops.settings_source import MERGED, SettingsSource, read_source
from peakops.wanted import did_you_mean, quoted
from peakops.yaml_nodes import Section, Value

KNOWN_KEYS = (*(column.name for column in TOP_KEYS), *MERGED, "base", "heatwave")
ASSUMED_ZONE = ZoneInfo("UTC")  # only to go on reading where the time zone is wrong


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What scenario.yaml says; a value that could not be read is None.

    Parameters
    ----------
    zone
        Time zone of local times.
    values
        The plain keys: name, timezone, issued, date, days, seed.
    place, limits, heat, solver, heatwave
        The sections.
    paths
        Key of each table, and of the network, to its file.
    sources
        The YAML files read, by the name under which they are reported.
    """

    zone: ZoneInfo
    values: Mapping[str, Any]
    place: Place | None
    limits: Limits
    heat: Mapping[str, Any]
    forecast: ForecastSettings
    solver: SolverSettings
    heatwave: Heatwave | None
    paths: Mapping[str, Path]
    sources: Mapping[str, bytes]

    @property
    def first_moment(self) -> pd.Timestamp | None:
        """Local midnight at which the plan begins."""
        date: dt.date | None = self.values["date"]
        return None if date is None else pd.Timestamp(date).tz_localize(self.zone.key)

    @property
    def end(self) -> pd.Timestamp | None:
        """Local midnight at which the plan ends."""
        first, days = self.first_moment, self.values["days"]
        if first is None or days is None:
            return None
        last = first.tz_localize(None) + pd.Timedelta(days=days)
        return last.tz_localize(self.zone.key)


def read_settings(folder: Path) -> tuple[Settings | None, tuple[InputFault, ...]]:
    """Read the settings of a scenario folder.

    Returns
    -------
    The settings (None where there is no readable scenario.yaml) and all faults in them.
    """
    source, faults = read_source(folder)
    if source is None:
        return None, faults
    reader = _SettingsReader(source)
    settings = reader.read()
    return settings, faults + tuple(reader.faults)


class _SettingsReader:
    """Walks the keys once; collects faults on the way."""

    def __init__(self, source: SettingsSource) -> None:
        self.source = source
        self.zone = ASSUMED_ZONE
        self.faults: list[InputFault] = []

    def read(self) -> Settings:
        merged = self.source.merged
        self._refuse_unknown(merged, KNOWN_KEYS, "")
        self.zone = self._read_zone(merged)
        settings = Settings(
            zone=self.zone,
            values=self._plain_values(merged),
            place=self._place(merged),
            limits=self._limits(merged),
            heat=self._heat(merged),
            forecast=ForecastSettings(**self._section_values(merged, "forecast")),
            solver=SolverSettings(**self._section_values(merged, "solver")),
            heatwave=self._heatwave(merged),
            paths=self._paths(merged),
            sources=self.source.texts,
        )
        self._refuse_late_issue(settings)
        return settings

    def _fault(
        self, file: str, row: int | None, column: str | None, found: str, wanted: str
    ) -> None:
        self.faults.append(
            InputFault(file=file, row=row, column=column, found=found, wanted=wanted)
        )

    def _refuse_late_issue(self, settings: Settings) -> None:
        issued, end = settings.values["issued"], settings.end
        if issued is not None and end is not None and issued >= end:
            wish = f"a time before the end of the plan, {end:%Y-%m-%dT%H:%M}"
            value = self.source.merged["issued"]
            self.faults.append(value.fault("issued", f"{issued:%Y-%m-%dT%H:%M}", wish))

    def _text(self, name: str, value: Value) -> str:
        if isinstance(value.content, str):
            return value.content
        self.faults.append(value.fault(name, "a list or section", "a single value"))
        return ""

    def _refuse_unknown(self, section: Section, known: tuple[str, ...], prefix: str) -> None:
        for key, value in section.items():
            if key not in known:
                wish = f"one of {', '.join(known)}" + did_you_mean(key, known)
                found = "an unknown key"
                self.faults.append(value.fault(prefix + quoted(key), found, wish))

    def _read_zone(self, merged: Section) -> ZoneInfo:
        value = merged.get("timezone")
        if value is None:  # reported with the other missing keys
            return ASSUMED_ZONE
        name = self._text("timezone", value)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass  # looked up among all names only now: that takes long
        wish = "a time zone such as Asia/Shanghai" + did_you_mean(name, available_timezones())
        self.faults.append(value.fault("timezone", quoted(name), wish))
        return ASSUMED_ZONE

    def _plain_values(self, merged: Section) -> dict[str, Any]:
        values = {c.name: self._value(c, merged.get(c.name), "") for c in TOP_KEYS}
        for column in TOP_KEYS:
            may_be_absent = column.name == "name" and "base" in merged
            if column.name not in merged and not may_be_absent:
                self._fault(SCENARIO_FILE, None, column.name, "no such key", "this key")
        if isinstance(values["date"], pd.Timestamp):
            values["date"] = values["date"].date()
        return values

    def _value(self, column: Column, value: Value | None, prefix: str) -> Any:
        """Read one value like a cell; None where it is missing or wrong."""
        if value is None:
            return None
        text = pd.Series([self._text(prefix + column.name, value)], dtype=object)
        read = read_column(column, text, self.zone)
        for cell in read.bad:
            self.faults.append(value.fault(prefix + column.name, cell.found, cell.wanted))
        return None if read.bad else read.values.tolist()[0]

    def _section(self, merged: Section, name: str) -> Section:
        value = merged.get(name)
        if value is None or value.content == "":
            return {}
        if isinstance(value.content, Mapping):
            return value.content
        self.faults.append(value.fault(name, "a single value or list", "keys with values"))
        return {}

    def _section_values(self, merged: Section, name: str) -> dict[str, Any]:
        """Values of a section that are there and right."""
        columns = {column.name: column for column in SECTION_KEYS[name]}
        section = self._section(merged, name)
        self._refuse_unknown(section, tuple(columns), f"{name}.")
        read = {
            key: self._value(columns[key], value, f"{name}.")
            for key, value in section.items()
            if key in columns and key != "lunch"
        }
        return {key: value for key, value in read.items() if value is not None}

    def _place(self, merged: Section) -> Place | None:
        values = self._section_values(merged, "place")
        written = self._section(merged, "place")
        for field in fields(Place):
            if field.name not in written:
                self._fault(SCENARIO_FILE, None, f"place.{field.name}", "no such key", "this key")
        return Place(**values) if len(values) == len(fields(Place)) else None

    def _limits(self, merged: Section) -> Limits:
        values = self._section_values(merged, "limits")
        lunch = self._section(merged, "limits").get("lunch")
        if lunch is not None and (pair := self._lunch(lunch)):
            values["lunch"] = pair
        try:
            return Limits(**values)
        except ValueError as error:
            self.faults.append(merged["limits"].fault("limits", "a contradiction", str(error)))
            return Limits()

    def _lunch(self, value: Value) -> tuple[str, str] | None:
        column = next(c for c in SECTION_KEYS["limits"] if c.name == "lunch")
        parts = value.content
        if not isinstance(parts, tuple) or len(parts) != 2:
            self.faults.append(value.fault("limits.lunch", "no pair of times", "[11:30, 13:00]"))
            return None
        start, end = (self._value(column, part, "limits.") for part in parts)
        return None if start is None or end is None else (start, end)

    def _heat(self, merged: Section) -> Mapping[str, Any]:
        values, faults = read_heat(self._section(merged, "heat"))
        self.faults += faults
        return values

    def _heatwave(self, merged: Section) -> Heatwave | None:
        if "heatwave" not in merged:
            return None
        if "base" not in merged:
            wish = "heatwave only in a scenario with base"
            self.faults.append(merged["heatwave"].fault("heatwave", "no base", wish))
        values = self._section_values(merged, "heatwave")
        if "shift_c" not in self._section(merged, "heatwave"):
            self.faults.append(
                merged["heatwave"].fault("heatwave.shift_c", "no such key", "this key")
            )
        return Heatwave(**values) if "shift_c" in values else None

    def _paths(self, merged: Section) -> dict[str, Path]:
        """Files sit in the base's folder, save those the derived scenario names itself."""
        keys = (*TABLES, *SUFFIX_OF)
        named = self._section(merged, "files")
        own_names = self._section(self.source.own, "files")
        self._refuse_unknown(named, keys, "files.")
        paths = {}
        for key in keys:
            folder = self.source.folder if key in own_names else self.source.base_folder
            paths[key] = folder / self._file_name(key, named.get(key))
        return paths

    def _file_name(self, key: str, value: Value | None) -> str:
        default = default_name(key)
        if value is None:
            return default
        name = self._text(f"files.{key}", value)
        if name and Path(name).name == name and "\\" not in name:
            return name
        wish = f"the name of a file in the scenario's folder, such as {default}"
        self.faults.append(value.fault(f"files.{key}", quoted(name), wish))
        return default
