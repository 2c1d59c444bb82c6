"""A crew's water: the budget of a day allowed, then forbidden, then switched off."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import scheduler.verify
from scheduler import ForbiddenStart, ProblemData, Schedule, Stint
from scheduler.crew_days import CrewDays
from scheduler.enumeration import build_catalogue
from scheduler.explain import NEAREST_FIX, explain
from scheduler.explain_crews import teams_of
from scheduler.explain_grid import in_any_shift
from scheduler.explain_taken import taken_blocks
from scheduler.greedy import by_priority, earliest_due
from scheduler.heat_limits import Template
from scheduler.locks import lock_plan
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Bools, Courses
from scheduler.picks import to_schedule
from scheduler.ruin import ruin_and_recreate
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.verify_water import water_spent
from scheduler.water import Water, water_g
from scheduler.weights import weights_of

from .instances import county
from .small import order, placed, problem, rules_broken, solved, team, two_crews, unrelieved
from .strain_days import with_strain_days

BOTH = (order("W1"), order("W2"))
JOB_G = 220
"""10 minutes at 2 g of work on the ground, then 20 in the bucket at 10 g."""


def water(budget_g: int | None, crew_name: str = "A", day: int = 0, **changes: Any) -> Water:
    """Rates of 1 g/min for who watches, 2 for who works on the ground, 10 in the bucket."""
    budgets = {} if budget_g is None else {(crew_name, day): budget_g}
    values: dict[str, Any] = {
        "standing": (1000,) * 96,
        "working": (2000,) * 96,
        "bucket": {"cape": (10000,) * 96},
        "budget_g": budgets,
    }
    return Water(**{**values, **changes})


def given(budget_g: int | None, **changes: Any) -> ProblemData:
    return problem(**{"orders": BOTH, "water": water(budget_g), **changes})


# --- allowed, forbidden, switched off -------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget_g", "count"), [(None, 2), (2 * JOB_G, 2), (2 * JOB_G - 1, 1), (JOB_G, 1), (219, 0)]
)
def test_a_crew_does_the_jobs_it_has_water_for(budget_g: int | None, count: int) -> None:
    made = given(budget_g)
    assert len(placed(made)) == count
    for by_hand in (earliest_due, by_priority):
        assert len(by_hand(made).assignments) == count
    catalogue = build_catalogue(made)
    ruined = ruin_and_recreate(catalogue, weights_of(catalogue), (), random.Random(1), 4)
    assert len(ruined) == count
    assert rules_broken(made, to_schedule(catalogue, ruined)) == set()


def test_without_the_rule_the_forbidden_plan_is_made_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forbidden = given(2 * JOB_G - 1)
    monkeypatch.setattr("scheduler.constraints.keep_water_budgets", lambda *_: None)
    schedule = solved(forbidden)
    assert len(schedule.assignments) == 2
    (breach,) = verify(forbidden, schedule)
    assert (breach.rule, breach.crew) == ("water_budget", "A")
    assert (breach.found, breach.limit) == ("440", "439")
    kept = tuple(r for r in scheduler.verify.RULES if r.__name__ != "water_budgets_kept")
    assert len(kept) == len(scheduler.verify.RULES) - 1
    monkeypatch.setattr(scheduler.verify, "RULES", kept)
    assert verify(forbidden, schedule) == ()


def test_without_the_rule_one_by_one_makes_the_forbidden_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scheduler.fitting.over_water_budget", lambda *_: False)
    forbidden = given(2 * JOB_G - 1)
    for by_hand in (earliest_due, by_priority):
        assert rules_broken(forbidden, by_hand(forbidden)) == {"water_budget"}


def test_without_the_rule_a_job_that_is_too_much_by_itself_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forbidden = given(JOB_G - 1)
    assert build_catalogue(forbidden).parts == ()
    monkeypatch.setattr("scheduler.part_maker.over_water_budget", lambda *_: False)
    assert len(build_catalogue(forbidden).parts) > 0


def test_another_crew_has_its_own_water() -> None:
    made = two_crews(orders=BOTH, water=water(JOB_G - 1))
    jobs = solved(made).assignments
    assert [part.crew for job in jobs for part in job.parts] == ["B", "B"]


def test_both_crews_of_a_joint_job_lose_its_water() -> None:
    joint = two_crews(orders=(order(crews_needed=2),), water=water(JOB_G, "B"))
    assert placed(joint) == ("W1",)
    assert dict(water_spent(joint, solved(joint))) == {("A", 0): JOB_G, ("B", 0): JOB_G}
    assert placed(replace(joint, water=water(JOB_G - 1, "B"))) == ()


def test_every_day_has_its_own_water() -> None:
    days: dict[str, Any] = {"available": (True,) * 2, "outdoor_cap_minutes": (None,) * 2}
    rates = {
        "standing": (1000,) * 192,
        "working": (2000,) * 192,
        "bucket": {"cape": (10000,) * 192},
    }
    made = given(
        None,
        days=2,
        orders=tuple(replace(each, value_per_day=(9, 1)) for each in BOTH),
        workers=team(**days),
        stint_limits={"cape": (30,) * 192},
        water=Water(budget_g={("A", 0): JOB_G, ("A", 1): JOB_G}, **rates),
    )
    assert sorted(job.start_minute // 1440 for job in solved(made).assignments) == [0, 1]


# --- what a job takes -----------------------------------------------------------------------------


def course(*stints: tuple[int, int, int], end: int, setup_end: int = 490) -> Template:
    """Set-up from 08:00, these stints, and a teardown until the end."""
    turns = tuple(Stint(pair=p, start_minute=a, end_minute=b) for p, a, b in stints)
    return Template(
        start_minute=480,
        setup_end_minute=setup_end,
        bucket_end_minute=turns[-1].end_minute,
        end_minute=end,
        stints=turns,
        longest_stint=max(turn.minutes for turn in turns),
        pair_minutes=(),
    )


def test_whoever_loses_most_counts() -> None:
    by_turns = course((0, 490, 510), (1, 515, 525), (0, 530, 540), end=550)
    assert water_g(order(), by_turns, water(1)) == 20 + 300  # pair 0: twice 10 g × (20 + 10)/2 min
    long_watch = course((0, 490, 491), end=700)
    assert water_g(order(), long_watch, water(1)) == 20 + 1 + 2 * 209  # the teardown


def test_every_slot_has_its_own_rate_and_a_begun_gram_counts() -> None:
    rates = (10000,) * 33 + (10001,) * 63  # a little more from 08:15
    spent = water_g(order(), course((0, 490, 510), end=520), water(1, bucket={"cape": rates}))
    assert spent == JOB_G + 1


def test_without_budgets_it_does_not_count() -> None:
    assert water_g(order(), course((0, 490, 510), end=520), water(None)) == 0
    assert water_spent(given(None), solved(given(None))) == {}


def test_two_pairs_that_need_more_water_do_not_hide_the_one_that_needs_less() -> None:
    """From 08:00 two pairs are done at 09:05, but pack up while that is costlier than later."""
    working = (2000,) * 34 + (50000,) * 2 + (2000,) * 60  # 08:30 to 09:00
    cheap = {"working": working, "bucket": {"cape": (1000,) * 96}}
    elsewhen = frozenset(range(96)) - {32}
    made = problem(
        orders=(order(segments=(20, 20)), order("W2", locked_start_minute=600)),
        workers=team(pairs=2),
        stint_limits={"cape": (20,) * 96},
        forbidden_starts=(
            ForbiddenStart(rule="strain_start", order="W1", crew="A", slots=elsewhen),
        ),
        water=water(350, **cheap),
    )
    blind = replace(made, water=water(None, **cheap))
    assert [job.end_minute for job in solved(blind).assignments] == [545, 640]
    assert placed(made) == ("W1", "W2")
    assert [job.end_minute for job in solved(made).assignments] == [560, 640]


# --- locked orders --------------------------------------------------------------------------------


def test_locked_orders_are_kept_whatever_the_budget() -> None:
    locked = tuple(
        replace(each, locked_start_minute=start)
        for each, start in zip(BOTH, (480, 525), strict=True)
    )
    made = given(10, orders=locked)
    assert placed(made) == ("W1", "W2")
    assert lock_plan(OpenWays(made))[1] == ()
    assert len(earliest_due(made).assignments) == 2


@pytest.mark.parametrize(("budget_g", "count"), [(2 * JOB_G, 2), (2 * JOB_G - 1, 1)])
def test_what_is_locked_leaves_less_to_the_others(budget_g: int, count: int) -> None:
    made = given(budget_g, orders=(replace(BOTH[0], locked_start_minute=525), BOTH[1]))
    assert placed(made) == ("W1", "W2")[:count]


# --- why an order is left out ---------------------------------------------------------------------


def test_water_is_named_as_the_reason() -> None:
    made = problem(water=water(JOB_G - 1))
    first = explain(made, solved(made))[0]
    assert (first.reason, first.rule) == ("window_closed", "water_budget")
    assert first.nearest_fix == NEAREST_FIX["water_budget"]
    assert first.slots_lost_alone > 0
    enough = problem(water=water(JOB_G))
    assert "water_budget" not in {r.rule for r in explain(enough, Schedule(assignments=()))}


def test_water_that_the_placed_orders_take_is_capacity() -> None:
    made = given(2 * JOB_G - 1)
    plan = solved(replace(made, orders=BOTH[:1]))
    assert explain(made, plan)[0].reason == "capacity"
    teams = teams_of(made, BOTH[1])[:1]
    taken = taken_blocks(made, plan, BOTH[1], Courses(made), CrewDays(made), unrelieved(teams))
    assert starts_of(taken) == np.flatnonzero(in_any_shift(made)).tolist()
    enough = replace(made, water=water(2 * JOB_G))
    taken = taken_blocks(enough, plan, BOTH[1], Courses(made), CrewDays(made), unrelieved(teams))
    assert len(starts_of(taken)) < 10  # only while the crew is at work


def starts_of(taken: Bools) -> list[int]:
    return [int(slot) for slot in np.flatnonzero(taken[:, 0, 0])]


def test_a_locked_order_is_not_left_out_for_water() -> None:
    made = problem(orders=(order(locked_start_minute=480),), water=water(1))
    rules = {r.rule for r in explain(made, Schedule(assignments=()))}
    assert "water_budget" not in rules


# --- random problems ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_every_way_to_plan_keeps_water_and_hot_starts(seed: int) -> None:
    made = with_strain_days(county(seed, orders=8, crews=2, days=2), seed)
    catalogue = build_catalogue(made)
    ruined = ruin_and_recreate(catalogue, weights_of(catalogue), (), random.Random(seed), 4)
    best = solve(made, SolveParams(effort=0.2)).schedule
    assert best is not None
    for plan in (best, to_schedule(catalogue, ruined), earliest_due(made), by_priority(made)):
        assert rules_broken(made, plan) <= {"mandatory_missing"}
    left = {o.id for o in made.orders} - {job.work_order for job in best.assignments}
    assert {r.work_order for r in explain(made, best)} == left


def test_water_and_hot_starts_decide_some_plans() -> None:
    """Plans that know nothing of them break them."""
    made = [with_strain_days(county(seed, orders=12, crews=2, days=1), seed) for seed in range(4)]
    blind = [earliest_due(replace(each, water=Water(), hot_starts={})) for each in made]
    broken = {r for one, plan in zip(made, blind, strict=True) for r in rules_broken(one, plan)}
    assert broken >= {"water_budget", "strain_start"}


# --- the record -----------------------------------------------------------------------------------

INVALID = [
    (lambda: water(1, standing=(1000,)), "rates differ in length"),
    (lambda: water(1, bucket={"cape": (1,)}), "rates differ in length"),
    (lambda: water(1, working=(-1,) * 96), "negative rate"),
    (lambda: water(1, bucket={"cape": (1,) * 95 + (-1,)}), "negative rate"),
    (lambda: water(-1), "negative budget_g"),
    (lambda: problem(water=water(1, "Z")), "budget_g: 'Z' is not known"),
    (lambda: problem(water=water(1, bucket={"fur": (1,) * 96})), "water: 'cape' is not known"),
    (lambda: problem(water=water(1, day=1)), "a budget_g beyond the plan"),
    (
        lambda: problem(
            water=Water(standing=(1,), working=(1,), bucket={"cape": (1,)}, budget_g={("A", 0): 1})
        ),
        "water does not have 96 slots",
    ),
]


@pytest.mark.parametrize(("make", "reason"), INVALID, ids=[reason for _, reason in INVALID])
def test_invalid_values_are_refused_with_the_reason(
    make: Callable[[], object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        make()
