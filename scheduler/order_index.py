"""The timings of one order by start and end, so that those within some minutes are looked up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.records import SLOT_MINUTES

if TYPE_CHECKING:
    from scheduler.modes import Timing

Bits = int
"""Timings of one order: bit i stands for the i-th of them."""


def any_of(many: Iterable[Bits]) -> Bits:
    """Timings that stand in any of these."""
    found = 0
    for bits in many:
        found |= bits
    return found


def places(bits: Bits) -> Iterator[int]:
    """Yield the places of timings, ascending."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


class OrderIndexes:
    """The index of each order, made when asked for."""

    def __init__(
        self, timings: Sequence[Timing], timings_of_order: Mapping[str, Sequence[int]]
    ) -> None:
        self._timings, self._of_order = timings, timings_of_order
        self._made: dict[str, OrderIndex] = {}

    def of(self, order: str) -> OrderIndex:
        """Return the index of an order that has timings."""
        if order not in self._made:
            self._made[order] = OrderIndex([self._timings[t] for t in self._of_order[order]])
        return self._made[order]


class OrderIndex:
    """Timings of an order as bits."""

    def __init__(self, timings: Sequence[Timing]) -> None:
        self.everything = (1 << len(timings)) - 1
        self.longest_stint = max((t.template.longest_stint for t in timings), default=0)
        self._starts = _runs([t.template.start_minute for t in timings])
        self._ends = _runs([t.template.end_minute for t in timings])
        self._days: dict[int, int] = {}
        for i, timing in enumerate(timings):
            self._days[timing.day] = self._days.get(timing.day, 0) | 1 << i

    @property
    def days(self) -> Iterable[int]:
        """Days with some timing."""
        return self._days

    def of_day(self, day: int) -> Bits:
        """Timings on a day."""
        return self._days.get(day, 0)

    def within(self, day: int, earliest: int, latest: int) -> Bits:
        """Timings of a day that start and end between two minutes."""
        outside = self.starting_before(earliest) | self.ending_after(latest)
        return self.of_day(day) & ~outside

    def starting_before(self, minute: int) -> Bits:
        """Timings that start before a minute."""
        return _up_to(self._starts, minute - 1)

    def ending_after(self, minute: int) -> Bits:
        """Timings that end after a minute."""
        return self.everything & ~_up_to(self._ends, minute)

    def ending_by_slot(self, slot: int) -> Bits:
        """Timings whose last occupied slot is before this one."""
        return _up_to(self._ends, slot * SLOT_MINUTES)

    def meeting(self, first: int, last: int) -> Bits:
        """Timings that occupy some slot of [first, last)."""
        return self.starting_before(last * SLOT_MINUTES) & ~self.ending_by_slot(first)


def _runs(keys: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Stretches in which the keys never fall, each with the place of its first one."""
    falls = [i for i in range(1, len(keys)) if keys[i] < keys[i - 1]]
    bounds = [0, *falls, len(keys)]
    return [(begin, list(keys[begin:end])) for begin, end in pairwise(bounds)]


def _up_to(runs: Iterable[tuple[int, list[int]]], most: int) -> Bits:
    """Places of the keys that are no larger than this."""
    found = 0
    for begin, keys in runs:
        found |= ((1 << bisect_right(keys, most)) - 1) << begin
    return found
