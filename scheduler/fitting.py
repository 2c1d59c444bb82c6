"""A growing plan: tells where one more order fits, without a solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from scheduler.conflicts import Conflicts
from scheduler.fleet import use_slots
from scheduler.modes import Part, Timing
from scheduler.order_index import Bits, any_of
from scheduler.part_maker import over_water_budget
from scheduler.picks import PartPick, Pick


@dataclass(frozen=True, kw_only=True, slots=True)
class Openings:
    """What is still open to an order: by lead crew, support crew and grid option."""

    leads: Mapping[str, Bits]
    supports: Mapping[str, Bits]
    options: Sequence[Bits]

    @property
    def sieve(self) -> Bits:
        """Timings with some lead crew, some grid option and, where needed, some support crew."""
        found = any_of(self.leads.values()) & any_of(self.options)
        return found & any_of(self.supports.values()) if self.supports else found


class GrowingPlan:
    """Picks that keep every rule together; lunches are settled in `picks`."""

    def __init__(self, conflicts: Conflicts, crews: Iterable[str] = ()) -> None:
        """Start empty; ``crews`` is the sequence in which crews are asked, if not the ways' own."""
        self.catalogue = conflicts.catalogue
        self._conflicts, self._lunches = conflicts, conflicts.lunches
        self._rank = {crew: i for i, crew in enumerate(crews)}
        self.by_order: dict[str, Pick] = {}
        self._jobs: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._timings: dict[str, list[int]] = defaultdict(list)
        self._versions: dict[str, int] = defaultdict(int)
        self._last_version = 0
        self._known_closed: dict[tuple[str, str], tuple[int, Bits]] = {}
        self._minutes: dict[tuple[str, int], int] = defaultdict(int)
        self._uses: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._blocked: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def ask_first(self, crew: str) -> None:
        """Ask one crew before the others, these by name."""
        crews = sorted(self.catalogue.problem.crew_by_id, key=lambda c: (c != crew, c))
        self._rank = {name: i for i, name in enumerate(crews)}

    def picks(self) -> tuple[Pick, ...]:
        """Return the picks with their lunches, sorted."""
        lunches = {self._lunches.after(members) for members in self._jobs.values()}
        return tuple(sorted(_with_lunch(pick, lunches) for pick in self.by_order.values()))

    def fits(self, order: str, timings: Iterable[int]) -> Iterator[Pick]:
        """Yield, for each of these timings of an order that fits, the first way to do it."""
        follows = self._follows(order)
        crews = self._crews_open(order, leads=True)
        if not follows & any_of(crews.values()):
            return
        openings = Openings(
            leads=crews,
            supports=self._crews_open(order, leads=False),
            options=self._options_open(order),
        )
        sieve = openings.sieve & follows
        if not sieve:
            return
        place = self._conflicts.place
        for t in timings:
            if sieve >> place[t] & 1:
                pick = self._first_way(t, openings)
                if pick is not None:
                    yield pick

    def add(self, pick: Pick) -> None:
        """Take a pick that fits into the plan."""
        timing = self.catalogue.timings[pick.timing]
        self.by_order[timing.order.id] = pick
        for spans, span in self._blocks(pick):
            spans.append(span)
        for chosen in pick.parts:
            part = self.catalogue.parts[chosen.part]
            self._jobs[part.crew, timing.day].append(chosen.part)
            self._timings[part.crew].append(pick.timing)
            self._changed(part.crew)
            for name, minutes in part.outdoors[chosen.roster]:
                self._minutes[name, timing.day] += minutes
            for name, use in self._shared(timing, part, chosen.vehicles).items():
                self._uses[name].append(use)

    def remove(self, order: str) -> Pick:
        """Take an order out of the plan, and return how it was done."""
        pick = self.by_order.pop(order)
        timing = self.catalogue.timings[pick.timing]
        for spans, span in self._blocks(pick):
            spans.remove(span)
        for chosen in pick.parts:
            part = self.catalogue.parts[chosen.part]
            self._jobs[part.crew, timing.day].remove(chosen.part)
            self._timings[part.crew].remove(pick.timing)
            self._changed(part.crew)
            for name, minutes in part.outdoors[chosen.roster]:
                self._minutes[name, timing.day] -= minutes
            for name, use in self._shared(timing, part, chosen.vehicles).items():
                self._uses[name].remove(use)
        return pick

    def _changed(self, crew: str) -> None:
        self._last_version += 1
        self._versions[crew] = self._last_version

    def all_eat(self) -> bool:
        """Whether each crew has time for lunch: a job taken out may take its lunch with it."""
        return all(self.eats(*cell) for cell in self._jobs)

    def eats(self, crew: str, day: int) -> bool:
        """Whether a crew has time for the lunch it needs on a day."""
        return self._lunches.after(self._jobs[crew, day]) is not None

    def _blocks(self, pick: Pick) -> Iterator[tuple[list[int], int]]:
        """Spans of each feeder that a pick blocks, and its own."""
        timing = self.catalogue.timings[pick.timing]
        which = timing.options[pick.option]
        span = self._conflicts.held_slots(pick.timing, which)
        for section, feeders in self._conflicts.blocks(timing.order.id, which):
            for feeder in sorted(feeders):
                yield self._blocked[section][feeder], span

    def _follows(self, order: str) -> Bits:
        """Timings after all predecessors, and before the successors in the plan."""
        conflicts, timings = self._conflicts, self.catalogue.timings
        bits = (1 << len(self.catalogue.timings_of_order[order])) - 1
        for name in self.catalogue.problem.order_by_id[order].after:
            if name not in self.by_order:
                return 0
            bits &= conflicts.starting_from(order, timings[self.by_order[name].timing].end_slot)
        for name in conflicts.successors.get(order, ()):
            if name in self.by_order:
                bits &= conflicts.ending_by(order, timings[self.by_order[name].timing].start_slot)
        return bits

    def _crews_open(self, order: str, *, leads: bool) -> dict[str, Bits]:
        return {
            crew: able & ~self._closed(order, crew)
            for crew, able in self.catalogue.crews_able(order, leads=leads).items()
        }

    def _closed(self, order: str, crew: str) -> Bits:
        """Timings of an order that the jobs of a crew leave no room for."""
        version, known = self._versions[crew], self._known_closed.get((order, crew))
        if known is None or known[0] != version:
            of_crew = self._conflicts.of_crew
            known = version, any_of(of_crew(t, order) for t in self._timings[crew])
            self._known_closed[order, crew] = known
        return known[1]

    def _options_open(self, order: str) -> list[Bits]:
        closed = [0] * len(self.catalogue.problem.order_by_id[order].grid_options)
        for partner in self._conflicts.partners.get(order, ()):
            pick = self.by_order.get(partner)
            if pick is not None:
                found = self._conflicts.of_grid(pick.timing, pick.option, order)
                closed = [bits | more for bits, more in zip(closed, found, strict=True)]
        return [~bits for bits in closed]

    def _first_way(self, t: int, openings: Openings) -> Pick | None:
        """Find the most valuable option, and the first crews, rosters and vehicles."""
        timing = self.catalogue.timings[t]
        place = self._conflicts.place[t]
        for i in sorted(range(len(timing.options)), key=lambda i: -timing.values[i]):
            which = timing.options[i]
            if openings.options[which] >> place & 1 and self._blocks_fit(t, which):
                for parts in self._crews(t, openings):
                    return Pick(timing=t, option=i, parts=parts)
        return None

    def _blocks_fit(self, t: int, which: int) -> bool:
        """Whether each bus section has room for the feeders that a grid option blocks."""
        span = self._conflicts.held_slots(t, which)
        for section, feeders in self._conflicts.blocks(self.catalogue.timings[t].order.id, which):
            room = self.catalogue.problem.feeders_blocked_per_bus_section - len(feeders)
            others = (
                any_of(spans)
                for name, spans in self._blocked[section].items()
                if spans and name not in feeders
            )
            if room < 0 or taken_by(others, room + 1) & span:
                return False
        return True

    def _crews(self, t: int, openings: Openings) -> Iterator[tuple[PartPick, ...]]:
        """Yield the parts that fit, the lead part first."""
        parts = self.catalogue.parts
        leads = self._open_parts(t, openings.leads, leads=True)
        if self.catalogue.timings[t].order.crews_needed == 1:
            for p in leads:
                for chosen in self._ways(p, {}):
                    yield (chosen,)
            return
        supports = list(self._open_parts(t, openings.supports, leads=False))
        for p, q in product(leads, supports):
            if parts[p].crew != parts[q].crew:
                for chosen in self._ways(p, {}):
                    taken = self._shared(self.catalogue.timings[t], parts[p], chosen.vehicles)
                    for support in self._ways(q, taken):
                        yield (chosen, support)

    def _open_parts(self, t: int, crews: Mapping[str, Bits], *, leads: bool) -> Iterator[int]:
        place = self._conflicts.place[t]
        free = [crew for crew, bits in crews.items() if bits >> place & 1]
        if self._rank:
            free.sort(key=self._rank.__getitem__)
        return self.catalogue.parts_among(t, free, leads=leads)

    def _ways(self, p: int, taken: Mapping[str, tuple[int, int]]) -> Iterator[PartPick]:
        part = self.catalogue.parts[p]
        timing = self.catalogue.timings[part.timing]
        members = [*self._jobs[part.crew, timing.day], p]
        if self._lunches.after(members) is None:
            return
        jobs = [self.catalogue.timings[self.catalogue.parts[q].timing] for q in members]
        if over_water_budget(self.catalogue.problem, part.crew, timing.day, jobs):
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


def _with_lunch(pick: Pick, lunches: Collection[int | None]) -> Pick:
    if all(chosen.lunch == (chosen.part in lunches) for chosen in pick.parts):
        return pick
    parts = tuple(replace(c, lunch=c.part in lunches) for c in pick.parts)
    return replace(pick, parts=parts)


def taken_by(many: Iterable[int], count: int) -> int:
    """Slots, as bits, that stand in at least so many of these."""
    at_least = [-1] + [0] * count
    for bits in many:
        for level in range(count, 0, -1):
            at_least[level] |= at_least[level - 1] & bits
    return at_least[count]
