"""Which issue of a plan this is, and which jobs of earlier ones are not to be done any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from peakops.clock import clock_text

MINUTE = pd.Timedelta(minutes=1)
NUMBERED_FROM = pd.Timestamp("1970-01-01T00:00Z")


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """A job that a crew was told of in an earlier issue and is not to do any more.

    Parameters
    ----------
    work_order, crew
        What, and who would have done it.
    start, end
        When it was planned last, timezone-aware.
    """

    work_order: str
    crew: str
    start: pd.Timestamp
    end: pd.Timestamp

    @property
    def key(self) -> tuple[str, str]:
        """What names the job: one order is another job for another crew."""
        return self.work_order, self.crew


@dataclass(frozen=True, kw_only=True)
class PlanIssue:
    """One issue of a plan.

    Parameters
    ----------
    number
        Rises from issue to issue, at least 0.
    called_off
        Jobs of earlier issues that this one does not have, by order and crew.
    """

    number: int
    called_off: tuple[CalledOff, ...] = ()

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(f"an issue has a number of at least 0, not {self.number}")

    def document(self) -> dict[str, Any]:
        """What replan.json says of it."""
        jobs = [
            {
                "work_order": job.work_order,
                "crew": job.crew,
                "start": clock_text(job.start),
                "end": clock_text(job.end),
            }
            for job in self.called_off
        ]
        return {"issue": self.number, "called_off": jobs}


def first_issue(issued: pd.Timestamp) -> PlanIssue:
    """Issue of a plan made from a scenario: its number is the minute in which it was issued.

    So a plan issued later has the larger number, whether it is a replan or a plan of its own.
    """
    return PlanIssue(number=max(0, (issued - NUMBERED_FROM) // MINUTE))


def next_issue(
    issued: pd.Timestamp,
    before: PlanIssue,
    jobs_before: Iterable[Mapping[str, Any]],
    jobs: Iterable[Mapping[str, Any]],
) -> PlanIssue:
    """Issue of a replan.

    Parameters
    ----------
    issued
        When the replan is made.
    before
        The issue that it replaces.
    jobs_before, jobs
        Rows of both schedules.
    """
    kept = {job.key for job in _told(jobs)}
    told = {job.key: job for job in (*before.called_off, *_told(jobs_before))}
    return PlanIssue(
        number=max(first_issue(issued).number, before.number + 1),
        called_off=tuple(told[key] for key in sorted(told) if key not in kept),
    )


def read_issue(issued: pd.Timestamp, document: Mapping[str, Any]) -> PlanIssue:
    """Issue of a published plan.

    Parameters
    ----------
    issued
        When it was made.
    document
        What its replan.json says; empty where it is no replan.
    """
    if "issue" not in document:
        return first_issue(issued)
    return PlanIssue(
        number=int(document["issue"]),
        called_off=tuple(_read_job(job, issued) for job in document["called_off"]),
    )


def _read_job(job: Mapping[str, str], issued: pd.Timestamp) -> CalledOff:
    start, end = (pd.Timestamp(job[key]).tz_convert(issued.tz) for key in ("start", "end"))
    return CalledOff(work_order=job["work_order"], crew=job["crew"], start=start, end=end)


def _told(jobs: Iterable[Mapping[str, Any]]) -> Sequence[CalledOff]:
    """Jobs of a schedule, one for each crew."""
    return [
        CalledOff(work_order=str(row["work_order"]), crew=crew, start=row["start"], end=row["end"])
        for row in jobs
        for crew in (str(row["crew"]), str(row["support_crew"]))
        if crew
    ]
