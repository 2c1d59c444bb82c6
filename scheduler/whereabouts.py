"""Where crews are at a moment, and when they can be somewhere else."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.issue import Issue
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Where a crew is, free to go.

    Parameters
    ----------
    origin
        Site it stands at, or left last.
    free_minute
        Minute from which it can go.
    on_road_minutes
        Minutes since it left the origin; 0 while it stands there. [min]
    heading, heading_minutes
        Where it drives to, and how far that still is. [min]
    """

    origin: int
    free_minute: int
    on_road_minutes: int = 0
    heading: int = 0
    heading_minutes: int = 0

    def arrival(self, problem: ProblemData, site: int) -> int:
        """Minute by which the crew can surely be at a site: back the way it came, or on it."""
        way = problem.travel_minutes
        back = self.on_road_minutes + way[self.origin][site]
        if not self.on_road_minutes:
            return self.free_minute + back
        return self.free_minute + min(back, self.heading_minutes + way[self.heading][site])


def whereabouts(problem: ProblemData, issue: Issue, crew: str) -> Whereabouts:
    """Follow a crew through its day as planned, up to the moment of the issue."""
    now, base = issue.now_minute, problem.crew_by_id[crew].base_site
    jobs = [job for job in _jobs(issue, crew) if job.start_minute // DAY_MINUTES == _today(issue)]
    begun = [job for job in jobs if job.start_minute <= now]
    waiting = [job for job in jobs if job.start_minute > now]
    if crew in issue.stops:
        stop = issue.stops[crew]
        site = problem.order_by_id[stop.order].site
        return Whereabouts(origin=site, free_minute=max(now, stop.free_minute))
    origin = problem.order_by_id[begun[-1].work_order].site if begun else base
    free = _free_from(issue, crew, begun)
    if free >= now:
        return Whereabouts(origin=origin, free_minute=free)
    if waiting:
        to = problem.order_by_id[waiting[0].work_order].site
        leaves = waiting[0].start_minute - problem.travel_minutes[origin][to]
        return _on_the_way(problem, origin, to, max(leaves, free), now)
    return _on_the_way(problem, origin, base, free, now)


def _today(issue: Issue) -> int:
    return issue.now_minute // DAY_MINUTES


def _jobs(issue: Issue, crew: str) -> list[Assignment]:
    mine = [
        job for job in issue.schedule.assignments if any(part.crew == crew for part in job.parts)
    ]
    return sorted(mine, key=lambda job: job.start_minute)


def _free_from(issue: Issue, crew: str, begun: list[Assignment]) -> int:
    """End of the crew's last job and of its lunch, if it has begun."""
    lunches = [
        lunch.end_minute
        for lunch in issue.lunches
        if lunch.crew == crew and lunch.day == _today(issue)
    ]
    return max([0, *(job.end_minute for job in begun), *lunches])


def _on_the_way(problem: ProblemData, origin: int, to: int, leaves: int, now: int) -> Whereabouts:
    """Before it leaves, on the road, or there."""
    minutes = problem.travel_minutes[origin][to]
    if now <= leaves:
        return Whereabouts(origin=origin, free_minute=now)
    if now >= leaves + minutes:
        return Whereabouts(origin=to, free_minute=now)
    return Whereabouts(
        origin=origin,
        free_minute=now,
        on_road_minutes=now - leaves,
        heading=to,
        heading_minutes=leaves + minutes - now,
    )
