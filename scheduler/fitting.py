"""A growing plan: tells whether one more order fits, without a solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from scheduler.fleet import use_slots
from scheduler.heat_limits import rest_after
from scheduler.modes import Catalogue, Part, Timing
from scheduler.outage import ExclusivePair
from scheduler.picks import PartPick, Pick
from scheduler.records import GridOption


class GrowingPlan:
    """Picks that keep every rule together; lunches are settled in `picks`."""

    def __init__(self, catalogue: Catalogue, crews: Sequence[str] = ()) -> None:
        """Start empty; ``crews`` is the sequence in which crews are asked."""
        self.catalogue = catalogue
        self._rank = {crew: i for i, crew in enumerate(crews)}
        self.by_order: dict[str, Pick] = {}
        self._jobs: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._busy: dict[tuple[str, int], int] = defaultdict(int)
        self._minutes: dict[tuple[str, int], int] = defaultdict(int)
        self._uses: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._blocked: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
        self._pairs: dict[str, list[ExclusivePair]] = defaultdict(list)
        for pair in catalogue.problem.exclusive_pairs:
            self._pairs[pair.first[0]].append(pair)
            self._pairs[pair.second[0]].append(pair)

    def picks(self) -> tuple[Pick, ...]:
        """Return the picks with their lunches, sorted."""
        lunches = set()
        for members in self._jobs.values():
            lunch = self._lunch(members)
            if lunch is not None and lunch >= 0:
                lunches.add(lunch)
        return tuple(
            sorted(
                replace(
                    pick,
                    parts=tuple(replace(c, lunch=c.part in lunches) for c in pick.parts),
                )
                for pick in self.by_order.values()
            )
        )

    def first_fit(self, t: int) -> Pick | None:
        """Find the first option, crews, rosters and vehicles with which a timing fits."""
        timing = self.catalogue.timings[t]
        if not self._crews_free(t) or not self._follows(timing):
            return None
        for i, _ in sorted(enumerate(timing.values), key=lambda pair: -pair[1]):
            if self._grid_fits(timing, timing.order.grid_options[timing.options[i]]):
                for parts in self._crews(t):
                    return Pick(timing=t, option=i, parts=parts)
        return None

    def add(self, pick: Pick) -> None:
        """Take a pick that fits into the plan."""
        timing = self.catalogue.timings[pick.timing]
        self.by_order[timing.order.id] = pick
        option = timing.order.grid_options[timing.options[pick.option]]
        for section, slot, feeder in self._block_cells(timing, option):
            cell = self._blocked[section, slot]
            cell[feeder] = cell.get(feeder, 0) + 1
        for chosen in pick.parts:
            part = self.catalogue.parts[chosen.part]
            self._jobs[part.crew, timing.day].append(chosen.part)
            self._busy[part.crew, timing.day] |= timing.slot_bits
            for name, minutes in part.outdoors[chosen.roster]:
                self._minutes[name, timing.day] += minutes
            for name, span in self._shared(timing, part, chosen.vehicles).items():
                self._uses[name].append(span)

    def _crews_free(self, t: int) -> bool:
        """Whether some crew for each role has nothing in the timing's slots: a quick sieve."""
        parts, timing = self.catalogue.parts, self.catalogue.timings[t]
        for leads in (True, False) if timing.order.crews_needed > 1 else (True,):
            if all(
                self._busy[parts[p].crew, timing.day] & timing.slot_bits
                for p in self.catalogue.parts_of_timing[t, leads]
            ):
                return False
        return True

    def _follows(self, timing: Timing) -> bool:
        """Whether predecessors are done before, and successors in the plan start after."""
        timings = self.catalogue.timings
        for name in timing.order.after:
            before = self.by_order.get(name)
            if before is None or timings[before.timing].end_slot > timing.start_slot:
                return False
        return all(
            timings[pick.timing].start_slot >= timing.end_slot
            for pick in self.by_order.values()
            if timing.order.id in timings[pick.timing].order.after
        )

    def _grid_fits(self, timing: Timing, option: GridOption) -> bool:
        cap = self.catalogue.problem.feeders_blocked_per_bus_section
        together: dict[tuple[str, int], set[str]] = defaultdict(set)
        for section, slot, feeder in self._block_cells(timing, option):
            together[section, slot].add(feeder)
        if any(len(new | self._blocked[cell].keys()) > cap for cell, new in together.items()):
            return False
        return all(
            self._apart(pair, timing, option.transfer_plan)
            for pair in self._pairs.get(timing.order.id, ())
        )

    def _block_cells(self, timing: Timing, option: GridOption) -> Iterator[tuple[str, int, str]]:
        problem = self.catalogue.problem
        margin = problem.margin_slots(option.transfer_plan)
        for feeder in option.blocked_feeders:
            section = problem.bus_section_of_feeder[feeder]
            for slot in range(timing.start_slot - margin, timing.end_slot + margin):
                yield section, slot, feeder

    def _apart(self, pair: ExclusivePair, timing: Timing, plan: str) -> bool:
        mine, other = pair.first, pair.second
        if mine[0] != timing.order.id:
            mine, other = other, mine
        pick = self.by_order.get(other[0])
        if pick is None or mine[1] not in (None, plan):
            return True
        there = self.catalogue.timings[pick.timing]
        their_plan = there.order.grid_options[there.options[pick.option]].transfer_plan
        if other[1] not in (None, their_plan):
            return True
        ours, theirs = map(self.catalogue.problem.margin_slots, (plan, their_plan))
        begin = max(timing.start_slot - ours, there.start_slot - theirs)
        end = min(timing.end_slot + ours, there.end_slot + theirs)
        return begin >= end or (pair.slots is not None and pair.slots.isdisjoint(range(begin, end)))

    def _crews(self, t: int) -> Iterator[tuple[PartPick, ...]]:
        """Yield the parts that fit, the lead part first."""
        catalogue = self.catalogue
        leads = self._in_sequence(catalogue.parts_of_timing.get((t, True), []))
        if catalogue.timings[t].order.crews_needed == 1:
            for p in leads:
                for chosen in self._ways(p, {}):
                    yield (chosen,)
            return
        supports = self._in_sequence(catalogue.parts_of_timing.get((t, False), []))
        for p, q in product(leads, supports):
            if catalogue.parts[p].crew != catalogue.parts[q].crew:
                for chosen in self._ways(p, {}):
                    timing, part = catalogue.timings[t], catalogue.parts[p]
                    taken = self._shared(timing, part, chosen.vehicles)
                    for support in self._ways(q, taken):
                        yield (chosen, support)

    def _in_sequence(self, members: list[int]) -> list[int]:
        parts, rank = self.catalogue.parts, self._rank
        return sorted(members, key=lambda p: rank[parts[p].crew]) if rank else members

    def _ways(self, p: int, taken: Mapping[str, tuple[int, int]]) -> Iterator[PartPick]:
        part = self.catalogue.parts[p]
        timing = self.catalogue.timings[part.timing]
        if self._lunch([*self._jobs[part.crew, timing.day], p]) is None:
            return
        for r, v in product(range(len(part.rosters)), range(len(part.vehicles))):
            if self._rested(timing, part, r) and self._vehicles_free(timing, part, v, taken):
                yield PartPick(part=p, roster=r, vehicles=v)

    def _rested(self, timing: Timing, part: Part, roster: int) -> bool:
        workers = self.catalogue.problem.worker_by_id
        for name, minutes in part.outdoors[roster]:
            cap = workers[name].outdoor_cap_minutes[timing.day]
            if cap is not None and self._minutes[name, timing.day] + minutes > cap:
                return False
        return True

    def _shared(self, timing: Timing, part: Part, choice: int) -> dict[str, tuple[int, int]]:
        problem, template = self.catalogue.problem, timing.template
        vehicles = [problem.vehicle_by_id[name] for name in part.vehicles[choice]]
        return {
            v.id: use_slots(problem, v, template.start_minute, template.end_minute)
            for v in vehicles
            if v.shared
        }

    def _vehicles_free(
        self, timing: Timing, part: Part, choice: int, taken: Mapping[str, tuple[int, int]]
    ) -> bool:
        return all(
            name not in taken
            and all(last <= begin or first >= end for begin, end in self._uses[name])
            for name, (first, last) in self._shared(timing, part, choice).items()
        )

    def _lunch(self, members: Iterable[int]) -> int | None:
        """Find the part after which a crew eats: -1 if it need not, None if the day fails."""
        parts = self.catalogue.parts
        day = sorted(members, key=lambda p: self._timing(p).template.start_minute)
        if not self._day_fits(day, lunch=-1):
            return None
        if not (any(parts[p].early for p in day) and any(parts[p].late for p in day)):
            return -1
        places = [p for p in day if parts[p].lunch_end_minute is not None]
        return next((p for p in reversed(places) if self._day_fits(day, lunch=p)), None)

    def _timing(self, part: int) -> Timing:
        return self.catalogue.timings[self.catalogue.parts[part].timing]

    def _day_fits(self, day: list[int], *, lunch: int) -> bool:
        travel = self.catalogue.problem.travel_minutes
        for i, p in enumerate(day):
            before = self._timing(p)
            end = before.template.end_minute
            if p == lunch:
                end = self.catalogue.parts[p].lunch_end_minute or end
            for q in day[i + 1 :]:
                after = self._timing(q)
                way = travel[before.order.site][after.order.site]
                rest = rest_after(
                    before.template, before.order.teardown_minutes, after.order.setup_minutes
                )
                if after.template.start_minute < end + max(way, rest):
                    return False
        return True
