"""Rows of a relaxed plan: what the grid and shared vehicles bear, and what follows what.

Each row limits what leading jobs use of it; `uses` tells how much each of some jobs does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.outage import ExclusivePair, concerns
from scheduler.pools import Floats
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder

EXCEEDED = 0.02
"""By how much a limit has to be exceeded to count."""


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """Number of the order of each job, and its slots: the first one, and that after the last."""

    order: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, kw_only=True)
class Hold:
    """An order, by number, holds something while under way, and some slots before and after."""

    order: int
    before_slots: int = 0
    after_slots: int = 0

    def uses(self, jobs: Jobs, slot: int) -> NDArray[np.bool_]:
        """Which jobs hold it in a slot."""
        held: NDArray[np.bool_] = jobs.order == self.order
        held &= jobs.first - self.before_slots <= slot
        held &= slot < jobs.last + self.after_slots
        return held

    def share(self, begun: Floats, ended: Floats) -> Floats:
        """Share of the order that holds it, by slot."""
        slots = np.arange(begun.shape[1])
        late = begun[self.order, np.minimum(slots + self.before_slots, slots[-1])]
        ends = ended[self.order, np.maximum(0, slots - self.after_slots)]
        over = np.where(slots < self.after_slots, 0.0, ends)
        found: Floats = late - over
        return found


@dataclass(frozen=True, kw_only=True)
class SlotLimit:
    """At most so many orders hold something in a slot."""

    holds: tuple[Hold, ...]
    slot: int
    most: int

    def uses(self, jobs: Jobs) -> Floats:
        """1 for the jobs that hold it."""
        each = [hold.uses(jobs, self.slot) for hold in self.holds]
        found: Floats = np.any(each, axis=0).astype(np.float64)
        return found


@dataclass(frozen=True, kw_only=True)
class Succession:
    """An order has begun by a slot only if the one it follows has ended by then."""

    before: int
    after: int
    slot: int
    most = 0

    def uses(self, jobs: Jobs) -> Floats:
        """1 for the jobs that have begun, -1 for those before them that have ended."""
        begun = (jobs.order == self.after) & (jobs.first <= self.slot)
        ended = (jobs.order == self.before) & (jobs.last <= self.slot)
        found: Floats = begun.astype(np.float64) - ended
        return found


Row = SlotLimit | Succession


class Rows:
    """Rows of a problem that hold whatever grid options its orders have.

    They are exclusive pairs, where all options of both orders are, feeders with reclosing blocked
    by all options, vehicles of kinds that no crew has of its own, and predecessors. Slots of
    findings are left aside, and of the margins of an order's grid options counts the least.
    """

    def __init__(self, ways: OpenWays) -> None:
        problem = ways.problem
        self._problem = problem
        self._number = {name: i for i, name in enumerate(ways.timings_of_order)}
        self._pairs = [
            (self._switched(one), self._switched(other))
            for one, other in _never_together(problem)
            if {one, other} <= set(self._number)
        ]
        self._after = [
            (self._number[before], self._number[order])
            for order in self._number
            for before in problem.order_by_id[order].after
            if before in self._number
        ]
        self._blocking = self._holds_by_feeder()
        self._sharing = list(self._holds_by_vehicle())

    def _switched(self, name: str) -> Hold:
        """What an order holds of the grid, whatever its option."""
        options = self._problem.order_by_id[name].grid_options
        margin = min(self._problem.margin_slots(option.transfer_plan) for option in options)
        return Hold(order=self._number[name], before_slots=margin, after_slots=margin)

    def _holds_by_feeder(self) -> dict[str, dict[str, list[Hold]]]:
        """Orders that block each feeder, by bus section."""
        found: dict[str, dict[str, list[Hold]]] = defaultdict(lambda: defaultdict(list))
        for name in self._number:
            options = self._problem.order_by_id[name].grid_options
            for feeder in set.intersection(*({*option.blocked_feeders} for option in options)):
                section = self._problem.bus_section_of_feeder[feeder]
                found[section][feeder].append(self._switched(name))
        return found

    def _holds_by_vehicle(self) -> Iterator[tuple[tuple[Hold, ...], int]]:
        """Orders that need a vehicle of a kind that all crews share, and how many there are."""
        owned = {vehicle.kind for vehicle in self._problem.vehicles if not vehicle.shared}
        shared = Counter(vehicle.kind for vehicle in self._problem.vehicles if vehicle.shared)
        gap = self._problem.vehicle_gap_slots
        for kind, count in sorted(shared.items()):
            if kind not in owned:
                yield (
                    tuple(
                        Hold(order=number, after_slots=gap)
                        for name, number in self._number.items()
                        if kind in self._problem.order_by_id[name].vehicle_kinds
                    ),
                    count,
                )

    def exceeded(self, begun: Floats, ended: Floats) -> Iterator[Row]:
        """Yield rows that a relaxed plan exceeds.

        ``begun`` and ``ended`` are the shares of each order that have begun and ended by each slot.
        """
        for pair in self._pairs:
            yield from self._at_worst(pair, 1, begun, ended)
        for feeders in self._blocking.values():
            yield from self._reclosers(feeders, begun, ended)
        for holds, count in self._sharing:
            yield from self._at_worst(holds, count, begun, ended)
        for before, after in self._after:
            over = begun[after] - ended[before]
            slot = int(np.argmax(over))
            if over[slot] > EXCEEDED:
                yield Succession(before=before, after=after, slot=slot)

    def _at_worst(
        self, holds: tuple[Hold, ...], most: int, begun: Floats, ended: Floats
    ) -> Iterator[SlotLimit]:
        """Yield a limit in the slot in which it is exceeded by most."""
        if len(holds) > most:
            total = np.sum([hold.share(begun, ended) for hold in holds], axis=0)
            slot = int(np.argmax(total))
            if total[slot] > most + EXCEEDED:
                yield SlotLimit(holds=holds, slot=slot, most=most)

    def _reclosers(
        self, feeders: dict[str, list[Hold]], begun: Floats, ended: Floats
    ) -> Iterator[SlotLimit]:
        """Yield limits of one order for each feeder, the one that most holds it there."""
        most = self._problem.feeders_blocked_per_bus_section
        if len(feeders) <= most:
            return
        each = [np.array([hold.share(begun, ended) for hold in mine]) for mine in feeders.values()]
        total = np.sum([shares.max(axis=0) for shares in each], axis=0)
        slot = int(np.argmax(total))
        if total[slot] > most + EXCEEDED:
            worst = {
                mine[int(np.argmax(shares[:, slot]))]
                for mine, shares in zip(feeders.values(), each, strict=True)
            }
            if len(worst) == len(feeders):
                ranked = tuple(sorted(worst, key=lambda hold: hold.order))
                yield SlotLimit(holds=ranked, slot=slot, most=most)


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
