"""The heatwave run as a document for a manager: what breaks first, and what to do before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from peakops.heatwave_spec import PLAIN
from peakops.heatwave_tables import MEASURES
from peakops.out_tables import decimal_text
from peakops.reports.heatwave_figures import (
    orders_png,
    severity_axis,
    severity_png,
    severity_svg,
    shown_days,
    signed,
    sweep_table,
)
from peakops.reports.pdf import compile_pdf
from peakops.reports.shift_plan import date_texts, finished
from peakops.reports.wording import label_pair, pairs
from peakops.rows import Row, rows

if TYPE_CHECKING:
    from peakops.heatwave_run import HeatwaveRun

MOST_COLUMNS = 13
"""Shifts that fit on a page beside one another."""

OF_ENSEMBLE = (
    "orders_done",
    "priority_weight",
    "days_closed",
    "open_crew_hours",
    "feeder_peak_percent",
    "transformer_peak_percent",
    "customer_hours_overloaded",
    "core_peak_c",
)
CARDS = ("orders_done", "open_crew_hours", "feeder_peak_percent", "transformer_peak_percent")
OTHER_KINDS = ("hot_days", "warm_nights", "measured")
OF_OTHERS = (
    "orders_done",
    "open_crew_hours",
    "days_closed",
    "feeder_peak_percent",
    "transformer_peak_percent",
    "customer_hours_overloaded",
    "core_peak_c",
)
DASH = "—"


def write_heatwave(run: HeatwaveRun, folder: Path, language: str = "both") -> None:
    """Write ``heatwave.pdf``, ``orders.png``, and ``severity.png`` where there is a line to draw.

    Parameters
    ----------
    run
        The finished run.
    folder
        Where to write.
    language
        Of the PDF: ``"both"``, ``"zh"`` or ``"en"``.
    """
    members, longest = run.tables["members"], shown_days(run.tables["members"])[-1]
    if severity_axis(members):
        severity_png(members, folder / "severity.png")
    orders = run.tables["orders"]
    orders_png(orders, members, longest, plan_dates(run), folder / "orders.png")
    pdf = compile_pdf("heatwave.typ", heatwave_document(run, language), run.scenario.issued)
    (folder / "heatwave.pdf").write_bytes(pdf)


def heatwave_document(run: HeatwaveRun, language: str = "both") -> dict[str, Any]:
    """Build the document of heatwave.pdf.

    Parameters
    ----------
    run
        The finished run.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    members = run.tables["members"]
    days = shown_days(members)[-1]
    dates = plan_dates(run)
    line = _columns(sweep_table(members, days))
    document = finished(
        {
            "title": f"{label_pair('wave_title')[0]} {run.scenario.name} {dates[0]}",
            "utility": run.scenario.name,
            "issued": run.scenario.issued.strftime("%Y-%m-%d %H:%M"),
            "first": date_texts(dates[0]),
            "last": date_texts(dates[-1]),
            "language": language,
            "cards": _cards(members),
            "breaks": _breaks(run.tables["cliffs"]),
            "breaks_note": _filled("wave_breaks_note", days=days),
            "table_note": _filled("wave_table_note", days=days),
            "shifts": [signed(shift) for shift in line["shift_c"]],
            "measures": _measures(line, _jumped(run.tables["cliffs"], days)),
            "rules": _rules(line, run.tables["lost_hours"]),
            "orders": _orders(run, line, dates),
            "first_orders": _first_orders(run.tables["do_first"], days),
            "others": _others(members),
            "other_heads": [label_pair(f"wave_{name}") for name in OF_OTHERS],
            "ensemble": _ensemble(run.tables["ensemble"]),
            "ensemble_note": _filled("wave_ensemble_note", count=run.spec.errors),
            "gaps": [label_pair(f"wave_gap_{name}") for name in _GAPS],
        }
    )
    return document | {"picture": severity_svg(members) if severity_axis(members) else ""}


_GAPS = ("effort", "load", "days", "rating")


def plan_dates(run: HeatwaveRun) -> list[str]:
    """Dates of the plan."""
    return list(dict.fromkeys(run.tables["days"]["date"]))


def _filled(code: str, **values: object) -> list[str]:
    return [text.format(**values) for text in label_pair(code)]


def _columns(line: pd.DataFrame) -> pd.DataFrame:
    """The shifts that are shown, coolest and hottest among them."""
    if len(line) <= MOST_COLUMNS:
        return line
    places = np.linspace(0, len(line) - 1, MOST_COLUMNS).round().astype(int)
    return line.iloc[places].reset_index(drop=True)


def _number(value: Any, decimals: str | int) -> str:
    """A measure as in its file; what is unknown is a dash."""
    return DASH if pd.isna(value) else decimal_text(float(value), int(decimals))


def _cards(members: pd.DataFrame) -> list[dict[str, Any]]:
    plain = rows(members[members["member"] == PLAIN.name])[0]
    cards = [
        {"name": label_pair(f"wave_{name}"), "value": _number(plain[name], MEASURES[name])}
        for name in CARDS
    ]
    return [*cards, {"name": label_pair("wave_runs"), "value": str(len(members))}]


def _breaks(cliffs: pd.DataFrame) -> list[dict[str, Any]]:
    """What breaks within the sweep, first what breaks first."""
    limits = cliffs[cliffs["kind"] == "limit"]
    limits = limits.sort_values("exact_c", na_position="first", kind="stable")
    already = label_pair("wave_already")
    return [
        {
            "what": label_pair(f"wave_{row['measure']}"),
            "where": str(row["date"] or row["element"]),
            "shift": "" if pd.isna(row["exact_c"]) else f"{signed(row['exact_c'])} K",
            "already": already if pd.isna(row["exact_c"]) else ["", ""],
        }
        for row in rows(limits)
    ]


def _jumped(cliffs: pd.DataFrame, days: int) -> set[tuple[str, float]]:
    """Measures and the shifts at the upper end of their cliffs."""
    found = cliffs[(cliffs["kind"] == "jump") & (cliffs["days"] == days)]
    return {(str(row["measure"]), float(row["shift_to_c"])) for row in rows(found)}


def _measures(line: pd.DataFrame, jumped: set[tuple[str, float]]) -> list[dict[str, Any]]:
    """Measures that are not the same nought at every shift, with their cells."""
    return [
        {
            "name": label_pair(f"wave_{name}"),
            "cells": [
                {
                    "value": _number(value, decimals),
                    "cliff": (name, float(shift)) in jumped,
                }
                for value, shift in zip(line[name], line["shift_c"], strict=True)
            ],
        }
        for name, decimals in MEASURES.items()
        if line[name].astype(float).fillna(0.0).ne(0.0).any()
    ]


def _rules(line: pd.DataFrame, lost: pd.DataFrame) -> list[dict[str, Any]]:
    part = lost[lost["member"].isin(line["member"])]
    table = part.pivot_table(index="rule", columns="member", values="crew_hours", sort=True)
    table = table.reindex(columns=list(line["member"])).fillna(0.0)
    return [
        {"name": pairs(str(rule)), "cells": [_number(value, 1) for value in values]}
        for rule, values in zip(table.index, table.to_numpy(dtype=float), strict=True)
    ]


def _orders(run: HeatwaveRun, line: pd.DataFrame, dates: Sequence[str]) -> list[dict[str, Any]]:
    """Every order with its day at each shift: most urgent first."""
    details = {str(row["work_order"]): row for row in rows(run.scenario.tables["work_orders"])}
    by_member = {
        str(name): {str(row["work_order"]): row for row in rows(part)}
        for name, part in run.tables["orders"].groupby("member")
    }
    ids = sorted(details, key=lambda order: (-int(details[order]["priority"]), order))
    return [
        {
            "id": order,
            "title": str(details[order]["title"]),
            "priority": str(int(details[order]["priority"])),
            "cells": [_order_cell(by_member[str(m)][order], dates) for m in line["member"]],
        }
        for order in ids
    ]


def _order_cell(row: Row, dates: Sequence[str]) -> dict[str, Any]:
    day = str(dates.index(str(row["start"])[:10]) + 1) if row["done"] else ""
    return {"day": day, "closed": not row["open_dates"]}


def _first_orders(table: pd.DataFrame, days: int) -> list[dict[str, str]]:
    return [
        {
            "id": str(row["work_order"]),
            "title": str(row["title"]),
            "priority": str(row["priority"]),
            "shift": f"{signed(row['from_shift_c'])} K",
            "last_start": _clock(row["last_start"]),
            "planned": _clock(row["planned"]),
        }
        for row in rows(table[table["days"] == days])
    ]


def _clock(text: object) -> str:
    """``07-21 08:15`` of a time as the tables have it."""
    return str(text)[5:16].replace("T", " ") or DASH


def _others(members: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "name": label_pair(f"wave_{row['kind']}"),
            "shift": DASH if row["kind"] == "measured" else f"{signed(row['shift_c'])} K",
            "days": str(row["days"]),
            "cells": [_number(row[name], MEASURES[name]) for name in OF_OTHERS],
        }
        for row in rows(members[members["kind"].isin(OTHER_KINDS)])
    ]


def _ensemble(table: pd.DataFrame) -> list[dict[str, Any]]:
    by_measure: Mapping[str, Row] = {str(row["measure"]): row for row in rows(table)}
    return [
        {
            "name": label_pair(f"wave_{name}"),
            "plain": _number(row["plain"], MEASURES[name]),
            "median": _number(row["p50"], MEASURES[name]),
            "spread": _between(row, "p10", "p90", MEASURES[name]),
            "range": _between(row, "least", "most", MEASURES[name]),
        }
        for name in OF_ENSEMBLE
        if (row := by_measure.get(name)) is not None
    ]


def _between(row: Row, low: str, high: str, decimals: str | int) -> str:
    return f"{_number(row[low], decimals)} – {_number(row[high], decimals)}"
