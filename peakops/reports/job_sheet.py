"""One job of a crew's sheet: when, where, who, what to block and switch, who is up when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from peakops.reports import grid_sheet
from peakops.reports.sheet_source import (
    Row,
    Source,
    clock_label,
    day_text,
    filled,
    number,
    split,
)
from peakops.reports.wording import label, label_pair, listed, pair
from peakops.reports.words_sheet import LABELS

LAST_CIRCLED = 20


def circled(n: int) -> str:
    """Number of a job as a circled digit, plain above twenty."""
    return chr(ord("①") + n - 1) if n <= LAST_CIRCLED else str(n)


def job_sheet(source: Source, row: Row, crew: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Fields of one job card.

    Parameters
    ----------
    source
        The plan, indexed.
    row
        The order's row of schedule.csv.
    crew
        Whose sheet it is: of a joint job only the crew's own part is shown.
    numbers
        Label of each of the day's orders.
    """
    order = source.orders[str(row["work_order"])]
    return {
        "label": numbers[str(row["work_order"])],
        "id": row["work_order"],
        "title": order["title"],
        **_kind(source, order),
        **_times(source, row, crew),
        **_place(source, order),
        **ticket_texts(source, order),
        "emergency": bool(order["emergency"]),
        "approver": order["approver"] or "—",
        "joint": _joint(source, row, crew),
        "leader": source.name(str(row["leader"])),
        "members": _members(source, row, crew),
        "vehicles": _vehicles(source, row, crew),
        "after": listed(map(str, order["after"]), source.main_language),
        "notes": order["notes"],
        "moisture_proof": bool(order["moisture_proof_tools"]),
        "lighting": bool(row["lighting"]),
        "watches": _watches(source, row, crew),
        "stints": _stints(source, row, crew),
        "blocks": grid_sheet.blocks(source, row),
        "trip": grid_sheet.trip(source, row),
        "transfer": grid_sheet.transfer(source, row),
        "switching": grid_sheet.switching(source, row),
    }


def _kind(source: Source, order: Row) -> dict[str, Any]:
    kind = source.job_types[str(order["job_type"])]
    methods = [_method(part) for part in str(kind["method"]).split(",") if part.strip()]
    return {
        "type": [kind["name_zh"], kind["name_en"]],
        "class": [f"{kind['class']}类", f"class {kind['class']}"],
        "method": [
            listed((zh for zh, _ in methods), "zh"),
            listed((en for _, en in methods), "en"),
        ],
    }


def _method(written: str) -> list[str]:
    """Texts of a method; one that peakops does not know is shown as written."""
    code = "method_" + re.sub(r"\W+", "_", written.strip().lower())
    return label_pair(code) if code in LABELS else [written.strip()] * 2


def _times(source: Source, row: Row, crew: str) -> dict[str, str]:
    drives = source.travel[crew, day_text(row["date"])]
    depart = next((d["depart"] for d in drives if d["to"] == row["work_order"]), None)
    times = {key: clock_label(row[key]) for key in ("start", "setup_end", "bucket_end", "end")}
    return times | {"depart": clock_label(depart)}


def _place(source: Source, order: Row) -> dict[str, str]:
    bus = source.buses.get(int(order["bus"]), {})
    lat, lon = source.place(order) or (None, None)
    feeder = source.feeders.get(str(order["feeder"]), {})
    return {
        "pole": str(order["pole"]),
        "bus": str(bus.get("name", "")),
        "coordinates": f"{number(lat, 5)} N  {number(lon, 5)} E",
        "feeder": str(order["feeder"]),
        "substation": str(feeder.get("substation", "")),
    }


def ticket_texts(source: Source, order: Row) -> dict[str, str]:
    """Number of an order's work ticket, its window, and when work has to be done by."""
    start, end = order["ticket_from"], order["ticket_to"]
    known = filled(start) and filled(end)
    tail = pd.Timedelta(minutes=source.rules.ticket_tail_minutes)
    same_day = known and start.date() == end.date()
    form = "%H:%M" if same_day else "%m-%d %H:%M"
    span = f"{start.strftime(form)} – {end.strftime(form)}" if known else ""
    return {
        "ticket": str(order["ticket"]),
        "ticket_span": span,
        "ticket_end": (end - tail).strftime("%H:%M") if known else "",
    }


def _joint(source: Source, row: Row, crew: str) -> dict[str, Any] | None:
    if not row["support_crew"]:
        return None
    leads = row["crew"] == crew
    other = str(row["support_crew"] if leads else row["crew"])
    return {
        "code": "joint_lead" if leads else "joint_support",
        "crew": source.crew_name(other),
    }


def _own(source: Source, joined: object, crew: str) -> list[str]:
    return [worker for worker in split(joined) if source.crew_of(worker) == crew]


def _names(source: Source, workers: list[str]) -> list[str]:
    return [source.name(worker) for worker in workers]


def _members(source: Source, row: Row, crew: str) -> list[dict[str, Any]]:
    leader = source.name(str(row["leader"]))
    if source.crew_of(str(row["leader"])) != crew:
        leader += f"（{source.crew_name(str(row['crew']))}）"
    supervisors = _own(source, row["supervisor"], crew)
    watch = [
        {"role": pair("leader"), "names": [leader]},
        {"role": pair("supervisor"), "names": _names(source, supervisors)},
    ]
    if supervisors == [row["leader"]]:
        watch = [{"role": pair("leader_supervisor"), "names": [leader]}]
    ground = _names(source, _own(source, row["ground"], crew))
    rest = [{"role": pair("ground"), "names": ground}] if ground else []
    relief = _names(source, _own(source, row["relief"], crew))
    if relief:
        rest.append({"role": pair("relief"), "names": relief})
    return [*watch, *_pairs(source, row, crew), *rest]


def _pairs(source: Source, row: Row, crew: str) -> list[dict[str, Any]]:
    pair_of = {
        str(stint["worker"]): str(stint["pair"]) for stint in source.stints[str(row["work_order"])]
    }
    groups: dict[str, list[str]] = {}
    for worker in _own(source, row["bucket"], crew):
        groups.setdefault(pair_of.get(worker, ""), []).append(source.name(worker))
    return [{"role": _pair_role(name), "names": names} for name, names in sorted(groups.items())]


def _pair_role(name: str) -> list[str]:
    if not name:
        return pair("bucket_role")
    zh, en = pair("bucket_pair")
    return [f"{zh} {name} {label('pair', 'zh')}", f"{en} {name}"]


def _vehicles(source: Source, row: Row, crew: str) -> list[str]:
    """Vehicles of the crew; a shared one is named on both sheets of a joint job."""
    found = []
    for vehicle in split(row["vehicles"]):
        known = source.vehicles.get(vehicle, {"kind": "", "crew": ""})
        if known["crew"] in ("", crew):
            kind = pair(str(known["kind"]))[0 if source.main_language == "zh" else 1]
            found.append(f"{vehicle} {kind}".strip())
    return found


def _watches(source: Source, row: Row, crew: str) -> list[dict[str, Any]]:
    """Who watches from when to when, where the crew's people relieve each other."""
    groups: dict[tuple[Any, Any, str], list[str]] = {}
    for watch in source.watches.get(str(row["work_order"]), ()):
        if source.crew_of(str(watch["worker"])) == crew:
            key = (watch["start"], watch["end"], str(watch["worker"]))
            groups.setdefault(key, []).append(str(watch["duty"]))
    return [
        {
            "role": pair("leader_supervisor" if len(duties) > 1 else duties[0]),
            "name": source.name(worker),
            "from": clock_label(start),
            "to": clock_label(end),
            "minutes": str(_minutes(start, end)),
        }
        for (start, end, worker), duties in sorted(groups.items())
    ]


def _stints(source: Source, row: Row, crew: str) -> list[dict[str, Any]]:
    groups: dict[tuple[Any, str], list[Row]] = {}
    for stint in source.stints[str(row["work_order"])]:
        if source.crew_of(str(stint["worker"])) == crew:
            groups.setdefault((stint["start"], str(stint["pair"])), []).append(stint)
    ordered = [groups[key] for key in sorted(groups)]
    return [_stint(source, group, ordered) for group in ordered]


def _stint(source: Source, group: list[Row], others: list[list[Row]]) -> dict[str, Any]:
    first = group[0]
    known = [float(s["predicted_core_c"]) for s in group if filled(s["predicted_core_c"])]
    later = [
        other[0]["start"]
        for other in others
        if other[0]["pair"] == first["pair"] and other[0]["start"] >= first["end"]
    ]
    return {
        "pair": first["pair"],
        "names": [source.name(str(stint["worker"])) for stint in group],
        "from": clock_label(first["start"]),
        "to": clock_label(first["end"]),
        "minutes": str(_minutes(first["start"], first["end"])),
        "limit": number(first["stint_limit_minutes"], 0),
        "rule": pair(str(first["limit_rule"])),
        "conditions": " / ".join(
            (
                number(first["temp_air_c"], 1),
                number(first["relative_humidity_percent"], 0, "%"),
                number(first["wbgt_c"], 1),
            )
        ),
        "core": number(max(known, default=None), 1),
        "rest": f"{_minutes(first['end'], min(later))} min" if later else "",
    }


def _minutes(start: pd.Timestamp, end: pd.Timestamp) -> int:
    return round((end - start).total_seconds() / 60)
