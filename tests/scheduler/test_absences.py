"""Workers who are away for a part of a day."""

from __future__ import annotations

import pytest

import scheduler.part_maker
import scheduler.verify
from scheduler.crews import Absence
from scheduler.explain import explain
from scheduler.verify import verify

from .small import crew, order, placed, problem, solved, team, two_crews

ONE_START = (crew(shift_end_minute=520),)


def away(name: str, start: int = 510, end: int = 540) -> tuple[Absence, ...]:
    return (Absence(worker=name, from_minute=start, to_minute=end),)


def test_a_job_needs_its_people_all_through() -> None:
    assert placed(problem(crews=ONE_START, absences=away("AB0", 520))) == ("W1",)
    assert placed(problem(crews=ONE_START, absences=away("AB0", 510))) == ()
    assert placed(problem(crews=ONE_START, absences=away("AB0", 400, 480))) == ("W1",)


def test_the_rule_is_what_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = problem(crews=ONE_START, absences=away("AB0"))
    monkeypatch.setattr(
        scheduler.part_maker, "of_those_present", lambda _p, _t, parts, _c: iter(parts)
    )
    plan = solved(given)
    assert {b.rule for b in verify(given, plan)} == {"worker_unavailable"}
    monkeypatch.setattr(
        scheduler.verify,
        "RULES",
        tuple(r for r in scheduler.verify.RULES if r.__name__ != "workers_present"),
    )
    assert verify(given, plan) == ()


def test_somebody_else_of_the_crew_steps_in() -> None:
    given = problem(crews=ONE_START, workers=team(pairs=2), absences=away("AB0"))
    plan = solved(given)
    assert "AB0" not in plan.assignments[0].parts[0].bucket
    assert verify(given, plan) == ()


def test_a_crew_that_lacks_people_is_explained() -> None:
    given = problem(crews=ONE_START, absences=away("AL"))
    first = explain(given, solved(given))[0]
    assert (first.rule, first.slots_lost_alone) == ("worker_unavailable", 1)
    other = two_crews(orders=(order(crews_needed=2),), absences=away("BL", 0, 1440))
    assert explain(other, solved(other))[0].rule == "worker_unavailable"


def test_absences_are_checked() -> None:
    with pytest.raises(ValueError, match="no minutes"):
        Absence(worker="A", from_minute=5, to_minute=5)
    with pytest.raises(ValueError, match="'XX' is not known"):
        problem(absences=away("XX"))
