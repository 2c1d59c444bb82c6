"""The dispatcher's overview as a document: crews, map, worst hours, what is not done and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from peakops.reports.crews_day import crews_day
from peakops.reports.figures import map_svg
from peakops.reports.heat_sheet import overrides
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled, number, split
from peakops.reports.shift_plan import date_texts, finished
from peakops.reports.strain_ranks import strain_summary
from peakops.reports.wording import label_pair, listed, pair, pairs

if TYPE_CHECKING:
    from peakops.plan import Plan

WORST_ROWS = 8
RULES_SHOWN = 5
FINDING_UNITS = {
    "feeder_at_limit": "%", "transformer_overload": "%", "line_overload": "%",
    "transformer_hot_spot": "°C", "transformer_top_oil": "°C", "lost_load": "MW",
    "undervoltage": "p.u.", "overvoltage": "p.u.", "strain_core": "°C", "strain_water": "g",
}  # fmt: skip


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
            "title": overview_title(source),
            "utility": plan.scenario.name,
            "issued": plan.scenario.issued.strftime("%Y-%m-%d %H:%M"),
            "first": date_texts(dates[0]),
            "last": date_texts(dates[-1]),
            "language": language,
            **overview_parts(source, numbers),
        }
    )
    return document | {"map": map_svg(source, numbers)}


def overview_title(source: Source) -> str:
    """Title of the overview's files."""
    name, first = source.plan.scenario.name, source.dates()[0]
    return f"{label_pair('overview')[0]} {name} {first.isoformat()}"


def overview_parts(source: Source, numbers: Mapping[str, str]) -> dict[str, Any]:
    """What an overview tells, whatever it is printed with.

    Parameters
    ----------
    source
        The plan, indexed.
    numbers
        Number of each placed order.
    """
    dates = [day.isoformat() for day in source.dates()]
    return {
        "summary": summary_cards(source),
        "strain": strain_summary(source),
        "days": [crews_day(source, date, numbers) for date in dates],
        "orders": [_order(source, row, numbers) for row in source.schedule],
        "worst": _worst(source),
        "alarms": _alarms(source),
        "unscheduled": _unscheduled(source),
        "findings": _findings(source),
        "overrides": overrides(source),
    }


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
        (
            "worst_loading",
            number(loading.get("loading_max_percent"), 1, " %"),
            _where(source, loading),
        ),
        *_ratings(source),
        ("worst_voltage", number(voltage.get("vm_min_pu"), 3, " p.u."), _where(source, voltage)),
        ("hottest_stint", number(stint.get("wbgt_c"), 1, " °C WBGT"), _who(source, stint)),
        ("customer_hours_at_risk", number(summary.get("customer_hours_at_risk"), 2), ""),
        *_learned(source),
    ]
    return [{"name": label_pair(code), "value": value, "note": note} for code, value, note in cards]


def _ratings(source: Source) -> list[tuple[str, str, str]]:
    """Which ratings the plan was made with, and the hottest transformer where heat limits them."""
    ratings = source.plan.summary.get("ratings")
    if not ratings:
        return []
    side = 0 if source.main_language == "zh" else 1
    hottest = _mapping(source.plan.summary, "hottest_transformer")
    parts = [label_pair("hot_spot")[side], number(hottest.get("hot_spot_c"), 1, " °C")]
    note = f"{' '.join(parts)} · {_where(source, hottest)}" if hottest else ""
    return [("ratings", label_pair(f"ratings_{ratings}")[side], note)]


def _learned(source: Source) -> list[tuple[str, str, str]]:
    """How many orders are planned with minutes learned from past days; nothing without any."""
    found = _mapping(source.plan.summary, "learned_durations")
    return [("learned_durations", str(found["orders"]), learned_span(found))] if found else []


def learned_span(found: Mapping[str, Any]) -> str:
    """The smallest and the largest factor of learned durations."""
    return f"× {found['factor_min']:g} – {found['factor_max']:g}"


def _mapping(summary: Mapping[str, object], key: str) -> Mapping[str, Any]:
    found = summary.get(key)
    return found if isinstance(found, Mapping) else {}


def _moment(found: Mapping[str, Any]) -> str:
    return pd.Timestamp(str(found["time"])).strftime("%m-%d %H:%M") if found.get("time") else ""


def _where(source: Source, found: Mapping[str, Any]) -> str:
    element = source.element(found.get("element", ""))
    return " · ".join(part for part in (element, _moment(found)) if part)


def _who(source: Source, found: Mapping[str, Any]) -> str:
    name = source.name(str(found["worker"])) if found.get("worker") else ""
    return " · ".join(part for part in (name, _moment(found)) if part)


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
        "crew": listed(crews, source.main_language),
        "date": day_text(row["date"])[5:],
        "time": f"{clock_label(row['start'])}–{clock_label(row['end'])}",
        "feeder": order["feeder"],
        "leader": source.name(str(row["leader"])),
        "transfer": _ways(source, transfer) if transfer else "",
    }


def _ways(source: Source, transfer: Row) -> str:
    sides = (transfer["from_feeder"], transfer["to_feeder"])
    return " → ".join(listed(split(side), source.main_language) for side in sides)


def _check(source: Source, row: Row) -> dict[str, str]:
    return {
        "time": f"{row['time']:%m-%d %H:%M}",
        "feeder": str(row["feeder"]),
        "loading": number(row["loading_max_percent"], 1),
        "loading_element": source.element(row["loading_element"]),
        "voltage": number(row["vm_min_pu"], 3),
        "voltage_bus": source.element(row["vm_min_bus"]),
        "works": listed(split(row["work_orders"]), source.main_language),
    }


def _worst(source: Source) -> list[dict[str, str]]:
    """The hours with work in progress that load the grid most, one row per hour."""
    table = source.plan.tables["load_flow_checks"]
    working = table[table["work_orders"] != ""].sort_values(
        ["loading_max_percent", "time"], ascending=[False, True]
    )
    worst = working.drop_duplicates(["time", "loading_element"]).head(WORST_ROWS)
    return [_check(source, row) for row in worst.to_dict("records")]


def _alarms(source: Source) -> list[dict[str, str]]:
    """Violations that exist without any work: the worst hour of each element."""
    table = source.plan.tables["load_flow_checks"]
    base = table[table["cause"] == "base"]
    worst = base.sort_values(["loading_max_percent", "time"], ascending=[False, True])
    rows = worst.drop_duplicates("loading_element").to_dict("records")
    return [_check(source, row) for row in rows]


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
            for row in rows[:RULES_SHOWN]
        ],
        "fix": pairs(fix) if fix else ["—", ""],
    }


def _people(source: Source, workers: object) -> str:
    return listed(map(source.name, split(workers)), source.main_language)


def _findings(source: Source) -> list[dict[str, Any]]:
    return [
        {
            "code": pair(str(row["code"])),
            "time": f"{row['time_from']:%m-%d %H:%M}" if filled(row["time_from"]) else "—",
            "orders": listed(split(row["work_orders"]), source.main_language),
            "element": source.element(row["element"]) or _people(source, row["workers"]),
            "value": _value_and_limit(row),
            "state": label_pair("resolved" if row["resolved"] else "open_finding"),
        }
        for row in source.out_rows("findings")
    ]


def _value_and_limit(row: Row) -> str:
    unit = FINDING_UNITS.get(str(row["code"]), "")
    return f"{number(row['value'], 3)} / {number(row['limit'], 3)} {unit}".rstrip()
