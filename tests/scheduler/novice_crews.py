"""Workers not used to the heat yet for the seeded problems, drawn apart from all the rest."""

from __future__ import annotations

import random
from dataclasses import replace

from scheduler import ProblemData


def with_novices(problem: ProblemData, seed: int, share: float = 0.3) -> ProblemData:
    """Make this share of the bucket workers new for some days, with shorter stints than others."""
    rng = random.Random(f"novices {seed}")
    workers = []
    for worker in problem.workers:
        days = rng.randint(1, problem.days) if rng.random() < share else 0
        used = tuple(day >= days for day in range(problem.days))
        is_new = "bucket" in worker.roles and days > 0
        workers.append(replace(worker, acclimatised=used) if is_new else worker)
    limits = {
        name: tuple(max(1, minutes - rng.choice([0, 0, 5, 10])) for minutes in each)
        for name, each in problem.stint_limits.items()
    }
    return replace(problem, workers=tuple(workers), novice_stint_limits=limits)
