"""Why a job could not stay as it was planned, and what history no longer forbids."""

from __future__ import annotations

from dataclasses import replace

from scheduler import Closure, ExclusivePair, GridOption, RestNeeded, Schedule
from scheduler.history import crowded_slots, problem_of
from scheduler.replan import replan
from scheduler.why_moved import why_moved

from .disruptions import WORK
from .small import crew, order, problem, team, two_crews
from .test_replan import found_jobs, issue, job

TWO = (order("W1"), order("W2", feeder="F2"))
LATE = job("W1", 480, end_minute=560, bucket_end_minute=550)


def test_a_rule_of_its_own_comes_first() -> None:
    rain = Closure(rule="rain", phase="site", slots=frozenset({36}))
    given = problem(orders=(TWO[0], replace(TWO[1], closures=(rain,))))
    now = issue(500, LATE, job("W2", 540))
    assert why_moved(given, now, Schedule(), job("W2", 540)) == (("rain",), ())


def test_what_has_begun_comes_before_the_new_plan() -> None:
    given = problem(orders=(*TWO, order("W3", feeder="F3")))
    now = issue(500, LATE, job("W2", 540))
    plan = Schedule(assignments=(LATE, job("W3", 540)))
    assert why_moved(given, now, plan, job("W2", 540)) == (
        ("crew_overlap", "person_twice"),
        ("W1",),
    )
    free = replace(now, schedule=Schedule(assignments=(job("W1", 480), job("W2", 540))))
    rules, others = why_moved(given, free, Schedule(assignments=(job("W3", 540),)), job("W2", 540))
    assert (rules, others) == (("crew_overlap", "person_twice"), ("W3",))
    clear = Schedule(assignments=(job("W1", 480), job("W3", 600)))
    assert why_moved(given, free, clear, job("W2", 540)) == (("worth_more",), ())


def test_a_predecessor_that_is_late_is_named() -> None:
    given = two_crews(orders=(TWO[0], replace(TWO[1], after=("W1",))))
    now = issue(500, LATE, job("W2", 540, "B"))
    plan = Schedule(assignments=(LATE,))
    assert why_moved(given, now, plan, job("W2", 540, "B")) == (("predecessor",), ("W1",))


def test_a_crowd_that_an_overrun_made_is_no_new_breach_but_grows_no_more() -> None:
    blocking = tuple(
        replace(order(f"W{i}"), feeder=f"F{i}", grid_options=(GridOption(blocked_feeders=(f"F{i}",)),))
        for i in (1, 2, 3)
    )  # fmt: skip
    given = problem(
        crews=tuple(crew(name) for name in "ABC"),
        workers=team("A") + team("B") + team("C"),
        orders=blocking,
        feeders_blocked_per_bus_section=1,
    )
    now = issue(530, LATE, job("W2", 525, "B"))
    assert crowded_slots(given, now.fixed.values()) == {"S1": frozenset({35, 36, 37})}
    jobs = found_jobs(replan(given, now, WORK))
    assert (jobs["W1"], jobs["W2"]) == (LATE, job("W2", 525, "B"))
    assert jobs["W3"].start_minute >= 570
    assert replan(given, now, WORK).fewest


def test_what_two_begun_jobs_break_together_is_history() -> None:
    given = two_crews(
        orders=TWO,
        exclusive_pairs=(
            ExclusivePair(rule="partner_feeders", first=("W1", None), second=("W2", None)),
        ),
        rests_needed=(RestNeeded(rule="strain_rest", first="W1", second="W2", minutes=30),),
    )
    now = issue(530, LATE, job("W2", 525, "B"))
    as_of = problem_of(given, now)
    assert (as_of.exclusive_pairs, as_of.rests_needed) == ((), ())
    assert replan(given, now, WORK).changed == ()


def test_minutes_spent_are_no_breach_of_a_later_cap_but_leave_none() -> None:
    given = problem(orders=TWO, workers=team(outdoor_cap_minutes=(30,)))
    now = issue(500, job("W1", 480))
    caps = {w.id: w.outdoor_cap_minutes for w in problem_of(given, now).workers}
    assert caps == {"AL": (40,), "AB0": (30,), "AB1": (30,)}
    assert list(found_jobs(replan(given, now, WORK))) == ["W1"]
