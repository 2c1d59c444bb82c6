"""Who may do what: roles, certificates, restrictions, nobody twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

import pandas as pd

from peakops.checks.jobs import Job
from peakops.checks.records import Breach
from peakops.checks.written import Stay, WrittenPlan


def supervisor_in_bucket(plan: WrittenPlan) -> Iterator[Breach]:
    """The supervisor never goes up, nor does who relieves him."""
    for job in plan.jobs:
        relief = (
            row["worker"]
            for row in plan.files["watches"]
            if row["work_order"] == job.work_order and row["duty"] == "supervisor"
        )
        for name in dict.fromkeys((*job.supervisors, *relief)):
            if name in _goes_up(plan, job):
                found = "in the bucket"
                yield _breach("supervisor_in_bucket", job, (name,), found, "on the ground")


def _goes_up(plan: WrittenPlan, job: Job) -> frozenset[str]:
    """Everybody whom any file of the plan puts into the bucket of a job."""
    stints = (row for row in plan.files["stints"] if row["work_order"] == job.work_order)
    phases = (
        row
        for row in plan.files["worker_phases"]
        if row["work_order"] == job.work_order and row["phase"] == "bucket"
    )
    return frozenset(job.bucket) | {row["worker"] for row in (*stints, *phases)}


def role_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """Every role is filled by somebody who has it, once per crew where each crew needs one."""
    for job in plan.jobs:
        yield from _leader(plan, job)
        yield from _supervisors(plan, job)
        yield from _count(plan, job, "bucket", job.bucket, job.type.bucket_workers)
        yield from _count(plan, job, "ground", job.ground, job.type.ground_workers)
    for stay in plan.stays:
        yield from _bucket_minutes(stay)


def _leader(plan: WrittenPlan, job: Job) -> Iterator[Breach]:
    if not job.leader:
        yield _breach("role_missing", job, (), "no leader", "a leader")
    elif "leader" not in plan.workers[job.leader]["roles"]:
        yield _breach("role_missing", job, (job.leader,), "no leader's role", "role leader")


def _supervisors(plan: WrittenPlan, job: Job) -> Iterator[Breach]:
    names = dict.fromkeys(job.supervisors)
    if len(names) < job.type.crews:
        found = f"{len(names)} supervisors"
        yield _breach("role_missing", job, (), found, f"{job.type.crews} supervisors")
    for name in names:
        if "supervisor" not in plan.workers[name]["roles"]:
            yield _breach("role_missing", job, (name,), "no supervisor's role", "role supervisor")
    if job.leader in names and not job.type.one_person_leads_and_supervises:
        found = "leader and supervisor in one"
        yield _breach("role_missing", job, (job.leader,), found, "two people in class III and IV")


def _count(
    plan: WrittenPlan, job: Job, role: str, names: Sequence[str], per_crew: int
) -> Iterator[Breach]:
    for name in dict.fromkeys(names):
        if role not in plan.workers[name]["roles"]:
            yield _breach("role_missing", job, (name,), f"no {role} role", f"role {role}")
    able = {name for name in names if role in plan.workers[name]["roles"]}
    for crew in dict.fromkeys(job.crews):
        own = [name for name in sorted(able) if plan.point(job, name) == crew]
        lost = [name for name in names if name not in able and plan.point(job, name) == crew]
        if len(own) + len(lost) < per_crew:
            found = f"{len(own)} {role} workers of {crew}"
            yield _breach("role_missing", job, (), found, f"{per_crew}")


def _bucket_minutes(stay: Stay) -> Iterator[Breach]:
    """Two people in the bucket in every minute of a stay."""
    wanted = stay.job.type.bucket_workers
    times = {stay.start, stay.end, *(row[end] for row in stay.rows for end in ("start", "end"))}
    ends = sorted(times)
    for start, end in pairwise(ends):
        inside = {r["worker"] for r in stay.rows if r["start"] <= start and end <= r["end"]}
        if len(inside) != wanted:
            yield Breach(
                code="role_missing",
                file="stints.csv",
                row=stay.rows[0]["row"],
                work_orders=(stay.job.work_order,),
                workers=tuple(sorted(inside)),
                crews=(stay.point,),
                time_from=start,
                time_to=end,
                found=f"{len(inside)} in the bucket",
                limit=f"{wanted}",
            )


def certificate(plan: WrittenPlan) -> Iterator[Breach]:
    """Bucket workers hold the certificate; everybody's is valid on the day."""
    for job in plan.jobs:
        for name in job.people:
            worker = plan.workers[name]
            last = _date(worker["certificate_valid_to"])
            if last is not None and last < job.start.date():
                found = f"valid to {last}"
                yield _breach("certificate", job, (name,), found, f"valid on {job.start.date()}")
            elif name in job.bucket and job.type.certificate not in worker["certificates"]:
                held = ";".join(worker["certificates"]) or "none"
                yield _breach("certificate", job, (name,), held, job.type.certificate)


def _date(value: Any) -> dt.date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def worker_unavailable(plan: WrittenPlan) -> Iterator[Breach]:
    """Workers belong to a crew of the job and may be outdoors at the day's temperature."""
    limit = plan.climate.rules.rotate_tmax_c
    for job in plan.jobs:
        day = plan.climate.day(job.start.date())
        for name in job.people:
            worker = plan.workers[name]
            if worker["crew"] not in job.crews:
                found = f"of crew {worker['crew']}"
                yield _breach("worker_unavailable", job, (name,), found, " or ".join(job.crews))
            restricted = worker["heat_restriction"] == "not_outdoors_35c"
            if restricted and day is not None and day.tmax_c >= limit:
                found = f"outdoors at {day.tmax_c:g} °C"
                yield _breach("worker_unavailable", job, (name,), found, f"below {limit:g} °C")


def person_twice(plan: WrittenPlan) -> Iterator[Breach]:
    """Nobody has two roles in one job or two jobs at once; a leader may supervise."""
    for job in plan.jobs:
        roles = {
            "leading": {job.leader, *job.supervisors} - {""},
            "bucket": set(job.bucket),
            "ground": set(job.ground),
            "relief": set(job.relief),
        }
        for (first, some), (second, others) in combinations(roles.items(), 2):
            for name in sorted(some & others):
                yield _breach("person_twice", job, (name,), f"{first} and {second}", "one role")
        lists = (("bucket", job.bucket), ("ground", job.ground), ("relief", job.relief))
        for role, names in lists:
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield _breach("person_twice", job, (name,), f"{role} twice", "once")
    for a, b in combinations(plan.jobs, 2):
        for name in sorted(set(a.people) & set(b.people)):
            if a.overlaps(b):
                yield _both(a, b, name)


def _both(a: Job, b: Job, name: str) -> Breach:
    return Breach(
        code="person_twice",
        row=b.row,
        work_orders=(a.work_order, b.work_order),
        workers=(name,),
        crews=tuple(dict.fromkeys((*a.crews, *b.crews))),
        time_from=max(a.start, b.start),
        time_to=min(a.end, b.end),
        found="two jobs at once",
        limit="one job",
    )


def crews_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """A joint job has all its crews, any other job one."""
    for job in plan.jobs:
        if len(set(job.crews)) != job.type.crews or len(job.crews) != job.type.crews:
            found = f"{len(set(job.crews))} crews"
            yield _breach("crews_missing", job, (), found, f"{job.type.crews}")


def _breach(code: str, job: Job, workers: tuple[str, ...], found: str, limit: str) -> Breach:
    return Breach(
        code=code,
        row=job.row,
        work_orders=(job.work_order,),
        workers=workers,
        crews=job.crews,
        time_from=job.start,
        time_to=job.end,
        found=found,
        limit=limit,
    )
