"""Why an order is left out, and that what is said to let it in does so, and nothing less."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from scheduler import Closure, GridOption, ProblemData, Schedule, TimeWindow
from scheduler.openings import free_places, place_with_moves
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.why_not import WhyNot, why_not

from .oracle import _all_lunches, all_ways
from .small import crew, order, problem, solved, team, truck, worker
from .tiny import tiny

ALL_DAY = frozenset(range(96))


@lru_cache
def left_out() -> tuple[tuple[int, str], ...]:
    """Fifty orders that the best plan of a generated problem leaves out."""
    found: list[tuple[int, str]] = []
    for seed in range(1, 80):
        given, plan = planned(seed)
        placed = {job.work_order for job in plan.assignments}
        found += [(seed, o.id) for o in given.orders if o.id not in placed]
    return tuple(found[:50])


@lru_cache
def planned(seed: int) -> tuple[ProblemData, Schedule]:
    given = tiny(seed)
    plan = solve(given, SolveParams(effort=1)).schedule
    assert plan is not None
    return given, plan


def keeps_every_rule(given: ProblemData, schedule: Schedule) -> bool:
    return {breach.rule for breach in verify(given, schedule)} <= {"mandatory_missing"}


def fits_somewhere(given: ProblemData, plan: Schedule, name: str) -> bool:
    """Try every start, crew, roster and lunch, the rest of the plan as it is."""
    return any(
        keeps_every_rule(given, Schedule(assignments=jobs, lunches=lunches))
        for way in all_ways(given, given.order_by_id[name])
        for jobs in [(*plan.assignments, way)]
        if not any(
            name in breach.work_orders and breach.rule != "lunch_missing"
            for breach in verify(given, Schedule(assignments=jobs))
        )
        for lunches in _all_lunches(given, jobs)
    )


@pytest.mark.parametrize("number", range(50))
def test_the_change_lets_the_order_in_and_its_absence_does_not(number: int) -> None:
    seed, name = left_out()[number]
    given, plan = planned(seed)
    found = why_not(given, plan, name)
    assert (found.free is not None) == fits_somewhere(given, plan, name)
    for fix in found.fixes:
        assert keeps_every_rule(fix.problem, fix.place.schedule)
        after = {job.work_order: job for job in fix.place.schedule.assignments}
        assert after[name] == fix.place.job
        same = {job.work_order for job in plan.assignments if after.get(job.work_order) == job}
        moved = {job.work_order for job in plan.assignments} - same
        assert moved == {*fix.place.moved, *fix.place.left_out}
        assert (fix.problem != given) or moved
    assert found.rules
    assert all(record.slots_lost <= found.starts for record in found.rules)


def codes(found: WhyNot) -> list[tuple[str, str]]:
    return [(fix.code, fix.what) for fix in found.fixes]


def nearest(given: ProblemData, plan: Schedule | None = None) -> tuple[str, str]:
    return codes(why_not(given, solved(given) if plan is None else plan, "W1"))[0]


def shut(rule: str, **changes: Any) -> ProblemData:
    closure = Closure(rule=rule, phase="site", slots=ALL_DAY)
    return problem(orders=(order(closures=(closure,), **changes),))


def windowed(rule: str) -> ProblemData:
    window = TimeWindow(rule=rule, start_minute=0, end_minute=100)
    return problem(orders=(order(windows=(window,)),))


CASES = [
    ("survey", "", shut("not_surveyed")),
    ("renew_order", "", shut("withdrawn")),
    ("moisture_proof_tools", "", shut("humidity")),
    ("night_work", "", shut("darkness")),
    ("wider_window", "", windowed("customer_window")),
    ("wider_ticket", "", windowed("ticket_window")),
    ("earlier_release", "", windowed("release")),
    ("more_crew_time", "A", problem(crews=(crew(shift_end_minute=500),))),
    ("another_vehicle", "bucket_truck", problem(orders=(order(vehicle_kinds=("bucket_truck",)),))),
    (
        "another_certificate",
        "AB1",
        problem(workers=(*team()[:2], worker("AB1", "bucket", certificates=frozenset()))),
    ),
    (
        "another_recloser",
        "",
        problem(
            orders=(order(grid_options=(GridOption(blocked_feeders=("F1",)),)),),
            feeders_blocked_per_bus_section=0,
        ),
    ),
]


@pytest.mark.parametrize(("code", "what", "given"), CASES, ids=[code for code, _, _ in CASES])
def test_the_nearest_change_is_the_one_that_is_missing(
    code: str, what: str, given: ProblemData
) -> None:
    assert nearest(given) == (code, what)


def test_another_crew_where_the_only_one_is_taken() -> None:
    given = problem(
        orders=(order("W1", value_per_day=(9,)), order("W2")),
        crews=(crew(shift_end_minute=520),),
        vehicles=(truck("V", "A"),),
    )
    found = why_not(given, solved(given), "W1")
    assert ("another_crew", "A") in codes(found)
    assert codes(found)[0] == ("leave_out_order", "W2")


def test_another_order_moved_makes_room() -> None:
    window = TimeWindow(rule="customer_window", start_minute=480, end_minute=520)
    given = problem(orders=(order("W1", windows=(window,)), order("W2")))
    plan = Schedule(assignments=solved(replace(given, orders=(order("W2"),))).assignments)
    assert plan.assignments[0].start_minute == 480
    found = why_not(given, plan, "W1")
    assert codes(found)[0] == ("move_order", "W2")
    assert place_with_moves(given, plan, "W1", 0) is None


def test_an_order_without_a_place_and_without_a_change() -> None:
    given = problem(orders=(order(segments=(31,)),))
    found = why_not(given, solved(given), "W1")
    assert (found.free, found.fixes) == (None, ())
    assert found.rules[0].rule == "stint_limit"


def test_free_places_come_best_first() -> None:
    given = problem(orders=(order("W1"), order("W2")))
    plan = solved(replace(given, orders=(order("W2"),)))
    places = list(free_places(given, plan, "W1"))
    assert [place.job.start_minute for place in places] == list(range(525, 690, 15))
    assert all(keeps_every_rule(given, place.schedule) for place in places)
    assert {place.gain.value for place in places} == {100}
    comforts = [place.gain.comfort for place in places]
    assert comforts == sorted(comforts, reverse=True)


def test_moves_that_are_not_wanted_again() -> None:
    given = problem(orders=(order("W1"), order("W2")))
    plan = solved(replace(given, orders=(order("W2"),)))
    first = place_with_moves(given, plan, "W1", 1)
    assert first is not None
    key = (first.job.start_minute, first.job.parts[0].crew)
    second = place_with_moves(given, plan, "W1", 1, not_at=[key])
    assert second is not None
    assert second.job.start_minute != first.job.start_minute
    with pytest.raises(ValueError, match="negative"):
        place_with_moves(given, plan, "W1", -1)
