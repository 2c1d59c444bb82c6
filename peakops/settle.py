"""The end of the rounds: what is clean stays, what is not is placed once more or left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from peakops.errors import NoPlanPossible
from scheduler.hand_lunches import lunches_of
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, WorkOrder
from scheduler.schedule import Assignment, Lunch, Result, Schedule, SolveStatus
from scheduler.score import score_schedule

if TYPE_CHECKING:
    from peakops.problem import Findings
    from peakops.rounds import Round


ATTEMPTS, LEARNING = 6, 3
"""How often what is not clean is placed again before it is left out; and how many of these times
it loses only the starts at which something was found, not the crew as well."""


class Checks(Protocol):
    """What can be done with a problem or a schedule in one plan's rounds."""

    def problem(self, findings: Findings) -> ProblemData:
        """What is to be scheduled, with what was learned."""

    def solve(self, problem: ProblemData) -> Round:
        """Schedule and check."""

    def judge(self, problem: ProblemData, result: Result) -> Round:
        """Check a schedule by load flow and strain."""

    def learn(self, found: Round, known: Findings, *, end: bool) -> Findings:
        """What a round's findings forbid from now on."""


def settled(last: Round, findings: Findings, rounds: Checks) -> Round:
    """Make a clean schedule of the last round's, where its orders allow it.

    A new schedule of everything may bring new findings for ever. So the orders that nothing was
    found against keep their crew and start, and the others are placed again among them, a few
    times, each time with what was found against them. Then they are left out.

    Parameters
    ----------
    last
        The last round, with findings.
    findings
        What was learned from them and before.
    rounds
        How a problem is made and solved, and a schedule checked.

    Returns
    -------
    The clean round; or the last one with nothing left out but what may be, where mandatory,
    locked or begun orders are what the findings are about.
    """
    for attempt in range(1, ATTEMPTS + 1):
        again = _placed_again(last, rounds.problem(findings), rounds)
        if again is None:
            break
        if again.clean:
            return again
        findings = rounds.learn(again, findings, end=attempt > LEARNING)
    while not last.clean:
        names = _may_go(last)
        if not names:
            break
        last = rounds.judge(last.problem, without(last, names))
    return last


def _placed_again(last: Round, learned: ProblemData, rounds: Checks) -> Round | None:
    try:
        again = rounds.solve(held(learned, last))
    except NoPlanPossible:  # the crews cannot be kept together with what was learned
        return None
    # A bound with orders held is none of the plan's own, and they are not locked for good.
    result = replace(again.result, status=SolveStatus.FEASIBLE, bound=last.result.bound)
    return replace(again, result=result, problem=_released(again.problem, learned))


def _released(problem: ProblemData, free: ProblemData) -> ProblemData:
    """A problem with the locks of another one."""
    orders = tuple(
        replace(
            order,
            locked_crew=free.order_by_id[order.id].locked_crew,
            locked_start_minute=free.order_by_id[order.id].locked_start_minute,
        )
        for order in problem.orders
    )
    return replace(problem, orders=orders)


def guilty(found: Round) -> frozenset[str]:
    """Orders that something was found against."""
    by_flow = {order for item in found.refereed.of_plan for order in item.work_orders}
    return frozenset(by_flow | {item.work_order for item in found.strained.exceedances})


def _may_go(found: Round) -> frozenset[str]:
    orders = found.problem.order_by_id
    placed = {job.work_order for job in found.schedule.assignments}
    names = (guilty(found) & placed) - found.locked
    return frozenset(name for name in names if not orders[name].must_place)


def held(learned: ProblemData, found: Round) -> ProblemData:
    """A problem with every order locked that nothing was found against."""
    loose = guilty(found) | found.fixed  # what has begun is held by the replan itself
    jobs = {
        job.work_order: job for job in found.schedule.assignments if job.work_order not in loose
    }
    orders = tuple(_locked(order, jobs.get(order.id)) for order in learned.orders)
    return replace(learned, orders=orders)


def _locked(order: WorkOrder, job: Assignment | None) -> WorkOrder:
    if job is None or order.locked_start_minute is not None:
        return order
    return replace(order, locked_crew=job.parts[0].crew, locked_start_minute=job.start_minute)


def without(found: Round, names: frozenset[str]) -> Result:
    """The result with some orders left out, and those that follow them."""
    gone = set(names)
    orders = found.problem.orders
    while more := {o.id for o in orders if gone & set(o.after)} - gone:
        gone |= more
    jobs = tuple(job for job in found.schedule.assignments if job.work_order not in gone)
    schedule = Schedule(assignments=jobs, lunches=_lunches(found, jobs, gone))
    return replace(
        found.result,
        status=SolveStatus.FEASIBLE,
        schedule=schedule,
        score=score_schedule(found.problem, schedule),
    )


def _lunches(found: Round, jobs: tuple[Assignment, ...], gone: set[str]) -> tuple[Lunch, ...]:
    """Lunches as they were; anew for a crew that has lost a job of the day."""
    changed = {
        (part.crew, job.start_minute // DAY_MINUTES)
        for job in found.schedule.assignments
        for part in job.parts
        if job.work_order in gone
    }
    kept = [item for item in found.schedule.lunches if (item.crew, item.day) not in changed]
    anew = [item for item in lunches_of(found.problem, jobs) if (item.crew, item.day) in changed]
    return tuple(sorted((*kept, *anew), key=lambda item: (item.start_minute, item.crew)))
