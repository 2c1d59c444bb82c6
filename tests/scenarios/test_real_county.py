"""The small simbench network can be read; the assembler's folders are whole where its data is."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from feeders.network import Network, read_network

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "feeders" / "data" / "simbench_small.json"
SHARED = ROOT.parent / "shared"
HEADS = {"F01": (0, 11), "F03": (15, 41), "F05": (30, 71), "F06": (40, 91)}
TYPES = {"CB": "breaker", "LBS": "load_break", "DS": "disconnector"}


def table(name: str) -> pd.DataFrame:
    document = json.loads(SMALL.read_text(encoding="utf-8"))["_object"][name]["_object"]
    parts = json.loads(document) if isinstance(document, str) else document
    return pd.DataFrame(parts["data"], columns=parts["columns"], index=parts["index"])


def small_network() -> Network:
    switch = table("switch")
    feeders = pd.DataFrame(
        [
            {
                "feeder": feeder,
                "substation": "MV3.101",
                "head_line": line,
                "head_switch": head,
                "limit_a": 400.0,
                "ct_primary_a": 600.0,
                "overcurrent_pickup_a": 480.0,
                "power_factor": 0.95,
                "failures_per_km_year": 0.1,
                "same_pole_feeder": "",
                "station": "",
            }
            for feeder, (line, head) in HEADS.items()
        ]
    )
    sources = pd.DataFrame(
        [
            {
                "substation": "MV3.101",
                "loop_zone": "A",
                "vector_group": "YNd5",
                "neutral": "isolated",
                "va_degree": 0.0,
                "vm_pu": 1.025,
            }
        ]
    )
    switches = pd.DataFrame(
        {
            "switch": switch.index,
            "type": switch["type"].map(TYPES).to_numpy(),
            "remote": False,
            "auto_reclose": switch.index.isin([head for _, head in HEADS.values()]),
            "auto_close": False,
            "limit_a": 630.0,
        }
    )
    state = pd.DataFrame(
        {"switch": pd.Series(dtype=int), "closed": pd.Series(dtype=bool), "since": []}
    )
    customers = pd.DataFrame(
        {
            "bus": sorted(set(table("load")["bus"])),
            "customers": 100,
            "sensitive_kind": "none",
            "sensitive_count": 0,
        }
    )
    return read_network(
        SMALL.read_text(encoding="utf-8"), feeders, sources, switches, state, customers
    )


def test_small_simbench_network_is_small_and_attributed() -> None:
    assert SMALL.stat().st_size <= 100_000
    notice = (SMALL.parent / "README.md").read_text(encoding="utf-8")
    assert "Open Database License" in notice
    assert "synthetic" in notice


def test_small_simbench_network_has_four_radial_feeders_and_two_ties() -> None:
    network = small_network()
    assert sorted(network.limit_a) == ["F01", "F03", "F05", "F06"]
    assert network.tie_partners == frozenset({("F01", "F03"), ("F05", "F06")})
    assert sum(network.customers_of_feeder.values()) == 100 * len(set(table("load")["bus"]))


def test_small_simbench_network_has_overhead_sections_and_a_tap_changer() -> None:
    line = table("line")
    assert set(line["type"]) == {"ol", "cs"}
    assert set(line.loc[line["type"] == "ol", "std_type"]) == {"JKLYJ-185"}
    assert set(table("trafo")["tap_changer_type"]) == {"Ratio"}


@pytest.mark.skipif(
    importlib.util.find_spec("simbench") is None or not SHARED.exists(),
    reason="needs the bench extra and the shared data",
)
def test_assembled_county_is_readable_and_lists_what_was_changed(tmp_path: Path) -> None:
    from peakops.scenario import read_scenario

    script = ROOT / "scenarios" / "real_county" / "assemble.py"
    subprocess.run(
        [sys.executable, str(script), "--shared", str(SHARED), "--out", str(tmp_path)],
        check=True,
        capture_output=True,
    )
    scenario = read_scenario(tmp_path)
    assert len(scenario.tables["feeders"]) == 10
    assert len(scenario.tables["work_orders"]) == 20
    assert scenario.tables["work_orders"]["emergency"].sum() == 2
    assert scenario.tables["weather_daily"]["tmax_official_c"].iloc[0] == 39
    assert scenario.tables["load_history"]["time"].max() < scenario.issued
    notes = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "JKLYJ-185" in notes
    assert "Ratio" in notes
    assert "20 orders" in notes
