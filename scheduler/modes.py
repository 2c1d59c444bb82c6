"""All ways to do each order that no rule forbids by itself.

A *timing* is an order from one start with one number of pairs: what the grid sees. Where a new
worker in the bucket shortens the stints there are two, with and without one; where the job is too
long for those who watch it, they are relieved in it. A *part* is
what one crew gives to a timing: what the crews see. Rosters and shared vehicles are choices
inside a part. The solver combines them; whatever a single order, crew or worker can break alone
is already gone here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from typing import Protocol, TypeVar

from scheduler.heat_limits import Template
from scheduler.order_index import OrderIndexes
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, SLOT_MINUTES, WorkOrder
from scheduler.riders import Riders
from scheduler.schedule import CrewPart

Key = TypeVar("Key", bound=Hashable)
TimingKey = tuple[str, int, int, Riders, bool]
PartKey = tuple[TimingKey, str, bool]
"""Key of a timing, a crew, and whether it leads."""
SUPPORTS = -1
"""In the place of a grid option: the crew supports the order, whose leader's option holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """An order from one start with one number of pairs, and the grid options open to it.

    ``riders`` are the bucket workers that its stints are laid out for.
    ``options`` are indices into the order's grid options, ``values`` what the order is worth
    with each, ``cost`` its discomfort,
    ``water_g`` what the worker who loses most water leaves in it; ``relieved`` is whether everybody
    who watches is relieved, as the job would be too long for one alone.
    """

    order: WorkOrder
    pairs: int
    riders: Riders
    template: Template
    options: tuple[int, ...]
    values: tuple[int, ...]
    cost: int
    water_g: int = 0
    relieved: bool = False

    @property
    def day(self) -> int:
        """Day of the plan."""
        return self.template.start_minute // DAY_MINUTES

    @property
    def start_slot(self) -> int:
        """Slot of the start."""
        return self.template.start_minute // SLOT_MINUTES

    @property
    def key(self) -> TimingKey:
        """What tells a timing from all others of a problem."""
        return self.order.id, self.pairs, self.start_slot, self.riders, self.relieved

    @property
    def end_slot(self) -> int:
        """Slot after the last occupied one."""
        return -(-self.template.end_minute // SLOT_MINUTES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one crew can give to a timing.

    ``outdoors`` are, for each roster, the workers whose cap has to be watched and their minutes.
    ``lunch_end_minute`` is the end of a lunch taken on site right after the job, or None if it
    would end too late. ``early`` and ``late`` say whether the job alone keeps the crew from
    eating at its base before or after (see `scheduler.schedule.Lunch`).
    """

    timing: int
    crew: str
    leads: bool
    rosters: tuple[CrewPart, ...]
    outdoors: tuple[tuple[tuple[str, int], ...], ...]
    vehicles: tuple[tuple[str, ...], ...]
    cost: int
    early: bool
    late: bool
    lunch_end_minute: int | None


class Ways(Protocol):
    """What a plan is made of without a solver: timings, and parts as they are asked for."""

    @property
    def problem(self) -> ProblemData:
        """Whose ways these are."""

    @property
    def timings(self) -> Sequence[Timing]:
        """All timings."""

    @property
    def parts(self) -> Sequence[Part]:
        """All parts that picks name."""

    @property
    def timings_of_order(self) -> Mapping[str, Sequence[int]]:
        """Timings of each order; orders without any are absent."""

    @property
    def indexes(self) -> OrderIndexes:
        """The timings of each order by start and end."""

    def crews_able(self, order: str, *, leads: bool) -> Mapping[str, int]:
        """Timings, as bits of a number, that each crew can lead, or support."""

    def parts_among(self, t: int, crews: Iterable[str], *, leads: bool) -> Iterator[int]:
        """Yield the parts of a timing that these crews can give, crew by crew."""


class Numbered(Protocol):
    """Ways whose timings and parts are found by what tells them from all others."""

    @property
    def timing_number(self) -> Mapping[TimingKey, int]:
        """Number of each timing."""

    @property
    def part_number(self) -> PartNumbers:
        """Number of each part, by timing, crew and whether it leads."""


class PartNumbers(Protocol):
    """Part numbers by key."""

    def __getitem__(self, key: PartKey, /) -> int:
        """Number of a part; ``KeyError`` if there is none."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Timings and the parts that can serve them, in a fixed order.

    ``capped`` are the workers whose outdoor minutes have to be added up, by crew and day.
    """

    problem: ProblemData
    timings: tuple[Timing, ...]
    parts: tuple[Part, ...]
    capped: Mapping[tuple[str, int], frozenset[str]]

    @cached_property
    def timings_of_order(self) -> dict[str, Sequence[int]]:
        """Timings of each order; orders without any are absent."""
        return by_order(self.timings)

    @cached_property
    def indexes(self) -> OrderIndexes:
        """The timings of each order by start and end."""
        return OrderIndexes(self.timings, self.timings_of_order)

    @cached_property
    def parts_of_timing(self) -> dict[tuple[int, bool], list[int]]:
        """Parts of each timing, by timing and whether the crew leads."""
        parts = self.parts
        return grouped(range(len(parts)), lambda p: (parts[p].timing, parts[p].leads))

    @cached_property
    def parts_of_crew_day(self) -> dict[tuple[str, int], list[int]]:
        """Parts of each crew on each day."""
        parts, timings = self.parts, self.timings
        return grouped(range(len(parts)), lambda p: (parts[p].crew, timings[parts[p].timing].day))

    @cached_property
    def timing_number(self) -> dict[TimingKey, int]:
        """Number of each timing, by order, pairs, start slot, riders and relief."""
        return {timing.key: t for t, timing in enumerate(self.timings)}

    @cached_property
    def part_number(self) -> dict[PartKey, int]:
        """Number of each part, by timing, crew and whether it leads."""
        return {
            (self.timings[part.timing].key, part.crew, part.leads): p
            for p, part in enumerate(self.parts)
        }

    @cached_property
    def _able(self) -> dict[tuple[str, bool], dict[str, int]]:
        found: dict[tuple[str, bool], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        place = places_in_order(self.timings_of_order, len(self.timings))
        for part in self.parts:
            order = self.timings[part.timing].order.id
            found[order, part.leads][part.crew] |= 1 << place[part.timing]
        return found

    @cached_property
    def _part_at(self) -> dict[tuple[int, str, bool], int]:
        return {(part.timing, part.crew, part.leads): p for p, part in enumerate(self.parts)}

    def crews_able(self, order: str, *, leads: bool) -> Mapping[str, int]:
        """Timings, as bits of a number, that each crew can lead, or support."""
        return self._able.get((order, leads), {})

    def parts_among(self, t: int, crews: Iterable[str], *, leads: bool) -> Iterator[int]:
        """Yield the parts of a timing that these crews can give, crew by crew."""
        for crew in crews:
            number = self._part_at.get((t, crew, leads))
            if number is not None:
                yield number

    def restrict(self, keep: Callable[[Timing, Part], bool]) -> Catalogue:
        """Keep some parts, and the timings that they can still serve."""
        kept = [part for part in self.parts if keep(self.timings[part.timing], part)]
        return compact(self.problem, self.timings, kept, self.capped)


def compact(
    problem: ProblemData,
    timings: Iterable[Timing],
    parts: Iterable[Part],
    capped: Mapping[tuple[str, int], frozenset[str]],
) -> Catalogue:
    """Drop timings that lack crews, and renumber."""
    timings, parts = list(timings), list(parts)
    crews: dict[tuple[int, bool], set[str]] = defaultdict(set)
    for part in parts:
        crews[part.timing, part.leads].add(part.crew)
    kept = [t for t, timing in enumerate(timings) if _has_crews(timing, t, crews)]
    number = {t: i for i, t in enumerate(kept)}
    return Catalogue(
        problem=problem,
        timings=tuple(timings[t] for t in kept),
        parts=tuple(_renumbered(p, number[p.timing]) for p in parts if p.timing in number),
        capped=capped,
    )


def _renumbered(part: Part, timing: int) -> Part:
    return part if part.timing == timing else replace(part, timing=timing)


def _has_crews(timing: Timing, t: int, crews: Mapping[tuple[int, bool], set[str]]) -> bool:
    leads, supports = crews.get((t, True), set()), crews.get((t, False), set())
    if timing.order.crews_needed == 1:
        return bool(leads)
    return bool(leads) and bool(supports) and len(leads | supports) > 1


def by_order(timings: Iterable[Timing]) -> dict[str, Sequence[int]]:
    """Timings of each order, as a range where they stand side by side."""
    found: dict[str, list[range]] = defaultdict(list)
    first = 0
    for order, mine in groupby(timings, key=lambda timing: timing.order.id):
        stop = first + sum(1 for _ in mine)
        found[order].append(range(first, stop))
        first = stop
    return {
        order: mine[0] if len(mine) == 1 else tuple(chain.from_iterable(mine))
        for order, mine in found.items()
    }


def places_in_order(timings_of_order: Mapping[str, Sequence[int]], count: int) -> list[int]:
    """Place of each of so many timings among those of its order."""
    found = [0] * count
    for mine in timings_of_order.values():
        for place, t in enumerate(mine):
            found[t] = place
    return found


def grouped(items: Iterable[int], key: Callable[[int], Key]) -> dict[Key, list[int]]:
    """Group numbers by a key, in the order they come."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)
