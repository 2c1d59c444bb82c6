"""Whether each worker's day in worker_phases.csv is whole and matches schedule, stints, travel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from peakops.checks.cells import Row
from peakops.checks.jobs import Job
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan

OUTDOORS = {"setup": True, "bucket": True, "teardown": True, "travel": False, "lunch": False}

Span = tuple[pd.Timestamp, pd.Timestamp]


def days_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """A worker's day is without gap or overlap, from the crew's departure to its return."""
    trips: dict[tuple[str, dt.date], list[Span]] = {}
    for row in plan.files["travel"]:
        trips.setdefault((row["crew"], row["date"]), []).append((row["depart"], row["arrive"]))
    for (worker, date), rows in plan.phases_of.items():
        for before, after in pairwise(rows):
            if before["end"] != after["start"]:
                orders = {row["work_order"] for row in (before, after)} - {""}
                found = f"{clock(before['end'])} then {clock(after['start'])}"
                yield _of_row(plan, after, tuple(sorted(orders)), found, "no gap, no overlap")
        crew = str(plan.workers[worker]["crew"])
        driven = sorted((row["start"], row["end"]) for row in rows if row["phase"] == "travel")
        wanted = sorted(span for span in trips.get((crew, date), []) if span[0] < span[1])
        if driven != wanted:
            limit = f"{_texts(wanted)} of crew {crew}"
            yield _of_row(plan, rows[0], (), f"travel {_texts(driven)}", limit)


def phases_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """Each row is on its date, and outdoors where its phase is."""
    for row in plan.files["worker_phases"]:
        orders = (row["work_order"],) if row["work_order"] else ()
        if not row["start"] < row["end"] or row["date"] != row["start"].date():
            found = f"{row['date']}: {clock(row['start'])} to {clock(row['end'])}"
            yield _of_row(plan, row, orders, found, "a stretch of that date")
        if OUTDOORS.get(row["phase"], row["outdoors"]) != row["outdoors"]:
            found = "outdoors" if row["outdoors"] else "not outdoors"
            limit = "not outdoors" if row["outdoors"] else "outdoors"
            yield _of_row(plan, row, orders, f"{row['phase']} {found}", limit)
        job = plan.job_of.get(row["work_order"])
        unknown = bool(row["work_order"]) and job is None
        stranger = job is not None and row["worker"] not in job.people
        if unknown or (stranger and (row["outdoors"] or row["phase"] != "standby")):
            found = f"{row['worker']}: {row['phase']} for {row['work_order']}"
            yield _of_row(plan, row, orders, found, "a job of schedule.csv with that worker")


def jobs_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """Everyone on a job has its phases on the sheet: on the ground all through, or in stints."""
    for job in plan.jobs:
        for worker in job.people:
            rows = [
                row
                for row in plan.phases_of.get((worker, job.start.date()), ())
                if row["work_order"] == job.work_order
            ]
            wanted = _wanted_outdoors(plan, job, worker)
            found = _merged([(row["start"], row["end"]) for row in rows if row["outdoors"]])
            if not all(_covered(span, found) for span in wanted):
                yield _of_job(job, worker, f"outdoors {_texts(found)}", _texts(wanted))
            up = sorted((row["start"], row["end"]) for row in rows if row["phase"] == "bucket")
            stints = _stints(plan, job, worker)
            if up != stints:
                yield _of_job(job, worker, f"bucket {_texts(up)}", f"stints {_texts(stints)}")


def _wanted_outdoors(plan: WrittenPlan, job: Job, worker: str) -> list[Span]:
    watches = list(plan.watches.get((job.work_order, worker), ()))
    if watches and plan.climate.rules.rest_place == "shade":
        return [(watches[0][0], watches[-1][1])]  # outdoors between them too
    if watches:
        return watches
    if worker in job.watchers:
        return [(job.start, job.end)]
    stints = _stints(plan, job, worker)
    if stints and plan.climate.rules.rest_place == "shade":
        stints = [(stints[0][0], stints[-1][1])]  # outdoors between them too
    return _merged([(job.start, job.setup_end), *stints])


def _stints(plan: WrittenPlan, job: Job, worker: str) -> list[Span]:
    return sorted(
        (row["start"], row["end"])
        for row in plan.stints_of_worker.get(worker, ())
        if row["work_order"] == job.work_order
    )


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Touching or overlapping stretches as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _covered(span: Span, by: Sequence[Span]) -> bool:
    return span[0] >= span[1] or any(start <= span[0] and span[1] <= end for start, end in by)


def _texts(spans: Sequence[Span]) -> str:
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans) or "none"


def _of_row(plan: WrittenPlan, row: Row, orders: tuple[str, ...], found: str, limit: str) -> Breach:
    return Breach(
        code="files_disagree",
        file="worker_phases.csv",
        row=row["row"],
        work_orders=orders,
        workers=(row["worker"],),
        crews=(str(plan.workers[row["worker"]]["crew"]),),
        time_from=row["start"],
        time_to=row["end"],
        found=found,
        limit=limit,
    )


def _of_job(job: Job, worker: str, found: str, limit: str) -> Breach:
    return Breach(
        code="files_disagree",
        file="worker_phases.csv",
        work_orders=(job.work_order,),
        workers=(worker,),
        crews=job.crews,
        time_from=job.start,
        time_to=job.end,
        found=found,
        limit=limit,
    )
