"""What one placed job closes for another order, as bits: worked out once, then only looked up.

Bit i of a number stands for the i-th timing of the order in `Catalogue.timings_of_order`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scheduler.gaps import Gap, gap_between
from scheduler.lunches import Lunches
from scheduler.modes import Timing, Ways, places_in_order
from scheduler.order_index import OrderIndex
from scheduler.outage import ExclusivePair, concerns
from scheduler.records import SLOT_MINUTES, GridOption

MOST_KNOWN = 400_000
"""Pairs of a job and an order that are remembered: some 100 MB."""


class Conflicts:
    """Timings of an order that a job of another order closes."""

    def __init__(self, catalogue: Ways) -> None:
        self.catalogue = catalogue
        self.lunches = Lunches(catalogue)
        self.place = places_in_order(catalogue.timings_of_order, len(catalogue.timings))
        self._of_crew: dict[tuple[int, str], int] = {}
        self._held: dict[tuple[int, int], int] = {}
        self._blocks: dict[tuple[str, int], tuple[tuple[str, frozenset[str]], ...]] = {}
        self._of_grid: dict[tuple[int, int, str], tuple[int, ...]] = {}
        self._pairs: dict[tuple[str, str], list[ExclusivePair]] = defaultdict(list)
        for pair in catalogue.problem.exclusive_pairs:
            self._pairs[pair.first[0], pair.second[0]].append(pair)
            self._pairs[pair.second[0], pair.first[0]].append(pair)
        self.partners: dict[str, list[str]] = defaultdict(list)
        for one, other in self._pairs:
            self.partners[one].append(other)
        self.successors: dict[str, list[str]] = defaultdict(list)
        for order in catalogue.problem.orders:
            for before in order.after:
                self.successors[before].append(order.id)

    def of_crew(self, job: int, order: str) -> int:
        """Timings of an order that a crew with this job cannot reach, or not rested."""
        key = (job, order)
        if key not in self._of_crew:
            if len(self._of_crew) >= MOST_KNOWN:
                self._of_crew.clear()
            self._of_crew[key] = self._too_close(self.catalogue.timings[job], order)
        return self._of_crew[key]

    def of_grid(self, job: int, option: int, order: str) -> tuple[int, ...]:
        """Timings of an order that the grid cannot bear with this job, by its grid options."""
        key = (job, option, order)
        if key not in self._of_grid:
            ours = self.catalogue.timings[job]
            place = ours.order.grid_options[ours.options[option]]
            options = self.catalogue.problem.order_by_id[order].grid_options
            self._of_grid[key] = tuple(
                self._closed(ours, place, order, theirs) for theirs in options
            )
        return self._of_grid[key]

    def held_slots(self, job: int, option: int) -> int:
        """Slots, as bits, in which a job holds the grid with a grid option of its order."""
        key = (job, option)
        if key not in self._held:
            timing = self.catalogue.timings[job]
            plan = timing.order.grid_options[option].transfer_plan
            margin = self.catalogue.problem.margin_slots(plan)
            first, last = max(0, timing.start_slot - margin), timing.end_slot + margin
            self._held[key] = (1 << last) - (1 << first)
        return self._held[key]

    def blocks(self, order: str, option: int) -> tuple[tuple[str, frozenset[str]], ...]:
        """Bus sections and their feeders without reclosing, with a grid option of an order."""
        key = (order, option)
        if key not in self._blocks:
            problem = self.catalogue.problem
            feeders = problem.order_by_id[order].grid_options[option].blocked_feeders
            found: dict[str, set[str]] = defaultdict(set)
            for feeder in feeders:
                found[problem.bus_section_of_feeder[feeder]].add(feeder)
            self._blocks[key] = tuple((name, frozenset(found[name])) for name in found)
        return self._blocks[key]

    def starting_from(self, order: str, slot: int) -> int:
        """Timings that start in a slot or later."""
        index = self._index(order)
        return index.everything & ~index.starting_before(slot * SLOT_MINUTES)

    def ending_by(self, order: str, slot: int) -> int:
        """Timings that end before a slot."""
        return self._index(order).ending_by_slot(slot)

    def _index(self, order: str) -> OrderIndex:
        return self.catalogue.indexes.of(order)

    def _timings(self, order: str) -> Iterable[tuple[int, Timing]]:
        return ((t, self.catalogue.timings[t]) for t in self.catalogue.timings_of_order[order])

    def _bits(self, timings: Iterable[int]) -> int:
        return sum(1 << self.place[t] for t in timings)

    def _too_close(self, ours: Timing, order: str) -> int:
        problem, index = self.catalogue.problem, self._index(order)
        other = problem.order_by_id[order]
        there = gap_between(problem, ours.order, other)
        start = ours.template.start_minute
        free = ours.template.end_minute + there.after_job(ours.template.longest_stint)
        earlier = index.starting_before(start)
        after = index.starting_before(free) & ~earlier
        back = gap_between(problem, other, ours.order)
        return index.of_day(ours.day) & (after | self._late(index, order, start, back) & earlier)

    def _late(self, index: OrderIndex, order: str, start: int, back: Gap) -> int:
        """Timings after which a crew is not at the next job by its start."""
        if back.after_job(0) == back.after_job(index.longest_stint):
            return index.ending_after(start - back.after_job(0))
        return self._bits(
            t
            for t, theirs in self._timings(order)
            if start < theirs.template.end_minute + back.after_job(theirs.template.longest_stint)
        )

    def _closed(self, ours: Timing, place: GridOption, order: str, option: GridOption) -> int:
        """Timings of an order, done with an option, that hold the grid when ours must not."""
        bits = 0
        for pair in self._pairs.get((ours.order.id, order), ()):
            mine, other = pair.first, pair.second
            if mine[0] == order:
                mine, other = other, mine
            if concerns(mine, ours.order.id, place.transfer_plan) and concerns(
                other, order, option.transfer_plan
            ):
                bits |= self._together(ours, place, order, option, pair)
        return bits

    def _together(
        self, ours: Timing, place: GridOption, order: str, option: GridOption, pair: ExclusivePair
    ) -> int:
        margin = self.catalogue.problem.margin_slots
        our_margin, their_margin = margin(place.transfer_plan), margin(option.transfer_plan)
        begin, end = ours.start_slot - our_margin, ours.end_slot + our_margin
        bits = self._index(order).meeting(begin - their_margin, end + their_margin)
        if pair.slots is None or not bits:
            return bits
        return bits & self._bits(
            t
            for t, theirs in self._timings(order)
            if not pair.slots.isdisjoint(
                range(
                    max(begin, theirs.start_slot - their_margin),
                    min(end, theirs.end_slot + their_margin),
                )
            )
        )
