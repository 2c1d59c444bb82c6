from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from feeders.fixed_point import StateResult
from feeders.limits import Comparison, Elements, OperatingLimits, compare, judge, violations
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()
ELEMENTS = Elements.of(NETWORK)
BUSES = len(NETWORK.engine.model.buses)
ALL = np.ones(len(ELEMENTS.names), dtype=bool)
NONE = np.zeros(BUSES, dtype=bool)
LOAD = np.full((BUSES, 1), 0.5)
TIME = pd.Timestamp("2025-07-21 15:00", tz="Asia/Shanghai")


def state(percent: float = 50.0, vm: float = 1.0, **more: Any) -> StateResult:
    """One hour with the same loading and voltage everywhere."""
    branches = len(ELEMENTS.names) - len(NETWORK.feeders)
    return replace(
        StateResult(
            vm_pu=np.full((BUSES, 1), vm), branch_percent=np.full((branches, 1), percent),
            head_a=np.full((4, 1), 4.0 * percent), head_mw=np.zeros((4, 1)),
            lost_load_mw=np.zeros(1), supplied=np.ones(BUSES, dtype=bool),
            converged=np.ones(1, dtype=bool),
        ), **more,
    )  # fmt: skip


def with_line(index: int, percent: float) -> StateResult:
    found = state()
    found.branch_percent[index] = percent
    return found


def found(result: StateResult, base: StateResult, dead: Any = NONE) -> Comparison:
    return compare(ELEMENTS, result, base, LOAD, OperatingLimits(), dead)


@pytest.mark.parametrize(
    ("result", "base", "ok"),
    [
        (with_line(3, 100.0), state(), True),  # at the limit is within it
        (with_line(3, 100.01), state(), False),  # added
        (with_line(3, 110.1), with_line(3, 110.0), True),  # there before, worse by 0.1
        (with_line(3, 110.11), with_line(3, 110.0), False),  # worse by more
        (with_line(3, 100.05), with_line(3, 99.99), False),  # crosses the limit
        (with_line(3, 105.0), with_line(4, 110.0), False),  # another element was over
        (state(vm=0.93), state(), True),
        (state(vm=0.9299), state(), False),
        (state(vm=0.9191), state(vm=0.92), True),  # within 0.1 percent
        (state(vm=0.9189), state(vm=0.92), False),
        (state(vm=1.0701), state(), False),
        (state(vm=1.0805), state(vm=1.08), True),
        (state(converged=np.zeros(1, dtype=bool)), state(), False),
    ],
)
def test_a_state_may_add_nothing_and_worsen_nothing_by_more_than_a_tenth(
    result: StateResult, base: StateResult, *, ok: bool
) -> None:
    assert bool(found(result, base).ok[0]) is ok


def test_only_the_section_of_the_work_may_be_dark() -> None:
    supplied = np.ones(BUSES, dtype=bool)
    supplied[[5, 6]] = False
    planned = NONE.copy()
    planned[5] = True
    dark = state(supplied=supplied)
    assert found(dark, state(), planned).lost[0]
    assert found(dark, state(), planned).lost_mw[0] == 0.5
    planned[6] = True
    assert found(dark, state(), planned).ok[0]


def test_a_dark_bus_without_load_is_no_loss() -> None:
    supplied = np.ones(BUSES, dtype=bool)
    supplied[5] = False
    load = LOAD.copy()
    load[5] = np.nan
    result = compare(ELEMENTS, state(supplied=supplied), state(), load, OperatingLimits(), NONE)
    assert result.ok[0]


def verdict_of(result: StateResult, own: Any = ALL) -> tuple[str, str, float]:
    verdict = judge(ELEMENTS, found(result, state()), OperatingLimits(), own)
    return verdict.reason[0], verdict.element[0], float(verdict.margin_percent[0])


def test_each_reason_names_its_worst_element() -> None:
    trafo = len(NETWORK.engine.model.lines)
    two = with_line(3, 120.0)
    two.branch_percent[4] = 130.0
    vm = state()
    vm.vm_pu[7] = 0.9
    high = state()
    high.vm_pu[8] = 1.1
    assert verdict_of(two) == ("line_overload", "line:4", -30.0)
    assert verdict_of(with_line(trafo, 101.0)) == ("transformer_overload", "trafo:0", -1.0)
    assert verdict_of(state(head_a=np.array([[1.0], [500.0], [1.0], [1.0]]))) == (
        "feeder_at_limit", "feeder:F2", -25.0,
    )  # fmt: skip
    assert verdict_of(vm) == ("undervoltage", f"bus:{NETWORK.engine.model.buses[7]}", -3.0)
    assert verdict_of(high) == ("overvoltage", f"bus:{NETWORK.engine.model.buses[8]}", -3.0)
    assert verdict_of(state(converged=np.zeros(1, dtype=bool)))[:2] == ("not_converged", "network")


def test_an_allowed_hour_names_the_most_loaded_own_element() -> None:
    own = np.zeros(len(ELEMENTS.names), dtype=bool)
    own[[2, 3]] = True
    result = with_line(3, 90.0)
    result.branch_percent[5] = 95.0  # of somebody else
    assert verdict_of(result, own) == ("", "line:3", 10.0)


def test_an_overloaded_head_closes_an_allowed_hour_only() -> None:
    limits = OperatingLimits()
    verdict = judge(ELEMENTS, found(state(), state()), limits, ALL)
    closed = verdict.with_head_at_limit("feeder:F1", np.array([100.0]), limits)
    assert (closed.reason, closed.element) == (("feeder_at_limit",), ("feeder:F1",))
    assert verdict.with_head_at_limit("feeder:F1", np.array([99.9]), limits).allowed.all()


def test_violations_are_listed_with_their_cause() -> None:
    base = with_line(3, 104.0)
    both = with_line(3, 104.0)
    both.branch_percent[4] = 103.0
    both.vm_pu[[4, 5, 7]] = [[0.92], [0.91], [0.90]]
    comparison = found(both, base)
    listed = violations(NETWORK, ELEMENTS, comparison, 0, TIME, OperatingLimits(), ("W1",))
    assert [(v.code, v.element, v.value, v.cause, v.work_orders) for v in listed] == [
        ("line_overload", "line:3", 104.0, "base", ()),
        ("line_overload", "line:4", 103.0, "plan", ("W1",)),
        ("undervoltage", "bus:11", 0.91, "plan", ("W1",)),  # the worst bus of F1
        ("undervoltage", "bus:20", 0.90, "plan", ("W1",)),  # and of F2
    ]  # fmt: skip
    lost = state(converged=np.zeros(1, dtype=bool))
    (only,) = violations(NETWORK, ELEMENTS, found(lost, base), 0, TIME, OperatingLimits(), ())
    assert (only.code, only.cause) == ("not_converged", "plan")


@pytest.mark.parametrize(
    "wrong",
    [
        {"loading_max_percent": 5.0},  # no limit anybody means
        {"vm_min_pu": 1.01},  # above nominal
        {"vm_max_pu": 0.99},  # below nominal
        {"heavy_percent": 101.0},  # above the limit itself
        {"heavy_percent": 0.0},
    ],
)
def test_limits_have_bounds(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="wanted"):
        OperatingLimits(**wrong)
