"""The overview page's days: bars of each crew and of each of its members, weather behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakops.reports.day_chart import crew_days_of, day_chart, kind_of
from peakops.reports.page_brief import crews_of
from peakops.reports.sheet_source import Row, Source, day_text, split
from peakops.reports.wording import text

# WBGT from [°C] → level of its colour, the hottest first.
HEAT_LEVELS = ((34.0, 4), (32.0, 3), (30.0, 2), (28.0, 1))
HOUR = 60
_AS_PRINTED = ("date", "heat", "closed_by", "may_close", "strain", "axis", "load")


def page_day(source: Source, day: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """One day of all crews for the page.

    Parameters
    ----------
    source
        The plan, indexed, in one language.
    day
        The day as the overview has it.
    numbers
        Number of each placed order.
    """
    date = day["date"]["iso"]
    busy = crew_days_of(source, date)
    mw = {point["minute"]: point["mw"] for point in day["load"]["points"]}
    risk = {cell["from"] // HOUR: cell["risk"] for cell in day["risk"]}
    return {
        **{key: day[key] for key in _AS_PRINTED},
        "closed": [_closed(source, span) for span in day["closed"]],
        "hours": [_hour(hour, mw, risk) for hour in day["hours"]],
        "crews": [_crew(source, crew, date, numbers) for crew in busy],
        "idle": [source.crew_name(crew) for crew in source.crews if crew not in busy],
    }


def heat_level(wbgt_c: float) -> int:
    """Level of the colour of a WBGT. [°C]"""
    return next((level for bound, level in HEAT_LEVELS if wbgt_c >= bound), 0)


def _closed(source: Source, span: Mapping[str, Any]) -> dict[str, Any]:
    rules = (text(rule, source.main_language) for rule in split(span["code"]))
    return {**{key: span[key] for key in ("from", "to", "text")}, "why": " · ".join(rules)}


def _hour(
    hour: Mapping[str, Any], mw: Mapping[int, float], risk: Mapping[int, str]
) -> dict[str, Any]:
    kept = {key: hour[key] for key in ("from", "to", "temp", "rh", "wbgt")}
    load = mw.get(hour["from"] // HOUR * HOUR)
    return kept | {
        "level": heat_level(hour["wbgt_value"]),
        "mw": "" if load is None else f"{load:.1f}",
        "risk": risk.get(hour["from"] // HOUR, ""),
    }


def _crew(source: Source, crew: str, date: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    jobs = [
        row for row in source.schedule if day_text(row["date"]) == date and crew in crews_of(row)
    ]
    mine = {str(row["work_order"]): numbers[str(row["work_order"])] for row in jobs}
    return {
        "id": crew,
        "name": source.crew_name(crew),
        "drives": [_drive(source, drive, date) for drive in source.travel[crew, date]],
        "lunches": _lunches(source, crew, date),
        "jobs": [_job(source, row, crew, date) for row in jobs],
        "people": _people(source, crew, date, mine),
    }


def _drive(source: Source, drive: Row, date: str) -> list[Any]:
    way = f"{drive['from']} → {drive['to']} · {float(drive['km']):.1f} km"
    return [source.minute(drive["depart"], date), source.minute(drive["arrive"], date), way]


def _lunches(source: Source, crew: str, date: str) -> list[list[int]]:
    spans = {
        (source.minute(row["start"], date), source.minute(row["end"], date))
        for row in source.phases[crew, date]
        if row["phase"] == "lunch"
    }
    return [list(span) for span in sorted(spans)]


def _job(source: Source, row: Row, crew: str, date: str) -> dict[str, Any]:
    times = ("start", "setup_end", "bucket_end", "end")
    return {
        "order": str(row["work_order"]),
        "times": [source.minute(row[key], date) for key in times],
        "lanes": [
            {"pair": pair, "bars": _lane(source, row, crew, date, worker)}
            for pair, worker in sorted(_pairs(source, row, crew).items())
        ],
    }


def _pairs(source: Source, row: Row, crew: str) -> dict[str, str]:
    """A worker for each pair of the crew: both go up and rest together."""
    found: dict[str, str] = {}
    for stint in source.stints[str(row["work_order"])]:
        if source.crew_of(str(stint["worker"])) == crew:
            found.setdefault(str(stint["pair"]), str(stint["worker"]))
    return found


def _lane(source: Source, row: Row, crew: str, date: str, worker: str) -> list[list[Any]]:
    """What a pair does between set-up and teardown."""
    first, last = (source.minute(row[key], date) for key in ("setup_end", "bucket_end"))
    spans = [
        (
            kind_of(phase),
            max(first, source.minute(phase["start"], date)),
            min(last, source.minute(phase["end"], date)),
        )
        for phase in source.phases[crew, date]
        if phase["worker"] == worker and phase["work_order"] == row["work_order"]
    ]
    return [[kind, start, end] for kind, start, end in spans if start < end]


def _people(
    source: Source, crew: str, date: str, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": row["name"],
            "role": row["role"],
            "bars": [[bar["kind"], bar["from"], bar["to"], bar["label"]] for bar in row["bars"]],
        }
        for row in day_chart(source, crew, date, numbers)["rows"]
    ]
