"""How long a kind of job really takes, as learned from days that are over: durations.csv in a plan.

The plan lays an order out alike for every crew that may do it, so it counts with the slowest of
them: a crew without a row is as fast as job_steps say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from peakops.job_shapes import JobShape, job_shapes
from peakops.rows import Row, rows
from peakops.scenario import Scenario
from peakops.tables import Repair

TABLE = "durations"
KIND = "learned_duration"
"""Of the repair that says how many orders are planned with another duration than job_steps'."""
_EXACT_DIGITS = 6
"""A product of minutes and a factor is rounded here before it is rounded up to minutes."""


def order_factors(scenario: Scenario) -> dict[str, float]:
    """Factor by which the minutes of each order's steps are multiplied.

    Returns
    -------
    Order to factor; orders of kinds of jobs of which nothing was learned are left out.
    """
    learned: dict[str, dict[str, float]] = {}
    for row in rows(scenario.tables[TABLE]):
        learned.setdefault(str(row["job_type"]), {})[str(row["crew"])] = float(row["factor"])
    crews = [str(crew) for crew in scenario.tables["crews"]["crew"]]
    joint = {
        str(kind["code"])
        for kind in rows(scenario.tables["job_types"])
        if int(kind["crews_needed"]) > 1
    }
    return {
        str(order["work_order"]): _slowest(learned[str(order["job_type"])], order, crews, joint)
        for order in rows(scenario.tables["work_orders"])
        if str(order["job_type"]) in learned
    }


def _slowest(learned: Mapping[str, float], order: Row, crews: list[str], joint: set[str]) -> float:
    alone = bool(order["locked_crew"]) and str(order["job_type"]) not in joint
    able = [str(order["locked_crew"])] if alone else crews
    return max(learned.get(crew, 1.0) for crew in able)


def order_shapes(scenario: Scenario) -> dict[str, JobShape]:
    """Shape of every order: that of its kind of job, with the minutes that were learned."""
    shapes, factors = job_shapes(scenario), order_factors(scenario)
    return {
        str(row["work_order"]): stretched(
            shapes[str(row["job_type"])], factors.get(str(row["work_order"]), 1.0)
        )
        for row in rows(scenario.tables["work_orders"])
    }


def stretched(shape: JobShape, factor: float) -> JobShape:
    """A shape with all its minutes times a factor, each part rounded up to whole minutes."""
    return replace(
        shape,
        setup_minutes=_minutes(shape.setup_minutes, factor),
        segments=tuple(_minutes(minutes, factor) for minutes in shape.segments),
        teardown_minutes=_minutes(shape.teardown_minutes, factor),
    )


def _minutes(minutes: int, factor: float) -> int:
    return math.ceil(round(minutes * factor, _EXACT_DIGITS))


def used(scenario: Scenario) -> dict[str, float]:
    """Factors other than 1 with which orders are planned, by order."""
    return {order: factor for order, factor in order_factors(scenario).items() if factor != 1.0}


def learned_repairs(scenario: Scenario) -> tuple[Repair, ...]:
    """Say that learned durations were used; nothing where none was."""
    count = len(used(scenario))
    if not count:
        return ()
    return (Repair(file=scenario.files[TABLE], column="factor", kind=KIND, count=count),)


def learned_summary(scenario: Scenario) -> dict[str, object]:
    """Figures of the summary: how many orders, from which factor to which; empty without any."""
    found = used(scenario).values()
    if not found:
        return {}
    return {
        "learned_durations": {
            "orders": len(found),
            "factor_min": min(found),
            "factor_max": max(found),
        }
    }
