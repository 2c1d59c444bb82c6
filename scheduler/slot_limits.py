"""How many of some orders may be under way in one slot: what the grid and shared vehicles bear."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.open_ways import OpenWays
from scheduler.outage import ExclusivePair, concerns
from scheduler.pools import Floats
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder

EXCEEDED = 0.02
"""By how much a limit has to be exceeded to count."""


@dataclass(frozen=True, kw_only=True)
class SlotLimit:
    """At most so many of these orders are under way in a slot."""

    orders: tuple[str, ...]
    slot: int
    most: int


class SlotLimits:
    """Limits of a problem that hold whatever grid options its orders have.

    They are exclusive pairs, where all options of both orders are, feeders with reclosing blocked
    by all options, and vehicles of kinds that no crew has of its own. Margins, gaps between two
    uses and slots of findings are left aside.
    """

    def __init__(self, ways: OpenWays) -> None:
        problem = ways.problem
        self._problem = problem
        self._number = {name: i for i, name in enumerate(ways.timings_of_order)}
        self._pairs = [pair for pair in _never_together(problem) if {*pair} <= set(self._number)]
        self._blocking = self._orders_by_feeder()
        self._sharing = list(self._orders_by_vehicle())

    def _orders_by_feeder(self) -> dict[str, dict[str, list[str]]]:
        """Orders that block each feeder, by bus section."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name in self._number:
            options = self._problem.order_by_id[name].grid_options
            for feeder in set.intersection(*({*option.blocked_feeders} for option in options)):
                found[self._problem.bus_section_of_feeder[feeder]][feeder].append(name)
        return found

    def _orders_by_vehicle(self) -> Iterator[tuple[list[str], int]]:
        """Orders that need a vehicle of a kind that all crews share, and how many there are."""
        owned = {vehicle.kind for vehicle in self._problem.vehicles if not vehicle.shared}
        shared = Counter(vehicle.kind for vehicle in self._problem.vehicles if vehicle.shared)
        orders = [self._problem.order_by_id[name] for name in self._number]
        for kind, count in sorted(shared.items()):
            if kind not in owned:
                yield [order.id for order in orders if kind in order.vehicle_kinds], count

    def exceeded(self, used: Floats) -> Iterator[SlotLimit]:
        """Yield limits that a relaxed plan exceeds.

        ``used`` is the share of each order under way, by number of the order and slot.
        """
        for one, other in self._pairs:
            yield from self._at_worst(used, (one, other), 1)
        for feeders in self._blocking.values():
            yield from self._reclosers(used, feeders)
        for names, count in self._sharing:
            yield from self._at_worst(used, tuple(names), count)

    def _at_worst(self, used: Floats, names: tuple[str, ...], most: int) -> Iterator[SlotLimit]:
        """Yield a limit in the slot in which it is exceeded by most."""
        if len(names) > most:
            total = used[[self._number[name] for name in names]].sum(axis=0)
            slot = int(np.argmax(total))
            if total[slot] > most + EXCEEDED:
                yield SlotLimit(orders=names, slot=slot, most=most)

    def _reclosers(self, used: Floats, feeders: dict[str, list[str]]) -> Iterator[SlotLimit]:
        """Yield limits of one order for each feeder, the one most under way there."""
        most = self._problem.feeders_blocked_per_bus_section
        if len(feeders) <= most:
            return
        shares = {f: used[[self._number[n] for n in names]] for f, names in feeders.items()}
        total = np.sum([share.max(axis=0) for share in shares.values()], axis=0)
        slot = int(np.argmax(total))
        if total[slot] > most + EXCEEDED:
            names = {feeders[f][int(np.argmax(share[:, slot]))] for f, share in shares.items()}
            if len(names) == len(feeders):
                yield SlotLimit(orders=tuple(sorted(names)), slot=slot, most=most)


def _never_together(problem: ProblemData) -> Iterator[tuple[str, str]]:
    """Yield pairs of orders that exclude each other whatever grid options they have."""
    pairs: dict[tuple[str, str], list[ExclusivePair]] = defaultdict(list)
    for pair in problem.exclusive_pairs:
        if pair.slots is None:
            one, other = sorted((pair.first[0], pair.second[0]))
            pairs[one, other].append(pair)
    for (one, other), known in sorted(pairs.items()):
        if _all_excluded(problem.order_by_id[one], problem.order_by_id[other], known):
            yield one, other


def _all_excluded(one: WorkOrder, other: WorkOrder, pairs: list[ExclusivePair]) -> bool:
    return all(
        any(
            concerns(first, one.id, here.transfer_plan)
            and concerns(second, other.id, there.transfer_plan)
            for pair in pairs
            for first, second in ((pair.first, pair.second), (pair.second, pair.first))
        )
        for here in one.grid_options
        for there in other.grid_options
    )
