"""One round of a plan: schedule, load flow, strain; and what the next one learns from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peakops.day_phases import DaySheets, day_sheets
from peakops.errors import NoPlanPossible
from peakops.grid import GridTables
from peakops.heat import HeatTables
from peakops.load_table import LoadTable
from peakops.places import Places
from peakops.plan import scenario_clock
from peakops.plan_ahead import Scheduler
from peakops.problem import Findings, build_problem
from peakops.progress import Progress, stage
from peakops.referee import Refereed, drop_orders, learn, referee
from peakops.scenario import Scenario
from peakops.strain import Strained, StrainModel, check_strain
from peakops.strain_findings import lesson
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule, SolveStatus
from scheduler.solve import SolveParams


@dataclass(frozen=True, kw_only=True)
class Stages:
    """Results of the stages before scheduling.

    Parameters
    ----------
    load, heat, grid, places
        Forecast and its repairs, heat rules, grid windows, and ways between the sites.
    """

    load: LoadTable
    heat: HeatTables
    grid: GridTables
    places: Places


@dataclass(frozen=True, kw_only=True)
class Round:
    """One schedule, and what load flow and strain say of it."""

    problem: ProblemData
    result: Result
    schedule: Schedule
    refereed: Refereed
    sheets: DaySheets
    strained: Strained
    fixed: frozenset[str]

    @property
    def clean(self) -> bool:
        """Whether the next round has nothing to learn."""
        return not self.refereed.of_plan and not self.strained.exceedances

    @property
    def locked(self) -> frozenset[str]:
        """Orders that stay where they are in time."""
        locked = (o.id for o in self.problem.orders if o.locked_start_minute is not None)
        return self.fixed | frozenset(locked)


class Rounds:
    """What the rounds of one plan have in common."""

    def __init__(
        self,
        scenario: Scenario,
        stages: Stages,
        params: SolveParams,
        progress: Progress,
        scheduler: Scheduler,
    ) -> None:
        self.scenario, self.stages = scenario, stages
        self.params, self.progress, self.scheduler = params, progress, scheduler
        self.model = StrainModel(scenario, stages.heat)
        self.clock = scenario_clock(scenario)

    def problem(self, findings: Findings) -> ProblemData:
        """What is to be scheduled, with what was learned."""
        stages = self.stages
        return build_problem(self.scenario, stages.heat, stages.grid, stages.places, findings)

    def solve(self, problem: ProblemData) -> Round:
        """Schedule and check."""
        with stage(self.progress, "schedule"):
            problem, result = self.scheduler(problem, self.params)
        if result.status is SolveStatus.LOCKS_CONTRADICT or result.schedule is None:
            raise NoPlanPossible(
                "these locked orders cannot be kept together: "
                + ", ".join(result.contradicting_locks),
                result.contradicting_locks,
            )
        return self.judge(problem, result)

    def bounded(self, found: Round) -> Round:
        """A round with the bound of its problem."""
        with stage(self.progress, "bound"):
            return replace(found, result=self.scheduler.bounded(found.problem, found.result))

    def judge(self, problem: ProblemData, result: Result) -> Round:
        """Check a schedule by load flow and strain."""
        schedule = result.schedule or Schedule()
        with stage(self.progress, "load flow"):
            refereed = referee(
                self.scenario,
                self.stages.grid,
                schedule,
                self.clock,
                problem.transfer_margin_slots,
            )
        with stage(self.progress, "strain"):
            sheets = day_sheets(self.scenario, schedule, self.stages.places, self.clock)
            strained = check_strain(self.model, sheets.phases, self.clock)
        return Round(
            problem=problem,
            result=result,
            schedule=schedule,
            refereed=refereed,
            sheets=sheets,
            strained=strained,
            fixed=self.scheduler.fixed,
        )

    def learn(self, found: Round, known: Findings, *, end: bool) -> Findings:
        """What a round's findings forbid from now on.

        Parameters
        ----------
        found
            The round.
        known
            What was forbidden in it.
        end
            Whether orders are left out, for there will be no more rounds; they are also left out
            where there is nothing else to learn.
        """
        margin = found.problem.transfer_margin_slots
        strain = lesson(self.model, found.schedule, found.sheets.phases, self.clock, found.locked)
        learned = learn(found.refereed, found.schedule, self.clock, margin, known, found.locked)
        learned = strain.learn(found.strained, found.problem, learned)
        if not end and learned != known:
            return learned
        dropped = drop_orders(found.refereed, found.schedule, self.clock, learned, found.locked)
        return strain.drop(found.strained, dropped)
