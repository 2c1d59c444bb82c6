"""A catalogue that also has every job of a given plan exactly as it is planned.

The catalogue of a problem has one roster for all that are as good for the solver. To keep a job is
to keep its people too, so each job of the plan gets a timing of its own, with one grid option, its
crews, its rosters and its vehicles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.heat_limits import Template
from scheduler.modes import Catalogue, Part, Timing
from scheduler.part_maker import lunch_facts
from scheduler.picks import PartPick, Pick, to_schedule
from scheduler.problem import ProblemData
from scheduler.records import WorkOrder
from scheduler.relief import turn_minutes
from scheduler.riders import Riders
from scheduler.schedule import Assignment, CrewPart, Schedule
from scheduler.score import net_value, time_cost, travel_cost
from scheduler.water import water_g


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A catalogue with planned jobs as they are.

    Parameters
    ----------
    catalogue
        Timings and parts of the problem, then those of the jobs.
    ways
        Timing of each job as it is planned, by order.
    jobs
        The jobs.
    """

    catalogue: Catalogue
    ways: Mapping[str, int]
    jobs: Mapping[str, Assignment]

    def schedule(self, picks: Iterable[Pick]) -> Schedule:
        """Write the picks out; a job as it is planned has the hand-overs of its watch, too."""
        chosen = tuple(picks)
        as_planned = {
            name for name, t in self.ways.items() if t in {pick.timing for pick in chosen}
        }
        jobs = {name: self.jobs[name] for name in as_planned}
        return with_these(to_schedule(self.catalogue, chosen), jobs)

    def eaten_but_for(self, crews: Collection[str]) -> Kept:
        """The same where only some crews still eat: of the others not all jobs may be there."""
        parts = tuple(
            part
            if part.crew in crews
            else replace(part, early=False, late=False, lunch_end_minute=None)
            for part in self.catalogue.parts
        )
        return replace(self, catalogue=replace(self.catalogue, parts=parts))

    def pick(self, order: str) -> Pick:
        """The job of an order as it is planned, without its lunch."""
        t, catalogue = self.ways[order], self.catalogue
        parts = [
            PartPick(part=p)
            for leads in (True, False)
            for p in catalogue.parts_of_timing.get((t, leads), ())
        ]
        return Pick(timing=t, parts=tuple(parts))


def with_these(schedule: Schedule, jobs: Mapping[str, Assignment]) -> Schedule:
    """Put jobs in the place of those of the same orders."""
    found = tuple(jobs.get(job.work_order, job) for job in schedule.assignments)
    return replace(schedule, assignments=found)


def with_jobs(catalogue: Catalogue, jobs: Iterable[Assignment], only: Iterable[str] = ()) -> Kept:
    """Add planned jobs to a catalogue.

    Parameters
    ----------
    catalogue
        Of the problem.
    jobs
        Jobs as planned; they may break rules of the problem.
    only
        Orders whose job is the only way to do them: all other timings of these are dropped.
    """
    fixed = set(only)
    timings = [timing for timing in catalogue.timings if timing.order.id not in fixed]
    number = {id(timing): t for t, timing in enumerate(timings)}
    parts = [
        replace(part, timing=number[id(catalogue.timings[part.timing])])
        for part in catalogue.parts
        if id(catalogue.timings[part.timing]) in number
    ]
    ways: dict[str, int] = {}
    planned = {job.work_order: job for job in sorted(jobs, key=lambda j: j.work_order)}
    for job in planned.values():
        ways[job.work_order] = len(timings)
        timing = timing_of(catalogue.problem, job)
        parts += _parts_of(catalogue, timing, job, len(timings))
        timings.append(timing)
    joined = replace(catalogue, timings=tuple(timings), parts=tuple(parts))
    return Kept(catalogue=joined, ways=ways, jobs=planned)


def timing_of(problem: ProblemData, job: Assignment) -> Timing:
    """A planned job as a timing with its one grid option."""
    order = problem.order_by_id[job.work_order]
    template = template_of(problem, job)
    plans = [option.transfer_plan for option in order.grid_options]
    which = plans.index(job.transfer_plan)
    option, start, end = order.grid_options[which], job.start_minute, job.end_minute
    return Timing(
        order=order,
        pairs=len(job.parts[0].pairs),
        riders=Riders.ANY,
        template=template,
        options=(which,),
        values=(net_value(problem, order, option, start, end),),
        cost=time_cost(problem, job.setup_end_minute, job.bucket_end_minute, end),
        water_g=water_g(order, template, problem.water, job.handovers),
    )


def template_of(problem: ProblemData, job: Assignment) -> Template:
    """The course of a planned job, whatever the rules say of it."""
    return Template(
        start_minute=job.start_minute,
        setup_end_minute=job.setup_end_minute,
        bucket_end_minute=job.bucket_end_minute,
        end_minute=job.end_minute,
        stints=job.stints,
        longest_stint=max(stint.minutes for stint in job.stints),
        pair_minutes=tuple(
            _pair_minutes(problem, job, pair) for pair in range(len(job.parts[0].pairs))
        ),
    )


def _pair_minutes(problem: ProblemData, job: Assignment, pair: int) -> int:
    """Minutes outdoors of a pair; one that a recall left without a stint only set up."""
    own = [stint for stint in job.stints if stint.pair == pair]
    if not own:
        return job.setup_end_minute - job.start_minute
    if problem.rest_outdoors:
        return own[-1].end_minute - job.start_minute
    return own[0].start_minute - job.start_minute + sum(stint.minutes for stint in own)


def _parts_of(catalogue: Catalogue, timing: Timing, job: Assignment, number: int) -> Sequence[Part]:
    return [
        _part_of(catalogue, timing, job, part, leads=i == 0, number=number)
        for i, part in enumerate(job.parts)
    ]


def _part_of(
    catalogue: Catalogue,
    timing: Timing,
    job: Assignment,
    part: CrewPart,
    *,
    leads: bool,
    number: int,
) -> Part:
    problem = catalogue.problem
    crew = problem.crew_by_id[part.crew]
    early, late, lunch_end = lunch_facts(problem, timing, crew)
    capped = catalogue.capped[part.crew, timing.day]
    spent = outdoors(problem, job, part)
    return Part(
        timing=number,
        crew=part.crew,
        leads=leads,
        # without the relief, which a catalogue works out anew: `Kept.schedule` puts it back
        rosters=(replace(part, vehicles=(), relief=()),),
        outdoors=(tuple((name, spent[name]) for name in sorted(spent) if name in capped),),
        vehicles=(part.vehicles,),
        cost=travel_cost(problem, part.crew, timing.order.site),
        early=early,
        late=late,
        lunch_end_minute=lunch_end,
    )


def outdoors(problem: ProblemData, job: Assignment, part: CrewPart) -> dict[str, int]:
    """Minutes outdoors of everybody of a crew in a planned job."""
    spent = dict.fromkeys(part.watch, job.end_minute - job.start_minute)
    if part.relief:
        turns = turn_minutes(job.watches, rest_outdoors=problem.rest_outdoors)
        for names, minutes in zip(part.turns, turns, strict=True):
            spent.update(dict.fromkeys(names, minutes))
    for number, pair in enumerate(part.pairs):
        spent.update(dict.fromkeys(pair, _pair_minutes(problem, job, number)))
    return spent


def locked_as(order: WorkOrder, job: Assignment) -> WorkOrder:
    """An order locked where it is planned, whatever came before it."""
    return replace(
        order,
        locked_start_minute=job.start_minute,
        locked_crew=job.parts[0].crew,
        after=(),
    )


def locked_beside(order: WorkOrder, job: Assignment) -> WorkOrder:
    """An order locked where it is planned, still after what came before it."""
    return replace(locked_as(order, job), after=order.after)
