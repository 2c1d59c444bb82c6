"""What is looked up about an order's timings is what going through them one by one finds."""

from __future__ import annotations

import pytest

from scheduler.modes import Part, Timing, by_order, places_in_order
from scheduler.open_ways import OpenWays
from scheduler.order_index import places

from .instances import county
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
            assert [i for i, each in enumerate(inside) if each] == list(places(bits(inside)))


@pytest.mark.parametrize("step", [1, 2, 3])
def test_timings_of_an_order_need_not_stand_side_by_side(step: int) -> None:
    timings = OpenWays(tiny(3)).timings
    mixed = [timing for first in range(step) for timing in timings[first::step]]
    found = by_order(mixed)
    assert sorted(t for mine in found.values() for t in mine) == list(range(len(mixed)))
    for name, mine in found.items():
        assert [t for t, timing in enumerate(mixed) if timing.order.id == name] == list(mine)
    place = places_in_order(found, len(mixed))
    assert all(mine[place[t]] == t for mine in found.values() for t in mine)


@pytest.mark.parametrize("seed", [1, 4])
def test_parts_of_some_cells_are_those_of_the_whole_catalogue(seed: int) -> None:
    given = county(seed, orders=10, crews=3, days=2)
    ways, whole = OpenWays(given), OpenWays(given).catalogue()
    every = [(whole.timings[p.timing].order.id, p.leads, p.crew, p.timing) for p in whole.parts]
    kinds = sorted({(*kind, whole.timings[t].day) for *kind, t in every})
    cells: dict[tuple[str, bool], set[tuple[str, int]]] = {}
    for order, leads, crew, day in kinds[::2]:
        cells.setdefault((order, leads), set()).add((crew, day))

    def keep(timing: Timing, part: Part) -> bool:
        return (part.crew, timing.day) in cells.get((timing.order.id, part.leads), ())

    found, wanted = ways.of_cells(cells), whole.restrict(keep)
    assert found.timings == wanted.timings
    assert found.parts == wanted.parts
    assert 0 < len(found.parts) < len(whole.parts)
