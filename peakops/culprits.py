"""Which of the orders at work in an hour a violation needs: the smallest set of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from feeders import load_flow
from feeders.limits import OperatingLimits, Violation
from feeders.planned_state import joint_state
from peakops.grid import GridTables
from scheduler.schedule import Schedule


def narrowed(
    grid: GridTables,
    limits: OperatingLimits,
    schedule: Schedule,
    violations: Iterable[Violation],
) -> tuple[Violation, ...]:
    """Name in each violation of the plan only orders that it needs.

    Parameters
    ----------
    grid
        Network, loads and the options of the orders.
    limits
        Operating limits.
    schedule
        Says which option each order uses.
    violations
        As the referee returns them, with all orders at work in that hour.

    Returns
    -------
    The same violations, sorted; each is there with the orders it names, and gone when any one of
    them is left out.
    """
    plan_of = {job.work_order: job.transfer_plan for job in schedule.assignments}
    options = {
        item.task.work_order: item
        for item in grid.options
        if plan_of.get(item.task.work_order) == item.transfer_plan
    }

    def occurs(violation: Violation, orders: Sequence[str]) -> bool:
        jobs = [(name, options[name].task.bus, options[name].state) for name in orders]
        state = joint_state(grid.network, violation.time, jobs)
        found = load_flow.check_states(grid.network, grid.load_case, [state], limits)
        return any(
            (item.code, item.element, item.cause) == (violation.code, violation.element, "plan")
            for item in found.violations
        )

    def needed(violation: Violation) -> Violation:
        if violation.cause != "plan":
            return violation
        # Who only stands there is left out first.
        orders = sorted(violation.work_orders, key=lambda name: (bool(plan_of[name]), name))
        rest = smallest(orders, lambda kept: occurs(violation, kept))
        return replace(violation, work_orders=tuple(sorted(rest)))

    return tuple(sorted(map(needed, violations)))


def smallest(orders: Sequence[str], occurs: Callable[[Sequence[str]], bool]) -> list[str]:
    """Leave out one order after the other as long as what was found still occurs.

    Parameters
    ----------
    orders
        With all of them it occurs.
    occurs
        Whether it does with some of them.
    """
    kept = list(orders)
    for order in orders:
        fewer = [name for name in kept if name != order]
        if fewer and occurs(fewer):
            kept = fewer
    return kept
