"""What a crew could do in place of a job that is closed on the spot, with nothing else moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.conflicts import Conflicts
from scheduler.enumeration import build_catalogue
from scheduler.fitting import GrowingPlan
from scheduler.kept import with_jobs
from scheduler.picks import Pick
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule

Rank = tuple[int, int, str]
"""Value, start and order of a standby, the best one smallest."""


@dataclass(frozen=True, kw_only=True)
class Standby:
    """An order in the place of another one.

    Parameters
    ----------
    job
        The order's job.
    schedule
        The plan with it, and without the job that is closed.
    """

    job: Assignment
    schedule: Schedule


class StandbyFinder:
    """The orders that are not planned, and where they fit once a planned one falls away.

    Parameters
    ----------
    problem, schedule
        What was planned.
    """

    def __init__(self, problem: ProblemData, schedule: Schedule) -> None:
        self._problem = problem
        self._jobs = {job.work_order: job for job in schedule.assignments}
        left = {order.id for order in problem.orders} - set(self._jobs)
        catalogue = build_catalogue(problem, left)
        self._kept = with_jobs(catalogue, schedule.assignments, only=self._jobs)
        self._left = sorted(left & set(self._kept.catalogue.timings_of_order))
        self._plan = GrowingPlan(Conflicts(self._kept.catalogue))
        for name in self._jobs:
            self._plan.add(self._kept.pick(name))

    def find(self, crew: str, closed: str) -> Iterator[Standby]:
        """Yield what a crew could lead in place of a job, the most valuable and earliest first.

        Parameters
        ----------
        crew
            One of the job's crews.
        closed
            The job. The crew learns on the site, at its planned start, that it is closed, and
            drives on from there.
        """
        for _, pick in sorted(self._ranked(crew, self._jobs[closed])):
            schedule, name = self._instead(closed, pick), self._order(pick)
            job = next(job for job in schedule.assignments if job.work_order == name)
            yield Standby(job=job, schedule=schedule)

    def _ranked(self, crew: str, closed: Assignment) -> list[tuple[Rank, Pick]]:
        timings = self._kept.catalogue.timings
        self._plan.ask_first(crew)
        pick_of_closed = self._plan.remove(closed.work_order)
        found = [
            (
                (-timings[pick.timing].values[pick.option], timings[pick.timing].start_slot, name),
                pick,
            )
            for name in self._left
            for pick in self._plan.fits(name, self._after(name, closed))
            if self._kept.catalogue.parts[pick.parts[0].part].crew == crew
        ]
        self._plan.add(pick_of_closed)
        return found

    def _after(self, name: str, closed: Assignment) -> list[int]:
        """Timings of an order, that day, that somebody from the closed site can be in time for."""
        problem, timings = self._problem, self._kept.catalogue.timings
        site = problem.order_by_id[closed.work_order].site
        way = problem.travel_minutes[site][problem.order_by_id[name].site]
        first, day = closed.start_minute + way, timings[self._kept.ways[closed.work_order]].day
        return [
            t
            for t in self._kept.catalogue.timings_of_order[name]
            if timings[t].day == day and timings[t].template.start_minute >= first
        ]

    def _instead(self, closed: str, pick: Pick) -> Schedule:
        gone = self._plan.remove(closed)
        self._plan.add(pick)
        schedule = self._kept.schedule(self._plan.picks())
        self._plan.remove(self._order(pick))
        self._plan.add(gone)
        return schedule

    def _order(self, pick: Pick) -> str:
        return self._kept.catalogue.timings[pick.timing].order.id
