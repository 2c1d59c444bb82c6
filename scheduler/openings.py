"""Places for one more order in a plan of which nothing else moves, or only a few orders do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.conflicts import Conflicts
from scheduler.crews import Crew
from scheduler.enumeration import build_catalogue
from scheduler.fewest_changes import ChangeModel
from scheduler.fitting import GrowingPlan
from scheduler.kept import Kept, with_jobs
from scheduler.kept_ways import CornerWays
from scheduler.picks import Pick
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, require
from scheduler.schedule import Assignment, Schedule, Score
from scheduler.score import score_schedule
from scheduler.stop import Solver
from scheduler.subproblem import beside_held, is_large, joined, met_by, narrowed
from scheduler.weights import weights_of

Rank = tuple[int, int, int, int, str]
"""Value, discomfort, end, start and crew of a place, the best one smallest."""

NEAREST_CREWS = 4
"""Crews near an order that are looked at in a large problem."""
MOST_CLOSE = 10
"""Orders that may then be moved, the nearest ones."""
MOST_DAYS = 1
"""Days by which they may then be moved."""
WORK_PER_MOVE = 1.0
"""Deterministic CP-SAT work for one place with moves."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place for an order.

    Parameters
    ----------
    schedule
        The plan with the order in it.
    job
        The order's job.
    gain
        What the plan is worth more than before, level by level.
    moved, left_out
        Other orders that are done otherwise, and those that are not done any more.
    """

    schedule: Schedule
    job: Assignment
    gain: Score
    moved: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def free_places(
    problem: ProblemData, schedule: Schedule, order: str, crews: Collection[str] | None = None
) -> Iterator[Place]:
    """Yield the places of an order while all others stay as they are, the best first.

    Parameters
    ----------
    problem
        It has the order and all that are placed.
    schedule
        The plan; a job of the order in it is left aside.
    order
        Order to be placed.
    crews
        Crews that may do it; None is all.
    """
    around = _Around(problem, schedule, order, crews)
    kept, catalogue = around.kept, around.kept.catalogue
    timings = catalogue.timings_of_order.get(order, ())
    if not timings:
        return
    conflicts, found = Conflicts(catalogue), dict[tuple[int, str], tuple[Rank, Pick]]()
    plan = _others_placed(kept, conflicts, kept.jobs)
    for crew in sorted(catalogue.crews_able(order, leads=True)):
        plan.ask_first(crew)
        for pick in plan.fits(order, timings):
            timing, lead = catalogue.timings[pick.timing], catalogue.parts[pick.parts[0].part]
            cost = timing.cost + sum(catalogue.parts[c.part].cost for c in pick.parts)
            key = (timing.template.start_minute, lead.crew)
            rank = (-timing.values[pick.option], cost, timing.template.end_minute, *key)
            found[key] = min(found.get(key, (rank, pick)), (rank, pick))
    others = around.others
    base = score_schedule(problem, replace(schedule, assignments=others))
    for _, pick in sorted(found.values()):
        plan.add(pick)
        joined = around.joined(kept.schedule(plan.picks()))
        plan.remove(order)
        yield _place(problem, order, joined, others, base)


class _Around:
    """The ways of an order by some crews, and the jobs of a plan that it can meet.

    ``others`` are all jobs of the plan but its own.
    """

    def __init__(
        self, problem: ProblemData, schedule: Schedule, order: str, crews: Collection[str] | None
    ) -> None:
        self._schedule, self._order = schedule, order
        self._crews = frozenset(problem.crew_by_id if crews is None else crews)
        self.others = tuple(job for job in schedule.assignments if job.work_order != order)
        met = met_by(problem, self.others, (order,), self._crews)
        names = [job.work_order for job in met]
        beside = {part.crew for job in met for part in job.parts}
        before = problem.order_by_id[order].after
        small = narrowed(problem, {order, *names, *before}, self._crews | beside)
        catalogue = build_catalogue(small, {order}, self._crews)
        self.kept = with_jobs(catalogue, met, only=names)

    def joined(self, found: Schedule) -> Schedule:
        """The whole plan with what was found for the order."""
        return joined(self._schedule, found, {self._order}, self._crews)


def _others_placed(kept: Kept, conflicts: Conflicts, others: Iterable[str]) -> GrowingPlan:
    """A plan with all other jobs."""
    plan = GrowingPlan(conflicts)
    for name in others:
        plan.add(kept.pick(name))
    return plan


def _place(
    problem: ProblemData,
    order: str,
    schedule: Schedule,
    others: Iterable[Assignment],
    base: Score,
) -> Place:
    jobs = {job.work_order: job for job in schedule.assignments}
    score = score_schedule(problem, schedule)
    return Place(
        schedule=schedule,
        job=jobs[order],
        gain=Score(
            must_placed=score.must_placed - base.must_placed,
            value=score.value - base.value,
            comfort=score.comfort - base.comfort,
        ),
        moved=tuple(o.work_order for o in others if jobs.get(o.work_order, o) != o),
        left_out=tuple(o.work_order for o in others if o.work_order not in jobs),
    )


def place_of(problem: ProblemData, schedule: Schedule, order: str) -> Place:
    """Return the place that an order has; its gain is against the plan without it."""
    others = tuple(job for job in schedule.assignments if job.work_order != order)
    base = score_schedule(problem, replace(schedule, assignments=others))
    return _place(problem, order, schedule, others, base)


def place_with_moves(
    problem: ProblemData,
    schedule: Schedule,
    order: str,
    most_moves: int,
    *,
    may_leave_out: bool = False,
    fewest: bool = True,
    not_at: Iterable[tuple[int, str]] = (),
) -> Place | None:
    """Find the place of an order with few others moved.

    Parameters
    ----------
    problem, schedule, order
        As in `free_places`.
    most_moves
        Other orders that may be done otherwise, at most.
    may_leave_out
        Whether such an order may also be left out where moves are not enough.
    fewest
        Whether as few as possible are moved, and then the most comfortable place is taken; else
        the place with which the plan is worth most.
    not_at
        Starts and lead crews that are not wanted.

    Returns
    -------
    None if there is none, or none was found with the work that one place may take.
    """
    require(most_moves >= 0, "place_with_moves: negative most_moves.")
    others = [job for job in schedule.assignments if job.work_order != order]
    movable = _movable(problem, others, order)
    kept, names = movable.kept, movable.names
    placed = [order, *movable.held] if may_leave_out else [order, *movable.held, *names]
    model = ChangeModel(kept, weights_of(kept.catalogue), frozenset(names), placed)
    model.change_at_most(most_moves + 1)
    if fewest:
        model.change_least(left_out=most_moves + 2)
    _forbid(model, kept, order, not_at)
    picks = model.solve(_solver()).picks
    if picks is None:
        return None
    base = score_schedule(problem, replace(schedule, assignments=tuple(others)))
    found = joined(schedule, kept.schedule(picks), {order, *names}, movable.crews)
    return _place(problem, order, found, others, base)


@dataclass(frozen=True, kw_only=True)
class _Movable:
    """The ways of an order and of the jobs that it may move, by these crews, beside held ones."""

    kept: Kept
    names: tuple[str, ...]
    held: tuple[str, ...]
    crews: frozenset[str]


def _movable(problem: ProblemData, others: Sequence[Assignment], order: str) -> _Movable:
    """The ways of an order and of the jobs that it may move; of many crews only those near it."""
    if not is_large(problem):
        return _Movable(
            kept=with_jobs(build_catalogue(problem), others),
            names=tuple(job.work_order for job in others),
            held=(),
            crews=frozenset(problem.crew_by_id),
        )
    near = frozenset(crew.id for crew in nearest_crews(problem, order))
    close = _close(problem, others, order, near)
    wanted = {order, *(job.work_order for job in close)}
    rest = [job for job in others if job.work_order not in wanted]
    held = met_by(problem, rest, wanted, near)
    small = beside_held(problem, wanted, near, held)
    ways = CornerWays(small, wanted, {(c, d) for c in near for d in range(problem.days)})
    days = {job.work_order: job.start_minute // DAY_MINUTES for job in close}
    catalogue = ways.of_orders(wanted).restrict(
        lambda timing, _: abs(timing.day - days.get(timing.order.id, timing.day)) <= MOST_DAYS
    )
    names = tuple(job.work_order for job in held)
    kept = with_jobs(catalogue, [*held, *close], only=names)
    return _Movable(
        kept=kept.eaten_but_for(near),
        names=tuple(job.work_order for job in close),
        held=names,
        crews=near,
    )


def _close(
    problem: ProblemData, others: Sequence[Assignment], order: str, near: Collection[str]
) -> list[Assignment]:
    """The jobs of some crews that lie nearest to an order."""
    site, way = problem.order_by_id[order].site, problem.travel_minutes
    mine = [job for job in others if all(part.crew in near for part in job.parts)]
    sites = {job.work_order: problem.order_by_id[job.work_order].site for job in mine}
    mine.sort(key=lambda job: (way[site][sites[job.work_order]], job.work_order))
    return mine[:MOST_CLOSE]


def nearest_crews(problem: ProblemData, order: str, count: int = NEAREST_CREWS) -> list[Crew]:
    """Crews that are looked at where there are many: those nearest to an order."""
    site, way = problem.order_by_id[order].site, problem.travel_minutes
    crews = sorted(problem.crews, key=lambda c: (way[c.base_site][site], c.id))
    return crews[:count]


def _forbid(model: ChangeModel, kept: Kept, order: str, not_at: Iterable[tuple[int, str]]) -> None:
    unwanted = set(not_at)
    for p, part in enumerate(kept.catalogue.parts):
        timing = kept.catalogue.timings[part.timing]
        place = (timing.template.start_minute, part.crew)
        if timing.order.id == order and part.leads and place in unwanted:
            model.model.add(model.variables.part[p] == 0)


def _solver() -> Solver:
    solver = Solver()
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_deterministic_time = WORK_PER_MOVE
    return solver
