"""A plan as arrays: picks written into them and read back, and people looked up when asked for."""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np

from scheduler.corner_arrays import (
    CHOICES,
    COLUMNS,
    DAYS,
    ENTRIES,
    LEAD,
    MOST_JOBS,
    NONE,
    ROSTERS,
    TIMING,
    UNKNOWN,
    USE,
    VERSION,
    WISHES,
    Facts,
    People,
    Standing,
)
from scheduler.corner_facts import facts_of
from scheduler.corner_jobs import add
from scheduler.corner_moves import MOST_TRIED, improve
from scheduler.corner_rows import Numbers, empty_rows
from scheduler.corner_rules import fleet_of
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.outdoors import Outdoors
from scheduler.picks import PartPick, Pick
from scheduler.records import DAY_SLOTS
from scheduler.weights import Weights

DayJobs = tuple[str, int, tuple[tuple[int, int], ...]]
"""A crew, a day, and the timings of its jobs, each with its grid option or `SUPPORTS`."""

MOST_WISHES = 256
"""People asked for before they are looked up."""
MOST_DAYS = 4096
"""Days seen before they are read."""


class CornerPlan:
    """A plan of some ways that is changed corner by corner.

    ``remember_days`` is whether the days of crews are to be kept, in ``days``.
    """

    def __init__(
        self, ways: OpenWays, weights: Weights, rng: random.Random, *, remember_days: bool
    ) -> None:
        self._ways, self._numbers = ways, Numbers(ways)
        self._facts = facts_of(ways, weights, self._numbers)
        self._people = _People(self._facts, self._numbers)
        self._standing = _empty(
            self._facts, len(self._numbers.vehicle), rng, MOST_DAYS if remember_days else 0
        )
        self._entry = {entry: e for e, entry in enumerate(self._numbers.entries)}
        self.days: dict[DayJobs, None] = {}

    def begin_with(self, picks: Iterable[Pick]) -> None:
        """Begin anew from a plan."""
        s = self._standing
        for array in (s.job_count, s.busy, s.spent, s.use_count, s.held, s.blocked, s.total):
            array[:] = 0
        s.job[:] = NONE
        s.free_slots[:] = (self._facts.crews.end_slot - self._facts.crews.first_slot)[:, None]
        jobs = [self._job(pick) for pick in picks]
        for job in jobs:
            add(
                self._facts,
                self._people.arrays,
                s,
                int(self._facts.timings[job[TIMING]].order),
                job,
            )
        s.best[:] = s.job

    def change(self, changes: int, heat: float) -> int:
        """Change the plan so many times, or fewer where something has to be looked up first.

        Returns how many times it was.
        """
        s = self._standing
        done = improve(self._facts, self._people.arrays, s, changes, heat)
        for t, entry in s.wishes[: s.total[WISHES]].tolist():
            self._look_up(t, entry)
        s.total[WISHES] = 0
        self._read_days()
        return done

    def best(self) -> list[Pick]:
        """The best plan so far, lunches aside."""
        jobs = self._standing.best
        return [self._pick(job) for job in jobs[jobs[:, TIMING] >= 0]]

    def _look_up(self, t: int, entry: int) -> None:
        role, _, crew = self._numbers.entries[entry]
        found = self._ways.people(t, crew, leads=role == LEAD)
        kind = int(self._facts.timings[t].people) + role
        self._people.learn(kind, self._numbers.crew[crew], found)

    def _read_days(self) -> None:
        s, crews = self._standing, self._numbers.crews
        for crew, day, count, *jobs in s.days[: s.total[DAYS]].tolist():
            mine = sorted(zip(jobs[: 2 * count : 2], jobs[1 : 2 * count : 2], strict=True))
            self.days[crews[crew], day, tuple(mine)] = None
        s.total[DAYS] = 0

    def _job(self, pick: Pick) -> Ints:
        """The columns of a pick."""
        f, t, job = self._facts, pick.timing, np.full(COLUMNS, NONE)
        first = int(f.timings[t].uses)
        options = f.uses.option[first : f.timings[t].uses_end].tolist()
        job[TIMING] = t
        job[USE] = first + options.index(self._ways.timings[t].options[pick.option])
        for role, chosen in enumerate(pick.parts):
            crew = self._ways.parts[chosen.part].crew
            entry = self._entry[role, self._ways.timings[t].order.id, crew]
            kind, number = int(f.timings[t].people) + role, int(f.entries[entry].crew)
            if self._people.arrays.of[kind, number] == UNKNOWN:
                self._look_up(t, entry)
            people = self._people.arrays
            job[ENTRIES + role] = entry
            job[ROSTERS + role] = people.rosters_of[people.of[kind, number]] + chosen.roster
            job[CHOICES + role] = f.fleets[fleet_of(f, t, entry)].sets + chosen.vehicles
        return job

    def _pick(self, job: Ints) -> Pick:
        f, (t, use) = self._facts, job[[TIMING, USE]].tolist()
        timing, people = self._ways.timings[t], self._people.arrays
        parts = []
        for role in range(timing.order.crews_needed):
            entry = int(job[ENTRIES + role])
            _, _, crew = self._numbers.entries[entry]
            known = people.of[f.timings[t].people + role, f.entries[entry].crew]
            parts.append(
                PartPick(
                    part=self._ways.part_at(t, crew, leads=role == LEAD),
                    roster=int(job[ROSTERS + role] - people.rosters_of[known]),
                    vehicles=int(job[CHOICES + role] - f.fleets[fleet_of(f, t, entry)].sets),
                )
            )
        option = timing.options.index(int(f.uses[use].option))
        return Pick(timing=t, option=option, parts=tuple(parts))


class _People:
    """The rosters looked at so far, in arrays that grow."""

    def __init__(self, facts: Facts, numbers: Numbers) -> None:
        self._worker = numbers.worker
        self._known: dict[tuple[Outdoors, ...], int] = {}
        self._rosters: list[tuple[Outdoors, ...]] = []
        self._minutes: list[Outdoors] = []
        kinds = int(facts.timings.people.max(initial=-2)) + 2
        self._of = np.full((kinds, len(numbers.crews)), UNKNOWN, np.int64)
        self._written: People | None = None

    def learn(self, kind: int, crew: int, rosters: Iterable[Outdoors]) -> None:
        """Take the rosters that a crew has for a kind of job."""
        key = tuple(rosters)
        if key not in self._known:
            self._known[key] = len(self._rosters)
            self._rosters.append(key)
            self._minutes.extend(key)
            self._written = None
        self._of[kind, crew] = self._known[key]

    @property
    def arrays(self) -> People:
        """What is known, written down when asked for."""
        if self._written is None:
            self._written = self._write()
        return self._written

    def _write(self) -> People:
        everyone = [(self._worker[name], spent) for each in self._minutes for name, spent in each]
        return People(
            of=self._of,
            rosters_of=np.cumsum([0, *map(len, self._rosters)]),
            minutes_of=np.cumsum([0, *map(len, self._minutes)]),
            who=np.array([worker for worker, _ in everyone], np.int64),
            minutes=np.array([spent for _, spent in everyone], np.int64),
        )


def _empty(f: Facts, vehicles: int, rng: random.Random, most_days: int) -> Standing:
    orders, (crews, days) = len(f.orders), f.budget.shape
    slots = days * DAY_SLOTS + int(f.options.margin.max(initial=0))
    feeders = len(f.section)
    sections = int(f.section.max(initial=-1)) + 1
    return Standing(
        # one more row, for what is never placed
        job=np.full((orders + 1, COLUMNS), NONE, np.int64),
        best=np.full((orders + 1, COLUMNS), NONE, np.int64),
        jobs=np.zeros((crews, days, MOST_JOBS), np.int64),
        job_count=np.zeros((crews, days), np.int64),
        spent=np.zeros(f.cap.shape, np.int64),
        used=np.zeros((vehicles, days * MOST_JOBS, 3), np.int64),
        use_count=np.zeros(vehicles, np.int64),
        held=np.zeros((feeders, slots), np.int64),
        blocked=np.zeros((sections, slots), np.int64),
        rng=np.array([rng.getrandbits(63) + 1], np.uint64),
        total=np.zeros(6, np.int64),
        cells=np.zeros((MOST_JOBS, 2), np.int64),
        in_corner=np.zeros((crews, days), np.uint8),
        gone=np.zeros((orders + 1, COLUMNS + 1), np.int64),
        tried=np.zeros(orders + MOST_TRIED, np.int64),
        seen_order=np.zeros(orders, np.uint8),
        key=np.zeros(orders + MOST_TRIED),
        by_start=np.zeros((MOST_JOBS + 1, 2), np.int64),
        trial=np.zeros(COLUMNS, np.int64),
        leads=np.zeros((crews, 4), np.int64),
        busy=np.zeros((crews, slots), np.uint8),
        free_slots=np.zeros((crews, days), np.int64),
        wishes=np.zeros((MOST_WISHES, 2), np.int64),
        days=np.zeros((most_days, 3 + 2 * MOST_JOBS), np.int64),
        version=empty_rows(0, VERSION),
    )
