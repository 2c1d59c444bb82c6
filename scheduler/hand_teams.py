"""The crews' parts in a job that a person planned, and the course that the job then takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from scheduler.absences import away
from scheduler.crew_days import CrewDays
from scheduler.hand_rosters import Named, incomplete_roster, named_rosters
from scheduler.heat_limits import Template, job_template
from scheduler.order_rules import pace_of, shape_of
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, MAX_PAIRS, WorkOrder
from scheduler.rosters import need_of
from scheduler.schedule import CrewPart

MOST_TEAMS = 50
"""Teams of one number of pairs that are looked at."""


class Teams:
    """Finds the parts of the crews of a problem."""

    def __init__(self, problem: ProblemData) -> None:
        self._problem = problem
        self._crew_days = CrewDays(problem)

    def lacking(
        self, order: WorkOrder, start_minute: int, crews: Sequence[str], named: Sequence[Named]
    ) -> str:
        """Name a crew that has no two bucket workers at all; "" where every crew has."""
        for i, (crew, people) in enumerate(zip(crews, named, strict=True)):
            if not self._parts(order, start_minute, crew, people, leads=i == 0):
                return crew
        return ""

    def of(
        self, order: WorkOrder, start_minute: int, crews: Sequence[str], named: Sequence[Named]
    ) -> Iterator[tuple[CrewPart, ...]]:
        """Yield the parts of all crews, the lead crew's first; those with most pairs come first."""
        choices = [
            self._parts(order, start_minute, crew, people, leads=i == 0)
            for i, (crew, people) in enumerate(zip(crews, named, strict=True))
        ]
        for pairs in range(MAX_PAIRS, 0, -1):
            teams = (
                team
                for team in product(*choices)
                if min(MAX_PAIRS, *(len(part.pairs) for part in team)) == pairs
            )
            yield from islice(teams, MOST_TEAMS)

    def _parts(
        self, order: WorkOrder, start_minute: int, crew: str, named: Named, *, leads: bool
    ) -> tuple[CrewPart, ...]:
        problem, day = self._problem, start_minute // DAY_MINUTES
        # how long it takes decides who is away; the least that it can take is close enough here
        least = order.setup_minutes + sum(order.segments) + order.teardown_minutes
        gone = away(problem, start_minute, start_minute + least)
        capped = self._crew_days.capped(crew, day)
        found: list[CrewPart] = []
        for pairs in range(MAX_PAIRS, 0, -1):
            for relieved in (False, True) if order.watch_limits else (False,):
                need = need_of(order, leads=leads, pairs=pairs, relieved=relieved)
                found += named_rosters(problem, day, need, crew, named, gone, capped)
        incomplete = incomplete_roster(problem, need_of(order, leads=leads, pairs=1), crew, named)
        if not found and incomplete is not None:
            found.append(incomplete)
        return tuple(dict.fromkeys(found))


def course_of(
    problem: ProblemData,
    order: WorkOrder,
    start_minute: int,
    parts: Sequence[CrewPart],
    named: Sequence[Named],
) -> Template | None:
    """Lay a job out for the people in its buckets.

    Where a segment is longer than a stint may be, its stint is as long as the segment. Pairs that
    are not needed stay down where they are named; else there is another team without them.

    Returns
    -------
    None where the job runs over the end of the plan, or a pair is idle that nobody named.
    """
    pairs = min(len(part.pairs) for part in parts)
    limits = _stint_limits(problem, order, start_minute, parts)
    fewest = 1 if any(people.pairs for people in named) else pairs
    for shortest in (0, max(order.segments)):
        for turns in range(pairs, fewest - 1, -1):
            allowed = [max(limit, shortest) for limit in limits]
            found = job_template(shape_of(order), allowed, pace_of(problem), start_minute, turns)
            if found is not None:
                return found
    return None


def _stint_limits(
    problem: ProblemData, order: WorkOrder, start_minute: int, parts: Sequence[CrewPart]
) -> tuple[int, ...]:
    """Shorter stints where somebody in the bucket is new to the heat."""
    day = start_minute // DAY_MINUTES
    riders = [problem.worker_by_id[name] for part in parts for name in part.bucket]
    novice = bool(problem.novice_stint_limits) and any(w.is_novice(day) for w in riders)
    limits = problem.novice_stint_limits if novice else problem.stint_limits
    return limits[order.stint_class]
