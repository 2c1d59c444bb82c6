"""Why a job could not stay as it was planned."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.issue import Issue
from scheduler.open_catalogue import BETWEEN_JOBS, broken_alone
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule
from scheduler.verify import verify

WORTH_MORE = "worth_more"
"""Nothing forbids the old way: the new plan is worth more."""

Because = tuple[tuple[str, ...], tuple[str, ...]]
"""Rules, and the other orders with which they are broken."""


def why_moved(problem: ProblemData, issue: Issue, schedule: Schedule, job: Assignment) -> Because:
    """Find what forbids a job as it was planned: by itself, what has begun, or the new plan.

    Parameters
    ----------
    problem
        By what is known now.
    issue
        Where the new plan starts from.
    schedule
        The new plan.
    job
        A job of the plan in force that the new one does not have like this.
    """
    alone = broken_alone(problem, job)
    if alone:
        return alone, ()
    others = [each for each in schedule.assignments if each.work_order != job.work_order]
    return (
        _clash(problem, job, issue.fixed.values())
        or _clash(problem, job, others)
        or ((WORTH_MORE,), ())
    )


def _clash(problem: ProblemData, job: Assignment, others: Iterable[Assignment]) -> Because | None:
    found = [
        breach
        for breach in verify(problem, Schedule(assignments=(*others, job)))
        if job.work_order in breach.work_orders
        and (breach.rule == "predecessor" or breach.rule not in BETWEEN_JOBS)
        and len(breach.work_orders) > 1
    ]
    names = {name for breach in found for name in breach.work_orders} - {job.work_order}
    rules = {breach.rule for breach in found}
    return (tuple(sorted(rules)), tuple(sorted(names))) if found else None
