"""A replan of many orders and crews: only what the disruption touches is planned anew.

Every job that can stays first, and what cannot, or is new, goes where it fits. Then, a corner of
the plan at a time, what lost its place and what lies around it is solved exactly with all else
held: the most value, then the fewest changes. A corner's plan counts if it is worth more, or nearly
as much with fewer changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.change_search import CornerSearch, InForce, keep_what_fits
from scheduler.conflicts import Conflicts
from scheduler.corners import Corner, Corners
from scheduler.effort import SolveParams
from scheduler.enumeration import TimingMaker
from scheduler.fewest_changes import TOLERANCE, least_value
from scheduler.fitting import GrowingPlan
from scheduler.greedy import by_priority_picks
from scheduler.issue import Issue
from scheduler.kept import Kept, with_these
from scheduler.kept_ways import CornerWays, KeptWays
from scheduler.modes import Catalogue
from scheduler.open_catalogue import open_catalogue, possible_jobs
from scheduler.part_maker import PartMaker
from scheduler.picks import to_schedule
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule
from scheduler.score import net_value, option_of, score_schedule
from scheduler.still_open import StillOpen
from scheduler.subproblem import beside_held, joined, met_by

CREWS_EACH = 16
"""Crews that an order without its place is offered to at first, the nearest ones."""
LEAST_EFFORT = 0.4
"""Work for a corner: fewer corners where there is less."""
MOST_EFFORT = 2.0
"""Work beyond which a corner gains nothing more."""


class WideReplan:
    """One replan of a problem as of its issue."""

    def __init__(self, problem: ProblemData, issue: Issue, work: SolveParams) -> None:
        self._problem, self._issue, self._work = problem, issue, work
        self._still = StillOpen(problem, issue)
        self._possible = {job.work_order: job for job in possible_jobs(problem, issue)}
        self._makers = TimingMaker(problem), PartMaker(problem)

    def run(self) -> Schedule | None:
        """Find the plan; None if a locked order has no place in it."""
        schedule = self._first()
        corners = Corners(self._problem, self._issue, schedule)
        groups = list(corners.groups())
        groups = groups[: max(1, int(self._work.effort / LEAST_EFFORT))]
        for seeds in groups:
            found = self._solved(corners.around(seeds, schedule), schedule, len(groups))
            if found is not None and self._is_better(found, schedule, len(groups)):
                schedule = found
        placed = {job.work_order for job in schedule.assignments}
        if any(
            o.locked_start_minute is not None for o in self._problem.orders if o.id not in placed
        ):
            return None
        return self._issue.with_begun_lunches(schedule)

    def _first(self) -> Schedule:
        """Keep every job that still fits, the most valuable first, and fill up."""
        jobs = [*self._issue.fixed.values(), *self._possible.values()]
        kept = self._of_jobs(jobs)
        plan = GrowingPlan(Conflicts(kept.catalogue), sorted(self._problem.crew_by_id))
        keep_what_fits(plan, kept, tuple(self._issue.fixed))
        kept = self._of_jobs([job for job in jobs if job.work_order in plan.by_order])
        wanted = [o.id for o in self._problem.orders if o.id not in kept.jobs]
        ways = KeptWays(kept, self._still, wanted, CREWS_EACH, self._makers)
        picks = by_priority_picks(Conflicts(ways), [kept.pick(name) for name in kept.jobs])
        return with_these(to_schedule(ways, picks), kept.jobs)

    def _of_jobs(self, jobs: Sequence[Assignment]) -> Kept:
        """A catalogue of planned jobs alone."""
        capped = self._makers[1].capped
        empty = Catalogue(problem=self._problem, timings=(), parts=(), capped=capped)
        return open_catalogue(empty, self._still, jobs, only=())

    def _solved(self, corner: Corner, schedule: Schedule, groups: int) -> Schedule | None:
        """The plan with a corner solved; None if its locked orders have no place."""
        open_to = set(corner.orders)
        rest = [job for job in schedule.assignments if job.work_order not in open_to]
        held = met_by(self._problem, rest, corner.orders, corner.crews)
        kept = self._kept(corner, held)
        in_force = InForce(
            held=tuple(job.work_order for job in held),
            planned=open_to & set(self._issue.open),
            leaders=self._issue.leaders,
        )
        found = CornerSearch(kept, in_force, self._share(groups), TOLERANCE / groups).run()
        if found is None:
            return None
        return joined(schedule, found.schedule, open_to, corner.crews)

    def _kept(self, corner: Corner, held: Sequence[Assignment]) -> Kept:
        """Ways of the orders of a corner, beside the jobs that they can meet."""
        small = beside_held(self._problem, corner.orders, corner.crews, held)
        ways = CornerWays(self._problem, corner.orders, corner.cells, self._makers)
        catalogue = replace(ways.of_orders(corner.orders), problem=small)
        own = [
            self._possible[name]
            for name in corner.orders
            if name in self._possible
            and all(part.crew in corner.crews for part in self._possible[name].parts)
        ]
        held_names = {job.work_order for job in held}
        kept = open_catalogue(catalogue, self._still, [*held, *own], only=held_names)
        return kept.eaten_but_for(corner.crews)

    def _share(self, groups: int) -> SolveParams:
        seconds = self._work.seconds
        return replace(
            self._work,
            effort=min(MOST_EFFORT, self._work.effort / groups),
            seconds=None if seconds is None else seconds / groups,
            progress=None,
        )

    def _is_better(self, found: Schedule, before: Schedule, groups: int) -> bool:
        """Whether a plan is worth more, or nearly as much with fewer changes."""
        new, old = (score_schedule(self._problem, each) for each in (found, before))
        if new.must_placed != old.must_placed or new.value > old.value:
            return (new.must_placed, new.value) > (old.must_placed, old.value)
        if new.value < least_value(old.value, TOLERANCE / groups):
            return False
        if self._urgent(found.assignments) < self._urgent(before.assignments):
            return False
        return len(self._issue.changed_by(found)) < len(self._issue.changed_by(before))

    def _urgent(self, jobs: Iterable[Assignment]) -> int:
        """Value of the emergencies."""
        orders = [(self._problem.order_by_id[job.work_order], job) for job in jobs]
        return sum(
            net_value(
                self._problem, o, option_of(o, job.transfer_plan), job.start_minute, job.end_minute
            )
            for o, job in orders
            if o.emergency
        )
