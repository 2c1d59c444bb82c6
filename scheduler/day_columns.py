"""The best day of one crew under given prices of its jobs.

A day is a row of jobs with the ways, rests and the lunch between them, inside the shift, and within
the hours outdoors of somebody who watches every job. Left aside are what else a day has to keep,
and that an order is done once: so the best day found is worth no less than the best real one.
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
from scheduler.pools import Floats
from scheduler.records import DAY_MINUTES, DAY_SLOTS, SLOT_MINUTES
from scheduler.rosters import one_for_each_watch
from scheduler.schedule import CrewPart

UNIT_MINUTES = 5
"""Step of the minutes outdoors; those of a job are rounded down."""
NEVER = DAY_SLOTS + 1
MUCH_LATER = 10**6
NOTHING = -1e18
CLOSE = 1e-4
"""Values this close are the same."""
MOST_COLUMNS = 12
"""Days that one pricing gives, each with another last job."""

Entry = tuple[str, bool]
"""An order, and whether the crew leads it."""

NOT_EARLY, HUNGRY, LATE, EATEN = range(4)
"""What a crew's jobs so far say of its lunch: `HUNGRY` has left too early to eat at its base,
`LATE` is also back too late to do so."""


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

    def best(self, profit: Floats, *, roughly: bool) -> tuple[float, list[tuple[int, ...]]]:
        """Find the most that a day can bring with a profit of each job, and some good days.

        A day is given as numbers of its jobs. ``roughly`` leaves jobs without profit aside: then
        the most found may be too small.
        """
        search = _Search(self, profit, roughly=roughly)
        return search.most, search.days()


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


class _Search:
    """All days of a crew, job by job: the most that each job can end a day with.

    ``_open[slot, entry, lunch, level]`` is the most of the jobs before a start of an entry in a
    slot; ``_done[job, lunch, level]`` the most of a day up to a job, without a lunch after it.
    A level is what may be spent outdoors so far.
    """

    def __init__(self, day: CrewDay, profit: Floats, *, roughly: bool) -> None:
        self._day, self._profit = day, profit
        entries, levels = len(day.entries), day.levels
        self._open = np.full((NEVER + 1, entries, 4, levels), NOTHING)
        self._open[0, :, NOT_EARLY] = 0.0
        self._done = np.full((len(day.jobs), 4, levels), NOTHING)
        self._all, self._spent = np.arange(entries), day.spent
        self._run([k for k in range(len(day.jobs)) if profit[k] > 0.0 or not roughly])
        self._ends = self._worth_of_ends()
        self.most = max(0.0, float(self._ends.max(initial=0.0)))

    def _run(self, jobs: Sequence[int]) -> None:
        at = 0
        for k in jobs:
            for slot in range(at + 1, self._day.slot[k] + 1):
                np.maximum(self._open[slot], self._open[slot - 1], out=self._open[slot])
            at = self._day.slot[k]
            self._extend(k)

    def _extend(self, k: int) -> None:
        day, done, spent = self._day, self._done[k], self._spent[k]
        before, left = self._open[day.slot[k], day.entry[k]], day.levels - spent
        if left <= 0:
            return
        early, late, lunch_end = day.lunch[k]
        reached = [q for q, most in enumerate(before[:, left - 1].tolist()) if most > NOTHING / 2]
        for state in reached:
            after = _state_after(state, early=early, late=late)
            gained = before[state, :left] + self._profit[k]
            np.maximum(done[after, spent:], gained, out=done[after, spent:])
        for after in {_state_after(state, early=early, late=late) for state in reached}:
            self._offer(day.ready[k], done[after], after)
        if reached and lunch_end is not None:
            self._offer(day.fed[k], done.max(axis=0), EATEN)

    def _offer(self, ready: Ints, done: Floats, state: int) -> None:
        known = self._open[ready, self._all, state]
        self._open[ready, self._all, state] = np.maximum(known, done)

    def _worth_of_ends(self) -> Floats:
        """What each job is worth as the last one of a day: who needs a lunch can still eat."""
        last = self._done[:, :, -1]
        found: Floats = last[:, [NOT_EARLY, HUNGRY, EATEN]].max(axis=1, initial=NOTHING)
        can_eat = np.array([end is not None for _, _, end in self._day.lunch], dtype=np.bool_)
        worth: Floats = np.where(can_eat, np.maximum(found, last[:, LATE]), found)
        return worth

    def days(self) -> list[tuple[int, ...]]:
        """The best days, each with another entry at its end."""
        found: dict[int, tuple[int, ...]] = {}
        for k in np.argsort(-self._ends, kind="stable").tolist():
            if self._ends[k] <= CLOSE or len(found) == MOST_COLUMNS:
                break
            if self._day.entry[k] not in found:
                found[self._day.entry[k]] = self._day_to(k)
        return list(found.values())

    def _day_to(self, k: int) -> tuple[int, ...]:
        level = self._day.levels - 1
        state = int(np.argmax(self._done[k, :, level] >= self._ends[k] - CLOSE))
        jobs = [k]
        while (found := self._before(k, state, level)) is not None:
            k, state, level = found
            jobs.append(k)
        return tuple(reversed(jobs))

    def _before(self, k: int, state: int, level: int) -> tuple[int, int, int] | None:
        """The job before a job, its lunch state and level; None where it is the first one."""
        day, rest = self._day, self._done[k, state, level] - self._profit[k]
        early, late, _ = day.lunch[k]
        level -= self._spent[k]
        before = self._open[day.slot[k], day.entry[k], :, level]
        states = [q for q in range(4) if _state_after(q, early=early, late=late) == state]
        state = next(q for q in states if abs(before[q] - rest) <= CLOSE)
        if state == NOT_EARLY and abs(rest) <= CLOSE:
            return None
        in_time = day.ready[:, day.entry[k]] <= day.slot[k]
        same = in_time & (np.abs(self._done[:, state, level] - rest) <= CLOSE)
        if same.any():
            return int(np.argmax(same)), state, level
        fed = day.fed[:, day.entry[k]] <= day.slot[k]
        eaten = np.abs(self._done[:, :, level] - rest) <= CLOSE
        j = int(np.argmax(fed & eaten.any(axis=1)))
        return j, int(np.argmax(eaten[j])), level


def _state_after(state: int, *, early: bool, late: bool) -> int:
    """Lunch state after one more job."""
    if state == NOT_EARLY and early:
        state = HUNGRY
    return LATE if state == HUNGRY and late else state
