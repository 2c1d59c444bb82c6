"""Budgets of water and hot starts for the seeded problems, drawn apart from all the rest."""

from __future__ import annotations

import random
from dataclasses import replace

from scheduler import ProblemData
from scheduler.water import Water


def with_strain_days(problem: ProblemData, seed: int) -> ProblemData:
    """Add starts that are too hot by themselves, and water that some crews have to save."""
    hot = some_hot_starts(problem, seed)
    return replace(problem, hot_starts=hot, water=some_water(problem, seed))


def some_hot_starts(problem: ProblemData, seed: int) -> dict[tuple[str, int, bool], frozenset[int]]:
    """Close some hours of starts to some orders with one pair, with two, or with somebody new."""
    rng = random.Random(f"hot starts {seed}")
    found = {}
    for order in problem.orders:
        for pairs in (1, 2):
            for novice in (False, True):
                first = 96 * rng.randrange(problem.days) + rng.randrange(28, 46)
                if rng.random() < 0.25:
                    found[order.id, pairs, novice] = frozenset(range(first, first + 6))
    return found


def some_water(problem: ProblemData, seed: int) -> Water:
    """Rates that go up and down, and budgets for two to three jobs of some crews and days."""
    rng = random.Random(f"water {seed}")

    def rates(least: int, most: int) -> tuple[int, ...]:
        return tuple(rng.randint(least, most) for _ in range(problem.slots))

    return Water(
        standing=rates(2000, 6000),
        working=rates(4000, 9000),
        bucket={name: rates(8000, 20000) for name in problem.stint_limits},
        budget_g={
            (crew.id, day): rng.choice([500, 700, 900, 1200])
            for crew in problem.crews
            for day in range(problem.days)
            if rng.random() < 0.8
        },
    )


def with_a_lock(problem: ProblemData, seed: int) -> ProblemData:
    """Lock one order, at a start that its windows allow."""
    rng = random.Random(f"lock {seed}")
    chosen = rng.choice(problem.orders)
    begin = max(window.start_minute for window in chosen.windows)
    locked = replace(chosen, locked_start_minute=begin + rng.choice([0, 15]))
    return replace(problem, orders=tuple(locked if o is chosen else o for o in problem.orders))
