"""What a plan fills into an order's work ticket, placeholder by placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from peakops.reports import grid_sheet
from peakops.reports.crew_files import one_line
from peakops.reports.dispatch_parts import permitters, substation
from peakops.reports.reference_sheet import DISTANCES_M
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled, number, split
from peakops.reports.wording import label, text
from peakops.reports.words_sheet import LABELS

BLANK = "＿＿＿＿＿＿"
"""A line to be filled in by hand, where the plan knows nothing."""

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


def _or_blank(value: object) -> str:
    return one_line(value) if filled(value) else BLANK


def _lines(found: Iterable[str], none: str = BLANK) -> str:
    return "\n".join(dict.fromkeys(found)) or none


def _unit(source: Source, *_: Row) -> str:
    return one_line(source.plan.scenario.name)


def _of_order(column: str) -> Callable[..., str]:
    return lambda _source, _row, order, _kind: _or_blank(order[column])


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


def _names(source: Source, workers: Iterable[str]) -> str:
    return "、".join(one_line(source.name(worker)) for worker in dict.fromkeys(workers))


def _duty(column: str) -> Callable[..., str]:
    def value(source: Source, row: Row, *_: Row) -> str:
        return _names(source, split(row[column])) or "无"

    return value


def _members(source: Source, row: Row, *_: Row) -> str:
    leader = str(row["leader"])
    duties = [
        (duty, _names(source, [name for name in split(row[column]) if name != leader]))
        for duty, column in DUTIES
    ]
    return _lines(f"{duty}：{names}" for duty, names in duties if names)


def _people(row: Row) -> set[str]:
    return {name for _, column in DUTIES for name in split(row[column])} | {str(row["leader"])}


def _member_count(_source: Source, row: Row, *_: Row) -> str:
    return str(len(_people(row)) - 1)


def _person_count(_source: Source, row: Row, *_: Row) -> str:
    return str(len(_people(row)))


def _vehicles(source: Source, row: Row, *_: Row) -> str:
    kinds = {name: str(found["kind"]) for name, found in source.vehicles.items()}
    return _lines(
        f"{one_line(name)} {one_line(text(kinds.get(name, ''), 'zh'))}".strip()
        for name in split(row["vehicles"])
    )


def _substation(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return _or_blank(substation(source, str(order["feeder"])))


def _place(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    bus = source.buses.get(int(order["bus"]), {})
    where = source.place(order)
    spot = "" if where is None else f"北纬 {where[0]:.5f}° 东经 {where[1]:.5f}°"
    parts = (order["feeder"], order["pole"], bus.get("name", ""), spot)
    return " ".join(one_line(part) for part in parts if filled(part))


def _moment(time: Any) -> str:
    return pd.Timestamp(time).strftime("%Y年%m月%d日%H时%M分") if filled(time) else BLANK


def _planned(column: str) -> Callable[..., str]:
    return lambda _source, row, _order, _kind: _moment(row[column])


def _ticket_window(_source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return f"自 {_moment(order['ticket_from'])} 至 {_moment(order['ticket_to'])}"


def _reclosing(source: Source, row: Row, *_: Row) -> str:
    return "需停用重合闸" if grid_sheet.blocks(source, row) else "不需停用重合闸"


def _blocks(source: Source, row: Row, *_: Row) -> str:
    found = grid_sheet.blocks(source, row)
    return _lines((_block(source, item) for item in found), label("no_blocks", "zh"))


def _block(source: Source, item: Mapping[str, Any]) -> str:
    feeder = str(item["feeder"])
    device = f"{one_line(feeder)} {one_line(item['device'])} {item['switch']}（{item['why'][0]}）"
    return f"{device}，许可人 {_calls(permitters(source, substation(source, feeder)))}"


def _calls(people: Iterable[Mapping[str, str]]) -> str:
    found = [f"{one_line(p['name'])} {one_line(p['phone'])}".strip() for p in people]
    return "、".join(found) or BLANK


def _permitter(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return _calls(permitters(source, substation(source, str(order["feeder"]))))


def _no_agreed_times(*_: Any) -> str:
    return f"{label('no_agreed_times', 'zh')}。{label('no_agreed_times_note', 'zh')}"


def _transfer(source: Source, row: Row, *_: Row) -> str:
    found = grid_sheet.transfer(source, row)
    if not found["from"]:
        return "无"
    return f"{one_line(found['from'])} → {one_line(found['to'])}，{found['load']}"


def _switching(source: Source, row: Row, *_: Row) -> str:
    steps = grid_sheet.switching(source, row)
    found = (
        f"{step['number']}. {step['phase'][0]}：{step['action'][0]} "
        f"{one_line(step['device'])} {step['switch']}"
        for step in steps
    )
    return _lines(found, "无")


def _adjacent(source: Source, row: Row, *_: Row) -> str:
    same_pole = text("same_pole", "zh")
    near = [b["feeder"] for b in grid_sheet.blocks(source, row) if b["why"][0] == same_pole]
    found = [f"{same_pole}：{one_line(feeder)}（带电）" for feeder in dict.fromkeys(near)]
    return _lines([*found, f"现场勘察所见其他带电部位：{BLANK}"])


def _distances(*_: Any) -> str:
    found = (f"{label(code, 'zh')} {metres:g} m" for code, metres in DISTANCES_M)
    return f"{'；'.join(found)}（{label('distances_note', 'zh')}）"


def _weather_limits(source: Source, *_: Row) -> str:
    rules = source.rules
    rain = rules.rain_max_mm_per_h
    parts = (
        f"{label('limit_thunder', 'zh')} < {100 * rules.thunder_probability_max:.0f} %",
        f"{label('limit_rain', 'zh')} {'无' if rain == 0 else f'≤ {rain:g} mm/h'}",
        f"{label('limit_wind', 'zh')} ≤ {rules.wind_max_m_per_s:g} m/s",
        f"{label('limit_humidity', 'zh')} ≤ {rules.humidity_max_percent:g} %",
        f"出斗后仍须保持 {rules.bucket_clear_minutes} min",
    )
    return "；".join(parts)


def _heat_limits(source: Source, row: Row, *_: Row) -> str:
    band = source.bands.get(day_text(row["date"]), {})
    tmax = f"预报最高气温 {number(band.get('tmax_official_c'), 1)} ℃"
    hottest = filled(band.get("hottest_from"))
    closed = f"{clock_label(band['hottest_from'])}–{clock_label(band['hottest_to'])}"
    head = f"{tmax}；禁止室外作业时段 {closed}" if hottest else tmax
    spans: dict[tuple[Any, Any], list[Row]] = {}
    for stint in source.stints.get(str(row["work_order"]), ()):
        spans.setdefault((stint["start"], stint["end"]), []).append(stint)
    return _lines([head, *(_span(spans[when]) for when in sorted(spans))])


def _span(stints: list[Row]) -> str:
    """One stay in the buckets of a job: from when to when, which pairs, how long at most."""
    first = stints[0]
    pairs = "、".join(sorted({one_line(stint["pair"]) for stint in stints}))
    most = min(float(stint["stint_limit_minutes"]) for stint in stints)
    when = f"{clock_label(first['start'])}–{clock_label(first['end'])}"
    return f"进斗 {when} {pairs} 组，单次不超过 {most:g} min"


def _safety_measures(source: Source, _row: Row, order: Row, _kind: Row) -> str:
    steps = source.steps.get(str(order["job_type"]), ())
    dangers = dict.fromkeys((str(s["hazard_zh"]), str(s["control_zh"])) for s in steps)
    found = [f"{one_line(h)} → {one_line(c)}" for h, c in dangers if h or c]
    return _lines([*(f"{n}. {line}" for n, line in enumerate(found, start=1)), f"补充：{BLANK}"])


def _notes(_source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return str(order["notes"]) or "无"


def _emergency(_source: Source, _row: Row, order: Row, _kind: Row) -> str:
    return f"是，批准人 {_or_blank(order['approver'])}" if order["emergency"] else "否"


def _issuer(source: Source, *_: Row) -> str:
    return _calls(
        {"name": str(c["name"]), "phone": str(c["phone"])}
        for c in source.contacts
        if c["role"] == "issuer"
    )


def _issued(source: Source, *_: Row) -> str:
    return _moment(source.plan.scenario.issued)


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
        "reclosing": _reclosing,
        "blocks": _blocks,
        "permitter": _permitter,
        "no_agreed_times": _no_agreed_times,
        "transfer": _transfer,
        "switching": _switching,
        "adjacent": _adjacent,
        "distances": _distances,
        "weather_limits": _weather_limits,
        "heat_limits": _heat_limits,
        "safety_measures": _safety_measures,
        "notes": _notes,
        "emergency": _emergency,
        "issuer": _issuer,
        "issued": _issued,
    }
)
"""Placeholder to what fills it, from the plan, the order's row, the order and its kind."""
