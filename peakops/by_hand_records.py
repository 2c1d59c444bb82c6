"""Breaches and violations of a schedule made by hand, with the rows of its table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from feeders.limits import Violation as GridViolation
from peakops.by_hand_table import HandTable
from peakops.checks.records import Breach, Violation, in_order
from peakops.checks.roots import without_consequences
from peakops.clock import Clock, clock_text
from scheduler.breach import Breach as RuleBreach

OF_ABSENT = frozenset({"mandatory_missing", "lock", "predecessor"})
"""What follows from an order that could not be laid out, which has a breach of its own."""

CLOCK_VALUES = frozenset(
    {
        "crew_overlap",
        "customer_window",
        "lock",
        "outside_plan",
        "outside_shift",
        "predecessor",
        "release",
        "strain_start",
        "ticket_window",
        "watch_handover",
    }
)
"""Rules whose values are minutes of the plan."""


def roots(
    found: Iterable[RuleBreach], left_out: Iterable[str], table: HandTable, clock: Clock
) -> tuple[Breach, ...]:
    """Write breaches as a check of a plan does, without what merely follows from another one.

    Parameters
    ----------
    found
        Breaches in minutes of the plan.
    left_out
        Orders of the table that could not be laid out.
    table, clock
        For rows and times.
    """
    absent = set(left_out)
    records = (
        _record(item, table, clock)
        for item in found
        if not (item.rule in OF_ABSENT and absent & set(item.work_orders))
    )
    return in_order(without_consequences(records))


def _record(item: RuleBreach, table: HandTable, clock: Clock) -> Breach:
    # between two jobs that overlap time runs backwards
    first, last = sorted((item.minute_from, item.minute_to))
    timeless = first == last == 0
    found, limit = _values(item, clock)
    return Breach(
        code=item.rule,
        file=table.file,
        row=max(_rows(item.work_orders, table), default=None),
        work_orders=item.work_orders,
        workers=item.workers,
        crews=(item.crew,) if item.crew else (),
        time_from=None if timeless else clock.time(first),
        time_to=None if timeless else clock.time(last),
        found=found,
        limit=limit,
    )


def _values(item: RuleBreach, clock: Clock) -> tuple[str, str]:
    """What a breach found and its limit; minutes of the plan as clock times."""
    of_crews = item.rule == "lock" and item.found == item.crew
    if item.rule not in CLOCK_VALUES or of_crews:
        return item.found, item.limit
    return _clock_text(item.found, clock), _clock_text(item.limit, clock)


def _clock_text(minute: str, clock: Clock) -> str:
    return clock_text(clock.time(int(minute))) if minute else ""


def violation_record(item: GridViolation, table: HandTable) -> Violation:
    """Write a violation as a check of a plan does."""
    return Violation(
        code=item.code,
        file=table.file,
        row=max(_rows(item.work_orders, table), default=None),
        work_orders=item.work_orders,
        element=item.element,
        time_from=item.time,
        time_to=item.time + pd.Timedelta(hours=1),
        found=f"{item.value:.4g}",
        limit=f"{item.limit:.4g}",
    )


def breach_record(item: Breach | Violation, table: HandTable) -> dict[str, Any]:
    """A breach or violation ready for JSON, with the rows of all its orders."""
    return {**item.as_dict(), "rows": _rows(item.work_orders, table)}


def _rows(orders: Iterable[str], table: HandTable) -> list[int]:
    return sorted(table.row_of[order] for order in orders if order in table.row_of)
