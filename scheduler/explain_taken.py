"""Where the placed orders leave a team no time, people, water or vehicle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from scheduler.crew_days import CrewDays
from scheduler.explain_crews import need_at, some_fit, too_dry
from scheduler.explain_grid import Team, in_any_shift, spread
from scheduler.explain_relief import Relieved
from scheduler.explain_riders import riders_of
from scheduler.fleet import Fleet, use_slots
from scheduler.gaps import gap_between
from scheduler.heat_dose import outdoors
from scheduler.heat_limits import Template
from scheduler.order_rules import Bools, Courses
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, WorkOrder
from scheduler.rosters import Need
from scheduler.schedule import Assignment, Lunch, Schedule
from scheduler.verify_water import water_spent
from scheduler.water import CrewDay


def taken_blocks(
    problem: ProblemData,
    schedule: Schedule,
    order: WorkOrder,
    courses: Courses,
    crew_days: CrewDays,
    relieved: Mapping[Team, Relieved],
) -> Bools:
    """Mark where the placed orders leave a team no time, minutes outdoors or vehicle.

    ``relieved`` names every team. Starts outside all shifts are not looked at.
    """
    teams = tuple(relieved)
    taken = spread(problem, order, teams)
    spent = _spent(problem, schedule)
    jobs = _jobs_by_crew_day(schedule)
    water = water_spent(problem, schedule)
    fleet, uses = Fleet(problem), _uses(problem, schedule)
    shift = in_any_shift(problem).tolist()
    for k, team in enumerate(teams):
        riders = riders_of(order, courses, crew_days, team)
        course = courses.unlimited(order, team.pairs, novice=team.novice)
        for slot, template in enumerate(course.templates):
            who = riders[slot]
            if shift[slot] and template is not None and who is not None:
                handovers = relieved[team].get(slot, ())
                needs = [
                    need_at(order, template, who, handovers, leads=i == 0)
                    for i in range(len(team.crews))
                ]
                taken[slot, :, k] = any(
                    _busy(problem, jobs, order, name, template)
                    or _worn_out(problem, order, crew_days, need, name, template, spent)
                    or _dried_out(problem, order, name, template, handovers, water)
                    or _no_vehicle(problem, fleet, uses, order, name, template)
                    for name, need in zip(team.crews, needs, strict=True)
                )
    return taken


def _busy(
    problem: ProblemData,
    jobs: Mapping[CrewDay, Sequence[_Job]],
    order: WorkOrder,
    crew: str,
    template: Template,
) -> bool:
    day = template.start_minute // DAY_MINUTES
    for job, there, leaves in jobs.get((crew, day), ()):
        other = problem.order_by_id[job.work_order]
        after, before = gap_between(problem, other, order), gap_between(problem, order, other)
        free = max(
            job.end_minute + after.after_job(there.longest_stint),
            leaves + after.after_leaving(there.longest_stint),
        )
        needed = before.after_job(template.longest_stint)
        if template.start_minute < free and template.end_minute + needed > job.start_minute:
            return True
    return False


_Job = tuple[Assignment, Template, int]
"""A job, its course, and the minute at which a crew leaves it."""


def _jobs_by_crew_day(schedule: Schedule) -> dict[CrewDay, list[_Job]]:
    lunches: dict[str, list[Lunch]] = defaultdict(list)
    for lunch in schedule.lunches:
        lunches[lunch.crew].append(lunch)
    found: dict[CrewDay, list[_Job]] = defaultdict(list)
    for job in schedule.assignments:
        for part in job.parts:
            leaves = _leaves(lunches[part.crew], job)
            day = job.start_minute // DAY_MINUTES
            found[part.crew, day].append((job, _template_of(job), leaves))
    return found


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


def _leaves(lunches: Iterable[Lunch], job: Assignment) -> int:
    """Minute at which a crew leaves a job; a lunch that starts at its end is taken there."""
    ends = [m.end_minute for m in lunches if m.start_minute == job.end_minute]
    return max([job.end_minute, *ends])


def _spent(problem: ProblemData, schedule: Schedule) -> dict[tuple[str, int], int]:
    """Minutes outdoors by worker and day."""
    spent: dict[tuple[str, int], int] = defaultdict(int)
    for job in schedule.assignments:
        for part in job.parts:
            spans = outdoors(job, part, rest_outdoors=problem.rest_outdoors)
            for name, mine in spans.items():
                spent[name, job.start_minute // DAY_MINUTES] += sum(b - a for a, b in mine)
    return spent


def _worn_out(
    problem: ProblemData,
    order: WorkOrder,
    crew_days: CrewDays,
    need: Need,
    crew: str,
    template: Template,
    spent: dict[tuple[str, int], int],
) -> bool:
    day = template.start_minute // DAY_MINUTES
    if not any((name, day) in spent for name in crew_days.capped(crew, day)):
        return False
    rosters = crew_days.rosters(crew, day, need)
    rested = some_fit(problem, order, crew_days, crew, template, rosters, {})
    return rested and not some_fit(problem, order, crew_days, crew, template, rosters, spent)


def _dried_out(
    problem: ProblemData,
    order: WorkOrder,
    crew: str,
    template: Template,
    handovers: tuple[int, ...],
    spent: Mapping[CrewDay, int],
) -> bool:
    """Whether it is the placed orders that leave the crew too little water."""
    spent_g = spent.get((crew, template.start_minute // DAY_MINUTES), 0)
    return (
        spent_g > 0
        and too_dry(problem, order, crew, template, handovers, spent_g)
        and not too_dry(problem, order, crew, template, handovers)
    )


Uses = Mapping[str, Sequence[tuple[int, int]]]
"""Slots in which the placed orders use each shared vehicle, its gap included."""


def _uses(problem: ProblemData, schedule: Schedule) -> Uses:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for job in schedule.assignments:
        for name in dict.fromkeys(name for part in job.parts for name in part.vehicles):
            vehicle = problem.vehicle_by_id[name]
            if vehicle.shared:
                found[name].append(use_slots(problem, vehicle, job.start_minute, job.end_minute))
    return found


def _no_vehicle(
    problem: ProblemData,
    fleet: Fleet,
    uses: Uses,
    order: WorkOrder,
    crew: str,
    template: Template,
) -> bool:
    start, end = template.start_minute, template.end_minute
    choices = fleet.choices(crew, order.vehicle_kinds, start, end)
    free = [all(_free(problem, uses, v, start, end) for v in names) for names in choices]
    return bool(free) and not any(free)


def _free(problem: ProblemData, uses: Uses, name: str, start: int, end: int) -> bool:
    taken = uses.get(name)
    if not taken:
        return True
    first, last = use_slots(problem, problem.vehicle_by_id[name], start, end)
    return all(last <= begin or first >= until for begin, until in taken)
