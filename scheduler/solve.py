"""From a problem to a schedule: greedy plans, then a search that suits the size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from scheduler.collector import without_collector
from scheduler.column_bound import column_bound, day_pricing
from scheduler.conflicts import Conflicts
from scheduler.effort import SolveParams as SolveParams
from scheduler.fair_rosters import fairly_staffed
from scheduler.greedy import as_planned_picks, by_priority_picks, earliest_due_picks
from scheduler.lns import score_picks
from scheduler.locks import lock_plan
from scheduler.open_ways import OpenWays
from scheduler.outage import ExclusivePair
from scheduler.picks import Pick, translate
from scheduler.pool_bound import pool_bound
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule, SolveStatus
from scheduler.search import Search
from scheduler.wide_solve import improve_by_days, improve_widely

MOST_PARTS = 12_000
"""Parts up to which one model of the whole problem is made."""
MANY_CREWS = 24
"""Crews up to which every order is offered to all of them."""
NEAREST_CREWS = 16
"""Crews that each order is offered to where there are more, the nearest ones."""


def solve(
    problem: ProblemData, params: SolveParams | None = None, before: Schedule | None = None
) -> Result:
    """Find a schedule that keeps every rule and is worth as much as possible.

    Parameters
    ----------
    problem
        What is to be planned; the order of its orders, crews and workers plays no part.
    params
        How much work to spend.
    before
        A schedule made of nearly the same problem: what still fits of it is where the search
        begins, if that is better than a greedy plan.

    Returns
    -------
    A schedule, possibly empty, with its score and a bound; or none and the locks that contradict
    each other.
    """
    ways = _ways_of(problem)
    return _with_bound(ways, _found(ways, params or SolveParams(), before))


def find_schedule(
    problem: ProblemData, params: SolveParams | None = None, before: Schedule | None = None
) -> Result:
    """Do the same with no other bound than the search itself came to, which may be none."""
    return _found(_ways_of(problem), params or SolveParams(), before)


def bounded(problem: ProblemData, result: Result) -> Result:
    """Give a result of `find_schedule` the least of all bounds known of its problem."""
    if result.status is not SolveStatus.FEASIBLE:
        return result
    return _with_bound(_ways_of(problem), result)


def _ways_of(problem: ProblemData) -> OpenWays:
    with without_collector():
        return open_ways(in_order(problem))


def _with_bound(ways: OpenWays, result: Result) -> Result:
    if result.status is not SolveStatus.FEASIBLE:
        return result
    known = [result.bound, pool_bound(ways, result.value)]
    if ways.size <= MOST_PARTS:  # the search of larger ones has it
        known.append(column_bound(ways, result.score))
    return replace(result, bound=min(bound for bound in known if bound is not None))


def _found(ways: OpenWays, work: SolveParams, before: Schedule | None) -> Result:
    result = _searched(ways, work, before)
    if result.schedule is None:
        return result
    return replace(result, schedule=fairly_staffed(ways.problem, result.schedule, work.seed))


def _searched(ways: OpenWays, work: SolveParams, before: Schedule | None) -> Result:
    """The best schedule found, of people who are alike for the rules."""
    with without_collector():
        locked, contradicting = lock_plan(ways)
        if contradicting:
            return Result(
                status=SolveStatus.LOCKS_CONTRADICT,
                schedule=None,
                contradicting_locks=contradicting,
            )
        first = _first_plan(ways, locked, work, before)
    if ways.size > MOST_PARTS:
        pricing = day_pricing(ways, work)
        if pricing is None:
            return improve_widely(ways, first, work)
        return improve_by_days(ways, first, work, pricing)
    catalogue = ways.catalogue()
    return Search(catalogue, work).improve(translate(first, ways, catalogue))[0]


def open_ways(problem: ProblemData) -> OpenWays:
    """All ways to do the orders, of so many crews as its size allows."""
    return OpenWays(problem, NEAREST_CREWS if len(problem.crews) > MANY_CREWS else None)


def _first_plan(
    ways: OpenWays, locked: tuple[Pick, ...], work: SolveParams, before: Schedule | None
) -> tuple[Pick, ...]:
    """The best of the greedy plans and what fits of the one before, told as soon as it is there."""
    best, score, conflicts = locked, score_picks(ways, locked), Conflicts(ways)
    places: list[Callable[[Conflicts, tuple[Pick, ...]], tuple[Pick, ...]]]
    places = [by_priority_picks, earliest_due_picks]
    if before is not None:
        places.append(partial(as_planned_picks, planned=before))
    for place in places:
        picks = place(conflicts, locked)
        found = score_picks(ways, picks)
        if found >= score and picks != best:
            best, score = picks, found
            work.tell("greedy", score.value)
    return best


def in_order(problem: ProblemData) -> ProblemData:
    """Sort what has no order of its own, so that the sequence of the input plays no part."""
    return replace(
        problem,
        orders=tuple(sorted(problem.orders, key=lambda o: o.id)),
        crews=tuple(sorted(problem.crews, key=lambda c: c.id)),
        workers=tuple(sorted(problem.workers, key=lambda w: w.id)),
        vehicles=tuple(sorted(problem.vehicles, key=lambda v: v.id)),
        exclusive_pairs=tuple(sorted(problem.exclusive_pairs, key=_pair_key)),
    )


def _pair_key(pair: ExclusivePair) -> tuple[str, str, str, list[int]]:
    return pair.rule, str(pair.first), str(pair.second), sorted(pair.slots or ())
