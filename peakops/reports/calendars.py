"""One calendar per crew (RFC 5545): a re-issued plan updates the events of the issue before."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakops.reports.crew_files import called_off, crews_told, file_stems, one_line
from peakops.reports.job_lines import job_lines, job_title
from peakops.reports.sheet_source import Row, Source
from peakops.reports.wording import LANGUAGES, label, label_pair

if TYPE_CHECKING:
    from icalendar import Calendar, Event

    from peakops.plan import Plan

UID_DIGITS = 32


def write_calendars(plan: Plan, folder: Path, language: str = "both") -> tuple[Path, ...]:
    """Write the calendar of every crew with work, or from whom work was taken.

    Parameters
    ----------
    plan
        The finished plan.
    folder
        Where to write; made if missing.
    language
        ``"both"``, ``"zh"`` or ``"en"``.

    Returns
    -------
    The files, in the order of the crews.
    """
    source = Source(plan=plan, language=language)
    folder.mkdir(parents=True, exist_ok=True)
    stems = file_stems(crews_told(source))
    for crew, stem in stems.items():
        (folder / f"{stem}.ics").write_bytes(crew_calendar(source, crew))
    return tuple(folder / f"{stem}.ics" for stem in stems.values())


def crew_calendar(source: Source, crew: str) -> bytes:
    """Events of one crew: its jobs, and those that earlier issues had and this one has not."""
    from icalendar import Calendar  # slow to import, and only calendars need it

    calendar = Calendar()
    calendar.add("prodid", f"-//peakops//peakops {version('peakops')}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = one_line(source.crew_name(crew))
    calendar.add("x-wr-calname", label("cal_name", source.main_language).format(crew=name))
    for row in source.schedule:
        if crew in (row["crew"], row["support_crew"]):
            calendar.add_component(_job(source, row, crew))
    _add_called_off(calendar, source, crew)
    return bytes(calendar.to_ical())


def event_uid(scenario: str, order: str, crew: str) -> str:
    """Id of a job of a crew, the same in every issue of the scenario's plan."""
    text = "\n".join((scenario, order, crew))
    return hashlib.sha256(text.encode()).hexdigest()[:UID_DIGITS] + "@peakops"


def _job(source: Source, row: Row, crew: str) -> Event:
    order = str(row["work_order"])
    event = _event(source, order, crew, (row["start"], row["end"]))
    event.add("status", "CONFIRMED")
    event.add("location", _location(source, order))
    place = source.place(source.orders[order])
    if place is not None:
        event.add("geo", (round(place[0], 6), round(place[1], 6)))
    event.add("description", "\n".join(_description(source, row, crew)))
    return event


def _add_called_off(calendar: Calendar, source: Source, crew: str) -> None:
    for job in called_off(source, crew):
        event = _event(source, job.work_order, crew, (job.start, job.end))
        event.add("status", "CANCELLED")
        calendar.add_component(event)


def _event(source: Source, order: str, crew: str, span: tuple[pd.Timestamp, pd.Timestamp]) -> Event:
    """What every event has; times in UTC, so that no calendar needs to know the zone."""
    from icalendar import Event

    plan = source.plan
    event = Event()
    event.add("uid", event_uid(plan.scenario.name, order, crew))
    event.add("sequence", plan.issue.number)
    event.add("dtstamp", plan.scenario.issued.tz_convert("UTC").to_pydatetime())
    for name, time in zip(("dtstart", "dtend"), span, strict=True):
        event.add(name, time.tz_convert("UTC").to_pydatetime())
    event.add("summary", job_title(source, order, source.main_language))
    return event


def _location(source: Source, order: str) -> str:
    row = source.orders[order]
    bus = source.buses.get(int(row["bus"]), {})
    parts = (row["pole"] or bus.get("name", ""), row["feeder"])
    return ", ".join(one_line(part) for part in parts if part)


def _description(source: Source, row: Row, crew: str) -> list[str]:
    """That times are no permission, the whole title, and the job in each language."""
    lines = [one_line(source.orders[str(row["work_order"])]["title"])]
    for lang in LANGUAGES:
        if source.language in ("both", lang):
            lines += [label("msg_information", lang), label_pair("no_agreed_times")[0]]
            lines += [*job_lines(source, row, crew, lang), ""]
    return lines[:-1]
