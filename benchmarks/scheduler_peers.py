"""The methods that `benchmarks/scheduler.py` compares, each in a process of its own."""

from __future__ import annotations

import hashlib
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scheduler_instances import PRIORITY, Size, instance

from scheduler import ProblemData, Schedule
from scheduler.greedy import by_priority, earliest_due
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify

NUMBERS = (
    "value",
    "must_placed",
    "lost",
    "bound",
    "gap",
    "seconds_first",
    "seconds",
    "cpu_seconds",
    "peak_mib",
)
GRACE_SECONDS = 240
"""How much longer than its limit a method may take before its process is ended: for writing its
model down, and for what does not look at the clock."""
HALF_HOUR_SECONDS = 1800.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a method found: its schedule, a bound, when it had a first one, or why it has none."""

    schedule: Schedule | None = None
    bound: int | None = None
    seconds_first: float | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What a method may spend; ``effort`` is ours, which takes about ``seconds``."""

    seconds: float
    effort: float


def peakops(problem: ProblemData, limit: Limit, seed: int) -> Found:
    """Solve it with ours."""
    began, first = time.perf_counter(), list[float]()
    params = SolveParams(
        effort=limit.effort,
        seed=seed,
        progress=lambda *_: first.append(time.perf_counter() - began),
    )
    result = solve(problem, params)
    return Found(
        schedule=result.schedule, bound=result.bound, seconds_first=min(first, default=None)
    )


def half_hour(problem: ProblemData, limit: Limit, seed: int) -> Found:
    """Solve it with ours, for half an hour by the clock whatever the limit."""
    del limit
    result = solve(problem, SolveParams(seconds=HALF_HOUR_SECONDS, seed=seed))
    return Found(schedule=result.schedule, bound=result.bound)


def by_hand(problem: ProblemData, limit: Limit, seed: int) -> Found:
    """Plan as practised by hand: what is due first comes first."""
    del limit, seed
    return Found(schedule=earliest_due(problem))


def priority(problem: ProblemData, limit: Limit, seed: int) -> Found:
    """Plan the most valuable order first, where it is worth most."""
    del limit, seed
    return Found(schedule=by_priority(problem))


def jobshop(problem: ProblemData, limit: Limit, seed: int) -> Found:
    """Solve it with PyJobShop."""
    del seed
    from scheduler_jobshop import pyjobshop

    schedule, reason = pyjobshop(problem, limit.seconds)
    return Found(schedule=schedule, reason=reason)


def time_indexed(problem: ProblemData, limit: Limit, seed: int) -> Found:
    """Solve it with HiGHS."""
    del seed
    from scheduler_highs import highs

    schedule, bound, reason = highs(problem, limit.seconds)
    return Found(schedule=schedule, bound=bound, reason=reason)


METHODS: dict[str, Callable[[ProblemData, Limit, int], Found]] = {
    "peakops": peakops,
    "earliest_due": by_hand,
    "priority": priority,
    "pyjobshop": jobshop,
    "highs": time_indexed,
}
LONG = {"peakops_half_hour": half_hour}
"""Methods asked for by name only."""


def measured(size: Size, seed: int, method: str, limit: Limit) -> dict[str, Any]:
    """Run a method on an instance in a fresh process; what it found, or why nothing."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    seconds = GRACE_SECONDS + (HALF_HOUR_SECONDS if method in LONG else limit.seconds)
    process = context.Process(target=_run, args=(size, seed, method, limit, queue))
    process.start()
    try:
        return queue.get(timeout=seconds)
    except Exception as error:  # queue.Empty: the process hangs or was killed
        return nothing(f"no answer in {seconds:.0f} s {error}".strip())
    finally:
        process.terminate()
        process.join()


def nothing(reason: str) -> dict[str, Any]:
    """A row without a plan."""
    return dict.fromkeys(NUMBERS) | {"reason": reason}


def _run(size: Size, seed: int, method: str, limit: Limit, queue: Any) -> None:
    problem = instance(size, seed)
    began, spent = time.perf_counter(), time.process_time()
    found = (METHODS | LONG)[method](problem, limit, seed)
    seconds = time.perf_counter() - began
    spent = time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queue.put(_row(problem, found, seconds, peak) | {"cpu_seconds": round(spent, 1)})


def _row(problem: ProblemData, found: Found, seconds: float, peak_mib: float) -> dict[str, Any]:
    if found.schedule is None:
        return nothing(found.reason) | {"seconds": round(seconds, 1)}
    breaches = [b for b in verify(problem, found.schedule) if b.rule != "mandatory_missing"]
    if breaches:
        return nothing(f"{len(breaches)} breaches, {breaches[0].rule} first: does not count")
    score = score_schedule(problem, found.schedule)
    most = sum(max(order.value_per_day) for order in problem.orders)
    gap = None if found.bound is None else round((found.bound - score.value) / found.bound, 5)
    return {
        "value": score.value / PRIORITY,
        "must_placed": score.must_placed,
        "lost": (most - score.value) / PRIORITY,
        "bound": None if found.bound is None else found.bound / PRIORITY,
        "gap": gap,
        "seconds_first": round(seconds if found.seconds_first is None else found.seconds_first, 2),
        "seconds": round(seconds, 2),
        "peak_mib": round(peak_mib),
        "plan": _digest(found.schedule),
        "reason": "",
    }


def _digest(schedule: Schedule) -> str:
    """Twelve digits that differ where any place of the plan does."""
    return hashlib.sha256(repr(schedule).encode()).hexdigest()[:12]
