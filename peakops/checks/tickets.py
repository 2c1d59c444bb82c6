"""What each order allows: release, windows, ticket, predecessors, locks, survey, approver."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from peakops.checks.jobs import Job, records
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan


def outside_plan(plan: WrittenPlan) -> Iterator[Breach]:
    """Every job lies on the days of the plan."""
    slots = plan.scenario.slots()
    first, end = slots[0], slots[-1] + (slots[1] - slots[0])
    for job in plan.jobs:
        if job.start < first or job.end > end:
            limit = f"{clock(first)} to {clock(end)}"
            yield _breach("outside_plan", job, f"{clock(job.start)} to {clock(job.end)}", limit)


def release(plan: WrittenPlan) -> Iterator[Breach]:
    """No job starts before it is released."""
    for job in plan.jobs:
        yield from _window("release", job, job.order["release"], None)


def customer_window(plan: WrittenPlan) -> Iterator[Breach]:
    """The whole job lies in the customer's window."""
    for job in plan.jobs:
        yield from _window(
            "customer_window", job, job.order["window_start"], job.order["window_end"]
        )


def ticket_window(plan: WrittenPlan) -> Iterator[Breach]:
    """The job and the time to close the ticket lie in the ticket's window."""
    tail = int(plan.climate.rules.ticket_tail_minutes)
    for job in plan.jobs:
        yield from _window(
            "ticket_window", job, job.order["ticket_from"], job.order["ticket_to"], tail
        )


def _window(
    code: str,
    job: Job,
    opens: pd.Timestamp | None,
    closes: pd.Timestamp | None,
    tail_minutes: int = 0,
) -> Iterator[Breach]:
    tail = pd.Timedelta(minutes=tail_minutes)
    if not (opens is None or pd.isna(opens)) and job.start < opens:
        yield _breach(code, job, f"starts {clock(job.start)}", f"from {clock(opens)}")
    if not (closes is None or pd.isna(closes)) and job.end + tail > closes:
        yield _breach(code, job, f"ends {clock(job.end)}", f"to {clock(closes - tail)}")


def predecessor(plan: WrittenPlan) -> Iterator[Breach]:
    """An order starts only after all orders that come before it have ended."""
    for job in plan.jobs:
        for name in job.order["after"]:
            first = plan.job_of.get(name)
            if first is None or first.end > job.start:
                found = f"{name} not planned" if first is None else f"ends {clock(first.end)}"
                yield _breach("predecessor", job, found, f"{name} ends by {clock(job.start)}")


def lock(plan: WrittenPlan) -> Iterator[Breach]:
    """A locked order keeps its crew and its start."""
    for job in plan.jobs:
        crew, start = str(job.order["locked_crew"]), job.order["locked_start"]
        if crew and (not job.crews or job.crews[0] != crew):
            yield _breach("lock", job, f"crew {job.crews[0]}", f"crew {crew}")
        if not pd.isna(start) and job.start != start:
            yield _breach("lock", job, f"starts {clock(job.start)}", f"starts {clock(start)}")
    for row in records(plan.scenario, "work_orders"):
        name, start = str(row["work_order"]), row["locked_start"]
        if not pd.isna(start) and name not in plan.job_of:
            limit = f"starts {clock(start)}"
            yield Breach(code="lock", work_orders=(name,), found="not planned", limit=limit)


def not_surveyed(plan: WrittenPlan) -> Iterator[Breach]:
    """No survey of the site, no plan."""
    for job in plan.jobs:
        if not job.order["surveyed"]:
            yield _breach("not_surveyed", job, "planned", "a survey first")


def approver_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """An emergency needs a named approver."""
    for job in plan.jobs:
        if job.emergency and not str(job.order["approver"]):
            yield _breach("approver_missing", job, "no approver", "an approver")


def mandatory_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """Every emergency is in the plan, and every mandatory order that may begin on its days."""
    slots = plan.scenario.slots()
    end = slots[-1] + (slots[1] - slots[0])
    for row in records(plan.scenario, "work_orders"):
        name = str(row["work_order"])
        opens = [row[column] for column in ("release", "window_start", "ticket_from")]
        later = any(not pd.isna(time) and time >= end for time in opens)
        due = ((row["mandatory"] and not later) or row["emergency"]) and not row["withdrawn"]
        if due and name not in plan.job_of:
            found, limit = "not planned", "in the plan"
            yield Breach(code="mandatory_missing", work_orders=(name,), found=found, limit=limit)


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
