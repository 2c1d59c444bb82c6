"""The forward pass: one call per stage, and the one visible loop."""

from __future__ import annotations

from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from feeders.network import Network
from peakops.clock import Clock
from peakops.errors import NoPlanPossible
from peakops.grid import GridTables, grid_tables
from peakops.heat import HeatTables, heat_tables
from peakops.load import LoadForecast, forecast_load
from peakops.places import Places, find_places
from peakops.plan import Plan, scenario_clock
from peakops.plan_tables import RoundLog, plan_tables
from peakops.problem import Findings, build_problem
from peakops.progress import Progress, silent, stage
from peakops.referee import Refereed, drop_orders, finding_rows, learn, referee
from peakops.scenario import Scenario
from peakops.summary import summarise
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule, SolveStatus
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify


@dataclass(frozen=True, kw_only=True)
class Stages:
    """Results of the stages before scheduling.

    Parameters
    ----------
    load, heat, grid, places
        Forecast, heat rules, grid windows, and ways between the sites.
    """

    load: LoadForecast
    heat: HeatTables
    grid: GridTables
    places: Places


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """Outcome of the rounds of scheduling and load flow."""

    problem: ProblemData
    result: Result
    schedule: Schedule
    refereed: Refereed
    rounds: RoundLog


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
    """
    with threadpool_limits(limits=1):  # the same sums in the same order on every machine
        stages = run_stages(scenario, network, progress)
        scheduled = run_rounds(scenario, stages, params, progress)
        with stage(progress, "tables"):
            tables = plan_tables(scenario, stages, scheduled)
    return Plan(
        scenario=scenario,
        tables=tables,
        summary=summarise(scenario, stages, scheduled, tables, params),
        buses=stages.grid.network.bus_table,
        branches=stages.grid.network.branch_table,
    )


def run_stages(scenario: Scenario, network: Network, progress: Progress = silent) -> Stages:
    """Everything that is known before scheduling."""
    with stage(progress, "forecast"):
        load = forecast_load(scenario, progress)
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
    scenario: Scenario, stages: Stages, params: SolveParams, progress: Progress = silent
) -> Scheduled:
    """Schedule, check by load flow, learn, and schedule again until nothing is found."""
    clock = scenario_clock(scenario)
    findings = Findings()
    rows: list[dict[str, object]] = []
    for number in range(1, scenario.limits.max_rounds + 2):
        scheduled = _round(scenario, stages, params, findings, clock, progress)
        found = scheduled[3].of_plan
        if not found:
            break
        rows += finding_rows(number, found, resolved=True)
        learned = _next_findings(number, scenario, scheduled, clock, findings)
        if learned == findings:
            break
        findings = learned
    problem, result, schedule, refereed = scheduled
    if refereed.of_plan:
        rows = [row | {"resolved": row["round"] != number} for row in rows]
    return Scheduled(
        problem=problem,
        result=result,
        schedule=schedule,
        refereed=refereed,
        rounds=RoundLog(rounds=number, findings=tuple(rows), breaches=verify(problem, schedule)),
    )


RoundResult = tuple[ProblemData, Result, Schedule, Refereed]


def _round(
    scenario: Scenario,
    stages: Stages,
    params: SolveParams,
    findings: Findings,
    clock: Clock,
    progress: Progress,
) -> RoundResult:
    problem = build_problem(scenario, stages.heat, stages.grid, stages.places, findings)
    with stage(progress, "schedule"):
        result = solve(problem, params)
    if result.status is SolveStatus.LOCKS_CONTRADICT or result.schedule is None:
        raise NoPlanPossible(
            "these locked orders cannot be kept together: " + ", ".join(result.contradicting_locks)
        )
    with stage(progress, "load flow"):
        refereed = referee(
            scenario, stages.grid, result.schedule, clock, problem.transfer_margin_slots
        )
    return problem, result, result.schedule, refereed


def _next_findings(
    number: int, scenario: Scenario, last: RoundResult, clock: Clock, known: Findings
) -> Findings:
    problem, _, schedule, refereed = last
    locked = frozenset(o.id for o in problem.orders if o.locked_start_minute is not None)
    learned = learn(refereed, schedule, clock, problem.transfer_margin_slots, known, locked)
    if number >= scenario.limits.max_rounds or learned == known:
        return drop_orders(refereed, schedule, clock, known, locked)
    return learned
