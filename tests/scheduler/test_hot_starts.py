"""Starts that are too hot by themselves: allowed, then forbidden, then switched off."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import scheduler.order_rules
import scheduler.verify
from scheduler import ProblemData, Worker
from scheduler.enumeration import build_catalogue
from scheduler.explain import NEAREST_FIX, explain
from scheduler.greedy import by_priority, earliest_due
from scheduler.order_rules import Courses
from scheduler.picks import to_schedule
from scheduler.riders import Riders
from scheduler.ruin import ruin_and_recreate
from scheduler.verify import verify
from scheduler.weights import weights_of

from .small import crew, order, placed, problem, rules_broken, solved, team, two_crews, worker

ONE_START = (crew(shift_end_minute=520),)  # a job of 40 minutes starts at 08:00
EIGHT, QUARTER_PAST = frozenset({32}), frozenset({33})
LIMITS: dict[str, Any] = {
    "stint_limits": {"cape": (30,) * 96},
    "novice_stint_limits": {"cape": (30,) * 96},
}
NEW = worker("N", "bucket", acclimatised=(False,))


def given(hot: dict[tuple[str, int, bool], frozenset[int]], **changes: Any) -> ProblemData:
    return problem(**{"hot_starts": hot, "crews": ONE_START, **changes})


USUAL = ("W1", 1, False)
WITH_NEW = ("W1", 1, True)
ALLOWED, FORBIDDEN = given({USUAL: QUARTER_PAST}), given({USUAL: EIGHT})


# --- allowed, forbidden, switched off -------------------------------------------------------------


def test_the_start_is_allowed_then_forbidden() -> None:
    assert placed(ALLOWED) == ("W1",)
    assert placed(FORBIDDEN) == ()
    for by_hand in (earliest_due, by_priority):
        assert len(by_hand(ALLOWED).assignments) == 1
        assert by_hand(FORBIDDEN).assignments == ()
    catalogue = build_catalogue(given({USUAL: EIGHT}, crews=(crew(),)))
    picks = ruin_and_recreate(catalogue, weights_of(catalogue), (), random.Random(1), 4)
    (job,) = to_schedule(catalogue, picks).assignments
    assert job.start_minute == 495


def test_without_the_rule_the_forbidden_plan_is_made_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = scheduler.order_rules.order_blocks

    def without(*args: Any) -> dict[str, Any]:
        return {rule: found for rule, found in whole(*args).items() if rule != "strain_start"}

    monkeypatch.setattr("scheduler.enumeration.order_blocks", without)
    schedule = solved(FORBIDDEN)
    (breach,) = verify(FORBIDDEN, schedule)
    assert (breach.rule, breach.work_orders, breach.found) == ("strain_start", ("W1",), "480")
    kept = tuple(r for r in scheduler.verify.RULES if r.__name__ != "starts_forbidden_by_strain")
    assert len(kept) == len(scheduler.verify.RULES) - 1
    monkeypatch.setattr(scheduler.verify, "RULES", kept)
    assert verify(FORBIDDEN, schedule) == ()


def test_it_is_named_as_the_reason() -> None:
    made = given({USUAL: frozenset(range(96)), ("W1", 2, False): frozenset(range(96))})
    first = explain(made, solved(made))[0]
    assert (first.reason, first.rule) == ("window_closed", "strain_start")
    assert first.nearest_fix == NEAREST_FIX["strain_start"]
    assert first.slots_lost_alone > 0


def test_another_order_is_not_concerned() -> None:
    made = given({USUAL: EIGHT}, orders=(order("W1"), order("W2")))
    assert placed(made) == ("W2",)


# --- by the number of pairs -----------------------------------------------------------------------


def test_two_pairs_may_begin_where_one_may_not() -> None:
    made = given(
        {USUAL: frozenset(range(96))},
        orders=(order(segments=(10, 10)),),
        stint_limits={"cape": (10,) * 96},
        workers=team(pairs=2),
        crews=(crew(),),
    )
    (job,) = solved(made).assignments
    assert {stint.pair for stint in job.stints} == {0, 1}
    assert placed(replace(made, workers=team())) == ()
    both = made.hot_starts | {("W1", 2, False): frozenset(range(96))}
    assert placed(replace(made, hot_starts=both)) == ()
    assert rules_broken(replace(made, hot_starts=both), solved(made)) == {"strain_start"}


# --- by who is in the bucket ----------------------------------------------------------------------


def new(hot: dict[tuple[str, int, bool], frozenset[int]], **changes: Any) -> ProblemData:
    """One job from 08:00, for two of three bucket workers, one of whom is new."""
    return given(hot, **{**LIMITS, "workers": (*team(), NEW), **changes})


def bucket(made: ProblemData) -> set[str]:
    (job,) = solved(made).assignments
    assert verify(made, solved(made)) == ()
    return {name for part in job.parts for name in part.bucket}


def test_a_start_too_hot_for_the_new_worker_only_is_taken_without_him() -> None:
    assert bucket(new({WITH_NEW: EIGHT})) == {"AB0", "AB1"}
    needed = new({WITH_NEW: EIGHT}, workers=(*team()[:2], NEW))
    assert placed(needed) == ()
    assert placed(replace(needed, hot_starts={USUAL: EIGHT})) == ("W1",)


def test_a_start_too_hot_without_the_new_worker_is_taken_with_him() -> None:
    """His stints are laid out by other limits, so the job may be cooler."""
    assert "N" in bucket(new({USUAL: EIGHT}))
    assert placed(new({USUAL: EIGHT, WITH_NEW: EIGHT})) == ()


def test_both_ways_are_kept_apart_only_where_it_matters() -> None:
    made = new({WITH_NEW: frozenset({32, 34}), USUAL: QUARTER_PAST | {34}}, crews=(crew(),))
    matters = Courses(made).novice_matters(made.orders[0], 1)
    assert np.flatnonzero(matters).tolist() == [32, 33]
    riders = {t.start_slot: t.riders for t in build_catalogue(made).timings if t.start_slot < 36}
    assert riders == {
        32: Riders.ACCLIMATISED,
        33: Riders.WITH_NOVICE,
        35: Riders.ANY,
    }


def test_nobody_new_is_there_and_his_starts_do_not_count() -> None:
    made = given({WITH_NEW: EIGHT}, **LIMITS)
    assert not Courses(made).novice_matters(made.orders[0], 1).any()
    assert placed(made) == ("W1",)


def test_the_verification_goes_by_who_is_really_in_the_bucket() -> None:
    made = new({WITH_NEW: EIGHT})
    (job,) = solved(made).assignments
    part = replace(job.parts[0], pairs=(("AB0", "N"),))
    plan = replace(solved(made), assignments=(replace(job, parts=(part,)),))
    assert rules_broken(made, plan) == {"strain_start"}


def joint(hot: dict[tuple[str, int, bool], frozenset[int]], *others: Worker) -> ProblemData:
    """One job of two crews from 08:00; crew B has somebody new, whom it needs or not."""
    someone_new = worker("N", "bucket", "B", acclimatised=(False,))
    return two_crews(
        orders=(order(crews_needed=2),),
        crews=(crew("A", shift_end_minute=520), crew("B", shift_end_minute=520)),
        workers=(*team("A"), *team("B")[:2], someone_new, *others),
        hot_starts=hot,
        **LIMITS,
    )


def test_two_crews_with_somebody_new_begin_where_it_is_too_hot_for_nobody() -> None:
    assert placed(joint({})) == ("W1",)
    assert placed(joint({WITH_NEW: EIGHT})) == ()
    assert placed(joint({USUAL: EIGHT})) == ()


def test_two_crews_leave_the_new_worker_on_the_ground_if_they_can() -> None:
    other = worker("BB1", "bucket", "B")
    assert bucket(joint({WITH_NEW: EIGHT}, other)) == {"AB0", "AB1", "BB0", "BB1"}
    assert placed(joint({USUAL: EIGHT}, other)) == ()


def test_the_verification_names_both_for_two_crews() -> None:
    plan = solved(joint({}))
    for kind in (USUAL, WITH_NEW):
        assert rules_broken(joint({kind: EIGHT}), plan) == {"strain_start"}
