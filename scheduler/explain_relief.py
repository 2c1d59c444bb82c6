"""Where a team does an order with everybody who watches relieved."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scheduler.crew_days import CrewDays
from scheduler.explain_grid import Team
from scheduler.explain_riders import riders_of
from scheduler.order_rules import EXPOSURE_ON_SITE, Bools, Courses, handovers_of, order_blocks
from scheduler.problem import ProblemData
from scheduler.records import DAY_SLOTS, WorkOrder
from scheduler.riders import Riders
from scheduler.rosters import need_of

Relieved = Mapping[int, tuple[int, ...]]
"""Hand-overs of those who watch by start slot; not there where nobody is relieved."""


def relieved_at(
    problem: ProblemData, order: WorkOrder, courses: Courses, crew_days: CrewDays, team: Team
) -> Relieved:
    """Hand-overs by start slot, where the job is too long for one watch and the team has two."""
    if not order.watch_limits:
        return {}
    course = courses.unlimited(order, team.pairs, novice=team.novice)
    too_long = np.flatnonzero(order_blocks(problem, order, course)[EXPOSURE_ON_SITE]).tolist()
    riders = riders_of(order, courses, crew_days, team)
    found: dict[int, tuple[int, ...]] = {}
    for slot in too_long:
        template, who = course.templates[slot], riders[slot]
        if template is not None and who is not None and _can(order, crew_days, team, slot, who):
            found[slot] = handovers_of(problem, order, template)
    return {slot: handovers for slot, handovers in found.items() if handovers}


def _can(order: WorkOrder, crew_days: CrewDays, team: Team, slot: int, riders: Riders) -> bool:
    return all(
        crew_days.rosters(
            crew,
            slot // DAY_SLOTS,
            need_of(order, leads=i == 0, pairs=team.pairs, riders=riders, relieved=True),
        )
        for i, crew in enumerate(team.crews)
    )


def lift_exposure(
    blocks: Mapping[str, Bools],
    relieved: Mapping[Team, Relieved],
    teams: tuple[Team, ...],
) -> dict[str, Bools]:
    """Take the starts that relief opens to a team out of what exposure closes."""
    lifted = dict(blocks)
    for k, team in enumerate(teams):
        if relieved[team]:
            closed = lifted[EXPOSURE_ON_SITE].copy()
            closed[list(relieved[team]), :, k] = False
            lifted[EXPOSURE_ON_SITE] = closed
    return lifted
