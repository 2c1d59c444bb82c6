"""What the dispatcher has to see to by the afternoon before: requests, notices, tickets."""

from __future__ import annotations

from typing import Any

import pandas as pd

from peakops.reports import grid_sheet
from peakops.reports.dispatch_parts import (
    blocked_devices,
    order_texts,
    permitters,
    span_text,
    substation,
)
from peakops.reports.sheet_source import Row, Source, number
from peakops.reports.shift_plan import date_texts
from peakops.reports.wording import label_pair

DUE_HOUR = 15
"""Hour of the day before by which requests, notices and tickets go out."""


def due_list(source: Source, date: str, rows: list[Row]) -> dict[str, Any]:
    """Build the list for the day before.

    Parameters
    ----------
    source
        The plan, indexed.
    date
        Day of the work, ``YYYY-MM-DD``.
    rows
        The day's rows of schedule.csv.
    """
    issued = source.plan.scenario.issued
    before = pd.Timestamp(date) - pd.Timedelta(days=1)
    by = (before + pd.Timedelta(hours=DUE_HOUR)).tz_localize(issued.tz)
    return {
        "date": date_texts(before.date().isoformat()),
        "time": [text.format(time=f"{by:%H:%M}") for text in label_pair("log_by")],
        "late": bool(issued > by),
        "requests": _requests(source, rows),
        "notices": [_notice(source, row) for row in rows if _concerns_customers(source, row)],
        "tickets": [_to_file(source, row) for row in rows],
    }


def _requests(source: Source, rows: list[Row]) -> list[dict[str, Any]]:
    """Devices to be asked for, by the substation whose permitter is asked."""
    stations: dict[str, list[dict[str, Any]]] = {}
    for device in blocked_devices(source, rows):
        stations.setdefault(substation(source, device["feeder"]), []).append(device)
    return [
        {"substation": name, "permitters": permitters(source, name), "devices": devices}
        for name, devices in stations.items()
    ]


def _concerns_customers(source: Source, row: Row) -> bool:
    transfer = source.transfers.get(str(row["transfer_plan"]), {})
    interrupted = ("customers_interrupted", "customers_switched", "customer_minutes")
    return any(transfer.get(key) for key in interrupted) or bool(_window(source, row))


def _window(source: Source, row: Row) -> str:
    order = source.orders[str(row["work_order"])]
    return span_text(order["window_start"], order["window_end"])


def _notice(source: Source, row: Row) -> dict[str, Any]:
    transfer = source.transfers.get(str(row["transfer_plan"]), {})
    whole, short, minutes = (
        number(transfer.get(key) or None, 0)
        for key in ("customers_interrupted", "customers_switched", "customer_minutes")
    )
    return order_texts(source, row) | {
        "out_whole": whole,
        "out_short": short,
        "out_minutes": minutes,
        "window": _window(source, row) or "—",
    }


def _to_file(source: Source, row: Row) -> dict[str, Any]:
    steps = len(source.switching.get(str(row["transfer_plan"]), []))
    return order_texts(source, row) | {
        "reclosing_off": bool(grid_sheet.blocks(source, row)),
        "steps": str(steps) if steps else "—",
    }
