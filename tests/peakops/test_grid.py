"""Bus histories in a plan: hourly loads at the buses, written so that a check needs no history."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakops.check import check
from peakops.grid import bus_shares, grid_tables, heads_mw
from peakops.load import forecast_load
from peakops.run import plan_to_folder
from peakops.tables import Repair
from peakops.validate import read_inputs

from .tiny_scenario import bus_history_text, read_cells, write_cells, write_tiny


@pytest.fixture(scope="module")
def with_buses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario with a history of both buses of F1; not to be changed."""
    folder = write_tiny(tmp_path_factory.mktemp("grid") / "tiny")
    (folder / "bus_history.csv").write_text(bus_history_text(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published(with_buses: Path) -> Path:
    """Its plan."""
    plan_to_folder(with_buses, with_buses.parent / "plan", effort=0.2, seed=5)
    return with_buses.parent / "plan"


def test_a_plan_with_a_bus_history_is_clean(published: Path) -> None:
    report = check(published)
    assert report.clean
    assert report.orders >= 2
    assert not (published / "inputs" / "bus_history.csv").exists()
    assert "bus_history.csv" in json.loads((published / "plan.json").read_text())["inputs_sha256"]


def test_buses_of_opposite_days_have_hourly_shares(published: Path) -> None:
    table = pd.read_csv(published / "bus_shares.csv")
    assert set(table["feeder"]) == {"F1"}
    assert len(table) == 48 * 2
    hour = table["time"].str[11:13].astype(int)
    by_day = table["bus"].eq(4) == hour.isin(range(8, 18))
    assert table["share"].to_numpy() == pytest.approx(np.where(by_day, 0.75, 0.25))


def test_loads_follow_the_shares_and_meet_the_heads(with_buses: Path) -> None:
    scenario, network = read_inputs(with_buses)
    load = forecast_load(scenario)
    case = grid_tables(scenario, network, load).load_case
    noon, night = case.p_mw[12, :2], case.p_mw[20, :2]  # buses 4 and 5
    assert noon[0] / noon[1] == pytest.approx(3.0, abs=1e-4)
    assert night[1] / night[0] == pytest.approx(3.0, abs=1e-4)
    heads = heads_mw(load.table)[list(network.feeder)].to_numpy()
    assert np.abs(case.hours.solve().head_mw.T - heads).max() * 1000.0 < 0.2


def test_without_a_bus_history_capacity_decides(tiny: Path) -> None:
    scenario, network = read_inputs(tiny)
    shares, repairs = bus_shares(scenario, network, scenario.times())
    assert shares.empty
    assert repairs == ()


def test_a_short_bus_history_is_told(with_buses: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(with_buses, tmp_path / "tiny"))
    rows = read_cells(folder / "bus_history.csv")
    early = [row for row in rows if row[1] != "4" or row[0] > "2026-07-16"]
    write_cells(folder / "bus_history.csv", early)
    scenario, network = read_inputs(folder)
    shares, repairs = bus_shares(scenario, network, scenario.times())
    assert set(shares["share"]) == {0.5}  # installed capacity of bus 4 at bus 5's use of its own
    assert repairs == (Repair(file="bus_history", column="4", kind="few_values", count=48),)
