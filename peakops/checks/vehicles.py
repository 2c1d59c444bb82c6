"""Vehicles: one of each kind per crew, in test, not away, and in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from peakops.checks.jobs import Job, minutes_between
from peakops.checks.records import Breach
from peakops.checks.written import WrittenPlan

SHARED_GAP_MINUTES = 30  # to bring a shared vehicle to the next site


def vehicle_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """Each crew has a usable vehicle of each kind that the job asks for."""
    for job in plan.jobs:
        reasons = {name: reason for name in job.vehicles if (reason := _unusable(plan, job, name))}
        for name, reason in reasons.items():
            yield _breach("vehicle_missing", job, f"{name} {reason}", "a vehicle that may be used")
        kinds = [str(plan.vehicles[name]["kind"]) for name in dict.fromkeys(job.vehicles)]
        for kind in job.type.vehicle_kinds:
            if kinds.count(kind) < job.type.crews:
                found = f"{kinds.count(kind)} {kind}"
                yield _breach("vehicle_missing", job, found, f"{job.type.crews} {kind}")


def _unusable(plan: WrittenPlan, job: Job, name: str) -> str:
    vehicle = plan.vehicles[name]
    if vehicle["crew"] and vehicle["crew"] not in job.crews:
        return f"belongs to {vehicle['crew']}"
    tested = vehicle["test_valid_to"]
    if not pd.isna(tested) and pd.Timestamp(tested).date() < job.start.date():
        return f"tested to {pd.Timestamp(tested).date()}"
    away_from, away_to = vehicle["unavailable_from"], vehicle["unavailable_to"]
    if pd.isna(away_from) and pd.isna(away_to):
        return ""
    gone = pd.isna(away_from) or away_from < job.end
    back = not pd.isna(away_to) and away_to <= job.start
    return "is away" if gone and not back else ""


def vehicle_overlap(plan: WrittenPlan) -> Iterator[Breach]:
    """A vehicle serves one job at a time; a shared one needs time to get to the next."""
    for a, b in combinations(plan.jobs, 2):
        for name in sorted(set(a.vehicles) & set(b.vehicles)):
            first, second = sorted((a, b), key=lambda job: job.start)
            pause = minutes_between(first.end, second.start)
            needed = 0 if plan.vehicles[name]["crew"] else SHARED_GAP_MINUTES
            if pause < needed:
                yield Breach(
                    code="vehicle_overlap",
                    row=second.row,
                    work_orders=(first.work_order, second.work_order),
                    crews=tuple(dict.fromkeys((*first.crews, *second.crews))),
                    time_from=first.end,
                    time_to=second.start,
                    found=f"{name} free for {pause} min",
                    limit=f"{needed} min",
                )


def _breach(code: str, job: Job, found: str, limit: str) -> Breach:
    return Breach(
        code=code,
        row=job.row,
        work_orders=(job.work_order,),
        crews=job.crews,
        time_from=job.start,
        time_to=job.end,
        found=found,
        limit=limit,
    )
