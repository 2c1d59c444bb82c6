"""A catalogue whose parts are made when they are asked for: for problems of many crews.

It has every timing of a catalogue. Of the crews each order only has those nearest to it, if so
many are asked for: of a province's crews most would spend the day on the road.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

from scheduler.crews import Crew
from scheduler.enumeration import TimingMaker
from scheduler.fleet import Fleet
from scheduler.modes import Catalogue, Part, PartKey, Timing, TimingKey, by_order, compact
from scheduler.order_index import Bits, OrderIndexes, any_of, places
from scheduler.outdoors import Outdoors
from scheduler.part_maker import PartMaker, need_of_timing
from scheduler.problem import ProblemData
from scheduler.rosters import Need

CrewDay = tuple[str, int]
Makers = tuple[TimingMaker, PartMaker]
"""What makes the ways of a problem, and remembers what its orders share."""


class OpenWays:
    """All timings of a problem, and the parts asked for so far."""

    def __init__(
        self,
        problem: ProblemData,
        crews_each: int | None = None,
        wanted: Collection[str] | None = None,
        makers: Makers | None = None,
    ) -> None:
        """List the timings.

        ``crews_each`` is the number of crews each order has, ``wanted`` are the orders that are
        looked at; None is all of them. ``makers`` are those of other ways of the problem.
        """
        self.problem = problem
        timing_maker, self._maker = makers or (TimingMaker(problem), PartMaker(problem))
        self.timings = tuple(timing_maker.all(wanted))
        self.parts: list[Part] = []
        self._crews_each = crews_each
        self._numbers: dict[tuple[int, str, bool], int | None] = {}
        self._raw: dict[tuple[int, str, bool], Part | None] = {}
        self._able: dict[tuple[str, bool], dict[str, int]] = {}
        self._crews: dict[str, tuple[Crew, ...]] = {}
        self._staffed: dict[tuple[int, Need], frozenset[str]] = {}

    @cached_property
    def timings_of_order(self) -> dict[str, Sequence[int]]:
        """Timings of each order; orders without any are absent."""
        return by_order(self.timings)

    @cached_property
    def indexes(self) -> OrderIndexes:
        """The timings of each order by start and end."""
        return OrderIndexes(self.timings, self.timings_of_order)

    @cached_property
    def timing_number(self) -> dict[TimingKey, int]:
        """Number of each timing."""
        return {timing.key: t for t, timing in enumerate(self.timings)}

    def crews_of(self, order: str) -> tuple[Crew, ...]:
        """Crews that an order has, the nearest first."""
        if order not in self._crews:
            given, way = self.problem.order_by_id[order], self.problem.travel_minutes
            crews = sorted(
                self._maker.crews,
                key=lambda c: way[c.base_site][given.site] + way[given.site][c.base_site],
            )
            # what has to be placed has every crew
            every = self._crews_each is None or given.must_place or given.locked_crew is not None
            self._crews[order] = tuple(crews if every else crews[: self._crews_each])
        return self._crews[order]

    def crews_able(self, order: str, *, leads: bool) -> dict[str, int]:
        """Timings, as bits, that each crew can lead, or support, as far as can be told at once."""
        key = (order, leads)
        if key not in self._able:
            self._able[key] = self._find_able(order, leads=leads)
        return self._able[key]

    def _find_able(self, order: str, *, leads: bool) -> dict[str, int]:
        if not leads and self.problem.order_by_id[order].crews_needed == 1:
            return {}
        kinds = [
            (self.crews_with_people(t, leads=leads), members) for t, members in self._kinds(order)
        ]
        found = {}
        for crew in self.crews_of(order):
            staffed = any_of(members for crews, members in kinds if crew.id in crews)
            able = staffed & self._in_shift(order, crew) if staffed else 0
            if able:
                found[crew.id] = able
        return found

    def crews_with_people(self, t: int, *, leads: bool) -> frozenset[str]:
        """All crews that have the people for a timing, caps and absences left aside."""
        timing = self.timings[t]
        key = (timing.day, need_of_timing(timing, leads=leads))
        if key not in self._staffed:
            self._staffed[key] = frozenset(
                crew.id for crew in self._maker.crews if self._maker.has_roster(crew.id, *key)
            )
        return self._staffed[key]

    def _kinds(self, order: str) -> list[tuple[int, int]]:
        """Timings that ask for the same people, as bits, each with one of them."""
        found: dict[tuple[object, ...], tuple[int, int]] = {}
        mine, place = self.timings_of_order[order], 0
        for kind, alike in groupby((self.timings[t] for t in mine), key=_kind):
            count = sum(1 for _ in alike)
            first, bits = found.get(kind, (mine[place], 0))
            found[kind] = first, bits | ((1 << count) - 1) << place
            place += count
        return list(found.values())

    def _in_shift(self, order: str, crew: Crew) -> int:
        index, given = self.indexes.of(order), self.problem.order_by_id[order]
        return any_of(
            index.within(day, *self._maker.shift_span(given, crew, day)) for day in index.days
        )

    def parts_among(self, t: int, crews: Iterable[str], *, leads: bool) -> Iterator[int]:
        """Yield the parts of a timing that these crews can give."""
        for crew in crews:
            number = self.part_of(t, crew, leads=leads)
            if number is not None:
                yield number

    def part_of(self, t: int, crew: str, *, leads: bool) -> int | None:
        """Number of a part; None if the crew cannot give it, or gives a better one anyway."""
        key = (t, crew, leads)
        if key not in self._numbers:
            part = self.any_part(t, crew, leads=leads)
            self._numbers[key] = None
            if part is not None and not self._has_better(part):
                self._numbers[key] = len(self.parts)
                self.parts.append(part)
        return self._numbers[key]

    def part_at(self, t: int, crew: str, *, leads: bool) -> int:
        """Number of a part that a crew can give, even if it gives a better one anyway."""
        number = self.part_of(t, crew, leads=leads)
        if number is None:
            part = self.any_part(t, crew, leads=leads)
            assert part is not None  # for the type checker: the caller knows that it can
            self._numbers[t, crew, leads] = number = len(self.parts)
            self.parts.append(part)
        return number

    def any_part(self, t: int, crew: str, *, leads: bool) -> Part | None:
        """A part, even if the crew gives a better one anyway; None if it cannot give it."""
        key = (t, crew, leads)
        if key not in self._raw:
            owner = self.problem.crew_by_id[crew]
            made = self._maker.part(self.timings[t], owner, t, leads=leads)
            found = [] if made is None else list(self._maker.present(self.timings, [made]))
            self._raw[key] = self._still(found[0]) if found else None
        return self._raw[key]

    def kind_of_people(self, t: int) -> object:
        """Return what tells the people asked for by timings apart: `people` of one are of all.

        Where some are away each timing has its own.
        """
        timing = self.timings[t]
        if self.problem.absences:
            return t
        order = timing.order
        asked = (order.job_class, order.certificate, order.ground_workers, order.crews_needed > 1)
        course = (id(timing.template), timing.pairs, timing.riders, timing.relieved)
        return (*asked, *course, id(order.watch_limits))

    def people(self, t: int, crew: str, *, leads: bool) -> Sequence[Outdoors]:
        """Return the minutes outdoors of each roster by which a crew can do a timing."""
        if self.problem.absences:
            part = self.any_part(t, crew, leads=leads)
            return () if part is None else part.outdoors
        able = self._maker.able(self.timings[t], crew, leads=leads)
        return () if able is None else able[1]

    @property
    def fleet(self) -> Fleet:
        """The vehicles that crews can bring."""
        return self._maker.fleet

    def _still(self, part: Part) -> Part | None:
        """What of a part is still possible: before the first day begins all of it."""
        return part

    def _has_better(self, part: Part) -> bool:
        timing = self.timings[part.timing]
        if timing.order.crews_needed > 1:
            return False
        for t in self._of_same_start(timing):
            rival = self.any_part(t, part.crew, leads=part.leads) if t != part.timing else None
            if rival is not None and self._maker.is_better(self.timings, rival, part):
                return True
        return False

    def _of_same_start(self, timing: Timing) -> Iterator[int]:
        mine, index = self.timings_of_order[timing.order.id], self.indexes.of(timing.order.id)
        start = timing.template.start_minute
        same = index.starting_before(start + 1) & ~index.starting_before(start)
        return (mine[place] for place in places(same))

    @property
    def has_every_crew(self) -> bool:
        """Whether every order has all crews."""
        return self._crews_each is None

    @property
    def part_number(self) -> _PartNumbers:
        """Number of each part, as in a catalogue."""
        return _PartNumbers(self)

    @property
    def size(self) -> int:
        """Number of parts, as far as can be told without making them."""
        return sum(
            bits.bit_count()
            for order in self.timings_of_order
            for leads in (True, False)
            for bits in self.crews_able(order, leads=leads).values()
        )

    def catalogue(self) -> Catalogue:
        """Every part of every crew that the orders have."""
        return self.of_orders(self.timings_of_order)

    def of_orders(self, orders: Collection[str]) -> Catalogue:
        """Every part of some orders."""
        return self._of({p for order in orders for p in self._parts_of(order)})

    def of_cells(self, cells: Mapping[tuple[str, bool], Collection[CrewDay]]) -> Catalogue:
        """Every part of some crews on some days, by order and whether they lead it."""
        return self._of(
            {
                p
                for (order, leads), where in cells.items()
                for p in self._parts_in(order, where, leads=leads)
            }
        )

    def _of(self, chosen: Collection[int]) -> Catalogue:
        used = sorted({self.parts[p].timing for p in chosen})
        number = {t: i for i, t in enumerate(used)}
        ranked = sorted(
            (self.parts[p] for p in chosen), key=lambda p: (p.timing, p.crew, not p.leads)
        )
        parts = [_moved(part, number[part.timing]) for part in ranked]
        return compact(self.problem, [self.timings[t] for t in used], parts, self._maker.capped)

    def _parts_of(self, order: str) -> Iterator[int]:
        for leads in (True, False) if order in self.timings_of_order else ():
            for crew, able in self.crews_able(order, leads=leads).items():
                yield from self._parts_at(order, able, crew, leads=leads)

    def _parts_in(self, order: str, cells: Iterable[CrewDay], *, leads: bool) -> Iterator[int]:
        able, index = self.crews_able(order, leads=leads), self.indexes.of(order)
        for crew, day in sorted(cells):  # parts get their numbers in a sequence of their own
            at = able.get(crew, 0) & index.of_day(day)
            yield from self._parts_at(order, at, crew, leads=leads)

    def _parts_at(self, order: str, at: Bits, crew: str, *, leads: bool) -> Iterator[int]:
        timings = self.timings_of_order[order]
        for place in places(at):
            number = self.part_of(timings[place], crew, leads=leads)
            if number is not None:
                yield number


def _kind(timing: Timing) -> tuple[object, ...]:
    return timing.day, timing.pairs, timing.riders, timing.relieved


class _PartNumbers:
    """Numbers of parts by key; a part is made where it has none yet."""

    def __init__(self, ways: OpenWays) -> None:
        self._ways = ways

    def __getitem__(self, key: PartKey, /) -> int:
        timing, crew, leads = key
        number = self._ways.part_of(self._ways.timing_number[timing], crew, leads=leads)
        if number is None:
            raise KeyError(key)
        return number


def _moved(part: Part, timing: int) -> Part:
    return Part(
        timing=timing,
        crew=part.crew,
        leads=part.leads,
        rosters=part.rosters,
        outdoors=part.outdoors,
        vehicles=part.vehicles,
        cost=part.cost,
        early=part.early,
        late=part.late,
        lunch_end_minute=part.lunch_end_minute,
    )
