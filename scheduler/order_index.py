"""The timings of one order by start and end, so that those within some minutes are looked up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import or_

from scheduler.modes import Timing
from scheduler.records import SLOT_MINUTES


class OrderIndex:
    """Timings as bits: bit i stands for the i-th timing of the order."""

    def __init__(self, timings: Sequence[Timing]) -> None:
        self.everything = (1 << len(timings)) - 1
        self.longest_stint = max((t.template.longest_stint for t in timings), default=0)
        self._starts, self._before = _prefixes([t.template.start_minute for t in timings])
        self._ends, self._ended = _prefixes([t.template.end_minute for t in timings])
        self._slots, self._over = _prefixes([t.end_slot for t in timings])
        self._days: dict[int, int] = {}
        for i, timing in enumerate(timings):
            self._days[timing.day] = self._days.get(timing.day, 0) | 1 << i

    def of_day(self, day: int) -> int:
        """Timings on a day."""
        return self._days.get(day, 0)

    def starting_before(self, minute: int) -> int:
        """Timings that start before a minute."""
        return self._before[bisect_left(self._starts, minute)]

    def ending_after(self, minute: int) -> int:
        """Timings that end after a minute."""
        return self.everything & ~self._ended[bisect_right(self._ends, minute)]

    def ending_by_slot(self, slot: int) -> int:
        """Timings whose last occupied slot is before this one."""
        return self._over[bisect_right(self._slots, slot)]

    def meeting(self, first: int, last: int) -> int:
        """Timings that occupy some slot of [first, last)."""
        return self.starting_before(last * SLOT_MINUTES) & ~self.ending_by_slot(first)


def _prefixes(keys: Sequence[int]) -> tuple[list[int], list[int]]:
    """Distinct keys in order, and the bits of all that have one of the first n of them."""
    bits: dict[int, int] = {}
    for i, key in enumerate(keys):
        bits[key] = bits.get(key, 0) | 1 << i
    distinct = sorted(bits)
    return distinct, [0, *accumulate((bits[key] for key in distinct), or_)]
