"""What the log sheets and the list for the day before both tell: orders, devices, permitters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from peakops.reports import grid_sheet
from peakops.reports.job_sheet import ticket_texts
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled
from peakops.reports.wording import listed


def day_orders(source: Source, date: str) -> list[Row]:
    """Placed orders of a day, by start."""
    return [row for row in source.schedule if day_text(row["date"]) == date]


def order_texts(source: Source, row: Row) -> dict[str, Any]:
    """Who does an order when, and with which ticket.

    Parameters
    ----------
    source
        The plan, indexed.
    row
        The order's row of schedule.csv.
    """
    order = source.orders[str(row["work_order"])]
    crews = [source.crew_name(str(crew)) for crew in (row["crew"], row["support_crew"]) if crew]
    return {
        "id": row["work_order"],
        "title": order["title"],
        "feeder": home_feeder(source, row),
        "emergency": bool(order["emergency"]),
        "crew": listed(crews, source.main_language),
        "leader": source.name(str(row["leader"])),
        "planned": f"{clock_label(row['start'])}–{clock_label(row['end'])}",
        **ticket_texts(source, order),
    }


def home_feeder(source: Source, row: Row) -> str:
    """Feeder that an order is on."""
    return str(source.orders[str(row["work_order"])]["feeder"])


def blocked_devices(source: Source, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Devices to block for some orders, each once, by feeder and switch.

    Jobs that share a device are one block: it is on again only when the last one is done.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        for item in grid_sheet.blocks(source, row):
            key = (str(item["feeder"]), str(item["switch"]))
            device = found.setdefault(key, item | {"why": [], "orders": []})
            device["why"] += [item["why"]] * (item["why"] not in device["why"])
            device["orders"].append(order_texts(source, row))
    ordered = sorted(found.values(), key=lambda item: (item["feeder"], int(item["switch"][1:])))
    return [item | {"why": _joined(item["why"])} for item in ordered]


def _joined(pairs: list[list[str]]) -> list[str]:
    return [listed((zh for zh, _ in pairs), "zh"), listed((en for _, en in pairs), "en")]


def substation(source: Source, feeder: str) -> str:
    """Substation of a feeder, empty where it is not known."""
    return str(source.feeders.get(feeder, {}).get("substation", ""))


def permitters(source: Source, station: str) -> list[dict[str, str]]:
    """Who gives permission for the feeders of a substation.

    Parameters
    ----------
    source
        The plan, indexed.
    station
        Name of the substation.
    """
    return [
        {"name": str(row["name"]), "phone": str(row["phone"])}
        for row in source.contacts
        if row["role"] == "permitter" and row["substation"] in ("", station)
    ]


def span_text(start: Any, end: Any) -> str:
    """``HH:MM – HH:MM``, with dates where it is not one day; empty where nothing is known."""
    if not (filled(start) or filled(end)):
        return ""
    one_day = filled(start) and filled(end) and start.date() == end.date()
    form = "%H:%M" if one_day else "%m-%d %H:%M"
    return " – ".join(_moment(time, form) for time in (start, end))


def _moment(time: Any, form: str) -> str:
    return pd.Timestamp(time).strftime(form) if filled(time) else "—"
