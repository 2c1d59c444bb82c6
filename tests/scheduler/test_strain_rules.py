"""Findings of predicted heat strain: each allowed, then forbidden, then switched off."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scheduler import ForbiddenStart, ProblemData, RestNeeded, Schedule, TimeWindow
from scheduler.conflicts import Conflicts
from scheduler.crew_days import CrewDays
from scheduler.enumeration import build_catalogue
from scheduler.explain import NEAREST_FIX, explain
from scheduler.explain_crews import teams_of
from scheduler.explain_taken import taken_blocks
from scheduler.greedy import by_priority, earliest_due
from scheduler.modes import Catalogue
from scheduler.order_rules import Courses
from scheduler.picks import PartPick, Pick, to_schedule
from scheduler.ruin import ruin_and_recreate
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify
from scheduler.weights import weights_of

from .instances import county
from .rule_cases import Case, allowed_then_forbidden, made_and_named_without_the_rule
from .small import crew, order, placed, problem, rules_broken, solved, two_crews, unrelieved
from .strain_findings import some_rests, some_starts

ONE_START = crew(shift_end_minute=520)  # a job starts at 08:00
HOUR_APART = crew(shift_end_minute=625)  # two jobs of 40 minutes, and 65 minutes
BOTH = (order("W1"), order("W2"))


def start(name: str = "W1", of: str = "A", *slots: int) -> ForbiddenStart:
    return ForbiddenStart(rule="strain_start", order=name, crew=of, slots=frozenset(slots))


def rest(minutes: int, first: str = "W1", second: str = "W2") -> RestNeeded:
    return RestNeeded(rule="strain_rest", first=first, second=second, minutes=minutes)


def rests(minutes: int, **changes: Any) -> ProblemData:
    both_ways = (rest(minutes), rest(minutes, "W2", "W1"))
    return problem(**{"orders": BOTH, "crews": (HOUR_APART,), "rests_needed": both_ways, **changes})


CASES = [
    Case(
        code="strain_start",
        allowed=problem(forbidden_starts=(start("W1", "A", 33),), crews=(ONE_START,)),
        forbidden=problem(forbidden_starts=(start("W1", "A", 32),), crews=(ONE_START,)),
        solver_rule="scheduler.part_maker.may_begin",
        instead=lambda *_: True,
        check=("starts_forbidden_by_strain",),
    ),
    Case(
        code="strain_rest",
        allowed=rests(65),
        forbidden=rests(66),
        solver_rule="scheduler.gaps.rest_needed",
        instead=lambda *_: 0,
        check=("rests_by_strain",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_rule_allows_then_forbids(case: Case) -> None:
    allowed_then_forbidden(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_without_the_rule_the_forbidden_plan_is_made_and_named(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_and_named_without_the_rule(case, monkeypatch)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_plans_made_without_a_solver_keep_the_rule(case: Case) -> None:
    for by_hand in (earliest_due, by_priority):
        assert len(by_hand(case.allowed).assignments) == len(case.allowed.orders)
        assert len(by_hand(case.forbidden).assignments) < len(case.forbidden.orders)
        assert verify(case.forbidden, by_hand(case.forbidden)) == ()


# --- starts -------------------------------------------------------------------------------------


def test_another_crew_may_begin_where_one_may_not() -> None:
    given = two_crews(forbidden_starts=(start("W1", "A", *range(96)),))
    (job,) = solved(given).assignments
    assert [part.crew for part in job.parts] == ["B"]


def test_a_crew_that_supports_is_held_to_it_too() -> None:
    joint = two_crews(
        orders=(order(crews_needed=2, job_class=2),),
        forbidden_starts=(start("W1", "B", *range(32, 36)),),
    )
    (job,) = solved(joint).assignments
    assert job.start_minute == 36 * 15


def test_a_start_is_not_the_slots_after_it() -> None:
    (job,) = solved(problem(forbidden_starts=(start("W1", "A", 33, 34),))).assignments
    assert job.start_minute == 480


def test_a_forbidden_start_is_named_as_the_reason() -> None:
    given = problem(forbidden_starts=(start("W1", "A", *range(96)),))
    first = explain(given, solved(given))[0]
    assert (first.reason, first.rule) == ("window_closed", "strain_start")
    assert first.nearest_fix == NEAREST_FIX["strain_start"]
    assert first.slots_lost_alone > 0


# --- rests --------------------------------------------------------------------------------------


def test_the_other_way_round_no_rest_is_needed() -> None:
    given = rests(66, rests_needed=(rest(66),), crews=(crew(shift_end_minute=565),))
    assert [job.work_order for job in solved(given).assignments] == ["W2", "W1"]


def test_two_crews_need_no_rest_of_each_other() -> None:
    crews = (crew("A", shift_end_minute=520), crew("B", shift_end_minute=520))
    given = two_crews(orders=BOTH, crews=crews, rests_needed=(rest(61), rest(61, "W2", "W1")))
    assert len(placed(given)) == 2


def test_another_day_needs_no_rest() -> None:
    days = tuple(
        order(
            name,
            value_per_day=(1, 1),
            windows=(TimeWindow(rule="release", start_minute=begin, end_minute=begin + 700),),
        )
        for name, begin in (("W1", 480), ("W2", 480 + 1440))
    )
    base = problem()
    given = replace(
        base,
        days=2,
        orders=days,
        workers=tuple(
            replace(w, available=(True,) * 2, outdoor_cap_minutes=(None,) * 2) for w in base.workers
        ),
        stint_limits={"cape": (30,) * 192},
        rests_needed=(rest(1440), rest(1440, "W2", "W1")),
    )
    assert len(placed(given)) == 2


def test_a_job_between_does_not_shorten_the_rest() -> None:
    """W1 → W3 → W2 in turn: 40 minutes of W3 lie in the 60 between W1 and W2."""
    windows = {"W1": 480, "W3": 520, "W2": 560}

    def given(minutes: int) -> ProblemData:
        orders = tuple(
            order(
                name,
                windows=(TimeWindow(rule="release", start_minute=begin, end_minute=begin + 55),),
            )
            for name, begin in windows.items()
        )
        return problem(
            orders=orders, crews=(crew(shift_end_minute=620),), rests_needed=(rest(minutes),)
        )

    assert len(placed(given(50))) == 3
    assert len(placed(given(51))) == 2
    for minutes, count in ((50, 3), (51, 2)):
        assert len(earliest_due(given(minutes)).assignments) == count


def lunch_day(minutes: int) -> ProblemData:
    """Two jobs at a distant site: 20 minutes of lunch in the 35 between them."""
    return problem(
        crews=(crew(shift_start_minute=600, shift_end_minute=780),),
        orders=tuple(
            order(
                f"W{i}",
                site=1,
                windows=(TimeWindow(rule="customer_window", start_minute=s, end_minute=s + 45),),
            )
            for i, s in ((1, 630), (2, 705))
        ),
        travel_minutes=((0, 20), (20, 0)),
        lunch_from_minute=660,
        lunch_to_minute=720,
        lunch_minutes=20,
        rests_needed=(rest(minutes),),
    )


@pytest.mark.parametrize(("minutes", "count"), [(35, 2), (36, 1)])
def test_a_lunch_is_time_between_two_jobs(minutes: int, count: int) -> None:
    given = lunch_day(minutes)
    assert len(placed(given)) == count
    for by_hand in (earliest_due, by_priority):
        assert len(by_hand(given).assignments) == count
    if count == 2:
        assert len(solved(given).lunches) == 1


@pytest.mark.parametrize(("minutes", "first", "last"), [(66, 375, 585), (1, 450, 510)])
def test_starts_without_the_rest_are_taken_by_the_placed_order(
    minutes: int, first: int, last: int
) -> None:
    """W1 is at work from 08:00 to 08:40; the crew could have begun at six."""
    given = rests(minutes)
    plan = solved(replace(given, orders=BOTH[:1], rests_needed=()))
    given = replace(given, crews=tuple(replace(c, shift_start_minute=360) for c in given.crews))
    teams = teams_of(given, BOTH[1])[:1]
    taken = taken_blocks(given, plan, BOTH[1], Courses(given), CrewDays(given), unrelieved(teams))
    starts = [15 * int(slot) for slot in np.flatnonzero(taken[:, 0, 0])]
    assert starts == list(range(first, last + 1, 15))


# --- random problems ----------------------------------------------------------------------------


def strained(seed: int) -> ProblemData:
    """A county's day with findings for many of its orders."""
    base = county(seed, orders=12, crews=2, days=1)
    return replace(
        base,
        forbidden_starts=some_starts(seed, base.orders, tuple(c.id for c in base.crews)),
        rests_needed=some_rests(seed, base.orders),
    )


@pytest.mark.parametrize("seed", range(6))
def test_every_way_to_plan_keeps_the_findings(seed: int) -> None:
    given = strained(seed)
    assert given.forbidden_starts
    assert given.rests_needed
    catalogue = build_catalogue(given)
    ruined = ruin_and_recreate(catalogue, weights_of(catalogue), (), random.Random(seed), 4)
    best = solve(given, SolveParams(effort=0.2)).schedule
    assert best is not None
    plans = (best, to_schedule(catalogue, ruined), earliest_due(given), by_priority(given))
    for plan in plans:
        assert rules_broken(given, plan) <= {"mandatory_missing"}


def test_the_findings_decide_some_plans() -> None:
    """Plans that know nothing of them break them."""
    broken = set()
    for seed in range(6):
        given = strained(seed)
        blind = replace(given, forbidden_starts=(), rests_needed=())
        broken |= rules_broken(given, earliest_due(blind))
    assert broken >= {"strain_start", "strain_rest"}


def test_what_the_plans_close_is_what_the_verification_names() -> None:
    """Job by job: two jobs of one crew are too close exactly where a breach says so."""
    given = replace(strained(1), lunch_minutes=0)
    catalogue = build_catalogue(given)
    conflicts = Conflicts(catalogue)
    rng = random.Random(1)
    between = {"crew_overlap", "travel_too_short", "rest_too_short", "strain_rest", "person_twice"}
    leads = [
        p
        for p, part in enumerate(catalogue.parts)
        if catalogue.timings[part.timing].order.crews_needed == 1
    ]
    tried = 0
    while tried < 300:
        pair = rng.sample(leads, 2)
        one, other = (catalogue.parts[p] for p in pair)
        order_id = catalogue.timings[other.timing].order.id
        if one.crew != other.crew or catalogue.timings[one.timing].order.id == order_id:
            continue
        tried += 1
        bits = conflicts.of_crew(one.timing, order_id)
        closed = bool(bits >> conflicts.place[other.timing] & 1)
        assert closed == bool(rules_broken(given, of_parts(catalogue, *pair)) & between)


def of_parts(catalogue: Catalogue, *parts: int) -> Schedule:
    """A plan of these parts, whether or not they go together."""
    return to_schedule(
        catalogue,
        [Pick(timing=catalogue.parts[p].timing, parts=(PartPick(part=p),)) for p in parts],
    )
