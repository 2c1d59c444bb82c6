"""A plan made anew during the day: what has begun stays, of the rest as little changes as can be.

After the plan's own aims: mandatory orders, value within a thousandth, then the number of changed
orders, then tickets that get another leader, then comfort. Where a model of all that can still be
done would be too large only what the disruption touches is planned anew (`scheduler.wide_replan`).
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.change_search import ChangeSearch, InForce
from scheduler.enumeration import build_catalogue
from scheduler.history import problem_of
from scheduler.issue import Issue
from scheduler.open_catalogue import open_catalogue, possible_jobs
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule, SolveStatus
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, in_order
from scheduler.still_open import StillOpen
from scheduler.subproblem import is_large
from scheduler.wide_replan import WideReplan


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """What a replan found.

    Parameters
    ----------
    problem
        What was solved: what has begun is locked.
    result
        As of a solve; the bound is that of the value, None where not everything was open.
    changed
        Orders that are done otherwise than planned, newly placed or left out.
    fewest
        Whether no plan of that worth changes fewer.
    """

    problem: ProblemData
    result: Result
    changed: tuple[str, ...] = ()
    fewest: bool = False


def replan(problem: ProblemData, issue: Issue, params: SolveParams | None = None) -> Replanned:
    """Plan the rest of a plan anew with as few changes as possible.

    Parameters
    ----------
    problem
        What is to be planned by what is known now; it has every order of the plan in force.
    issue
        The plan in force, and the moment.
    params
        How much work to spend.

    Returns
    -------
    The new plan; none, with the locks that contradict, where a locked order cannot be kept.
    """
    work = params or SolveParams()
    as_of = problem_of(in_order(problem), issue)
    if not is_large(as_of):
        return _replan_whole(as_of, issue, work)
    schedule = WideReplan(as_of, issue, work).run()
    if schedule is None:  # only a model of everything tells which locks contradict
        return _replan_whole(as_of, issue, work)
    changed = issue.changed_by(schedule)
    return Replanned(
        problem=as_of,
        result=_result(as_of, schedule, None),
        changed=changed,
        fewest=not changed,
    )


def _replan_whole(problem: ProblemData, issue: Issue, work: SolveParams) -> Replanned:
    """Replan with everything open that has not begun."""
    still = StillOpen(problem, issue)
    jobs = [*issue.fixed.values(), *possible_jobs(problem, issue)]
    kept = open_catalogue(build_catalogue(problem), still, jobs, only=issue.fixed)
    in_force = InForce(
        held=tuple(issue.fixed), planned=frozenset(issue.open), leaders=issue.leaders
    )
    found = ChangeSearch(kept, in_force, work).run()
    if found is None:
        return _contradiction(problem, issue)
    schedule = issue.with_begun_lunches(found.schedule)
    return Replanned(
        problem=problem,
        result=_result(problem, schedule, found.bound),
        changed=issue.changed_by(schedule),
        fewest=found.fewest,
    )


def _result(problem: ProblemData, schedule: Schedule, bound: int | None) -> Result:
    score = score_schedule(problem, schedule)
    return Result(status=SolveStatus.FEASIBLE, schedule=schedule, score=score, bound=bound)


def _contradiction(problem: ProblemData, issue: Issue) -> Replanned:
    locked = sorted(o.id for o in problem.orders if o.locked_start_minute is not None)
    return Replanned(
        problem=problem,
        result=Result(
            status=SolveStatus.LOCKS_CONTRADICT,
            schedule=None,
            contradicting_locks=tuple(name for name in locked if name not in issue.fixed),
        ),
    )
