"""standby.csv: what each crew could do instead if the first job of its day is closed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from peakops.clock import Clock
from peakops.out_tables import frame
from peakops.rounds import Round
from peakops.timesheet import crew_days
from peakops.trials import Trials
from scheduler.schedule import Assignment
from scheduler.standby import StandbyFinder


def standby_table(last: Round, trials: Trials, clock: Clock) -> pd.DataFrame:
    """standby.csv: one row per crew and day with a job that has not begun.

    Parameters
    ----------
    last
        The last round of the plan.
    trials
        For predicted strain and joint switching states.
    clock
        Of the plan.
    """
    finder = StandbyFinder(last.problem, last.schedule)
    taken: set[tuple[int, str]] = set()
    rows = []
    for crew, day, closed in _first_jobs(last, clock):
        job = next(_allowed(finder, trials, crew, closed, {n for d, n in taken if d == day}), None)
        if job is not None:
            taken.add((day, job.work_order))
        rows.append(_row(crew, pd.Timestamp(clock.date(day)), closed, job, clock))
    return frame("standby", rows)


def _first_jobs(last: Round, clock: Clock) -> Iterator[tuple[str, int, str]]:
    """Crew, day and order of the first job of each that has not begun."""
    for day in crew_days(last.schedule, clock):
        ahead = [job.work_order for job in day.jobs if job.work_order not in last.fixed]
        if ahead:
            yield day.crew, day.day, ahead[0]


def _allowed(
    finder: StandbyFinder, trials: Trials, crew: str, closed: str, taken: set[str]
) -> Iterator[Assignment]:
    """Jobs in place of a closed one that heat, strain and grid bear."""
    for found in finder.find(crew, closed):
        if found.job.work_order not in taken and not trials.broken(found.schedule, found.job):
            yield found.job


def _row(
    crew: str, date: pd.Timestamp, closed: str, job: Assignment | None, clock: Clock
) -> dict[str, object]:
    key = {"crew": crew, "date": date, "instead_of": closed}
    if job is None:
        texts = ("work_order", "support_crew", "leader", "supervisor", "bucket", "ground")
        empty = dict.fromkeys((*texts, "vehicles", "transfer_plan"), "")
        return {**key, **empty, "start": pd.NaT, "end": pd.NaT}
    parts = job.parts
    return {
        **key,
        "work_order": job.work_order,
        "support_crew": parts[1].crew if len(parts) > 1 else "",
        "start": clock.time(job.start_minute),
        "end": clock.time(job.end_minute),
        "leader": parts[0].leader,
        "supervisor": ";".join(part.supervisor for part in parts),
        "bucket": ";".join(name for part in parts for name in part.bucket),
        "ground": ";".join(name for part in parts for name in part.ground),
        "vehicles": ";".join(name for part in parts for name in part.vehicles),
        "transfer_plan": job.transfer_plan,
    }
