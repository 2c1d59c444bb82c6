"""Which rows a relaxed plan exceeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np

from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.outage import ExclusivePair, concerns
from scheduler.problem import ProblemData
from scheduler.records import GridOption, WorkOrder
from scheduler.slot_limits import (
    EXCEEDED,
    Hold,
    Jobs,
    PairLimit,
    Row,
    SlotLimit,
    Succession,
    Used,
)


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
        for holds, count in self._sharing:
            self._pairs += combinations(holds, 2) if count == 1 else ()

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

    def pair_spans(self, jobs: Jobs) -> Iterator[list[Ints]]:
        """Yield, for each pair that is never together, the jobs of which one at most is done."""
        for pair in self._pairs:
            if all(hold.ever(jobs).any() for hold in pair):
                yield list(_in_each_slot(pair, jobs))

    def exceeded(self, used: Used) -> Iterator[Row]:
        """Yield rows that a relaxed plan exceeds."""
        for pair in self._pairs:
            yield from _worst_span(pair, used)
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


def _in_each_slot(pair: tuple[Hold, Hold], jobs: Jobs) -> Iterator[Ints]:
    """Yield the jobs that hold a slot, for those in which both orders do and one begins to."""
    held = [np.flatnonzero(hold.ever(jobs)) for hold in pair]
    mine = np.concatenate(held)
    whose = np.repeat([0, 1], [len(each) for each in held])
    spans = [hold.span(jobs) for hold in pair]
    begun, ended = (
        np.concatenate([spans[i][edge][each] for i, each in enumerate(held)]) for edge in (0, 1)
    )
    for slot in np.unique(begun):
        here = (begun <= slot) & (slot <= ended)
        if len(np.unique(whose[here])) > 1:
            yield mine[here]


def _worst_span(pair: tuple[Hold, Hold], used: Used) -> Iterator[PairLimit]:
    """Yield the limit of a pair that is exceeded by most."""
    found = [_of_spans(one, other, used) for one, other in (pair, pair[::-1])]
    over, row = max((each for each in found if each), key=lambda each: each[0], default=(0.0, None))
    if row is not None and over > EXCEEDED:
        yield row


def _of_spans(all_through: Hold, sometime: Hold, used: Used) -> tuple[float, PairLimit] | None:
    """The limit of two orders that is exceeded by most, of all spans of the first one's jobs."""
    jobs, one, other = used.jobs, all_through.ever(used.jobs), sometime.ever(used.jobs)
    if not one.any() or not other.any():
        return None
    (begun, ended), share = (slots[one] for slots in all_through.span(jobs)), used.shares[one]
    firsts, lasts = np.unique(begun), np.unique(ended)
    through = (begun <= firsts[:, None]) * share @ (ended[:, None] >= lasts)
    (begun, ended), share = (slots[other] for slots in sometime.span(jobs)), used.shares[other]
    beside = (
        share.sum()
        - (ended < firsts[:, None]) @ share[:, None]
        - (begun[:, None] > lasts).T @ share
    )
    total = np.where(firsts[:, None] <= lasts, through + beside, 0.0)
    first, last = np.unravel_index(int(np.argmax(total)), total.shape)
    row = PairLimit(
        all_through=all_through,
        sometime=sometime,
        first=int(firsts[first]),
        last=int(lasts[last]),
    )
    return float(total[first, last]) - 1.0, row


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
