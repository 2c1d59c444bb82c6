"""How long the questions of a planned week take: why, offer, replan, on 500 orders."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scheduler_instances import Size, instance

from scheduler import ProblemData, Schedule
from scheduler.crews import Absence
from scheduler.greedy import by_priority
from scheduler.issue import Issue
from scheduler.openings import free_places
from scheduler.records import DAY_MINUTES
from scheduler.replan import replan
from scheduler.solve import SolveParams
from scheduler.why_not import why_not

WEEK = Size(orders=500, crews=40, days=5, hot=2)
NOW_MINUTE = 630
QUESTIONS = ("why", "offer", "replan", "replan_week")
"""A replan after a crew falls out: for the rest of the day, or of the week."""
MOST_SECONDS = 60
"""Seconds after which a question is given up."""
MOST_BYTES = 6 * 2**30
"""Memory after which it is."""


def questions() -> dict[str, Any]:
    """Seconds of each question, each asked in a fresh process; None where it was given up."""
    return {f"seconds_{name}": _seconds(name) for name in QUESTIONS}


def _seconds(name: str) -> float | None:
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_ask, args=(name, queue))
    process.start()
    begun = queue.get()
    try:
        return round(queue.get(timeout=MOST_SECONDS), 2)
    except Exception:  # queue.Empty: it takes too long
        print(f"{name}: given up after {MOST_SECONDS} s", begun)
        return None
    finally:
        process.terminate()
        process.join()


def _ask(name: str, queue: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    problem = instance(WEEK, 1)
    plan = by_priority(problem)
    placed = {job.work_order for job in plan.assignments}
    waiting = [o.id for o in problem.orders if o.id not in placed and o.crews_needed == 1]
    queue.put("planned")
    began = time.perf_counter()
    if name == "why":
        why_not(problem, plan, waiting[0])
    elif name == "offer":
        # One of the plan's own orders, as if it came last: it has places.
        next(free_places(problem, plan, sorted(placed)[0]), None)
    else:
        days = {"replan": 1, "replan_week": WEEK.days}[name]
        issue = Issue(now_minute=NOW_MINUTE, schedule=plan)
        replan(_crew_out(problem, plan, days), issue, SolveParams(effort=2.0))
    queue.put(time.perf_counter() - began)


def _crew_out(problem: ProblemData, plan: Schedule, days: int) -> ProblemData:
    """The problem without the first crew that still has a job today, for so many days."""
    waiting = [job for job in plan.assignments if job.start_minute > NOW_MINUTE]
    crew = min(waiting, key=lambda job: (job.start_minute, job.work_order)).parts[0].crew
    away = tuple(
        Absence(worker=worker.id, from_minute=NOW_MINUTE, to_minute=days * DAY_MINUTES)
        for worker in problem.workers
        if worker.crew == crew
    )
    return replace(problem, absences=away)
