"""The latest start that a plan names for a job: at that time, too, no rule stands against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from peakops.checks import absences, grid, heat, people, stints, tickets, travel, vehicles
from peakops.checks.cells import Row
from peakops.checks.files import PlanFiles
from peakops.checks.jobs import Job
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan

OF_TIMES: tuple[Callable[[WrittenPlan], Iterable[Breach]], ...] = (
    heat.stop_day,
    heat.hottest_hours,
    heat.rain,
    heat.thunder,
    heat.wind,
    heat.humidity,
    heat.darkness,
    heat.lighting_missing,
    heat.exposure_on_site,
    people.worker_unavailable,
    people.person_twice,
    absences.worker_away,
    absences.vehicle_away,
    stints.stint_over_limit,
    travel.crew_overlap,
    travel.travel_too_short,
    travel.outside_shift,
    vehicles.vehicle_missing,
    vehicles.vehicle_overlap,
    tickets.outside_plan,
    tickets.customer_window,
    tickets.ticket_window,
    tickets.predecessor,
    tickets.lock,
    grid.restriction,
    grid.reclosers_blocked,
    grid.partner_feeders,
    grid.transfer_conflict,
)
"""Rules that a later start can break; those on lunch and strain ask for sheets of the day."""

QUARTER = pd.Timedelta(minutes=15)
NOBODY: tuple[Row, ...] = ()


def latest_start_allowed(plan: WrittenPlan) -> Iterator[Breach]:
    """A job that begins as late as its latest start breaks no rule, and the grid bears it."""
    closed = _closed(plan)
    for job in plan.jobs:
        latest = job.latest_start
        if latest < job.start or (latest - job.start) % QUARTER:
            yield _breach(job, latest, f"{clock(job.start)} or quarters of an hour later")
        elif latest > job.start:
            late = later(plan, job, latest - job.start)
            codes = {b.code for rule in OF_TIMES for b in rule(late) if _names(b, job)}
            codes |= _closed_by(late, late.job_of[job.work_order], closed)
            if codes:
                yield _breach(job, latest, f"no {', '.join(sorted(codes))}")


def later(plan: WrittenPlan, job: Job, by: pd.Timedelta) -> WrittenPlan:
    """The jobs that a delayed one may meet, and it: all its times later by as much."""
    moved = replace(
        job,
        start=job.start + by,
        setup_end=job.setup_end + by,
        bucket_end=job.bucket_end + by,
        end=job.end + by,
    )
    linked = {*job.order["after"]}
    others = [
        other
        for other in plan.jobs
        if other is not job
        and (other.date == job.date or other.work_order in linked or _follows(other, job))
    ]
    return replace(
        plan,
        files=_files(plan.files, job.work_order, by),
        jobs=tuple(sorted((moved, *others), key=lambda j: (j.start, j.work_order))),
    )


def _follows(other: Job, job: Job) -> bool:
    return job.work_order in other.order["after"]


def _files(files: PlanFiles, order: str, by: pd.Timedelta) -> PlanFiles:
    """Stints and watches of an order later; drives and sheets of the day are left out."""
    moved: Mapping[str, tuple[Row, ...]] = {
        stem: tuple(_moved(row, by) if row["work_order"] == order else row for row in files[stem])
        for stem in ("stints", "watches")
    }
    left_out = {"travel": NOBODY, "worker_phases": NOBODY}
    return PlanFiles(rows=MappingProxyType({**files.rows, **moved, **left_out}))


def _moved(row: Row, by: pd.Timedelta) -> Row:
    return {**row, "start": row["start"] + by, "end": row["end"] + by}


def _names(breach: Breach, job: Job) -> bool:
    return job.work_order in breach.work_orders


def _closed(plan: WrittenPlan) -> dict[tuple[str, str], dict[pd.Timestamp, str]]:
    """Slots in which the grid does not allow an order in a switching state, and why."""
    found: dict[tuple[str, str], dict[pd.Timestamp, str]] = {}
    for row in plan.files["windows"]:
        if not row["allowed"]:
            key = (row["work_order"], row["transfer_plan"])
            found.setdefault(key, {})[row["time"]] = row["reason"]
    return found


def _closed_by(
    plan: WrittenPlan,
    job: Job,
    closed: Mapping[tuple[str, str], Mapping[pd.Timestamp, str]],
) -> set[str]:
    start, end = plan.grid.span(job)
    slots = closed.get((job.work_order, job.transfer_plan), {})
    return {reason for time, reason in slots.items() if time < end and start < time + QUARTER}


def _breach(job: Job, latest: pd.Timestamp, limit: str) -> Breach:
    return Breach(
        code="files_disagree",
        row=job.row,
        work_orders=(job.work_order,),
        crews=job.crews,
        time_from=latest,
        time_to=latest,
        found=f"latest_start {clock(latest)}",
        limit=limit,
    )
