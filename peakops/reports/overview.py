"""The dispatcher's overview as a document: crews, map, worst hours, what is not done and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from peakops.reports.day_chart import crew_days_of, weather_rows
from peakops.reports.figures import map_svg
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled, number
from peakops.reports.shift_plan import date_texts, finished, heat_card
from peakops.reports.wording import label_pair, pair, pairs

if TYPE_CHECKING:
    from peakops.plan import Plan

WORST_ROWS = 8
QUARTERS = 4


def overview_document(plan: Plan, language: str = "both") -> dict[str, Any]:
    """Build the overview's document.

    Parameters
    ----------
    plan
        The finished plan.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    source = Source(plan=plan, language=language)
    numbers = order_numbers(source)
    dates = [day.isoformat() for day in source.dates()]
    document = finished(
        {
            "title": f"{label_pair('overview')[0]} {plan.scenario.name} {dates[0]}",
            "utility": plan.scenario.name,
            "issued": plan.scenario.issued.strftime("%Y-%m-%d %H:%M"),
            "first": date_texts(dates[0]),
            "last": date_texts(dates[-1]),
            "language": language,
            "summary": summary_cards(source),
            "days": [crews_day(source, date, numbers) for date in dates],
            "orders": [_order(source, row, numbers) for row in source.schedule],
            "worst": _worst(source),
            "alarms": _alarms(source),
            "unscheduled": _unscheduled(source),
            "findings": _findings(source),
        }
    )
    return document | {"map": map_svg(source, numbers)}


def order_numbers(source: Source) -> dict[str, str]:
    """Number of each placed order, by start."""
    return {str(row["work_order"]): str(n) for n, row in enumerate(source.schedule, start=1)}


def summary_cards(source: Source) -> list[dict[str, Any]]:
    """The figures that head the overview; one that the plan lacks is left out."""
    summary = source.plan.summary
    done = f"{summary.get('orders_scheduled', '—')} / {summary.get('orders_total', '—')}"
    loading, voltage, stint = (
        _mapping(summary, key) for key in ("worst_loading", "worst_voltage", "hottest_stint")
    )
    gap = summary.get("gap")
    unknown = label_pair("unknown")[0 if source.main_language == "zh" else 1]
    cards = [
        ("orders_done", done, ""),
        ("priority_weight", number(summary.get("priority_weight"), 1), ""),
        ("gap", number(100 * float(str(gap)), 2, " %") if filled(gap) else unknown, ""),
        ("worst_loading", number(loading.get("loading_max_percent"), 1, " %"), _where(loading)),
        ("worst_voltage", number(voltage.get("vm_min_pu"), 3, " p.u."), _where(voltage)),
        ("hottest_stint", number(stint.get("wbgt_c"), 1, " °C WBGT"), _who(source, stint)),
        ("customer_hours_at_risk", number(summary.get("customer_hours_at_risk"), 2), ""),
    ]
    return [
        {"name": label_pair(code), "value": value, "note": note} for code, value, note in cards
    ]


def _mapping(summary: Mapping[str, object], key: str) -> Mapping[str, Any]:
    found = summary.get(key)
    return found if isinstance(found, Mapping) else {}


def _moment(found: Mapping[str, Any]) -> str:
    return pd.Timestamp(str(found["time"])).strftime("%m-%d %H:%M") if found.get("time") else ""


def _where(found: Mapping[str, Any]) -> str:
    return " · ".join(part for part in (str(found.get("element", "")), _moment(found)) if part)


def _who(source: Source, found: Mapping[str, Any]) -> str:
    name = source.name(str(found["worker"])) if found.get("worker") else ""
    return " · ".join(part for part in (name, _moment(found)) if part)


def crews_day(source: Source, date: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Chart of all crews on one day: heat above and behind, load and risk below.

    Parameters
    ----------
    source
        The plan, indexed.
    date
        The day, ``YYYY-MM-DD``.
    numbers
        Number of each placed order.
    """
    crews = crew_days_of(source, date)
    axis = _axis(source, crews, date)
    return {
        "date": date_texts(date),
        "heat": heat_card(source, date),
        "axis": axis,
        **weather_rows(source, source.main_station, date, axis),
        "rows": [
            {"name": source.crew_name(crew), "bars": _crew_bars(source, crew, date, numbers)}
            for crew in crews
        ],
        "load": _total_load(source, date, axis),
        "risk": _risk(source, date, axis),
    }


def _axis(source: Source, crews: list[str], date: str) -> dict[str, int]:
    drives = [drive for crew in crews for drive in source.travel[crew, date]]
    first = min([source.minute(drive["depart"], date) for drive in drives], default=360)
    last = max([source.minute(drive["arrive"], date) for drive in drives], default=1200)
    return {"from": min(first, 360) // 60 * 60, "to": -(-max(last, 1200) // 60) * 60}


def _crew_bars(
    source: Source, crew: str, date: str, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    drives = [("travel", d["depart"], d["arrive"], "") for d in source.travel[crew, date]]
    lunches = {
        ("lunch", row["start"], row["end"], "")
        for row in source.phases[crew, date]
        if row["phase"] == "lunch"
    }
    work = [
        bar
        for row in source.schedule
        if day_text(row["date"]) == date and crew in (row["crew"], row["support_crew"])
        for bar in _work_bars(row, numbers[str(row["work_order"])])
    ]
    return [
        {
            "kind": kind,
            "from": source.minute(start, date),
            "to": source.minute(end, date),
            "label": label,
        }
        for kind, start, end, label in [*drives, *sorted(lunches), *work]
    ]


def _work_bars(row: Row, label: str) -> list[tuple[str, Any, Any, str]]:
    return [
        ("setup", row["start"], row["setup_end"], ""),
        ("bucket", row["setup_end"], row["bucket_end"], label),
        ("teardown", row["bucket_end"], row["end"], ""),
    ]


def _total_load(source: Source, date: str, axis: Mapping[str, int]) -> dict[str, Any]:
    table = source.plan.tables["load_forecast"]
    total = table.groupby("time", sort=True)["p50_mw"].sum()
    points = [(source.minute(time, date), float(mw)) for time, mw in total.items()]
    inside = [point for point in points if axis["from"] <= point[0] <= axis["to"]]
    low, high = min((mw for _, mw in inside), default=0), max((mw for _, mw in inside), default=1)
    return {
        "points": [{"minute": minute, "mw": round(mw, 3)} for minute, mw in inside],
        "bottom": round(0.9 * low, 3),
        "top": round(1.05 * high, 3),
        "range": f"{low:.1f}–{high:.1f} MW",
    }


def _risk(source: Source, date: str, axis: Mapping[str, int]) -> list[dict[str, Any]]:
    """Customer-hours at risk by hour, summed over the jobs in work."""
    by_hour: dict[int, float] = {}
    for minute, value in _risk_slots(source, date):
        by_hour[minute // 60] = by_hour.get(minute // 60, 0.0) + value
    hours = range(axis["from"] // 60, axis["to"] // 60)
    return [
        {
            "from": 60 * hour,
            "to": 60 * (hour + 1),
            "risk": number(by_hour[hour], 2) if by_hour.get(hour) else "",
        }
        for hour in hours
    ]


def _risk_slots(source: Source, date: str) -> list[tuple[int, float]]:
    windows = source.plan.tables["windows"]
    chosen = source.plan.tables["schedule"][["work_order", "transfer_plan", "start", "end"]]
    joined = windows.merge(chosen, on=["work_order", "transfer_plan"])
    slot = pd.Timedelta(minutes=60 // QUARTERS)
    busy = joined[(joined["time"] < joined["end"]) & (joined["time"] + slot > joined["start"])]
    rows = zip(busy["time"], busy["customers_at_risk"], strict=True)
    return [
        (source.minute(time, date), float(value))
        for time, value in rows
        if filled(value) and day_text(time) == date
    ]


def _order(source: Source, row: Row, numbers: Mapping[str, str]) -> dict[str, Any]:
    order = source.orders[str(row["work_order"])]
    crews = [source.crew_name(str(crew)) for crew in (row["crew"], row["support_crew"]) if crew]
    transfer = source.transfers.get(str(row["transfer_plan"]))
    return {
        "number": numbers[str(row["work_order"])],
        "id": row["work_order"],
        "title": order["title"],
        "priority": str(order["priority"]),
        "emergency": bool(order["emergency"]),
        "crew": "、".join(crews),
        "date": day_text(row["date"])[5:],
        "time": f"{clock_label(row['start'])}–{clock_label(row['end'])}",
        "feeder": order["feeder"],
        "leader": source.name(str(row["leader"])),
        "transfer": f"{transfer['from_feeder']} → {transfer['to_feeder']}" if transfer else "",
    }


def _check(row: Row) -> dict[str, str]:
    return {
        "time": f"{row['time']:%m-%d %H:%M}",
        "feeder": str(row["feeder"]),
        "loading": number(row["loading_max_percent"], 1),
        "loading_element": str(row["loading_element"]),
        "voltage": number(row["vm_min_pu"], 3),
        "voltage_bus": str(row["vm_min_bus"]),
        "works": str(row["work_orders"]).replace(";", "、"),
    }


def _worst(source: Source) -> list[dict[str, str]]:
    """The hours with work in progress that load the grid most, one row per hour."""
    table = source.plan.tables["load_flow_checks"]
    working = table[table["work_orders"] != ""].sort_values(
        ["loading_max_percent", "time"], ascending=[False, True]
    )
    worst = working.drop_duplicates(["time", "loading_element"]).head(WORST_ROWS)
    return [_check(row) for row in worst.to_dict("records")]


def _alarms(source: Source) -> list[dict[str, str]]:
    """Violations that exist without any work: the worst hour of each element."""
    table = source.plan.tables["load_flow_checks"]
    base = table[(table["cause"] == "base") & ~table["ok"].astype(bool)]
    worst = base.sort_values(["loading_max_percent", "time"], ascending=[False, True])
    return [_check(row) for row in worst.drop_duplicates("loading_element").to_dict("records")]


def _unscheduled(source: Source) -> list[dict[str, Any]]:
    rows = source.out_rows("unscheduled")
    ids = list(dict.fromkeys(str(row["work_order"]) for row in rows))
    return [
        _left_out(source, order, [row for row in rows if row["work_order"] == order])
        for order in ids
    ]


def _left_out(source: Source, order: str, rows: list[Row]) -> dict[str, Any]:
    fix = next((str(row["nearest_fix"]) for row in rows if row["nearest_fix"]), "")
    return {
        "id": order,
        "title": source.orders[order]["title"],
        "priority": str(source.orders[order]["priority"]),
        "reason": pairs(str(rows[0]["reason"])),
        "rules": [
            {
                "rule": pairs(str(row["rule"])),
                "lost": number(row["slots_lost"], 0),
                "alone": number(row["slots_lost_alone"], 0),
            }
            for row in rows
        ],
        "fix": pairs(fix) if fix else ["—", ""],
    }


def _findings(source: Source) -> list[dict[str, Any]]:
    return [
        {
            "code": pair(str(row["code"])),
            "time": f"{row['time_from']:%m-%d %H:%M}" if filled(row["time_from"]) else "—",
            "orders": str(row["work_orders"]).replace(";", "、"),
            "element": str(row["element"]),
            "value": f"{number(row['value'], 2)} / {number(row['limit'], 2)}",
            "state": label_pair("resolved" if row["resolved"] else "open_finding"),
        }
        for row in source.out_rows("findings")
    ]
