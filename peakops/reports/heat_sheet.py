"""What the sheets say of the heat rules: those that closed hours, and those that differ."""

from __future__ import annotations

from typing import Any

from peakops.reports.sheet_source import Row, Source, day_text, split
from peakops.reports.wording import label_pair, pair
from peakops.reports.words_heat import HEAT_RULE_NAMES, ORIGINS_ZH
from weather import RULES, value_text

UNITS = {rule.name: rule.unit for rule in RULES}
WITHOUT_UNIT = ("1", "yes/no", "hh:mm", "choice")


def closed_hours(source: Source, date: str) -> list[dict[str, Any]]:
    """Rules that closed hours of a day: value, clause and times."""
    rows = [row for row in source.out_rows("heat_rules") if day_text(row["date"]) == date]
    return [
        {
            "code": pair(str(row["code"])),
            "phases": _phases(str(row["phases"])),
            "value": _limit(str(row["value"]), str(row["unit"])),
            "origin": _origin(row),
            "hours": f"{int(row['slots_closed']) / 4:g} h",
            "times": ", ".join(part.replace("-", "–") for part in split(row["times"])),
        }
        for row in rows
    ]


def _phases(phases: str) -> list[str]:
    """What a rule closes: everything on site, or the bucket alone."""
    return label_pair("closes_site" if "site" in split(phases) else "closes_bucket")


def _origin(row: Row) -> list[str]:
    parts = [str(row[key]) for key in ("source", "clause") if row[key]]
    return [" ".join(ORIGINS_ZH.get(part, part) for part in parts), ", ".join(parts)]


def _limit(value: str, unit: str) -> str:
    """A value in force as the crews have it: a probability in percent."""
    return f"{100 * float(value):g} %" if unit == "1" else _with_unit(value, unit)


def _with_unit(value: str, unit: str) -> str:
    gap = "" if unit == "°" else " "
    return value if unit in WITHOUT_UNIT else f"{value}{gap}{unit}"


def overrides(source: Source) -> list[dict[str, Any]]:
    """Heat rules whose value in force is not the default."""
    return [
        {
            "key": name,
            "name": list(HEAT_RULE_NAMES[name]),
            "default": _with_unit(value_text(default), UNITS[name]) if default != "" else "—",
            "value": _with_unit(value_text(value), UNITS[name]) if value != "" else "—",
        }
        for name, (default, value) in source.rules.overrides.items()
    ]
