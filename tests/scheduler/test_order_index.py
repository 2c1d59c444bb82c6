"""What is looked up about an order's timings is what going through them one by one finds."""

from __future__ import annotations

import pytest

from scheduler.open_ways import OpenWays

from .tiny import tiny


@pytest.mark.parametrize("seed", range(1, 13))
def test_lookups_agree_with_going_through_all(seed: int) -> None:
    ways = OpenWays(tiny(seed))
    for name, numbers in ways.timings_of_order.items():
        index, timings = ways.indexes.of(name), [ways.timings[t] for t in numbers]

        def bits(chosen: list[bool]) -> int:
            return sum(1 << i for i, each in enumerate(chosen) if each)

        starts = [t.template.start_minute for t in timings]
        ends = [t.template.end_minute for t in timings]
        for minute in {0, *starts, *(s + 1 for s in starts), *ends, *(e + 1 for e in ends)}:
            assert index.starting_before(minute) == bits([s < minute for s in starts])
            assert index.ending_after(minute) == bits([e > minute for e in ends])
            slot = minute // 15
            assert index.ending_by_slot(slot) == bits([t.end_slot <= slot for t in timings])
            inside = [s >= 480 and e <= minute for s, e in zip(starts, ends, strict=True)]
            assert index.within(0, 480, minute) == bits(inside)
