"""The overview page's jobs: what is shown of each when it is pointed at or opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from peakops.reports.crew_strain import crew_strain
from peakops.reports.job_lines import stop_line
from peakops.reports.job_sheet import job_sheet
from peakops.reports.sheet_source import Row, Source, day_text, number, split
from peakops.reports.wording import label, text

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
    return {
        "crews": list(sheets),
        "day": day_text(row["date"]),
        "kind": _one(source, first["type"]),
        "fields": [list(field) for field in _fields(source, row, first) if field[1]],
        "tables": [table for table in _tables(source, row, sheets) if table["rows"]],
    }


def crews_of(row: Row) -> list[str]:
    """Crews of a job, the leading one first."""
    return [str(crew) for crew in (row["crew"], row["support_crew"]) if crew]


def _say(source: Source, code: str) -> str:
    """A label; the Chinese one where a rule is quoted and has no English."""
    return label(code, source.main_language) or label(code, "zh")


def _one(source: Source, pair: Sequence[str]) -> str:
    """The text of a [Chinese, English] pair."""
    return pair[0 if source.main_language == "zh" else 1] or pair[0]


def _fields(source: Source, row: Row, job: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = (job["type"], job["class"], job["method"])
    yield _say(source, "page_kind"), " · ".join(_one(source, part) for part in kind)
    if job["emergency"]:
        approved = f"{_say(source, 'approved_by')} {job['approver']}"
        yield _say(source, "emergency"), approved
    yield _say(source, "feeder"), _listed(job["feeder"], job["substation"])
    yield _say(source, "place"), _listed(job["pole"], job["bus"], job["coordinates"])
    yield _say(source, "page_bucket"), _spans(job)
    yield _say(source, "ticket"), _ticket(source, job)
    yield _say(source, "page_stop"), stop_line(source, row, source.main_language)
    yield _say(source, "page_feeder_load"), _feeder_load(source, row)
    yield _say(source, "vehicles"), _vehicles(source, row)
    yield _say(source, "transfer"), _transfer(source, job["transfer"])
    yield _say(source, "page_trip"), _trip(source, job)
    yield _say(source, "after_orders"), job["after"]
    yield _say(source, "notes"), job["notes"]
    for code in ("moisture_proof", "lighting"):
        yield _say(source, "notes"), _say(source, code) if job[code] else ""
    yield _say(source, "notes"), _say(source, "locked") if row["locked"] else ""


def _listed(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _spans(job: Mapping[str, Any]) -> str:
    """Arrival, time in the bucket, end."""
    return (
        f"{job['start']} → {job['setup_end']}–{job['bucket_end']} → {job['end']}"
        if job["stints"]
        else f"{job['start']}–{job['end']}"
    )


def _ticket(source: Source, job: Mapping[str, Any]) -> str:
    end = f"{_say(source, 'ticket_end')} {job['ticket_end']}" if job["ticket_end"] else ""
    return _listed(job["ticket"], job["ticket_span"], end)


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
    return _listed(*shown)


def _transfer(source: Source, found: Mapping[str, str]) -> str:
    if not found["from"]:
        return ""
    out = found["customers"]
    shown = f"{_say(source, 'customers_interrupted')} {out}" if out else ""
    return _listed(f"{found['from']} → {found['to']}", found["load"], shown)


def _trip(source: Source, job: Mapping[str, Any]) -> str:
    """What a trip would mean, in the worst slot of the job."""
    if not job["trip"]:
        return ""
    return label("page_trip_text", source.main_language).format(**job["trip"])


def _tables(source: Source, row: Row, sheets: Mapping[str, Any]) -> Iterator[Table]:
    first = next(iter(sheets.values()))
    jobs = list(sheets.values())
    yield _table(source, "members", ("crew", "duty", "who"), _members(source, sheets))
    yield _table(
        source, "stints",
        ("pair", "who", "time", "minutes", "limit", "limit_rule", "conditions", "core", "rest_after"),
        sorted((_stint(source, stint) for job in jobs for stint in job["stints"]),
               key=lambda cells: (cells[2], cells[0])),
    )  # fmt: skip
    yield _table(
        source, "watches", ("duty", "who", "time", "minutes"),
        [[_one(source, w["role"]), w["name"], f"{w['from']}–{w['to']}", w["minutes"]]
         for job in jobs for w in job["watches"]],
    )  # fmt: skip
    yield _table(
        source, "page_water",
        ("who", "outdoors_min", "bucket_min", "core_peak", "water_loss", "drink_cups", "drink_every"),
        _water(source, row),
    )  # fmt: skip
    yield _table(
        source, "blocks", ("feeder", "device", "why"),
        [[b["feeder"], f"{b['device']} {b['switch']}", _one(source, b["why"])]
         for b in first["blocks"]],
    )  # fmt: skip
    yield _table(
        source, "switching", ("step", "phase_head", "action_head", "device", "max_loading",
                              "min_voltage", "lost"),
        [_step(source, step) for step in first["switching"]],
    )  # fmt: skip


def _table(source: Source, title: str, heads: Sequence[str], rows: list[list[str]]) -> Table:
    return {
        "title": _say(source, title),
        "heads": [_say(source, head) for head in heads],
        "rows": rows,
    }


def _members(source: Source, sheets: Mapping[str, Any]) -> list[list[str]]:
    return [
        [source.crew_name(crew), _one(source, group["role"]), "、".join(group["names"])]
        for crew, job in sheets.items()
        for group in job["members"]
    ]


def _stint(source: Source, stint: Mapping[str, Any]) -> list[str]:
    span = f"{stint['from']}–{stint['to']}"
    rest = stint["rest"] or _say(source, "to_the_end")
    return [
        stint["pair"], "、".join(stint["names"]), span, stint["minutes"], stint["limit"],
        _one(source, stint["rule"]), stint["conditions"], stint["core"], rest,
    ]  # fmt: skip


def _step(source: Source, step: Mapping[str, Any]) -> list[str]:
    action = f"{_one(source, step['action'])}（{_one(source, step['way'])}）"
    device = f"{step['device']} {step['switch']}"
    return [
        step["number"], _one(source, step["phase"]), action, device, step["loading"],
        step["voltage"], step["lost"],
    ]  # fmt: skip


def _water(source: Source, row: Row) -> list[list[str]]:
    """How much everybody with a part in the job loses that day, and how to drink it."""
    keys = ("name", "outdoors", "bucket", "peak", "water", "cups", "every")
    return [
        [person[key] for key in keys]
        for crew in crews_of(row)
        for person in crew_people(source, crew, day_text(row["date"]), str(row["work_order"]))
    ]


def crew_people(source: Source, crew: str, date: str, order: str) -> list[dict[str, Any]]:
    """Strain of those of a crew's day who have a part in an order."""
    busy = {
        source.name(str(row["worker"]))
        for row in source.phases[crew, date]
        if row["work_order"] == order
    }
    people = crew_strain(source, crew, date, {})["people"]
    return [person for person in people if person["name"] in busy]
