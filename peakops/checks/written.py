"""Everything a rule may look at: the inputs, the files of the plan, and what follows from them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from peakops.checks.cells import Row
from peakops.checks.climate import Climate
from peakops.checks.files import PlanFiles
from peakops.checks.jobs import Job, records
from peakops.checks.network import PlanGrid
from peakops.scenario import Scenario

Watch = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One stay of a pair in the bucket at one work point.

    Parameters
    ----------
    job
        The order.
    point
        Crew whose bucket it is.
    rows
        The rows of stints.csv, one per worker.
    """

    job: Job
    point: str
    rows: tuple[Row, ...]

    @property
    def start(self) -> pd.Timestamp:
        """When the first worker goes up."""
        first: pd.Timestamp = min(row["start"] for row in self.rows)
        return first

    @property
    def end(self) -> pd.Timestamp:
        """When the last worker is down."""
        last: pd.Timestamp = max(row["end"] for row in self.rows)
        return last

    @property
    def workers(self) -> tuple[str, ...]:
        """Who is in the bucket."""
        return tuple(sorted({row["worker"] for row in self.rows}))


@dataclass(frozen=True, kw_only=True, eq=False)
class WrittenPlan:
    """A plan as its files tell it.

    Parameters
    ----------
    scenario
        The inputs, read anew.
    files
        Rows of the plan's files.
    jobs
        Rows of schedule.csv joined with their orders, by start.
    climate
        Weather and legal bands.
    grid
        Network and switching states.
    """

    scenario: Scenario
    files: PlanFiles
    jobs: tuple[Job, ...]
    climate: Climate
    grid: PlanGrid

    @cached_property
    def workers(self) -> dict[str, dict[str, Any]]:
        """Row of each worker."""
        return {str(row["worker"]): row for row in records(self.scenario, "workers")}

    @cached_property
    def crews(self) -> dict[str, dict[str, Any]]:
        """Row of each crew."""
        return {str(row["crew"]): row for row in records(self.scenario, "crews")}

    @cached_property
    def vehicles(self) -> dict[str, dict[str, Any]]:
        """Row of each vehicle."""
        return {str(row["vehicle"]): row for row in records(self.scenario, "vehicles")}

    @cached_property
    def job_of(self) -> dict[str, Job]:
        """Job of each planned order."""
        return {job.work_order: job for job in self.jobs}

    @cached_property
    def crew_days(self) -> dict[tuple[str, dt.date], tuple[Job, ...]]:
        """Jobs of each crew and date, by start."""
        found: dict[tuple[str, dt.date], list[Job]] = {}
        for job in self.jobs:
            for crew in dict.fromkeys(job.crews):
                found.setdefault((crew, job.start.date()), []).append(job)
        return {key: tuple(jobs) for key, jobs in sorted(found.items())}

    @cached_property
    def stays(self) -> tuple[Stay, ...]:
        """Every stay in a bucket, by order, work point and start."""
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.files["stints"]:
            if row["work_order"] in self.job_of:
                point = self.point(self.job_of[row["work_order"]], row["worker"])
                groups.setdefault((row["work_order"], point, row["pair"]), []).append(row)
        stays = [
            Stay(job=self.job_of[order], point=point, rows=rows)
            for (order, point, _), found in sorted(groups.items())
            for rows in _together(found)
        ]
        return tuple(sorted(stays, key=lambda s: (s.job.work_order, s.point, s.start, s.workers)))

    def point(self, job: Job, worker: str) -> str:
        """Work point of a worker: his own crew's, else the lead crew's."""
        crew = str(self.workers[worker]["crew"])
        return crew if crew in job.crews else job.crews[0]

    def stay_of(self, row: Row) -> Stay:
        """Stay in the bucket that a row of stints.csv belongs to."""
        return self._stay_of_row[row["row"]]

    @cached_property
    def _stay_of_row(self) -> dict[int, Stay]:
        return {row["row"]: stay for stay in self.stays for row in stay.rows}

    @cached_property
    def watches(self) -> Mapping[tuple[str, str], tuple[Watch, ...]]:
        """From when to when each one watches who relieves or is relieved, by order and worker."""
        found: dict[tuple[str, str], list[Watch]] = {}
        for row in sorted(self.files["watches"], key=lambda row: (row["start"], row["end"])):
            own = found.setdefault((row["work_order"], row["worker"]), [])
            if own and row["start"] <= own[-1][1]:  # another duty, or no change at all
                own[-1] = (own[-1][0], max(own[-1][1], row["end"]))
            else:
                own.append((row["start"], row["end"]))
        return {key: tuple(own) for key, own in found.items()}

    def stint_limit(self, stay: Stay, start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, str]:
        """Longest stint [min] of those who are in the bucket in [start, end), and its rule."""
        shares = [self.share_outdoors(name, start.date()) for name in stay.workers]
        novice = any(share is not None for share in shares)
        return self.climate.stint_limit(stay.job, start, end, novice=novice)

    def share_outdoors(self, worker: str, date: dt.date) -> float | None:
        """Share of the time outdoors on a new worker's first days in the heat; None after them."""
        first = float(self.workers[worker]["acclimatisation_day"])
        if math.isnan(first):
            return None
        shares = self.climate.rules.acclimatisation_shares
        day = int(first) + (date - self.scenario.date).days
        return float(shares[day - 1]) if 1 <= day <= len(shares) else None

    @cached_property
    def stints_of_worker(self) -> Mapping[str, tuple[Row, ...]]:
        """Rows of stints.csv by worker and start."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.files["stints"], key=lambda row: (row["start"], row["row"])):
            found.setdefault(row["worker"], []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def phases_of(self) -> Mapping[tuple[str, dt.date], tuple[Row, ...]]:
        """Rows of worker_phases.csv by worker and date, in order of start."""
        found: dict[tuple[str, dt.date], list[Row]] = {}
        for row in sorted(self.files["worker_phases"], key=lambda r: (r["start"], r["end"])):
            found.setdefault((row["worker"], row["start"].date()), []).append(row)
        return {key: tuple(rows) for key, rows in sorted(found.items())}


def _together(rows: list[Row]) -> list[tuple[Row, ...]]:
    """Rows of one pair whose times overlap are one stay."""
    stays: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: (row["start"], row["row"])):
        if stays and row["start"] < max(other["end"] for other in stays[-1]):
            stays[-1].append(row)
        else:
            stays.append([row])
    return [tuple(stay) for stay in stays]
