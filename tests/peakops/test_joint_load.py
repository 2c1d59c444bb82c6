"""Transformers judged by what their feeders carry together, from the forecast to the check."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pandapower
import pandas as pd
import pytest

from feeders.joint_load import Paths
from feeders.network import Network
from peakops.check import check
from peakops.grid import GridTables, grid_tables
from peakops.joint_load import coincidence_table, fullest_transformer, transformer_table
from peakops.load import LoadForecast, forecast_load
from peakops.run import plan_to_folder
from peakops.validate import read_inputs

from . import plan_edits as edit
from .tiny_scenario import set_cell, write_tiny

HISTORY_DAYS = 90  # enough for forecasts issued in the past
TRANSFER = "W3-T1"  # half of F4 onto F2, and so onto transformer 0
NORTH = 0
TIMES = pd.date_range("2026-07-20", periods=48, freq="h", tz="Asia/Shanghai")


@dataclasses.dataclass(frozen=True)
class Crowded:
    """A scenario whose transformer bears a transfer in one hour only by the joint P90."""

    folder: Path
    hour: pd.Timestamp
    load: LoadForecast


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Crowded:
    folder = write_tiny(tmp_path_factory.mktemp("joint") / "tiny", HISTORY_DAYS)
    set_cell(folder, "work_orders", 4, "bus", "10")  # W3 before the end section, not in it
    scenario, network = read_inputs(folder)
    load = forecast_load(scenario)
    grid = grid_tables(scenario, network, load)
    state = next(o.state for o in grid.options if o.transfer_plan == TRANSFER)
    row = network.engine.model.trafos.index(NORTH) - len(network.engine.model.trafos)
    full, eased = (
        solve(state).branch_percent[row] for solve in (grid.load_case.hours.solve,
                                                       grid.load_case.solve)
    )  # fmt: skip
    hour = int((eased / full).argmin())
    net = pandapower.from_json(folder / "network.json")
    net.trafo.loc[NORTH, "df"] *= (full[hour] + eased[hour]) / 200.0
    pandapower.to_json(net, folder / "network.json")
    return Crowded(folder=folder, hour=grid.load_case.times[hour], load=load)


@pytest.fixture(scope="module")
def published(crowded: Crowded) -> Path:
    out = crowded.folder.parent / "plan"
    plan_to_folder(crowded.folder, out, effort=0.2, seed=5)
    return out


@pytest.fixture
def plan(published: Path, tmp_path: Path) -> Path:
    """A copy of the plan to edit."""
    return Path(shutil.copytree(published, tmp_path / "plan"))


def windows(crowded: Crowded, load: LoadForecast) -> pd.Series:
    """Reasons of the transfer in the four slots of the hour."""
    scenario, network = read_inputs(crowded.folder)
    grid: GridTables = grid_tables(scenario, network, load)
    mine = grid.windows["transfer_plan"] == TRANSFER
    return grid.windows[mine & (grid.windows["time"].dt.floor("h") == crowded.hour)]["reason"]


def test_feeders_that_share_a_transformer_are_not_at_their_p90_together(crowded: Crowded) -> None:
    _, network = read_inputs(crowded.folder)
    table = coincidence_table(network, crowded.load.table, crowded.load.paths)
    assert table["feeders"].unique().tolist() == ["F1;F2", "F3;F4"]
    assert len(table) == 2 * len(TIMES)
    assert 0.9 < table["factor"].mean() < 0.995
    assert (table["p90_joint_mw"] < table["p90_sum_mw"]).mean() > 0.9


def test_the_joint_p90_opens_an_hour_that_the_sum_closes(crowded: Crowded) -> None:
    assert windows(crowded, crowded.load).tolist() == [""] * 4
    medians = dataclasses.replace(crowded.load.paths, mw=crowded.load.paths.mw[:1])
    by_sum = dataclasses.replace(crowded.load, paths=medians)
    assert windows(crowded, by_sum).tolist() == ["transformer_overload"] * 4


def test_the_plan_is_clean_and_says_what_was_reckoned_with(published: Path) -> None:
    report = check(published)
    assert report.clean
    assert report.orders >= 2
    table = pd.read_csv(published / "coincidence.csv")
    assert len(table) == 2 * len(TIMES)
    assert table["factor"].max() <= 1.0
    share = (table["p90_joint_mw"] / table["p90_sum_mw"]).clip(upper=1.0)
    assert (share - table["factor"]).abs().max() < 0.6e-4


def test_an_edited_factor_is_found(plan: Path) -> None:
    where = {"time": "2026-07-21T08:00+08:00", "transformer": "0"}
    edit.set_cells(plan, "coincidence", where, factor="0.9000")
    report = check(plan)
    assert report.codes == ("coincidence",)
    assert report.breaches[0].found == "transformer 0: 0.9000"


def small_network(tiny_source: Path) -> Network:
    return read_inputs(tiny_source)[1]


def forecast(p90: float = 2.0, times: pd.DatetimeIndex = TIMES) -> pd.DataFrame:
    """The same load on every feeder. [MW]"""
    index = pd.MultiIndex.from_product([times, ("F1", "F2", "F3", "F4")], names=["time", "feeder"])
    return pd.DataFrame({"p50_mw": 1.0, "p90_mw": p90}, index=index).reset_index()


def paths(times: pd.DatetimeIndex, count: int = 200) -> Paths:
    random = np.random.default_rng(1)
    mw = 1.0 + 0.3 * random.standard_normal((count, len(times), 4))
    mw[..., 3] = mw[..., 2]  # F4 is F3's twin
    return Paths(times=times, feeders=("F1", "F2", "F3", "F4"), mw=np.round(mw, 3))


def test_twins_carry_the_sum_and_strangers_less(tiny_source: Path) -> None:
    table = coincidence_table(small_network(tiny_source), forecast(), paths(TIMES))
    north, south = (table[table["transformer"] == index]["factor"] for index in (0, 1))
    assert south.tolist() == [1.0] * len(TIMES)
    # 0.38 MW above the median for each of two, by the root of two together
    assert north.mean() == pytest.approx(1 - 0.3 * 1.28 * (2 - 2**0.5) / 4, abs=0.01)


@pytest.mark.parametrize("p90", [2.0, 0.0, -1.0])
def test_without_paths_or_without_load_the_sum_counts(tiny_source: Path, p90: float) -> None:
    single = paths(TIMES, count=1) if p90 > 0.0 else paths(TIMES)
    table = coincidence_table(small_network(tiny_source), forecast(p90), single)
    assert table["factor"].tolist() == [1.0] * len(table)


def test_of_quarters_the_one_counts_that_overstates_least(tiny_source: Path) -> None:
    quarters = pd.date_range(TIMES[0], periods=4 * len(TIMES), freq="15min")
    some = paths(quarters)
    mw = some.mw.copy()
    mw[:, ::4] = 1.0  # at every full hour nothing is known of the errors
    network = small_network(tiny_source)
    table = coincidence_table(network, forecast(), dataclasses.replace(some, mw=mw))
    assert table["time"].nunique() == len(TIMES)
    assert table["factor"].tolist() == [1.0] * len(table)


def test_a_transformers_share_counts_the_power_factor_of_its_feeders(tiny_source: Path) -> None:
    network = small_network(tiny_source)
    feeders = tuple(
        dataclasses.replace(f, power_factor=1.0 if f.feeder == "F1" else 0.8)
        for f in network.feeders
    )
    network = dataclasses.replace(network, feeders=feeders)
    table = transformer_table(network, forecast(), paths(TIMES, count=1))
    north, south = (table[table["transformer"] == index].iloc[0] for index in (0, 1))
    assert (south["p50_mw"], south["p90_mw"], south["p90_sum_mw"]) == (2.0, 4.0, 4.0)
    assert south["p90_percent"] == 25.0  # 4 MW at 0.8 are 5 MVA of 20
    assert north["p90_percent"] == 21.4  # 4 MW and 1.5 Mvar
    assert fullest_transformer(table)["transformer"].tolist() == [1]


def test_a_transformer_fed_from_below_has_no_share(tiny_source: Path) -> None:
    table = transformer_table(small_network(tiny_source), forecast(-1.0), paths(TIMES, count=1))
    assert table["p90_percent"].isna().all()
    assert fullest_transformer(table).empty
