"""Those who watch a job and relieve each other: no gap, the roles, the moment, the rest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from peakops.checks.cells import Row
from peakops.checks.jobs import Job, minutes_between
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan

FILE = "watches.csv"


def relief_role_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """Whoever takes over a duty has its role, and is not leader and supervisor in class III–IV."""
    for job in plan.jobs:
        rows = _rows(plan, job)
        for row in rows:
            if row["duty"] not in plan.workers[row["worker"]]["roles"]:
                yield _breach("role_missing", job, row, "no such role", f"role {row['duty']}")
        if job.type.one_person_leads_and_supervises:
            continue
        leads = [row for row in rows if row["duty"] == "leader"]
        for row in (row for row in rows if row["duty"] == "supervisor"):
            if any(row["worker"] == other["worker"] for other in leads):
                found = "leader and supervisor in one"
                yield _breach("role_missing", job, row, found, "two people in class III and IV")


def watch_gap(plan: WrittenPlan) -> Iterator[Breach]:
    """Every relieved duty is held by exactly one person in every minute of the job."""
    for job in plan.jobs:
        by_duty: dict[tuple[str, str], list[Row]] = {}
        for row in _rows(plan, job):
            by_duty.setdefault((row["duty"], plan.point(job, row["worker"])), []).append(row)
        for (duty, crew), rows in by_duty.items():
            names = {row["worker"] for row in rows}
            held = [n for n in job.holders(duty) if plan.point(job, n) == crew and n in names]
            yield from _gaps(job, duty, rows, max(1, len(held)))


def _gaps(job: Job, duty: str, rows: list[Row], wanted: int) -> Iterator[Breach]:
    times = {job.start, job.end, *(row[end] for row in rows for end in ("start", "end"))}
    for start, end in pairwise(sorted(times)):
        there = sum(row["start"] <= start and end <= row["end"] for row in rows)
        if there != wanted:
            first = rows[0] | {"start": start, "end": end}
            yield _breach("role_missing", job, first, f"{there} as {duty}", f"{wanted}")


def watch_handover(plan: WrittenPlan) -> Iterator[Breach]:
    """Who watches hands over while nobody is in the bucket of the job."""
    for job in plan.jobs:
        stays = [stay for stay in plan.stays if stay.job is job]
        for row in _rows(plan, job):
            for stay in stays:
                if stay.start < row["start"] < stay.end:
                    found = f"takes over at {clock(row['start'])}"
                    limit = f"in the bucket {clock(stay.start)} to {clock(stay.end)}"
                    yield _breach("watch_handover", job, row, found, limit)


def relieved_rest(plan: WrittenPlan) -> Iterator[Breach]:
    """Who was relieved rests the least minutes, and as long as he watched, before he is back."""
    least = int(plan.climate.rules.rest_min_minutes)
    for (order, worker), watches in plan.watches.items():
        for last, following in pairwise(watches if order in plan.job_of else ()):
            rest = minutes_between(last[1], following[0])
            needed = max(least, minutes_between(*last))
            if rest < needed:
                job = plan.job_of[order]
                row = next(
                    row
                    for row in _rows(plan, job)
                    if row["worker"] == worker and row["start"] == following[0]
                )
                at_rest = row | {"start": last[1], "end": following[0]}
                yield _breach("rest_too_short", job, at_rest, f"{rest} min", f"{needed} min")


def watches_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """watches.csv lies within the jobs of schedule.csv and names their people and relief."""
    for row in plan.files["watches"]:
        job = plan.job_of.get(row["work_order"])
        if job is None:
            yield Breach(
                code="files_disagree",
                file=FILE,
                row=row["row"],
                work_orders=(row["work_order"],),
                workers=(row["worker"],),
                time_from=row["start"],
                found="not in schedule.csv",
            )
        elif not job.start <= row["start"] < row["end"] <= job.end:
            found = f"{clock(row['start'])} to {clock(row['end'])}"
            limit = f"within {clock(job.start)} to {clock(job.end)}"
            yield _breach("files_disagree", job, row, found, limit)
        elif row["worker"] not in (*job.holders(row["duty"]), *job.relief):
            found = f"{row['worker']} as {row['duty']}"
            yield _breach("files_disagree", job, row, found, "who begins with it, or the relief")
    for job in plan.jobs:
        rows = _rows(plan, job)
        idle = sorted(set(job.relief) - {row["worker"] for row in rows})
        if idle:
            yield Breach(
                code="files_disagree",
                row=job.row,
                work_orders=(job.work_order,),
                workers=tuple(idle),
                crews=job.crews,
                time_from=job.start,
                time_to=job.end,
                found=f"no watch of {', '.join(idle)}",
                limit="a watch of each relief",
            )


def _rows(plan: WrittenPlan, job: Job) -> list[Row]:
    return [row for row in plan.files["watches"] if row["work_order"] == job.work_order]


def _breach(code: str, job: Job, row: Row, found: str, limit: str) -> Breach:
    return Breach(
        code=code,
        file=FILE,
        row=row["row"],
        work_orders=(job.work_order,),
        workers=(row["worker"],),
        crews=job.crews,
        time_from=row["start"],
        time_to=row["end"],
        found=found,
        limit=limit,
    )
