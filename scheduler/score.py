"""What a schedule is worth, computed from the schedule alone.

Three aims, each ahead of the next: mandatory and emergency orders placed; value of the orders
placed less the outage risk they bring; comfort (heat, travel, late ends).
"""

from __future__ import annotations

from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, SLOT_MINUTES, GridOption, WorkOrder
from scheduler.schedule import Schedule, Score

URGENT_HOURS = 20
"""Hours after which an emergency is worth no more than that it must be placed."""


def score_schedule(problem: ProblemData, schedule: Schedule) -> Score:
    """Score a schedule, whether or not it breaks a rule."""
    must_placed, value, cost = 0, 0, 0
    for placed in schedule.assignments:
        order = problem.order_by_id[placed.work_order]
        option = option_of(order, placed.transfer_plan)
        must_placed += order.must_place
        value += net_value(problem, order, option, placed.start_minute, placed.end_minute)
        cost += time_cost(
            problem, placed.setup_end_minute, placed.bucket_end_minute, placed.end_minute
        )
        cost += sum(travel_cost(problem, part.crew, order.site) for part in placed.parts)
    return Score(must_placed=must_placed, value=value, comfort=-cost)


def option_of(order: WorkOrder, transfer_plan: str) -> GridOption:
    """Find the grid option of a transfer plan; ``KeyError`` if the order has none such."""
    for option in order.grid_options:
        if option.transfer_plan == transfer_plan:
            return option
    raise KeyError(transfer_plan)


def net_value(
    problem: ProblemData, order: WorkOrder, option: GridOption, start_minute: int, end_minute: int
) -> int:
    """Value of an order on its day less the risk in its occupied slots.

    The risk takes at most half the value, so that risk alone never keeps an order out.
    """
    full = value_at(order, start_minute)
    first, last = start_minute // SLOT_MINUTES, -(-end_minute // SLOT_MINUTES)
    risk = problem.risk_weight * sum(option.risk_per_slot[first:last])
    return full - min(risk, full // 2)


def value_at(order: WorkOrder, start_minute: int) -> int:
    """Value of an order that starts at a minute.

    An emergency loses a twentieth of its value with every hour from midnight of the first day:
    nothing else makes a plan that puts it off worse than one that sends a crew at once.
    """
    full = order.value_per_day[start_minute // DAY_MINUTES]
    if not order.emergency:
        return full
    return full * max(0, URGENT_HOURS - start_minute // 60) // URGENT_HOURS


def time_cost(
    problem: ProblemData, setup_end_minute: int, bucket_end_minute: int, end_minute: int
) -> int:
    """Heat of the bucket phase as minutes at the hottest slot, plus hours until the end."""
    return _heat_cost(problem.heat_index, setup_end_minute, bucket_end_minute) + end_minute // 60


def _heat_cost(heat_index: tuple[int, ...], begin: int, end: int) -> int:
    hottest = max(heat_index, default=0)
    if hottest == 0:
        return 0
    dose = 0
    for slot in range(begin // SLOT_MINUTES, -(-end // SLOT_MINUTES)):
        inside = min(end, (slot + 1) * SLOT_MINUTES) - max(begin, slot * SLOT_MINUTES)
        dose += inside * heat_index[slot]
    return dose // hottest


def travel_cost(problem: ProblemData, crew: str, site: int) -> int:
    """Minutes from a crew's base to a site and back."""
    base = problem.crew_by_id[crew].base_site
    return problem.travel_minutes[base][site] + problem.travel_minutes[site][base]
