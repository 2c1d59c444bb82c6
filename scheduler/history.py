"""The problem of a replan: what has begun is locked, and forbids nothing it broke itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scheduler.crews import Worker
from scheduler.issue import Issue
from scheduler.kept import locked_as, outdoors
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, Closure, GridOption, WorkOrder
from scheduler.schedule import Assignment
from scheduler.score import option_of


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
