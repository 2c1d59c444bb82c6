"""How late a job may begin, held against the whole plan with the job moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import Closure, ProblemData, Schedule, TimeWindow
from scheduler.delays import delayed, delays
from scheduler.greedy import by_priority
from scheduler.hand_lunches import lunches_of
from scheduler.verify import verify

from .instances import county
from .small import order, problem
from .test_replan import job
from .tiny import tiny


def latest(given: ProblemData, plan: Schedule, name: str) -> tuple[int, tuple[str, ...]]:
    """Latest start, and what a later one breaks."""
    *allowed, last = delays(given, plan, name)
    begun = next(j.start_minute for j in plan.assignments if j.work_order == name)
    assert not any(delay.broken for delay in allowed)
    assert [d.job.start_minute for d in (*allowed, last)] == [
        begun + 15 * (n + 1) for n in range(len(allowed) + 1)
    ]
    return last.job.start_minute - 15, last.broken


EIGHT = Schedule(assignments=(job("W1", 480),))


def test_the_shift_ends_what_a_delay_may_be() -> None:
    assert latest(problem(), EIGHT, "W1") == (675, ("outside_shift",))  # home at 11:55


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"windows": (TimeWindow(rule="ticket_window", start_minute=0, end_minute=600),)},
            (555, ("ticket_window",)),
        ),
        # at 09:15 the job would touch the closed slot from 09:45
        (
            {"closures": (Closure(rule="rain", phase="site", slots=frozenset({39})),)},
            (540, ("rain",)),
        ),
        ({"locked_start_minute": 480}, (480, ("lock",))),
    ],
)
def test_what_the_order_allows_ends_it(changes: dict, expected: tuple) -> None:
    assert latest(problem(orders=(order(**changes),)), EIGHT, "W1") == expected


def test_the_next_job_stays_where_it_is() -> None:
    given = problem(
        orders=(order(), order("W2", feeder="F2", site=1)), travel_minutes=((0, 10), (10, 0))
    )
    plan = Schedule(assignments=(job("W1", 480), job("W2", 600)))
    # done at 09:40 and there at 09:50; a quarter of an hour later at 10:05
    assert latest(given, plan, "W1") == (540, ("travel_too_short",))


def test_a_job_waits_for_nobody_who_waits_for_it() -> None:
    given = problem(days=2, orders=(
        order(value_per_day=(100, 100)), order("W2", after=("W1",), value_per_day=(100, 100))
    ), workers=tuple(replace(w, available=(True, True), outdoor_cap_minutes=(None, None))
                     for w in problem().workers), stint_limits={"cape": (30,) * 192})  # fmt: skip
    plan = Schedule(assignments=(job("W1", 480), job("W2", 1440 + 480)))
    assert latest(given, plan, "W1") == (675, ("outside_shift",))
    assert latest(given, plan, "W2") == (1440 + 675, ("outside_shift",))


def test_all_times_of_a_job_move() -> None:
    late = delayed(job("W1", 480), 30)
    assert (late.start_minute, late.setup_end_minute, late.bucket_end_minute) == (510, 520, 540)
    assert late.end_minute == 550
    assert [(s.start_minute, s.end_minute) for s in late.stints] == [(520, 540)]


def seen_by_all_rules(given: ProblemData, plan: Schedule, name: str) -> int:
    """Latest start by verifying the whole plan with the job moved, quarter by quarter."""
    job = next(j for j in plan.assignments if j.work_order == name)
    for minutes in range(15, 1440, 15):
        jobs = [delayed(j, minutes) if j is job else j for j in plan.assignments]
        moved = Schedule(assignments=tuple(jobs), lunches=lunches_of(given, jobs))
        if any(name in breach.work_orders for breach in verify(given, moved)):
            return job.start_minute + minutes - 15
    raise AssertionError(name)


@pytest.mark.parametrize("seed", range(9))
def test_the_jobs_left_out_of_a_trial_never_matter(seed: int) -> None:
    given = tiny(seed) if seed < 8 else county(seed)
    plan = by_priority(given)
    for placed in plan.assignments[:6]:
        name = placed.work_order
        assert latest(given, plan, name)[0] == seen_by_all_rules(given, plan, name)
