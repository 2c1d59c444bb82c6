"""A schedule made by hand, held against rules, load flow and strain as a plan is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peakops.by_hand_days import followable
from peakops.by_hand_records import roots, violation_record
from peakops.by_hand_table import HandTable
from peakops.checks.records import Breach, Violation
from peakops.day_phases import day_sheets
from peakops.plan import scenario_clock
from peakops.problem import build_problem
from peakops.referee import referee
from peakops.rounds import Stages
from peakops.scenario import Scenario
from peakops.strain import StrainModel, check_strain
from peakops.strain_findings import strain_breaches
from scheduler.by_hand import LaidOut, lay_out
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule
from scheduler.verify import verify
from scheduler.water import Water


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
