"""Starts that the order's own rules and the grid forbid, as arrays start × option × team."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from scheduler.order_rules import (
    Bools,
    Course,
    Courses,
    option_blocks,
    order_blocks,
    phase_slots,
)
from scheduler.outage import ExclusivePair
from scheduler.problem import ProblemData
from scheduler.records import SLOT_MINUTES, GridOption, WorkOrder
from scheduler.schedule import Assignment, Schedule
from scheduler.score import option_of


@dataclass(frozen=True, kw_only=True)
class Team:
    """Crews that could do an order together, the lead crew first, and their number of pairs.

    ``novice`` is whether somebody in the bucket is not used to the heat yet.
    """

    crews: tuple[str, ...]
    pairs: int
    novice: bool = False


def spread(problem: ProblemData, order: WorkOrder, teams: tuple[Team, ...]) -> Bools:
    """Make an empty array start × option × team."""
    return np.zeros((problem.slots, len(order.grid_options), len(teams)), dtype=np.bool_)


def in_any_shift(problem: ProblemData) -> Bools:
    """Mark the slots whose start lies within the shift of some crew."""
    minute = np.arange(problem.slots) % 96 * SLOT_MINUTES
    inside = [
        (minute >= crew.shift_start_minute) & (minute < crew.shift_end_minute)
        for crew in problem.crews
    ]
    marked: Bools = np.logical_or.reduce(inside)
    return marked


def static_blocks(
    problem: ProblemData, order: WorkOrder, courses: Courses, teams: tuple[Team, ...]
) -> dict[str, Bools]:
    """Mark what the order's and the grid options' own rules forbid, and the stint limits."""
    blocks = {"stint_limit": spread(problem, order, teams)}
    for team, alike in _by_course(teams).items():
        limited = courses.of(order, team.pairs, novice=team.novice)
        blocks["stint_limit"][:, :, alike] = ~limited.exists[:, None, None]
        course = courses.unlimited(order, team.pairs, novice=team.novice)
        for rule, blocked in order_blocks(problem, order, course).items():
            _part(blocks, rule, problem, order, teams)[:, :, alike] |= blocked[:, None, None]
        for i, option in enumerate(order.grid_options):
            for rule, blocked in option_blocks(problem, order, option, course).items():
                _part(blocks, rule, problem, order, teams)[:, i, alike] |= blocked[:, None]
    return blocks


def _by_course(teams: tuple[Team, ...]) -> dict[Team, list[int]]:
    """Places of the teams whose jobs take the same course, by a team of no crews."""
    found: dict[Team, list[int]] = defaultdict(list)
    for k, team in enumerate(teams):
        found[replace(team, crews=())].append(k)
    return found


def _part(
    blocks: dict[str, Bools],
    rule: str,
    problem: ProblemData,
    order: WorkOrder,
    teams: tuple[Team, ...],
) -> Bools:
    if rule not in blocks:
        blocks[rule] = spread(problem, order, teams)
    return blocks[rule]


def plan_blocks(
    problem: ProblemData,
    schedule: Schedule,
    order: WorkOrder,
    courses: Courses,
    teams: tuple[Team, ...],
) -> dict[str, Bools]:
    """Mark what the placed orders forbid through the grid or as predecessors."""
    blocks: dict[str, Bools] = {}
    placed = {job.work_order: job for job in schedule.assignments}
    pairs = [p for p in problem.exclusive_pairs if order.id in (p.first[0], p.second[0])]
    for team, alike in _by_course(teams).items():
        course = courses.unlimited(order, team.pairs, novice=team.novice)
        for name in order.after:
            early = _before(course, placed.get(name))[:, None, None]
            _part(blocks, "predecessor", problem, order, teams)[:, :, alike] |= early
        for i, option in enumerate(order.grid_options):
            full = _full_sections(problem, schedule, option, course)[:, None]
            _part(blocks, "reclosers_blocked", problem, order, teams)[:, i, alike] |= full
            for pair in pairs:
                met = _meets(problem, placed, order, option, course, pair)
                if met is not None:
                    _part(blocks, pair.rule, problem, order, teams)[:, i, alike] |= met[:, None]
    return blocks


def _before(course: Course, job: Assignment | None) -> Bools:
    if job is None:
        return np.ones(len(course.start), dtype=np.bool_)
    early: Bools = course.start < job.end_minute
    return early


def _full_sections(
    problem: ProblemData, schedule: Schedule, option: GridOption, course: Course
) -> Bools:
    """Mark starts that would block one feeder too many somewhere."""
    cap = problem.feeders_blocked_per_bus_section
    crowded = np.zeros(problem.slots, dtype=np.bool_)
    for section in sorted({problem.bus_section_of_feeder[f] for f in option.blocked_feeders}):
        in_section = sorted(f for f, s in problem.bus_section_of_feeder.items() if s == section)
        count = np.zeros(problem.slots, dtype=np.int64)
        for feeder in in_section:
            ours = feeder in option.blocked_feeders
            count += 1 if ours else _blocked(problem, schedule, feeder)
        crowded |= count > cap
    return touching(problem, course, crowded, option.transfer_plan)


def _blocked(problem: ProblemData, schedule: Schedule, feeder: str) -> Bools:
    marked = np.zeros(problem.slots, dtype=np.bool_)
    for job in schedule.assignments:
        option = option_of(problem.order_by_id[job.work_order], job.transfer_plan)
        if feeder in option.blocked_feeders:
            marked |= _holding(problem, job)
    return marked


def _holding(problem: ProblemData, job: Assignment) -> Bools:
    margin = problem.margin_slots(job.transfer_plan)
    slots = np.arange(problem.slots)
    first = job.start_minute // SLOT_MINUTES - margin
    marked: Bools = (slots >= first) & (slots < job.occupied_slots.stop + margin)
    return marked


def touching(problem: ProblemData, course: Course, closed: Bools, transfer_plan: str) -> Bools:
    """Mark the starts that hold the grid in a marked slot."""
    first, last = phase_slots(problem, "grid", course, transfer_plan)
    count = np.concatenate(([0], np.cumsum(closed)))
    size = problem.slots
    marked: Bools = count[np.clip(last, 0, size)] > count[np.clip(first, 0, size)]
    return marked


def _meets(
    problem: ProblemData,
    placed: dict[str, Assignment],
    order: WorkOrder,
    option: GridOption,
    course: Course,
    pair: ExclusivePair,
) -> Bools | None:
    """Mark starts that meet the placed order of a pair; None if the pair is not concerned."""
    mine, other = pair.first, pair.second
    if mine[0] != order.id:
        mine, other = other, mine
    job = placed.get(other[0])
    if mine[0] != order.id or job is None or mine[1] not in (None, option.transfer_plan):
        return None
    if other[1] not in (None, job.transfer_plan):
        return None
    closed = _holding(problem, job)
    if pair.slots is not None:
        closed &= np.isin(np.arange(problem.slots), sorted(pair.slots))
    return touching(problem, course, closed, option.transfer_plan)
