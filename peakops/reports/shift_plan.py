"""Shift plans as documents: one JSON-able document per crew and day that has work."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peakops.reports.crew_changes import crew_changes
from peakops.reports.crew_strain import crew_strain
from peakops.reports.day_chart import day_chart
from peakops.reports.glyphs import printable_document
from peakops.reports.job_sheet import circled, job_sheet
from peakops.reports.nearest import nearest_places
from peakops.reports.place_code import place_code
from peakops.reports.reference_sheet import reference_sheet
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled, number
from peakops.reports.standby_box import standby_box
from peakops.reports.wording import label_pair, pair, pairs, template_labels

if TYPE_CHECKING:
    from peakops.plan import Plan

VERSION_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class ShiftSheet:
    """One crew's day, ready for the template.

    Parameters
    ----------
    crew
        Crew id.
    date
        The day, ``YYYY-MM-DD``.
    document
        What the template prints; JSON-able.
    """

    crew: str
    date: str
    document: Mapping[str, Any]


def shift_sheets(plan: Plan, language: str = "both") -> tuple[ShiftSheet, ...]:
    """Build the document of every crew and day that has work.

    Parameters
    ----------
    plan
        The finished plan.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    source = Source(plan=plan, language=language)
    return tuple(
        ShiftSheet(crew=crew, date=date, document=shift_document(source, crew, date))
        for date, crew in crew_days(source)
    )


def crew_days(source: Source) -> list[tuple[str, str]]:
    """Dates, ``YYYY-MM-DD``, and the crews that have work on them, in order."""
    days = {
        (day_text(row["date"]), str(crew))
        for row in source.schedule
        for crew in (row["crew"], row["support_crew"])
        if crew
    }
    return sorted(days)


def shift_document(source: Source, crew: str, date: str) -> dict[str, Any]:
    """Document of one crew's day.

    Parameters
    ----------
    source
        The plan, indexed.
    crew
        Crew id.
    date
        The day, ``YYYY-MM-DD``.
    """
    jobs = _jobs_of(source, crew, date)
    numbers = {str(row["work_order"]): circled(n) for n, row in enumerate(jobs, start=1)}
    document = {
        **_head(source, crew, date),
        "chart": day_chart(source, crew, date, numbers),
        "strain": crew_strain(source, crew, date, numbers),
        "changes": crew_changes(source, crew, date),
        "standby": standby_box(source, crew, date, numbers),
        "jobs": [_job(source, row, crew, numbers) for row in jobs],
        **reference_sheet(source, crew, date, jobs, numbers),
        "language": source.language,
    }
    return finished(document)


def _job(source: Source, row: Row, crew: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    order = source.orders[str(row["work_order"])]
    return {
        **job_sheet(source, row, crew, numbers),
        "latest": clock_label(row["latest_start"]),
        "later_breaks": pairs(str(row["later_start_breaks"])),
        "nearest": nearest_places(source, order),
        "place_code": place_code(source.place(order)),
    }


def _jobs_of(source: Source, crew: str, date: str) -> list[Row]:
    return [
        row
        for row in source.schedule
        if day_text(row["date"]) == date and crew in (row["crew"], row["support_crew"])
    ]


def finished(document: Mapping[str, Any]) -> dict[str, Any]:
    """Make a document's texts printable and add its version and the templates' labels."""
    clean: dict[str, Any] = printable_document(document)
    return clean | {"version": version_of(clean), "labels": template_labels()}


def version_of(document: Mapping[str, Any]) -> str:
    """Fingerprint of a document: another content, another version."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]


def _head(source: Source, crew: str, date: str) -> dict[str, Any]:
    name = source.crew_name(crew)
    return {
        "title": f"{label_pair('shift_plan')[0]} {name} {date}",
        "utility": source.plan.scenario.name,
        "crew": {"id": crew, "name": name},
        "date": date_texts(date),
        "issued": source.plan.scenario.issued.strftime("%Y-%m-%d %H:%M"),
        "heat": heat_card(source, date),
    }


def date_texts(date: str) -> dict[str, Any]:
    """A date as people read it."""
    day = dt.date.fromisoformat(date)
    return {
        "iso": date,
        "text": [f"{day.month}月{day.day}日", f"{day.day} {label_pair(f'month_{day.month}')[1]}"],
        "weekday": label_pair(f"weekday_{day.weekday()}"),
    }


def heat_card(source: Source, date: str) -> dict[str, Any]:
    """Forecast maximum, legal band and closed hours of a day."""
    band = source.bands.get(date, {})
    hottest = filled(band.get("hottest_from"))
    span = f"{clock_label(band['hottest_from'])}–{clock_label(band['hottest_to'])}"
    code = str(band.get("band", "none"))
    closed = "00:00–24:00" if code == "stop" else span if hottest else ""
    cap = band.get("outdoor_cap_minutes")
    return {
        "tmax": number(band.get("tmax_official_c"), 1),
        "band": pair(code),
        "source": pair(str(band.get("source", ""))),
        "closed": closed,
        "cap": f"{float(cap) / 60:g} h" if filled(cap) and cap is not None else "",
    }
