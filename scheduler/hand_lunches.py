"""Lunches of a schedule that says nothing of them: where the crews have time, as the planner."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.kept import with_jobs
from scheduler.lunches import Lunches
from scheduler.modes import Catalogue
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Lunch


def lunches_of(problem: ProblemData, jobs: Iterable[Assignment]) -> tuple[Lunch, ...]:
    """Find a lunch for every crew and day that needs one and has the time.

    Parameters
    ----------
    problem, jobs
        Jobs of the problem, which may break its rules.
    """
    nobody = {
        (crew.id, day): frozenset[str]() for crew in problem.crews for day in range(problem.days)
    }
    empty = Catalogue(problem=problem, timings=(), parts=(), capped=nobody)
    catalogue = with_jobs(empty, jobs).catalogue
    lunches = Lunches(catalogue)
    found = []
    for (crew, day), parts in sorted(catalogue.parts_of_crew_day.items()):
        after = lunches.after(parts)
        end = None if after in (None, -1) else catalogue.parts[after].lunch_end_minute
        if end is not None:
            start = end - problem.lunch_minutes
            found.append(Lunch(crew=crew, day=day, start_minute=start, end_minute=end))
    return tuple(found)
