"""The report of a schedule made by hand: what it breaks, its value per level, its gap to ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peakops.by_hand_judge import Judged
from peakops.by_hand_records import breach_record
from peakops.by_hand_table import HandTable
from peakops.clock import Clock, clock_text
from peakops.order_records import VALUE_PER_PRIORITY
from scheduler.schedule import Assignment, Schedule, Score
from scheduler.score import score_schedule


@dataclass(frozen=True, kw_only=True)
class Ours:
    """The plan that a schedule made by hand is compared with.

    Parameters
    ----------
    schedule
        Who does what when.
    bound
        What no plan that keeps every rule can be worth more than; None if unknown.
    """

    schedule: Schedule
    bound: int | None


def report(table: HandTable, judged: Judged, ours: Ours, clock: Clock) -> dict[str, Any]:
    """What was found of a schedule made by hand, and how it compares with ours, ready for JSON."""
    schedule = judged.laid.schedule
    theirs = {job.work_order for job in schedule.assignments}
    planned = {job.work_order for job in ours.schedule.assignments}
    return {
        "file": table.file,
        "clean": not (judged.breaches or judged.violations),
        "orders": len(table.jobs),
        "left_out": list(judged.laid.left_out),
        **_values(judged, ours),
        "breaches": [breach_record(item, table) for item in judged.breaches],
        "violations": [breach_record(item, table) for item in judged.violations],
        "base_alarms": judged.base_alarms,
        "strain_not_followed": [
            {"worker": worker, "date": clock.date(day).isoformat()}
            for worker, day in judged.unfollowed
        ],
        "only_ours": sorted(planned - theirs),
        "only_theirs": sorted(theirs - planned),
        "jobs": [_job_record(job, table, clock) for job in schedule.assignments],
    }


def _values(judged: Judged, ours: Ours) -> dict[str, Any]:
    """Value per level of theirs, of ours, and what lies between."""
    theirs, best, faultless = (
        score_schedule(judged.problem, each)
        for each in (judged.laid.schedule, ours.schedule, judged.faultless)
    )
    return {
        "theirs": _levels(theirs) | {"gap": _share(ours.bound, theirs.value)},
        "faultless": _levels(faultless) | {"gap": _share(ours.bound, faultless.value)},
        "ours": _levels(best) | {"gap": _share(ours.bound, best.value)},
        "bound": None if ours.bound is None else ours.bound / VALUE_PER_PRIORITY,
        "gap_to_ours": {
            "must_placed": best.must_placed - theirs.must_placed,
            "value": (best.value - theirs.value) / VALUE_PER_PRIORITY,
            "comfort": best.comfort - theirs.comfort,
            "share": _share(best.value, theirs.value),
        },
    }


def _levels(score: Score) -> dict[str, Any]:
    return {
        "must_placed": score.must_placed,
        "value": score.value / VALUE_PER_PRIORITY,
        "comfort": score.comfort,
    }


def _share(most: int | None, value: int) -> float | None:
    """What is missing, as a share of the most; None where the most is unknown or nothing."""
    return None if not most else round((most - value) / most, 5)


def _job_record(job: Assignment, table: HandTable, clock: Clock) -> dict[str, Any]:
    """How a row was laid out; ``filled`` names what it did not say."""
    start, end = (clock_text(clock.time(m)) for m in (job.start_minute, job.end_minute))
    values = {
        "end": end,
        "transfer_plan": job.transfer_plan,
        "leader": job.parts[0].leader,
        "supervisor": [part.supervisor for part in job.parts],
        "bucket": [name for part in job.parts for name in part.bucket],
        "ground": [name for part in job.parts for name in part.ground],
        "vehicles": [name for part in job.parts for name in part.vehicles],
    }
    return {
        "work_order": job.work_order,
        "row": table.row_of[job.work_order],
        "start": start,
        "crews": [part.crew for part in job.parts],
        "relief": [list(pair) for part in job.parts for pair in part.relief],
        "filled": list(_filled(values, table.said[job.work_order])),
        **values,
    }


def _filled(values: dict[str, Any], said: frozenset[str]) -> Iterator[str]:
    return (column for column, value in values.items() if value and column not in said)
