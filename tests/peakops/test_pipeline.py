from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feeders.limits import Violation
from peakops import pipeline
from peakops.errors import LoadFlowsDisagree, NoPlanPossible
from peakops.pipeline import Scheduled, run_rounds, run_stages
from peakops.referee import Refereed, referee
from peakops.strain import Exceedance, Strained, check_strain
from peakops.validate import read_inputs
from scheduler.schedule import Result, SolveStatus
from scheduler.solve import SolveParams, bounded

PARAMS = SolveParams(effort=0.2, seed=1)


@pytest.fixture(scope="module")
def ready(tiny_source: Path) -> tuple[Any, Any]:
    scenario, network = read_inputs(tiny_source)
    return scenario, run_stages(scenario, network)


def strict_referee(
    monkeypatch: pytest.MonkeyPatch, *, rounds: int, only_spared: str = "W3"
) -> None:
    """A referee that forbids, in its first rounds, each order at the hour it is planned."""
    calls = []

    def judge(scenario: Any, grid: Any, schedule: Any, clock: Any, margin: int) -> Refereed:
        calls.append(1)
        found = referee(scenario, grid, schedule, clock, margin)
        if len(calls) > rounds or {j.work_order for j in schedule.assignments} <= {only_spared}:
            return found
        job = next(j for j in schedule.assignments if j.work_order != only_spared)
        violation = Violation(
            time=clock.time(job.start_minute),
            code="line_overload",
            element="line:0",
            value=120.0,
            limit=100.0,
            work_orders=(job.work_order,),
        )
        return replace(found, violations=(violation,))

    monkeypatch.setattr("peakops.rounds.referee", judge)


def starts(scheduled: Scheduled) -> dict[str, int]:
    return {job.work_order: job.start_minute for job in scheduled.schedule.assignments}


def test_a_clean_schedule_needs_one_round(ready: tuple[Any, Any]) -> None:
    scheduled = run_rounds(*ready, PARAMS)
    assert scheduled.rounds.rounds == 1
    assert scheduled.rounds.findings == ()
    assert scheduled.rounds.breaches == ()


def test_of_several_rounds_only_the_last_one_gets_its_bound(
    ready: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    strict_referee(monkeypatch, rounds=1)
    asked: list[Result] = []

    def bounded_once(problem: Any, result: Result) -> Result:
        asked.append(result)
        return replace(bounded(problem, result), bound=10**9)

    monkeypatch.setattr("peakops.plan_ahead.bounded", bounded_once)
    scheduled = run_rounds(*ready, PARAMS)
    assert scheduled.rounds.rounds == 2
    assert [result.schedule for result in asked] == [scheduled.schedule]
    assert scheduled.result.bound == 10**9


def test_a_finding_moves_the_order_and_is_noted(
    ready: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = starts(run_rounds(*ready, PARAMS))
    strict_referee(monkeypatch, rounds=1)
    scheduled = run_rounds(*ready, PARAMS)
    row = scheduled.rounds.findings[0]
    order = str(row["work_orders"])
    assert scheduled.rounds.rounds == 2
    assert (row["action"], row["resolved"]) == ("forbid_slots", True)
    assert starts(scheduled).get(order) != before[order]
    assert scheduled.rounds.breaches == ()


def test_rounds_end_and_what_was_found_is_noted(
    ready: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, _ = ready
    strict_referee(monkeypatch, rounds=99)
    scheduled = run_rounds(*ready, PARAMS)
    assert scheduled.rounds.rounds <= scenario.limits.max_rounds + 1
    rows = scheduled.rounds.findings
    assert all(row["resolved"] for row in rows if row["round"] != scheduled.rounds.rounds)
    left = [row for row in rows if not row["resolved"]]
    assert bool(left) is bool(scheduled.refereed.of_plan)


def test_a_locked_order_stays_and_its_violation_is_reported(
    ready: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    strict_referee(monkeypatch, rounds=99, only_spared="none")
    scheduled = run_rounds(*ready, PARAMS)
    assert "W3" in starts(scheduled)
    assert [v.work_orders for v in scheduled.refereed.of_plan] == [("W3",)]
    assert scheduled.rounds.findings[-1]["resolved"] is False


def thirsty_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A strain model that finds, in the first round only, that W1 costs a tenth too much water."""
    calls = []

    def judge(model: Any, phases: Any, clock: Any) -> Strained:
        calls.append(1)
        found = check_strain(model, phases, clock)
        if len(calls) > 1:
            return found
        worker, day = next((p.worker, day) for day, p in phases if p.work_order == "W1")
        item = Exceedance(
            rule="strain_water",
            worker=worker,
            day=day,
            work_order="W1",
            minute=day * 24 * 60 + 720,
            found=3850.0,
            limit=3500.0,
        )
        return replace(found, exceedances=(item,))

    monkeypatch.setattr("peakops.rounds.check_strain", judge)


def test_the_last_round_has_learned_what_the_one_before_found(
    ready: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, stages = ready
    once = replace(scenario, limits=replace(scenario.limits, max_rounds=1))
    before = run_rounds(once, stages, PARAMS).problem.water
    thirsty_once(monkeypatch)
    scheduled = run_rounds(once, stages, PARAMS)
    (day,) = {
        crew_day[1]
        for crew_day in before.budget_g
        if scheduled.problem.water.budget_g[crew_day] < before.budget_g[crew_day]
    }
    assert scheduled.rounds.rounds == 2
    less = {scheduled.problem.water.budget(crew, day) for crew in ("C1", "C2")}
    assert len(less) == 1  # it is the weather of the day, whoever the crew is


def test_contradicting_locks_leave_no_plan(
    ready: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def contradict(*_: object) -> Result:
        return Result(
            status=SolveStatus.LOCKS_CONTRADICT, schedule=None, contradicting_locks=("W1", "W2")
        )

    monkeypatch.setattr("peakops.plan_ahead.find_schedule", contradict)
    with pytest.raises(NoPlanPossible, match="W1, W2"):
        run_rounds(*ready, PARAMS)


def test_a_plan_on_which_the_engines_disagree_is_none(
    tiny_source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeders.agreement.TOLERANCE_PU", -1.0)
    with pytest.raises(LoadFlowsDisagree, match=r"the normal state: bus:\d+"):
        pipeline.make_plan(*read_inputs(tiny_source), PARAMS)
