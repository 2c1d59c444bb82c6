"""Jobs under way that cannot go on to their end: cut in time, or stopped before anybody went up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.issue import Issue, Stop
from scheduler.problem import ProblemData
from scheduler.records import SLOT_MINUTES, Closure, WorkOrder
from scheduler.schedule import Assignment
from scheduler.score import option_of

Limit = tuple[int, str]
"""Minute by which something has to end, and the rule that says so."""

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Recall:
    """A job that is cut.

    Parameters
    ----------
    job
        As it was planned.
    rule
        Why it cannot go on.
    cut
        As it ends now; None where nobody had gone up yet and nobody will.
    """

    job: Assignment
    rule: str
    cut: Assignment | None


def recalls(problem: ProblemData, issue: Issue, withdrawn: frozenset[str]) -> tuple[Recall, ...]:
    """Find the jobs under way that run into what is now known to be closed to them.

    Parameters
    ----------
    problem
        By what is known now.
    issue
        The plan in force, and the moment.
    withdrawn
        Orders that are not to be done any more.
    """
    found = []
    for job in issue.fixed.values():
        if job.bucket_end_minute > issue.now_minute:
            rule, end = _bucket_end(problem, issue, job, withdrawn)
            if end < job.bucket_end_minute:
                found.append(Recall(job=job, rule=rule, cut=_cut(job, max(end, issue.now_minute))))
    return tuple(found)


def after_recalls(issue: Issue, found: tuple[Recall, ...]) -> Issue:
    """The plan in force with the cuts carried out."""
    cut = {recall.job.work_order: recall for recall in found}
    jobs = [
        cut[job.work_order].cut if job.work_order in cut else job
        for job in issue.schedule.assignments
    ]
    stops = {
        part.crew: Stop(
            order=recall.job.work_order,
            free_minute=issue.now_minute
            + min(_teardown(recall.job), issue.now_minute - recall.job.start_minute),
        )
        for recall in found
        if recall.cut is None
        for part in recall.job.parts
    }
    return replace(
        issue,
        schedule=replace(issue.schedule, assignments=tuple(job for job in jobs if job is not None)),
        stops={**issue.stops, **stops},
    )


def _bucket_end(
    problem: ProblemData, issue: Issue, job: Assignment, withdrawn: frozenset[str]
) -> tuple[str, int]:
    """Earliest minute by which the bucket must be down, and the rule that says so."""
    limits = [(issue.now_minute, WITHDRAWN)] if job.work_order in withdrawn else []
    limits += _end_limits(problem, issue, job)
    end, rule = min(
        [(minute - _teardown(job), rule) for minute, rule in limits]
        + list(_bucket_limits(problem, issue, job)),
        default=(job.bucket_end_minute, ""),
    )
    return rule, end


def _teardown(job: Assignment) -> int:
    return job.end_minute - job.bucket_end_minute


def _end_limits(problem: ProblemData, issue: Issue, job: Assignment) -> Iterator[Limit]:
    """What the whole job must have ended by."""
    order = problem.order_by_id[job.work_order]
    for closure in _closures(order, job):
        if closure.phase == "bucket":
            continue
        margin = problem.margin_slots(job.transfer_plan) if closure.phase == "grid" else 0
        for slot in _met(closure, issue.now_minute, job.end_minute + margin * SLOT_MINUTES):
            yield (slot - margin) * SLOT_MINUTES, closure.rule
    for window in order.windows:
        if job.end_minute + window.tail_minutes > window.end_minute:
            yield window.end_minute - window.tail_minutes, window.rule
    yield from _people_and_trucks(problem, issue, job)


def _people_and_trucks(problem: ProblemData, issue: Issue, job: Assignment) -> Iterator[Limit]:
    people = {name for part in job.parts for name in part.people}
    for absence in problem.absences:
        if absence.worker in people and absence.touches(issue.now_minute, job.end_minute):
            yield absence.from_minute, "worker_unavailable"
    vehicles = [problem.vehicle_by_id[name] for part in job.parts for name in part.vehicles]
    for begin, end in (closed for vehicle in vehicles for closed in vehicle.closed):
        if issue.now_minute < end and begin < job.end_minute:
            yield begin, "vehicle_missing"


def _bucket_limits(problem: ProblemData, issue: Issue, job: Assignment) -> Iterator[Limit]:
    """What the bucket must be down by, with the minutes it needs to be clear."""
    clear = problem.bucket_clear_minutes
    for closure in _closures(problem.order_by_id[job.work_order], job):
        if closure.phase == "bucket":
            for slot in _met(closure, issue.now_minute, job.bucket_end_minute + clear):
                yield slot * SLOT_MINUTES - clear, closure.rule


def _closures(order: WorkOrder, job: Assignment) -> tuple[Closure, ...]:
    return (*order.closures, *option_of(order, job.transfer_plan).closures)


def _met(closure: Closure, now: int, end: int) -> Iterator[int]:
    """Closed slots that are still to come before an end."""
    for slot in sorted(closure.slots):
        if now < (slot + 1) * SLOT_MINUTES and slot * SLOT_MINUTES < end:
            yield slot


def _cut(job: Assignment, bucket_end: int) -> Assignment | None:
    """A job with the bucket down at a minute; None if nobody has gone up by then."""
    stints = tuple(
        replace(stint, end_minute=min(stint.end_minute, bucket_end))
        for stint in job.stints
        if stint.start_minute < bucket_end
    )
    if not stints:
        return None
    end = bucket_end + _teardown(job)
    handovers = tuple(minute for minute in job.handovers if minute < end)
    # nobody was relieved where the job ends before the first hand-over
    parts = job.parts if handovers else tuple(replace(part, relief=()) for part in job.parts)
    return replace(
        job,
        parts=parts,
        stints=stints,
        bucket_end_minute=bucket_end,
        end_minute=end,
        handovers=handovers,
    )
