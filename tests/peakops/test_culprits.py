from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from feeders.allocation import allocate
from feeders.limits import OperatingLimits
from feeders.load_flow import check_states
from feeders.options import GridTask
from feeders.planned_state import joint_state
from feeders.windows import admissible
from peakops.culprits import narrowed, smallest
from scheduler.schedule import Assignment, CrewPart, Schedule, Stint
from tests.feeders import small_net

NETWORK = small_net.two_substations().read()
HEADS = small_net.heads(NETWORK, {"F1": 3.6, "F2": 2.0, "F3": 2.0, "F4": 5.0})
CASE = allocate(NETWORK, HEADS.iloc[13:17])
LIMITS = OperatingLimits(vm_min_pu=0.85)
TASKS = (
    GridTask(work_order="A", feeder="F2", bus=20),
    GridTask(work_order="W1", feeder="F1", bus=10, switching="relieve"),
    GridTask(work_order="W2", feeder="F4", bus=40, switching="relieve"),
)
OPTIONS = admissible(NETWORK, CASE, TASKS, LIMITS).options
CHOSEN = {
    option.task.work_order: option
    for option in OPTIONS
    if option.touched in (("F2",), ("F1", "F3"), ("F3", "F4"))
}
GRID: Any = SimpleNamespace(network=NETWORK, load_case=CASE, options=OPTIONS)


def job(order: str) -> Assignment:
    return Assignment(
        work_order=order,
        transfer_plan=CHOSEN[order].transfer_plan,
        start_minute=480,
        setup_end_minute=500,
        bucket_end_minute=530,
        end_minute=550,
        parts=(CrewPart(crew="C", leader="L", supervisor="L", pairs=(("A", "B"),)),),
        stints=(Stint(pair=0, start_minute=500, end_minute=530),),
    )


def test_a_bystander_is_not_named_and_both_who_meet_are() -> None:
    jobs = [(name, option.task.bus, option.state) for name, option in CHOSEN.items()]
    together = joint_state(NETWORK, CASE.times[0], jobs)
    found = check_states(NETWORK, CASE, [together], LIMITS).violations
    assert {violation.work_orders for violation in found} == {("A", "W1", "W2")}
    schedule = Schedule(assignments=tuple(job(name) for name in sorted(CHOSEN)))
    named = narrowed(GRID, LIMITS, schedule, found)
    assert [(v.code, v.element, v.value) for v in named] == [
        (v.code, v.element, v.value) for v in found
    ]
    assert {violation.work_orders for violation in named} == {("W1", "W2")}


@pytest.mark.parametrize(
    ("needed", "left"),
    [({"A"}, ["A"]), ({"B", "D"}, ["B", "D"]), ({"A", "B", "C", "D"}, ["A", "B", "C", "D"])],
)
def test_nobody_is_left_whom_it_does_not_need(needed: set[str], left: list[str]) -> None:
    assert smallest("ABCD", lambda kept: needed <= set(kept)) == left


def test_somebody_is_always_named() -> None:
    assert smallest("AB", lambda _: True) == ["B"]
