"""`peakops why`: why an order is not in a written plan, or why it is where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from peakops.clock import Clock, clock_text
from peakops.day_phases import bucket_work
from peakops.errors import UsageError
from peakops.order_records import VALUE_PER_PRIORITY
from peakops.plan import scenario_clock
from peakops.problem import Findings, build_problem
from peakops.published import Published, read_published, stages_of
from peakops.replan_scheduler import Replanner, read_tickets
from peakops.scenario import Scenario
from peakops.strain import StrainModel
from peakops.strain_starts import hot_starts
from peakops.wanted import did_you_mean
from scheduler.issue import Issue
from scheduler.openings import Place
from scheduler.problem import ProblemData
from scheduler.why_here import WhyHere, why_here
from scheduler.why_not import WhyNot, why_not


def why(folder: Path, order: str) -> dict[str, Any]:
    """Explain one order of a written plan.

    Parameters
    ----------
    folder
        Folder of the plan.
    order
        The order.

    Returns
    -------
    The explanation, ready for JSON; `peakops.why_words.lines` says it in words.

    Raises
    ------
    UsageError
        When there is no such plan or no such order.
    InputFaults
        With every fault of the plan's files.
    """
    published = read_published(folder)
    refuse_unknown(published, order)
    problem = problem_of(published)
    clock = published.clock
    placed = {job.work_order for job in published.schedule.assignments}
    if order in placed:
        return _here(why_here(problem, published.schedule, order), clock)
    return _not(why_not(problem, published.schedule, order), clock)


def refuse_unknown(published: Published, order: str) -> None:
    """Raise UsageError where the plan's inputs have no such order."""
    known = [str(name) for name in published.scenario.tables["work_orders"]["work_order"]]
    if order not in known:
        raise UsageError(f"{order} is no order of {published.folder}{did_you_mean(order, known)}")


def problem_of(published: Published, scenario: Scenario | None = None) -> ProblemData:
    """The scheduling problem of a written plan.

    Parameters
    ----------
    published
        The plan.
    scenario
        Its inputs with one order more; None is as they are.
    """
    found = scenario or published.scenario
    with threadpool_limits(limits=1):
        stages = stages_of(found, published.network, published.files)
        plain = build_problem(found, stages.heat, stages.grid, stages.places)
        model = StrainModel(found, stages.heat)
        findings = Findings(hot_starts=hot_starts(plain, model, bucket_work(found)))
        problem = build_problem(found, stages.heat, stages.grid, stages.places, findings)
    return as_of_replan(published, problem)


def as_of_replan(published: Published, problem: ProblemData) -> ProblemData:
    """The problem with the past closed, where the plan is a replan."""
    if not published.earlier:
        return problem
    import pandas as pd

    minute = scenario_clock(published.scenario).minute(pd.Timestamp(published.earlier["at"]))
    issue = Issue(now_minute=minute, schedule=published.schedule)
    return Replanner(issue, read_tickets(published, minute)).as_of_now(problem)


def _not(found: WhyNot, clock: Clock) -> dict[str, Any]:
    return {
        "work_order": found.order,
        "scheduled": False,
        "starts": found.starts,
        "rules": [
            {
                "rule": record.rule,
                "starts_lost": record.slots_lost,
                "starts_lost_alone": record.slots_lost_alone,
            }
            for record in found.rules
        ],
        "free": None if found.free is None else place_record(found.free, clock),
        "fixes": [
            {"fix": fix.code, "what": fix.what, "place": place_record(fix.place, clock)}
            for fix in found.fixes
        ],
    }


def _here(found: WhyHere, clock: Clock) -> dict[str, Any]:
    here = found.here
    return {
        "work_order": found.job.work_order,
        "scheduled": True,
        "here": place_record(here, clock),
        "earlier_starts": found.earlier_starts,
        "earlier": [
            {"rule": c.rule, "starts_lost": c.starts, "starts_lost_alone": c.starts_alone}
            for c in found.earlier
        ],
        "earliest": None if found.earliest is None else place_record(found.earliest, clock, here),
        "crews": [
            {
                "crew": other.crew,
                "rules": list(other.rules),
                "place": None if other.place is None else place_record(other.place, clock, here),
            }
            for other in found.crews
        ],
        "moves": [place_record(place, clock, here) for place in found.moves],
    }


def place_record(place: Place, clock: Clock, against: Place | None = None) -> dict[str, Any]:
    """A place ready for JSON; its worth is against the plan without the order, or a place."""
    value, comfort = place.gain.value, place.gain.comfort
    if against is not None:
        value, comfort = value - against.gain.value, comfort - against.gain.comfort
    job = place.job
    return {
        "start": clock_text(clock.time(job.start_minute)),
        "end": clock_text(clock.time(job.end_minute)),
        "crews": [part.crew for part in job.parts],
        "leader": job.parts[0].leader,
        "transfer_plan": job.transfer_plan,
        "priority_gain": round(value / VALUE_PER_PRIORITY, 3),
        "comfort_gain": comfort,
        "moved": list(place.moved),
        "left_out": list(place.left_out),
    }
