"""Judging the rows a state may change is judging all rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from feeders.allocation import allocate
from feeders.limits import OperatingLimits, compare, judge
from feeders.network import Network
from feeders.options import Grid, GridTask, touched_feeders
from feeders.topology import NORMAL, Switching
from tests.feeders.small_net import heads, two_substations


def every_state(network: Network) -> Iterator[Switching]:
    """Each closed switch opened alone and with each tie; some islands, some loops, some sources."""
    yield NORMAL
    for switch in sorted(network.topology.normally_closed):
        yield Switching(opened=(switch,))
        yield from (Switching(opened=(switch,), closed=(tie,)) for tie in network.tie_switches)


def test_a_verdict_on_some_rows_is_that_on_all_rows() -> None:
    network = two_substations().read()
    load_case = allocate(network, heads(network, {"F1": 4.0, "F2": 2.5, "F3": 3.0, "F4": 1.0}, 6))
    limits = OperatingLimits(loading_max_percent=70.0, vm_min_pu=0.98, heavy_percent=60.0)
    grid = Grid(network=network, load_case=load_case, limits=limits)
    task = GridTask(work_order="W", feeder="F1", bus=11, reclosing_blocked=False)
    reasons = set()
    for state in every_state(network):
        found = grid.judge(task, state, frozenset())
        result = load_case.solve(state)
        every = compare(grid.elements, result, grid.base, grid.load_mw, limits,
                        np.zeros(len(result.supplied), dtype=bool))  # fmt: skip
        touched = grid.own(frozenset(touched_feeders(network, "F1", state)))
        wanted = judge(grid.elements, every, limits, touched[0])
        assert found.reason == wanted.reason
        assert found.element == wanted.element
        np.testing.assert_array_equal(found.margin_percent, wanted.margin_percent)
        reasons |= set(found.reason)
    assert {"", "lost_load", "feeder_at_limit", "undervoltage"} <= reasons


def test_results_keep_to_their_rows_whatever_was_solved_before() -> None:
    network = two_substations().read()
    load_case = allocate(network, heads(network, 2.0, 3))
    states = list(every_state(network))
    first = [load_case.solve(state) for state in states]
    again = [load_case.hours.solve(state) for state in reversed(states)]
    for one, other, state in zip(first, reversed(again), states, strict=True):
        alone = network.engine.hours(load_case.p_mw, load_case.q_mvar).solve(state)
        for found in (one, other):
            np.testing.assert_allclose(found.vm_pu, alone.vm_pu, atol=1e-12)
            np.testing.assert_allclose(found.branch_percent, alone.branch_percent, atol=1e-9)
            np.testing.assert_allclose(found.head_a, alone.head_a, atol=1e-9)
            np.testing.assert_array_equal(found.supplied, alone.supplied)
            np.testing.assert_allclose(found.lost_load_mw, alone.lost_load_mw)
