"""What of a plan is opened again around the orders that lost their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.issue import Issue
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment, Schedule

MOST_SEEDS = 3
"""Orders without their place that are looked at together."""
NEAR_CREWS = 4
"""Crews nearest to each of them."""
MOST_CREWS = 4
"""Crews in all, those aside that are to do them now."""
MOST_MOVABLE = 10
"""Jobs of these crews that may move, the nearest ones."""
MOST_WAITING = 3
"""Orders that wait nearby and may come in."""

Cell = tuple[str, int]
"""A crew on a day."""


@dataclass(frozen=True, kw_only=True)
class Corner:
    """A part of a plan that is opened.

    Parameters
    ----------
    crews, cells
        Crews, and their days, on which orders may be placed.
    orders
        Orders that may be placed there, by name.
    """

    crews: frozenset[str]
    cells: frozenset[Cell]
    orders: tuple[str, ...]


class Corners:
    """The corners of a plan that its disruption touches.

    Parameters
    ----------
    problem, issue
        What is planned anew, and the plan in force.
    schedule
        A first plan; what it does otherwise than the plan in force lost its place.
    """

    def __init__(self, problem: ProblemData, issue: Issue, schedule: Schedule) -> None:
        self._problem, self._issue = problem, issue
        jobs = {job.work_order: job for job in schedule.assignments}
        self._seeds = [o.id for o in problem.orders if self._has_no_place(o.id, jobs)]

    def _has_no_place(self, name: str, jobs: Mapping[str, Assignment]) -> bool:
        if name in self._issue.open:
            return jobs.get(name) != self._issue.open[name]
        order = self._problem.order_by_id[name]
        return name not in self._issue.fixed and (
            order.must_place or order.locked_start_minute is not None
        )

    def groups(self) -> Iterator[tuple[str, ...]]:
        """Yield orders without their place that lie together on a day, the most urgent first."""
        waiting = sorted(self._seeds, key=self._rank)
        while waiting:
            near = [name for name in waiting if self._day(name) == self._day(waiting[0])]
            first = self._problem.order_by_id[waiting[0]].site
            near.sort(key=lambda name: (self._way(first, name), self._rank(name)))
            group = tuple(near[:MOST_SEEDS])
            yield group
            waiting = [name for name in waiting if name not in group]

    def _rank(self, name: str) -> tuple[bool, bool, int, str]:
        order = self._problem.order_by_id[name]
        locked = order.locked_start_minute is not None
        return not locked, not order.must_place, -max(order.value_per_day), name

    def _day(self, name: str) -> int:
        lock, job = self._problem.order_by_id[name].locked_start_minute, self._issue.open.get(name)
        if lock is not None:
            return lock // DAY_MINUTES
        return (self._issue.now_minute if job is None else job.start_minute) // DAY_MINUTES

    def _way(self, site: int, name: str) -> int:
        return self._problem.travel_minutes[site][self._problem.order_by_id[name].site]

    def around(self, seeds: Sequence[str], schedule: Schedule) -> Corner:
        """Open the crews near a group, on its day and the next one, in a plan."""
        jobs = {job.work_order: job for job in schedule.assignments}
        crews, here = self._crews(seeds), self._cells_of(seeds, jobs)
        first = self._day(seeds[0])
        days = [day for day in (first, first + 1) if day < self._problem.days]
        cells = frozenset((crew, day) for crew in crews for day in days) | here
        opened = frozenset(crew for crew, _ in cells)
        movable = self._movable(seeds, jobs, cells)
        waiting = self._waiting(seeds, jobs, opened)
        return Corner(crews=opened, cells=cells, orders=tuple(sorted({*seeds, *movable, *waiting})))

    @staticmethod
    def _cells_of(names: Sequence[str], jobs: Mapping[str, Assignment]) -> frozenset[Cell]:
        placed = [jobs[name] for name in names if name in jobs]
        return frozenset(cell for job in placed for cell in cells_of(job))

    def _crews(self, seeds: Sequence[str]) -> tuple[str, ...]:
        """Crews that had the orders, and those nearest to them, of each order the first first."""
        planned = [self._issue.open[name] for name in seeds if name in self._issue.open]
        had = [part.crew for job in planned for part in job.parts]
        near = [self._nearest(name) for name in seeds]
        by_turns = [crews[i] for i in range(NEAR_CREWS) for crews in near if i < len(crews)]
        return tuple(dict.fromkeys([*had, *by_turns]))[:MOST_CREWS]

    def _nearest(self, name: str) -> list[str]:
        way, site = self._problem.travel_minutes, self._problem.order_by_id[name].site
        crews = sorted(self._problem.crews, key=lambda c: (way[c.base_site][site], c.id))
        return [crew.id for crew in crews[:NEAR_CREWS]]

    def _movable(
        self, seeds: Sequence[str], jobs: Mapping[str, Assignment], cells: frozenset[Cell]
    ) -> list[str]:
        """Jobs there that are done as planned, the nearest first."""
        sites = [self._problem.order_by_id[name].site for name in seeds]
        found = [
            (min(self._way(site, name) for site in sites), name)
            for name, job in self._issue.open.items()
            if jobs.get(name) == job and cells_of(job) <= cells
        ]
        return [name for _, name in sorted(found)[:MOST_MOVABLE]]

    def _waiting(
        self, seeds: Sequence[str], jobs: Mapping[str, Assignment], crews: frozenset[str]
    ) -> list[str]:
        """Orders that no crew does yet, the most valuable first."""
        found = [
            (-max(order.value_per_day), order.id)
            for order in self._problem.orders
            if order.id not in jobs
            and order.id not in seeds
            and all(name in jobs for name in order.after)
            and not crews.isdisjoint(self._nearest(order.id))
        ]
        return [name for _, name in sorted(found)[:MOST_WAITING]]


def cells_of(job: Assignment) -> frozenset[Cell]:
    """Crews of a job, on its day."""
    return frozenset((part.crew, job.start_minute // DAY_MINUTES) for part in job.parts)
