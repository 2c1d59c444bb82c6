"""A job that a person planned, and the ways to fill what the person did not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from scheduler.breach import Breach
from scheduler.fleet import vehicle_choices
from scheduler.hand_rosters import Named
from scheduler.hand_teams import Teams, course_of
from scheduler.heat_limits import Template
from scheduler.order_rules import handovers_of
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder, require
from scheduler.schedule import Assignment, CrewPart


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
class Way:
    """One way to fill a job, with what the person's end leaves undone."""

    assignment: Assignment
    breaches: tuple[Breach, ...]


def breach_of(rule: str, job: HandJob, crew: str = "", found: str = "", limit: str = "") -> Breach:
    """A breach of a job as the person planned it."""
    return Breach(
        rule=rule,
        work_orders=(job.work_order,),
        crew=crew or job.crews[0],
        minute_from=job.start_minute,
        minute_to=job.end_minute or job.start_minute,
        found=found,
        limit=limit,
    )


def ways_of(problem: ProblemData, teams: Teams, job: HandJob) -> Iterator[Way]:
    """Yield every way to fill a job, whatever it breaks."""
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
            yield Way(
                assignment=_assignment(order, plan, template, equipped, handovers),
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
    return (breach_of(rule, job, found=str(found), limit=str(limit)),)
