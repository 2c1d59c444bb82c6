"""Workers who are away for a part of a day: who of a crew is left for a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scheduler.explain_grid import Team, spread
from scheduler.heat_limits import Template
from scheduler.modes import Part, Timing
from scheduler.order_rules import Bools, Courses
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, WorkOrder
from scheduler.rosters import MOST_ROSTERS, all_rosters, distinct_rosters, need_of
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
        if not any(name in gone for roster in part.rosters for name in people(roster)):
            yield part
            continue
        left = restaffed(problem, timings[part.timing], part, capped, gone)
        if left is not None:
            yield left


def people(roster: CrewPart) -> tuple[str, ...]:
    """Everybody of a crew in a job."""
    return (*roster.watch, *roster.bucket)


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
    need = need_of(timing.order, leads=part.leads, pairs=timing.pairs, riders=timing.riders)
    watched = capped[part.crew, timing.day]
    found = (
        roster
        for roster in all_rosters(members, timing.day, need, part.crew)
        if leader in (None, roster.leader)
    )
    return with_rosters(problem, timing, part, distinct_rosters(found, watched), watched)


def with_rosters(
    problem: ProblemData,
    timing: Timing,
    part: Part,
    rosters: Iterable[CrewPart],
    capped: frozenset[str],
) -> Part | None:
    """Give a part these rosters, those aside who would be outdoors too long in the job alone."""
    able = [
        (roster, minutes)
        for roster in rosters
        if _within_caps(problem, timing.day, minutes := spent_by(timing.template, roster, capped))
    ][:MOST_ROSTERS]
    if not able:
        return None
    return replace(
        part,
        rosters=tuple(roster for roster, _ in able),
        outdoors=tuple(minutes for _, minutes in able),
    )


def spent_by(
    template: Template, roster: CrewPart, capped: frozenset[str]
) -> tuple[tuple[str, int], ...]:
    """Minutes outdoors in a job of those whose cap has to be watched."""
    spent = outdoors(template, roster)
    return tuple((name, spent[name]) for name in sorted(spent) if name in capped)


def outdoors(template: Template, roster: CrewPart) -> dict[str, int]:
    """Minutes outdoors of everybody of a crew in a job."""
    spent = dict.fromkeys(roster.watch, template.watch_minutes)
    for pair, minutes in zip(roster.pairs, template.pair_minutes, strict=True):
        spent.update(dict.fromkeys(pair, minutes))
    return spent


def _within_caps(problem: ProblemData, day: int, minutes: Iterable[tuple[str, int]]) -> bool:
    caps = [(problem.worker_by_id[name].outdoor_cap_minutes[day], spent) for name, spent in minutes]
    return all(cap is None or spent <= cap for cap, spent in caps)


def absence_blocks(
    problem: ProblemData, order: WorkOrder, courses: Courses, teams: tuple[Team, ...]
) -> dict[str, Bools]:
    """Mark the starts for which a team lacks people because some are away."""
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
