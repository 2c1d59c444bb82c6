"""Builds the catalogue: every start of every order held against the rules it can break alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from scheduler.absences import of_those_present
from scheduler.crew_days import CrewDays
from scheduler.crews import Crew
from scheduler.fleet import vehicle_choices
from scheduler.modes import Catalogue, Part, Timing, compact
from scheduler.order_rules import (
    EXPOSURE_ON_SITE,
    Bools,
    Course,
    Courses,
    handovers_of,
    option_blocks,
    order_blocks,
)
from scheduler.outdoors import outdoors_of, within_caps
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, MAX_PAIRS, SLOT_MINUTES, WorkOrder
from scheduler.riders import Riders
from scheduler.rosters import beats, duties, need_of
from scheduler.score import net_value, time_cost, travel_cost
from scheduler.water import water_g


def build_catalogue(problem: ProblemData, wanted: Collection[str] | None = None) -> Catalogue:
    """Enumerate all timings and parts, sorted by order, pairs, start and crew.

    ``wanted`` are the orders that are looked at; None is all of them.
    """
    courses, crew_days = Courses(problem), CrewDays(problem)
    timings: list[Timing] = []
    parts: list[Part] = []
    for order in sorted(problem.orders, key=lambda o: o.id):
        if wanted is not None and order.id not in wanted:
            continue
        for pairs in range(MAX_PAIRS, 0, -1):
            for timing in order_timings(problem, order, courses, pairs):
                found = list(timing_parts(problem, timing, crew_days, len(timings)))
                if found:
                    timings.append(timing)
                    parts.extend(found)
    days = range(problem.days)
    capped = {(c.id, day): crew_days.capped(c.id, day) for c in problem.crews for day in days}
    parts = list(of_those_present(problem, timings, parts, capped))
    return compact(problem, timings, _without_idle_pairs(timings, parts, capped), capped)


def order_timings(
    problem: ProblemData, order: WorkOrder, courses: Courses, pairs: int
) -> Iterator[Timing]:
    """Yield the starts of an order that no rule of the order or the grid forbids.

    Where a new worker in the bucket makes the job another one, it is there with and without him.
    """
    matters = courses.novice_matters(order, pairs)
    for timing in _open_timings(problem, order, courses.of(order, pairs)):
        apart = matters[timing.start_slot]
        yield replace(timing, riders=Riders.ACCLIMATISED) if apart else timing
    if matters.any():
        for timing in _open_timings(problem, order, courses.of(order, pairs, novice=True)):
            if matters[timing.start_slot]:
                yield replace(timing, riders=Riders.WITH_NOVICE)


def _open_timings(problem: ProblemData, order: WorkOrder, course: Course) -> Iterator[Timing]:
    """Yield the open starts; those too long for who watches only as jobs with relief."""
    blocked = order_blocks(problem, order, course)
    too_long = blocked.pop(EXPOSURE_ON_SITE, np.zeros(problem.slots, dtype=np.bool_))
    free = course.exists.copy()
    for starts in blocked.values():
        free &= ~starts
    open_to = np.zeros((len(order.grid_options), problem.slots), dtype=np.bool_)
    for i, option in enumerate(order.grid_options):
        open_to[i] = free
        for starts in option_blocks(problem, order, option, course).values():
            open_to[i] &= ~starts
    yield from _timings(problem, order, course, open_to & ~too_long)
    for timing in _timings(problem, order, course, open_to & too_long):
        handovers = handovers_of(problem, order, timing.template)
        if handovers:
            spent_g = water_g(order, timing.template, problem.water, handovers)
            yield replace(timing, relieved=True, water_g=spent_g)


def _timings(
    problem: ProblemData, order: WorkOrder, course: Course, open_to: Bools
) -> Iterator[Timing]:
    for slot in np.flatnonzero(open_to.any(axis=0)):
        yield _timing(problem, order, course, int(slot), tuple(np.flatnonzero(open_to[:, slot])))


def _timing(
    problem: ProblemData, order: WorkOrder, course: Course, slot: int, options: tuple[int, ...]
) -> Timing:
    template = course.templates[slot]
    assert template is not None  # for the type checker: only existing templates are free
    start, end = template.start_minute, template.end_minute
    return Timing(
        order=order,
        pairs=course.pairs,
        riders=Riders.ANY,
        template=template,
        options=tuple(int(i) for i in options),
        values=tuple(net_value(problem, order, order.grid_options[i], start, end) for i in options),
        cost=time_cost(problem, template.setup_end_minute, template.bucket_end_minute, end),
        slot_bits=(1 << -(-end // SLOT_MINUTES)) - (1 << slot),
        water_g=water_g(order, template, problem.water),
    )


def timing_parts(
    problem: ProblemData, timing: Timing, crew_days: CrewDays, number: int
) -> Iterator[Part]:
    """Yield what each crew can give to a timing, as lead and, in a joint job, as support."""
    for crew in sorted(problem.crews, key=lambda c: c.id):
        if not in_shift(problem, timing, crew) or not may_begin(problem, timing, crew):
            continue
        for leads in (True, False) if timing.order.crews_needed > 1 else (True,):
            part = _part(problem, timing, crew, crew_days, leads=leads)
            if part is not None:
                yield replace(part, timing=number)


def _part(
    problem: ProblemData, timing: Timing, crew: Crew, crew_days: CrewDays, *, leads: bool
) -> Part | None:
    order, template = timing.order, timing.template
    if order.locked_crew is not None and (order.locked_crew == crew.id) != leads:
        return None
    need = need_of(
        order,
        leads=leads,
        pairs=timing.pairs,
        riders=timing.riders,
        relieved=timing.relieved,
    )
    capped = crew_days.capped(crew.id, timing.day)
    able = [
        (roster, outdoors)
        for roster, outdoors in outdoors_of(
            problem, order, template, crew_days.rosters(crew.id, timing.day, need), capped
        )
        if within_caps(problem, timing.day, outdoors)
    ]
    vehicles = vehicle_choices(
        problem, crew.id, order.vehicle_kinds, template.start_minute, template.end_minute
    )
    if not able or not vehicles:
        return None
    if over_water_budget(problem, crew.id, timing.day, (timing,)):
        return None
    early, late, lunch_end = lunch_facts(problem, timing, crew)
    return Part(
        timing=0,
        crew=crew.id,
        leads=leads,
        rosters=tuple(roster for roster, _ in able),
        outdoors=tuple(spent for _, spent in able),
        vehicles=vehicles,
        cost=travel_cost(problem, crew.id, order.site),
        early=early,
        late=late,
        lunch_end_minute=lunch_end,
    )


def in_shift(problem: ProblemData, timing: Timing, crew: Crew) -> bool:
    """Whether the crew leaves its base and is back within its shift."""
    midnight = timing.day * DAY_MINUTES
    depart, back = away(problem, timing, crew)
    return depart >= midnight + crew.shift_start_minute and back <= midnight + crew.shift_end_minute


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


def _without_idle_pairs(
    timings: list[Timing], parts: list[Part], capped: dict[tuple[str, int], frozenset[str]]
) -> list[Part]:
    """Drop parts where the same crew does better with two pairs, or without a new worker.

    Another part is better in every way if the job ends and the rest after it is over no later, it
    takes no more water, and no capped worker is longer outdoors. In a joint job the other crew
    decides too: keep all.
    """
    alone = [p for p in parts if timings[p.timing].order.crews_needed == 1]
    groups: dict[tuple[str, int, str], list[Part]] = defaultdict(list)
    for part in alone:
        groups[_place(timings[part.timing], part)].append(part)
    return [
        part
        for part in parts
        if not any(
            _rank(timings[other.timing]) > _rank(timings[part.timing])
            and _better(
                timings[other.timing],
                other,
                timings[part.timing],
                part,
                capped[part.crew, timings[part.timing].day],
            )
            for other in groups.get(_place(timings[part.timing], part), ())
        )
    ]


def _place(timing: Timing, part: Part) -> tuple[str, int, str]:
    return timing.order.id, timing.start_slot, part.crew


def _rank(timing: Timing) -> tuple[int, bool]:
    """Which part to keep of two that are as good."""
    return timing.pairs, timing.riders is not Riders.WITH_NOVICE


def _better(
    timing: Timing, part: Part, other: Timing, other_part: Part, capped: frozenset[str]
) -> bool:
    ours, theirs = timing.template, other.template
    if ours.end_minute > theirs.end_minute or timing.water_g > other.water_g:
        return False
    if ours.end_minute + ours.longest_stint > theirs.end_minute + theirs.longest_stint:
        return False
    mine = [duties(roster, capped) for roster in part.rosters]
    return all(
        any(_only_watch(duty) and beats(duty, duties(roster, capped)) for duty in mine)
        for roster in other_part.rosters
    )


def _only_watch(duty: dict[str, str]) -> bool:
    return all(what == "watch" for what in duty.values())
