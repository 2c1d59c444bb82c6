"""A worker not used to the heat yet: shorter stints with him in the bucket, or he stays down."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

import scheduler.verify
from scheduler import ProblemData, Schedule, Stint, Worker
from scheduler.enumeration import build_catalogue
from scheduler.explain import explain
from scheduler.greedy import by_priority, earliest_due
from scheduler.locks import lock_plan
from scheduler.open_ways import OpenWays
from scheduler.picks import to_schedule, translate
from scheduler.riders import Riders
from scheduler.ruin import ruin_and_recreate
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.weights import weights_of

from .instances import county
from .novice_crews import with_novices
from .small import crew, order, placed, problem, rules_broken, solved, team, two_crews, worker

USUAL, SHORTER = {"cape": (40,) * 96}, {"cape": (20,) * 96}
TWICE_TWENTY = order(segments=(20, 20))


def novice(name: str, crew_name: str = "A", **changes: Any) -> Worker:
    return worker(name, "bucket", crew_name, **{"acclimatised": (False,), **changes})


WITH_NEW = (*team()[:2], novice("N"))  # a leader, one bucket worker, and one who is new
WITH_CHOICE = (*team(), novice("N"))  # two bucket workers, and one who is new


def given(**changes: Any) -> ProblemData:
    """One job of 20 + 20 minutes in the bucket; a new worker may stay there for 20."""
    values = {
        "orders": (TWICE_TWENTY,),
        "workers": WITH_NEW,
        "stint_limits": USUAL,
        "novice_stint_limits": SHORTER,
    }
    return problem(**{**values, **changes})


def stints(made: ProblemData) -> list[int]:
    (job,) = solved(made).assignments
    return [stint.minutes for stint in job.stints]


def bucket(made: ProblemData) -> set[str]:
    (job,) = solved(made).assignments
    return {name for part in job.parts for name in part.bucket}


# --- allowed, forbidden, switched off -------------------------------------------------------------

HOUR = crew(shift_end_minute=540)  # 10 + 40 + 10 minutes at one go; with two stints it takes 80


def test_a_crew_with_a_new_worker_has_shorter_stints() -> None:
    assert stints(given()) == [20, 20]
    assert bucket(given()) == {"AB0", "N"}
    assert stints(given(novice_stint_limits={})) == [40]


def test_a_crew_that_can_leaves_him_on_the_ground() -> None:
    choice = given(workers=WITH_CHOICE)
    assert stints(choice) == [40]
    assert bucket(choice) == {"AB0", "AB1"}


def test_there_is_time_for_the_shorter_stints_or_none() -> None:
    assert placed(given(crews=(crew(shift_end_minute=560),))) == ("W1",)
    assert placed(given(crews=(HOUR,))) == ()
    assert placed(given(crews=(HOUR,), workers=team())) == ("W1",)
    for by_hand in (earliest_due, by_priority):
        assert by_hand(given(crews=(HOUR,))).assignments == ()
        assert len(by_hand(given(crews=(crew(shift_end_minute=560),))).assignments) == 1


def test_without_the_rule_the_forbidden_plan_is_made_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forbidden = given(crews=(HOUR,))
    schedule = solved(replace(forbidden, novice_stint_limits={}))
    assert len(schedule.assignments) == 1
    (breach,) = verify(forbidden, schedule)
    assert (breach.rule, breach.found, breach.limit) == ("stint_over_limit", "40", "20")
    kept = tuple(r for r in scheduler.verify.RULES if r.__name__ != "stints_within_limits")
    monkeypatch.setattr(scheduler.verify, "RULES", kept)
    assert verify(forbidden, schedule) == ()


def test_a_pair_of_others_may_stay_longer_in_the_same_job() -> None:
    """The solver is more careful than it must be; a plan by hand need not."""
    made = given(
        workers=(*team(pairs=1), worker("AB2", "bucket"), novice("N")),
        orders=(order(segments=(20, 20, 20)),),
        novice_stint_limits={"cape": (20,) * 96},
        handover_minutes=0,
    )
    (job,) = solved(replace(made, workers=team(pairs=2))).assignments
    part = replace(job.parts[0], pairs=(("AB0", "AB1"), ("AB2", "N")))

    def plan(first: int, second: int) -> Schedule:
        spans = ((0, 490, 490 + first), (1, 490 + first, 490 + first + second))
        pairs = tuple(Stint(pair=i, start_minute=a, end_minute=b) for i, a, b in spans)
        ends = {"bucket_end_minute": 550, "end_minute": 560, "stints": pairs}
        return Schedule(assignments=(replace(job, parts=(part,), **ends),))  # type: ignore[arg-type]  # by name

    assert rules_broken(made, plan(40, 20)) == set()
    assert rules_broken(made, plan(20, 40)) == {"stint_over_limit"}


# --- what there is to choose from -----------------------------------------------------------------


def riders(made: ProblemData) -> set[Riders]:
    return {timing.riders for timing in build_catalogue(made).timings}


def test_where_nobody_is_new_nothing_is_offered_twice() -> None:
    for same in (
        given(workers=team()),
        given(novice_stint_limits={}),
        given(novice_stint_limits=USUAL),
        given(workers=(*WITH_NEW[:2], novice("N", available=(False,)), team()[2])),
        given(workers=(*team(), worker("G", "ground", acclimatised=(False,)))),
    ):
        assert riders(same) == {Riders.ANY}
        base = build_catalogue(replace(same, novice_stint_limits={}))
        assert build_catalogue(same).timings == base.timings
        assert build_catalogue(same).parts == base.parts


def test_where_the_limits_are_the_same_it_plays_no_part_who_is_in_the_bucket() -> None:
    limits = {"cape": (40,) * 40 + (20,) * 56}  # shorter from 10:00
    made = build_catalogue(given(workers=WITH_CHOICE, novice_stint_limits=limits))
    for timing in made.timings:
        depends = timing.template.bucket_end_minute > 600
        assert (timing.riders is Riders.ANY) != depends


def test_a_worker_is_new_until_his_day() -> None:
    days: dict[str, Any] = {"available": (True,) * 2, "outdoor_cap_minutes": (None,) * 2}
    made = given(
        days=2,
        workers=(*team(**days)[:2], novice("N", **days | {"acclimatised": (False, True)})),
        orders=(replace(TWICE_TWENTY, value_per_day=(1, 9)),),
        stint_limits={"cape": (40,) * 192},
        novice_stint_limits={"cape": (20,) * 192},
    )
    assert stints(made) == [40]
    first_day = replace(made, orders=(replace(TWICE_TWENTY, value_per_day=(9, 1)),))
    assert stints(first_day) == [20, 20]


def test_a_joint_job_is_as_slow_as_its_newest_worker() -> None:
    joint = order(segments=(20, 20), crews_needed=2, job_class=2)
    made = two_crews(
        orders=(joint,),
        workers=(*team("A"), *team("B")[:2], novice("N", "B")),
        stint_limits=USUAL,
        novice_stint_limits=SHORTER,
    )
    assert stints(made) == [20, 20]
    assert stints(replace(made, workers=team("A") + team("B"))) == [40]


def test_picks_keep_their_riders_from_one_catalogue_to_another() -> None:
    catalogue = build_catalogue(given(crews=(crew(), crew("B")), workers=(*WITH_NEW, *team("B"))))
    assert {t.riders for t in catalogue.timings} == {Riders.ACCLIMATISED, Riders.WITH_NOVICE}
    small = catalogue.restrict(lambda timing, _: timing.riders is Riders.WITH_NOVICE)
    weights = weights_of(small)
    picks = ruin_and_recreate(small, weights, (), random.Random(1), 2)
    there = translate(picks, small, catalogue)
    assert to_schedule(catalogue, there) == to_schedule(small, picks)
    assert {catalogue.timings[pick.timing].riders for pick in there} == {Riders.WITH_NOVICE}


def test_a_locked_start_is_kept_with_the_new_worker() -> None:
    locked = given(orders=(replace(TWICE_TWENTY, locked_start_minute=480),))
    ways = OpenWays(locked)
    picks, contradicting = lock_plan(ways)
    assert contradicting == ()
    assert [ways.timings[pick.timing].riders for pick in picks] == [Riders.WITH_NOVICE]
    assert solve(replace(locked, crews=(HOUR,))).contradicting_locks == ("W1",)


# --- why an order is left out ---------------------------------------------------------------------


def reasons(made: ProblemData) -> dict[str, int]:
    return {r.rule: r.slots_lost_alone for r in explain(made, solved(made))}


def test_stints_too_short_for_the_new_worker_are_the_reason() -> None:
    made = given(novice_stint_limits={"cape": (19,) * 96})
    assert reasons(made)["stint_limit"] > 0
    assert "role_missing" not in reasons(made)


def test_what_the_crew_lacks_is_named_with_and_without_a_new_worker() -> None:
    alone = given(workers=(*team()[:1], novice("N")))
    assert set(reasons(alone)) >= {"role_missing"}
    away = given(workers=(*team(available=(False,)), novice("N")))
    assert set(reasons(away)) >= {"worker_unavailable"}


def test_a_crew_that_is_tired_with_the_new_worker_only_is_not_taken() -> None:
    """Whoever has spent his minutes keeps a start only if no other riders are open to it."""
    tired = (*team(), novice("N", outdoor_cap_minutes=(60,)))
    made = given(
        workers=tired,
        orders=(TWICE_TWENTY, order("W2", value_per_day=(9,), segments=(20, 20))),
        crews=(HOUR,),
    )
    found = {r.rule: r for r in explain(made, solved(made))}
    assert set(found) == {"capacity", "outside_shift"}


# --- random problems ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_every_way_to_plan_keeps_the_limits_of_new_workers(seed: int) -> None:
    made = with_novices(county(seed, orders=8, crews=2, days=2), seed)
    assert made.novice_days
    catalogue = build_catalogue(made)
    ruined = ruin_and_recreate(catalogue, weights_of(catalogue), (), random.Random(seed), 4)
    best = solve(made, SolveParams(effort=0.2)).schedule
    assert best is not None
    for plan in (best, to_schedule(catalogue, ruined), earliest_due(made), by_priority(made)):
        assert rules_broken(made, plan) <= {"mandatory_missing"}
    left = {o.id for o in made.orders} - {job.work_order for job in best.assignments}
    assert {r.work_order for r in explain(made, best)} == left


def test_new_workers_decide_some_plans() -> None:
    """Plans that know nothing of them break their limits."""
    made = [with_novices(county(seed, orders=12, crews=2, days=1), seed) for seed in range(5)]
    blind = [earliest_due(replace(each, novice_stint_limits={})) for each in made]
    assert "stint_over_limit" in {
        rule for each, plan in zip(made, blind, strict=True) for rule in rules_broken(each, plan)
    }


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: novice("N", acclimatised=(False,) * 2), "available and acclimatised differ"),
        (lambda: given(novice_stint_limits={"cape": (20,)}), "does not have 96 slots"),
        (lambda: given(novice_stint_limits={"fur": (20,) * 96}), "differ in their stint classes"),
    ],
)
def test_invalid_values_are_refused_with_the_reason(make: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()
