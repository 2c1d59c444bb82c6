"""The catalogue of a replan: what has begun as it is, of the rest what can still be reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from scheduler.breach import Breach
from scheduler.issue import Issue
from scheduler.kept import Kept, with_jobs
from scheduler.modes import Catalogue, Part, compact
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment, Schedule
from scheduler.still_open import StillOpen
from scheduler.verify import verify

BETWEEN_JOBS = frozenset({"predecessor", "lunch_missing", "mandatory_missing"})
"""Rules that a job alone cannot keep."""


def open_catalogue(
    catalogue: Catalogue, still: StillOpen, jobs: Iterable[Assignment], only: Collection[str]
) -> Kept:
    """Restrict a catalogue to what is still possible, and add planned jobs.

    Parameters
    ----------
    catalogue
        Of the problem, or of a part of it.
    still
        What is still possible.
    jobs
        Jobs as planned: those that have begun, and those that may stay.
    only
        Orders whose job is the only way to do them.
    """
    reached = compact(
        catalogue.problem, catalogue.timings, _reached(catalogue, still), catalogue.capped
    )
    kept = with_jobs(reached, jobs, only=only)
    parts = tuple(
        still.lunch_settled(kept.catalogue.timings[part.timing], part)
        for part in kept.catalogue.parts
    )
    return replace(kept, catalogue=replace(kept.catalogue, parts=parts))


def _reached(catalogue: Catalogue, still: StillOpen) -> Iterator[Part]:
    for part in catalogue.parts:
        found = still.reached(catalogue.timings[part.timing], part, catalogue.capped)
        if found is not None:
            yield found


def possible_jobs(problem: ProblemData, issue: Issue) -> Iterator[Assignment]:
    """Jobs that have not begun and that no rule forbids as they are planned."""
    waiting = [job for job in issue.open.values() if job.work_order in problem.order_by_id]
    doubtful = {
        name
        for jobs in _one_for_each_crew_and_day(waiting)
        for breach in verify(problem, Schedule(assignments=tuple(jobs)))
        if breach.rule not in BETWEEN_JOBS
        for name in breach.work_orders
    }
    for job in waiting:
        if job.work_order not in doubtful or not broken_alone(problem, job):
            yield job


def _one_for_each_crew_and_day(jobs: Iterable[Assignment]) -> Iterator[list[Assignment]]:
    """Jobs of which each breaks at least what it breaks alone, as no crew has two on a day."""
    rest = list(jobs)
    while rest:
        taken = set[tuple[str, int]]()
        chosen, later = list[Assignment](), list[Assignment]()
        for job in rest:
            cells = {(part.crew, job.start_minute // DAY_MINUTES) for part in job.parts}
            (later if cells & taken else chosen).append(job)
            taken |= cells
        yield chosen
        rest = later


def broken_alone(problem: ProblemData, job: Assignment) -> tuple[str, ...]:
    """Rules that a job breaks by itself, each once, in the order of its minutes."""
    found = verify(problem, Schedule(assignments=(job,)))
    return tuple(dict.fromkeys(breach.rule for breach in found if _is_own(breach, job)))


def _is_own(breach: Breach, job: Assignment) -> bool:
    return job.work_order in breach.work_orders and breach.rule not in BETWEEN_JOBS
