"""Plans made without a solver: what still fits of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest

from scheduler import Closure, ProblemData, Schedule
from scheduler.conflicts import Conflicts
from scheduler.greedy import as_planned_picks, by_priority
from scheduler.open_ways import OpenWays
from scheduler.picks import to_schedule
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, solve

from .instances import county
from .small import rules_broken

COUNTY = county(5, orders=12, crews=3, days=2)
HARDLY = SolveParams(effort=0.02)


@cache
def planned() -> Schedule:
    found = solve(COUNTY, SolveParams(effort=0.6)).schedule
    assert found is not None
    assert score_schedule(COUNTY, found) > score_schedule(COUNTY, by_priority(COUNTY))
    return found


def places(schedule: Schedule) -> dict[str, tuple[int, int, str, tuple[str, ...]]]:
    return {
        job.work_order: (
            job.start_minute, job.end_minute, job.transfer_plan,
            tuple(part.crew for part in job.parts),
        )
        for job in schedule.assignments
    }  # fmt: skip


def given_back(problem: ProblemData, schedule: Schedule) -> Schedule:
    ways = OpenWays(problem)
    return to_schedule(ways, as_planned_picks(Conflicts(ways), (), schedule))


def test_a_schedule_given_back_is_found_again() -> None:
    before = planned()
    found = places(given_back(COUNTY, before))
    assert places(before).items() <= found.items()


def closed(order_id: str, slots: Iterable[int]) -> ProblemData:
    shut = Closure(rule="test", phase="site", slots=frozenset(slots))
    orders = tuple(
        replace(order, closures=(*order.closures, shut)) if order.id == order_id else order
        for order in COUNTY.orders
    )
    return replace(COUNTY, orders=orders)


@pytest.mark.parametrize("all_along", [False, True])
def test_what_is_closed_meanwhile_goes_elsewhere_or_out_and_the_rest_stays(
    *, all_along: bool
) -> None:
    before = planned()
    moved = before.assignments[0]
    slots = range(COUNTY.slots) if all_along else moved.occupied_slots
    problem = closed(moved.work_order, slots)
    after = given_back(problem, before)
    assert rules_broken(problem, after) <= {"mandatory_missing"}
    assert not (all_along and moved.work_order in places(after))
    kept = places(before)
    gone = kept.pop(moved.work_order)
    assert kept.items() <= places(after).items()
    assert places(after).get(moved.work_order) != gone


def test_the_search_begins_with_the_schedule_before() -> None:
    before = planned()
    fresh, again = solve(COUNTY, HARDLY), solve(COUNTY, HARDLY, before)
    assert fresh.score is not None
    assert again.score is not None
    assert fresh.score < score_schedule(COUNTY, before) <= again.score
