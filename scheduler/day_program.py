"""Plans as days of crews: which days there are, and the rows that tie them together.

A *day* is a group of crews that can do the same jobs, and the jobs that one of its crews does. A
plan is one day for each crew and day of the plan at most, so that each order is done once, both
crews of a joint job begin together, and the rows of `scheduler.slot_limits` hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from scheduler.day_columns import CrewDay, Entry
from scheduler.exceeded_rows import Rows
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.pools import Floats
from scheduler.records import DAY_SLOTS
from scheduler.slot_limits import (
    EXCEEDED,
    Jobs,
    MustPlace,
    PairLimit,
    Row,
    SlotLimit,
    Succession,
    Support,
    Used,
)
from scheduler.subset_rows import Memory, SubsetRow, exceeded_subsets

NO_SHARE = 1e-6

Day = tuple[int, tuple[int, ...]]
"""A group, and the jobs of a day of one of its crews."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Crews that can do the same jobs of a day."""

    day: CrewDay
    crews: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.crews)


def day_groups(ways: OpenWays) -> list[Group]:
    """Crews of each day, together where they can do the same jobs for as long."""
    found: dict[object, list[tuple[str, CrewDay]]] = defaultdict(list)
    for day in range(ways.problem.days):
        for crew in ways.problem.crews:
            each = CrewDay(ways, crew, day)
            if each.jobs:
                hours = each.levels, tuple(each.spent)
                same = day, crew.base_site, crew.shift_end_minute, hours, each.jobs
                found[same].append((crew.id, each))
    return [Group(day=same[0][1], crews=tuple(crew for crew, _ in same)) for same in found.values()]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rows need to know of the jobs of a group, one entry for each.

    Its value, 0 where the crew supports it; row of the joint start, -1 where one crew does it
    alone.
    """

    jobs: Jobs
    worth: Floats
    joint: Ints


class DayProgram:
    """The days and rows known so far.

    ``uses`` is, for each group, how much each of its jobs uses of each row.
    """

    def __init__(self, ways: OpenWays) -> None:
        self.groups = day_groups(ways)
        self.number = {name: i for i, name in enumerate(ways.timings_of_order)}
        self.joint: dict[tuple[str, int], int] = {}
        self.facts = [self._facts_of(g, group.day) for g, group in enumerate(self.groups)]
        self.rows: dict[Row | SubsetRow, None] = {}
        self.memories = [Memory(group.day) for group in self.groups]
        self.uses = [csr_array((0, len(group.day.jobs))) for group in self.groups]
        self._every_row, self._slots = Rows(ways), ways.problem.slots
        self._must_place = {order.id for order in ways.problem.orders if order.must_place}
        self._places = [
            {(job.timing, job.option): k for k, job in enumerate(group.day.jobs)}
            for group in self.groups
        ]
        self._group_of = {
            (crew, group.day.timings[0].day): g
            for g, group in enumerate(self.groups)
            for crew in group.crews
        }

    def day_of(self, crew: str, day: int, jobs: Iterable[tuple[int, int]]) -> Day:
        """Write a day of a crew as one here; a job is a timing, and an option as of `Job`."""
        group = self._group_of[crew, day]
        return group, tuple(sorted(self._places[group][job] for job in jobs))

    def _facts_of(self, group: int, day: CrewDay) -> Facts:
        leads = np.array([job.entry[1] for job in day.jobs], dtype=np.bool_)
        worth = [
            t.values[t.options.index(job.option)] if job.entry[1] else 0
            for t, job in zip(day.timings, day.jobs, strict=True)
        ]
        joint = [
            self.joint.setdefault((t.order.id, t.start_slot), len(self.joint))
            if t.order.crews_needed > 1
            else -1
            for t in day.timings
        ]
        numbers = [self.number[timing.order.id] for timing in day.timings]
        jobs = Jobs(
            group=np.full(len(day.jobs), group, dtype=np.int64),
            leads=leads,
            order=np.array(numbers, dtype=np.int64),
            first=np.array([timing.start_slot for timing in day.timings], dtype=np.int64),
            last=np.array([timing.end_slot for timing in day.timings], dtype=np.int64),
            options=np.array([1 << max(0, job.option) for job in day.jobs], dtype=np.int64),
        )
        return Facts(
            jobs=jobs,
            worth=np.array(worth, dtype=np.float64),
            joint=np.array(joint, dtype=np.int64),
        )

    def entries(self, day: Day) -> frozenset[Entry]:
        """Orders of a day, each with whether it is led."""
        jobs = self.groups[day[0]].day.jobs
        return frozenset(jobs[k].entry for k in day[1])

    def led(self, day: Day) -> set[str]:
        """Orders that a day leads."""
        return {order for order, leads in self.entries(day) if leads}

    def worth(self, day: Day) -> float:
        """Value of the jobs that a day leads."""
        return float(self.facts[day[0]].worth[list(day[1])].sum())

    @property
    def most_value(self) -> float:
        """What all orders bring at their best."""
        best = np.zeros(len(self.number))
        for facts in self.facts:
            np.maximum.at(best, facts.jobs.order, facts.worth)
        return float(best.sum())

    @property
    def places(self) -> int:
        """Number of rows of crews and orders."""
        return len(self.groups) + len(self.number)

    @property
    def upper(self) -> list[float]:
        """What crews, orders and rows allow at most."""
        crews = [float(group.count) for group in self.groups]
        return crews + [1.0] * len(self.number) + [float(row.most) for row in self.rows]

    def pairs(self, day: Day) -> Iterator[tuple[SubsetRow, int]]:
        """Yield what a day uses of the rows of which its group is aware."""
        rows = self.memories[day[0]].rows
        led = self._numbers_led(day) if rows else []
        for row in rows:
            if pairs := row.pairs(led):
                yield row, pairs

    def _numbers_led(self, day: Day) -> list[int]:
        jobs, chosen = self.facts[day[0]].jobs, list(day[1])
        numbers: list[int] = jobs.order[chosen][jobs.leads[chosen]].tolist()
        return numbers

    def add_exceeded(self, days: Sequence[Day], shares: Floats) -> None:
        """Add the rows that so much of each day exceeds."""
        self._add_rows(self._every_row.exceeded(self._used(days, shares)))
        self._add_rows(self._supports(days, shares))

    def apart(self, days: Sequence[Day]) -> Iterator[list[int]]:
        """Yield days, by number, of which one at most is done: of pairs that are never together."""
        place = [(c, k) for c, (_, day) in enumerate(days) for k in day]
        column = np.array([c for c, _ in place], dtype=np.int64)
        jobs = self._jobs((days[c][0], k) for c, k in place)
        for spans in self._every_row.pair_spans(jobs):
            yield from (column[each].tolist() for each in spans)

    def add_exceeded_all_day(self, days: Sequence[Day], counts: Floats) -> None:
        """Add these rows for the whole day, lest the next choice exceed them a bit later."""
        for row in self._every_row.exceeded(self._used(days, counts)):
            self._add_rows(self._all_day(row))
        self._add_rows(self._supports(days, counts))

    def _all_day(self, row: Row) -> Iterator[Row]:
        """Yield the limits of every slot of a row's day: of whole jobs, slots say it all."""
        if isinstance(row, PairLimit):
            holds = tuple(sorted((row.all_through, row.sometime), key=lambda hold: hold.order))
            row = SlotLimit(holds=holds, slot=row.first, most=row.most)
        if isinstance(row, SlotLimit | Succession):
            midnight = row.slot // DAY_SLOTS * DAY_SLOTS
            for slot in range(midnight, midnight + DAY_SLOTS):
                yield replace(row, slot=slot)

    def add_subsets(self, days: Sequence[Day], shares: Floats) -> None:
        """Add rows of three orders that so much of each day exceeds, for the days in use."""
        used = np.flatnonzero(shares > NO_SHARE).tolist()
        led = [self._numbers_led(days[c]) for c in used]
        for row in exceeded_subsets(led, shares[used], len(self.number)):
            aware = {days[c][0] for c, each in zip(used, led, strict=True) if row.pairs(each)}
            for memory in (self.memories[g] for g in sorted(aware)):
                if memory.has_room:
                    self._add_rows([row])
                    memory.rows[row] = None

    def _supports(self, days: Sequence[Day], shares: Floats) -> Iterator[Row]:
        """Yield rows by which a crew supports more than others lead."""
        led: dict[tuple[int, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        supported: dict[tuple[int, int, int], float] = defaultdict(float)
        for c in np.flatnonzero(shares > NO_SHARE).tolist():
            g, day = days[c]
            jobs = self.facts[g].jobs
            for k in day:
                order, on = int(jobs.order[k]), int(jobs.first[k]) // DAY_SLOTS
                if jobs.leads[k]:
                    led[order, on][g] += shares[c]
                else:
                    supported[order, on, g] += shares[c]
        for (order, on, g), share in supported.items():
            others = sum(led[order, on].values()) - led[order, on][g]
            if self.groups[g].count == 1 and share > others + EXCEEDED:
                slots = on * DAY_SLOTS, (on + 1) * DAY_SLOTS
                yield Support(order=order, group=g, slots=slots)

    def add_must_place(self, count: int) -> None:
        """Add that no fewer must-place orders are done."""
        must = [n for name, n in self.number.items() if name in self._must_place]
        if count > 0:
            self._add_rows([MustPlace(orders=tuple(must), most=-count)])

    def _add_rows(self, rows: Iterable[Row | SubsetRow]) -> None:
        new = [row for row in rows if row not in self.rows]
        if not new:
            return
        self.rows.update(dict.fromkeys(new))
        for number, facts in enumerate(self.facts):
            added = csr_array(np.array([row.uses(facts.jobs) for row in new]))
            self.uses[number] = vstack([self.uses[number], added], format="csr")

    def _used(self, days: Sequence[Day], shares: Floats) -> Used:
        """What is led by the days in use."""
        found = [
            (days[c][0], k, shares[c])
            for c in np.flatnonzero(shares > NO_SHARE).tolist()
            for k in days[c][1]
            if self.facts[days[c][0]].jobs.leads[k]
        ]
        return Used(
            jobs=self._jobs((g, k) for g, k, _ in found),
            shares=np.array([share for _, _, share in found], dtype=np.float64),
            slots=self._slots,
        )

    def _jobs(self, places: Iterable[tuple[int, int]]) -> Jobs:
        """Jobs of some groups, given by number."""
        chosen = list(places)

        def column(name: str) -> Ints:
            return np.array(
                [getattr(self.facts[g].jobs, name)[k] for g, k in chosen], dtype=np.int64
            )

        return Jobs(
            group=column("group"),
            leads=column("leads").astype(np.bool_),
            order=column("order"),
            first=column("first"),
            last=column("last"),
            options=column("options"),
        )
