"""Plans made without a solver: as a dispatcher does by hand, by priority, and as planned before.

The first two are the peers every solve is compared with; the best one is its first plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scheduler.conflicts import Conflicts
from scheduler.fitting import GrowingPlan
from scheduler.heat_limits import Template
from scheduler.modes import Ways
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, to_schedule
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder
from scheduler.schedule import Assignment, Schedule


def earliest_due(problem: ProblemData) -> Schedule:
    """Place orders one after the other, earliest due first, each as early as it fits."""
    ways = OpenWays(problem)
    return to_schedule(ways, earliest_due_picks(Conflicts(ways)))


def by_priority(problem: ProblemData) -> Schedule:
    """Place orders one after the other, most valuable first, each where it is worth most."""
    ways = OpenWays(problem)
    return to_schedule(ways, by_priority_picks(Conflicts(ways)))


def earliest_due_picks(conflicts: Conflicts, start: Iterable[Pick] = ()) -> tuple[Pick, ...]:
    """Extend a plan by earliest due date."""
    timings, orders = conflicts.catalogue.timings, conflicts.catalogue.problem.orders
    return _place_all(
        conflicts,
        start,
        sorted(orders, key=_due_rank),
        lambda t: (timings[t].template.end_minute, t),
    )


def by_priority_picks(conflicts: Conflicts, start: Iterable[Pick] = ()) -> tuple[Pick, ...]:
    """Extend a plan by value."""
    timings, orders = conflicts.catalogue.timings, conflicts.catalogue.problem.orders
    return _place_all(
        conflicts,
        start,
        sorted(orders, key=_value_rank),
        lambda t: (-max(timings[t].values), timings[t].cost, t),
    )


def as_planned_picks(
    conflicts: Conflicts, start: Iterable[Pick], planned: Schedule
) -> tuple[Pick, ...]:
    """Extend a plan by the jobs of another schedule where they still fit, then by value."""
    plan = _growing(conflicts, start)
    for job in sorted(planned.assignments, key=lambda job: (job.start_minute, job.work_order)):
        timings = _timings_of(conflicts.catalogue, job)
        if job.work_order in plan.by_order or not timings:
            continue
        plan.ask_first(job.parts[0].crew)
        found = next(plan.fits(job.work_order, timings), None)
        if found is not None:
            plan.add(found)
    return by_priority_picks(conflicts, plan.picks())


def _timings_of(catalogue: Ways, job: Assignment) -> list[int]:
    """Timings with the start of a job, first those that end when it does."""

    def template(t: int) -> Template:
        return catalogue.timings[t].template

    timings = catalogue.timings_of_order.get(job.work_order, ())
    same = [t for t in timings if template(t).start_minute == job.start_minute]
    return sorted(same, key=lambda t: (template(t).end_minute != job.end_minute, t))


def _due_rank(order: WorkOrder) -> tuple[bool, int, int, int, str]:
    """Urgent first, then by the day after which the value falls, and by the windows' ends."""
    best = max(order.value_per_day)
    last_full_day = max(d for d, value in enumerate(order.value_per_day) if value == best)
    window_end = min((w.end_minute for w in order.windows), default=10**9)
    return (not order.must_place, last_full_day, window_end, -best, order.id)


def _value_rank(order: WorkOrder) -> tuple[bool, int, str]:
    return (not order.must_place, -max(order.value_per_day), order.id)


def _growing(conflicts: Conflicts, start: Iterable[Pick]) -> GrowingPlan:
    plan = GrowingPlan(conflicts, sorted(conflicts.catalogue.problem.crew_by_id))
    for pick in start:
        plan.add(pick)
    return plan


def _place_all(
    conflicts: Conflicts,
    start: Iterable[Pick],
    orders: Sequence[WorkOrder],
    rank: Callable[[int], tuple[int, ...]],
) -> tuple[Pick, ...]:
    plan, timings_of = _growing(conflicts, start), conflicts.catalogue.timings_of_order
    waiting = [o for o in orders if o.id not in plan.by_order]
    placed = True
    while placed:  # again while something new is placed: it may be a predecessor
        placed = False
        for order in waiting:
            timings = sorted(timings_of.get(order.id, ()), key=rank)
            found = next(plan.fits(order.id, timings), None) if timings else None
            if found is not None:
                plan.add(found)
                placed = True
        waiting = [o for o in waiting if o.id not in plan.by_order and o.after]
    return plan.picks()
