"""The first sheet of the workbook: key figures, notes, and how to plan with it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from peakops.reports.book_sheet import Cell, Sheet
from peakops.reports.overview import learned_span
from peakops.reports.sheet_source import Source, filled
from peakops.reports.wording import label_pair

NAME = "plan"
FILE = "plan.xlsx"
NOTES = ("alert_information", "alert_estimate", "gap_forecast", "gap_worker", "gap_clothing",
         "gap_grid", "gap_people")  # fmt: skip

Figure = tuple[str, Cell, str, str]
"""Label, value, unit, where and when."""


def say(source: Source, code: str) -> str:
    """A label in the plan's language, in both separated by a stroke."""
    zh, en = label_pair(code)
    both = " / ".join(part for part in (zh, en) if part)
    return {"zh": zh, "en": en or zh, "both": both}[source.language]


def figures(source: Source) -> Iterator[Figure]:
    """The key figures of a plan; one that it lacks has an empty value."""
    plan, summary = source.plan, source.plan.summary
    dates = source.dates()
    yield "book_name", plan.scenario.name, "", ""
    yield "issued", plan.scenario.issued.strftime("%Y-%m-%d %H:%M"), "", ""
    yield "book_issue", float(plan.issue.number), "", ""
    yield "book_from", dates[0].isoformat(), "", ""
    yield "book_to", dates[-1].isoformat(), "", ""
    yield "book_zone", plan.scenario.timezone, "", ""
    for code, key, unit in (
        ("orders_done", "orders_scheduled", ""),
        ("book_total", "orders_total", ""),
        ("priority_weight", "priority_weight", ""),
        ("book_violations", "violations", ""),
        ("book_breaches", "breaches", ""),
        ("book_alarms", "base_alarms", ""),
        ("customer_hours_at_risk", "customer_hours_at_risk", "h"),
    ):
        yield code, _number(summary.get(key)), unit, ""
    learned = _mapping(source, "learned_durations")
    if learned:
        yield "learned_durations", float(learned["orders"]), "", learned_span(learned)
    yield from _extremes(source)


def _extremes(source: Source) -> Iterator[Figure]:
    for code, group, key, unit in (
        ("worst_loading", "worst_loading", "loading_max_percent", "%"),
        ("worst_voltage", "worst_voltage", "vm_min_pu", "p.u."),
        ("hot_spot", "hottest_transformer", "hot_spot_c", "°C"),
        ("hottest_stint", "hottest_stint", "wbgt_c", "°C WBGT"),
    ):
        found = _mapping(source, group)
        yield code, _number(found.get(key)), unit, _where(source, found)
    strain = _mapping(source, "strain")
    for code, of, key, unit in (
        ("hottest_core", "core_peak", "core_peak_c", "°C"),
        ("most_water", "sweat_loss", "sweat_loss_g", "g"),
    ):
        worker = str(strain.get(f"{of}_worker", ""))
        yield code, _number(strain.get(key)), unit, source.name(worker) if worker else ""


def _mapping(source: Source, key: str) -> Mapping[str, Any]:
    found = source.plan.summary.get(key)
    return found if isinstance(found, Mapping) else {}


def _number(value: object) -> Cell:
    return float(str(value)) if filled(value) else None


def _where(source: Source, found: Mapping[str, Any]) -> str:
    who = source.name(str(found["worker"])) if found.get("worker") else ""
    time = found.get("time")
    moment = pd.Timestamp(str(time)).strftime("%m-%d %H:%M") if time else ""
    parts = (source.element(found.get("element", "")), who, moment)
    return " · ".join(part for part in parts if part)


def notes(source: Source) -> list[str]:
    """What a reader has to know, first of all that planned times are no permission."""
    return [
        label_pair("no_agreed_times")[0],
        say(source, "no_agreed_times_note"),
        *(say(source, code) for code in NOTES),
    ]


def feed_lines(sheets: Sequence[Sheet]) -> list[str]:
    """Lines of scenario.yaml with which the inputs of the workbook are read again."""
    return ["files:", *(f"  {sheet.name}: {FILE}" for sheet in sheets if sheet.given)]
