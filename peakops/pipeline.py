"""The forward pass: one call per stage, and the one visible loop."""

from __future__ import annotations

from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from feeders.agreement import EnginesDisagree
from feeders.network import Network
from peakops.day_phases import DaySheets, bucket_work, day_sheets
from peakops.errors import LoadFlowsDisagree, NoPlanPossible
from peakops.grid import GridTables, grid_tables
from peakops.heat import HeatTables, heat_tables
from peakops.load import LoadForecast, forecast_load
from peakops.load_table import LoadTable
from peakops.places import Places, find_places
from peakops.plan import Plan, scenario_clock
from peakops.plan_ahead import PlanAhead, Scheduler
from peakops.plan_issue import first_issue
from peakops.plan_tables import RoundLog, as_written, plan_tables
from peakops.problem import Findings, build_problem
from peakops.progress import Progress, silent, stage
from peakops.referee import Refereed, drop_orders, finding_rows, learn, referee
from peakops.scenario import Scenario
from peakops.settle import settled
from peakops.strain import Strained, StrainModel, check_strain
from peakops.strain_findings import lesson, strain_breaches, strain_rows
from peakops.strain_starts import hot_starts
from peakops.summary import summarise
from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule, SolveStatus
from scheduler.solve import SolveParams
from scheduler.verify import verify


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


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """Outcome of the rounds of scheduling, load flow and strain."""

    last: Round
    rounds: RoundLog

    @property
    def problem(self) -> ProblemData:
        """What the last round solved."""
        return self.last.problem

    @property
    def result(self) -> Result:
        """What its solver said."""
        return self.last.result

    @property
    def schedule(self) -> Schedule:
        """Who does what when."""
        return self.last.schedule

    @property
    def refereed(self) -> Refereed:
        """What the load flow said of it."""
        return self.last.refereed

    @property
    def strained(self) -> Strained:
        """What the strain model said of it."""
        return self.last.strained


def make_plan(
    scenario: Scenario, network: Network, params: SolveParams, progress: Progress = silent
) -> Plan:
    """Plan a scenario.

    Parameters
    ----------
    scenario, network
        What was read, without faults.
    params
        Effort, seed and limits of the solver.
    progress
        Called at the start and end of each stage and with news of the solver.

    Returns
    -------
    The plan; with its breaches and violations where some could not be resolved.

    Raises
    ------
    NoPlanPossible
        When locked orders contradict one another.
    LoadFlowsDisagree
        When pandapower finds something else than the bulk engine.
    """
    try:
        return _make_plan(scenario, network, params, progress)
    except EnginesDisagree as error:
        raise LoadFlowsDisagree(str(error)) from None


def _make_plan(
    scenario: Scenario, network: Network, params: SolveParams, progress: Progress
) -> Plan:
    with threadpool_limits(limits=1):  # the same sums in the same order on every machine
        stages = run_stages(scenario, network, progress)
        scheduled = run_rounds(scenario, stages, params, progress)
        with stage(progress, "tables"):
            tables = plan_tables(scenario, stages, scheduled)
    return Plan(
        scenario=scenario,
        tables=as_written(tables),
        summary=summarise(scenario, stages, scheduled, tables, params),
        buses=stages.grid.network.bus_table,
        branches=stages.grid.network.branch_table,
        issue=first_issue(scenario.issued),
    )


def run_stages(scenario: Scenario, network: Network, progress: Progress = silent) -> Stages:
    """Everything that is known before scheduling."""
    with stage(progress, "forecast"):
        load = forecast_load(scenario, progress)
    return stages_with(scenario, network, load, progress)


def stages_with(
    scenario: Scenario, network: Network, load: LoadForecast, progress: Progress = silent
) -> Stages:
    """What is known before scheduling when the load forecast is there already."""
    with stage(progress, "heat"):
        heat = heat_tables(scenario)
    with stage(progress, "grid"):
        grid = grid_tables(scenario, network, load)
    places = find_places(scenario, bus_lon_lat(grid))
    return Stages(load=load, heat=heat, grid=grid, places=places)


def bus_lon_lat(grid: GridTables) -> dict[int, tuple[float, float]]:
    """Coordinates of each bus, longitude first. [°]"""
    buses = grid.network.bus_table
    return {
        int(bus): (float(lon), float(lat))
        for bus, lon, lat in zip(buses["bus"], buses["lon"], buses["lat"], strict=True)
    }


def run_rounds(
    scenario: Scenario,
    stages: Stages,
    params: SolveParams,
    progress: Progress = silent,
    scheduler: Scheduler | None = None,
) -> Scheduled:
    """Schedule, check load flow and strain, learn, and schedule again until nothing is found."""
    rounds = _Rounds(scenario, stages, params, progress, scheduler or PlanAhead())
    clock, model = rounds.clock, rounds.model
    findings = _before(scenario, stages, model, progress)
    rows: list[dict[str, object]] = []
    for number in range(1, scenario.limits.max_rounds + 2):
        last = rounds.solve(rounds.problem(findings))
        if last.clean:
            break
        rows += finding_rows(number, last.refereed.of_plan, resolved=True)
        rows += strain_rows(number, last.strained, clock, resolved=True)
        learned = _next_findings(number, scenario, model, last, findings)
        if learned == findings:
            break
        findings = learned
    if not last.clean:
        last = settled(last, rounds.problem(findings), rounds)
    if not last.clean:
        rows = [row | {"resolved": row["round"] != number} for row in rows]
    found = verify(last.problem, last.schedule) + strain_breaches(last.strained)
    breaches = tuple(item for item in found if not _is_history(item, last.fixed))
    return Scheduled(
        last=last,
        rounds=RoundLog(rounds=number, findings=tuple(rows), breaches=breaches),
    )


def _is_history(breach: Breach, fixed: frozenset[str]) -> bool:
    """Whether only jobs are concerned that had begun when the rule came up."""
    return bool(breach.work_orders) and set(breach.work_orders) <= fixed


def _before(scenario: Scenario, stages: Stages, model: StrainModel, progress: Progress) -> Findings:
    """What strain teaches before anything is scheduled."""
    with stage(progress, "strain of each job"):
        problem = build_problem(scenario, stages.heat, stages.grid, stages.places)
        return Findings(hot_starts=hot_starts(problem, model, bucket_work(scenario)))


class _Rounds:
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


def _next_findings(
    number: int, scenario: Scenario, model: StrainModel, last: Round, known: Findings
) -> Findings:
    clock, margin = scenario_clock(scenario), last.problem.transfer_margin_slots
    strain = lesson(model, last.schedule, last.sheets.phases, clock, last.locked)
    learned = learn(last.refereed, last.schedule, clock, margin, known, last.locked)
    learned = strain.learn(last.strained, last.problem, learned)
    if number >= scenario.limits.max_rounds or learned == known:
        dropped = drop_orders(last.refereed, last.schedule, clock, learned, last.locked)
        return strain.drop(last.strained, dropped)
    return learned
