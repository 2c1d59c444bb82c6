"""Plans put together from days that crews have had: rules kept, locks kept, never worse."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from scheduler import ExclusivePair, ProblemData
from scheduler.column_bound import DayPricing, day_pricing
from scheduler.conflicts import Conflicts
from scheduler.day_choice import (
    cells_of_days,
    chosen_days,
    days_to_choose_from,
    planned_exactly,
    staffed,
)
from scheduler.day_cores import Core, cores
from scheduler.day_dive import dive
from scheduler.day_program import Day
from scheduler.greedy import by_priority, by_priority_picks
from scheduler.highs import WholeLimit
from scheduler.lns import score_picks
from scheduler.open_ways import OpenWays
from scheduler.picks import to_schedule
from scheduler.schedule import Score
from scheduler.search import whole_model_solver
from scheduler.solve import SolveParams, solve
from scheduler.stop import Stop
from scheduler.verify import verify

from .instances import county
from .small import order, two_crews

NO_PLAN = Score(must_placed=0, value=0, comfort=0)
QUICK = SolveParams(effort=0.1)
LIMIT = WholeLimit(work=1e7, seconds=None, near=0.1, stop=None)
MANY = 10_000
AT_ONCE: dict[str, Any] = {"locked_start_minute": 480}


@pytest.fixture
def by_days(monkeypatch: pytest.MonkeyPatch) -> ProblemData:
    """A problem of a county, too large for one model."""
    monkeypatch.setattr("scheduler.solve.MOST_PARTS", 0)
    return county(2, orders=12, crews=2, days=2)


def priced(ways: OpenWays) -> DayPricing:
    found = day_pricing(ways)
    assert found is not None
    return found


@pytest.mark.parametrize("few_groups", [20, 0])
def test_days_seen_make_a_better_plan_that_keeps_every_rule(
    by_days: ProblemData, monkeypatch: pytest.MonkeyPatch, few_groups: int
) -> None:
    monkeypatch.setattr("scheduler.wide_solve.FEW_GROUPS", few_groups)
    monkeypatch.setattr("scheduler.wide_solve.CHANGES_PER_EFFORT", 30)
    told: list[str] = []
    params = SolveParams(effort=1.0, progress=lambda stage, *_: told.append(stage))
    result = solve(by_days, params)
    assert result.schedule is not None
    assert result.bound is not None
    assert {b.rule for b in verify(by_days, result.schedule)} <= {"mandatory_missing"}
    assert "days" in told
    assert result.value <= result.bound < 1.1 * result.value
    shuffled = list(by_days.orders)
    random.Random(1).shuffle(shuffled)
    again = solve(replace(by_days, orders=tuple(shuffled)), params)
    assert again.schedule == result.schedule


@pytest.mark.parametrize("few_groups", [20, 0])
def test_locked_orders_stay_where_they_are(
    by_days: ProblemData, monkeypatch: pytest.MonkeyPatch, few_groups: int
) -> None:
    monkeypatch.setattr("scheduler.wide_solve.FEW_GROUPS", few_groups)
    job = min(by_priority(by_days).assignments, key=lambda a: a.end_minute - a.start_minute)
    locked = [
        replace(o, locked_start_minute=job.start_minute) if o.id == job.work_order else o
        for o in by_days.orders
    ]
    result = solve(replace(by_days, orders=tuple(locked)), QUICK)
    assert result.schedule is not None
    starts = {a.work_order: a.start_minute for a in result.schedule.assignments}
    assert starts[job.work_order] == job.start_minute


def chosen(
    given: ProblemData, urgent: tuple[str, ...] = (), never: tuple[Core, ...] = ()
) -> set[str]:
    """Orders of the days chosen from those that priced best."""
    pricing = priced(OpenWays(given))
    pricing.bound(NO_PLAN)
    program = pricing.program
    days = chosen_days(program, pricing.days, (), urgent, never, LIMIT)
    return {name for day in days for name in program.led(day)}


def pair(one: str, other: str) -> ExclusivePair:
    return ExclusivePair(rule="partner_feeders", first=(one, None), second=(other, None))


def test_chosen_days_go_together() -> None:
    orders = tuple(order(f"W{i}", feeder=f"F{i}", **AT_ONCE) for i in (1, 2))
    given = two_crews(orders=orders)
    assert chosen(given) == {"W1", "W2"}
    assert len(chosen(replace(given, exclusive_pairs=(pair("W1", "W2"),)))) == 1


def test_an_urgent_order_is_worth_more_than_all_others() -> None:
    little = order("W1", feeder="F1", value_per_day=(1,), **AT_ONCE)
    much = order("W2", feeder="F2", value_per_day=(1000,), **AT_ONCE)
    given = two_crews(orders=(little, much), exclusive_pairs=(pair("W1", "W2"),))
    assert chosen(given) == {"W2"}
    assert chosen(given, urgent=("W1",)) == {"W1"}


def test_a_choice_is_made_without_what_was_never_possible() -> None:
    given = two_crews(orders=tuple(order(f"W{i}", feeder=f"F{i}", **AT_ONCE) for i in (1, 2)))
    both = Core(date=0, entries=frozenset({("W1", True), ("W2", True)}))
    another_day = replace(both, date=1)
    assert chosen(given, never=(both,)) in ({"W1"}, {"W2"})
    assert chosen(given, never=(another_day,)) == {"W1", "W2"}


def test_nothing_is_chosen_once_the_search_is_to_end() -> None:
    stop = Stop()
    stop.ask()
    pricing = priced(OpenWays(county(1, orders=12, crews=3, days=1)))
    pricing.bound(NO_PLAN)
    ended = replace(LIMIT, stop=stop)
    assert chosen_days(pricing.program, pricing.days, (), (), (), ended) == []


def test_a_choice_is_planned_with_people_and_grid() -> None:
    given = county(1, orders=12, crews=3, days=1)
    ways = OpenWays(given)
    pricing = priced(ways)
    bound = pricing.bound(NO_PLAN)
    days = days_to_choose_from(ways, pricing, (), (), bound, MANY)
    choice = chosen_days(pricing.program, days, (), (), (), LIMIT)
    picks = planned_exactly(ways, pricing.program, [choice], (), (), whole_model_solver(QUICK, 5.0))
    assert picks
    plan = by_priority_picks(Conflicts(ways))
    both = planned_exactly(
        ways, pricing.program, [choice], plan, (), whole_model_solver(QUICK, 5.0)
    )
    assert both
    assert score_picks(ways, both) >= max(score_picks(ways, plan), score_picks(ways, picks))
    schedule = to_schedule(ways, picks)
    assert {b.rule for b in verify(given, schedule)} <= {"mandatory_missing"}
    found = cells_of_days(ways, pricing.program, choice)
    cells = {(name, crew) for (name, _), (crew, _) in found.items()}
    assert {(job.work_order, part.crew) for job in schedule.assignments for part in job.parts} <= (
        cells
    )


def test_each_day_of_a_group_gets_a_crew_that_has_the_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = tuple(order(f"W{i}", feeder=f"F{i}", **AT_ONCE) for i in (1, 2))
    ways = OpenWays(two_crews(orders=orders))
    program = priced(ways).program
    days = [each for each in single_days(ways) if program.led(each)]
    only = {"W1": "B", "W2": "A"}

    def can(ways: OpenWays, crew: str, jobs: list[tuple[int, bool]]) -> bool:
        return all(only[ways.timings[t].order.id] == crew for t, _ in jobs)

    monkeypatch.setattr("scheduler.day_choice.can_staff", can)
    crews = {name: crew for (name, _), (crew, _) in cells_of_days(ways, program, days).items()}
    assert crews == only
    assert all(staffed(ways, program, day) for day in days)


def single_days(ways: OpenWays) -> list[Day]:
    """A day of the first group for each order."""
    jobs = priced(ways).program.groups[0].day.jobs
    return [(0, (k,)) for k, job in enumerate(jobs) if job.entry[1]]


def test_a_core_is_what_does_not_go_together_and_no_more() -> None:
    orders = tuple(order(f"W{i}", feeder=f"F{i}") for i in (1, 2, 3))
    ways = OpenWays(two_crews(orders=orders))
    program = priced(ways).program
    first = {
        program.groups[0].day.jobs[k].entry[0]: k for k in range(len(program.groups[0].day.jobs))
    }
    choice = [(0, (first["W1"], first["W3"])), (0, (first["W2"],))]

    def goes(days: list[Day]) -> bool:
        return not {"W1", "W2"} <= {name for day in days for name in program.led(day)}

    found = cores(program, choice, {"W2"}, goes)
    assert found == [Core(date=0, entries=frozenset({("W1", True), ("W2", True)}))]
    assert cores(program, choice, {"W2"}, lambda _: True) == []


def test_a_dive_finds_days_that_go_together_and_leaves_the_prices() -> None:
    pricing = priced(OpenWays(county(1, orders=12, crews=3, days=1)))
    bound = pricing.bound(NO_PLAN)
    losses = pricing.losses(pricing.days[:20])
    found = dive(pricing, lambda _: True)
    assert found
    assert pricing.losses(pricing.days[:20]) == losses
    assert pricing.bound(NO_PLAN) == bound
    assert dive(pricing, lambda _: False) == []
    assert dive(pricing, lambda _: True, lambda: True) == []


def test_a_day_that_loses_more_than_the_gap_is_not_chosen_from() -> None:
    ways = OpenWays(county(1, orders=12, crews=3, days=1))
    pricing = priced(ways)
    bound = pricing.bound(NO_PLAN)
    every = days_to_choose_from(ways, pricing, (), (), bound, MANY)
    near = days_to_choose_from(ways, pricing, (), (), bound // 100, MANY)
    assert 0 < len(near) < len(every)
    assert max(pricing.losses(near)) <= bound // 100
    assert all(loss >= -1e-6 for loss in pricing.losses(every))
