"""Rules that a simulated day found: starts and rests by predicted heat strain."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment, Schedule


def starts_forbidden_by_strain(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A crew does not begin an order where somebody was predicted to get too hot in it."""
    yield from _hot_by_itself(problem, schedule)
    placed = {job.work_order: job for job in schedule.assignments}
    for each in problem.forbidden_starts:
        job = placed.get(each.order)
        if job is None or each.crew not in _crews(job):
            continue
        if job.start_minute // 15 in each.slots:
            yield Breach(
                rule=each.rule,
                work_orders=(each.order,),
                crew=each.crew,
                minute_from=job.start_minute,
                minute_to=job.end_minute,
                found=str(job.start_minute),
            )


def _hot_by_itself(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    for job in schedule.assignments:
        day = job.start_minute // DAY_MINUTES
        riders = [problem.worker_by_id[name] for part in job.parts for name in part.bucket]
        novice = bool(problem.novice_days) and any(w.is_novice(day) for w in riders)
        pairs = 1 + max(stint.pair for stint in job.stints)
        # two crews with somebody new were to be ready for a day without him
        counted = {novice, novice and len(job.parts) == 1}
        if any(
            job.start_minute // 15 in problem.hot_starts.get((job.work_order, pairs, each), ())
            for each in counted
        ):
            yield Breach(
                rule="strain_start",
                work_orders=(job.work_order,),
                crew=job.parts[0].crew,
                minute_from=job.start_minute,
                minute_to=job.end_minute,
                found=str(job.start_minute),
            )


def rests_by_strain(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A crew leaves the minutes between two jobs in which its people were predicted to cool."""
    placed = {job.work_order: job for job in schedule.assignments}
    for each in problem.rests_needed:
        first, second = placed.get(each.first), placed.get(each.second)
        if first is None or second is None:
            continue
        if first.start_minute // DAY_MINUTES != second.start_minute // DAY_MINUTES:
            continue
        gap = second.start_minute - first.end_minute
        if 0 <= gap < each.minutes:
            for crew in sorted(_crews(first) & _crews(second)):
                yield Breach(
                    rule=each.rule,
                    work_orders=(each.first, each.second),
                    crew=crew,
                    minute_from=first.end_minute,
                    minute_to=second.start_minute,
                    found=str(gap),
                    limit=str(each.minutes),
                )


def _crews(job: Assignment) -> set[str]:
    return {part.crew for part in job.parts}
