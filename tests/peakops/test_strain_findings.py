"""What predicted strain teaches the rounds: later starts, longer rests, less water."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import weather
from peakops.pipeline import Scheduled
from peakops.strain_findings import StrainLesson
from scheduler.strain import ForbiddenStart

from .strain_case import (
    HOT_KIT,
    SITES,
    TIGHT_KIT,
    Case,
    forenoon,
    read_case,
    see_nothing,
    see_nothing_before,
)

LIMIT_C = 38.0
NO_MARGIN = {
    "strain_margin_temp_c": 0.0,
    "strain_margin_rh_percent": 0.0,
    "strain_wind_m_per_s": 3.0,
}
"""Stints as long as somebody fresh to the bucket bears: the set-up before makes them too long."""


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return forenoon(tmp_path_factory.mktemp("strain") / "tiny")


@pytest.fixture(scope="module")
def hot(jobs: Case) -> Case:
    return jobs.hotter(HOT_KIT, **NO_MARGIN)


@pytest.fixture(scope="module")
def blind(hot: Case) -> Scheduled:
    """Planned without the strain finding."""
    with pytest.MonkeyPatch.context() as off:
        see_nothing(off)
        return hot.plan()


@pytest.fixture(scope="module")
def learned(hot: Case) -> Scheduled:
    """Planned with what the scheduled days show alone."""
    with pytest.MonkeyPatch.context() as later:
        see_nothing_before(later)
        return hot.plan()


@pytest.fixture(scope="module")
def repaired(hot: Case) -> Scheduled:
    """Planned as it is meant to be."""
    return hot.plan()


def core_peaks(scheduled: Scheduled) -> list[float]:
    return [float(course.core_c.max()) for course in scheduled.strained.courses.values()]


def rows(scheduled: Scheduled) -> pd.DataFrame:
    return pd.DataFrame(list(scheduled.rounds.findings))


def crew_starts(scheduled: Scheduled) -> set[tuple[str, str, int]]:
    return {
        (job.work_order, part.crew, job.start_minute // 15)
        for job in scheduled.schedule.assignments
        for part in job.parts
    }


# --- the finding is what keeps people cool --------------------------------------------------------


def test_without_the_finding_people_get_too_hot_and_with_it_nobody_does(
    hot: Case, blind: Scheduled, repaired: Scheduled
) -> None:
    assert blind.rounds.rounds == 1
    assert blind.rounds.breaches == ()
    too_hot = hot.exceedances(blind)
    assert {item.rule for item in too_hot} == {"strain_core"}
    assert max(item.found for item in too_hot) > LIMIT_C
    assert hot.exceedances(repaired) == ()
    assert max(core_peaks(repaired)) <= LIMIT_C
    assert repaired.rounds.breaches == ()
    assert repaired.schedule.assignments != ()


# --- what is learned ------------------------------------------------------------------------------


def test_a_start_that_is_too_hot_is_closed_to_the_crew(learned: Scheduled) -> None:
    assert learned.rounds.rounds > 1
    closed = learned.problem.forbidden_starts
    assert closed
    assert all(isinstance(each, ForbiddenStart) and each.slots for each in closed)
    kept_off = {(each.order, each.crew, slot) for each in closed for slot in each.slots}
    assert not kept_off & crew_starts(learned)
    assert max(core_peaks(learned)) <= LIMIT_C
    assert learned.rounds.breaches == ()


def test_the_findings_say_who_got_too_hot_in_which_job_and_that_it_is_resolved(
    hot: Case, blind: Scheduled, learned: Scheduled
) -> None:
    found = rows(learned)
    assert set(found["kind"]) == {"strain"}
    assert set(found["code"]) == {"strain_core"}
    assert set(found["action"]) == {"rest_or_start"}
    assert (found["value"] > found["limit"]).all()
    assert set(found["limit"]) == {LIMIT_C}
    assert found["resolved"].all()
    first = found[found["round"] == 1]
    too_hot = hot.exceedances(blind)
    assert list(first["workers"]) == [item.worker for item in too_hot]
    assert list(first["work_orders"]) == [item.work_order for item in too_hot]


def test_who_is_too_hot_only_after_the_job_before_has_to_rest_longer(
    jobs: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a plan keeps such rests is held by the tests of the scheduler's rules.

    People are left as the search takes them, the same ones job after job.
    """
    see_nothing_before(monkeypatch)
    monkeypatch.setattr(
        "scheduler.solve.fairly_staffed", lambda _problem, schedule, _seed: schedule
    )
    scheduled = jobs.hotter(TIGHT_KIT, **NO_MARGIN).plan()
    rests = scheduled.problem.rests_needed
    assert rests
    assert {rest.rule for rest in rests} == {"strain_rest"}
    first = rows(scheduled)[lambda found: found["round"] == 1]
    assert {rest.second for rest in rests} & set(rows(scheduled)["work_orders"])
    assert set(first["work_orders"]) <= set(SITES)
    ways = jobs.stages.places.minutes
    assert min(rest.minutes for rest in rests) > max(map(max, ways))
    assert scheduled.rounds.breaches == ()


def test_starts_that_are_hot_by_themselves_are_closed_before_the_first_round(
    repaired: Scheduled,
) -> None:
    assert repaired.rounds.rounds == 1
    assert repaired.problem.hot_starts
    assert repaired.rounds.findings == ()


# --- water ----------------------------------------------------------------------------------------


def test_budgets_get_smaller_until_nobody_loses_too_much(
    jobs: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The estimate is made far too low, so that the day finds more than it says."""
    true_rates = weather.water_rates_mg
    monkeypatch.setattr(weather, "water_rates_mg", lambda *args: true_rates(*args) * 2 // 5)
    dry = jobs.hotter({}, water_loss_share=0.014)
    scheduled = dry.plan()
    found = rows(scheduled)
    assert set(found["code"]) == {"strain_water"}
    assert set(found["action"]) == {"less_water"}
    assert found["resolved"].all()
    limit_g = dry.stages.heat.rules.water_limit_g
    losses = [float(c.sweat_loss_g.max()) for c in scheduled.strained.courses.values()]
    assert max(losses) <= limit_g
    budgets = scheduled.problem.water.budget_g
    assert budgets["C1", 0] == budgets["C2", 0] < budgets["C1", 1]  # nothing is done on day 1
    assert scheduled.rounds.breaches == ()
    assert scheduled.schedule.assignments != ()


# --- orders that stay, and the end of the rounds --------------------------------------------------


def test_a_locked_order_stays_and_the_exceedance_is_a_breach(tiny: Path) -> None:
    locked = read_case(tiny).hotter(TIGHT_KIT, **NO_MARGIN)
    scheduled = locked.plan()
    assert ("W3", "C1", (1440 + 390) // 15) in crew_starts(scheduled)
    breaches = scheduled.rounds.breaches
    assert {breach.rule for breach in breaches} == {"strain_core"}
    assert {breach.work_orders for breach in breaches} == {("W3",)}
    assert {breach.limit for breach in breaches} == {"38"}
    left = rows(scheduled)[lambda found: ~found["resolved"]]
    assert sorted(left["workers"]) == sorted(w for b in breaches for w in b.workers)


def test_what_the_rounds_do_not_reconcile_is_placed_again_among_the_rest(
    jobs: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last round no crew loses a job for good as long as another start may do."""
    see_nothing_before(monkeypatch)
    hot = jobs.hotter(HOT_KIT, {"max_rounds": 1}, **NO_MARGIN)
    scheduled = hot.plan()
    assert scheduled.rounds.rounds == 2
    assert set(scheduled.problem.forbidden_starts)
    assert not dropped(scheduled)
    assert rows(scheduled)["resolved"].all()
    assert scheduled.rounds.breaches == ()


def test_what_cannot_be_reconciled_at_all_is_dropped(
    jobs: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is learned of a start: the crew never does the job in which it got hot."""
    see_nothing_before(monkeypatch)
    monkeypatch.setattr(StrainLesson, "learn", lambda _self, _strained, _problem, known: known)
    scheduled = jobs.hotter(HOT_KIT, {"max_rounds": 1}, **NO_MARGIN).plan()
    gone = dropped(scheduled)
    assert gone
    placed = {(order, crew) for order, crew, _ in crew_starts(scheduled)}
    assert not placed & gone
    left_out = set(SITES) - {order for order, _ in placed}
    assert {order for order, _ in gone} <= set(rows(scheduled)["work_orders"])
    assert set(rows(scheduled)["work_orders"]) <= {order for order, _ in gone} | left_out
    assert rows(scheduled)["resolved"].all()
    assert scheduled.rounds.breaches == ()


def dropped(scheduled: Scheduled) -> set[tuple[str, str]]:
    """Orders that a crew may not begin at any time, and the crew."""
    whole_plan = frozenset(range(192))
    starts = scheduled.problem.forbidden_starts
    return {(each.order, each.crew) for each in starts if each.slots == whole_plan}
