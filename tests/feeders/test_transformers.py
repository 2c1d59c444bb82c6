from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from feeders.allocation import LoadCase, allocate
from feeders.fixed_point import StateResult
from feeders.limits import OperatingLimits
from feeders.load_flow import check_states
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.planned_state import joint_state
from feeders.runpp import Referee
from feeders.topology import NORMAL, Switching
from feeders.transformers import (
    coincident,
    factor_array,
    feeders_of_transformers,
    feeding_branches,
    rating_mva,
)
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()
FROM_F1_TO_F3 = Switching(opened=(1,), closed=(12,))


def test_a_transformer_supplies_the_feeders_behind_it() -> None:
    assert feeders_of_transformers(NETWORK) == {0: ("F1", "F2"), 1: ("F3", "F4")}
    assert list(feeding_branches(NETWORK, NETWORK.feeders[2])) == [("line", 6), ("trafo", 1)]


def test_a_transformer_with_two_bus_sections_counts_both() -> None:
    b = small_net.Builder()
    b.substation(0, 1)
    b.between(1, 2, "breaker")
    rows = []
    for number, (busbar, bus) in enumerate(((1, 10), (2, 20), (2, 30)), start=1):
        head = b.line(busbar, bus)
        rows.append(
            small_net.feeder_row(f"F{number}", "A", head, b.switch(busbar, head, "breaker"))
        )
        b.load(bus)
    network = small_net.case_of(b, rows).read()
    assert len(set(network.bus_section_of_feeder.values())) == 2
    assert feeders_of_transformers(network) == {0: ("F1", "F2", "F3")}


def test_transformers_behind_the_heads_are_left_out() -> None:
    assert all(names for names in feeders_of_transformers(small_net.cigre().read()).values())


def test_a_rating_counts_parallel_units() -> None:
    case = small_net.two_substations()
    case.net.trafo.loc[1, "parallel"] = 2
    assert rating_mva(case.read()).to_dict() == {0: 20.0, 1: 40.0}


def test_hours_without_a_row_have_the_factor_one() -> None:
    times = small_net.hours(2)
    table = pd.DataFrame({"time": times[1:], "transformer": 1, "factor": 0.9})
    assert factor_array(NETWORK, times, table).tolist() == [[1.0, 1.0], [1.0, 0.9]]
    assert factor_array(NETWORK, times, table.iloc[:0]).tolist() == [[1.0, 1.0], [1.0, 1.0]]


def loaded(*percent: float) -> StateResult:
    """A state of one line and as many transformers as there are values but one."""
    some = np.ones((1, 1))
    return StateResult(
        vm_pu=some, branch_percent=np.array(percent)[:, None], head_a=some, head_mw=some,
        supplied=np.ones(1, dtype=bool), lost_load_mw=np.zeros(1), converged=np.ones(1, dtype=bool),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "before", "wanted"),
    [
        (80.0, 80.0, 72.0),  # the normal state itself
        (50.0, 80.0, 45.0),  # load moved away: a share of what is left
        (100.0, 80.0, 92.0),  # 20 points moved onto it count in full
        (0.0, 80.0, 0.0),  # dead
        (60.0, 0.0, 60.0),  # dead in the normal state: nothing to take a credit from
        (60.0, np.nan, 60.0),  # the normal state has no solution
        (np.nan, 80.0, np.nan),  # this state has no solution
    ],
)
def test_the_credit_is_that_of_the_normal_state(
    percent: float, before: float, wanted: float
) -> None:
    found = coincident(loaded(99.0, percent), loaded(98.0, before), np.array([[0.9]]))
    np.testing.assert_allclose(found.branch_percent[:, 0], [99.0, wanted])


def case(mw: float | dict[str, float], factor: float, network: Network = NETWORK) -> LoadCase:
    loads = allocate(network, small_net.heads(network, mw).iloc[13:17])
    return replace(loads, coincidence=np.full((4, 2), factor))


@pytest.mark.parametrize("state", [NORMAL, FROM_F1_TO_F3])
def test_bulk_engine_and_referee_ease_transformers_alike(state: Switching) -> None:
    plain, loads = case(2.0, 1.0), case(2.0, 0.9)
    referee = Referee(loads)
    referee.run([(hour, state) for hour in range(4)])
    bulk = loads.solve(state).branch_percent
    for hour in range(4):
        percent = referee.result(hour, state).branch_percent[:, 0]
        np.testing.assert_allclose(bulk[:, hour], percent, atol=1e-5)
        alone = loads.one_hour(hour).solve(state).branch_percent[:, 0]
        np.testing.assert_array_equal(bulk[:, hour], alone)
    before, full = plain.hours.solve().branch_percent[-2:], plain.solve(state).branch_percent
    np.testing.assert_array_equal(bulk[:-2], full[:-2])
    np.testing.assert_allclose(bulk[-2:], full[-2:] - 0.1 * np.minimum(full[-2:], before))
    assert (bulk[-2:] < full[-2:]).all()


def test_without_factors_every_feeder_counts_in_full() -> None:
    loads = replace(case(2.0, 0.9), coincidence=None)
    np.testing.assert_array_equal(loads.solve().branch_percent, loads.hours.solve().branch_percent)
    assert loads.one_hour(1).coincidence is None


def test_a_transformer_full_only_by_the_sum_takes_a_transfer() -> None:
    """F3 and F4 fill 10 MVA to four fifths; two thirds of F1 more are just too much."""
    source = small_net.two_substations()
    source.net.trafo.loc[1, "sn_mva"] = 10.0
    network = source.read()
    limits = OperatingLimits(vm_min_pu=0.8)
    task = GridTask(work_order="W", feeder="F1", bus=10, switching="relieve")
    reasons, findings = {}, {}
    for factor in (1.0, 0.9):
        loads = case({"F1": 3.0, "F2": 1.0, "F3": 3.0, "F4": 4.5}, factor, network)
        grid = Grid(network=network, load_case=loads, limits=limits)
        reasons[factor] = grid.judge(task, FROM_F1_TO_F3, frozenset()).reason[2]
        state = joint_state(network, loads.times[2], [("W", 10, FROM_F1_TO_F3)])
        findings[factor] = [
            v.element for v in check_states(network, loads, [state], limits).findings
        ]
    assert reasons == {1.0: "transformer_overload", 0.9: ""}
    assert findings == {1.0: ["trafo:1"], 0.9: []}
