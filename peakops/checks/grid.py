"""The grid's rules that need no load flow: restrictions, reclosing, partners, transfers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import pandas as pd

from feeders.topology import NORMAL
from peakops.checks.jobs import Job, records
from peakops.checks.network import step
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan


def restriction(plan: WrittenPlan) -> Iterator[Breach]:
    """No live work, no blocked reclosing and no use of a feeder where the grid forbids it."""
    for row in records(plan.scenario, "restrictions"):
        for job in plan.jobs:
            reach = {
                "no_live_work": frozenset({job.feeder}),
                "keep_reclosing": plan.grid.blocked_feeders(job),
                "planned_outage": plan.grid.touched_feeders(job),
            }[str(row["kind"])]
            if row["feeder"] in reach and job.start < row["to"] and row["from"] < job.end:
                limit = f"not from {clock(row['from'])} to {clock(row['to'])}"
                when = (max(job.start, row["from"]), min(job.end, row["to"]))
                yield _breach("restriction", (job,), when, f"{row['kind']} {row['feeder']}", limit)


def reclosers_blocked(plan: WrittenPlan) -> Iterator[Breach]:
    """No more than so many feeders of one bus section without reclosing at once."""
    cap = plan.scenario.limits.feeders_blocked_per_bus_section
    section_of = plan.grid.network.bus_section_of_feeder
    blocked = {
        job.work_order: plan.grid.blocked_feeders(job)
        for job in plan.jobs
        if job.type.reclosing_blocked
    }
    blocking = [job for job in plan.jobs if blocked.get(job.work_order)]
    for section in sorted(set(section_of.values())):
        seen: set[frozenset[str]] = set()
        for moment in sorted({plan.grid.span(job)[0] for job in blocking}):
            jobs = [
                job
                for job in blocking
                if plan.grid.span(job)[0] <= moment < plan.grid.span(job)[1]
                and any(section_of[name] == section for name in blocked[job.work_order])
            ]
            feeders = {
                name
                for job in jobs
                for name in blocked[job.work_order]
                if section_of[name] == section
            }
            orders = frozenset(job.work_order for job in jobs)
            if len(feeders) > cap and orders not in seen:
                seen.add(orders)
                found = f"{len(feeders)} of {section}: {', '.join(sorted(feeders))}"
                end = min(plan.grid.span(job)[1] for job in jobs)
                yield _breach("reclosers_blocked", tuple(jobs), (moment, end), found, f"{cap}")


def partner_feeders(plan: WrittenPlan) -> Iterator[Breach]:
    """Reclosing is never blocked on both sides of a tie."""
    partners = plan.grid.network.tie_partners
    blocking = [job for job in plan.jobs if job.type.reclosing_blocked]
    for a, b in combinations(blocking, 2):
        pair = (min(a.feeder, b.feeder), max(a.feeder, b.feeder))
        when = plan.grid.overlap(a, b)
        if pair in partners and when is not None:
            yield _breach("partner_feeders", (a, b), when, " and ".join(pair), "one at a time")


def transfer_conflict(plan: WrittenPlan) -> Iterator[Breach]:
    """A feeder in the middle of a load transfer takes part in no other work."""
    for a, b in combinations(plan.jobs, 2):
        shared = plan.grid.touched_feeders(a) & plan.grid.touched_feeders(b)
        when = plan.grid.overlap(a, b)
        if shared and when is not None and (a.transfer_plan or b.transfer_plan):
            found = " and ".join(sorted(shared))
            yield _breach("transfer_conflict", (a, b), when, found, "one at a time")


def no_transfer(plan: WrittenPlan) -> Iterator[Breach]:
    """A job that needs its section relieved or dead has a transfer."""
    for job in plan.jobs:
        if not job.transfer_plan and plan.grid.needs_transfer(job):
            when = (job.start, job.end)
            yield _breach("no_transfer", (job,), when, "no transfer", job.type.switching)


def switching_agrees(plan: WrittenPlan) -> Iterator[Breach]:
    """Transfers belong to their orders, have steps, and are undone after the job."""
    owner = {row["transfer_plan"]: row for row in plan.files["transfers"]}
    for job in plan.jobs:
        if not job.transfer_plan:
            continue
        when = plan.grid.span(job)
        row = owner[job.transfer_plan]
        if row["work_order"] != job.work_order:
            found = f"{job.transfer_plan} of {row['work_order']}"
            yield _breach("files_disagree", (job,), when, found, job.work_order)
        if job.transfer_plan not in plan.grid.states:
            found = f"no step of {job.transfer_plan}"
            yield _breach("files_disagree", (job,), when, found, "steps in switching.csv")
            continue
        if _left_over(plan, job.transfer_plan):
            found = f"{job.transfer_plan} is not undone"
            yield _breach("files_disagree", (job,), when, found, "the steps back in switching.csv")
        named = {row["from_feeder"], *row["to_feeder"]}
        touched = plan.grid.touched_feeders(job)
        if named != touched:
            found = " ".join(sorted(named))
            yield _breach("files_disagree", (job,), when, found, " ".join(sorted(touched)))


def _left_over(plan: WrittenPlan, transfer_plan: str) -> bool:
    state = plan.grid.states[transfer_plan]
    steps = [row for row in plan.files["switching"] if row["transfer_plan"] == transfer_plan]
    for row in sorted(steps, key=lambda row: row["step"]):
        if row["phase"] == "after":
            state = state.then(step(row["action"], int(row["switch"])))
    return state != NORMAL


def blocks_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """blocks.csv names the devices that the topology asks for, each with its reason."""
    for job in plan.jobs:
        wanted = {(device.switch, device.reason) for device in plan.grid.devices(job)}
        key = (job.work_order, job.transfer_plan)
        rows = [r for r in plan.files["blocks"] if (r["work_order"], r["transfer_plan"]) == key]
        found = {(int(row["switch"]), str(row["reason"])) for row in rows}
        if found != wanted:
            texts = [_devices_text(some) for some in (found, wanted)]
            yield _breach(
                "files_disagree", (job,), (job.start, job.end), f"blocks {texts[0]}", texts[1]
            )


def _devices_text(devices: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{switch} {reason}" for switch, reason in sorted(devices)) or "none"


def _breach(
    code: str,
    jobs: tuple[Job, ...],
    when: tuple[pd.Timestamp, pd.Timestamp],
    found: str,
    limit: str,
) -> Breach:
    return Breach(
        code=code,
        row=jobs[-1].row,
        work_orders=tuple(job.work_order for job in jobs),
        crews=tuple(dict.fromkeys(crew for job in jobs for crew in job.crews)),
        time_from=when[0],
        time_to=when[1],
        found=found,
        limit=limit,
    )
