"""The jobs of which one crew can make a day.

A day is a row of jobs with the ways, rests and the lunch between them, inside the shift, and within
the hours outdoors of somebody who watches every job. Left aside is what else a day has to keep, and
that an order is done once but for some (`scheduler.day_search`): so the best day found is worth no
less than the best real one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.crews import Crew, Worker
from scheduler.gaps import gap_between
from scheduler.modes import Timing
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.part_maker import lunch_facts, need_of_timing
from scheduler.records import DAY_MINUTES, DAY_SLOTS, SLOT_MINUTES
from scheduler.rosters import one_for_each_watch
from scheduler.schedule import CrewPart

UNIT_MINUTES = 5
"""Step of the minutes outdoors; those of a job are rounded down."""
NEVER = DAY_SLOTS + 1
MUCH_LATER = 10**6
Entry = tuple[str, bool]
"""An order, and whether the crew leads it."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One way of a crew to do an entry: by number of its timing."""

    entry: Entry
    timing: int


class CrewDay:
    """The jobs that a crew can do on a day, in the order of their starts.

    ``cap`` are the minutes outdoors of whoever watches each of the jobs, None where nobody has to
    or nobody is capped. ``ready`` and ``fed`` are the first slots of each entry after each job,
    and after a lunch there.
    """

    def __init__(self, ways: OpenWays, crew: Crew, day: int) -> None:
        self._problem, self._midnight = ways.problem, day * DAY_MINUTES
        self.jobs = tuple(sorted(_jobs(ways, crew, day), key=lambda j: _rank(ways.timings, j)))
        self.timings = tuple(ways.timings[job.timing] for job in self.jobs)
        self.cap = self._cap(crew, day)
        self.entries = sorted({job.entry for job in self.jobs})
        number = {entry: i for i, entry in enumerate(self.entries)}
        self.entry = [number[job.entry] for job in self.jobs]
        self.slot = [t.start_slot - day * DAY_SLOTS for t in self.timings]
        self.lunch = [lunch_facts(self._problem, t, crew) for t in self.timings]
        self.ready, self.fed = self._ready_and_fed()

    @property
    def levels(self) -> int:
        """Levels of minutes outdoors."""
        return 1 if self.cap is None else self.cap // UNIT_MINUTES + 1

    @property
    def spent(self) -> list[int]:
        """Levels outdoors of each job."""
        if self.cap is None:
            return [0] * len(self.jobs)
        return [t.template.watch_minutes // UNIT_MINUTES for t in self.timings]

    def _cap(self, crew: Crew, day: int) -> int | None:
        """Least cap of those who watch every job, whatever the roster, and whom nobody relieves.

        Where somebody of the crew is away for a while he is replaced: then nobody counts.
        """
        problem = self._problem
        members = [worker for worker in problem.workers if worker.crew == crew.id]
        needs = {
            need_of_timing(timing, leads=job.entry[1])
            for job, timing in zip(self.jobs, self.timings, strict=True)
        }
        gone = {absence.worker for absence in problem.absences}
        if any(need.relieved for need in needs) or any(w.id in gone for w in members):
            return None
        people = [worker for worker in members if worker.available[day]]
        watches = [
            _not_relieved(people, roster)
            for need in needs
            for roster in one_for_each_watch(members, day, need, crew.id)
        ]
        always = set.intersection(*watches) if watches else set[str]()
        caps = [problem.worker_by_id[name].outdoor_cap_minutes[day] for name in always]
        return min((cap for cap in caps if cap is not None), default=None)

    def _ready_and_fed(self) -> tuple[Ints, Ints]:
        way, off_bucket, rest = self._gaps()[:, self.entry]
        end, stint, eaten = (
            np.array(minutes, dtype=np.int64)[:, None]
            for minutes in (
                [t.template.end_minute for t in self.timings],
                [t.template.longest_stint for t in self.timings],
                [MUCH_LATER if end is None else end for _, _, end in self.lunch],
            )
        )
        leaving = np.maximum(way, stint - off_bucket)
        ready = end + np.maximum(leaving, rest)
        return self._up(ready), self._up(np.maximum(ready, eaten + leaving))

    def _gaps(self) -> Ints:
        """Way, time off the bucket and rest needed from entry to entry; never to itself."""
        orders = [self._problem.order_by_id[name] for name, _ in self.entries]
        found = np.zeros((3, len(orders), len(orders)), dtype=np.int64)
        for i, before in enumerate(orders):
            for j, after in enumerate(orders):
                if before is after:
                    found[0, i, j] = MUCH_LATER
                    continue
                gap = gap_between(self._problem, before, after)
                found[:, i, j] = gap.way_minutes, gap.off_bucket_minutes, gap.rest_needed_minutes
        return found

    def _up(self, minutes: Ints) -> Ints:
        slots: Ints = np.minimum(NEVER, -(-(minutes - self._midnight) // SLOT_MINUTES))
        return slots


def _not_relieved(people: Sequence[Worker], roster: CrewPart) -> set[str]:
    """Who watches with a roster, the supervisor aside if somebody not watching can relieve him."""
    watch = set(roster.watch)
    duties = {"supervisor"} | ({"leader"} if roster.leader == roster.supervisor else set())
    can = any(duties <= worker.roles for worker in people if worker.id not in watch)
    return watch - ({roster.supervisor} if can else set())


def _jobs(ways: OpenWays, crew: Crew, day: int) -> Iterator[Job]:
    for order, timings in ways.timings_of_order.items():
        for leads in (True, False):
            able = ways.crews_able(order, leads=leads).get(crew.id, 0)
            for place, t in enumerate(timings):
                if able >> place & 1 and ways.timings[t].day == day:
                    yield Job(entry=(order, leads), timing=t)


def _rank(timings: Sequence[Timing], job: Job) -> tuple[int, int, bool]:
    return timings[job.timing].start_slot, job.timing, job.entry[1]
