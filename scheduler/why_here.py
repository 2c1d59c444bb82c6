"""Why a placed order is where it is, what keeps other crews away, and what moving it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduler.crew_days import CrewDays
from scheduler.explain import Blocked, blocked_starts
from scheduler.explain_grid import in_any_shift
from scheduler.openings import Place, free_places, place_of
from scheduler.order_rules import Bools, Courses
from scheduler.problem import ProblemData
from scheduler.records import SLOT_MINUTES
from scheduler.schedule import Assignment, Schedule

MOST_MOVES = 3
"""Other places that are named."""


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Starts that a rule closes, whatever the others do, and by itself."""

    rule: str
    starts: int
    starts_alone: int


@dataclass(frozen=True, kw_only=True)
class OtherCrew:
    """Another lead crew at the same start.

    Parameters
    ----------
    crew
        The crew.
    rules
        What keeps it away; none where it could do it.
    place
        The order done by it at that start; None where rules keep it away.
    """

    crew: str
    rules: tuple[str, ...]
    place: Place | None


@dataclass(frozen=True, kw_only=True)
class WhyHere:
    """Why an order is where it is, all others as they are.

    Parameters
    ----------
    job
        Its job.
    earlier_starts
        Starts within a shift before its own.
    earlier
        What closes them, most starts first.
    earliest
        The earliest place before its own that is open; None if there is none.
    crews
        The other crews at its start.
    here
        The place it has; its gain is what the order is worth there.
    moves
        Other places, the cheapest first.
    """

    job: Assignment
    earlier_starts: int
    earlier: tuple[Closed, ...]
    earliest: Place | None
    crews: tuple[OtherCrew, ...]
    here: Place
    moves: tuple[Place, ...]


def why_here(problem: ProblemData, schedule: Schedule, order: str) -> WhyHere:
    """Explain a placed order.

    Parameters
    ----------
    problem, schedule
        What was to be planned, and the plan.
    order
        An order that is placed.
    """
    job = next(job for job in schedule.assignments if job.work_order == order)
    rest = replace(schedule, assignments=tuple(j for j in schedule.assignments if j is not job))
    given = problem.order_by_id[order]
    blocked = blocked_starts(problem, rest, given, Courses(problem), CrewDays(problem))
    assert blocked is not None  # for the type checker: a placed order has its crews
    places = [place for place in free_places(problem, schedule, order) if not _same(place, job)]
    before = [place for place in places if place.job.start_minute < job.start_minute]
    shift = in_any_shift(problem) & (np.arange(problem.slots) * SLOT_MINUTES < job.start_minute)
    return WhyHere(
        job=job,
        earlier_starts=int(shift.sum()),
        earlier=_closed(blocked, shift),
        earliest=min(before, key=lambda place: place.job.start_minute, default=None),
        crews=tuple(_other_crews(problem, blocked, job, places)),
        here=place_of(problem, schedule, order),
        moves=tuple(places[:MOST_MOVES]),
    )


def _same(place: Place, job: Assignment) -> bool:
    """Whether a place is the job's own: its start and its lead crew."""
    here = (job.start_minute, job.parts[0].crew)
    return (place.job.start_minute, place.job.parts[0].crew) == here


def _closed(blocked: Blocked, shift: Bools) -> tuple[Closed, ...]:
    found = []
    for rule, cells in blocked.blocks.items():
        others = [other for name, other in blocked.blocks.items() if name != rule]
        own = blocked.asked & cells & ~np.logical_or.reduce(others)
        alone = own.any(axis=(1, 2)) & shift
        everywhere = (cells | ~blocked.asked).all(axis=(1, 2)) & shift
        starts = int((alone | everywhere).sum())
        if starts:
            found.append(Closed(rule=rule, starts=starts, starts_alone=int(alone.sum())))
    return tuple(sorted(found, key=lambda c: (-c.starts_alone, -c.starts, c.rule)))


def _other_crews(
    problem: ProblemData, blocked: Blocked, job: Assignment, places: list[Place]
) -> list[OtherCrew]:
    slot = job.start_minute // SLOT_MINUTES
    at_start = {
        place.job.parts[0].crew: place
        for place in places
        if place.job.start_minute == job.start_minute
    }
    return [
        OtherCrew(
            crew=crew,
            rules=() if crew in at_start else _rules_at(blocked, slot, crew),
            place=at_start.get(crew),
        )
        for crew in sorted(problem.crew_by_id)
        if crew != job.parts[0].crew
    ]


def _rules_at(blocked: Blocked, slot: int, crew: str) -> tuple[str, ...]:
    """Rules that close a start to every team that a crew leads, else to some of them."""
    mine = [k for k, team in enumerate(blocked.teams) if team.crews[0] == crew]
    if not mine:
        return ("lock",)
    asked = blocked.asked[slot][:, mine]
    cells = {rule: blocks[slot][:, mine] for rule, blocks in blocked.blocks.items()}
    everywhere = [rule for rule, each in cells.items() if (each | ~asked).all()]
    some = [rule for rule, each in cells.items() if (each & asked).any()]
    return tuple(sorted(everywhere or some))
