"""How much later a planned job may begin while everything else stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.hand_lunches import lunches_of
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, SLOT_MINUTES
from scheduler.schedule import Assignment, Schedule
from scheduler.verify import verify


@dataclass(frozen=True, kw_only=True)
class Delay:
    """A job that begins later, with its crews, stints and hand-overs as planned.

    Parameters
    ----------
    job
        The job at its later time.
    schedule
        The jobs of its day, and those that it waits for or that wait for it.
    broken
        Rules that it breaks, each once; empty if it may begin then.
    """

    job: Assignment
    schedule: Schedule
    broken: tuple[str, ...]


def delays(problem: ProblemData, schedule: Schedule, order: str) -> Iterator[Delay]:
    """Yield a job ever a slot later, up to and with the first start that breaks a rule.

    The crews eat where they then have time.

    Parameters
    ----------
    problem, schedule
        What was planned. What the plan breaks already counts for nothing.
    order
        A placed order.
    """
    jobs = _concerned(problem, schedule, order)
    job = next(job for job in jobs if job.work_order == order)
    known = set(verify(problem, _planned(problem, jobs)))
    for minutes in range(SLOT_MINUTES, DAY_MINUTES, SLOT_MINUTES):
        late = delayed(job, minutes)
        changed = _planned(problem, [late if one is job else one for one in jobs])
        found = {breach.rule for breach in verify(problem, changed) if breach not in known}
        yield Delay(job=late, schedule=changed, broken=tuple(sorted(found)))
        if found:
            return


def delayed(job: Assignment, minutes: int) -> Assignment:
    """A job with all its times moved by some minutes."""
    return replace(
        job,
        start_minute=job.start_minute + minutes,
        setup_end_minute=job.setup_end_minute + minutes,
        bucket_end_minute=job.bucket_end_minute + minutes,
        end_minute=job.end_minute + minutes,
        stints=tuple(
            replace(
                stint,
                start_minute=stint.start_minute + minutes,
                end_minute=stint.end_minute + minutes,
            )
            for stint in job.stints
        ),
        handovers=tuple(time + minutes for time in job.handovers),
    )


def _concerned(problem: ProblemData, schedule: Schedule, order: str) -> list[Assignment]:
    """Jobs that a delay can meet: those of the day, and orders before and after it."""
    day = {job.work_order: job.start_minute // DAY_MINUTES for job in schedule.assignments}
    linked = {*problem.order_by_id[order].after}
    linked |= {other.id for other in problem.orders if order in other.after}
    return [
        job
        for job in schedule.assignments
        if day[job.work_order] == day[order] or job.work_order in linked
    ]


def _planned(problem: ProblemData, jobs: list[Assignment]) -> Schedule:
    return Schedule(assignments=tuple(jobs), lunches=lunches_of(problem, jobs))
