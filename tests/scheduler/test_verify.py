"""Verification finds what is wrong with a schedule, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler import Assignment, CrewPart, Lunch, ProblemData, Schedule, Stint
from scheduler.delays import delayed
from scheduler.greedy import by_priority
from scheduler.verify import RULES, verify

from .instances import county
from .small import order, problem, rules_broken, solved, team, truck, two_crews

PART = CrewPart(crew="A", leader="AL", supervisor="AL", pairs=(("AB0", "AB1"),))


def one(given: ProblemData, **changes: object) -> Schedule:
    """The plan of one job, doctored."""
    (placed,) = solved(given).assignments
    return Schedule(assignments=(replace(placed, **changes),))  # type: ignore[arg-type]  # by name


def test_the_optimal_plan_of_the_smallest_problem_is_clean() -> None:
    assert verify(problem(), solved(problem())) == ()


def test_a_missing_mandatory_order_is_a_breach_of_its_own() -> None:
    (breach,) = verify(problem(orders=(order(mandatory=True),)), Schedule())
    assert (breach.rule, breach.work_orders) == ("mandatory_missing", ("W1",))


LOCKED = problem(orders=(order(locked_start_minute=540, locked_crew="A"),))
TWO_PAIRS = problem(orders=(order(segments=(20, 20)),), workers=team(pairs=2))
TRUCKS = problem(
    orders=(order(vehicle_kinds=("bucket_truck",)),), vehicles=(truck("V1", "A"), truck("V2", "A"))
)

DOCTORED: list[tuple[str, ProblemData, Callable[[ProblemData], Schedule]]] = [
    ("lock", LOCKED, lambda _: Schedule()),
    (
        "lock",
        LOCKED,
        lambda p: one(
            p,
            start_minute=480,
            setup_end_minute=490,
            bucket_end_minute=510,
            end_minute=520,
            stints=(Stint(pair=0, start_minute=490, end_minute=510),),
        ),
    ),
    ("lock", two_crews(orders=(order(locked_crew="B"),)), lambda p: one(p, parts=(PART,))),
    ("no_transfer", problem(), lambda p: one(p, transfer_plan="W1-T9")),
    ("start_off_grid", problem(), lambda p: one(p, start_minute=479)),
    (
        "setup_too_short",
        problem(),
        lambda p: one(
            p,
            start_minute=495,
            setup_end_minute=500,
            bucket_end_minute=520,
            end_minute=530,
            stints=(Stint(pair=0, start_minute=500, end_minute=520),),
        ),
    ),
    ("teardown_too_short", problem(), lambda p: one(p, end_minute=519)),
    (
        "bucket_minutes_missing",
        problem(),
        lambda p: one(p, stints=(Stint(pair=0, start_minute=490, end_minute=509),)),
    ),
    (
        "bucket_minutes_missing",  # the hand-over is not between two segments
        TWO_PAIRS,
        lambda p: one(
            p,
            stints=(
                Stint(pair=0, start_minute=490, end_minute=509),
                Stint(pair=1, start_minute=514, end_minute=535),
            ),
        ),
    ),
    (
        "bucket_minutes_missing",  # outside the bucket phase
        problem(),
        lambda p: one(p, stints=(Stint(pair=0, start_minute=489, end_minute=509),)),
    ),
    (
        "handover_too_short",
        TWO_PAIRS,
        lambda p: one(
            p,
            stints=(
                Stint(pair=0, start_minute=490, end_minute=510),
                Stint(pair=1, start_minute=514, end_minute=534),
            ),
        ),
    ),
    ("crews_missing", two_crews(orders=(order(crews_needed=2),)), lambda p: one(p, parts=(PART,))),
    ("role_missing", problem(), lambda p: one(p, parts=(replace(PART, leader=""),))),
    ("role_missing", problem(), lambda p: one(p, parts=(replace(PART, supervisor=""),))),
    (
        "role_missing",
        problem(),
        lambda p: one(p, parts=(replace(PART, supervisor="AB0", pairs=(("AL", "AB1"),)),)),
    ),
    (
        "role_missing",
        problem(orders=(order(ground_workers=0),)),
        lambda p: one(p, stints=(Stint(pair=1, start_minute=490, end_minute=510),)),
    ),
    ("role_missing", two_crews(), lambda p: one(p, parts=(replace(PART, crew="B"),))),
    ("vehicle_missing", TRUCKS, lambda p: one(p, parts=(PART,))),
]


@pytest.mark.parametrize(("rule", "given", "doctor"), DOCTORED, ids=[d[0] for d in DOCTORED])
def test_a_doctored_plan_is_caught(
    rule: str, given: ProblemData, doctor: Callable[[ProblemData], Schedule]
) -> None:
    assert rule in rules_broken(given, doctor(given))


def test_a_missing_ground_worker_is_named() -> None:
    given = problem(orders=(order(ground_workers=1),))
    bare = one(problem())
    assert rules_broken(given, bare) == {"role_missing"}


def test_a_lunch_at_the_wrong_time_does_not_count() -> None:
    given = problem(
        orders=(order("W1"), order("W2")),
        lunch_from_minute=520,
        lunch_to_minute=570,
        lunch_minutes=30,
    )
    plan = solved(given)
    assert [(m.start_minute, m.end_minute) for m in plan.lunches] == [(520, 550)]
    for wrong in (
        (),
        (Lunch(crew="A", day=0, start_minute=519, end_minute=549),),  # too early, and at work
        (Lunch(crew="A", day=0, start_minute=541, end_minute=571),),  # too late
        (Lunch(crew="A", day=0, start_minute=520, end_minute=549),),  # too short
        (Lunch(crew="A", day=0, start_minute=535, end_minute=565),),  # into the next job
    ):
        assert "lunch_missing" in rules_broken(given, replace(plan, lunches=wrong))


def test_unknown_names_raise() -> None:
    with pytest.raises(KeyError):
        verify(problem(), one(problem(), work_order="W9"))


def test_breaches_come_sorted_and_once() -> None:
    given = county(2, orders=14, crews=2, days=1)
    plan = by_priority(given)
    moved = tuple(
        replace(
            a,
            **{
                name: getattr(a, name) + 7
                for name in ("start_minute", "setup_end_minute", "bucket_end_minute", "end_minute")
            },
        )
        for a in plan.assignments
    )
    found = verify(given, replace(plan, assignments=moved))
    assert len(found) == len(set(found)) > 0
    assert list(found) == sorted(found, key=lambda b: b.sort_key())


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)


# --- random changes of good plans ------------------------------------------------------------------


def with_part(job: Assignment, **changes: object) -> Assignment:
    part = replace(job.parts[0], **changes)  # type: ignore[arg-type]  # by name
    return replace(job, parts=(part, *job.parts[1:]))


def shortened(stints: tuple[Stint, ...]) -> tuple[Stint, ...]:
    return (replace(stints[0], end_minute=stints[0].end_minute - 1), *stints[1:])


CHANGES: list[tuple[str, Callable[[Assignment], Assignment]]] = [
    ("start_off_grid", lambda job: delayed(job, 7)),
    ("outside_shift", lambda job: delayed(job, 12 * 60)),
    ("outside_shift", lambda job: delayed(job, 15 - job.start_minute)),
    ("teardown_too_short", lambda job: replace(job, end_minute=job.end_minute - 1)),
    ("setup_too_short", lambda job: replace(job, start_minute=job.start_minute + 15)),
    ("bucket_minutes_missing", lambda job: replace(job, stints=shortened(job.stints))),
    ("no_transfer", lambda job: replace(job, transfer_plan="X-T1")),
    ("role_missing", lambda job: with_part(job, leader=job.parts[0].bucket[0])),
    ("person_twice", lambda job: with_part(job, pairs=(job.parts[0].bucket[:1] * 2,) * 2)),
    (
        "supervisor_in_bucket",
        lambda job: with_part(job, supervisor=job.parts[0].bucket[1]),
    ),
    ("vehicle_missing", lambda job: with_part(job, vehicles=())),
    ("crews_missing", lambda job: replace(job, parts=job.parts * 3)),
    (
        "stint_over_limit",
        lambda job: replace(
            job,
            stints=(Stint(pair=0, start_minute=job.setup_end_minute, end_minute=job.end_minute),),
        ),
    ),
]


@pytest.mark.parametrize(("rule", "change"), CHANGES, ids=[rule for rule, _ in CHANGES])
@pytest.mark.parametrize("seed", range(6))
def test_a_change_to_one_job_of_a_county_plan_is_named(
    seed: int, rule: str, change: Callable[[Assignment], Assignment]
) -> None:
    given = county(seed, orders=14, crews=3, days=1)
    plan = by_priority(given)
    assert rules_broken(given, plan) <= {"mandatory_missing"}
    job = random.Random(seed).choice(plan.assignments)
    jobs = tuple(change(a) if a is job else a for a in plan.assignments)
    named = {
        b.rule
        for b in verify(given, replace(plan, assignments=jobs))
        if job.work_order in b.work_orders
    }
    assert rule in named


@pytest.mark.parametrize("seed", range(20))
def test_two_jobs_swapped_between_crews_or_times_are_caught(seed: int) -> None:
    given = county(seed, orders=14, crews=3, days=1)
    plan = by_priority(given)
    rng = random.Random(seed)
    if len(plan.assignments) < 2:
        return
    one_, other = rng.sample(plan.assignments, 2)
    swapped = {
        one_.work_order: replace(one_, parts=other.parts),
        other.work_order: delayed(other, one_.start_minute - other.start_minute),
    }
    jobs = tuple(swapped.get(a.work_order, a) for a in plan.assignments)
    # The second job now starts with the first, with the same people: never a plan.
    assert rules_broken(given, replace(plan, assignments=jobs)) - {"mandatory_missing"}
