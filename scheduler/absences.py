"""Workers who are away for a part of a day: who of a crew is left for a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scheduler.explain_grid import Team, spread
from scheduler.heat_limits import Template
from scheduler.modes import Part, Timing
from scheduler.order_rules import Bools, Courses
from scheduler.outdoors import outdoors_of, within_caps
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, WorkOrder
from scheduler.rosters import all_rosters, distinct_rosters, need_of, rosters_with_relief
from scheduler.schedule import CrewPart

RULE = "worker_unavailable"

Capped = Mapping[tuple[str, int], frozenset[str]]
"""Workers whose outdoor cap has to be watched, by crew and day."""


def away(problem: ProblemData, start_minute: int, end_minute: int) -> frozenset[str]:
    """Workers who are away in some minute of [start, end)."""
    return frozenset(
        absence.worker for absence in problem.absences if absence.touches(start_minute, end_minute)
    )


def of_those_present(
    problem: ProblemData, timings: Sequence[Timing], parts: Iterable[Part], capped: Capped
) -> Iterator[Part]:
    """Leave those who are away out of the rosters, and parts without a roster out altogether."""
    for part in parts:
        template = timings[part.timing].template
        gone = away(problem, template.start_minute, template.end_minute)
        if not any(name in gone for roster in part.rosters for name in roster.people):
            yield part
            continue
        left = restaffed(problem, timings[part.timing], part, capped, gone)
        if left is not None:
            yield left


def restaffed(
    problem: ProblemData,
    timing: Timing,
    part: Part,
    capped: Capped,
    gone: frozenset[str],
    leader: str | None = None,
) -> Part | None:
    """Find the rosters of a part anew, without some workers and with one leader if named."""
    members = [w for w in problem.workers if w.crew == part.crew and w.id not in gone]
    need = need_of(
        timing.order,
        leads=part.leads,
        pairs=timing.pairs,
        riders=timing.riders,
        relieved=timing.relieved,
    )
    watched = capped[part.crew, timing.day]

    def led() -> Iterator[CrewPart]:
        for roster in all_rosters(members, timing.day, need, part.crew):
            if leader in (None, roster.leader):
                yield roster

    found = distinct_rosters(led(), watched)
    if not need.relieved:
        found += distinct_rosters(rosters_with_relief(members, timing.day, led()), watched)
    return with_rosters(problem, timing, part, found, watched)


def with_rosters(
    problem: ProblemData,
    timing: Timing,
    part: Part,
    rosters: Iterable[CrewPart],
    capped: frozenset[str],
) -> Part | None:
    """Give a part these rosters, those aside who would be outdoors too long in the job alone."""
    # those with relief come last
    in_order = sorted(rosters, key=lambda roster: bool(roster.relief))
    able = [
        (roster, minutes)
        for roster, minutes in outdoors_of(problem, timing.order, timing.template, in_order, capped)
        if within_caps(problem, timing.day, minutes)
    ]
    if not able:
        return None
    return replace(
        part,
        rosters=tuple(roster for roster, _ in able),
        outdoors=tuple(minutes for _, minutes in able),
    )


def absence_blocks(
    problem: ProblemData, order: WorkOrder, courses: Courses, teams: tuple[Team, ...]
) -> dict[str, Bools]:
    """Mark the starts for which a team lacks people because some are away."""
    if not problem.absences:
        return {}
    blocked = spread(problem, order, teams)
    for k, team in enumerate(teams):
        templates = courses.unlimited(order, team.pairs, novice=team.novice).templates
        lacking = [
            template is not None and _lacks_people(problem, order, team, template)
            for template in templates
        ]
        blocked[:, :, k] = np.array(lacking, dtype=np.bool_)[:, None]
    return {RULE: blocked} if blocked.any() else {}


def _lacks_people(problem: ProblemData, order: WorkOrder, team: Team, template: Template) -> bool:
    gone = away(problem, template.start_minute, template.end_minute)
    day = template.start_minute // DAY_MINUTES
    for i, crew in enumerate(team.crews):
        members = [w for w in problem.workers if w.crew == crew]
        left = [w for w in members if w.id not in gone]
        need = need_of(order, leads=i == 0, pairs=len(template.pair_minutes))
        if (
            len(left) < len(members)
            and any(True for _ in all_rosters(members, day, need, crew))
            and not any(True for _ in all_rosters(left, day, need, crew))
        ):
            return True
    return False
