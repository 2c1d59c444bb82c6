"""Why an order is left out: each rule alone on the smallest problem."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Closure, ExclusivePair, ForbiddenUse, GridOption, ProblemData, TimeWindow
from scheduler.crew_days import CrewDays
from scheduler.explain import NEAREST_FIX, Unscheduled, explain
from scheduler.explain_crews import teams_of
from scheduler.explain_taken import taken_blocks
from scheduler.greedy import by_priority
from scheduler.order_rules import Courses

from .instances import county
from .small import crew, order, problem, solved, team, truck, two_crews, unrelieved, worker

ALL_DAY = frozenset(range(96))
BLOCKING = GridOption(blocked_feeders=("F1",))


def shut(rule: str) -> ProblemData:
    closure = Closure(rule=rule, phase="site", slots=ALL_DAY)
    return problem(orders=(order(closures=(closure,)),))


def windowed(rule: str) -> ProblemData:
    window = TimeWindow(rule=rule, start_minute=0, end_minute=100)
    return problem(orders=(order(windows=(window,)),))


CASES = [
    *((rule, shut(rule)) for rule in ("rain", "thunder", "hottest_hours", "stop_day")),
    *((rule, windowed(rule)) for rule in ("release", "customer_window", "ticket_window")),
    (
        "humidity",
        problem(
            orders=(order(closures=(Closure(rule="humidity", phase="bucket", slots=ALL_DAY),)),)
        ),
    ),
    (
        "line_overload",
        problem(
            orders=(
                order(
                    grid_options=(
                        GridOption(
                            closures=(Closure(rule="line_overload", phase="grid", slots=ALL_DAY),)
                        ),
                    )
                ),
            )
        ),
    ),
    (
        "finding_slot",
        problem(forbidden_uses=(ForbiddenUse(rule="finding_slot", order="W1", slots=ALL_DAY),)),
    ),
    ("stint_limit", problem(orders=(order(segments=(31,)),))),
    ("outside_shift", problem(crews=(crew(shift_end_minute=500),))),
    ("certificate", problem(workers=team(certificates=frozenset()))),
    ("worker_unavailable", problem(workers=team(available=(False,)))),
    ("role_missing", problem(workers=(worker("L", "leader supervisor"),))),
    ("vehicle_missing", problem(orders=(order(vehicle_kinds=("bucket_truck",)),))),
    ("outdoor_cap", problem(workers=team(outdoor_cap_minutes=(39,)))),
    (
        "reclosers_blocked",
        problem(orders=(order(grid_options=(BLOCKING,)),), feeders_blocked_per_bus_section=0),
    ),
]


@pytest.mark.parametrize(("rule", "given"), CASES, ids=[rule for rule, _ in CASES])
def test_the_only_rule_in_the_way_is_the_first_named(rule: str, given: ProblemData) -> None:
    plan = solved(given)
    assert plan.assignments == ()
    first = explain(given, plan)[0]
    assert (first.work_order, first.rule) == ("W1", rule)
    assert first.nearest_fix == NEAREST_FIX.get(rule, "later_due")
    # Sixteen starts lie in the shift; those whose end is outside it are lost to the shift too.
    assert first.slots_lost_alone > 0
    assert first.slots_lost >= first.slots_lost_alone


def test_lost_and_lost_alone_are_counted_start_by_start() -> None:
    window = TimeWindow(rule="release", start_minute=600, end_minute=1440)
    rain = Closure(rule="rain", phase="site", slots=frozenset(range(36, 96)))
    given = problem(orders=(order(windows=(window,), closures=(rain,)),))
    found = {r.rule: (r.slots_lost, r.slots_lost_alone) for r in explain(given, solved(given))}
    # Starts 08:00 … 11:45. Release takes 08:00 … 09:45; rain all that end after 09:00; the shift
    # those after 11:20.
    assert found == {"release": (8, 2), "rain": (14, 6), "outside_shift": (2, 0)}


def test_a_crew_taken_by_a_better_order_is_capacity() -> None:
    given = problem(
        orders=(order("W1", value_per_day=(9,)), order("W2")), crews=(crew(shift_end_minute=535),)
    )
    found = explain(given, solved(given))
    assert {r.reason for r in found} == {"capacity"}
    assert (found[0].rule, found[0].slots_lost_alone) == ("outside_shift", 2) or (
        found[0].rule == "capacity"
    )
    capacity = next(r for r in found if r.rule == "capacity")
    assert (capacity.slots_lost, capacity.slots_lost_alone) == (2, 2)
    assert capacity.nearest_fix == "another_crew"


def test_a_used_vehicle_and_spent_minutes_are_capacity_too() -> None:
    trucks = two_crews(
        orders=tuple(
            order(name, vehicle_kinds=("bucket_truck",), value_per_day=(value,))
            for name, value in (("W1", 9), ("W2", 100))
        ),
        vehicles=(truck("V"),),
        vehicle_gap_slots=11,
    )
    tired = problem(
        orders=(order("W1", value_per_day=(9,)), order("W2")),
        workers=team(outdoor_cap_minutes=(70,)),
    )
    for given in (trucks, tired):
        found = explain(given, solved(given))
        assert found[0].rule == "capacity"
        assert found[0].slots_lost_alone > 0


@pytest.mark.parametrize("rule", ["partner_feeders", "transfer_conflict", "finding_together"])
def test_a_pair_with_a_placed_order_is_named(rule: str) -> None:
    pair = ExclusivePair(rule=rule, first=("W2", None), second=("W1", None))
    short = (crew("A", shift_end_minute=535), crew("B", shift_end_minute=535))
    given = two_crews(
        orders=(order("W1", value_per_day=(9,)), order("W2")), crews=short, exclusive_pairs=(pair,)
    )
    found = {r.rule: r for r in explain(given, solved(given))}
    # W2 is at work from 08:00 to 08:40; the starts 08:30 and later end after the shift anyway.
    assert (found[rule].slots_lost, found[rule].slots_lost_alone) == (3, 2)
    assert found[rule].nearest_fix == "move_order"


def test_a_pair_elsewhere_or_with_another_plan_is_not() -> None:
    pairs = (
        ExclusivePair(
            rule="finding_together", first=("W1", None), second=("W2", None), slots=frozenset({90})
        ),
        ExclusivePair(rule="transfer_conflict", first=("W1", "T9"), second=("W2", None)),
        ExclusivePair(rule="partner_feeders", first=("W1", None), second=("W2", "T9")),
    )
    given = problem(
        orders=(order("W1", value_per_day=(9,)), order("W2")),
        crews=(crew(shift_end_minute=535),),
        exclusive_pairs=pairs,
    )
    assert {r.rule for r in explain(given, solved(given))} == {"capacity", "outside_shift"}


def test_a_missing_predecessor_is_named() -> None:
    given = problem(
        orders=(order("W1", segments=(31,)), order("W2", after=("W1",))),
    )
    named = {(r.work_order, r.rule) for r in explain(given, solved(given))}
    assert ("W2", "predecessor") in named
    short = two_crews(
        orders=(order("W1"), order("W2", after=("W1",), value_per_day=(9,))),
        crews=(crew("A", shift_end_minute=535), crew("B", shift_end_minute=535)),
    )
    assert "predecessor" in {r.rule for r in explain(short, solved(short))}


def test_a_joint_job_needs_two_crews() -> None:
    given = problem(orders=(order(crews_needed=2),))
    assert explain(given, solved(given)) == (
        Unscheduled(
            work_order="W1",
            reason="window_closed",
            rule="crews_missing",
            slots_lost=0,
            slots_lost_alone=0,
            nearest_fix="another_crew",
        ),
    )


def test_placed_orders_need_no_explanation() -> None:
    assert explain(problem(), solved(problem())) == ()


def test_every_order_left_out_of_a_county_plan_has_a_reason() -> None:
    given = county(3, orders=14, crews=2, days=1)
    plan = by_priority(given)
    left = {o.id for o in given.orders} - {a.work_order for a in plan.assignments}
    found = explain(given, plan)
    assert {r.work_order for r in found} == left
    assert {r.reason for r in found} <= {"capacity", "window_closed"}


@pytest.mark.parametrize("rest_outdoors", [True, False])
def test_rest_outdoors_takes_the_time_of_a_second_order(rest_outdoors: bool) -> None:
    long, short = order("W1", segments=(20, 20)), order("W2", value_per_day=(10,))
    up = [worker(name, "bucket", outdoor_cap_minutes=(80,)) for name in ("AB0", "AB1")]
    given = problem(
        orders=(long, short),
        stint_limits={"cape": (20,) * 96},
        workers=(worker("AL", "leader supervisor"), *up),
        rest_outdoors=rest_outdoors,
    )
    alone = solved(replace(given, orders=(long,)))
    # 70 minutes for W1 leave 10 of the 30 that W2 takes; with rest in the cab they leave 30.
    taken = taken_blocks(
        given, alone, short, Courses(given), CrewDays(given), unrelieved(teams_of(given, short))
    )
    late = taken[40:44]  # 10:00 to 11:00, long after W1
    assert late.all() == late.any() == rest_outdoors
