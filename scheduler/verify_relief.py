"""Rules of those who relieve each other in watching a job."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, CrewPart, Schedule


def relief_qualified(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Who takes over is of the crew and has the roles of all duties of whom he relieves."""
    for job in schedule.assignments:
        for part in job.parts:
            for relieved, name in part.relief:
                worker = problem.worker_by_id[name]
                for role in _roles(part, relieved):
                    if worker.crew != part.crew or role not in worker.roles:
                        yield _breach(
                            "role_missing",
                            job,
                            (name,),
                            (job.start_minute, job.end_minute),
                            ("", role),
                        )


def _roles(part: CrewPart, name: str) -> list[str]:
    held = {"leader": part.leader == name, "supervisor": part.supervisor == name}
    held["ground"] = name in part.ground
    return [role for role, yes in held.items() if yes]


def watch_changes_with_nobody_up(_: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Who watches hands over while nobody is in the bucket, not while a pair is at work."""
    for job in schedule.assignments:
        for minute in job.handovers:
            for stint in job.stints:
                if stint.start_minute < minute < stint.end_minute:
                    yield _breach(
                        "watch_handover",
                        job,
                        tuple(name for part in job.parts for pair in part.relief for name in pair),
                        (stint.start_minute, stint.end_minute),
                        (str(minute), str(stint.end_minute)),
                    )


def relieved_rest(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Who was relieved rests the least minutes, and as long as he watched, before he is back."""
    for job in schedule.assignments:
        ends = [job.start_minute, *job.handovers, job.end_minute]
        for i in range(len(ends) - 3):
            watched, rest = ends[i + 1] - ends[i], ends[i + 2] - ends[i + 1]
            needed = max(problem.rest_min_minutes, watched)
            if rest < needed:
                names = tuple(pair[i % 2] for part in job.parts for pair in part.relief)
                yield _breach(
                    "rest_too_short",
                    job,
                    names,
                    (ends[i + 1], ends[i + 2]),
                    (str(rest), str(needed)),
                )


def _breach(
    rule: str,
    job: Assignment,
    workers: tuple[str, ...],
    minutes: tuple[int, int],
    values: tuple[str, str],
) -> Breach:
    return Breach(
        rule=rule,
        work_orders=(job.work_order,),
        workers=workers,
        crew=job.parts[0].crew,
        minute_from=minutes[0],
        minute_to=minutes[1],
        found=values[0],
        limit=values[1],
    )
