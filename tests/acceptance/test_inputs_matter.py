"""A change of one input changes the plan where it must, and only as it must."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from feeders.network import Network, read_network
from peakops.grid import GridTables, grid_tables
from peakops.pipeline import run_stages
from peakops.problem import build_problem
from peakops.rounds import Stages
from peakops.scenario import Scenario
from peakops.validate import NETWORK_TABLES, read_inputs
from scheduler.greedy import by_priority
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule
from scheduler.solve import SolveParams, find_schedule

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
EFFORT = 0.5
MARKET, ITS_ORDER = "清溪线", "W06"  # over its own limit on the hot day
TIE, ITS_TRANSFERS = 77, "W23"  # an old switch of 150 A between 武康线 and 下渚湖线
OTHER, OTHER_ORDER = "舞阳线", "W15"  # the same limit and power factor


@pytest.fixture(scope="module")
def inputs() -> tuple[Scenario, Network]:
    return read_inputs(SCENARIOS / "deqing")


@pytest.fixture(scope="module")
def stages(inputs: tuple[Scenario, Network]) -> Stages:
    return run_stages(*inputs)


def problem_of(folder: str) -> tuple[Scenario, ProblemData]:
    scenario, network = read_inputs(SCENARIOS / folder)
    made = run_stages(scenario, network)
    return scenario, build_problem(scenario, made.heat, made.grid, made.places)


def planned(folder: str) -> tuple[Scenario, Schedule]:
    scenario, problem = problem_of(folder)
    schedule = find_schedule(problem, SolveParams(effort=EFFORT, seed=scenario.seed)).schedule
    assert schedule is not None
    return scenario, schedule


def test_one_degree_more_leaves_the_first_day_to_the_emergency() -> None:
    scenario, schedule = planned("heatwave-plus-1")
    orders = scenario.tables["work_orders"].set_index("work_order")
    first_day = [job.work_order for job in schedule.assignments if job.start_minute < 24 * 60]
    assert first_day == list(orders.index[orders["emergency"]])


def test_three_degrees_less_let_more_orders_in(sample_plan: Path) -> None:
    """Even without a search."""
    _, problem = problem_of("heatwave-minus-3")
    assert len(by_priority(problem).assignments) > len(pd.read_csv(sample_plan / "schedule.csv"))


def closed(grid: GridTables, order: str) -> set[pd.Timestamp]:
    rows = grid.windows[grid.windows["work_order"] == order]
    return set(rows.loc[rows["reason"] == "feeder_at_limit", "time"])


def test_swapping_the_loads_of_two_feeders_swaps_their_windows(
    inputs: tuple[Scenario, Network], stages: Stages
) -> None:
    scenario, network = inputs
    table = stages.load.table
    swapped = table.assign(
        feeder=table["feeder"].replace({MARKET: OTHER, OTHER: MARKET})
    ).sort_values(["time", "feeder"], ignore_index=True)
    load = dataclasses.replace(stages.load, table=swapped)
    before, after = stages.grid, grid_tables(scenario, network, load)
    assert closed(before, ITS_ORDER)
    assert not closed(before, OTHER_ORDER)
    assert closed(after, OTHER_ORDER) == closed(before, ITS_ORDER)
    assert not closed(after, ITS_ORDER)


def test_on_the_hot_days_a_hot_spot_not_a_nameplate_decides(
    inputs: tuple[Scenario, Network], stages: Stages
) -> None:
    scenario, network = inputs
    static = dataclasses.replace(scenario.limits, ratings="static")
    by_nameplate = {
        (option.task.work_order, option.state): option.verdict
        for option in grid_tables(
            dataclasses.replace(scenario, limits=static), network, stages.load
        ).options
    }
    case, found = stages.grid.load_case, []
    for option in stages.grid.options:
        for hour, reason in enumerate(option.verdict.reason):
            if reason == "transformer_hot_spot":
                other = by_nameplate[option.task.work_order, option.state]
                row = network.engine.model.trafos.index(int(option.verdict.element[hour][6:]))
                pu = case.trafo_pu(case.solve(option.state))[row, hour]
                found.append((case.times[hour].day, bool(other.allowed[hour]), bool(pu < 1.0)))
    assert set(found) == {(21, True, True), (22, True, True)}


def test_the_forecast_is_met_at_every_feeder_head(
    inputs: tuple[Scenario, Network], stages: Stages
) -> None:
    """Bus loads and losses, by pandapower, against each head's forecast: within 1 kW."""
    _, network = inputs
    case = stages.grid.load_case
    wanted = stages.load.table.pivot_table(index="time", columns="feeder", values="p90_mw")
    for hour in range(len(case.times)):
        heads = head_mw(network, stages, hour)
        worst = (heads - wanted.iloc[hour]).abs().max()
        assert worst <= 0.001, f"{case.times[hour]}: {worst * 1000:.2f} kW"


def head_mw(network: Network, stages: Stages, hour: int) -> pd.Series:
    import copy

    import pandapower as pp

    net = copy.deepcopy(network.net)
    net.load["p_mw"] = stages.grid.load_case.p_mw[hour]
    net.load["q_mvar"] = stages.grid.load_case.q_mvar[hour]
    net.load["scaling"] = 1.0
    pp.runpp(net, numba=False)
    busbars = {name: feeder.head_line for name, feeder in network.feeder.items()}
    return pd.Series(
        {
            name: max(net.res_line.at[line, "p_from_mw"], net.res_line.at[line, "p_to_mw"], key=abs)
            for name, line in busbars.items()
        }
    ).sort_index()


def test_halving_a_tie_removes_the_transfer_that_used_it(
    inputs: tuple[Scenario, Network], stages: Stages
) -> None:
    scenario, _ = inputs
    switches = scenario.tables["switches"]
    half = switches.assign(
        limit_a=switches["limit_a"].where(switches["switch"] != TIE, switches["limit_a"] / 2)
    )
    changed = dataclasses.replace(scenario, tables={**scenario.tables, "switches": half})
    network = read_network(
        changed.network_text, **{key: changed.tables[key] for key in NETWORK_TABLES}
    )
    after = grid_tables(changed, network, stages.load)
    assert work_hours(stages.grid, ITS_TRANSFERS)
    assert not work_hours(after, ITS_TRANSFERS)


def work_hours(grid: GridTables, order: str) -> set[pd.Timestamp]:
    """Slots of the hot day, 08:00 to 18:00, in which the order may be done over the tie."""
    switching = grid.switching
    over = switching[(switching["switch"] == TIE) & (switching["action"] == "close")]
    mine = grid.windows["transfer_plan"].isin(set(over["transfer_plan"]))
    rows = grid.windows[mine & (grid.windows["work_order"] == order) & grid.windows["allowed"]]
    first = rows["time"].dt.normalize() == grid.windows["time"].min().normalize()
    return set(rows.loc[first & rows["time"].dt.hour.between(8, 17), "time"])
