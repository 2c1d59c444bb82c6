"""One member of a heatwave run: the whole pipeline in its weather, down to figures for JSON."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from feeders.agreement import EnginesDisagree
from feeders.network import Network
from peakops.clock import Clock, clock_text
from peakops.errors import LoadFlowsDisagree, NoPlanPossible
from peakops.grid import GridTables
from peakops.heatwave_crews import CrewHours, crew_hours
from peakops.heatwave_loads import load_figures, long_load, peaks
from peakops.heatwave_spec import PLAIN, Member
from peakops.heatwave_weather import Recipe, longer_scenario, member_scenario
from peakops.load import Learnt
from peakops.out_tables import frame
from peakops.pipeline import Scheduled, run_rounds, stages_with
from peakops.plan import scenario_clock
from peakops.plan_tables import findings
from peakops.rounds import Stages
from peakops.scenario import Scenario
from peakops.stint_sheet import stint_table
from peakops.strain import Strained
from peakops.summary import summarise
from scheduler.enumeration import build_catalogue
from scheduler.problem import ProblemData
from scheduler.solve import SolveParams
from weather import HeatRules

NEAR_CORE_LIMIT_C = 0.1
"""A worker whose predicted core comes so near to the limit is at it. [K]"""

NEAR_WATER_LIMIT = 0.95
"""And one who loses so much of the allowed water."""

NOT_OF_A_MEMBER = ("name", "orders_unscheduled", "repairs", "feeder_limits_mw", "names")
"""Figures of a plan's summary that a member lacks: reasons take longer than the plan itself."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shared:
    """What all members of a run share: everything but the weather.

    Parameters
    ----------
    scenario, network
        As read, without the histories that only the fit needs.
    learnt
        The load forecast, fitted once.
    recipe
        How the weather of each member is made.
    effort, seed
        Of the solver.
    """

    scenario: Scenario
    network: Network
    learnt: Learnt
    recipe: Recipe
    effort: float
    seed: int


@dataclass(frozen=True, kw_only=True)
class Job:
    """What one process does at a time: one plan, and the loads of all members that share it.

    Parameters
    ----------
    key
        Name of everything that the record depends on.
    member
        Which weather is planned.
    load_days
        Lengths of the heatwave for which the loads are wanted. [d]
    """

    key: str
    member: Member
    load_days: tuple[int, ...]


def run_packed(packed: bytes, job: Job) -> dict[str, Any]:
    """Run a job from the pickle of what is shared: the same bytes in every process."""
    shared: Shared = pickle.loads(packed)  # noqa: S301 - made by this run
    return run_job(shared, job)


def run_job(shared: Shared, job: Job) -> dict[str, Any]:
    """Plan one weather and give its record, ready for JSON.

    Raises
    ------
    NoPlanPossible
        When locked orders contradict one another.
    LoadFlowsDisagree
        When pandapower finds something else than the bulk engine.
    """
    try:
        with threadpool_limits(limits=1):  # the same sums in the same order on every machine
            return _record(shared, job)
    except EnginesDisagree as error:
        raise LoadFlowsDisagree(f"{job.member.name}: {error}") from None


def _record(shared: Shared, job: Job) -> dict[str, Any]:
    scenario = member_scenario(shared.scenario, job.member, shared.recipe)
    load = long_load(shared.learnt, scenario)
    stages = stages_with(scenario, shared.network, load)
    params = SolveParams(effort=shared.effort, seed=shared.seed)
    scheduled, released = _scheduled(scenario, stages, params, job.member)
    hours = crew_hours(scenario, stages.heat)
    return {
        "plan": plan_figures(scenario, stages, scheduled, params),
        "locks_released": list(released),
        "days": _days(scenario, stages, scheduled, hours),
        "lost_hours": dict(hours.lost_by_rule),
        "lost_crew_hours": hours.lost,
        "orders": _orders(scenario, stages, scheduled),
        "workers": worker_figures(scheduled.strained, stages.heat.rules),
        "loads": {str(days): _loads(shared, scenario, days) for days in job.load_days},
    }


def _scheduled(
    scenario: Scenario, stages: Stages, params: SolveParams, member: Member
) -> tuple[Scheduled, tuple[str, ...]]:
    """Schedule; in a heatwave, locked orders that it makes impossible are released one by one.

    Returns
    -------
    The schedule, and the orders that did not keep their lock.
    """
    released: tuple[str, ...] = ()
    while True:
        try:
            return run_rounds(unlocked(scenario, released), stages, params), released
        except NoPlanPossible as error:
            if member == PLAIN or not error.orders:
                raise
            released = tuple(sorted({*released, *error.orders}))


def unlocked(scenario: Scenario, orders: Collection[str]) -> Scenario:
    """The scenario without the locks of some orders."""
    table = scenario.tables["work_orders"].copy()
    free = table["work_order"].isin(list(orders))
    table.loc[free, "locked_crew"] = ""
    table.loc[free, "locked_start"] = pd.NaT
    return replace(scenario, tables={**scenario.tables, "work_orders": table})


def plan_figures(
    scenario: Scenario, stages: Stages, scheduled: Scheduled, params: SolveParams
) -> dict[str, Any]:
    """The plan's own summary, without the reasons why orders are left out."""
    clock = scenario_clock(scenario)
    tables = {
        "load_flow_checks": scheduled.refereed.table,
        "stints": stint_table(scenario, stages.heat, scheduled.schedule, scheduled.strained, clock),
        "findings": frame("findings", findings(scheduled.rounds, clock)),
        "unscheduled": frame("unscheduled", []),
        "day_bands": stages.heat.main_bands,
        "feeder_limits": stages.grid.rated.feeder_limits,
        "transformer_heat": stages.grid.rated.transformer_heat,
    }
    summary = summarise(scenario, stages, scheduled, tables, params)
    return {key: value for key, value in summary.items() if key not in NOT_OF_A_MEMBER}


def _loads(shared: Shared, scenario: Scenario, days: int) -> dict[str, Any]:
    """Fullest hours over a heatwave of some days, the plan's own at least."""
    longer = longer_scenario(scenario, max(days, scenario.days))
    found = peaks(longer, shared.network, long_load(shared.learnt, longer))
    return {
        "figures": load_figures(longer, shared.network, found),
        "peaks": [asdict(peak) for peak in found],
    }


def _days(
    scenario: Scenario, stages: Stages, scheduled: Scheduled, hours: CrewHours
) -> list[dict[str, Any]]:
    clock = scenario_clock(scenario)
    done = [clock.day(job.start_minute) for job in scheduled.schedule.assignments]
    bands = stages.heat.main_bands
    return [
        {
            "date": clock.date(day).isoformat(),
            "tmax_official_c": float(bands["tmax_official_c"].iloc[day]),
            "band": str(bands["band"].iloc[day]),
            "open_crew_hours": hours.open_by_day[day],
            "orders_done": done.count(day),
        }
        for day in range(clock.days)
    ]


def _orders(scenario: Scenario, stages: Stages, scheduled: Scheduled) -> list[dict[str, Any]]:
    clock = scenario_clock(scenario)
    placed = {job.work_order: job for job in scheduled.schedule.assignments}
    last = last_starts(scheduled.problem)
    transfer_hours = _transfer_hours(stages.grid)
    records = []
    for order in sorted(item.id for item in scheduled.problem.orders):
        job = placed.get(order)
        records.append(
            {
                "work_order": order,
                "start": "" if job is None else clock_text(clock.time(job.start_minute)),
                "crew": "" if job is None else job.parts[0].crew,
                "last_starts": _by_date(last.get(order, {}), clock),
                "transfer_hours": transfer_hours.get(order),
            }
        )
    return records


def _by_date(minutes: Mapping[int, int], clock: Clock) -> dict[str, str]:
    return {
        clock.date(day).isoformat(): clock_text(clock.time(minute))
        for day, minute in sorted(minutes.items())
    }


def last_starts(problem: ProblemData) -> dict[str, dict[int, int]]:
    """Last possible start of each order on each day on which it has one. [min]

    By what heat, grid, tickets and crews allow an order by itself: what the rounds learned of one
    particular plan plays no part.
    """
    alone = replace(
        problem, exclusive_pairs=(), forbidden_uses=(), forbidden_starts=(), rests_needed=()
    )
    found: dict[str, dict[int, int]] = {}
    for timing in build_catalogue(alone).timings:
        days = found.setdefault(timing.order.id, {})
        days[timing.day] = max(days.get(timing.day, 0), timing.template.start_minute)
    return found


def _transfer_hours(grid: GridTables) -> dict[str, float]:
    """Hours in which an order that needs a transfer has one, whichever. [h]"""
    table = grid.windows
    wanted = {task.work_order for task in _switching_tasks(grid)}
    moved = table[(table["transfer_plan"] != "") & table["allowed"]]
    slots = moved.drop_duplicates(["work_order", "time"]).groupby("work_order").size()
    return {order: float(slots.get(order, 0)) / 4 for order in sorted(wanted)}


def _switching_tasks(grid: GridTables) -> list[Any]:
    return [option.task for option in grid.options if option.task.switching != "none"]


def worker_figures(strained: Strained, rules: HeatRules) -> dict[str, Any]:
    """Workers whose predicted day comes to a limit, and the hottest."""
    courses = strained.courses
    hot = {
        worker
        for (worker, _), course in courses.items()
        if float(course.core_c.max()) >= rules.core_limit_c - NEAR_CORE_LIMIT_C
    }
    dry = {
        worker
        for (worker, _), course in courses.items()
        if float(course.sweat_loss_g[-1]) >= NEAR_WATER_LIMIT * rules.water_limit_g
    }
    core = max((float(course.core_c.max()) for course in courses.values()), default=None)
    return {
        "workers_at_core_limit": len(hot),
        "workers_at_water_limit": len(dry),
        "core_peak_c": None if core is None else round(core, 2),
    }
