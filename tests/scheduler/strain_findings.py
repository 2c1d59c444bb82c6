"""Findings of predicted heat strain for the seeded problems, drawn apart from all the rest."""

from __future__ import annotations

import random
from collections.abc import Sequence

from scheduler import ForbiddenStart, RestNeeded, WorkOrder


def some_starts(
    seed: int, orders: Sequence[WorkOrder], crews: Sequence[str]
) -> tuple[ForbiddenStart, ...]:
    """Close two hours of starts in the morning, for some orders to one crew each."""
    rng = random.Random(f"starts {seed}")
    found = []
    for order in orders:
        first = rng.randrange(24, 46)
        if rng.random() < 0.4:
            slots = frozenset(range(first, first + 8))
            found.append(
                ForbiddenStart(
                    rule="strain_start", order=order.id, crew=rng.choice(crews), slots=slots
                )
            )
    return tuple(found)


def some_rests(seed: int, orders: Sequence[WorkOrder]) -> tuple[RestNeeded, ...]:
    """Ask for time between some orders, more than any way takes."""
    rng = random.Random(f"rests {seed}")
    return tuple(
        RestNeeded(
            rule="strain_rest",
            first=first.id,
            second=second.id,
            minutes=rng.choice([20, 45, 100]),
        )
        for first in orders
        for second in orders
        if first.id != second.id and rng.random() < 0.25
    )
