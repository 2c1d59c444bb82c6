"""Makes parts: what each crew can give to a timing. What many parts share is worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from scheduler.absences import of_those_present
from scheduler.crew_days import CrewDays
from scheduler.crews import Crew
from scheduler.fleet import Fleet
from scheduler.heat_limits import Template
from scheduler.modes import Part, Timing
from scheduler.outdoors import Outdoors, outdoors_of, within_caps
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, WorkOrder
from scheduler.riders import Riders
from scheduler.rosters import Need, beats, duties, need_of
from scheduler.schedule import CrewPart
from scheduler.score import travel_cost

Rosters = tuple[CrewPart, ...]
Able = tuple[Rosters, tuple[Outdoors, ...]]
"""Rosters that can do a job, and the minutes outdoors of their capped workers."""


class Staff:
    """The rosters of each crew for one course of a job, worked out when asked for."""

    def __init__(self, template: Template, need: Need) -> None:
        self._template = template  # it must not be freed: its identity is in a key
        self._need = need
        self._able: dict[str, Able | None] = {}

    def able(self, maker: PartMaker, timing: Timing, crew: str) -> Able | None:
        """Rosters of a crew; None if it has none."""
        if crew not in self._able:
            self._able[crew] = maker.find_rosters(timing, crew, self._need)
        return self._able[crew]


class _Capped(dict[tuple[str, int], frozenset[str]]):
    """Workers by crew and day, found when asked for: many problems are asked about few crews."""

    def __init__(self, crew_days: CrewDays) -> None:
        super().__init__()
        self._crew_days = crew_days

    def __missing__(self, key: tuple[str, int]) -> frozenset[str]:
        return self.setdefault(key, self._crew_days.capped(*key))


class PartMaker:
    """Parts of the timings of one problem, by all its crews or some of them."""

    def __init__(self, problem: ProblemData, crews: Collection[str] | None = None) -> None:
        self._problem, self._only = problem, crews
        self._crew_days, self.fleet = CrewDays(problem), Fleet(problem)
        self._staffs: dict[tuple[int, Need, int], Staff] = {}
        self._duties: dict[tuple[str, int, int], tuple[Rosters, list[dict[str, str]]]] = {}

    @cached_property
    def crews(self) -> tuple[Crew, ...]:
        """Crews by name."""
        crews = (c for c in self._problem.crews if self._only is None or c.id in self._only)
        return tuple(sorted(crews, key=lambda c: c.id))

    @cached_property
    def capped(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """Workers whose outdoor minutes have to be added up, by crew and day."""
        return _Capped(self._crew_days)

    def all_parts(self, timing: Timing, number: int) -> Iterator[Part]:
        """Yield what each crew can give to a timing, as lead and, in a joint job, as support."""
        duties = (True, False) if timing.order.crews_needed > 1 else (True,)
        staffs = [(leads, self._staff(timing, leads=leads)) for leads in duties]
        for crew in self.crews:
            if in_shift(self._problem, timing, crew) and may_begin(self._problem, timing, crew):
                for leads, staff in staffs:
                    part = self._part(timing, crew, number, staff, leads=leads)
                    if part is not None:
                        yield part

    def shift_span(self, order: WorkOrder, crew: Crew, day: int) -> tuple[int, int]:
        """Earliest start and latest end of an order within the shift of a crew on a day."""
        return shift_span(self._problem, order, crew, day)

    def has_roster(self, crew: str, day: int, need: Need) -> bool:
        """Whether the crew has the people for a need, their caps and absences left aside."""
        return self._crew_days.musters(crew, day, need)

    def part(self, timing: Timing, crew: Crew, number: int, *, leads: bool) -> Part | None:
        """Make one part; None if the crew cannot give it."""
        if not in_shift(self._problem, timing, crew) or not may_begin(self._problem, timing, crew):
            return None
        return self._part(timing, crew, number, self._staff(timing, leads=leads), leads=leads)

    def _part(
        self, timing: Timing, crew: Crew, number: int, staff: Staff, *, leads: bool
    ) -> Part | None:
        problem, order, template = self._problem, timing.order, timing.template
        if order.locked_crew is not None and (order.locked_crew == crew.id) != leads:
            return None
        able = staff.able(self, timing, crew.id)
        if able is None or over_water_budget(problem, crew.id, timing.day, (timing,)):
            return None
        vehicles = self.fleet.choices(
            crew.id, order.vehicle_kinds, template.start_minute, template.end_minute
        )
        if not vehicles:
            return None
        early, late, lunch_end = lunch_facts(problem, timing, crew)
        return Part(
            timing=number,
            crew=crew.id,
            leads=leads,
            rosters=able[0],
            outdoors=able[1],
            vehicles=vehicles,
            cost=travel_cost(problem, crew.id, order.site),
            early=early,
            late=late,
            lunch_end_minute=lunch_end,
        )

    def _staff(self, timing: Timing, *, leads: bool) -> Staff:
        """Who can do a timing: the same for all orders of a kind, which share templates."""
        template, limits = timing.template, timing.order.watch_limits
        need = need_of_timing(timing, leads=leads)
        key = (id(template), need, id(limits))
        if key not in self._staffs:
            self._staffs[key] = Staff(template, need)
        return self._staffs[key]

    def able(self, timing: Timing, crew: str, *, leads: bool) -> Able | None:
        """Return who of a crew can do a timing, absences left aside; None if nobody can."""
        return self._staff(timing, leads=leads).able(self, timing, crew)

    def find_rosters(self, timing: Timing, crew: str, need: Need) -> Able | None:
        """Find the rosters of a crew for a timing that are within their caps."""
        rosters = self._crew_days.rosters(crew, timing.day, need)
        capped = self._crew_days.capped(crew, timing.day)
        able = [
            pair
            for pair in outdoors_of(self._problem, timing.order, timing.template, rosters, capped)
            if within_caps(self._problem, timing.day, pair[1])
        ]
        if not able:
            return None
        return tuple(roster for roster, _ in able), tuple(spent for _, spent in able)

    def present(self, timings: Sequence[Timing], parts: Sequence[Part]) -> Iterator[Part]:
        """Leave those who are away out of the rosters, and parts without a roster out."""
        if not self._problem.absences:
            return iter(parts)
        return of_those_present(self._problem, timings, parts, self.capped)

    def without_idle_pairs(self, timings: Sequence[Timing], parts: Sequence[Part]) -> list[Part]:
        """Drop parts where the same crew does better with two pairs, or without a new worker."""
        groups: dict[tuple[str, int, str], list[Part]] = defaultdict(list)
        for part in parts:
            timing = timings[part.timing]
            if timing.order.crews_needed == 1:
                groups[timing.order.id, timing.start_slot, part.crew].append(part)
        dropped = {
            id(part)
            for rivals in groups.values()
            if len(rivals) > 1
            for part in rivals
            if any(self.is_better(timings, rival, part) for rival in rivals)
        }
        return [part for part in parts if id(part) not in dropped]

    def is_better(self, timings: Sequence[Timing], rival: Part, part: Part) -> bool:
        """Whether a part is better in every way than another one of the same order, start, crew.

        It is if the job ends and the rest after it is over no later, it takes no more water, and
        no capped worker is longer outdoors. In a joint job the other crew decides too: keep all.
        """
        one, other = timings[rival.timing], timings[part.timing]
        if _rank(one) <= _rank(other) or not _ends_no_later(one, other):
            return False
        mine, theirs = self._duties_of(rival, one.day), self._duties_of(part, other.day)
        return all(any(_only_watch(duty) and beats(duty, each) for duty in mine) for each in theirs)

    def _duties_of(self, part: Part, day: int) -> list[dict[str, str]]:
        key = (part.crew, day, id(part.rosters))
        if key not in self._duties:
            capped = self.capped[part.crew, day]
            self._duties[key] = part.rosters, [duties(roster, capped) for roster in part.rosters]
        return self._duties[key][1]


def need_of_timing(timing: Timing, *, leads: bool) -> Need:
    """What a timing asks of the crew that leads, or supports, it."""
    return need_of(
        timing.order,
        leads=leads,
        pairs=timing.pairs,
        riders=timing.riders,
        relieved=timing.relieved,
    )


def in_shift(problem: ProblemData, timing: Timing, crew: Crew) -> bool:
    """Whether the crew leaves its base and is back within its shift."""
    earliest, latest = shift_span(problem, timing.order, crew, timing.day)
    return timing.template.start_minute >= earliest and timing.template.end_minute <= latest


def shift_span(problem: ProblemData, order: WorkOrder, crew: Crew, day: int) -> tuple[int, int]:
    """Earliest start and latest end of a job for which the crew is away within its shift only."""
    midnight, way = day * DAY_MINUTES, problem.travel_minutes
    earliest = midnight + crew.shift_start_minute + way[crew.base_site][order.site]
    return earliest, midnight + crew.shift_end_minute - way[order.site][crew.base_site]


def may_begin(problem: ProblemData, timing: Timing, crew: Crew) -> bool:
    """Whether no finding of predicted heat strain keeps the crew from this start."""
    return timing.start_slot not in problem.starts_by_crew.get((timing.order.id, crew.id), {})


def away(problem: ProblemData, timing: Timing, crew: Crew) -> tuple[int, int]:
    """Minutes at which the crew leaves its base for a job and is back from it."""
    site, base = timing.order.site, crew.base_site
    travel = problem.travel_minutes
    template = timing.template
    return template.start_minute - travel[base][site], template.end_minute + travel[site][base]


def over_water_budget(problem: ProblemData, crew: str, day: int, timings: Sequence[Timing]) -> bool:
    """Whether jobs of a crew and day, not all locked in time, take more water than it has."""
    budget = problem.water.budget(crew, day)
    if budget is None or all(t.order.locked_start_minute is not None for t in timings):
        return False
    return sum(timing.water_g for timing in timings) > budget


def lunch_facts(problem: ProblemData, timing: Timing, crew: Crew) -> tuple[bool, bool, int | None]:
    """Whether the crew leaves too early and is back too late to eat at its base; lunch end."""
    if problem.lunch_minutes == 0:
        return False, False, None
    midnight = timing.day * DAY_MINUTES
    earliest = midnight + problem.lunch_from_minute
    latest = midnight + problem.lunch_to_minute
    depart, back = away(problem, timing, crew)
    end = max(timing.template.end_minute, earliest) + problem.lunch_minutes
    way_back = back - timing.template.end_minute
    fits = end <= latest and end + way_back <= midnight + crew.shift_end_minute
    return (
        depart < earliest + problem.lunch_minutes,
        back > latest - problem.lunch_minutes,
        end if fits else None,
    )


def _rank(timing: Timing) -> tuple[int, bool]:
    """Which part to keep of two that are as good."""
    return timing.pairs, timing.riders is not Riders.WITH_NOVICE


def _ends_no_later(timing: Timing, other: Timing) -> bool:
    ours, theirs = timing.template, other.template
    if ours.end_minute > theirs.end_minute or timing.water_g > other.water_g:
        return False
    return ours.end_minute + ours.longest_stint <= theirs.end_minute + theirs.longest_stint


def _only_watch(duty: dict[str, str]) -> bool:
    return all(what == "watch" for what in duty.values())
