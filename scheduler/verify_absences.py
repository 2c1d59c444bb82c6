"""Rule of workers who are away for a part of a day."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule


def workers_present(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Nobody is on a job in a minute in which he is away."""
    for job in schedule.assignments:
        for part in job.parts:
            names = set(part.people)
            for absence in problem.absences:
                begin = max(job.start_minute, absence.from_minute)
                end = min(job.end_minute, absence.to_minute)
                if absence.worker in names and begin < end:
                    yield Breach(
                        rule="worker_unavailable",
                        work_orders=(job.work_order,),
                        workers=(absence.worker,),
                        crew=part.crew,
                        minute_from=begin,
                        minute_to=end,
                    )
