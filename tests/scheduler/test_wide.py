"""Problems of many crews: parts made when asked for, corners changed, a bound from pools."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scheduler import ProblemData, Result
from scheduler.conflicts import Conflicts
from scheduler.enumeration import build_catalogue
from scheduler.fitting import GrowingPlan
from scheduler.greedy import by_priority
from scheduler.open_ways import OpenWays
from scheduler.openings import place_with_moves
from scheduler.pool_bound import pool_bound
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.why_not import why_not

from .instances import county
from .small import crew, order, problem
from .tiny import tiny


@pytest.fixture
def widely(monkeypatch: pytest.MonkeyPatch) -> ProblemData:
    """A problem of a county, to be solved as if it were a province's."""
    monkeypatch.setattr("scheduler.solve.MOST_PARTS", 0)
    monkeypatch.setattr("scheduler.solve.MANY_CREWS", 1)
    monkeypatch.setattr("scheduler.solve.NEAREST_CREWS", 3)
    return county(3, orders=24, crews=4, days=2)


def clean(problem: ProblemData, result: Result) -> bool:
    assert result.schedule is not None
    return {b.rule for b in verify(problem, result.schedule)} <= {"mandatory_missing"}


@pytest.mark.parametrize("seed", [1, 5])
def test_all_parts_made_one_by_one_are_the_catalogue(seed: int) -> None:
    problem = county(seed, orders=10, crews=3, days=2)
    ways, whole = OpenWays(problem), build_catalogue(problem)
    assert ways.catalogue().timings == whole.timings
    assert ways.catalogue().parts == whole.parts
    assert ways.size >= len(whole.parts)


def test_each_order_has_its_nearest_crews_but_what_must_be_placed_has_all() -> None:
    problem = county(2, orders=10, crews=3, days=1)
    some = replace(problem.orders[0], mandatory=True)
    problem = replace(problem, orders=(some, *problem.orders[1:]))
    ways = OpenWays(problem, crews_each=1)
    assert len(ways.crews_of(some.id)) == 3
    assert {len(ways.crews_of(o.id)) for o in problem.orders if not o.must_place} == {1}


def test_a_plan_changed_corner_by_corner_keeps_every_rule(widely: ProblemData) -> None:
    told: list[str] = []
    params = SolveParams(effort=0.15, progress=lambda stage, *_: told.append(stage))
    result = solve(widely, params)
    assert clean(widely, result)
    assert result.score >= score_schedule(widely, by_priority(widely))
    assert told[0] == "greedy"
    assert told[-1] == "ruin_and_recreate"
    shuffled = list(widely.orders)
    random.Random(1).shuffle(shuffled)
    assert solve(replace(widely, orders=tuple(shuffled)), params).schedule == result.schedule


def test_by_the_clock_it_ends_too(widely: ProblemData) -> None:
    assert clean(widely, solve(widely, SolveParams(seconds=0.3)))


def test_locked_orders_stay_where_they_are(widely: ProblemData) -> None:
    job = by_priority(widely).assignments[0]
    locked = tuple(
        replace(o, locked_start_minute=job.start_minute) if o.id == job.work_order else o
        for o in widely.orders
    )
    result = solve(replace(widely, orders=locked), SolveParams(effort=0.2))
    assert result.schedule is not None
    starts = {a.work_order: a.start_minute for a in result.schedule.assignments}
    assert starts[job.work_order] == job.start_minute


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_is_worth_more_than_the_bound_of_pools(seed: int) -> None:
    problem = tiny(seed)
    result = solve(problem, SolveParams(effort=1))
    assert result.status.value == "optimal"
    assert pool_bound(OpenWays(problem), 0) >= result.value


def test_the_bound_of_pools_sees_that_crews_are_too_few() -> None:
    problem = county(1, orders=30, crews=2, days=1)
    most = sum(max(o.value_per_day) for o in problem.orders)
    assert pool_bound(OpenWays(problem), 0) < 0.7 * most


def test_of_many_crews_only_the_nearest_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.subproblem.MOST_WHOLE", 0)
    problem = county(4, orders=12, crews=3, days=1)
    plan = by_priority(problem)
    placed = {job.work_order for job in plan.assignments}
    order = next(o.id for o in problem.orders if o.id not in placed and o.crews_needed == 1)
    for fix in why_not(problem, plan, order).fixes:
        found = {b.rule for b in verify(fix.problem, fix.place.schedule)}
        assert found <= {"mandatory_missing"}
    place = place_with_moves(problem, plan, order, 2, may_leave_out=True)
    assert place is None or place.job.work_order == order


def test_a_job_taken_out_may_take_the_lunch_with_it() -> None:
    """Lunch after M leaves time for C; after A, half an hour's way from C, it does not."""
    given = problem(
        crews=(crew(shift_end_minute=900),),
        orders=(order("A", site=1), order("M"), order("C")),
        travel_minutes=((0, 30), (30, 0)),
        lunch_minutes=30,
    )
    ways = OpenWays(given)
    plan = GrowingPlan(Conflicts(ways))
    for name, start in (("A", 585), ("M", 660), ("C", 735)):
        at = [t for t in ways.timings_of_order[name] if ways.timings[t].start_slot == start // 15]
        plan.add(next(plan.fits(name, at)))
    assert plan.all_eat()
    plan.remove("M")
    assert not plan.eats("A", 0)
