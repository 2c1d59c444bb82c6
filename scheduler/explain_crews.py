"""Starts that the crews forbid, as arrays start × option × team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations

from scheduler.crew_days import CrewDays
from scheduler.explain_grid import Team, spread
from scheduler.explain_riders import riders_of
from scheduler.fleet import use_slots, vehicle_choices
from scheduler.gaps import gap_between
from scheduler.heat_limits import Template
from scheduler.order_rules import Bools, Courses
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, MAX_PAIRS, SLOT_MINUTES, WorkOrder
from scheduler.riders import Riders
from scheduler.rosters import Need, minutes_outdoors, need_of
from scheduler.schedule import Assignment, CrewPart, Lunch, Schedule, Stint
from scheduler.verify_water import water_spent
from scheduler.water import CrewDay, water_g


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
    teams: tuple[Team, ...],
) -> dict[str, Bools]:
    """Mark what shifts, people and vehicles forbid even in an empty plan."""
    blocks: dict[str, Bools] = {}
    for k, team in enumerate(teams):
        riders = riders_of(order, courses, crew_days, team)
        course = courses.unlimited(order, team.pairs, novice=team.novice)
        for slot, template in enumerate(course.templates):
            rules = (
                {"outside_shift"}
                if template is None
                else _rules(problem, order, crew_days, team, template, riders[slot])
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
    team: Team,
    template: Template,
    riders: Riders | None,
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
        if not vehicle_choices(problem, name, order.vehicle_kinds, start, end):
            found.add("vehicle_missing")
        need = need_of(order, leads=i == 0, pairs=len(template.pair_minutes), riders=riders)
        rosters = crew_days.rosters(name, day, need)
        if not rosters:
            found.add(crew_days.lacking(name, day, need))
        elif not _some_fit(problem, crew_days, name, template, rosters, {}):
            found.add("outdoor_cap")
        if _too_dry(problem, order, name, template):
            found.add("water_budget")
    return found


def _in_shift(problem: ProblemData, order: WorkOrder, name: str, start: int, end: int) -> bool:
    crew = problem.crew_by_id[name]
    midnight = start // DAY_MINUTES * DAY_MINUTES
    travel = problem.travel_minutes
    return (
        start - travel[crew.base_site][order.site] >= midnight + crew.shift_start_minute
        and end + travel[order.site][crew.base_site] <= midnight + crew.shift_end_minute
    )


def _some_fit(
    problem: ProblemData,
    crew_days: CrewDays,
    crew: str,
    template: Template,
    rosters: tuple[CrewPart, ...],
    spent: dict[tuple[str, int], int],
) -> bool:
    """Whether some roster stays under every cap, with minutes already spent."""
    day = template.start_minute // DAY_MINUTES
    capped = crew_days.capped(crew, day)
    for roster in rosters:
        caps = [
            (
                problem.worker_by_id[name].outdoor_cap_minutes[day],
                minutes + spent.get((name, day), 0),
            )
            for name, minutes in minutes_outdoors(template, roster, capped)
        ]
        if all(cap is None or minutes <= cap for cap, minutes in caps):
            return True
    return False


def taken_blocks(
    problem: ProblemData,
    schedule: Schedule,
    order: WorkOrder,
    courses: Courses,
    crew_days: CrewDays,
    teams: tuple[Team, ...],
) -> Bools:
    """Mark where the placed orders leave a team no time, minutes outdoors or vehicle."""
    taken = spread(problem, order, teams)
    spent = _spent(problem, schedule)
    jobs = [(job, _template_of(job)) for job in schedule.assignments]
    water = water_spent(problem, schedule)
    for k, team in enumerate(teams):
        riders = riders_of(order, courses, crew_days, team)
        course = courses.unlimited(order, team.pairs, novice=team.novice)
        for slot, template in enumerate(course.templates):
            who = riders[slot]
            if template is not None and who is not None:
                needs = [
                    need_of(order, leads=i == 0, pairs=len(template.pair_minutes), riders=who)
                    for i in range(len(team.crews))
                ]
                taken[slot, :, k] = any(
                    _busy(problem, schedule, jobs, order, name, template)
                    or _worn_out(problem, crew_days, need, name, template, spent)
                    or _dried_out(problem, order, name, template, water)
                    or _no_vehicle(problem, schedule, order, name, template)
                    for name, need in zip(team.crews, needs, strict=True)
                )
    return taken


def _busy(
    problem: ProblemData,
    schedule: Schedule,
    jobs: Sequence[tuple[Assignment, Template]],
    order: WorkOrder,
    crew: str,
    template: Template,
) -> bool:
    day = template.start_minute // DAY_MINUTES
    for job, there in jobs:
        same_day = job.start_minute // DAY_MINUTES == day
        if not same_day or all(part.crew != crew for part in job.parts):
            continue
        other = problem.order_by_id[job.work_order]
        after, before = gap_between(problem, other, order), gap_between(problem, order, other)
        free = max(
            job.end_minute + after.after_job(there.longest_stint),
            _leaves(schedule, crew, job) + after.after_leaving(there.longest_stint),
        )
        needed = before.after_job(template.longest_stint)
        if template.start_minute < free and template.end_minute + needed > job.start_minute:
            return True
    return False


def _template_of(job: Assignment) -> Template:
    return Template(
        start_minute=job.start_minute,
        setup_end_minute=job.setup_end_minute,
        bucket_end_minute=job.bucket_end_minute,
        end_minute=job.end_minute,
        stints=job.stints,
        longest_stint=max(stint.minutes for stint in job.stints),
        pair_minutes=(),
    )


def _leaves(schedule: Schedule, crew: str, job: Assignment) -> int:
    """Minute at which a crew leaves a job; a lunch that starts at its end is taken there."""
    lunches: list[Lunch] = [m for m in schedule.lunches if m.crew == crew]
    ends = [m.end_minute for m in lunches if m.start_minute == job.end_minute]
    return max([job.end_minute, *ends])


def _spent(problem: ProblemData, schedule: Schedule) -> dict[tuple[str, int], int]:
    """Minutes outdoors by worker and day."""
    spent: dict[tuple[str, int], int] = defaultdict(int)
    for job in schedule.assignments:
        day = job.start_minute // DAY_MINUTES
        for part in job.parts:
            for name in part.watch:
                spent[name, day] += job.end_minute - job.start_minute
            for number, pair in enumerate(part.pairs):
                own = [stint for stint in job.stints if stint.pair == number]
                waited = min((s.start_minute for s in own), default=job.setup_end_minute)
                turns = _turns(own, rest_outdoors=problem.rest_outdoors)
                for name in pair:
                    spent[name, day] += waited - job.start_minute + turns
    return spent


def _turns(own: Sequence[Stint], *, rest_outdoors: bool) -> int:
    """Minutes outdoors of a pair from its first stint to its last."""
    if own and rest_outdoors:
        return max(s.end_minute for s in own) - min(s.start_minute for s in own)
    return sum(s.minutes for s in own)


def _worn_out(
    problem: ProblemData,
    crew_days: CrewDays,
    need: Need,
    crew: str,
    template: Template,
    spent: dict[tuple[str, int], int],
) -> bool:
    rosters = crew_days.rosters(crew, template.start_minute // DAY_MINUTES, need)
    rested = _some_fit(problem, crew_days, crew, template, rosters, {})
    return rested and not _some_fit(problem, crew_days, crew, template, rosters, spent)


def _too_dry(
    problem: ProblemData, order: WorkOrder, crew: str, template: Template, spent_g: int = 0
) -> bool:
    """Whether the crew has too little water for a job, after what its other jobs take."""
    budget = problem.water.budget(crew, template.start_minute // DAY_MINUTES)
    if budget is None or order.locked_start_minute is not None:
        return False
    return water_g(order, template, problem.water) + spent_g > budget


def _dried_out(
    problem: ProblemData,
    order: WorkOrder,
    crew: str,
    template: Template,
    spent: Mapping[CrewDay, int],
) -> bool:
    """Whether it is the placed orders that leave the crew too little water."""
    spent_g = spent.get((crew, template.start_minute // DAY_MINUTES), 0)
    return _too_dry(problem, order, crew, template, spent_g) and not _too_dry(
        problem, order, crew, template
    )


def _no_vehicle(
    problem: ProblemData, schedule: Schedule, order: WorkOrder, crew: str, template: Template
) -> bool:
    start, end = template.start_minute, template.end_minute
    choices = vehicle_choices(problem, crew, order.vehicle_kinds, start, end)
    free = [all(_free(problem, schedule, v, start, end) for v in names) for names in choices]
    return bool(free) and not any(free)


def _free(problem: ProblemData, schedule: Schedule, name: str, start: int, end: int) -> bool:
    vehicle = problem.vehicle_by_id[name]
    if not vehicle.shared:
        return True
    first, last = use_slots(problem, vehicle, start, end)
    for job in schedule.assignments:
        if any(name in part.vehicles for part in job.parts):
            begin, until = use_slots(problem, vehicle, job.start_minute, job.end_minute)
            if first < until and begin < last:
                return False
    return True
