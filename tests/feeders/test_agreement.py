from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from feeders.agreement import (
    TOLERANCE_POINTS,
    TOLERANCE_PU,
    EnginesDisagree,
    compare_engines,
    sampled_windows,
)
from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.load_flow import check_states, check_windows
from feeders.options import GridTask
from feeders.planned_state import State
from feeders.runpp import Referee
from feeders.topology import NORMAL, Switching
from feeders.windows import admissible
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()
CASE = allocate(NETWORK, small_net.heads(NETWORK, 2.0).iloc[13:17])
TASKS = (
    GridTask(work_order="W1", feeder="F1", bus=10, switching="relieve"),
    GridTask(work_order="W2", feeder="F4", bus=40),
)
OPTIONS = admissible(NETWORK, CASE, TASKS, OperatingLimits()).options
ISLAND = Switching(opened=(NETWORK.feeders[0].head_switch,))


def refereed(*wanted: tuple[int, Switching]) -> dict[tuple[int, Switching], Any]:
    referee = Referee(CASE)
    referee.run(wanted)
    return dict(referee.computed)


def test_engines_that_agree_are_within_a_hundredth_of_the_tolerance() -> None:
    found = compare_engines(NETWORK, CASE, refereed((0, NORMAL), (2, ISLAND)))
    assert found.load_flows == 3  # the normal state of hour 2 as well
    assert 0.0 < found.voltage_gap_pu < TOLERANCE_PU / 100
    assert 0.0 < found.loading_gap_points < TOLERANCE_POINTS / 100


@pytest.mark.parametrize(
    ("field", "change", "words"),
    [
        ("vm_pu", 2e-6, r"bus:\d+ .* p.u. in the bulk engine, .* in pandapower"),
        ("branch_percent", 2e-3, r"line:\d+ .* percent in the bulk engine"),
        ("vm_pu", np.nan, r"bus:\d+ .* nan in pandapower"),
    ],
)
def test_a_difference_beyond_the_tolerance_is_named(field: str, change: float, words: str) -> None:
    results = refereed((1, NORMAL))
    right = results[1, NORMAL]
    bent = getattr(right, field).copy()
    if np.isfinite(change):
        bent[0] += change / 4
        compare_engines(NETWORK, CASE, {(1, NORMAL): replace(right, **{field: bent})})
    bent[0] += change
    with pytest.raises(EnginesDisagree, match=words) as raised:
        compare_engines(NETWORK, CASE, {(1, NORMAL): replace(right, **{field: bent})})
    assert "the normal state" in str(raised.value)


def test_a_solution_that_only_the_bulk_engine_has_is_a_disagreement() -> None:
    results = refereed((0, NORMAL))
    failed = replace(
        results[0, NORMAL],
        converged=np.array([False]),
        vm_pu=np.full_like(results[0, NORMAL].vm_pu, np.nan),
    )
    with pytest.raises(EnginesDisagree, match="wanted converged in pandapower"):
        compare_engines(NETWORK, CASE, {(0, NORMAL): failed})


def test_a_long_report_is_cut_and_counted() -> None:
    right = refereed((0, NORMAL), (1, NORMAL), (2, NORMAL), (3, NORMAL))
    moved = {key: replace(found, vm_pu=found.vm_pu + 0.1) for key, found in right.items()}
    with pytest.raises(EnginesDisagree, match=r"and \d+ more$"):
        compare_engines(NETWORK, CASE, moved)


def test_one_window_in_a_hundred_is_drawn_by_the_seed() -> None:
    first, drawn = sampled_windows(OPTIONS, 500, seed=1)
    assert drawn == np.ceil(0.01 * 500 * len(OPTIONS))
    assert len(first) <= drawn
    assert sampled_windows(OPTIONS, 500, seed=1) == (first, drawn)
    assert sampled_windows(OPTIONS, 500, seed=2)[0] != first
    assert {state for _, state in first} <= {option.state for option in OPTIONS}


def test_windows_and_states_are_compared_whenever_they_are_refereed() -> None:
    drawn, found = check_windows(NETWORK, CASE, OPTIONS, seed=1)
    assert drawn == 1
    assert found.load_flows in (1, 2)
    states = [State(time=CASE.times[0], open_switches=ISLAND.opened, work_orders=("W",))]
    assert check_states(NETWORK, CASE, states, OperatingLimits()).agreement.load_flows == 2
