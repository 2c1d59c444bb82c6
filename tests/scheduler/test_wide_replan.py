"""A replan of a large plan: only what the disruption touches is opened, and no rule is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Closure, ExclusivePair, GridOption, ProblemData, Schedule
from scheduler.crews import Absence
from scheduler.greedy import by_priority
from scheduler.history import problem_of
from scheduler.issue import Issue
from scheduler.replan import replan
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, in_order
from scheduler.subproblem import is_large, met_by, narrowed
from scheduler.wide_replan import WideReplan

from .disruptions import WORK, broken, disrupted, planned
from .instances import county
from .small import order, problem, two_crews
from .test_replan import issue, job

SEEDS = [12, 13, 16, 20, 24, 30, 39, 41, 49, 56]


def replanned(given: ProblemData, now: Issue) -> Schedule:
    found = WideReplan(problem_of(in_order(given), now), now, WORK).run()
    assert found is not None
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_corner_by_corner_is_as_good_as_all_at_once_where_the_corner_is_all(seed: int) -> None:
    _, given, now = disrupted(seed, *planned(seed))
    found = replanned(given, now)
    assert broken(given, now, found) == set()
    jobs = {each.work_order: each for each in found.assignments}
    assert {name: jobs[name] for name in now.fixed} == now.fixed
    whole = replan(given, now, WORK)
    score = score_schedule(whole.problem, found)
    assert score.must_placed == whole.result.score.must_placed
    assert score.value >= 0.999 * whole.result.score.value
    assert len(now.changed_by(found)) == len(whole.changed)


@pytest.fixture(scope="module")
def crew_out() -> tuple[ProblemData, Issue]:
    """A day of two counties, of which a crew falls out in the morning."""
    problem = county(2, orders=50, crews=22, days=1)
    issue = Issue(now_minute=600, schedule=by_priority(problem))
    crew = next(iter(issue.open.values())).parts[0].crew
    away = tuple(
        Absence(worker=w.id, from_minute=600, to_minute=1440)
        for w in problem.workers
        if w.crew == crew
    )
    return replace(problem, absences=away), issue


def test_of_a_large_plan_only_what_is_touched_changes(crew_out: tuple[ProblemData, Issue]) -> None:
    given, issue = crew_out
    assert is_large(given)
    found = replan(given, issue, SolveParams(effort=0.5))
    assert found.result.schedule is not None
    assert broken(given, issue, found.result.schedule) == set()
    gone = {absence.worker for absence in given.absences}
    lost = {n for n, job in issue.open.items() if gone & {*job.parts[0].people}}
    assert lost <= set(found.changed)
    assert len(found.changed) < 10
    assert not found.fewest
    assert found.result.bound is None
    shuffled = replace(given, orders=given.orders[::-1], crews=given.crews[::-1])
    assert replan(shuffled, issue, SolveParams(effort=0.5)).changed == found.changed


def test_a_new_lock_displaces_what_stands_there() -> None:
    given = problem(orders=(order("W1"), order("W2", locked_start_minute=540)))
    jobs = {j.work_order: j for j in replanned(given, issue(400, job("W1", 540))).assignments}
    assert jobs["W2"].start_minute == 540
    assert jobs["W1"].start_minute != 540


def test_an_order_whose_predecessor_waits_stays_out() -> None:
    closed = Closure(rule="rain", phase="site", slots=frozenset(range(96)))
    orders = (order("W1", closures=(closed,)), order("W2", after=("W1",), mandatory=True))
    assert replanned(problem(orders=orders), issue(400)).assignments == ()


def test_a_part_of_a_problem_has_what_the_orders_can_meet() -> None:
    orders = tuple(order(f"W{i}", feeder=f"F{i}") for i in (1, 2, 3))
    blocked = GridOption(blocked_feeders=("F1",))
    pair = ExclusivePair(rule="partner_feeders", first=("W1", None), second=("W3", None))
    jobs = [job(f"W{i}", 480 + 60 * i, "B") for i in (1, 2, 3)]
    given = two_crews(orders=orders, exclusive_pairs=(pair,))

    def met(problem: ProblemData, crews: tuple[str, ...]) -> list[str]:
        return [each.work_order for each in met_by(problem, jobs[1:], ["W1"], crews)]

    assert met(given, ("A",)) == ["W3"]
    assert met(given, ("A", "B")) == ["W2", "W3"]
    after = replace(orders[1], after=("W1",))
    assert met(replace(given, orders=(orders[0], after, orders[2])), ("A",)) == ["W2", "W3"]
    same = tuple(replace(o, grid_options=(blocked,)) for o in orders)
    assert met(replace(given, orders=same, exclusive_pairs=()), ("A",)) == ["W2", "W3"]
    small = narrowed(replace(given, orders=(orders[0], after, orders[2])), ("W2",), ("A",))
    assert [o.after for o in small.orders] == [()]
    assert {w.crew for w in small.workers} == {"A"}
    assert small.exclusive_pairs == ()
