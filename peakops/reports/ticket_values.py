"""What a plan fills into an order's work ticket, placeholder by placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from peakops.reports import ticket_grid, ticket_safety
from peakops.reports.crew_files import one_line
from peakops.reports.dispatch_parts import substation
from peakops.reports.sheet_source import Row, Source, filled, split
from peakops.reports.ticket_texts import calls, lines, moment, names, or_blank
from peakops.reports.wording import label, text
from peakops.reports.words_sheet import LABELS

ROMAN = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ"}
DUTIES = (
    ("专责监护人", "supervisor"),
    ("斗内电工", "bucket"),
    ("地面电工", "ground"),
    ("轮换人员", "relief"),
)


def ticket_values(source: Source, row: Row) -> dict[str, str]:
    """Value of every placeholder for one order.

    Parameters
    ----------
    source
        The plan, indexed, in Chinese.
    row
        The order's row of schedule.csv.
    """
    order = source.orders[str(row["work_order"])]
    kind = source.job_types[str(order["job_type"])]
    return {name: value(source, row, order, kind) for name, value in VALUES.items()}


def _unit(source: Source, *_: Row) -> str:
    return one_line(source.plan.scenario.name)


def _of_order(column: str) -> Callable[..., str]:
    return lambda _source, _row, order, _kind: or_blank(order[column])


def _of_kind(column: str) -> Callable[..., str]:
    return lambda _source, _row, _order, kind: one_line(kind[column])


def _job_class(_source: Source, _row: Row, _order: Row, kind: Row) -> str:
    return f"{ROMAN[str(kind['class'])]}类"


def _method(_source: Source, _row: Row, _order: Row, kind: Row) -> str:
    return "、".join(
        _way(one_line(part)) for part in str(kind["method"]).split(",") if part.strip()
    )


def _way(written: str) -> str:
    """Chinese name of a method; one that peakops does not know stays as written."""
    code = "method_" + re.sub(r"\W+", "_", written.lower())
    return label(code, "zh") if code in LABELS else written


def _task(source: Source, row: Row, order: Row, kind: Row) -> str:
    what = f"{one_line(kind['name_zh'])}（{_job_class(source, row, order, kind)}，"
    return f"{one_line(order['title'])}\n{what}{_method(source, row, order, kind)}）"


def _crew(source: Source, row: Row, *_: Row) -> str:
    crews = [str(crew) for crew in (row["crew"], row["support_crew"]) if crew]
    return "、".join(one_line(source.crew_name(crew)) for crew in crews)


def _duty(column: str) -> Callable[..., str]:
    def value(source: Source, row: Row, *_: Row) -> str:
        return names(source, split(row[column])) or "无"

    return value


def _members(source: Source, row: Row, *_: Row) -> str:
    leader = str(row["leader"])
    duties = [
        (duty, names(source, [name for name in split(row[column]) if name != leader]))
        for duty, column in DUTIES
    ]
    return lines(f"{duty}：{names}" for duty, names in duties if names)


def _people(row: Row) -> set[str]:
    return {name for _, column in DUTIES for name in split(row[column])} | {str(row["leader"])}


def _member_count(_source: Source, row: Row, *_: Row) -> str:
    return str(len(_people(row)) - 1)


def _person_count(_source: Source, row: Row, *_: Row) -> str:
    return str(len(_people(row)))


def _vehicles(source: Source, row: Row, *_: Row) -> str:
    kinds = {name: str(found["kind"]) for name, found in source.vehicles.items()}
    return lines(
        f"{one_line(name)} {one_line(text(kinds.get(name, ''), 'zh'))}".strip()
        for name in split(row["vehicles"])
    )


def _substation(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return or_blank(substation(source, str(order["feeder"])))


def _place(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    bus = source.buses.get(int(order["bus"]), {})
    where = source.place(order)
    spot = "" if where is None else f"北纬 {where[0]:.5f}° 东经 {where[1]:.5f}°"
    parts = (order["feeder"], order["pole"], bus.get("name", ""), spot)
    return " ".join(one_line(part) for part in parts if filled(part))


def _planned(column: str) -> Callable[..., str]:
    return lambda _source, row, _order, _kind: moment(row[column])


def _ticket_window(_source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return f"自 {moment(order['ticket_from'])} 至 {moment(order['ticket_to'])}"


def _notes(_source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return str(order["notes"]) or "无"


def _emergency(_source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return f"是，批准人 {or_blank(order['approver'])}" if order["emergency"] else "否"


def _issuer(source: Source, *_: Row) -> str:
    return calls(
        {"name": str(c["name"]), "phone": str(c["phone"])}
        for c in source.contacts
        if c["role"] == "issuer"
    )


def _issued(source: Source, *_: Row) -> str:
    return moment(source.plan.scenario.issued)


VALUES: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "unit": _unit,
        "ticket": _of_order("ticket"),
        "order": _of_order("work_order"),
        "title": _of_order("title"),
        "task": _task,
        "job_type": _of_kind("name_zh"),
        "job_class": _job_class,
        "method": _method,
        "crew": _crew,
        "leader": _duty("leader"),
        "supervisor": _duty("supervisor"),
        "members": _members,
        "bucket": _duty("bucket"),
        "ground": _duty("ground"),
        "relief": _duty("relief"),
        "member_count": _member_count,
        "person_count": _person_count,
        "vehicles": _vehicles,
        "line": _of_order("feeder"),
        "substation": _substation,
        "pole": _of_order("pole"),
        "place": _place,
        "planned_start": _planned("start"),
        "planned_end": _planned("end"),
        "ticket_window": _ticket_window,
        "reclosing": ticket_grid.reclosing,
        "blocks": ticket_grid.blocks,
        "permitter": ticket_grid.permitter,
        "no_agreed_times": ticket_grid.no_agreed_times,
        "transfer": ticket_grid.transfer,
        "switching": ticket_grid.switching,
        "adjacent": ticket_grid.adjacent,
        "distances": ticket_safety.distances,
        "weather_limits": ticket_safety.weather_limits,
        "heat_limits": ticket_safety.heat_limits,
        "safety_measures": ticket_safety.safety_measures,
        "notes": _notes,
        "emergency": _emergency,
        "issuer": _issuer,
        "issued": _issued,
    }
)
"""Placeholder to what fills it, from the plan, the order's row, the order and its kind."""
