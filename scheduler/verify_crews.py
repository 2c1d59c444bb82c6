"""Rules between the jobs of a crew, a worker or a vehicle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from scheduler.breach import Breach
from scheduler.crews import Crew
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment, CrewPart, Lunch, Schedule


def _crew_jobs(
    problem: ProblemData, schedule: Schedule
) -> Iterator[tuple[Crew, int, list[Assignment]]]:
    """Yield the jobs of each crew and day by start."""
    jobs: dict[tuple[str, int], list[Assignment]] = defaultdict(list)
    for job in schedule.assignments:
        for crew in sorted({part.crew for part in job.parts}):
            jobs[crew, job.start_minute // DAY_MINUTES].append(job)
    for (name, day), each in sorted(jobs.items()):
        yield problem.crew_by_id[name], day, sorted(each, key=lambda j: j.start_minute)


def _couples(
    problem: ProblemData, schedule: Schedule
) -> Iterator[tuple[Crew, Assignment, Assignment]]:
    for crew, _, jobs in _crew_jobs(problem, schedule):
        for before, after in combinations(jobs, 2):
            yield crew, before, after


def _between(
    rule: str, crew: str, before: Assignment, after: Assignment, found: int, limit: int
) -> Breach:
    return Breach(
        rule=rule,
        work_orders=(before.work_order, after.work_order),
        crew=crew,
        minute_from=before.end_minute,
        minute_to=after.start_minute,
        found=str(found),
        limit=str(limit),
    )


def crew_overlap(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A crew does one job at a time."""
    for crew, before, after in _couples(problem, schedule):
        if after.start_minute < before.end_minute:
            yield _between(
                "crew_overlap", crew.id, before, after, after.start_minute, before.end_minute
            )


def travel_too_short(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Between two jobs lies the way, and the lunch if it is taken there."""
    for crew, before, after in _couples(problem, schedule):
        one, other = (problem.order_by_id[j.work_order].site for j in (before, after))
        way = problem.travel_minutes[one][other]
        left = _leaves(schedule, crew.id, before)
        if before.end_minute <= after.start_minute < left + way:
            yield _between(
                "travel_too_short", crew.id, before, after, after.start_minute - left, way
            )


def _leaves(schedule: Schedule, crew: str, job: Assignment) -> int:
    """Minute at which the crew leaves a site: after the job, or the lunch right after it."""
    lunch = _lunch(schedule, crew, job.start_minute // DAY_MINUTES)
    if lunch is not None and _job_before(schedule, crew, lunch) is job:
        return max(job.end_minute, lunch.end_minute)
    return job.end_minute


def _lunch(schedule: Schedule, crew: str, day: int) -> Lunch | None:
    return next((m for m in schedule.lunches if (m.crew, m.day) == (crew, day)), None)


def _job_before(schedule: Schedule, crew: str, lunch: Lunch) -> Assignment | None:
    """Find the crew's last job of the day that starts before the lunch does."""
    jobs = [
        job
        for job in schedule.assignments
        if job.start_minute // DAY_MINUTES == lunch.day
        and job.start_minute < lunch.start_minute
        and any(part.crew == crew for part in job.parts)
    ]
    return max(jobs, key=lambda j: j.start_minute, default=None)


def rest_between_jobs(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Between the bucket work of two jobs lies the longest stint of the first, lunch apart."""
    for crew, before, after in _couples(problem, schedule):
        first, second = (problem.order_by_id[j.work_order] for j in (before, after))
        longest = max(s.end_minute - s.start_minute for s in before.stints)
        needed = longest - first.teardown_minutes - second.setup_minutes
        gap = after.start_minute - _leaves(schedule, crew.id, before)
        if before.end_minute <= after.start_minute and gap < needed:
            yield _between("rest_too_short", crew.id, before, after, gap, needed)


def outside_shift(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A crew leaves its base not before its shift starts and is back by its end."""
    for crew, day, jobs in _crew_jobs(problem, schedule):
        for job in jobs:
            depart, back = _trip(problem, crew, job)
            back += _leaves(schedule, crew.id, job) - job.end_minute
            begin = day * DAY_MINUTES + crew.shift_start_minute
            end = day * DAY_MINUTES + crew.shift_end_minute
            if depart < begin or back > end:
                yield Breach(
                    rule="outside_shift",
                    work_orders=(job.work_order,),
                    crew=crew.id,
                    minute_from=depart,
                    minute_to=back,
                    found=str(depart if depart < begin else back),
                    limit=str(begin if depart < begin else end),
                )


def _trip(problem: ProblemData, crew: Crew, job: Assignment) -> tuple[int, int]:
    """Departure from the base to a job and return from it, were it the only one."""
    site = problem.order_by_id[job.work_order].site
    there, back = problem.travel_minutes[crew.base_site][site], problem.travel_minutes[site]
    return job.start_minute - there, job.end_minute + back[crew.base_site]


def lunch_missing(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A crew out both before and after lunch time has its lunch, inside lunch time, off work."""
    if problem.lunch_minutes == 0:
        return
    for crew, day, jobs in _crew_jobs(problem, schedule):
        begin = day * DAY_MINUTES + problem.lunch_from_minute
        end = day * DAY_MINUTES + problem.lunch_to_minute
        trips = [_trip(problem, crew, job) for job in jobs]
        too_early = min(depart for depart, _ in trips) < begin + problem.lunch_minutes
        too_late = max(back for _, back in trips) > end - problem.lunch_minutes
        lunch = _lunch(schedule, crew.id, day)
        if too_early and too_late and not _good_lunch(problem, schedule, lunch, begin, end):
            yield Breach(
                rule="lunch_missing",
                work_orders=tuple(job.work_order for job in jobs),
                crew=crew.id,
                minute_from=begin,
                minute_to=end,
                found="" if lunch is None else str(lunch.start_minute),
                limit=str(problem.lunch_minutes),
            )


def _good_lunch(
    problem: ProblemData, schedule: Schedule, lunch: Lunch | None, begin: int, end: int
) -> bool:
    if lunch is None or _job_before(schedule, lunch.crew, lunch) is None:
        return False
    return (
        begin <= lunch.start_minute
        and lunch.end_minute <= end
        and lunch.end_minute - lunch.start_minute >= problem.lunch_minutes
        and not any(
            job.start_minute < lunch.end_minute and lunch.start_minute < job.end_minute
            for job in schedule.assignments
            if any(part.crew == lunch.crew for part in job.parts)
        )
    )


def worker_outdoors_too_long(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Nobody is outdoors longer than the cap of the day, all jobs together."""
    minutes: dict[tuple[str, int], int] = defaultdict(int)
    orders: dict[tuple[str, int], list[str]] = defaultdict(list)
    for job in schedule.assignments:
        for part in job.parts:
            for name, spent in _outdoors(problem, job, part).items():
                minutes[name, job.start_minute // DAY_MINUTES] += spent
                orders[name, job.start_minute // DAY_MINUTES].append(job.work_order)
    for name, day in sorted(minutes):
        worker = problem.worker_by_id[name]
        cap = worker.outdoor_cap_minutes[day]
        if cap is not None and minutes[name, day] > cap:
            yield Breach(
                rule="outdoor_cap",
                work_orders=tuple(sorted(orders[name, day])),
                workers=(name,),
                crew=worker.crew,
                minute_from=day * DAY_MINUTES,
                minute_to=(day + 1) * DAY_MINUTES,
                found=str(minutes[name, day]),
                limit=str(cap),
            )


def _outdoors(problem: ProblemData, job: Assignment, part: CrewPart) -> dict[str, int]:
    """Minutes outdoors of each person.

    On the ground from start to end, or in the own watches where there is relief; a bucket worker
    until the first own stint and in the stints. Between stints and watches where rest is outdoors.
    """
    spent = dict.fromkeys(
        (name for name in (part.leader, part.supervisor, *part.ground) if name),
        job.end_minute - job.start_minute,
    )
    for pair in part.relief:
        for turn, name in enumerate(pair):
            spent[name] = _watching(problem, job, turn)
    for number, pair in enumerate(part.pairs):
        own = sorted(s for s in job.stints if s.pair == number)
        waited = min((s.start_minute for s in own), default=job.setup_end_minute)
        total = waited - job.start_minute + sum(s.end_minute - s.start_minute for s in own)
        if problem.rest_outdoors:
            total += sum(after.start_minute - before.end_minute for before, after in pairwise(own))
        for name in pair:
            spent[name] = max(spent.get(name, 0), total)
    return spent


def _watching(problem: ProblemData, job: Assignment, turn: int) -> int:
    """Minutes outdoors of who has every second watch of a job, from the first one or not."""
    changes = (job.start_minute, *job.handovers, job.end_minute)
    own = list(pairwise(changes))[turn::2]
    if problem.rest_outdoors:
        return own[-1][1] - own[0][0]
    return sum(end - begin for begin, end in own)


def person_twice(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """Nobody is at two jobs at once, whichever crew lists them."""
    at: dict[str, list[Assignment]] = defaultdict(list)
    for job in schedule.assignments:
        for name in sorted({name for part in job.parts for name in part.people}):
            at[name].append(job)
    for name in sorted(at):
        for one, other in combinations(at[name], 2):
            begin = max(one.start_minute, other.start_minute)
            end = min(one.end_minute, other.end_minute)
            if begin < end:
                yield Breach(
                    rule="person_twice",
                    work_orders=tuple(sorted((one.work_order, other.work_order))),
                    workers=(name,),
                    crew=problem.worker_by_id[name].crew,
                    minute_from=begin,
                    minute_to=end,
                )


def vehicle_overlap(problem: ProblemData, schedule: Schedule) -> Iterator[Breach]:
    """A vehicle is at one job at a time, a shared one with free slots after each use."""
    uses: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for job in schedule.assignments:
        for part in job.parts:
            for name in sorted(set(part.vehicles)):
                uses[name].append((job.start_minute, job.end_minute, job.work_order, part.crew))
    for name in sorted(uses):
        shared = not problem.vehicle_by_id[name].crew
        gap = problem.vehicle_gap_slots if shared else 0
        for (_, end, one, crew), (start, _, other, _) in combinations(sorted(uses[name]), 2):
            free_again = -(-end // 15) + gap
            if start // 15 < free_again:
                yield Breach(
                    rule="vehicle_overlap",
                    work_orders=(one, other),
                    crew=crew,
                    minute_from=start,
                    minute_to=max(start, free_again * 15),
                    found=name,
                    limit=str(gap * 15),
                )
