"""Rule of the water that a crew's people may lose in a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, SLOT_MINUTES
from scheduler.schedule import Assignment, Schedule
from scheduler.water import CrewDay


def water_budgets_kept(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """No crew's jobs of a day take more water than it has, unless all are locked in time."""
    free = {
        (part.crew, job.start_minute // DAY_MINUTES): job
        for job in schedule.assignments
        if problem.order_by_id[job.work_order].locked_start_minute is None
        for part in job.parts
    }
    for (crew, day), spent in water_spent(problem, schedule).items():
        budget = problem.water.budget(crew, day)
        job = free.get((crew, day))
        if budget is not None and job is not None and spent > budget:
            yield Breach(
                rule="water_budget",
                work_orders=(job.work_order,),
                crew=crew,
                minute_from=job.start_minute,
                minute_to=job.end_minute,
                found=str(spent),
                limit=str(budget),
            )


def water_spent(problem: ProblemData, schedule: Schedule) -> Mapping[CrewDay, int]:
    """Water lost in the jobs of each crew and day, by whoever loses most in each. [g]"""
    spent: dict[CrewDay, int] = defaultdict(int)
    if problem.water.budget_g:
        for job in schedule.assignments:
            for part in job.parts:
                spent[part.crew, job.start_minute // DAY_MINUTES] += _lost_g(problem, job)
    return spent


def _lost_g(problem: ProblemData, job: Assignment) -> int:
    """Minute by minute, unlike the planner's own sum.

    Whoever watches alone loses for all minutes; if everybody is relieved, each for his own.
    """
    water = problem.water
    bucket = water.bucket[problem.order_by_id[job.work_order].stint_class]

    def lost(rates: tuple[int, ...], start: int, end: int) -> int:
        return sum(rates[minute // SLOT_MINUTES] for minute in range(start, end))

    setup = lost(water.working, job.start_minute, job.setup_end_minute)
    watches = [0, 0]
    for minute in range(job.start_minute, job.end_minute):
        up = job.setup_end_minute <= minute < job.bucket_end_minute
        rates = water.standing if up else water.working
        watches[_turn(job, minute)] += rates[minute // SLOT_MINUTES]
    pairs: dict[int, int] = defaultdict(int)
    for stint in job.stints:
        pairs[stint.pair] += lost(bucket, stint.start_minute, stint.end_minute)
    return -(-max(*watches, *(setup + spent for spent in pairs.values())) // 1000)


def _turn(job: Assignment, minute: int) -> int:
    """Whether the first or the second of those who relieve each other watches; 0 without."""
    if any(part.watch for part in job.parts):
        return 0
    return sum(change <= minute for change in job.handovers) % 2
