"""A part of a problem: some orders and crews, and what of the rest they can meet.

Building the ways of a few orders on a whole province's records takes longer than solving them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from scheduler.kept import locked_beside
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule
from scheduler.score import option_of

MOST_WHOLE = 100_000
"""Orders × crews × slots up to which all that can be done is one model."""


def is_large(problem: ProblemData) -> bool:
    """Whether only a part of a problem can be opened at once."""
    return len(problem.orders) * len(problem.crews) * problem.slots > MOST_WHOLE


def narrowed(problem: ProblemData, orders: Collection[str], crews: Collection[str]) -> ProblemData:
    """Keep some orders and crews of a problem, and what concerns them.

    A predecessor that is not among the orders is no longer asked for; a crew that an order is
    locked to is kept, too.
    """
    names = set(orders)
    locked = {order.locked_crew for order in problem.orders if order.id in names}
    crew_ids = {*crews, *locked}
    workers = tuple(worker for worker in problem.workers if worker.crew in crew_ids)
    people, budgets = {worker.id for worker in workers}, problem.water.budget_g
    return replace(
        problem,
        crews=tuple(crew for crew in problem.crews if crew.id in crew_ids),
        workers=workers,
        vehicles=tuple(v for v in problem.vehicles if v.shared or v.crew in crew_ids),
        absences=tuple(each for each in problem.absences if each.worker in people),
        orders=tuple(
            replace(order, after=tuple(name for name in order.after if name in names))
            for order in problem.orders
            if order.id in names
        ),
        exclusive_pairs=tuple(
            pair
            for pair in problem.exclusive_pairs
            if pair.first[0] in names and pair.second[0] in names
        ),
        forbidden_uses=tuple(each for each in problem.forbidden_uses if each.order in names),
        forbidden_starts=tuple(
            each
            for each in problem.forbidden_starts
            if each.order in names and each.crew in crew_ids
        ),
        rests_needed=tuple(
            rest for rest in problem.rests_needed if rest.first in names and rest.second in names
        ),
        water=replace(
            problem.water,
            budget_g={key: grams for key, grams in budgets.items() if key[0] in crew_ids},
        ),
    )


def beside_held(
    problem: ProblemData,
    wanted: Collection[str],
    crews: Collection[str],
    held: Iterable[Assignment],
) -> ProblemData:
    """Keep some orders, what they follow, some crews, and held jobs, locked where they are."""
    jobs = {job.work_order: job for job in held}
    before = {name for each in wanted for name in problem.order_by_id[each].after}
    beside = {part.crew for job in jobs.values() for part in job.parts}
    small = narrowed(problem, {*wanted, *jobs, *before}, {*crews, *beside})
    orders = (locked_beside(o, jobs[o.id]) if o.id in jobs else o for o in small.orders)
    return replace(small, orders=tuple(orders))


def joined(
    schedule: Schedule, found: Schedule, orders: Collection[str], crews: Collection[str]
) -> Schedule:
    """Put what was found for some orders, and the lunches of some crews, into a plan."""
    jobs = [job for job in schedule.assignments if job.work_order not in orders]
    jobs += [job for job in found.assignments if job.work_order in orders]
    lunches = [lunch for lunch in schedule.lunches if lunch.crew not in crews]
    lunches += [lunch for lunch in found.lunches if lunch.crew in crews]
    return Schedule(
        assignments=tuple(sorted(jobs, key=lambda job: (job.start_minute, job.work_order))),
        lunches=tuple(sorted(lunches, key=lambda lunch: (lunch.crew, lunch.day))),
    )


def met_by(
    problem: ProblemData,
    jobs: Iterable[Assignment],
    wanted: Collection[str],
    crews: Collection[str],
) -> list[Assignment]:
    """List the jobs that some orders can meet if these crews do them.

    They are jobs of the crews themselves, and those with which the orders share a bus section, a
    pair, a vehicle or a sequence.
    """
    shared = _Shared(problem, wanted)
    return [job for job in jobs if shared.crew_in(job, crews) or shared.meets(job)]


class _Shared:
    """What some orders share with jobs of other crews."""

    def __init__(self, problem: ProblemData, wanted: Collection[str]) -> None:
        orders = [problem.order_by_id[name] for name in wanted]
        names = set(wanted)
        self._problem = problem
        self._kinds = {kind for order in orders for kind in order.vehicle_kinds}
        self._sections = {
            problem.bus_section_of_feeder[feeder]
            for order in orders
            for option in order.grid_options
            for feeder in option.blocked_feeders
        }
        self._partners = {name for order in orders for name in order.after}
        self._partners |= {o.id for o in problem.orders if not names.isdisjoint(o.after)}
        for pair in problem.exclusive_pairs:
            one, other = pair.first[0], pair.second[0]
            self._partners |= {other} if one in names else set()
            self._partners |= {one} if other in names else set()

    @staticmethod
    def crew_in(job: Assignment, crews: Collection[str]) -> bool:
        """Whether one of these crews does a job."""
        return any(part.crew in crews for part in job.parts)

    def meets(self, job: Assignment) -> bool:
        """Whether the orders and a job may come into each other's way, whoever does them."""
        return job.work_order in self._partners or self._blocks(job) or self._has_vehicle(job)

    def _blocks(self, job: Assignment) -> bool:
        option = option_of(self._problem.order_by_id[job.work_order], job.transfer_plan)
        return any(
            self._problem.bus_section_of_feeder[feeder] in self._sections
            for feeder in option.blocked_feeders
        )

    def _has_vehicle(self, job: Assignment) -> bool:
        used = [self._problem.vehicle_by_id[name] for part in job.parts for name in part.vehicles]
        return any(vehicle.shared and vehicle.kind in self._kinds for vehicle in used)
