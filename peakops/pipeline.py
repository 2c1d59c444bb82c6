"""The forward pass: one call per stage, and the one visible loop."""

from __future__ import annotations

from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from feeders.agreement import EnginesDisagree
from feeders.network import Network
from peakops.day_phases import bucket_work
from peakops.errors import LoadFlowsDisagree
from peakops.grid import GridTables, grid_tables
from peakops.heat import heat_tables
from peakops.load import LoadForecast, forecast_load
from peakops.places import find_places
from peakops.plan import Plan
from peakops.plan_ahead import PlanAhead, Scheduler
from peakops.plan_issue import first_issue
from peakops.plan_tables import RoundLog, as_written, plan_tables
from peakops.problem import Findings, build_problem
from peakops.progress import Progress, silent, stage
from peakops.referee import Refereed, finding_rows
from peakops.rounds import Round, Rounds, Stages
from peakops.scenario import Scenario
from peakops.settle import settled
from peakops.strain import Strained, StrainModel
from peakops.strain_findings import strain_breaches, strain_rows
from peakops.strain_starts import hot_starts
from peakops.summary import summarise
from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule
from scheduler.solve import SolveParams
from scheduler.verify import verify


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
    rounds = Rounds(scenario, stages, params, progress, scheduler or PlanAhead())
    clock, model = rounds.clock, rounds.model
    findings = _before(scenario, stages, model, progress)
    rows: list[dict[str, object]] = []
    for number in range(1, scenario.limits.max_rounds + 2):
        last = rounds.solve(rounds.problem(findings))
        if last.clean:
            break
        rows += finding_rows(number, last.refereed.of_plan, resolved=True)
        rows += strain_rows(number, last.strained, clock, resolved=True)
        learned = rounds.learn(last, findings, end=False)
        if learned == findings:
            break
        findings = learned
    last = rounds.bounded(last)
    if not last.clean:
        last = settled(last, findings, rounds)
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
