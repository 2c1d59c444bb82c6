"""The catalogue of a replan: what has begun as it is, of the rest what can still be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scheduler.absences import away, restaffed, with_rosters
from scheduler.crews import Worker
from scheduler.issue import Issue
from scheduler.kept import Kept, locked_as, outdoors, with_jobs
from scheduler.modes import Catalogue, Part, Timing, compact
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, Closure, GridOption, WorkOrder
from scheduler.schedule import Assignment, Schedule
from scheduler.score import option_of
from scheduler.verify import verify
from scheduler.whereabouts import Whereabouts, whereabouts

BETWEEN_JOBS = frozenset({"predecessor", "lunch_missing", "mandatory_missing"})
"""Rules that a job alone cannot keep."""


def problem_of(problem: ProblemData, issue: Issue) -> ProblemData:
    """The problem with all that has begun locked, and free of what it breaks by itself.

    Jobs that have begun are history: that two of them should not have met, or that somebody was
    outdoors too long by a rule that came later, forbids nothing that is still to come.
    """
    fixed = issue.fixed
    crowded = crowded_slots(problem, fixed.values())
    return replace(
        problem,
        orders=tuple(
            _of_history(order, fixed[order.id], problem, crowded)
            if order.id in fixed
            else _beside_history(order, problem, crowded)
            for order in problem.orders
        ),
        exclusive_pairs=tuple(
            pair
            for pair in problem.exclusive_pairs
            if not {pair.first[0], pair.second[0]} <= set(fixed)
        ),
        rests_needed=tuple(
            rest for rest in problem.rests_needed if not {rest.first, rest.second} <= set(fixed)
        ),
        workers=_workers(problem, fixed.values()),
    )


Crowded = Mapping[str, frozenset[int]]
"""Slots in which jobs that have begun block more feeders than allowed, by bus section."""


def crowded_slots(problem: ProblemData, fixed: Iterable[Assignment]) -> Crowded:
    """Find where an overrun makes jobs that have begun block too many feeders together."""
    blocked: dict[tuple[str, int], set[str]] = defaultdict(set)
    for job in fixed:
        option = option_of(problem.order_by_id[job.work_order], job.transfer_plan)
        margin, slots = problem.margin_slots(job.transfer_plan), job.occupied_slots
        for feeder in option.blocked_feeders:
            for slot in range(slots.start - margin, slots.stop + margin):
                blocked[problem.bus_section_of_feeder[feeder], slot].add(feeder)
    found: dict[str, set[int]] = defaultdict(set)
    for (section, slot), feeders in blocked.items():
        if len(feeders) > problem.feeders_blocked_per_bus_section and slot >= 0:
            found[section].add(slot)
    return {section: frozenset(slots) for section, slots in found.items()}


def _of_history(
    order: WorkOrder, job: Assignment, problem: ProblemData, crowded: Crowded
) -> WorkOrder:
    """An order that has begun; where a bus section is crowded by history it does not count."""
    return replace(
        locked_as(order, job),
        grid_options=tuple(
            replace(
                option,
                blocked_feeders=tuple(
                    feeder
                    for feeder in option.blocked_feeders
                    if problem.bus_section_of_feeder[feeder] not in crowded
                ),
            )
            for option in order.grid_options
        ),
    )


def _beside_history(order: WorkOrder, problem: ProblemData, crowded: Crowded) -> WorkOrder:
    """An order that may not add to a crowded bus section before the crowd is over."""
    if not crowded:
        return order
    return replace(
        order,
        grid_options=tuple(
            replace(option, closures=(*option.closures, *_closures(option, problem, crowded)))
            for option in order.grid_options
        ),
    )


def _closures(option: GridOption, problem: ProblemData, crowded: Crowded) -> Iterator[Closure]:
    for section in sorted({problem.bus_section_of_feeder[f] for f in option.blocked_feeders}):
        if section in crowded:
            until = max(crowded[section]) + 1
            yield Closure(rule="reclosers_blocked", phase="grid", slots=frozenset(range(until)))


def _workers(problem: ProblemData, fixed: Iterable[Assignment]) -> tuple[Worker, ...]:
    """Nobody's cap is below what he has spent outdoors already."""
    spent: dict[tuple[str, int], int] = defaultdict(int)
    for job in fixed:
        for part in job.parts:
            for name, minutes in outdoors(problem, job, part).items():
                spent[name, job.start_minute // DAY_MINUTES] += minutes
    return tuple(
        replace(
            worker,
            outdoor_cap_minutes=tuple(
                None if cap is None else max(cap, spent[worker.id, day])
                for day, cap in enumerate(worker.outdoor_cap_minutes)
            ),
        )
        for worker in problem.workers
    )


def open_catalogue(catalogue: Catalogue, issue: Issue) -> Kept:
    """Restrict a catalogue to what is still possible, and add the jobs of the plan in force."""
    problem = catalogue.problem
    reached = compact(problem, catalogue.timings, _reached(catalogue, issue), catalogue.capped)
    jobs = [*issue.fixed.values(), *possible_jobs(problem, issue)]
    kept = with_jobs(reached, jobs, only=issue.fixed)
    parts = _lunches_settled(kept.catalogue, issue)
    return replace(kept, catalogue=replace(kept.catalogue, parts=tuple(parts)))


def possible_jobs(problem: ProblemData, issue: Issue) -> Iterator[Assignment]:
    """Jobs that have not begun and that no rule forbids as they are planned."""
    for job in issue.open.values():
        if job.work_order in problem.order_by_id and not broken_alone(problem, job):
            yield job


def broken_alone(problem: ProblemData, job: Assignment) -> tuple[str, ...]:
    """Rules that a job breaks by itself, each once, in the order of its minutes."""
    found = verify(problem, Schedule(assignments=(job,)))
    return tuple(
        dict.fromkeys(
            breach.rule
            for breach in found
            if job.work_order in breach.work_orders and breach.rule not in BETWEEN_JOBS
        )
    )


def _reached(catalogue: Catalogue, issue: Issue) -> Iterator[Part]:
    """Parts that the crew can still reach, with leaders that the ticket allows."""
    problem = catalogue.problem
    where = {crew.id: whereabouts(problem, issue, crew.id) for crew in problem.crews}
    for part in catalogue.parts:
        timing = catalogue.timings[part.timing]
        if _in_time(problem, timing, where[part.crew], issue):
            found = _ticketed(catalogue, timing, part, issue)
            if found is not None:
                yield found


def _in_time(problem: ProblemData, timing: Timing, where: Whereabouts, issue: Issue) -> bool:
    start = timing.template.start_minute
    if timing.day > issue.now_minute // DAY_MINUTES:
        return True
    return start >= max(issue.now_minute, where.arrival(problem, timing.order.site))


def _ticketed(catalogue: Catalogue, timing: Timing, part: Part, issue: Issue) -> Part | None:
    """A part with the rosters that the order's ticket allows, its own leader's first."""
    names = issue.leaders.get(timing.order.id)
    if names is None or not part.leads:
        return part
    problem, capped = catalogue.problem, catalogue.capped
    template = timing.template
    gone = away(problem, template.start_minute, template.end_minute)
    own = restaffed(problem, timing, part, capped, gone, leader=names[-1])
    rosters = () if own is None else own.rosters
    others = [r for r in part.rosters if r.leader != names[-1]] if len(names) == 1 else []
    return with_rosters(problem, timing, part, (*rosters, *others), capped[part.crew, timing.day])


def _lunches_settled(catalogue: Catalogue, issue: Issue) -> Iterator[Part]:
    """Crews that have eaten, or no longer can, eat no more; no lunch lies in the past."""
    eaten = {(lunch.crew, lunch.day) for lunch in issue.lunches}
    eaten |= set(_without_lunch(catalogue, issue))
    for part in catalogue.parts:
        timing = catalogue.timings[part.timing]
        if (part.crew, timing.day) in eaten:
            yield replace(part, early=False, late=False, lunch_end_minute=None)
        elif _lunch_is_past(catalogue.problem, part, issue):
            yield replace(part, lunch_end_minute=None)
        else:
            yield part


def _without_lunch(catalogue: Catalogue, issue: Issue) -> Iterator[tuple[str, int]]:
    """Crews and days whose begun jobs alone leave no time for a lunch."""
    for key, members in catalogue.parts_of_crew_day.items():
        begun = [
            catalogue.parts[p]
            for p in members
            if catalogue.timings[catalogue.parts[p].timing].order.id in issue.fixed
        ]
        if any(part.early for part in begun) and any(part.late for part in begun):
            # after the jobs before the last one a lunch would be past
            last = max(begun, key=lambda p: catalogue.timings[p.timing].start_slot)
            if last.lunch_end_minute is None or _lunch_is_past(catalogue.problem, last, issue):
                yield key


def _lunch_is_past(problem: ProblemData, part: Part, issue: Issue) -> bool:
    end = part.lunch_end_minute
    return end is not None and end - problem.lunch_minutes < issue.now_minute
