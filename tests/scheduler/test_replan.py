"""A day made anew: what has begun stays, of the rest as little changes as can be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler import Assignment, CrewPart, Lunch, Schedule, Stint, TimeWindow
from scheduler.issue import Issue
from scheduler.replan import Replanned, replan
from scheduler.verify_replan import verify_replan
from scheduler.whereabouts import Whereabouts, whereabouts

from .disruptions import WORK, Exhaustive, broken, disrupted, planned
from .small import crew, order, problem, solved, team, two_crews

PROVABLE = [12, 13, 16, 22, 24, 30, 34, 39, 41, 49, 56, 58, 65, 71, 76, 81, 86, 88, 92, 93, 94]
PROVABLE += [100, 105, 109]
"""Seeds whose day has two jobs or more and whose exhaustive search takes a second or two."""
ON_THE_WAY = [20, 63, 74, 84, 99, 106, 112]
"""A job under way breaks a rule by what came up: it stays all the same."""


@pytest.mark.parametrize("seed", [*PROVABLE, *ON_THE_WAY])
def test_what_has_begun_stays_and_no_rule_is_broken(seed: int) -> None:
    _, given, issue = disrupted(seed, *planned(seed))
    found = replan(given, issue, WORK)
    assert found.result.schedule is not None
    assert broken(given, issue, found.result.schedule) == set()
    jobs = {job.work_order: job for job in found.result.schedule.assignments}
    assert {name: jobs[name] for name in issue.fixed} == issue.fixed
    assert replan(given, issue, WORK) == found


@pytest.mark.parametrize("seed", PROVABLE)
def test_no_plan_of_that_worth_changes_fewer_orders(seed: int) -> None:
    _, given, issue = disrupted(seed, *planned(seed))
    found = replan(given, issue, WORK)
    assert found.fewest
    assert len(found.changed) == Exhaustive(given, issue).fewest()


def job(name: str, start: int, crew_name: str = "A", **changes: Any) -> Assignment:
    """The job of an order of 10 + 20 + 10 minutes."""
    values: dict[str, Any] = {
        "work_order": name,
        "start_minute": start,
        "setup_end_minute": start + 10,
        "bucket_end_minute": start + 30,
        "end_minute": start + 40,
        "parts": (part(crew_name),),
        "stints": (Stint(pair=0, start_minute=start + 10, end_minute=start + 30),),
    }
    return Assignment(**{**values, **changes})


def part(name: str = "A", **changes: Any) -> CrewPart:
    values: dict[str, Any] = {
        "crew": name,
        "leader": f"{name}L",
        "supervisor": f"{name}L",
        "pairs": ((f"{name}B0", f"{name}B1"),),
    }
    return CrewPart(**{**values, **changes})


def issue(now: int, *jobs: Assignment, **changes: Any) -> Issue:
    lunches = changes.pop("lunches", ())
    return Issue(now_minute=now, schedule=Schedule(assignments=jobs, lunches=lunches), **changes)


def found_jobs(found: Replanned) -> dict[str, Assignment]:
    assert found.result.schedule is not None
    return {each.work_order: each for each in found.result.schedule.assignments}


TWO = (order("W1"), order("W2", site=1))
FAR: dict[str, Any] = {"orders": TWO, "travel_minutes": ((0, 60), (60, 0))}


def test_without_news_nothing_changes() -> None:
    given = two_crews(orders=TWO, travel_minutes=((0, 5), (5, 0)))
    plan = solved(given)
    found = replan(given, Issue(now_minute=400, schedule=plan), WORK)
    assert (found.changed, found.result.schedule) == ((), plan)


def test_an_overrun_moves_the_next_job_of_its_crew_only() -> None:
    given = two_crews(
        orders=(*(order(f"W{i}", feeder=f"F{i}") for i in (1, 2, 3)),),
        feeders_blocked_per_bus_section=3,
    )
    late = job("W1", 480, end_minute=560, bucket_end_minute=550)
    now = issue(500, late, job("W2", 525), job("W3", 525, "B"))
    jobs = found_jobs(replan(given, now, WORK))
    assert jobs["W1"] == late
    assert jobs["W3"] == now.schedule.assignments[2]
    assert jobs["W2"] != now.schedule.assignments[1]


def test_nobody_is_sent_where_he_cannot_be_in_time() -> None:
    given = problem(**FAR)
    now = issue(600, job("W1", 480))
    assert set(found_jobs(replan(given, now, WORK))) == {"W1"}
    near = replace(given, travel_minutes=((0, 5), (5, 0)))
    assert found_jobs(replan(near, now, WORK))["W2"].start_minute >= 605
    early = Schedule(assignments=(job("W1", 480), job("W2", 600)))
    assert {b.rule for b in verify_replan(given, now, early)} == {"crew_not_there"}
    assert verify_replan(near, issue(590, job("W1", 480)), early) == ()


def test_a_crew_on_the_road_turns_round_or_goes_on() -> None:
    sites = ((0, 60, 10), (60, 0, 70), (10, 70, 0))
    orders = (order("W1"), order("W2", site=1), order("W3", site=2))
    given = problem(orders=orders, travel_minutes=sites)
    now = issue(560, job("W1", 480), job("W2", 600))
    found = whereabouts(given, now, "A")
    assert found == Whereabouts(
        origin=0, free_minute=560, on_road_minutes=20, heading=1, heading_minutes=40
    )
    assert found.arrival(given, 2) == 560 + 20 + 10
    assert found.arrival(given, 1) == 600
    assert whereabouts(given, issue(530, job("W1", 480), job("W2", 600)), "A").origin == 0
    home = replace(given, crews=(crew(base_site=1),))
    assert whereabouts(home, issue(590, job("W1", 480)), "A").origin == 1


def test_the_same_leader_but_for_one_change() -> None:
    given = two_crews(orders=(order("W1"),))
    away = replace(given, crews=(crew("A", shift_end_minute=500), crew("B")))
    plan = job("W1", 540)
    once = found_jobs(replan(away, issue(510, plan, leaders={"W1": ("AL",)}), WORK))
    assert once["W1"].parts[0].leader == "BL"
    twice = issue(510, plan, leaders={"W1": ("XX", "AL")})
    assert found_jobs(replan(away, twice, WORK)) == {}
    moved = Schedule(assignments=(once["W1"],))
    assert {b.rule for b in verify_replan(away, twice, moved)} == {"leader_changed_twice"}


def test_a_ticket_keeps_its_leader_where_that_is_possible() -> None:
    people = (*team("A"), *(replace(w, id="A" + w.id) for w in team("A")[:1]))
    given = problem(workers=people, orders=(order("W1"),))
    shut = replace(given, orders=(order("W1", windows=(_window(600, 720),)),))
    plan = job("W1", 540, parts=(part(leader="AAL", supervisor="AAL"),))
    jobs = found_jobs(replan(shut, issue(510, plan, leaders={"W1": ("AAL",)}), WORK))
    assert (jobs["W1"].start_minute, jobs["W1"].parts[0].leader) == (600, "AAL")


def _window(start: int, end: int) -> TimeWindow:
    return TimeWindow(rule="ticket_window", start_minute=start, end_minute=end, tail_minutes=30)


def test_a_ticketed_order_stays_in_its_window() -> None:
    given = problem(orders=(order("W1", windows=(_window(480, 650),)), order("W2")))
    late = issue(500, job("W2", 480, end_minute=560, bucket_end_minute=550), job("W1", 540))
    assert found_jobs(replan(given, late, WORK))["W1"].end_minute <= 620
    too_late = issue(500, job("W2", 480, end_minute=590, bucket_end_minute=580), job("W1", 540))
    assert set(found_jobs(replan(given, too_late, WORK))) == {"W2"}


def test_fixed_jobs_that_change_are_named() -> None:
    given = problem(orders=(order("W1"),))
    now = issue(490, job("W1", 480))
    changed = Schedule(assignments=(job("W1", 495),))
    assert {b.rule for b in verify_replan(given, now, Schedule())} == {"fixed_part_changed"}
    assert {b.rule for b in verify_replan(given, now, changed)} == {"fixed_part_changed"}
    assert verify_replan(given, now, now.schedule) == ()


def test_who_has_eaten_needs_no_second_lunch() -> None:
    given = problem(
        crews=(crew(shift_end_minute=900),),
        orders=tuple(order(f"W{i}", site=1) for i in (1, 2, 3)),
        travel_minutes=((0, 20), (20, 0)),
        lunch_from_minute=660,
        lunch_to_minute=720,
        lunch_minutes=30,
    )
    lunch = Lunch(crew="A", day=0, start_minute=660, end_minute=690)
    now = issue(670, job("W1", 600), job("W2", 720), lunches=(lunch,))
    found = replan(given, now, WORK).result.schedule
    assert found is not None
    assert found.lunches == (lunch,)
    assert [each.work_order for each in found.assignments] == ["W1", "W2", "W3"]
    assert found.assignments[1:2] == now.schedule.assignments[1:]
    hungry = issue(690, job("W1", 600), job("W2", 720))
    assert list(found_jobs(replan(given, hungry, WORK))) == ["W1"]


def test_a_lock_that_cannot_be_kept_leaves_no_plan() -> None:
    given = problem(orders=(order("W1"), order("W2", locked_start_minute=540)))
    late = issue(500, job("W1", 480, end_minute=560, bucket_end_minute=550), job("W2", 540))
    found = replan(given, late, WORK)
    assert found.result.contradicting_locks == ("W2",)
    assert found.result.schedule is None
    kept = replan(given, issue(500, job("W1", 480), job("W2", 540)), WORK)
    assert kept.changed == ()


def test_a_locked_order_comes_in_where_it_must() -> None:
    given = problem(orders=(order("W1"), order("W2", locked_start_minute=540)))
    jobs = found_jobs(replan(given, issue(400, job("W1", 540)), WORK))
    assert jobs["W2"].start_minute == 540
    assert jobs["W1"].start_minute != 540


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"now_minute": -1}, "negative now_minute"),
        ({"leaders": {"W1": ()}}, "has no leader"),
    ],
)
def test_an_issue_is_checked(changes: Any, wanted: str) -> None:
    with pytest.raises(ValueError, match=wanted):
        Issue(**{"now_minute": 0, "schedule": Schedule(), **changes})
