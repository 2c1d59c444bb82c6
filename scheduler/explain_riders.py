"""Who may be in a team's bucket from each start, where workers are not used to the heat yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.crew_days import CrewDays
from scheduler.explain_grid import Team, spread
from scheduler.order_rules import Bools, Courses
from scheduler.problem import ProblemData
from scheduler.records import DAY_SLOTS, WorkOrder
from scheduler.riders import Riders
from scheduler.rosters import need_of


def riders_of(
    order: WorkOrder, courses: Courses, crew_days: CrewDays, team: Team
) -> tuple[Riders | None, ...]:
    """Find the riders of a team for each start; None where it goes with others or not at all.

    A team counts without a new worker unless it can do the order only with one: what then keeps
    it away is the shorter stints, not the lack of others.
    """
    matters = courses.novice_matters(order, team.pairs)
    return tuple(
        _riders(order, crew_days, team, slot // DAY_SLOTS, matters=bool(matter))
        for slot, matter in enumerate(matters)
    )


def _riders(
    order: WorkOrder, crew_days: CrewDays, team: Team, day: int, *, matters: bool
) -> Riders | None:
    if not matters:
        return None if team.novice else Riders.ANY
    new = _can(order, crew_days, team, day, Riders.ANY) and _has_novice(order, crew_days, team, day)
    if team.novice:
        return Riders.WITH_NOVICE if new else None
    if _can(order, crew_days, team, day, Riders.ACCLIMATISED):
        return Riders.ACCLIMATISED
    return None if new else Riders.ANY


def _can(order: WorkOrder, crew_days: CrewDays, team: Team, day: int, riders: Riders) -> bool:
    """Whether every crew of a team has a roster with such riders."""
    return all(
        crew_days.rosters(crew, day, need_of(order, leads=i == 0, pairs=team.pairs, riders=riders))
        for i, crew in enumerate(team.crews)
    )


def _has_novice(order: WorkOrder, crew_days: CrewDays, team: Team, day: int) -> bool:
    """Whether some crew of a team has a roster with a new worker in the bucket."""
    needs = [need_of(order, leads=i == 0, pairs=team.pairs) for i in range(len(team.crews))]
    return any(
        crew_days.rosters(crew, day, replace(need, riders=Riders.WITH_NOVICE))
        for crew, need in zip(team.crews, needs, strict=True)
    )


def possible(
    problem: ProblemData,
    order: WorkOrder,
    courses: Courses,
    crew_days: CrewDays,
    teams: tuple[Team, ...],
) -> Bools:
    """Mark start × option × team where the team is one to be considered."""
    marked = ~spread(problem, order, teams)
    for k, team in enumerate(teams):
        riders = riders_of(order, courses, crew_days, team)
        marked[:, :, k] = np.array([each is not None for each in riders])[:, None]
    return marked
