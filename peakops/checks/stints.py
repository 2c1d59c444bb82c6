"""Time in the bucket: stints within their limit, rests, hand-overs, the whole work done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from peakops.checks.jobs import minutes_between
from peakops.checks.records import Breach
from peakops.checks.written import Stay, WrittenPlan


def stint_over_limit(plan: WrittenPlan) -> Iterator[Breach]:
    """No stay in the bucket is longer than the limit of any slot it touches.

    With somebody not used to the heat yet in the pair the limits are shorter.
    """
    for stay in plan.stays:
        for start, end in sorted({(row["start"], row["end"]) for row in stay.rows}):
            limit, rule = plan.stint_limit(stay, start, end)
            minutes = minutes_between(start, end)
            if minutes > limit:
                workers = tuple(
                    row["worker"] for row in stay.rows if (row["start"], row["end"]) == (start, end)
                )
                found, most = f"{minutes} min", f"{limit} min ({rule})"
                yield _breach("stint_over_limit", stay, workers, (start, end), (found, most))


def rest_too_short(plan: WrittenPlan) -> Iterator[Breach]:
    """Whoever comes down rests as long as the stint was, and at least a quarter of an hour.

    After a stint over its limit nothing more is said of the rest that it cut short.
    """
    least = int(plan.climate.rules.rest_min_minutes)
    for worker, rows in plan.stints_of_worker.items():
        for last, following in pairwise(row for row in rows if row["work_order"] in plan.job_of):
            job = plan.job_of[last["work_order"]]
            rest = minutes_between(last["end"], following["start"])
            needed = max(least, minutes_between(last["start"], last["end"]))
            if rest < needed and not _over_limit(
                plan, plan.stay_of(last), last["start"], last["end"]
            ):
                orders = dict.fromkeys((last["work_order"], following["work_order"]))
                yield Breach(
                    code="rest_too_short",
                    file="stints.csv",
                    row=following["row"],
                    work_orders=tuple(orders),
                    workers=(worker,),
                    crews=job.crews,
                    time_from=last["end"],
                    time_to=following["start"],
                    found=f"{rest} min",
                    limit=f"{needed} min",
                )


def _over_limit(plan: WrittenPlan, stay: Stay, start: pd.Timestamp, end: pd.Timestamp) -> bool:
    return minutes_between(start, end) > plan.stint_limit(stay, start, end)[0]


def handover_too_short(plan: WrittenPlan) -> Iterator[Breach]:
    """Between two pairs nobody is in the bucket for the time of the hand-over."""
    needed = int(plan.climate.rules.handover_minutes)
    for stays in points(plan).values():
        for last, following in pairwise(stays):
            pause = minutes_between(last.end, following.start)
            same = last.workers == following.workers
            if same or pause >= needed or _over_limit(plan, last, last.start, last.end):
                continue
            workers = tuple(sorted({*last.workers, *following.workers}))
            when, values = (last.end, following.start), (f"{pause} min", f"{needed} min")
            yield _breach("handover_too_short", following, workers, when, values)


def bucket_minutes_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """The stints of each work point add up to the minutes of the job's steps."""
    found = points(plan)
    for job in plan.jobs:
        needed = job.type.handover_points[-1]
        for crew in dict.fromkeys(job.crews):
            stays = found.get((job.work_order, crew), ())
            minutes = sum(minutes_between(stay.start, stay.end) for stay in stays)
            if minutes < needed:
                yield Breach(
                    code="bucket_minutes_missing",
                    file="stints.csv",
                    row=stays[0].rows[0]["row"] if stays else None,
                    work_orders=(job.work_order,),
                    crews=(crew,),
                    time_from=job.setup_end,
                    time_to=job.bucket_end,
                    found=f"{minutes} min",
                    limit=f"{needed} min",
                )


def handover_point(plan: WrittenPlan) -> Iterator[Breach]:
    """Pairs change only where the steps of the job allow it."""
    for stays in points(plan).values():
        allowed, done = stays[0].job.type.handover_points, 0
        for stay in stays[:-1]:
            done += minutes_between(stay.start, stay.end)
            if done not in allowed and done < allowed[-1]:
                after = ", ".join(str(point) for point in allowed)
                values = (f"after {done} min", f"after {after} min")
                yield _breach("handover_point", stay, stay.workers, (stay.start, stay.end), values)


def points(plan: WrittenPlan) -> dict[tuple[str, str], tuple[Stay, ...]]:
    """Stays of each order and work point, by start."""
    found: dict[tuple[str, str], list[Stay]] = {}
    for stay in plan.stays:
        found.setdefault((stay.job.work_order, stay.point), []).append(stay)
    return {key: tuple(stays) for key, stays in found.items()}


def _breach(
    code: str,
    stay: Stay,
    workers: tuple[str, ...],
    when: tuple[pd.Timestamp, pd.Timestamp],
    values: tuple[str, str],
) -> Breach:
    return Breach(
        code=code,
        file="stints.csv",
        row=stay.rows[0]["row"],
        work_orders=(stay.job.work_order,),
        workers=workers,
        crews=(stay.point,),
        time_from=when[0],
        time_to=when[1],
        found=values[0],
        limit=values[1],
    )
