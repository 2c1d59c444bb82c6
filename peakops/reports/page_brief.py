"""What the overview page tells of a job while it is pointed at: all of it, in few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peakops.reports.crew_strain import crew_strain
from peakops.reports.page_texts import listed, one, say
from peakops.reports.sheet_source import Row, Source, day_text, split

Line = list[str]
"""A name and what is told of it."""


def brief_parts(
    source: Source, sheets: Mapping[str, Any], people: Sequence[Mapping[str, Any]]
) -> list[list[Any]]:
    """Titled groups of lines; a group without lines is left out.

    Parameters
    ----------
    source
        The plan, indexed, in one language.
    sheets
        Job card of each crew of the order.
    people
        Strain of the day of everybody with a part in it.
    """
    first = next(iter(sheets.values()))
    groups = {
        "members": list(_members(source, sheets)),
        "stints": [line for job in sheets.values() for line in _stints(source, job)],
        "page_water": [_drinks(source, person) for person in people],
        "blocks": [
            [str(block["feeder"]), listed(f"{block['device']} {block['switch']}")]
            for block in first["blocks"]
        ],
        "switching": [_step(source, step) for step in first["switching"]],
    }
    return [[say(source, title), lines] for title, lines in groups.items() if lines]


def _members(source: Source, sheets: Mapping[str, Any]) -> Iterator[Line]:
    for crew, job in sheets.items():
        own = [f"{source.crew_name(crew)}："] if len(sheets) > 1 else []
        for group in job["members"]:
            yield [one(source, group["role"]), "".join([*own, "、".join(group["names"])])]


def _stints(source: Source, job: Mapping[str, Any]) -> Iterator[Line]:
    """A line for each pair: its stays in the bucket, and what limits the shortest of them."""
    pairs: dict[str, list[Mapping[str, Any]]] = {}
    for stint in job["stints"]:
        pairs.setdefault(f"{stint['pair']} {'、'.join(stint['names'])}", []).append(stint)
    for pair, stints in pairs.items():
        spans = ", ".join(f"{stint['from']}–{stint['to']}" for stint in stints)
        least = min(stints, key=lambda stint: float(stint["limit"].replace("—", "inf")))
        rule = one(source, least["rule"])
        yield [pair, listed(spans, say(source, "page_limit", limit=least["limit"], rule=rule))]


def _drinks(source: Source, person: Mapping[str, Any]) -> Line:
    values = {key: person[key] for key in ("water", "cups", "every")}
    return [person["name"], say(source, "page_drink", core=person["peak"], **values)]


def _step(source: Source, step: Mapping[str, Any]) -> Line:
    when = f"{step['number']} {one(source, step['phase'])}"
    return [when, f"{one(source, step['action'])} {step['device']} {step['switch']}"]


def people_of(source: Source, row: Row) -> list[dict[str, Any]]:
    """Strain of the day of everybody with a post in a job."""
    posts = ("leader", "supervisor", "bucket", "ground", "relief")
    names = {source.name(worker) for post in posts for worker in split(row[post])}
    return [
        person
        for crew in crews_of(row)
        for person in crew_strain(source, crew, day_text(row["date"]), {})["people"]
        if person["name"] in names
    ]


def crews_of(row: Row) -> list[str]:
    """Crews of a job, the leading one first."""
    return [str(crew) for crew in (row["crew"], row["support_crew"]) if crew]
