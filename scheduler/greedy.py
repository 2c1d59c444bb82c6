"""Two plans made without a solver: as a dispatcher does by hand, and by priority.

They are the peers every solve is compared with, and its first plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scheduler.conflicts import Conflicts
from scheduler.fitting import GrowingPlan
from scheduler.modes import Ways
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, to_schedule
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder
from scheduler.schedule import Schedule


def earliest_due(problem: ProblemData) -> Schedule:
    """Place orders one after the other, earliest due first, each as early as it fits."""
    ways = OpenWays(problem)
    return to_schedule(ways, earliest_due_picks(ways))


def by_priority(problem: ProblemData) -> Schedule:
    """Place orders one after the other, most valuable first, each where it is worth most."""
    ways = OpenWays(problem)
    return to_schedule(ways, by_priority_picks(ways))


def earliest_due_picks(catalogue: Ways, start: Iterable[Pick] = ()) -> tuple[Pick, ...]:
    """Extend a plan by earliest due date."""
    return _place_all(
        catalogue,
        start,
        sorted(catalogue.problem.orders, key=_due_rank),
        lambda t: (catalogue.timings[t].template.end_minute, t),
    )


def by_priority_picks(catalogue: Ways, start: Iterable[Pick] = ()) -> tuple[Pick, ...]:
    """Extend a plan by value."""
    return _place_all(
        catalogue,
        start,
        sorted(catalogue.problem.orders, key=_value_rank),
        lambda t: (-max(catalogue.timings[t].values), catalogue.timings[t].cost, t),
    )


def _due_rank(order: WorkOrder) -> tuple[bool, int, int, int, str]:
    """Urgent first, then by the day after which the value falls, and by the windows' ends."""
    best = max(order.value_per_day)
    last_full_day = max(d for d, value in enumerate(order.value_per_day) if value == best)
    window_end = min((w.end_minute for w in order.windows), default=10**9)
    return (not order.must_place, last_full_day, window_end, -best, order.id)


def _value_rank(order: WorkOrder) -> tuple[bool, int, str]:
    return (not order.must_place, -max(order.value_per_day), order.id)


def _place_all(
    catalogue: Ways,
    start: Iterable[Pick],
    orders: Sequence[WorkOrder],
    rank: Callable[[int], tuple[int, ...]],
) -> tuple[Pick, ...]:
    plan = GrowingPlan(Conflicts(catalogue), sorted(catalogue.problem.crew_by_id))
    for pick in start:
        plan.add(pick)
    waiting = [o for o in orders if o.id not in plan.by_order]
    placed = True
    while placed:  # again while something new is placed: it may be a predecessor
        placed = False
        for order in waiting:
            timings = sorted(catalogue.timings_of_order.get(order.id, ()), key=rank)
            found = next(plan.fits(order.id, timings), None) if timings else None
            if found is not None:
                plan.add(found)
                placed = True
        waiting = [o for o in waiting if o.id not in plan.by_order and o.after]
    return plan.picks()
