"""What a job type asks for: minutes, people, certificates."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from peakops.rows import Row, rows
from peakops.scenario import Scenario

CLASS_NUMBER = {"I": 1, "II": 2, "III": 3, "IV": 4}
SHARED_LEADER_UP_TO_CLASS = 2  # class I–II: one person may be leader and supervisor


@dataclass(frozen=True, kw_only=True)
class JobShape:
    """Minutes and people of a job type, per crew.

    Parameters
    ----------
    job_class
        Class 1 to 4 (I–IV).
    crews_needed
        Crews that work together.
    setup_minutes, teardown_minutes
        Work on the ground before and after. [min]
    segments
        Bucket minutes between hand-over points. [min]
    bucket_workers, ground_workers
        People per crew and work point.
    certificate
        The certificate each bucket worker must hold.
    vehicle_kinds
        One vehicle of each is needed per crew.
    metabolic_rate_w_per_m2, kit
        Work in the bucket.
    reclosing_blocked, switching
        What the job asks of the grid.
    """

    code: str
    job_class: int
    crews_needed: int
    setup_minutes: int
    segments: tuple[int, ...]
    teardown_minutes: int
    bucket_workers: int
    ground_workers: int
    certificate: str
    vehicle_kinds: tuple[str, ...]
    metabolic_rate_w_per_m2: float
    kit: str
    reclosing_blocked: bool
    switching: str


def job_shapes(scenario: Scenario) -> dict[str, JobShape]:
    """Shape of every job type of a scenario."""
    steps = scenario.tables["job_steps"].sort_values(["job_type", "step"], kind="stable")
    by_type = {str(code): rows for code, rows in steps.groupby("job_type")}
    return {
        str(row["code"]): _shape(row, by_type[str(row["code"])])
        for row in rows(scenario.tables["job_types"])
    }


def _shape(row: Row, steps: pd.DataFrame) -> JobShape:
    crews = int(row["crews_needed"])
    job_class = CLASS_NUMBER[str(row["class"])]
    bucket = int(row["bucket_workers"]) // crews
    return JobShape(
        code=str(row["code"]),
        job_class=job_class,
        crews_needed=crews,
        setup_minutes=_phase_minutes(steps, "setup"),
        segments=bucket_segments(steps),
        teardown_minutes=_phase_minutes(steps, "teardown"),
        bucket_workers=bucket,
        ground_workers=_ground_workers(int(row["persons"]), job_class, crews, bucket),
        certificate="complex" if "complex" in row["certificates"] else "simple",
        vehicle_kinds=tuple(row["vehicle_kinds"]),
        metabolic_rate_w_per_m2=float(row["metabolic_rate_w_per_m2"]),
        kit=str(row["kit"]),
        reclosing_blocked=bool(row["reclosing_blocked"]),
        switching=str(row["switching"]),
    )


def _phase_minutes(steps: pd.DataFrame, phase: str) -> int:
    return int(steps.loc[steps["phase"] == phase, "minutes"].sum())


def bucket_segments(steps: pd.DataFrame) -> tuple[int, ...]:
    """Bucket minutes between hand-over points, in the order of the steps.

    Parameters
    ----------
    steps
        The steps of one job type, in order.

    Returns
    -------
    Minutes of each segment; a segment ends where ``handover_after`` says so. [min]
    """
    bucket = steps[steps["phase"] == "bucket"]
    segments, running = [], 0
    for minutes, handover in zip(bucket["minutes"], bucket["handover_after"], strict=True):
        running += int(minutes)
        if handover:
            segments.append(running)
            running = 0
    return tuple([*segments, running] if running else segments)


def _ground_workers(persons: int, job_class: int, crews: int, bucket: int) -> int:
    """People per crew left for the ground: all but leader, supervisors and bucket workers."""
    leading = 1 if crews == 1 and job_class <= SHARED_LEADER_UP_TO_CLASS else 1 + crews
    return max(0, (persons - leading - bucket * crews) // crews)
