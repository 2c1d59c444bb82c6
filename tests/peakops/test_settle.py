"""The end of the rounds: what is clean stays, the rest is placed once more or left out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from peakops.errors import NoPlanPossible
from peakops.pipeline import run_rounds, run_stages
from peakops.problem import Findings
from peakops.rounds import Round
from peakops.settle import ATTEMPTS, LEARNING, guilty, held, settled, without
from peakops.strain import Exceedance
from peakops.validate import read_inputs
from scheduler.problem import ProblemData
from scheduler.schedule import Result, SolveStatus
from scheduler.solve import SolveParams
from scheduler.verify import verify


@pytest.fixture(scope="module")
def clean(tiny_source: Path) -> Round:
    """A round of the tiny scenario: W1, then W2, and W3, which is mandatory and locked."""
    scenario, network = read_inputs(tiny_source)
    found = run_rounds(
        scenario, run_stages(scenario, network), SolveParams(effort=0.2, seed=1)
    ).last
    assert found.clean
    assert {job.work_order for job in found.schedule.assignments} == {"W1", "W2", "W3"}
    return found


def hot(found: Round, *orders: str) -> Round:
    """The round with somebody too hot in some orders."""
    items = tuple(
        Exceedance(
            rule="strain_core",
            worker="A3",
            day=0,
            work_order=order,
            minute=600,
            found=38.1,
            limit=38.0,
        )
        for order in orders
    )
    return replace(found, strained=replace(found.strained, exceedances=items))


@dataclass
class Scripted:
    """Rounds that say what they are told to."""

    again: list[Round]
    free: ProblemData
    judged: list[Round] = field(default_factory=list)
    asked: list[ProblemData] = field(default_factory=list)
    ends: list[bool] = field(default_factory=list)

    def solve(self, problem: ProblemData) -> Round:
        self.asked.append(problem)
        if not self.again:
            raise NoPlanPossible("locks", ("W1",))
        return replace(self.again.pop(0), problem=problem)

    def problem(self, _: Findings) -> ProblemData:
        return self.free

    def learn(self, _: Round, known: Findings, *, end: bool) -> Findings:
        self.ends.append(end)
        return known

    def judge(self, problem: ProblemData, result: Result) -> Round:
        assert result.schedule is not None
        found = self.judged.pop(0)
        return replace(found, problem=problem, result=result, schedule=result.schedule)


def placed(found: Round) -> set[str]:
    return {job.work_order for job in found.schedule.assignments}


def test_orders_that_nothing_was_found_against_are_held(clean: Round) -> None:
    found = hot(clean, "W2")
    assert guilty(found) == {"W2"}
    orders = held(clean.problem, found).order_by_id
    start = {job.work_order: job.start_minute for job in clean.schedule.assignments}
    assert orders["W1"].locked_start_minute == start["W1"]
    assert orders["W1"].locked_crew is not None
    assert orders["W2"] == clean.problem.order_by_id["W2"]
    assert orders["W3"] == clean.problem.order_by_id["W3"]  # locked by the user already


def test_what_has_begun_is_not_locked_once_more(clean: Round) -> None:
    found = replace(hot(clean, "W2"), fixed=frozenset({"W1"}))
    assert held(clean.problem, found).order_by_id["W1"] == clean.problem.order_by_id["W1"]


def test_a_clean_second_placing_is_taken_without_its_locks(clean: Round) -> None:
    found = hot(clean, "W2")
    small = replace(clean.result, status=SolveStatus.OPTIMAL, bound=clean.result.value)
    rounds = Scripted(again=[found, replace(clean, result=small)], free=clean.problem)
    end = settled(found, Findings(), rounds)
    assert end.clean
    assert end.problem == clean.problem
    assert end.result.bound == found.result.bound
    assert end.result.status is SolveStatus.FEASIBLE


@pytest.mark.parametrize("again", [0, 2, ATTEMPTS])
def test_else_the_guilty_are_left_out(clean: Round, again: int) -> None:
    found = hot(clean, "W2")
    rounds = Scripted(again=[found] * again, free=clean.problem, judged=[clean])
    end = settled(found, Findings(), rounds)
    assert end.clean
    assert placed(end) == {"W1", "W3"}
    assert end.result.value < found.result.value
    assert end.result.bound == found.result.bound
    assert verify(end.problem, end.schedule) == ()
    assert rounds.ends == [number >= LEARNING for number in range(again)]


def test_what_follows_an_order_leaves_with_it(clean: Round) -> None:
    found = hot(clean, "W1")
    result = without(found, guilty(found))
    assert result.schedule is not None
    assert {job.work_order for job in result.schedule.assignments} == {"W3"}
    crews = {
        (p.crew, job.start_minute // 1440) for job in result.schedule.assignments for p in job.parts
    }
    assert {(lunch.crew, lunch.day) for lunch in result.schedule.lunches} <= crews


def test_leaving_out_goes_on_until_it_is_clean(clean: Round) -> None:
    rounds = Scripted(again=[], free=clean.problem, judged=[hot(clean, "W1"), clean])
    end = settled(hot(clean, "W2"), Findings(), rounds)
    assert end.clean
    assert placed(end) == {"W3"}


def test_mandatory_and_locked_orders_stay_and_say_so(clean: Round) -> None:
    end = settled(hot(clean, "W3"), Findings(), Scripted(again=[], free=clean.problem))
    assert not end.clean
    assert placed(end) == {"W1", "W2", "W3"}
