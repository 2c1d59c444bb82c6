"""`peakops check --schedule`: a schedule made by hand, judged as a plan is and beside ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from feeders.agreement import EnginesDisagree
from peakops.by_hand_days import followable
from peakops.by_hand_records import breach_record, roots, violation_record
from peakops.by_hand_table import HandTable, read_hand_schedule
from peakops.checks.records import Breach, Violation
from peakops.clock import Clock, clock_text
from peakops.day_phases import day_sheets
from peakops.errors import InputFault, InputFaults, LoadFlowsDisagree, UsageError
from peakops.order_records import VALUE_PER_PRIORITY
from peakops.pipeline import Stages, run_rounds, run_stages
from peakops.plan import scenario_clock
from peakops.problem import build_problem
from peakops.progress import Progress, silent, stage
from peakops.published import read_published, stages_of
from peakops.referee import referee
from peakops.run import solve_params
from peakops.scenario import Scenario
from peakops.strain import StrainModel, check_strain
from peakops.strain_findings import strain_breaches
from peakops.validate import read_inputs
from scheduler.by_hand import LaidOut, lay_out
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule, Score
from scheduler.score import score_schedule
from scheduler.verify import verify
from scheduler.water import Water

if TYPE_CHECKING:
    from feeders.network import Network


@dataclass(frozen=True, kw_only=True)
class Ours:
    """The plan that a schedule made by hand is compared with.

    Parameters
    ----------
    schedule
        Who does what when.
    bound
        What no plan that keeps every rule can be worth more than; None if unknown.
    """

    schedule: Schedule
    bound: int | None


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that a schedule made by hand is held against.

    Parameters
    ----------
    scenario, stages
        What is to be planned, and what is known before scheduling.
    ours
        Our plan of it.
    """

    scenario: Scenario
    stages: Stages
    ours: Ours


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What is found of a schedule made by hand.

    Parameters
    ----------
    problem
        Rules and values; without what only helps the planner to search.
    laid
        The schedule in minutes.
    breaches, violations
        Without what merely follows from another one.
    base_alarms
        Number of limits broken with no work at all.
    unfollowed
        Workers and days whose strain could not be followed: two jobs at once.
    """

    problem: ProblemData
    laid: LaidOut
    breaches: tuple[Breach, ...]
    violations: tuple[Violation, ...]
    base_alarms: int
    unfollowed: tuple[tuple[str, int], ...]

    @property
    def faultless(self) -> Schedule:
        """The jobs that no breach and no violation names."""
        named = {order for breach in self.breaches for order in breach.work_orders}
        named |= {order for violation in self.violations for order in violation.work_orders}
        jobs = (job for job in self.laid.schedule.assignments if job.work_order not in named)
        return Schedule(assignments=tuple(jobs))


def check_by_hand(
    folder: Path, path: Path, *, effort: float | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Hold a schedule made by hand against every rule and limit, and compare it with ours.

    Parameters
    ----------
    folder
        Folder of a written plan, which is ours, or of a scenario, which is then planned.
    path
        Table `hand_schedule`: CSV or Excel.
    effort
        Overrides the scenario's solver effort; only where it is planned.
    progress
        Called at the start and end of each stage.

    Returns
    -------
    The report, ready for JSON; `peakops.by_hand_words.hand_lines` says it in words.

    Raises
    ------
    UsageError
        When there is no such file, or an effort with a plan that is made already.
    InputFaults
        With every fault of the inputs, or else of the table.
    LoadFlowsDisagree
        When pandapower finds something else than the bulk engine.
    """
    try:
        with threadpool_limits(limits=1):  # the same sums in the same order on every machine
            return _check(folder, path, effort, progress)
    except EnginesDisagree as error:
        raise LoadFlowsDisagree(str(error)) from None


def _check(folder: Path, path: Path, effort: float | None, progress: Progress) -> dict[str, Any]:
    if (folder / "inputs").is_dir():
        if effort is not None:
            raise UsageError(f"{folder} is a plan that is made already: it takes no effort")
        table, case = _beside_plan(folder, path)
    else:
        table, case = _beside_scenario(folder, path, effort, progress)
    with stage(progress, "schedule by hand"):
        judged = judge(case.scenario, case.stages, table)
    return _document(table, case, judged)


def _beside_plan(folder: Path, path: Path) -> tuple[HandTable, Case]:
    published = read_published(folder)
    table = read_hand_schedule(path, published.scenario)
    stages = stages_of(published.scenario, published.network, published.files)
    ours = Ours(schedule=published.schedule, bound=_published_bound(folder / "plan.json"))
    return table, Case(scenario=published.scenario, stages=stages, ours=ours)


def _published_bound(path: Path) -> int | None:
    """What plan.json says of the bound.

    Raises
    ------
    InputFaults
        When it does not say anything of it.
    """
    try:
        bound = json.loads(path.read_bytes())["summary"]["objective_bound"]
    except (OSError, ValueError, KeyError, TypeError):
        found, wish = "no summary with an objective_bound", "the file as peakops plan writes it"
        fault = InputFault(file=path.name, row=None, column=None, found=found, wanted=wish)
        raise InputFaults([fault]) from None
    return None if bound is None else int(bound)


def _beside_scenario(
    folder: Path, path: Path, effort: float | None, progress: Progress
) -> tuple[HandTable, Case]:
    scenario, network = _read(folder, progress)
    table = read_hand_schedule(path, scenario)
    stages = run_stages(scenario, network, progress)
    params = solve_params(scenario, None, effort, None, progress)
    result = run_rounds(scenario, stages, params, progress).result
    assert result.schedule is not None  # for the type checker: contradicting locks are no plan
    ours = Ours(schedule=result.schedule, bound=result.bound)
    return table, Case(scenario=scenario, stages=stages, ours=ours)


def _read(folder: Path, progress: Progress) -> tuple[Scenario, Network]:
    with stage(progress, "read"):
        return read_inputs(folder)


def judge(scenario: Scenario, stages: Stages, table: HandTable) -> Judged:
    """Lay a schedule made by hand out, and hold it against rules, load flow and strain."""
    clock = scenario_clock(scenario)
    problem = _rules_only(build_problem(scenario, stages.heat, stages.grid, stages.places))
    laid = lay_out(problem, table.jobs)
    schedule = laid.schedule
    refereed = referee(scenario, stages.grid, schedule, clock, problem.transfer_margin_slots)
    sheets = day_sheets(scenario, schedule, stages.places, clock)
    phases, unfollowed = followable(sheets.phases, clock)
    strained = check_strain(StrainModel(scenario, stages.heat), phases, clock)
    found = (*laid.breaches, *verify(problem, schedule), *strain_breaches(strained))
    return Judged(
        problem=problem,
        laid=laid,
        breaches=roots(found, laid.left_out, table, clock),
        # in another quarter of the hour the same orders do the same
        violations=tuple(dict.fromkeys(violation_record(item, table) for item in refereed.of_plan)),
        base_alarms=len(refereed.of_base),
        unfollowed=unfollowed,
    )


def _rules_only(problem: ProblemData) -> ProblemData:
    """Without the water budgets: the planner's estimate, where each day is followed anyway."""
    return replace(problem, water=Water())


def _document(table: HandTable, case: Case, judged: Judged) -> dict[str, Any]:
    clock = scenario_clock(case.scenario)
    schedule, ours = judged.laid.schedule, case.ours
    theirs = {job.work_order for job in schedule.assignments}
    planned = {job.work_order for job in ours.schedule.assignments}
    return {
        "file": table.file,
        "clean": not (judged.breaches or judged.violations),
        "orders": len(table.jobs),
        "left_out": list(judged.laid.left_out),
        **_values(judged, ours),
        "breaches": [breach_record(item, table) for item in judged.breaches],
        "violations": [breach_record(item, table) for item in judged.violations],
        "base_alarms": judged.base_alarms,
        "strain_not_followed": [
            {"worker": worker, "date": clock.date(day).isoformat()}
            for worker, day in judged.unfollowed
        ],
        "only_ours": sorted(planned - theirs),
        "only_theirs": sorted(theirs - planned),
        "jobs": [_job_record(job, table, clock) for job in schedule.assignments],
    }


def _values(judged: Judged, ours: Ours) -> dict[str, Any]:
    """Value per level of theirs, of ours, and what lies between."""
    theirs, best, faultless = (
        score_schedule(judged.problem, each)
        for each in (judged.laid.schedule, ours.schedule, judged.faultless)
    )
    return {
        "theirs": _levels(theirs) | {"gap": _share(ours.bound, theirs.value)},
        "faultless": _levels(faultless) | {"gap": _share(ours.bound, faultless.value)},
        "ours": _levels(best) | {"gap": _share(ours.bound, best.value)},
        "bound": None if ours.bound is None else ours.bound / VALUE_PER_PRIORITY,
        "gap_to_ours": {
            "must_placed": best.must_placed - theirs.must_placed,
            "value": (best.value - theirs.value) / VALUE_PER_PRIORITY,
            "comfort": best.comfort - theirs.comfort,
            "share": _share(best.value, theirs.value),
        },
    }


def _levels(score: Score) -> dict[str, Any]:
    return {
        "must_placed": score.must_placed,
        "value": score.value / VALUE_PER_PRIORITY,
        "comfort": score.comfort,
    }


def _share(most: int | None, value: int) -> float | None:
    """What is missing, as a share of the most; None where the most is unknown or nothing."""
    return None if not most else round((most - value) / most, 5)


def _job_record(job: Assignment, table: HandTable, clock: Clock) -> dict[str, Any]:
    """How a row was laid out; ``filled`` names what it did not say."""
    start, end = (clock_text(clock.time(m)) for m in (job.start_minute, job.end_minute))
    values = {
        "end": end,
        "transfer_plan": job.transfer_plan,
        "leader": job.parts[0].leader,
        "supervisor": [part.supervisor for part in job.parts],
        "bucket": [name for part in job.parts for name in part.bucket],
        "ground": [name for part in job.parts for name in part.ground],
        "vehicles": [name for part in job.parts for name in part.vehicles],
    }
    return {
        "work_order": job.work_order,
        "row": table.row_of[job.work_order],
        "start": start,
        "crews": [part.crew for part in job.parts],
        "relief": [list(pair) for part in job.parts for pair in part.relief],
        "filled": list(_filled(values, table.said[job.work_order])),
        **values,
    }


def _filled(values: dict[str, Any], said: frozenset[str]) -> Iterator[str]:
    return (column for column, value in values.items() if value and column not in said)
