"""Hours outdoors that bound a crew's day: of the people whom its jobs need most."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import ProblemData
from scheduler.crews import Absence, Worker
from scheduler.day_hours import UNIT_MINUTES, hours_left
from scheduler.rosters import Need, need_of

from .small import crew, order, problem, team, worker

LONG = 100


def need(job_class: int = 2, *, leads: bool = True, **changes: object) -> Need:
    return replace(
        need_of(order(job_class=job_class), leads=leads, pairs=1),
        **changes,  # type: ignore[arg-type]  # fields by name
    )


def limit(people: tuple[Worker, ...], *needs: Need, **changes: object) -> tuple[int, list[int]]:
    """Levels of a day, and those of a job of 100 minutes for each need."""
    given = problem(workers=people, **changes)
    return hours_left(given, crew(), 0, [(each, LONG) for each in needs])


def capped(people: tuple[Worker, ...], **caps: int) -> tuple[Worker, ...]:
    return tuple(replace(w, outdoor_cap_minutes=(caps.get(w.id),)) for w in people)


def test_nobody_capped_is_no_limit() -> None:
    assert limit(team(), need()) == (1, [0])


def test_the_only_leader_watches_every_job_that_the_crew_leads() -> None:
    people = capped((*team(), worker("S", "supervisor")), AL=200)
    levels, spent = limit(people, need(), need(leads=False))
    assert levels == 200 // UNIT_MINUTES + 1
    assert spent == [LONG // UNIT_MINUTES, 0]


def test_of_two_who_may_help_the_hours_add_up() -> None:
    people = capped((*team(), worker("G1", "ground"), worker("G2", "ground")), G1=200, G2=100)
    levels, spent = limit(people, need(ground_workers=1))
    assert levels == 300 // (2 * UNIT_MINUTES) + 1
    assert spent == [LONG // (2 * UNIT_MINUTES)]
    levels, spent = limit(people, need(ground_workers=2))
    assert (levels, spent) == (100 // UNIT_MINUTES + 1, [LONG // UNIT_MINUTES])


def test_the_tightest_limit_counts() -> None:
    people = capped((*team(), worker("G", "ground")), AL=300, G=120)
    levels, _ = limit(people, need(ground_workers=1))
    assert levels == 120 // UNIT_MINUTES + 1


def test_who_can_be_relieved_does_not_count() -> None:
    people = capped((*team(), worker("L2", "leader supervisor")), AL=100)
    assert limit(people, need()) == (1, [0])
    alone = capped((*team(), worker("S", "supervisor")), AL=100)
    assert limit(alone, need(relieved=True)) == (1, [0])
    assert limit(alone, need()) != (1, [0])


@pytest.mark.parametrize("name", ["AL", "AB0"])
def test_where_somebody_is_away_there_is_no_limit(name: str) -> None:
    people = capped(team(), AL=100)
    assert limit(people, need()) != (1, [0])
    absence = Absence(worker=name, from_minute=0, to_minute=60)
    assert limit(people, need(), absences=(absence,)) == (1, [0])


def test_a_job_nobody_can_do_takes_nothing() -> None:
    assert limit(capped(team(), AL=100), need(job_class=3)) == (1, [0])


def test_other_crews_do_not_count() -> None:
    given: ProblemData = problem(
        crews=(crew("A"), crew("B")), workers=(*team("A"), *capped(team("B"), BL=60))
    )
    assert hours_left(given, crew("A"), 0, [(need(), LONG)]) == (1, [0])
    assert hours_left(given, crew("B"), 0, [(need(), LONG)])[0] == 60 // UNIT_MINUTES + 1
