"""Starts that the crews forbid, as arrays start × option × team."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

from scheduler.crew_days import CrewDays
from scheduler.explain_grid import Team, in_any_shift, spread
from scheduler.explain_relief import Relieved
from scheduler.explain_riders import riders_of
from scheduler.fleet import Fleet
from scheduler.heat_limits import Template
from scheduler.order_rules import Bools, Courses
from scheduler.outdoors import outdoors_of, within_caps
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, MAX_PAIRS, SLOT_MINUTES, WorkOrder
from scheduler.riders import Riders
from scheduler.rosters import Need, need_of
from scheduler.schedule import CrewPart
from scheduler.water import water_g


def teams_of(problem: ProblemData, order: WorkOrder) -> tuple[Team, ...]:
    """List the teams that the number of crews and a locked crew allow."""
    crews = sorted(crew.id for crew in problem.crews)
    return tuple(
        Team(crews=names, pairs=pairs, novice=novice)
        for names in permutations(crews, order.crews_needed)
        if order.locked_crew in (None, names[0])
        for pairs in range(1, MAX_PAIRS + 1)
        for novice in ((False, True) if problem.novice_days else (False,))
    )


def crew_blocks(
    problem: ProblemData,
    order: WorkOrder,
    courses: Courses,
    crew_days: CrewDays,
    relieved: Mapping[Team, Relieved],
) -> dict[str, Bools]:
    """Mark what shifts, people and vehicles forbid even in an empty plan.

    ``relieved`` names every team.
    """
    blocks: dict[str, Bools] = {}
    teams, fleet = tuple(relieved), Fleet(problem)
    shift = in_any_shift(problem).tolist()
    for k, team in enumerate(teams):
        riders = riders_of(order, courses, crew_days, team)
        course = courses.unlimited(order, team.pairs, novice=team.novice)
        for slot, template in enumerate(course.templates):
            rules = (
                {"outside_shift"}
                if template is None or not shift[slot]
                else _rules(
                    problem,
                    order,
                    crew_days,
                    fleet,
                    team,
                    template,
                    riders[slot],
                    relieved[team].get(slot, ()),
                )
            )
            for rule in sorted(rules):
                if rule not in blocks:
                    blocks[rule] = spread(problem, order, teams)
                blocks[rule][slot, :, k] = True
    return blocks


def _rules(
    problem: ProblemData,
    order: WorkOrder,
    crew_days: CrewDays,
    fleet: Fleet,
    team: Team,
    template: Template,
    riders: Riders | None,
    handovers: tuple[int, ...],
) -> set[str]:
    """Find the rules that keep a team from one start; none if it is out of the question."""
    found: set[str] = set()
    if riders is None:
        return found
    start, end = template.start_minute, template.end_minute
    day = start // DAY_MINUTES
    for i, name in enumerate(team.crews):
        if not _in_shift(problem, order, name, start, end):
            found.add("outside_shift")
        strained = problem.starts_by_crew.get((order.id, name), {}).get(start // SLOT_MINUTES)
        if strained is not None:
            found.add(strained)
        if not fleet.choices(name, order.vehicle_kinds, start, end):
            found.add("vehicle_missing")
        need = need_at(order, template, riders, handovers, leads=i == 0)
        rosters = crew_days.rosters(name, day, need)
        if not rosters:
            found.add(crew_days.lacking(name, day, need))
        elif not some_fit(problem, order, crew_days, name, template, rosters, {}):
            found.add("outdoor_cap")
        if too_dry(problem, order, name, template, handovers):
            found.add("water_budget")
    return found


def need_at(
    order: WorkOrder,
    template: Template,
    riders: Riders,
    handovers: tuple[int, ...],
    *,
    leads: bool,
) -> Need:
    """What a start asks of one crew of a team; with hand-overs everybody who watches has relief."""
    pairs, relieved = len(template.pair_minutes), bool(handovers)
    return need_of(order, leads=leads, pairs=pairs, riders=riders, relieved=relieved)


def _in_shift(problem: ProblemData, order: WorkOrder, name: str, start: int, end: int) -> bool:
    crew = problem.crew_by_id[name]
    midnight = start // DAY_MINUTES * DAY_MINUTES
    travel = problem.travel_minutes
    return (
        start - travel[crew.base_site][order.site] >= midnight + crew.shift_start_minute
        and end + travel[order.site][crew.base_site] <= midnight + crew.shift_end_minute
    )


def some_fit(
    problem: ProblemData,
    order: WorkOrder,
    crew_days: CrewDays,
    crew: str,
    template: Template,
    rosters: tuple[CrewPart, ...],
    spent: dict[tuple[str, int], int],
) -> bool:
    """Whether some roster stays under every cap, with minutes already spent."""
    day = template.start_minute // DAY_MINUTES
    capped = crew_days.capped(crew, day)
    return any(
        within_caps(problem, day, [(name, t + spent.get((name, day), 0)) for name, t in outdoors])
        for _, outdoors in outdoors_of(problem, order, template, rosters, capped)
    )


def too_dry(
    problem: ProblemData,
    order: WorkOrder,
    crew: str,
    template: Template,
    handovers: tuple[int, ...],
    spent_g: int = 0,
) -> bool:
    """Whether the crew has too little water for a job, after what its other jobs take."""
    budget = problem.water.budget(crew, template.start_minute // DAY_MINUTES)
    if budget is None or order.locked_start_minute is not None:
        return False
    return water_g(order, template, problem.water, handovers) + spent_g > budget
