"""The overview page's jobs: what is shown of each when it is pointed at or opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from peakops.reports.job_lines import stop_line
from peakops.reports.job_sheet import job_sheet
from peakops.reports.page_brief import brief_parts, crews_of, people_of
from peakops.reports.page_texts import listed, one, say, unbroken
from peakops.reports.sheet_source import Row, Source, day_text, number, split
from peakops.reports.wording import text

Table = dict[str, Any]
"""A title, the heads of its columns, and rows of texts."""


def page_job(source: Source, row: Row, numbers: Mapping[str, str]) -> dict[str, Any]:
    """One placed order with everything its crews' sheets say of it.

    Parameters
    ----------
    source
        The plan, indexed, in one language.
    row
        The order's row of schedule.csv.
    numbers
        Number of each placed order.
    """
    sheets = {crew: job_sheet(source, row, crew, numbers) for crew in crews_of(row)}
    first = next(iter(sheets.values()))
    people = people_of(source, row)
    return {
        "crews": list(sheets),
        "day": day_text(row["date"]),
        "kind": one(source, first["type"]),
        "fields": [list(field) for field in _fields(source, row, first) if field[1]],
        "brief": brief_parts(source, sheets, people),
        "tables": [table for table in _tables(source, sheets, people) if table["rows"]],
    }


def _fields(source: Source, row: Row, job: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = (job["type"], job["class"], job["method"])
    yield say(source, "page_kind"), " · ".join(one(source, part) for part in kind)
    if job["emergency"]:
        approved = f"{say(source, 'approved_by')} {job['approver']}"
        yield say(source, "emergency"), approved
    yield say(source, "feeder"), listed(job["feeder"], job["substation"])
    yield say(source, "place"), listed(job["pole"], job["bus"], job["coordinates"])
    yield say(source, "page_bucket"), _spans(job)
    yield say(source, "ticket"), _ticket(source, job)
    yield say(source, "page_stop"), stop_line(source, row, source.main_language)
    yield say(source, "page_feeder_load"), _feeder_load(source, row)
    yield say(source, "vehicles"), _vehicles(source, row)
    yield say(source, "transfer"), _transfer(source, job["transfer"])
    yield say(source, "page_trip"), _trip(source, job)
    yield say(source, "after_orders"), job["after"]
    yield say(source, "notes"), job["notes"]
    held = {**job, "locked": row["locked"]}
    flags = [code for code in ("moisture_proof", "lighting", "locked") if held[code]]
    yield say(source, "page_flags"), listed(*(say(source, code) for code in flags))


def _spans(job: Mapping[str, Any]) -> str:
    """Arrival, time in the bucket, end."""
    return (
        f"{job['start']} → {job['setup_end']}–{job['bucket_end']} → {job['end']}"
        if job["stints"]
        else f"{job['start']}–{job['end']}"
    )


def _ticket(source: Source, job: Mapping[str, Any]) -> str:
    end = f"{say(source, 'ticket_end')} {job['ticket_end']}" if job["ticket_end"] else ""
    return listed(job["ticket"], job["ticket_span"], end)


def _feeder_load(source: Source, row: Row) -> str:
    """Highest P90 of the order's feeder in the hours of the job, beside its limit."""
    feeder = str(source.orders[str(row["work_order"])]["feeder"])
    hour = pd.Timedelta(hours=1)
    loads = [
        float(load["p90_mw"])
        for load in source.load[feeder, day_text(row["date"])]
        if load["time"] < row["end"] and load["time"] + hour > row["start"]
    ]
    limit = source.limits_mw.get(feeder)
    return f"{number(max(loads, default=None), 2)} / {number(limit, 2)} MW"


def _vehicles(source: Source, row: Row) -> str:
    kinds = {
        vehicle: str(source.vehicles.get(vehicle, {}).get("kind", ""))
        for vehicle in split(row["vehicles"])
    }
    shown = (f"{name} {text(kind, source.main_language)}".strip() for name, kind in kinds.items())
    return listed(*shown)


def _transfer(source: Source, found: Mapping[str, str]) -> str:
    if not found["from"]:
        return ""
    out = found["customers"]
    shown = f"{say(source, 'customers_interrupted')} {out}" if out else ""
    return listed(f"{found['from']} → {found['to']}", found["load"], shown)


def _trip(source: Source, job: Mapping[str, Any]) -> str:
    """What a trip would mean, in the worst slot of the job."""
    if not job["trip"]:
        return ""
    restored = job["trip"]["minutes"] != "—"
    code = "page_trip_text" if restored else "page_trip_none"
    return say(source, code, **job["trip"])


HEADS: dict[str, tuple[str, ...]] = {
    "members": ("crew", "duty", "who"),
    "stints": (
        "pair", "who", "time", "minutes", "limit", "limit_rule", "conditions", "core", "rest_after",
    ),
    "watches": ("duty", "who", "time", "minutes"),
    "page_water": (
        "who", "outdoors_min", "bucket_min", "core_peak", "water_loss", "drink_cups", "drink_every",
    ),
    "blocks": ("feeder", "device", "why"),
    "switching": (
        "step", "phase_head", "action_head", "device", "max_loading", "min_voltage", "lost",
    ),
}  # fmt: skip
"""Titles of a card's tables and the heads of their columns, in the order of the card."""


def _tables(
    source: Source, sheets: Mapping[str, Any], people: Sequence[Mapping[str, Any]]
) -> Iterator[Table]:
    first = next(iter(sheets.values()))
    jobs = list(sheets.values())
    stints = [_stint(source, stint) for job in jobs for stint in job["stints"]]
    rows = {
        "members": _members(source, sheets),
        "stints": sorted(stints, key=lambda cells: (cells[2], cells[0])),
        "watches": [_watch(source, watch) for job in jobs for watch in job["watches"]],
        "page_water": _water(people),
        "blocks": [_block(source, block) for block in first["blocks"]],
        "switching": [_step(source, step) for step in first["switching"]],
    }
    for title, heads in HEADS.items():
        yield {
            "title": say(source, title),
            "heads": [say(source, head) for head in heads],
            "rows": rows[title],
        }


def _members(source: Source, sheets: Mapping[str, Any]) -> list[list[str]]:
    return [
        [source.crew_name(crew), one(source, group["role"]), "、".join(group["names"])]
        for crew, job in sheets.items()
        for group in job["members"]
    ]


def _stint(source: Source, stint: Mapping[str, Any]) -> list[str]:
    span = f"{stint['from']}–{stint['to']}"
    rest = unbroken(stint["rest"]) or say(source, "to_the_end")
    return [
        stint["pair"], "、".join(stint["names"]), span, stint["minutes"], stint["limit"],
        one(source, stint["rule"]), stint["conditions"], stint["core"], rest,
    ]  # fmt: skip


def _watch(source: Source, watch: Mapping[str, Any]) -> list[str]:
    span = f"{watch['from']}–{watch['to']}"
    return [one(source, watch["role"]), watch["name"], span, watch["minutes"]]


def _block(source: Source, block: Mapping[str, Any]) -> list[str]:
    return [block["feeder"], f"{block['device']} {block['switch']}", one(source, block["why"])]


def _step(source: Source, step: Mapping[str, Any]) -> list[str]:
    action = f"{one(source, step['action'])}（{one(source, step['way'])}）"
    device = f"{step['device']} {step['switch']}"
    return [
        step["number"], one(source, step["phase"]), action, device, step["loading"],
        step["voltage"], step["lost"],
    ]  # fmt: skip


def _water(people: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """How much everybody with a part in the job loses that day, and how to drink it."""
    keys = ("name", "outdoors", "bucket", "peak", "water", "cups", "every")
    return [[unbroken(person[key]) for key in keys] for person in people]
