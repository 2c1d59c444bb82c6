"""The grid's part of a job card: what to block, what to switch, what a trip would mean."""

from __future__ import annotations

from typing import Any

import pandas as pd

from peakops.reports.sheet_source import Row, Source, number, split
from peakops.reports.wording import listed, pair

SLOT = pd.Timedelta(minutes=15)


def blocks(source: Source, row: Row) -> list[dict[str, Any]]:
    """Devices to block while the order is at work."""
    return [
        {
            "feeder": item["feeder"],
            "device": item["switch_name"],
            "switch": f"#{item['switch']}",
            "why": pair(str(item["reason"])),
        }
        for item in source.blocks.get((str(row["work_order"]), str(row["transfer_plan"])), [])
    ]


def transfer(source: Source, row: Row) -> dict[str, str]:
    """The order's load transfer; empty texts where it has none."""
    found = source.transfers.get(str(row["transfer_plan"]))
    if found is None:
        return {"from": "", "to": "", "load": "", "customers": "", "short": ""}
    customers, minutes = int(found["customers_interrupted"]), float(found["customer_minutes"])
    return {
        "from": listed(split(found["from_feeder"]), source.main_language),
        "to": listed(split(found["to_feeder"]), source.main_language),
        "load": number(found["p_mw_max"], 2, " MW"),
        "customers": str(customers) if customers else "",
        "short": number(minutes, 0) if minutes else "",
    }


def switching(source: Source, row: Row) -> list[dict[str, Any]]:
    """Steps of the order's transfer."""
    return [
        {
            "number": str(step["step"]),
            "phase": pair(str(step["phase"])),
            "action": pair(str(step["action"])),
            "way": _way(str(step["method"]), str(step["why"])),
            "loop": step["method"] == "make_before_break",
            "device": step["switch_name"],
            "switch": f"#{step['switch']}",
            "loading": number(step["loading_max_percent"], 1, " %"),
            "voltage": number(step["vm_min_pu"], 3, " p.u."),
            "lost": number(step["lost_load_mw"], 2, " MW"),
        }
        for step in source.switching.get(str(row["transfer_plan"]), [])
    ]


def _way(method: str, why: str) -> list[str]:
    """How load changes over, and what is against a loop."""
    marks = ("：", ": ")
    return [
        f"{way}{mark}{reason}" if why else way
        for way, mark, reason in zip(pair(method), marks, pair(why), strict=True)
    ]


def trip(source: Source, row: Row) -> dict[str, str]:
    """What a trip in the worst slot of the job would mean; empty where nothing is blocked."""
    windows = source.windows.get((str(row["work_order"]), str(row["transfer_plan"])))
    if windows is None or not blocks(source, row):
        return {}
    slots = windows[(windows["time"] < row["end"]) & (windows["time"] + SLOT > row["start"])]
    if not len(slots):
        return {}
    worst = slots.sort_values(["customers_out", "out_mw"], kind="stable").iloc[-1]
    return {
        "restored": _people(worst["customers_restored"], worst["restored_mw"]),
        "out": _people(worst["customers_out"], worst["out_mw"]),
        "minutes": number(worst["restore_minutes"], 0, " min"),
    }


def _people(customers: float, mw: float) -> str:
    return f"{number(customers, 0)} · {number(mw, 2)} MW"
