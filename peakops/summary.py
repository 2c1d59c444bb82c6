"""The figures of a plan that fit on a screen, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from feeders.agreement import TOLERANCE_POINTS, TOLERANCE_PU
from peakops.clock import clock_text
from peakops.durations import learned_repairs, learned_summary
from peakops.grid import GridTables, feeder_limits_mw
from peakops.notes import by_file
from peakops.order_records import VALUE_PER_PRIORITY
from peakops.referee import Refereed
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.strain import Strained
from peakops.summary_names import summary_names, worst_alarm
from peakops.tables import Repair
from peakops.worth import closing_days, levels, order_values
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule
from scheduler.solve import SolveParams
from weather import HeatRules

if TYPE_CHECKING:
    from peakops.pipeline import Scheduled
    from peakops.rounds import Stages


def summarise(
    scenario: Scenario,
    stages: Stages,
    scheduled: Scheduled,
    tables: Mapping[str, pd.DataFrame],
    params: SolveParams,
) -> dict[str, Any]:
    """Figures of a plan: what is done and why not, and what is worst where and when."""
    figures = _figures(scenario, stages, scheduled, tables, params)
    return {**figures, "names": summary_names(scenario, stages.grid.network, figures)}


def _figures(
    scenario: Scenario,
    stages: Stages,
    scheduled: Scheduled,
    tables: Mapping[str, pd.DataFrame],
    params: SolveParams,
) -> dict[str, Any]:
    problem, schedule, result = scheduled.problem, scheduled.schedule, scheduled.result
    checks, bands = tables["load_flow_checks"], _bands(tables["day_bands"])
    closing = closing_days(
        problem, schedule, bands, stages.heat.rules.stop_tmax_c, scenario.forecast.temp_error_c
    )
    return {
        "name": scenario.name,
        "date": scenario.date.isoformat(),
        "days": scenario.days,
        "reproducible": params.seconds is None and not params.stopped,
        "stopped_early": params.stopped,
        "rounds": scheduled.rounds.rounds,
        "orders_total": len(problem.orders),
        "orders_scheduled": len(schedule.assignments),
        "orders_unscheduled": _unscheduled(tables["unscheduled"]),
        "priority_weight": priority_weight(problem, schedule),
        "objective_value": result.value,
        "objective_bound": result.bound,
        "levels": levels(problem, schedule),
        "order_values": order_values(problem, schedule),
        "gap": None if result.gap is None else round(result.gap, 5),
        "worst_loading": _worst(checks, "loading_max_percent", "loading_element", largest=True),
        "worst_voltage": _worst(checks, "vm_min_pu", "vm_min_bus", largest=False),
        "hottest_stint": _hottest(tables["stints"]),
        "strain": _strain(scheduled.strained, stages.heat.rules, tables["findings"]),
        "customer_hours_at_risk": customer_hours(problem, schedule),
        "day_bands": bands,
        "closing_days": closing,
        "ratings": scenario.limits.ratings,
        "hottest_transformer": _hottest_transformer(tables["transformer_heat"], scenario),
        "feeder_limits_mw": feeder_limits_mw(
            stages.grid.network, _lowest_limits(tables["feeder_limits"])
        ),
        "base_alarms": len(scheduled.refereed.of_base),
        "worst_base_alarm": worst_alarm(scheduled.refereed.of_base),
        "violations": len(scheduled.refereed.of_plan),
        "referee": _referee(stages.grid, scheduled.refereed),
        "breaches": len(scheduled.rounds.breaches),
        "repairs": [
            {"file": item.file, "column": item.column, "kind": item.kind, "count": item.count}
            for item in by_file(scenario, _repairs(scenario, stages))
        ],
        **learned_summary(scenario),
    }


def _referee(grid: GridTables, refereed: Refereed) -> dict[str, Any]:
    """What pandapower computed again, and how near the bulk engine had to be to it.

    The differences themselves are rounding and another number on every machine.
    """
    return {
        "windows": grid.refereed_windows,
        "load_flows": grid.agreement.load_flows + refereed.agreement.load_flows,
        "tolerance_pu": TOLERANCE_PU,
        "tolerance_points": TOLERANCE_POINTS,
    }


def _repairs(scenario: Scenario, stages: Stages) -> Iterator[Repair]:
    """What was filled in, masked or cut, stage by stage."""
    for found in (scenario, stages.load, stages.heat, stages.grid):
        yield from found.repairs
    yield from learned_repairs(scenario)


def priority_weight(problem: ProblemData, schedule: Schedule) -> float:
    """Sum of priorities of the placed orders, with what lateness costs."""
    days = {job.work_order: job.start_minute // (24 * 60) for job in schedule.assignments}
    value = sum(problem.order_by_id[order].value_per_day[day] for order, day in days.items())
    return value / VALUE_PER_PRIORITY


def customer_hours(problem: ProblemData, schedule: Schedule) -> float:
    """Expected customer-hours lost to trips while reclosing is blocked. [customer·h]"""
    total = 0
    for job in schedule.assignments:
        options = problem.order_by_id[job.work_order].grid_options
        risk = next(o.risk_per_slot for o in options if o.transfer_plan == job.transfer_plan)
        total += sum(risk[slot] for slot in job.occupied_slots) if risk else 0
    return round(total / 1000, 3)


def _unscheduled(table: pd.DataFrame) -> list[dict[str, str]]:
    first = table.drop_duplicates("work_order")
    return [
        {"work_order": str(order), "reason": str(reason)}
        for order, reason in zip(first["work_order"], first["reason"], strict=True)
    ]


def _worst(checks: pd.DataFrame, value: str, element: str, *, largest: bool) -> dict[str, Any]:
    usable = checks.dropna(subset=[value])
    if usable.empty:
        return {}
    values = usable[value].to_numpy(dtype=float)
    row = rows(usable)[int(values.argmax() if largest else values.argmin())]
    return {
        value: round(float(row[value]), 4),
        "element": str(row[element]),
        "time": clock_text(row["time"]),
    }


def _hottest(stints: pd.DataFrame) -> dict[str, Any]:
    if stints.empty:
        return {}
    row = rows(stints)[int(stints["wbgt_c"].to_numpy(dtype=float).argmax())]
    return {
        "wbgt_c": float(row["wbgt_c"]),
        "temp_air_c": float(row["temp_air_c"]),
        "worker": str(row["worker"]),
        "work_order": str(row["work_order"]),
        "time": clock_text(row["start"]),
    }


def _lowest_limits(table: pd.DataFrame) -> dict[str, float]:
    """The lowest limit of each feeder head in the hours of the plan. [A]"""
    lowest = table.groupby("feeder")["limit_a"].min()
    return {str(name): float(value) for name, value in lowest.items()}


def _hottest_transformer(heat: pd.DataFrame, scenario: Scenario) -> dict[str, Any]:
    """The hottest hot spot of the plan's hours without any work; nothing with static ratings."""
    planned = heat[heat["time"].isin(scenario.times())]
    if planned.empty:
        return {}
    row = rows(planned)[int(planned["hot_spot_c"].to_numpy(dtype=float).argmax())]
    return {
        "hot_spot_c": round(float(row["hot_spot_c"]), 1),
        "load_percent": round(float(row["load_percent"]), 1),
        "element": f"trafo:{row['transformer']}",
        "time": clock_text(row["time"]),
    }


def _strain(strained: Strained, rules: HeatRules, findings: pd.DataFrame) -> dict[str, Any]:
    """The hottest and the thirstiest worker, what is allowed, and what the rounds taught."""
    learned = int((findings["kind"] == "strain").sum())
    limits = {
        "core_limit_c": rules.core_limit_c,
        "water_limit_g": round(rules.water_limit_g),
        "exceedances_planned_away": learned - len(strained.exceedances),
        "exceedances_left": len(strained.exceedances),
    }
    if not strained.courses:
        return limits
    courses = strained.courses
    hottest = max(sorted(courses), key=lambda key: float(courses[key].core_c.max()))
    driest = max(sorted(courses), key=lambda key: float(courses[key].sweat_loss_g[-1]))
    return {
        "core_peak_c": round(float(courses[hottest].core_c.max()), 2),
        "core_peak_worker": hottest[0],
        "sweat_loss_g": round(float(courses[driest].sweat_loss_g[-1])),
        "sweat_loss_worker": driest[0],
        **limits,
    }


def _bands(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "date": pd.Timestamp(row["date"]).strftime("%Y-%m-%d"),
            "tmax_official_c": float(row["tmax_official_c"]),
            "band": str(row["band"]),
        }
        for row in rows(table)
    ]
