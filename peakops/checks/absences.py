"""Workers and vehicles that are away, and orders that are not to be done any more."""

from __future__ import annotations

from collections.abc import Iterator

from peakops.checks.jobs import records
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan


def worker_away(plan: WrittenPlan) -> Iterator[Breach]:
    """Nobody is on a job in a minute in which he is away."""
    for row in records(plan.scenario, "absences"):
        for job in plan.jobs:
            start, end = max(job.start, row["from"]), min(job.end, row["to"])
            if row["worker"] in job.people and start < end:
                yield Breach(
                    code="worker_unavailable",
                    row=job.row,
                    work_orders=(job.work_order,),
                    workers=(row["worker"],),
                    crews=job.crews,
                    time_from=start,
                    time_to=end,
                    found=f"away {clock(row['from'])} to {clock(row['to'])}",
                    limit="there all through the job",
                )


def vehicle_away(plan: WrittenPlan) -> Iterator[Breach]:
    """No vehicle is on a job in a minute in which it is away."""
    for row in records(plan.scenario, "absences"):
        for job in plan.jobs:
            start, end = max(job.start, row["from"]), min(job.end, row["to"])
            if row["vehicle"] in job.vehicles and start < end:
                yield Breach(
                    code="vehicle_missing",
                    row=job.row,
                    work_orders=(job.work_order,),
                    crews=job.crews,
                    time_from=start,
                    time_to=end,
                    found=f"{row['vehicle']} away {clock(row['from'])} to {clock(row['to'])}",
                    limit="there all through the job",
                )


def withdrawn(plan: WrittenPlan) -> Iterator[Breach]:
    """No order is planned that was withdrawn."""
    for job in plan.jobs:
        if job.order["withdrawn"]:
            yield Breach(
                code="withdrawn",
                row=job.row,
                work_orders=(job.work_order,),
                crews=job.crews,
                time_from=job.start,
                time_to=job.end,
                found="planned",
                limit="an order that is still to be done",
            )
