"""watches.csv: who has which duty from when to when, where those who watch relieve each other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from peakops.clock import Clock
from peakops.out_tables import frame
from scheduler.schedule import Assignment, CrewPart, Schedule


def watch_table(schedule: Schedule, clock: Clock) -> pd.DataFrame:
    """One row per watch and duty that is relieved; a duty that is not has no row."""
    found = [
        row for job in schedule.assignments for part in job.parts for row in _rows(job, part, clock)
    ]
    return frame("watches", sorted(found, key=lambda row: (row["start"], *map(str, row.values()))))


def _rows(job: Assignment, part: CrewPart, clock: Clock) -> Iterator[dict[str, object]]:
    for pair in part.relief:
        for duty in duties(part, pair[0]):
            for i, (start, end) in enumerate(job.watches):
                yield {
                    "work_order": job.work_order,
                    "duty": duty,
                    "worker": pair[i % 2],
                    "start": clock.time(start),
                    "end": clock.time(end),
                }


def duties(part: CrewPart, name: str) -> list[str]:
    """Duties of one who watches a job."""
    held = (("leader", (part.leader,)), ("supervisor", (part.supervisor,)), ("ground", part.ground))
    return [duty for duty, names in held if name in names]
