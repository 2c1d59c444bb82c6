"""What a plan is worth, level by level, order by order, and what a day that closes would take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from scipy.stats import norm

from peakops.order_records import VALUE_PER_PRIORITY
from scheduler.heat_dose import HeatDose
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment, Schedule
from scheduler.score import net_value, option_of, score_schedule, value_at

LEAST_PROBABILITY = 0.01
"""Days that close less often than this are not told of."""


def levels(problem: ProblemData, schedule: Schedule) -> dict[str, float]:
    """Value of a plan by level, the first ahead of the next: each in units of its own.

    Must-place orders done; priority less the risk that is taken; comfort (`scheduler.score`); then
    the largest heat dose of one person, on a day and in the whole plan, in minutes at the hottest
    slot (`scheduler.fair_rosters`).
    """
    score = score_schedule(problem, schedule)
    by_day = HeatDose(problem).by_worker(schedule)
    in_all: Counter[str] = Counter()
    for (name, _), minutes in by_day.items():
        in_all[name] += minutes
    return {
        "must_placed": score.must_placed,
        "must_total": sum(order.must_place for order in problem.orders),
        "value": score.value / VALUE_PER_PRIORITY,
        "comfort": score.comfort,
        "largest_day_dose_minutes": max(by_day.values(), default=0),
        "largest_dose_minutes": max(in_all.values(), default=0),
    }


def order_values(problem: ProblemData, schedule: Schedule) -> list[dict[str, Any]]:
    """Priority weight of each placed order on its day, and what its outage risk takes from it."""
    return [_order_value(problem, job) for job in schedule.assignments]


def _order_value(problem: ProblemData, job: Assignment) -> dict[str, Any]:
    order = problem.order_by_id[job.work_order]
    option = option_of(order, job.transfer_plan)
    full = value_at(order, job.start_minute)
    net = net_value(problem, order, option, job.start_minute, job.end_minute)
    return {
        "work_order": job.work_order,
        "priority_weight": full / VALUE_PER_PRIORITY,
        "outage_risk": (full - net) / VALUE_PER_PRIORITY,
    }


def closing_days(
    problem: ProblemData,
    schedule: Schedule,
    bands: Sequence[Mapping[str, Any]],
    stop_tmax_c: float,
    temp_error_c: float,
) -> list[dict[str, Any]]:
    """Days that may close because the maximum comes hotter than forecast, and what that takes.

    Parameters
    ----------
    problem, schedule
        The plan.
    bands
        ``date`` and ``tmax_official_c`` of each day of the plan. [°C]
    stop_tmax_c
        Official maximum from which nobody but an emergency's crew works outdoors. [°C]
    temp_error_c
        Usual error of the forecast maximum, taken as normal, the same on every day. [°C]

    Returns
    -------
    Per day, where it closes in one of a hundred cases or more: ``date``, ``probability``,
    ``work_orders`` that would not be done, and their ``value`` in priority weight less risk.
    """
    found = []
    for day, band in enumerate(bands):
        lost = _lost(problem, schedule, day)
        probability = closing_probability(float(band["tmax_official_c"]), stop_tmax_c, temp_error_c)
        if lost and probability >= LEAST_PROBABILITY:
            found.append(
                {
                    "date": band["date"],
                    "probability": round(probability, 3),
                    "work_orders": sorted(lost),
                    "value": sum(lost.values()) / VALUE_PER_PRIORITY,
                }
            )
    return found


def _lost(problem: ProblemData, schedule: Schedule, day: int) -> dict[str, int]:
    """Value of a day's orders that a closed day takes: emergencies are done all the same."""
    jobs = [job for job in schedule.assignments if job.start_minute // DAY_MINUTES == day]
    orders = {job.work_order: problem.order_by_id[job.work_order] for job in jobs}
    return {
        job.work_order: net_value(
            problem,
            orders[job.work_order],
            option_of(orders[job.work_order], job.transfer_plan),
            job.start_minute,
            job.end_minute,
        )
        for job in jobs
        if not orders[job.work_order].emergency
    }


def closing_probability(tmax_c: float, stop_tmax_c: float, temp_error_c: float) -> float:
    """How likely the maximum reaches the limit after all.

    Parameters
    ----------
    tmax_c, stop_tmax_c
        Forecast maximum, and the one that closes the day. [°C]
    temp_error_c
        Standard deviation of the forecast's error. [°C]
    """
    if not temp_error_c:
        return float(tmax_c >= stop_tmax_c)
    return float(norm.sf((stop_tmax_c - tmax_c) / temp_error_c))
