"""Planned jobs as people see them: one record per row of schedule.csv, joined with its order."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd

from peakops.checks.cells import Row
from peakops.scenario import Scenario

_CLASSES = ("I", "II", "III", "IV")


@dataclass(frozen=True, kw_only=True)
class JobType:
    """What a kind of job asks for.

    Parameters
    ----------
    job_class
        1 to 4.
    crews
        Crews that work together.
    setup_minutes, teardown_minutes
        Least time on the ground before and after. [min]
    handover_points
        Bucket minutes after which another pair may take over; the last is all of them. [min]
    bucket_workers, ground_workers
        People per crew.
    certificate
        What each bucket worker must hold.
    vehicle_kinds
        One vehicle of each is needed per crew.
    """

    job_class: int
    crews: int
    setup_minutes: int
    teardown_minutes: int
    handover_points: tuple[int, ...]
    bucket_workers: int
    ground_workers: int
    certificate: str
    vehicle_kinds: tuple[str, ...]
    metabolic_rate_w_per_m2: float
    kit: str
    reclosing_blocked: bool
    switching: str

    @property
    def one_person_leads_and_supervises(self) -> bool:
        """Class I–II: leader and supervisor may be one person."""
        return self.job_class <= 2


@dataclass(frozen=True, kw_only=True)
class Job:
    """A planned order: its row of schedule.csv, its order and its job type."""

    row: int
    work_order: str
    date: dt.date
    crews: tuple[str, ...]
    start: pd.Timestamp
    setup_end: pd.Timestamp
    bucket_end: pd.Timestamp
    end: pd.Timestamp
    leader: str
    supervisors: tuple[str, ...]
    bucket: tuple[str, ...]
    ground: tuple[str, ...]
    relief: tuple[str, ...]
    vehicles: tuple[str, ...]
    transfer_plan: str
    locked: bool
    lighting: bool
    latest_start: pd.Timestamp
    order: Mapping[str, Any]
    type: JobType

    @property
    def watchers(self) -> tuple[str, ...]:
        """Leader, supervisors and ground workers: outdoors from start to end unless relieved."""
        return tuple(dict.fromkeys(n for n in (self.leader, *self.supervisors, *self.ground) if n))

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone on the job, each once."""
        return tuple(dict.fromkeys((*self.watchers, *self.bucket, *self.relief)))

    def holders(self, duty: str) -> tuple[str, ...]:
        """Who begins with a duty: ``leader``, ``supervisor`` or ``ground``."""
        held = {"leader": (self.leader,), "supervisor": self.supervisors, "ground": self.ground}
        return tuple(dict.fromkeys(name for name in held[duty] if name))

    @property
    def feeder(self) -> str:
        """Feeder worked on."""
        return str(self.order["feeder"])

    @property
    def emergency(self) -> bool:
        """Whether the order is an emergency."""
        return bool(self.order["emergency"])

    def overlaps(self, other: Job) -> bool:
        """Whether two jobs share a minute on site."""
        return self.start < other.end and other.start < self.end


def minutes_between(start: pd.Timestamp, end: pd.Timestamp) -> int:
    """Whole minutes from one time to another; negative when `end` is earlier."""
    return round((end - start).total_seconds() / 60)


def read_jobs(rows: Sequence[Row], scenario: Scenario) -> tuple[Job, ...]:
    """Join the rows of schedule.csv with orders and job types, in order of start.

    Of an order that stands twice the first row counts; `agreement.schedule_agrees` names the rest.
    """
    orders = {str(row["work_order"]): row for row in records(scenario, "work_orders")}
    types, factors = job_types(scenario), _factors(scenario)
    first = {row["work_order"]: row for row in reversed(rows)}
    jobs = [
        _job(row, orders[name], _paced(types[str(orders[name]["job_type"])], factors[name]))
        for name, row in first.items()
    ]
    return tuple(sorted(jobs, key=lambda job: (job.start, job.work_order)))


def records(scenario: Scenario, table: str) -> list[dict[str, Any]]:
    """Rows of an input table."""
    return [
        {str(key): value for key, value in row.items()}
        for row in scenario.tables[table].to_dict("records")
    ]


def _factors(scenario: Scenario) -> dict[str, float]:
    """By what the minutes of each order are multiplied: the slowest crew that may do it counts."""
    learned = {
        (str(row["job_type"]), str(row["crew"])): float(row["factor"])
        for row in records(scenario, "durations")
    }
    crews = {str(crew) for crew in scenario.tables["crews"]["crew"]}
    alone = {str(k["code"]) for k in records(scenario, "job_types") if int(k["crews_needed"]) == 1}
    found = {}
    for order in records(scenario, "work_orders"):
        kind, locked = str(order["job_type"]), str(order["locked_crew"])
        able = {locked} if locked and kind in alone else crews
        found[str(order["work_order"])] = max(learned.get((kind, crew), 1.0) for crew in able)
    return found


def _paced(kind: JobType, factor: float) -> JobType:
    """A kind of job with its minutes times a factor, each part rounded up."""

    def minutes(table: int) -> int:
        return math.ceil(round(table * factor, 6))

    parts = [b - a for a, b in pairwise((0, *kind.handover_points))]
    return replace(
        kind,
        setup_minutes=minutes(kind.setup_minutes),
        teardown_minutes=minutes(kind.teardown_minutes),
        handover_points=tuple(accumulate(minutes(part) for part in parts)),
    )


def _job(row: Row, order: Mapping[str, Any], kind: JobType) -> Job:
    return Job(
        row=row["row"],
        work_order=row["work_order"],
        date=row["date"],
        crews=tuple(crew for crew in (row["crew"], row["support_crew"]) if crew),
        start=row["start"],
        setup_end=row["setup_end"],
        bucket_end=row["bucket_end"],
        end=row["end"],
        leader=row["leader"],
        supervisors=row["supervisor"],
        bucket=row["bucket"],
        ground=row["ground"],
        relief=row["relief"],
        vehicles=row["vehicles"],
        transfer_plan=row["transfer_plan"],
        locked=row["locked"],
        lighting=row["lighting"],
        latest_start=row["latest_start"],
        order=order,
        type=kind,
    )


def job_types(scenario: Scenario) -> dict[str, JobType]:
    """What every kind of job of the inputs asks for."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for step in sorted(records(scenario, "job_steps"), key=lambda step: int(step["step"])):
        steps.setdefault(str(step["job_type"]), []).append(step)
    return {
        str(row["code"]): _job_type(row, steps.get(str(row["code"]), []))
        for row in records(scenario, "job_types")
    }


def _job_type(row: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> JobType:
    crews = int(row["crews_needed"])
    job_class = _CLASSES.index(row["class"]) + 1
    in_bucket = int(row["bucket_workers"])
    leading = 1 if job_class <= 2 and crews == 1 else 1 + crews
    return JobType(
        job_class=job_class,
        crews=crews,
        setup_minutes=_minutes(steps, "setup"),
        teardown_minutes=_minutes(steps, "teardown"),
        handover_points=_handover_points(steps),
        bucket_workers=in_bucket // crews,
        ground_workers=max(0, int(row["persons"]) - leading - in_bucket) // crews,
        certificate="complex" if "complex" in row["certificates"] else "simple",
        vehicle_kinds=tuple(row["vehicle_kinds"]),
        metabolic_rate_w_per_m2=float(row["metabolic_rate_w_per_m2"]),
        kit=str(row["kit"]),
        reclosing_blocked=bool(row["reclosing_blocked"]),
        switching=str(row["switching"]),
    )


def _minutes(steps: Sequence[Mapping[str, Any]], phase: str) -> int:
    return sum(int(step["minutes"]) for step in steps if step["phase"] == phase)


def _handover_points(steps: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    total, points = 0, []
    for step in steps:
        if step["phase"] == "bucket":
            total += int(step["minutes"])
            if step["handover_after"]:
                points.append(total)
    return tuple(dict.fromkeys((*points, total)))
