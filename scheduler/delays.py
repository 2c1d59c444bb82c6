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
    """A job that begins later, with its crews, people, stints and hand-overs as planned.

    Parameters
    ----------
    job
        The job at its later time.
    schedule
        It and the jobs that it may meet: all of its crews' day, and those of others about then.
    broken
        Rules that it breaks, each once; empty if it may begin then.
    """

    job: Assignment
    schedule: Schedule
    broken: tuple[str, ...]


def delays(problem: ProblemData, schedule: Schedule, order: str) -> Iterator[Delay]:
    """Yield a job ever a slot later, up to and with the first start that breaks a rule.

    No other job moves; the crews eat where they then have time.

    Parameters
    ----------
    problem, schedule
        What was planned.
    order
        A placed order.
    """
    job = next(job for job in schedule.assignments if job.work_order == order)
    others = [other for other in schedule.assignments if other is not job]
    problem = _about(problem, order)
    for minutes in range(SLOT_MINUTES, DAY_MINUTES, SLOT_MINUTES):
        late = delayed(job, minutes)
        jobs = [late, *(other for other in others if _may_meet(problem, late, other))]
        changed = Schedule(assignments=tuple(jobs), lunches=lunches_of(problem, jobs))
        found = {b.rule for b in verify(problem, changed) if order in b.work_orders}
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


def _about(problem: ProblemData, order: str) -> ProblemData:
    """The problem without the pairs of other orders, of which there may be thousands."""
    pairs = problem.exclusive_pairs
    own = tuple(pair for pair in pairs if order in (pair.first[0], pair.second[0]))
    return replace(problem, exclusive_pairs=own)


def _may_meet(problem: ProblemData, job: Assignment, other: Assignment) -> bool:
    """Whether a rule may look at both: crews, sequence, or the same time on the grid or a truck."""
    after = problem.order_by_id[job.work_order].after
    if other.work_order in after or job.work_order in problem.order_by_id[other.work_order].after:
        return True
    if {part.crew for part in job.parts} & {part.crew for part in other.parts}:
        return job.start_minute // DAY_MINUTES == other.start_minute // DAY_MINUTES
    slots = 2 * problem.transfer_margin_slots + problem.vehicle_gap_slots + 1
    reach = slots * SLOT_MINUTES
    return (
        other.start_minute < job.end_minute + reach and job.start_minute < other.end_minute + reach
    )
