"""Whether the files of a plan tell the same story: schedule, stints, travel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from peakops.checks.cells import Row
from peakops.checks.jobs import Job
from peakops.checks.records import Breach, clock
from peakops.checks.travel import BASE, read_ways
from peakops.checks.written import WrittenPlan

KM_TOLERANCE = 0.11  # travel.csv has one decimal


def schedule_agrees(plan: WrittenPlan) -> Iterator[Breach]:
    """A row of schedule.csv is in order of time, on its date, and there once per order."""
    for row in plan.files["schedule"]:
        job = plan.job_of[row["work_order"]]
        if row["row"] != job.row:
            yield _of_job(job, f"another row, {row['row']}", "one row per order")
    for job in plan.jobs:
        times = (job.start, job.setup_end, job.bucket_end, job.end)
        if list(times) != sorted(times):
            found = " ".join(clock(time) for time in times)
            yield _of_job(job, found, "start, setup_end, bucket_end, end in order")
        if not (job.start.date() == job.end.date() == job.date):
            yield _of_job(job, f"{clock(job.start)} to {clock(job.end)}", f"on {job.date}")
        has_lock = bool(job.order["locked_crew"]) or not pd.isna(job.order["locked_start"])
        if job.locked != has_lock:
            found, limit = (("yes", "no"), ("no", "yes"))[has_lock]
            yield _of_job(job, f"locked {found}", f"locked {limit}")


def stints_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """stints.csv names the bucket workers of schedule.csv, inside the bucket phase."""
    for row in plan.files["stints"]:
        job = plan.job_of.get(row["work_order"])
        if job is None:
            yield _of_row("stints.csv", row, (row["work_order"],), "not in schedule.csv", "")
        else:
            yield from _stint_agrees(plan, job, row)
    for job in plan.jobs:
        rows = [row for row in plan.files["stints"] if row["work_order"] == job.work_order]
        idle = sorted(set(job.bucket) - {row["worker"] for row in rows})
        if idle:
            yield _of_job(job, f"no stint of {', '.join(idle)}", "a stint of each bucket worker")
        if rows and max(row["end"] for row in rows) != job.bucket_end:
            found = f"last stint ends {clock(max(row['end'] for row in rows))}"
            yield _of_job(job, found, f"bucket_end {clock(job.bucket_end)}")


def _stint_agrees(plan: WrittenPlan, job: Job, row: Row) -> Iterator[Breach]:
    orders = (row["work_order"],)
    if row["worker"] not in job.bucket:
        limit = ";".join(job.bucket)
        yield _of_row("stints.csv", row, orders, f"worker {row['worker']}", limit)
    if not job.setup_end <= row["start"] < row["end"] <= job.bucket_end:
        found = f"{clock(row['start'])} to {clock(row['end'])}"
        limit = f"within {clock(job.setup_end)} to {clock(job.bucket_end)}"
        yield _of_row("stints.csv", row, orders, found, limit)
    wanted = (job.type.metabolic_rate_w_per_m2, job.type.kit)
    if (row["metabolic_rate_w_per_m2"], row["kit"]) != wanted:
        found = f"{row['metabolic_rate_w_per_m2']} W/m² {row['kit']}"
        yield _of_row("stints.csv", row, orders, found, f"{wanted[0]:g} W/m² {wanted[1]}")
    yield from _stint_rated(plan, job, row)


def _stint_rated(plan: WrittenPlan, job: Job, row: Row) -> Iterator[Breach]:
    """Limit and weather of a stint are those of the slots it touches."""
    orders = (row["work_order"],)
    limit, _ = plan.stint_limit(plan.stay_of(row), row["start"], row["end"])
    if row["stint_limit_minutes"] != limit:
        found = f"stint_limit_minutes {row['stint_limit_minutes']:g}"
        yield _of_row("stints.csv", row, orders, found, f"{limit}")
    names = ["temp_air_c", "relative_humidity_percent", "wbgt_sun_c"]
    weather = plan.climate.weather(job, row["start"], row["end"])[names].round(1)
    written = (row["temp_air_c"], row["relative_humidity_percent"], row["wbgt_c"])
    if written not in {tuple(values) for values in weather.to_numpy().tolist()}:
        found = " ".join(str(value) for value in written)
        yield _of_row("stints.csv", row, orders, found, "weather of a slot of the stint")


def travel_agrees(plan: WrittenPlan) -> Iterator[Breach]:
    """travel.csv leads each crew from its base through its jobs and back, in time."""
    trips: dict[tuple[str, dt.date], list[Row]] = {key: [] for key in plan.crew_days}
    for row in sorted(plan.files["travel"], key=lambda row: (row["depart"], row["row"])):
        trips.setdefault((row["crew"], row["date"]), []).append(row)
        if not row["depart"].date() == row["arrive"].date() == row["date"]:
            found = f"{clock(row['depart'])} to {clock(row['arrive'])}"
            yield _of_trip(row, found, f"on {row['date']}")
    for (crew, date), rows in trips.items():
        jobs = plan.crew_days.get((crew, date), ())
        stops = [BASE, *(job.work_order for job in jobs), BASE] if jobs else []
        ways = [(row["from"], row["to"]) for row in rows]
        if ways != list(pairwise(stops)):
            found = ", ".join(f"{a} to {b}" for a, b in ways) or "no trip"
            yield Breach(
                code="files_disagree",
                file="travel.csv",
                row=rows[0]["row"] if rows else None,
                work_orders=tuple(
                    dict.fromkeys(name for way in (*ways, stops) for name in way if name != BASE)
                ),
                crews=(crew,),
                time_from=rows[0]["depart"] if rows else jobs[0].start,
                found=found,
                limit=" to ".join(stops),
            )
            continue
        for row in rows:
            yield from _trip_agrees(plan, row)


def _trip_agrees(plan: WrittenPlan, row: Row) -> Iterator[Breach]:
    start, end = plan.job_of.get(row["from"]), plan.job_of.get(row["to"])
    if start is not None and row["depart"] < start.end:
        found = f"departs {clock(row['depart'])}"
        yield _of_trip(row, found, f"{start.work_order} ends {clock(start.end)}")
    if end is not None and row["arrive"] > end.start:
        found = f"arrives {clock(row['arrive'])}"
        yield _of_trip(row, found, f"{end.work_order} starts {clock(end.start)}")
    km = read_ways(plan).km(row["crew"], row["from"], row["to"])
    if abs(km - row["km"]) > KM_TOLERANCE:
        yield _of_trip(row, f"{row['km']} km", f"{km:.1f} km")


def _of_trip(row: Row, found: str, limit: str) -> Breach:
    orders = tuple(row[end] for end in ("from", "to") if row[end] != BASE)
    return Breach(
        code="files_disagree",
        file="travel.csv",
        row=row["row"],
        work_orders=orders,
        crews=(row["crew"],),
        time_from=row["depart"],
        time_to=row["arrive"],
        found=found,
        limit=limit,
    )


def _of_row(file: str, row: Row, orders: tuple[str, ...], found: str, limit: str) -> Breach:
    return Breach(
        code="files_disagree",
        file=file,
        row=row["row"],
        work_orders=orders,
        workers=(row["worker"],),
        time_from=row["start"],
        time_to=row["end"],
        found=found,
        limit=limit,
    )


def _of_job(job: Job, found: str, limit: str) -> Breach:
    return Breach(
        code="files_disagree",
        row=job.row,
        work_orders=(job.work_order,),
        crews=job.crews,
        time_from=job.start,
        time_to=job.end,
        found=found,
        limit=limit,
    )
