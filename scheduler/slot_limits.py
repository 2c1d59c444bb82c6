"""Rows of a relaxed plan: what the grid and shared vehicles bear, and what follows what.

Each row limits what leading jobs use of it; `uses` tells how much each of some jobs does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.outage import ExclusivePair, concerns
from scheduler.pools import Floats
from scheduler.problem import ProblemData
from scheduler.records import GridOption, WorkOrder

EXCEEDED = 0.02
"""By how much a limit has to be exceeded to count."""


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """Number of the order of each job, its slots (the first, that after the last), its options.

    Besides the number of its group of crews and whether the crew leads it. The grid options open
    to it are bits.
    """

    group: Ints
    leads: NDArray[np.bool_]
    order: Ints
    first: Ints
    last: Ints
    options: Ints


@dataclass(frozen=True, kw_only=True)
class Hold:
    """An order, by number, holds something while under way, and some slots before and after.

    So do its jobs to which no other grid options are open than these, as bits.
    """

    order: int
    before_slots: int = 0
    after_slots: int = 0
    options: int = -1

    def ever(self, jobs: Jobs) -> NDArray[np.bool_]:
        """Which jobs hold it at all."""
        found: NDArray[np.bool_] = jobs.leads & (jobs.order == self.order)
        found &= jobs.options & ~self.options == 0
        return found

    def uses(self, jobs: Jobs, slot: int) -> NDArray[np.bool_]:
        """Which jobs hold it in a slot."""
        held = self.ever(jobs)
        held &= jobs.first - self.before_slots <= slot
        held &= slot < jobs.last + self.after_slots
        return held

    def share(self, used: Used) -> Floats:
        """Share of the order that holds it, by slot."""
        mine = self.ever(used.jobs)
        begun = np.maximum(0, used.jobs.first[mine] - self.before_slots)
        ended = np.minimum(used.slots, used.jobs.last[mine] + self.after_slots)
        return np.cumsum(used.at(begun, mine) - used.at(ended, mine))


@dataclass(frozen=True, kw_only=True)
class Used:
    """The leading jobs of a relaxed plan, and how much of each is done."""

    jobs: Jobs
    shares: Floats
    slots: int

    def at(self, slots: Ints, mine: NDArray[np.bool_]) -> Floats:
        """Sum up the shares of some jobs by a slot of each."""
        found: Floats = np.zeros(self.slots + 1)
        np.add.at(found, slots, self.shares[mine])
        return found

    def begun(self, order: int) -> Floats:
        """Share of an order that has begun by each slot."""
        mine = self.jobs.order == order
        return np.cumsum(self.at(self.jobs.first[mine], mine))

    def ended(self, order: int) -> Floats:
        """Share of an order that has ended by each slot."""
        mine = self.jobs.order == order
        return np.cumsum(self.at(self.jobs.last[mine], mine))


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
        found: Floats = jobs.leads * (begun.astype(np.float64) - ended)
        return found


@dataclass(frozen=True, kw_only=True)
class MustPlace:
    """So many of some orders, given by number, are done: ``most`` is that number below 0."""

    orders: tuple[int, ...]
    most: int

    def uses(self, jobs: Jobs) -> Floats:
        """-1 for the jobs of these orders."""
        found: Floats = -(jobs.leads & np.isin(jobs.order, self.orders)).astype(np.float64)
        return found


@dataclass(frozen=True, kw_only=True)
class Support:
    """A crew supports an order only where another one leads it: on a day, given by its slots."""

    order: int
    group: int
    slots: tuple[int, int]
    most = 0

    def uses(self, jobs: Jobs) -> Floats:
        """1 for what the crew supports, -1 for what others lead."""
        first, last = self.slots
        there = (jobs.order == self.order) & (first <= jobs.first) & (jobs.first < last)
        own = jobs.group == self.group
        found: Floats = (there & own & ~jobs.leads) * 1.0 - (there & ~own & jobs.leads)
        return found


Row = SlotLimit | Succession | MustPlace | Support


class Rows:
    """Rows of a problem that its jobs keep whatever grid options are taken of those open to them.

    They are exclusive pairs, feeders with reclosing blocked, vehicles of kinds that no crew has of
    its own, and predecessors. Slots of findings are left aside, and of the margins of a job's
    grid options counts the least.
    """

    def __init__(self, ways: OpenWays) -> None:
        problem = ways.problem
        self._problem = problem
        self._number = {name: i for i, name in enumerate(ways.timings_of_order)}
        self._pairs = list(self._never_together())
        self._after = [
            (self._number[before], self._number[order])
            for order in self._number
            for before in problem.order_by_id[order].after
            if before in self._number
        ]
        self._blocking = self._holds_by_feeder()
        self._sharing = list(self._holds_by_vehicle())

    def _switched(self, name: str, options: Collection[int]) -> Hold:
        """What jobs hold of the grid to which only some options of their order are open."""
        every = self._problem.order_by_id[name].grid_options
        margin = min(self._problem.margin_slots(every[i].transfer_plan) for i in options)
        return Hold(
            order=self._number[name],
            before_slots=margin,
            after_slots=margin,
            options=sum(1 << i for i in options),
        )

    def _never_together(self) -> Iterator[tuple[Hold, Hold]]:
        """Yield pairs of which each option of one excludes each of the other."""
        for (one, other), pairs in sorted(_exclusive_pairs(self._problem).items()):
            if {one, other} <= set(self._number):
                orders = self._problem.order_by_id
                for ours, theirs in _exclusive_options(orders[one], orders[other], pairs):
                    yield self._switched(one, ours), self._switched(other, theirs)

    def _holds_by_feeder(self) -> dict[str, dict[str, list[Hold]]]:
        """Orders that block each feeder, by bus section."""
        found: dict[str, dict[str, list[Hold]]] = defaultdict(lambda: defaultdict(list))
        for name in self._number:
            options = self._problem.order_by_id[name].grid_options
            for feeder in sorted(set().union(*(option.blocked_feeders for option in options))):
                section = self._problem.bus_section_of_feeder[feeder]
                blocking = [i for i, o in enumerate(options) if feeder in o.blocked_feeders]
                found[section][feeder].append(self._switched(name, blocking))
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

    def exceeded(self, used: Used) -> Iterator[Row]:
        """Yield rows that a relaxed plan exceeds."""
        for pair in self._pairs:
            yield from _at_worst(pair, 1, used)
        for feeders in self._blocking.values():
            yield from self._reclosers(feeders, used)
        for holds, count in self._sharing:
            yield from _at_worst(holds, count, used)
        for before, after in self._after:
            over = used.begun(after) - used.ended(before)
            slot = int(np.argmax(over))
            if over[slot] > EXCEEDED:
                yield Succession(before=before, after=after, slot=slot)

    def _reclosers(self, feeders: dict[str, list[Hold]], used: Used) -> Iterator[SlotLimit]:
        """Yield limits of one order for each feeder, the one that most holds it there."""
        most = self._problem.feeders_blocked_per_bus_section
        if len(feeders) <= most:
            return
        each = [np.array([hold.share(used) for hold in mine]) for mine in feeders.values()]
        total = np.sum([shares.max(axis=0) for shares in each], axis=0)
        slot = int(np.argmax(total))
        if total[slot] > most + EXCEEDED:
            worst = {
                mine[int(np.argmax(shares[:, slot]))]
                for mine, shares in zip(feeders.values(), each, strict=True)
            }
            if len({hold.order for hold in worst}) == len(feeders):
                ranked = tuple(sorted(worst, key=lambda hold: hold.order))
                yield SlotLimit(holds=ranked, slot=slot, most=most)


def _at_worst(holds: tuple[Hold, ...], most: int, used: Used) -> Iterator[SlotLimit]:
    """Yield a limit in the slot in which it is exceeded by most."""
    if len(holds) > most:
        total = np.sum([hold.share(used) for hold in holds], axis=0)
        slot = int(np.argmax(total))
        if total[slot] > most + EXCEEDED:
            yield SlotLimit(holds=holds, slot=slot, most=most)


def _exclusive_pairs(problem: ProblemData) -> dict[tuple[str, str], list[ExclusivePair]]:
    """Pairs that hold at all times, by their orders."""
    pairs: dict[tuple[str, str], list[ExclusivePair]] = defaultdict(list)
    for pair in problem.exclusive_pairs:
        if pair.slots is None:
            one, other = sorted((pair.first[0], pair.second[0]))
            pairs[one, other].append(pair)
    return pairs


def _exclusive_options(
    one: WorkOrder, other: WorkOrder, pairs: list[ExclusivePair]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield options of both orders of which each excludes each; none that others include."""
    excluded = [
        {
            b
            for b, there in enumerate(other.grid_options)
            if _excluded(one, here, other, there, pairs)
        }
        for here in one.grid_options
    ]
    largest: dict[tuple[int, ...], tuple[int, ...]] = {}
    for size in range(1, len(excluded) + 1):
        for ours in combinations(range(len(excluded)), size):
            theirs = set.intersection(*(excluded[a] for a in ours))
            if theirs:
                largest[tuple(sorted(theirs))] = ours
    for theirs_, ours in largest.items():
        yield ours, theirs_


def _excluded(
    one: WorkOrder,
    here: GridOption,
    other: WorkOrder,
    there: GridOption,
    pairs: list[ExclusivePair],
) -> bool:
    return any(
        concerns(first, one.id, here.transfer_plan)
        and concerns(second, other.id, there.transfer_plan)
        for pair in pairs
        for first, second in ((pair.first, pair.second), (pair.second, pair.first))
    )
