"""Which crews may do which orders, with which vehicles, written into arrays."""

from __future__ import annotations

import numpy as np

from scheduler.corner_arrays import ENTRY, FLEETS, LEAD, SETS, SUPPORT, Bytes, Rows
from scheduler.corner_rows import Lists, Numbers, empty_rows, ends, ints
from scheduler.fleet import Choices
from scheduler.open_ways import OpenWays
from scheduler.score import travel_cost


def entries_of(
    ways: OpenWays, numbers: Numbers, orders: Rows, vehicles: Vehicles
) -> tuple[Rows, Bytes]:
    """The entries, and the timings they are able to do; their ranges are written to the orders."""
    problem, entries = ways.problem, numbers.entries
    rows, way = empty_rows(len(entries), ENTRY), problem.travel_minutes
    able = [_able(ways, *entry) for entry in entries]
    sites = [problem.order_by_id[order].site for _, order, _ in entries]
    bases = [problem.crew_by_id[crew].base_site for _, _, crew in entries]
    rows["crew"] = [numbers.crew[crew] for _, _, crew in entries]
    rows["leads"] = [role == LEAD for role, _, _ in entries]
    rows["able_at"] = ends(map(len, able)) - ints(map(len, able))
    rows["way_out"] = [way[b][s] for b, s in zip(bases, sites, strict=True)]
    rows["way_back"] = [way[s][b] for b, s in zip(bases, sites, strict=True)]
    costs = (travel_cost(problem, e[2], site) for e, site in zip(entries, sites, strict=True))
    rows["way_cost"] = ints(costs)
    rows["fleet"] = [vehicles.fleet(order, crew) for _, order, crew in entries]
    order_of = ints(role * len(orders) + numbers.order[order] for role, order, _ in entries)
    for role, column in ((LEAD, "leads"), (SUPPORT, "supports")):
        mine = role * len(orders) + np.arange(len(orders))
        orders[column] = np.searchsorted(order_of, mine)
        orders[f"{column}_end"] = np.searchsorted(order_of, mine, side="right")
    return rows, np.concatenate([*able, np.zeros(0, np.uint8)])


def _able(ways: OpenWays, role: int, order: str, crew: str) -> Bytes:
    """Timings of an order that a crew may do, as far as can be told at once."""
    count = len(ways.timings_of_order[order])
    bits = ways.crews_able(order, leads=role == LEAD)[crew]
    packed = np.frombuffer(bits.to_bytes(count // 8 + 1, "little"), np.uint8)
    able = np.unpackbits(packed, bitorder="little")[:count]
    forbidden = ways.problem.starts_by_crew.get((order, crew), {})
    for place, t in enumerate(ways.timings_of_order[order] if forbidden else ()):
        able[place] &= ways.timings[t].start_slot not in forbidden
    return able


class Vehicles:
    """Fleets and their sets of vehicles, numbered; ``hourly`` are fleets by timing."""

    def __init__(self, ways: OpenWays) -> None:
        self._ways = ways
        self.hourly: list[int] = []
        self._known: dict[Choices, int] = {}

    def fleet(self, order: str, crew: str) -> int:
        """Number the vehicles a crew may bring to an order; below 0 where that differs by hour."""
        kinds = self._ways.problem.order_by_id[order].vehicle_kinds
        always = self._ways.fleet.always(crew, kinds)
        if always is not None:
            return self._number(always)
        at = len(self.hourly)
        for t in self._ways.timings_of_order[order]:
            template = self._ways.timings[t].template
            hours = (template.start_minute, template.end_minute)
            self.hourly.append(self._number(self._ways.fleet.choices(crew, kinds, *hours)))
        return -1 - at

    def _number(self, choices: Choices) -> int:
        return self._known.setdefault(choices, len(self._known))

    def rows(self, numbers: Numbers, lists: Lists) -> tuple[Rows, Rows]:
        """The fleets, and their sets of vehicles."""
        fleets, every = (
            empty_rows(len(self._known), FLEETS),
            [c for each in self._known for c in each],
        )
        fleets["sets_end"] = ends(map(len, self._known))
        fleets["sets"] = [0, *fleets["sets_end"][:-1]][: len(fleets)]
        sets, number = empty_rows(len(every), SETS), numbers.vehicle
        lists.ranges(sets, "vehicles", ([number[v] for v in c if v in number] for c in every))
        return fleets, sets
