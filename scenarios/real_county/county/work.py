"""Invented crews, customers and orders for the real county, from a seed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from generator import crews as sample_crews

from county.network import LAT, LON, CountyNetwork, overhead_buses

CREWS = ("C1", "C2", "C3", "C4")
CUSTOMERS_PER_MW = 420
# job type, how many, lowest and highest priority
KINDS = (
    ("II-CLEAR", 2, 10, 10), ("II-LEAD-ON", 4, 2, 7), ("II-LEAD-OFF", 1, 3, 6),
    ("II-FUSE", 3, 3, 8), ("II-ARRESTER", 3, 2, 6), ("II-INSULATOR", 2, 3, 8),
    ("II-ISOLATOR", 1, 4, 7), ("III-LOAD-FUSE", 2, 6, 9), ("III-LOAD-SWITCH", 1, 7, 9),
    ("IV-TENSION-SWITCH", 1, 9, 10),
)  # fmt: skip
TITLES = {
    "II-CLEAR": "导线异物、绝缘层破损紧急处理",
    "II-LEAD-ON": "带电接引线",
    "II-LEAD-OFF": "带电断引线",
    "II-FUSE": "跌落式熔断器更换",
    "II-ARRESTER": "避雷器更换",
    "II-INSULATOR": "绝缘子及横担更换",
    "II-ISOLATOR": "隔离刀闸更换",
    "III-LOAD-FUSE": "带负荷更换跌落式熔断器",
    "III-LOAD-SWITCH": "带负荷更换柱上负荷开关",
    "IV-TENSION-SWITCH": "直线杆改耐张杆并加装智能开关",
}
CHANGES = """\
- crews C1–C4, their trucks, job types, steps and kits are those of the sample county, with
  other bases;
- 20 orders drawn by seed on overhead sections, two of them emergencies with an approver;
  priorities, due days, moisture-proof tools and windows are invented;
- customers: 420 per MW of installed load, varied by seed; five sensitive buses;
"""


def crew_tables() -> dict[str, pd.DataFrame]:
    """Crews, vehicles, workers and contacts of four crews."""
    crews = sample_crews.crews()
    crews = crews[crews["crew"].isin(CREWS)].reset_index(drop=True)
    east = [(-0.03, 0.02), (0.02, 0.03), (0.03, -0.02), (-0.02, -0.03)]
    crews["base_lat"] = [round(LAT + north, 6) for _, north in east]
    crews["base_lon"] = [round(LON + lon, 6) for lon, _ in east]
    vehicles, workers = sample_crews.vehicles(), sample_crews.workers()
    vehicles[["unavailable_from", "unavailable_to"]] = ""
    contacts = sample_crews.contacts()
    contacts = contacts[contacts["substation"] == ""].assign(lat="", lon="")
    return {
        "crews": crews,
        "vehicles": vehicles[vehicles["crew"].isin((*CREWS, ""))],
        "workers": workers[workers["crew"].isin(CREWS)],
        "contacts": contacts,
    }


def customers(county: CountyNetwork, rng: np.random.Generator) -> pd.DataFrame:
    """Customers of every load bus, five of them sensitive."""
    installed = county.net.load.groupby("bus")["p_mw"].sum()
    people = [max(1, round(mw * CUSTOMERS_PER_MW * (0.6 + 0.8 * rng.random()))) for mw in installed]
    kinds = ["hospital", "water", "nursing", "dialysis", "hospital"]
    chosen = rng.choice(len(installed), size=len(kinds), replace=False)
    sensitive = dict(zip((int(place) for place in chosen), kinds, strict=True))
    return pd.DataFrame(
        {
            "bus": [int(bus) for bus in installed.index],
            "customers": people,
            "sensitive_kind": [sensitive.get(n, "none") for n in range(len(installed))],
            "sensitive_count": [int(n in sensitive) for n in range(len(installed))],
        }
    )


def work_orders(county: CountyNetwork, date: dt.date, rng: np.random.Generator) -> pd.DataFrame:
    """Twenty orders; the emergencies first."""
    feeders = sorted(county.heads)
    codes = [(code, low, high) for code, count, low, high in KINDS for _ in range(count)]
    return pd.DataFrame(
        [
            _order(n, kind, feeders[int(rng.integers(len(feeders)))], county, date, rng)
            for n, kind in enumerate(codes, start=1)
        ]
    )


def _order(
    number: int,
    kind: tuple[str, int, int],
    feeder: str,
    county: CountyNetwork,
    date: dt.date,
    rng: np.random.Generator,
) -> dict[str, object]:
    code, low, high = kind
    buses = overhead_buses(county, feeder)
    # A job that needs its load moved lies near the head, where there is something downstream.
    far = len(buses) // 3 if code.startswith(("III", "IV")) else len(buses)
    bus = buses[int(rng.integers(max(1, far)))]
    emergency = code == "II-CLEAR"
    due = date if emergency else date + dt.timedelta(days=int(rng.integers(4)))
    return {
        "work_order": f"R{number:02d}",
        "title": f"10kV {feeder} 线 {bus}#杆{TITLES[code]}",
        "job_type": code,
        "feeder": feeder,
        "bus": bus,
        "pole": f"{bus}#",
        "priority": int(rng.integers(low, high + 1)),
        "mandatory": emergency,
        "emergency": emergency,
        "approver": "运检部主任 钟立（虚构）" if emergency else "",
        "moisture_proof_tools": emergency or bool(rng.random() < 0.5),
        "release": f"{date}T00:00",
        "due": f"{due}T19:00",
        "surveyed": True,
    }
