"""A schedule that a person made, laid out minute by minute even where a rule forbids it.

The person says which crew begins an order when, and perhaps who does what. What is not said is
filled as it breaks fewest rules and is worth most. Nothing that is said is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.breach import Breach
from scheduler.hand_lunches import lunches_of
from scheduler.hand_teams import Teams
from scheduler.hand_ways import HandJob, Way, breach_of, ways_of
from scheduler.open_catalogue import BETWEEN_JOBS
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.schedule import Assignment, Schedule
from scheduler.score import score_schedule
from scheduler.verify import verify

MOST_WAYS = 200
"""Ways to fill what is not said of one job."""
NEAR_MINUTES = 120
"""Jobs of other crews that are no nearer than this have no part in how a job is filled."""
LONGEST_MINUTES = 720
"""Jobs of other crews that begin so much later have none either."""


@dataclass(frozen=True, kw_only=True)
class LaidOut:
    """A person's schedule in minutes.

    Parameters
    ----------
    schedule
        With everything filled, and lunches where the crews have time for them.
    breaches
        What laying it out has shown; `scheduler.verify` tells all else.
    left_out
        Orders that could not be laid out; a breach says why.
    """

    schedule: Schedule
    breaches: tuple[Breach, ...]
    left_out: tuple[str, ...]


def lay_out(problem: ProblemData, jobs: Iterable[HandJob]) -> LaidOut:
    """Lay a person's schedule out.

    Parameters
    ----------
    problem
        It has the orders, crews, workers and vehicles that the jobs name.
    jobs
        At most one for each order.
    """
    teams, in_order = Teams(problem), sorted(jobs, key=lambda j: (j.start_minute, j.work_order))
    ways: dict[str, Way] = {}
    breaches: list[Breach] = []
    for job in in_order:
        found = _hopeless(problem, job) or _laid(problem, teams, job, ways)
        if isinstance(found, Breach):
            breaches.append(found)
        else:
            ways[job.work_order] = found
    clashing = _clashing(problem, ways)
    for job in in_order:
        if job.work_order in clashing:  # once more, now that those after it are known
            again = _laid(problem, teams, job, ways)
            assert isinstance(again, Way)  # for the type checker: it was one before
            ways[job.work_order] = again
    laid = [way.assignment for way in ways.values()]
    return LaidOut(
        schedule=Schedule(assignments=tuple(laid), lunches=lunches_of(problem, laid)),
        breaches=(*breaches, *(item for way in ways.values() for item in way.breaches)),
        left_out=tuple(order for breach in breaches for order in breach.work_orders),
    )


def _clashing(problem: ProblemData, ways: Mapping[str, Way]) -> set[str]:
    """Orders that break a rule together with another one."""
    schedule = Schedule(assignments=tuple(way.assignment for way in ways.values()))
    found = (breach.work_orders for breach in verify(problem, schedule))
    return {name for names in found if len(names) > 1 for name in names if name in ways}


def _hopeless(problem: ProblemData, job: HandJob) -> Breach | None:
    """Why a job cannot be laid out, whoever does it."""
    until = problem.days * DAY_MINUTES
    if not (0 <= job.start_minute < until and (job.end_minute or 0) <= until):
        return breach_of("outside_plan", job, found=str(job.start_minute))
    plans = [option.transfer_plan for option in problem.order_by_id[job.work_order].grid_options]
    if job.transfer_plan and job.transfer_plan not in plans:
        return breach_of("no_transfer", job, found=job.transfer_plan)
    return None


def _laid(
    problem: ProblemData, teams: Teams, job: HandJob, others: Mapping[str, Way]
) -> Way | Breach:
    """The way that breaks fewest rules, of these the one that is worth most."""
    order = problem.order_by_id[job.work_order]
    lacking = teams.lacking(order, job.start_minute, job.crews, job.named)
    if lacking:
        return breach_of("role_missing", job, crew=lacking, found="0", limit="bucket")
    near = tuple(
        other.assignment
        for name, other in others.items()
        if name != job.work_order and _is_near(other.assignment, job)
    )
    small = _small(problem, job.work_order, near)
    ways = sorted(ways_of(problem, teams, job), key=lambda way: _worth(small, way), reverse=True)
    if not ways:  # every course runs over the end of the plan
        return breach_of("outside_plan", job, found=str(job.start_minute))
    return _fewest_broken(small, ways[:MOST_WAYS], near)


def _fewest_broken(problem: ProblemData, ways: Sequence[Way], near: Sequence[Assignment]) -> Way:
    """The first way that breaks no rule, else the first of those that break fewest."""
    counts: list[int] = []
    for way in ways:
        counts.append(_broken(problem, way, near))
        if counts[-1] == 0:
            break
    return ways[counts.index(min(counts))]


def _is_near(other: Assignment, job: HandJob) -> bool:
    if other.start_minute // DAY_MINUTES != job.start_minute // DAY_MINUTES:
        return False
    same_crew = any(part.crew in job.crews for part in other.parts)
    since, until = other.start_minute - LONGEST_MINUTES, other.end_minute + NEAR_MINUTES
    return same_crew or since < job.start_minute < until


def _small(problem: ProblemData, order: str, near: Sequence[Assignment]) -> ProblemData:
    """The problem of a few orders: all that a job can break beside jobs that are near."""
    names = {order, *(other.work_order for other in near)}
    return replace(
        problem,
        orders=tuple(replace(o, after=()) for o in problem.orders if o.id in names),
        exclusive_pairs=tuple(
            pair for pair in problem.exclusive_pairs if {pair.first[0], pair.second[0]} <= names
        ),
        forbidden_uses=(),
        forbidden_starts=(),
        rests_needed=(),
    )


def _worth(problem: ProblemData, way: Way) -> tuple[int, int]:
    score = score_schedule(problem, Schedule(assignments=(way.assignment,)))
    return score.value, score.comfort


def _broken(problem: ProblemData, way: Way, near: Sequence[Assignment]) -> int:
    """Number of rules that a job breaks, each once: a crew at two jobs has all its people twice."""
    found = verify(problem, Schedule(assignments=(*near, way.assignment)))
    own = way.assignment.work_order
    rules = {breach.rule for breach in found if own in breach.work_orders}
    return len(way.breaches) + len(rules - BETWEEN_JOBS)
