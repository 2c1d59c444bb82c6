"""The jobs of which one crew can make a day.

A day is a row of jobs with the ways, rests and the lunch between them, inside the shift, and within
the hours outdoors of a few people. Left aside is what else a day has to keep, and that an order is
done once but for some (`scheduler.day_search`): so the best day found is worth no less than the
best real one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.crews import Crew
from scheduler.day_hours import hours_left
from scheduler.gaps import gap_between
from scheduler.modes import SUPPORTS, Timing
from scheduler.open_ways import OpenWays
from scheduler.order_index import places
from scheduler.order_rules import Ints
from scheduler.part_maker import lunch_facts, need_of_timing
from scheduler.records import DAY_MINUTES, DAY_SLOTS, SLOT_MINUTES
from scheduler.rosters import Need

NEVER = DAY_SLOTS + 1
MUCH_LATER = 10**6
Entry = tuple[str, bool]
"""An order, and whether the crew leads it."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One way of a crew to do an entry: by number of its timing, and its grid option if it leads.

    Each option is a job of its own: what the grid bears together depends on them. It is `SUPPORTS`
    where the crew supports the order.
    """

    entry: Entry
    timing: int
    option: int


class CrewDay:
    """The jobs that a crew can do on a day, in the order of their starts.

    ``levels`` are the levels of hours outdoors of those who have fewest left for its jobs (see
    `scheduler.day_hours`), and ``spent`` what each job takes of them. ``ready`` and ``fed`` are the
    first slots of each entry after each job, and after a lunch there.
    """

    def __init__(self, ways: OpenWays, crew: Crew, day: int) -> None:
        self._problem, self._midnight = ways.problem, day * DAY_MINUTES
        self.jobs = tuple(sorted(_jobs(ways, crew, day), key=lambda j: _rank(ways.timings, j)))
        self.timings = tuple(ways.timings[job.timing] for job in self.jobs)
        self.levels, self.spent = hours_left(self._problem, crew, day, self._asked())
        self.entries = sorted({job.entry for job in self.jobs})
        number = {entry: i for i, entry in enumerate(self.entries)}
        self.entry = [number[job.entry] for job in self.jobs]
        self.slot = [t.start_slot - day * DAY_SLOTS for t in self.timings]
        self.lunch = [lunch_facts(self._problem, t, crew) for t in self.timings]
        self.ready, self.fed = self._ready_and_fed()

    def _asked(self) -> list[tuple[Need, int]]:
        """What each job asks of people, and its minutes."""
        return [
            (need_of_timing(timing, leads=job.entry[1]), timing.template.watch_minutes)
            for job, timing in zip(self.jobs, self.timings, strict=True)
        ]

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


def _jobs(ways: OpenWays, crew: Crew, day: int) -> Iterator[Job]:
    for order, timings in ways.timings_of_order.items():
        for leads in (True, False):
            able = ways.crews_able(order, leads=leads).get(crew.id, 0)
            for place in places(able & ways.indexes.of(order).of_day(day)):
                number = timings[place]
                for option in ways.timings[number].options if leads else (SUPPORTS,):
                    yield Job(entry=(order, leads), timing=number, option=option)


def _rank(timings: Sequence[Timing], job: Job) -> tuple[int, int, bool, int]:
    return timings[job.timing].start_slot, job.timing, job.entry[1], job.option
