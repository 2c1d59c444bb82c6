"""Builds the catalogue: every start of every order held against the rules it can break alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from scheduler.crew_days import CrewDays
from scheduler.crews import Crew
from scheduler.fleet import vehicle_choices
from scheduler.modes import Catalogue, Part, Timing, compact
from scheduler.order_rules import Course, Courses, option_blocks, order_blocks
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, MAX_PAIRS, SLOT_MINUTES, WorkOrder
from scheduler.rosters import beats, duties, minutes_outdoors, need_of
from scheduler.score import net_value, time_cost, travel_cost


def build_catalogue(problem: ProblemData) -> Catalogue:
    """Enumerate all timings and parts, sorted by order, pairs, start and crew."""
    courses, crew_days = Courses(problem), CrewDays(problem)
    timings: list[Timing] = []
    parts: list[Part] = []
    for order in sorted(problem.orders, key=lambda o: o.id):
        for pairs in range(MAX_PAIRS, 0, -1):
            for timing in order_timings(problem, order, courses.of(order, pairs)):
                found = list(timing_parts(problem, timing, crew_days, len(timings)))
                if found:
                    timings.append(timing)
                    parts.extend(found)
    days = range(problem.days)
    capped = {(c.id, day): crew_days.capped(c.id, day) for c in problem.crews for day in days}
    return compact(problem, timings, _without_idle_pairs(timings, parts, capped), capped)


def order_timings(problem: ProblemData, order: WorkOrder, course: Course) -> Iterator[Timing]:
    """Yield the starts of an order that no rule of the order or the grid forbids."""
    free = course.exists.copy()
    for blocked in order_blocks(problem, order, course).values():
        free &= ~blocked
    open_to = np.zeros((len(order.grid_options), problem.slots), dtype=np.bool_)
    for i, option in enumerate(order.grid_options):
        open_to[i] = free
        for blocked in option_blocks(problem, order, option, course).values():
            open_to[i] &= ~blocked
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
        template=template,
        options=tuple(int(i) for i in options),
        values=tuple(net_value(problem, order, order.grid_options[i], start, end) for i in options),
        cost=time_cost(problem, template.setup_end_minute, template.bucket_end_minute, end),
        slot_bits=(1 << -(-end // SLOT_MINUTES)) - (1 << slot),
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
    need = need_of(order, leads=leads, pairs=timing.pairs)
    capped = crew_days.capped(crew.id, timing.day)
    able = [
        (roster, outdoors)
        for roster in crew_days.rosters(crew.id, timing.day, need)
        if within_caps(
            problem, timing.day, outdoors := minutes_outdoors(timing.template, roster, capped)
        )
    ]
    vehicles = vehicle_choices(
        problem, crew.id, order.vehicle_kinds, template.start_minute, template.end_minute
    )
    if not able or not vehicles:
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


def within_caps(problem: ProblemData, day: int, outdoors: Iterable[tuple[str, int]]) -> bool:
    """Whether the job alone leaves everybody under the outdoor cap of the day."""
    for name, minutes in outdoors:
        cap = problem.worker_by_id[name].outdoor_cap_minutes[day]
        if cap is not None and minutes > cap:
            return False
    return True


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
    """Drop one-pair parts where the same crew does better with two.

    Two pairs are better in every way if the job ends and the rest after it is over no later and
    no capped worker is longer outdoors. In a joint job the other crew decides too: keep all.
    """
    two = {
        (timings[p.timing].order.id, timings[p.timing].start_slot, p.crew): p
        for p in parts
        if timings[p.timing].pairs > 1 and timings[p.timing].order.crews_needed == 1
    }
    kept = []
    for part in parts:
        timing = timings[part.timing]
        other = two.get((timing.order.id, timing.start_slot, part.crew))
        if timing.pairs == 1 and other is not None:
            watched = capped[part.crew, timing.day]
            if _better(timings[other.timing], other, timing, part, watched):
                continue
        kept.append(part)
    return kept


def _better(
    timing: Timing, part: Part, other: Timing, other_part: Part, capped: frozenset[str]
) -> bool:
    ours, theirs = timing.template, other.template
    if ours.end_minute > theirs.end_minute:
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
