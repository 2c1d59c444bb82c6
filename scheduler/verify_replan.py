"""Rules of a replan, checked on the finished schedule by other code than made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.breach import Breach
from scheduler.issue import Issue
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule


def fixed_part_kept(problem: ProblemData, issue: Issue, schedule: Schedule) -> Iterator[Breach]:
    """What is done or under way stays as it is, with its people."""
    del problem
    found = {job.work_order: job for job in schedule.assignments}
    for job in issue.schedule.assignments:
        if job.start_minute <= issue.now_minute and found.get(job.work_order) != job:
            yield _breach("fixed_part_changed", job)


def not_before_now(problem: ProblemData, issue: Issue, schedule: Schedule) -> Iterator[Breach]:
    """No other job begins in the past, or before its crew can be there from where it stands."""
    done = {j.work_order for j in issue.schedule.assignments if j.start_minute <= issue.now_minute}
    planned = {j.work_order: j for j in issue.schedule.assignments}
    for job in schedule.assignments:
        if job.work_order in done or planned.get(job.work_order) == job:
            continue
        for part in job.parts:
            earliest = _earliest(problem, issue, part.crew, job)
            if job.start_minute < earliest:
                yield _breach("crew_not_there", job, str(job.start_minute), str(earliest))


def _earliest(problem: ProblemData, issue: Issue, crew: str, job: Assignment) -> int:
    """Minute by which a crew can be at a job: where it last was, or on its way to the next."""
    now, way = issue.now_minute, problem.travel_minutes
    site = problem.order_by_id[job.work_order].site
    base = problem.crew_by_id[crew].base_site
    if crew in issue.stops:
        stop = issue.stops[crew]
        return max(now, stop.free_minute) + way[problem.order_by_id[stop.order].site][site]
    stops = sorted(
        (j.start_minute, j.end_minute, problem.order_by_id[j.work_order].site)
        for j in issue.schedule.assignments
        if j.start_minute // 1440 == now // 1440 and crew in [p.crew for p in j.parts]
    )
    past = [stop for stop in stops if stop[0] <= now]
    here = past[-1][2] if past else base
    ate = [
        m.end_minute
        for m in issue.schedule.lunches
        if m.crew == crew and m.day == now // 1440 and m.start_minute <= now
    ]
    leave = max([end for _, end, _ in past] + ate + [0])
    if leave >= now:
        return leave + way[here][site]
    coming = stops[len(past) :]
    there = coming[0][2] if coming else base
    depart = max(leave, coming[0][0] - way[here][there]) if coming else leave
    gone = now - depart
    if gone <= 0:
        return now + way[here][site]
    left = way[here][there] - gone
    if left <= 0:
        return now + way[there][site]
    return now + min(gone + way[here][site], left + way[there][site])


def leader_kept(problem: ProblemData, issue: Issue, schedule: Schedule) -> Iterator[Breach]:
    """The ticket of an order keeps its leader, but for one change."""
    del problem
    for job in schedule.assignments:
        had = issue.leaders.get(job.work_order, ())
        leader = job.parts[0].leader
        if len(had) > 1 and leader != had[-1]:
            yield _breach("leader_changed_twice", job, leader, had[-1])


Rule = Callable[[ProblemData, Issue, Schedule], Iterator[Breach]]

RULES: tuple[Rule, ...] = (fixed_part_kept, not_before_now, leader_kept)


def verify_replan(problem: ProblemData, issue: Issue, schedule: Schedule) -> tuple[Breach, ...]:
    """Find every breach of what a replan must keep of the plan before it."""
    found = {breach for rule in RULES for breach in rule(problem, issue, schedule)}
    return tuple(sorted(found, key=Breach.sort_key))


def _breach(rule: str, job: Assignment, found: str = "", limit: str = "") -> Breach:
    return Breach(
        rule=rule,
        work_orders=(job.work_order,),
        crew=job.parts[0].crew,
        minute_from=job.start_minute,
        minute_to=job.end_minute,
        found=found,
        limit=limit,
    )
