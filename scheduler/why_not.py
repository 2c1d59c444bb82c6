"""Why an order is not in a plan, and the nearest changes that would let it in, each one tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from scheduler.crews import Crew, Vehicle
from scheduler.explain import Unscheduled, explain
from scheduler.explain_grid import in_any_shift
from scheduler.openings import (
    Place,
    free_places,
    nearest_crews,
    place_with_moves,
)
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, TimeWindow, WorkOrder
from scheduler.schedule import Schedule
from scheduler.subproblem import is_large

MOST_MOVES = 2
"""Other orders that a change may move."""
LONGER_SHIFT_MINUTES = 60
CREWS_WITH_CHANGE = 12
"""Crews of a large problem, the nearest ones, that are asked whether a change lets an order in."""


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A change that lets an order in.

    Parameters
    ----------
    code
        What kind of change.
    what
        Whom or what it concerns; empty for the order itself.
    place
        Where the order then is.
    problem
        The problem with the change.
    """

    code: str
    what: str
    place: Place
    problem: ProblemData = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    """Why an order is not in a plan.

    Parameters
    ----------
    starts
        Starts within the shift of some crew.
    rules
        What each rule takes of them, alone and whatever the others do.
    free
        A place that is open as things are; None is the rule.
    fixes
        Changes that let it in, the nearest first.
    """

    order: str
    starts: int
    rules: tuple[Unscheduled, ...]
    free: Place | None
    fixes: tuple[Fix, ...]


Candidate = tuple[str, str, ProblemData, str | None]
"""Code, what it concerns, the problem with the change, and the one crew that it helps."""


def why_not(problem: ProblemData, schedule: Schedule, order: str) -> WhyNot:
    """Explain an order that a schedule leaves out, and try what would let it in.

    Parameters
    ----------
    problem, schedule
        What was to be planned, and the plan; it stays as it is.
    order
        An order that is not placed.
    """
    free = next(free_places(problem, schedule, order), None)
    return WhyNot(
        order=order,
        starts=int(in_any_shift(problem).sum()),
        rules=explain(problem, schedule, only=order),
        free=free,
        fixes=() if free else tuple(_fixes(problem, schedule, order)),
    )


def _fixes(problem: ProblemData, schedule: Schedule, order: str) -> Iterator[Fix]:
    """Try the changes from the smallest to the largest; of each kind the first that helps."""
    for kind in KINDS:
        found = next(_tried(problem, schedule, order, kind), None)
        if found is not None:
            yield found


def _tried(problem: ProblemData, schedule: Schedule, order: str, kind: Kind) -> Iterator[Fix]:
    for code, what, changed, crew in kind(problem, problem.order_by_id[order]):
        crews = _crews_asked(changed, order, crew)
        place = next(free_places(changed, schedule, order, crews), None)
        if place is not None:
            yield Fix(code=code, what=what, place=place, problem=changed)
    if kind is move_order:
        yield from _moved(problem, schedule, order)


def _crews_asked(problem: ProblemData, order: str, helped: str | None) -> set[str] | None:
    """Crews that may have a place with a change; None is all.

    Where it helps one crew that does the order alone no other has: it would be free without it.
    """
    if helped is not None and problem.order_by_id[order].crews_needed == 1:
        return {helped}
    if not is_large(problem):
        return None
    near = {crew.id for crew in nearest_crews(problem, order, CREWS_WITH_CHANGE)}
    return near if helped is None else near | {helped}


def _moved(problem: ProblemData, schedule: Schedule, order: str) -> Iterator[Fix]:
    """Other orders moved; if that is not enough, one of them left out."""
    place = place_with_moves(problem, schedule, order, MOST_MOVES, may_leave_out=True)
    if place is not None:
        code = "leave_out_order" if place.left_out else "move_order"
        names = dict.fromkeys((*place.left_out, *place.moved))
        yield Fix(code=code, what=";".join(names), place=place, problem=problem)


Kind = Callable[[ProblemData, WorkOrder], Iterator[Candidate]]


def without_closure(code: str, rule: str) -> Kind:
    """Make a kind of change that lifts one rule of the order itself."""

    def kind(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
        closures = tuple(c for c in order.closures if c.rule != rule)
        options = tuple(
            replace(g, closures=tuple(c for c in g.closures if c.rule != rule))
            for g in order.grid_options
        )
        if (closures, options) != (order.closures, order.grid_options):
            changed = replace(order, closures=closures, grid_options=options)
            yield code, "", _with_order(problem, changed), None

    return kind


def wider(code: str, rule: str) -> Kind:
    """Make a kind of change that widens a window by a day on both sides."""

    def kind(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
        windows = tuple(_wider(w) if w.rule == rule else w for w in order.windows)
        if windows != order.windows:
            yield code, "", _with_order(problem, replace(order, windows=windows)), None

    return kind


def _wider(window: TimeWindow) -> TimeWindow:
    return replace(
        window,
        start_minute=window.start_minute - DAY_MINUTES,
        end_minute=window.end_minute + DAY_MINUTES,
    )


def _with_order(problem: ProblemData, order: WorkOrder) -> ProblemData:
    orders = tuple(order if o.id == order.id else o for o in problem.orders)
    return replace(problem, orders=orders)


def move_order(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
    """Other orders moved; tried by solving."""
    del problem, order
    yield from ()


def another_certificate(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
    """One worker with the certificate that the order asks for."""
    near = {crew.id for crew in _crews_tried(problem, order)}
    for worker in sorted(problem.workers, key=lambda w: w.id):
        if (
            worker.crew in near
            and "bucket" in worker.roles
            and order.certificate not in worker.certificates
        ):
            certified = replace(worker, certificates=worker.certificates | {order.certificate})
            workers = tuple(certified if w is worker else w for w in problem.workers)
            yield "another_certificate", worker.id, replace(problem, workers=workers), worker.crew


def _crews_tried(problem: ProblemData, order: WorkOrder) -> list[Crew]:
    """Crews of which a change may help: all, or of many those nearest."""
    if is_large(problem):
        return nearest_crews(problem, order.id)
    return sorted(problem.crews, key=lambda c: c.id)


def another_recloser(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
    """One more feeder of a bus section with reclosing blocked."""
    if any(option.blocked_feeders for option in order.grid_options):
        cap = problem.feeders_blocked_per_bus_section + 1
        yield "another_recloser", "", replace(problem, feeders_blocked_per_bus_section=cap), None


def more_crew_time(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
    """One crew's shift an hour longer."""
    for crew in _crews_tried(problem, order):
        end = min(DAY_MINUTES, crew.shift_end_minute + LONGER_SHIFT_MINUTES)
        crews = tuple(replace(c, shift_end_minute=end) if c is crew else c for c in problem.crews)
        yield "more_crew_time", crew.id, replace(problem, crews=crews), crew.id


def another_vehicle(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
    """One more shared vehicle of a kind that the order asks for."""
    for kind in sorted(set(order.vehicle_kinds)):
        vehicle = Vehicle(id=f"+{kind}", kind=kind)
        yield "another_vehicle", kind, replace(problem, vehicles=(*problem.vehicles, vehicle)), None


def another_crew(problem: ProblemData, order: WorkOrder) -> Iterator[Candidate]:
    """One more crew, like one that there is, with its own vehicles."""
    for crew in _crews_tried(problem, order):
        name = f"+{crew.id}"
        workers = [
            replace(w, id=f"+{w.id}", crew=name) for w in problem.workers if w.crew == crew.id
        ]
        vehicles = [
            replace(v, id=f"+{v.id}", crew=name) for v in problem.vehicles if v.crew == crew.id
        ]
        changed = replace(
            problem,
            crews=(*problem.crews, replace(crew, id=name)),
            workers=(*problem.workers, *workers),
            vehicles=(*problem.vehicles, *vehicles),
        )
        yield "another_crew", crew.id, changed, name


KINDS: tuple[Kind, ...] = (
    without_closure("survey", "not_surveyed"),
    without_closure("renew_order", "withdrawn"),
    without_closure("file_ticket", "ticket_not_filed"),
    without_closure("moisture_proof_tools", "humidity"),
    move_order,
    another_certificate,
    another_recloser,
    wider("wider_window", "customer_window"),
    wider("wider_ticket", "ticket_window"),
    wider("earlier_release", "release"),
    without_closure("night_work", "darkness"),
    more_crew_time,
    another_vehicle,
    another_crew,
)
"""Kinds of changes, the smallest first."""
