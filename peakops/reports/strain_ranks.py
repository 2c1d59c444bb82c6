"""Who gets hottest and who loses most water: of each day and of the plan, for the overview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakops.reports.sheet_source import Row, Source, day_text, filled, number
from peakops.reports.wording import label_pair

SHOWN = 3


def strain_ranks(source: Source, date: str) -> dict[str, list[dict[str, str]]]:
    """The hottest and the thirstiest workers of a day.

    Parameters
    ----------
    source
        The plan, indexed.
    date
        The day, ``YYYY-MM-DD``.
    """
    rows = [
        row
        for row in source.out_rows("carry_over")
        if day_text(row["date"]) == date and filled(row["core_peak_c"])
    ]
    return {
        "hottest": [
            _ranked(source, row) | {"value": number(row["core_peak_c"], 2, " °C")}
            for row in _most(rows, "core_peak_c")
        ],
        "thirstiest": [
            _ranked(source, row) | {"value": number(float(row["sweat_loss_g"]) / 1000, 1, " l")}
            for row in _most(rows, "sweat_loss_g")
        ],
    }


def strain_summary(source: Source) -> list[dict[str, Any]]:
    """The plan's extremes with their limits, and what the rounds made of the exceedances."""
    given = source.plan.summary.get("strain")
    found: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    away = "exceedances_planned_away", "exceedances_left"
    return [
        _extreme(source, found, "core_peak", "core_limit_c", "core_peak_c"),
        _extreme(source, found, "sweat_loss", "water_limit_g", "sweat_loss_g"),
        *(
            {"name": label_pair(code), "value": number(found.get(code), 0), "limit": "", "who": ""}
            for code in away
        ),
    ]


def _extreme(
    source: Source, found: Mapping[str, Any], of: str, limit: str, value: str
) -> dict[str, Any]:
    worker = str(found.get(f"{of}_worker", ""))
    who = f"{source.name(worker)} · {source.crew_name(source.crew_of(worker))}" if worker else "—"
    return {
        "name": label_pair("hottest_core" if of == "core_peak" else "most_water"),
        "value": _with_unit(found.get(value), value),
        "limit": _with_unit(found.get(limit), limit),
        "who": who,
    }


def _with_unit(value: object, column: str) -> str:
    """A temperature in °C, or grams of water in litres."""
    if not filled(value) or column.endswith("_g"):
        return number(float(str(value)) / 1000 if filled(value) else None, 1, " l")
    return number(value, 1 if column == "core_limit_c" else 2, " °C")


def _most(rows: list[Row], column: str) -> list[Row]:
    return sorted(rows, key=lambda row: (-float(row[column]), str(row["worker"])))[:SHOWN]


def _ranked(source: Source, row: Mapping[Any, Any]) -> dict[str, str]:
    worker = str(row["worker"])
    return {
        "name": source.name(worker),
        "crew": source.crew_name(source.crew_of(worker)),
        "outdoors": number(row["outdoor_minutes"], 0),
        "bucket": number(row["bucket_minutes"], 0),
    }
