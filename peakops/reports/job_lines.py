"""A job in a few lines of plain text, for messages and calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from peakops.reports.crew_files import one_line, shortened
from peakops.reports.job_sheet import job_sheet
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, split
from peakops.reports.wording import Language, label, listed, text

LONGEST_TITLE = 60
LONGEST_PLACE = 40
TEMPERATURE_BANDS = frozenset({"hottest_hours", "stop_day"})
"""Closures that an emergency passes."""


def job_lines(source: Source, row: Row, crew: str, lang: Language) -> list[str]:
    """Where, when, who is up when and when to stop: the lines below a job's title.

    Parameters
    ----------
    source
        The plan, indexed.
    row
        The order's row of schedule.csv.
    crew
        For whom: of a joint job only the crew's own part is told.
    lang
        Language of the lines.
    """
    order = str(row["work_order"])
    job = job_sheet(source, row, crew, {order: ""})
    return [
        _fill("msg_place", lang, place=_place(job)),
        _fill("msg_times", lang, **{key: job[key] for key in ("start", "end", "depart")}),
        _people(source, row, crew, lang),
        _fill("msg_bucket", lang, stints=_stints(job, lang)),
        *_extras(source, row, crew, lang),
        stop_line(source, row, lang),
        *([_fill("msg_ticket_end", lang, time=job["ticket_end"])] if job["ticket_end"] else []),
    ]


def job_title(source: Source, order: str, lang: Language) -> str:
    """Number and title of an order, an emergency marked."""
    row = source.orders[order]
    mark = f"【{label('emergency', lang)}】" if row["emergency"] else ""
    return f"{mark}{one_line(order)} {shortened(row['title'], LONGEST_TITLE)}".strip()


def stop_line(source: Source, row: Row, lang: Language) -> str:
    """Before which hour work outdoors has to stop, by the forecast."""
    for slot in source.weather[_station(source, row), day_text(row["date"])]:
        rules = closing_rules(source, row, slot)
        if rules and slot["time"] >= row["start"]:
            why = _listed((text(rule, lang) for rule in rules), lang)
            return _fill("msg_stop", lang, time=clock_label(slot["time"]), why=why)
    return label("msg_no_stop", lang)


def closing_rules(source: Source, row: Row, slot: Row) -> tuple[str, ...]:
    """Rules that close a slot outdoors to an order."""
    emergency = source.orders[str(row["work_order"])]["emergency"]
    passed = TEMPERATURE_BANDS if emergency else frozenset()
    return tuple(rule for rule in split(slot["rule"]) if rule not in passed)


def _station(source: Source, row: Row) -> str:
    feeder = source.feeders.get(str(source.orders[str(row["work_order"])]["feeder"]), {})
    return str(feeder.get("station") or source.main_station)


def _fill(code: str, lang: Language, **values: str) -> str:
    return label(code, lang).format(**values)


def _place(job: Mapping[str, Any]) -> str:
    parts = (shortened(job["pole"] or job["bus"], LONGEST_PLACE), job["feeder"], job["coordinates"])
    return ", ".join(one_line(part) for part in parts if part)


def _people(source: Source, row: Row, crew: str, lang: Language) -> str:
    own = [name for name in split(row["supervisor"]) if source.crew_of(name) == crew]
    names = {"leader": [str(row["leader"])], "supervisor": own}
    shown = {
        post: _listed([source.name(worker) for worker in people], lang) or "—"
        for post, people in names.items()
    }
    return _fill("msg_people", lang, **shown)


def _listed(names: Iterable[str], lang: Language) -> str:
    return one_line(listed(names, lang))


def _stints(job: Mapping[str, Any], lang: Language) -> str:
    """Each pair with its times; pairs in the order in which they go up first."""
    times: dict[str, list[str]] = {}
    for stint in job["stints"]:
        people = f"{stint['pair']} {_listed(stint['names'], lang)}"
        times.setdefault(people, []).append(f"{stint['from']}–{stint['to']}")
    return "; ".join(f"{people} {', '.join(spans)}" for people, spans in times.items()) or "—"


def _extras(source: Source, row: Row, crew: str, lang: Language) -> Iterator[str]:
    if row["support_crew"]:
        other = row["support_crew"] if row["crew"] == crew else row["crew"]
        yield _fill("msg_joint", lang, crew=one_line(source.crew_name(str(other))))
    if row["lighting"]:
        yield label("msg_lighting", lang)
