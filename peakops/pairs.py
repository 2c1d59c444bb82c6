"""Pairs of orders that may never be at work together, from the grid's topology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from scheduler.outage import ExclusivePair
from scheduler.problem import GridOption, WorkOrder


def exclusive_pairs(
    orders: Sequence[WorkOrder], tie_partners: Iterable[tuple[str, str]]
) -> tuple[ExclusivePair, ...]:
    """All pairs that the topology forbids at the same time."""
    partners = frozenset(tie_partners)
    return tuple(
        pair
        for a, b in combinations(orders, 2)
        for pair in (*_partner_feeders(a, b, partners), *_transfer_conflicts(a, b))
    )


def blocks_reclosing(order: WorkOrder) -> bool:
    """Whether an order has reclosing blocked in any of its switching states."""
    return any(option.blocked_feeders for option in order.grid_options)


def _partner_feeders(
    a: WorkOrder, b: WorkOrder, partners: frozenset[tuple[str, str]]
) -> tuple[ExclusivePair, ...]:
    """Reclosing blocked on both sides of a tie leaves neither able to pick up the other."""
    feeders = (min(a.feeder, b.feeder), max(a.feeder, b.feeder))
    if feeders not in partners or not (blocks_reclosing(a) and blocks_reclosing(b)):
        return ()
    return (
        ExclusivePair(rule="partner_feeders", first=(a.id, None), second=(b.id, None), slots=None),
    )


def _transfer_conflicts(a: WorkOrder, b: WorkOrder) -> tuple[ExclusivePair, ...]:
    """A feeder in the middle of a load transfer takes part in no other work."""
    return tuple(
        ExclusivePair(
            rule="transfer_conflict",
            first=(a.id, left.transfer_plan),
            second=(b.id, right.transfer_plan),
            slots=None,
        )
        for left in a.grid_options
        for right in b.grid_options
        if _share_a_transfer(left, right)
    )


def _share_a_transfer(left: GridOption, right: GridOption) -> bool:
    transfer = bool(left.transfer_plan or right.transfer_plan)
    return transfer and bool(set(left.touched_feeders) & set(right.touched_feeders))
