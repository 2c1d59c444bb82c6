"""A schedule that a person made, laid out minute by minute even where a rule forbids it.

The person says which crew begins an order when, and perhaps who does what. What is not said is
filled as it breaks fewest rules and is worth most. Nothing that is said is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from scheduler.breach import Breach
from scheduler.fleet import vehicle_choices
from scheduler.hand_lunches import lunches_of
from scheduler.hand_rosters import Named
from scheduler.hand_teams import Teams, course_of
from scheduler.heat_limits import Template
from scheduler.open_catalogue import BETWEEN_JOBS
from scheduler.order_rules import handovers_of
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, WorkOrder, require
from scheduler.schedule import Assignment, CrewPart, Schedule
from scheduler.score import score_schedule
from scheduler.verify import verify

MOST_WAYS = 200
"""Ways to fill what is not said of one job."""
NEAR_MINUTES = 120
"""Jobs of other crews that are no nearer than this have no part in how a job is filled."""


@dataclass(frozen=True, kw_only=True)
class HandJob:
    """One job as a person planned it.

    Parameters
    ----------
    work_order
        Order of the problem.
    crews
        Crews, the leading one first.
    named
        Who is named of each crew, in their order.
    start_minute
        Start, on any minute. [min]
    end_minute
        End as planned; None is when the job is done. [min]
    transfer_plan
        Load transfer; "" is the one that fits best.
    """

    work_order: str
    crews: tuple[str, ...]
    named: tuple[Named, ...]
    start_minute: int
    end_minute: int | None = None
    transfer_plan: str = ""

    def __post_init__(self) -> None:
        name = f"HandJob of '{self.work_order}'"
        require(len(self.crews) in (1, 2), f"{name}: neither one crew nor two.")
        require(len(set(self.crews)) == len(self.crews), f"{name}: a crew twice.")
        require(len(self.named) == len(self.crews), f"{name}: crews and named differ in length.")
        require(
            self.end_minute is None or self.start_minute < self.end_minute, f"{name}: no minutes."
        )


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
    teams = Teams(problem)
    laid: list[Assignment] = []
    breaches: list[Breach] = []
    left_out: list[str] = []
    for job in sorted(jobs, key=lambda each: (each.start_minute, each.work_order)):
        found = _hopeless(problem, job) or _laid(problem, teams, job, laid)
        if isinstance(found, Breach):
            breaches.append(found)
            left_out.append(job.work_order)
        else:
            laid.append(found.assignment)
            breaches += found.breaches
    return LaidOut(
        schedule=Schedule(assignments=tuple(laid), lunches=lunches_of(problem, laid)),
        breaches=tuple(breaches),
        left_out=tuple(left_out),
    )


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One way to fill a job, and when it would be done."""

    assignment: Assignment
    done_minute: int
    breaches: tuple[Breach, ...]


def _hopeless(problem: ProblemData, job: HandJob) -> Breach | None:
    """Why a job cannot be laid out, whoever does it."""
    until = problem.days * DAY_MINUTES
    if not (0 <= job.start_minute < until and (job.end_minute or 0) <= until):
        return _breach("outside_plan", job, found=str(job.start_minute))
    plans = [option.transfer_plan for option in problem.order_by_id[job.work_order].grid_options]
    if job.transfer_plan and job.transfer_plan not in plans:
        return _breach("no_transfer", job, found=job.transfer_plan)
    return None


def _breach(rule: str, job: HandJob, crew: str = "", found: str = "", limit: str = "") -> Breach:
    return Breach(
        rule=rule,
        work_orders=(job.work_order,),
        crew=crew or job.crews[0],
        minute_from=job.start_minute,
        minute_to=job.end_minute or job.start_minute,
        found=found,
        limit=limit,
    )


def _laid(
    problem: ProblemData, teams: Teams, job: HandJob, before: Sequence[Assignment]
) -> _Way | Breach:
    """The way that breaks fewest rules, of these the one that is worth most."""
    order = problem.order_by_id[job.work_order]
    lacking = teams.lacking(order, job.start_minute, job.crews, job.named)
    if lacking:
        return _breach("role_missing", job, crew=lacking, found="0", limit="bucket")
    near = tuple(other for other in before if _is_near(other, job))
    small = _small(problem, job.work_order, near)
    ways = sorted(_ways(problem, teams, job), key=lambda way: _worth(small, way), reverse=True)
    if not ways:  # every course runs over the end of the plan
        return _breach("outside_plan", job, found=str(job.start_minute))
    return _fewest_broken(small, ways[:MOST_WAYS], near)


def _fewest_broken(problem: ProblemData, ways: Sequence[_Way], near: Sequence[Assignment]) -> _Way:
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
    return same_crew or other.end_minute + NEAR_MINUTES > job.start_minute


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


def _worth(problem: ProblemData, way: _Way) -> tuple[int, int]:
    score = score_schedule(problem, Schedule(assignments=(way.assignment,)))
    return score.value, score.comfort


def _broken(problem: ProblemData, way: _Way, near: Sequence[Assignment]) -> int:
    """Number of rules that a job breaks, each once: a crew at two jobs has all its people twice."""
    found = verify(problem, Schedule(assignments=(*near, way.assignment)))
    own = way.assignment.work_order
    rules = {breach.rule for breach in found if own in breach.work_orders}
    return len(way.breaches) + len(rules - BETWEEN_JOBS)


def _ways(problem: ProblemData, teams: Teams, job: HandJob) -> Iterator[_Way]:
    order = problem.order_by_id[job.work_order]
    for parts in teams.of(order, job.start_minute, job.crews, job.named):
        template = course_of(problem, order, job.start_minute, parts, job.named)
        if template is None:
            continue
        done = template.end_minute
        handovers: tuple[int, ...] = ()
        template = replace(template, end_minute=max(done, job.end_minute or 0))
        if any(part.relief for part in parts):
            handovers = handovers_of(problem, order, template)
            if not handovers:
                continue
        for plan, equipped in product(
            _plans(order, job), _equipped(problem, order, job, parts, template)
        ):
            yield _Way(
                assignment=_assignment(order, plan, template, equipped, handovers),
                done_minute=done,
                breaches=_too_short(job, done),
            )


def _plans(order: WorkOrder, job: HandJob) -> list[str]:
    """Load transfers to choose from, none first."""
    if job.transfer_plan:
        return [job.transfer_plan]
    return sorted((option.transfer_plan for option in order.grid_options), key=bool)


def _equipped(
    problem: ProblemData,
    order: WorkOrder,
    job: HandJob,
    parts: Sequence[CrewPart],
    template: Template,
) -> Iterator[tuple[CrewPart, ...]]:
    """The parts with every choice of vehicles; without any where none is open."""
    span = (template.start_minute, template.end_minute)
    choices = [
        (named.vehicles,)
        if named.vehicles
        else vehicle_choices(problem, part.crew, order.vehicle_kinds, *span) or ((),)
        for part, named in zip(parts, job.named, strict=True)
    ]
    for chosen in product(*choices):
        yield tuple(
            replace(part, vehicles=vehicles) for part, vehicles in zip(parts, chosen, strict=True)
        )


def _assignment(
    order: WorkOrder,
    transfer_plan: str,
    template: Template,
    parts: tuple[CrewPart, ...],
    handovers: tuple[int, ...],
) -> Assignment:
    return Assignment(
        work_order=order.id,
        transfer_plan=transfer_plan,
        start_minute=template.start_minute,
        setup_end_minute=template.setup_end_minute,
        bucket_end_minute=template.bucket_end_minute,
        end_minute=template.end_minute,
        parts=parts,
        stints=template.stints,
        handovers=handovers,
    )


def _too_short(job: HandJob, done_minute: int) -> tuple[Breach, ...]:
    """The job takes longer than the person planned: it is done when it is done."""
    if job.end_minute is None or job.end_minute >= done_minute:
        return ()
    found, limit = job.end_minute - job.start_minute, done_minute - job.start_minute
    rule = "end_too_short"
    return (_breach(rule, job, found=str(found), limit=str(limit)),)
