"""Kinds of job whose steps or people cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peakops.errors import InputFault
from peakops.scenario_files import ScenarioFiles
from peakops.work_tables import CLASSES

PAIR = 2
SHARED_LEADER_UP_TO_CLASS = 2  # class I and II: the leader may be the supervisor
PHASES = ("setup", "bucket", "teardown")


def bad_job_steps(files: ScenarioFiles) -> Iterator[InputFault]:
    """Kinds of job without minutes in the bucket, and steps in the wrong order."""
    jobs, steps = files.tables["job_types"], files.tables["job_steps"]
    if steps.frame.empty:  # has its own fault
        return
    minutes = steps.frame[steps.frame["phase"] == "bucket"].groupby("job_type")["minutes"].sum()
    for position, code in enumerate(jobs.frame["code"]):
        if code and not minutes.get(code, 0) > 0:
            wish = "a step of phase bucket with minutes, in job_steps"
            yield jobs.fault(position, "code", f"{code} without minutes in the bucket", wish)
    yield from _idle_bucket_steps(files)
    yield from _unordered(files)


def _idle_bucket_steps(files: ScenarioFiles) -> Iterator[InputFault]:
    """A hand-over needs minutes before it."""
    table = files.tables["job_steps"]
    idle = (table.frame["phase"] == "bucket") & (table.frame["minutes"] == 0)
    for position in np.flatnonzero(idle):
        yield table.fault(
            int(position), "minutes", "0", "at least 1 minute for a step in the bucket"
        )


def _unordered(files: ScenarioFiles) -> Iterator[InputFault]:
    """Set-up comes before the bucket, teardown after it."""
    table = files.tables["job_steps"]
    ranks = table.frame["phase"].map({phase: rank for rank, phase in enumerate(PHASES)})
    ordered = table.frame.assign(rank=ranks).sort_values("step", kind="stable")
    falls = ordered.groupby("job_type", sort=False)["rank"].diff() < 0
    for position in sorted(ordered.index[falls]):
        phase, step = table.frame["phase"].iloc[position], table.frame["step"].iloc[position]
        found = f"{phase} in step {step:g}, after a later phase"
        yield table.fault(position, "phase", found, "setup, then bucket, then teardown")


@dataclass(frozen=True, kw_only=True)
class PeopleWanted:
    """People that a kind of job wants of one crew.

    Parameters
    ----------
    code
        The kind of job.
    leader
        Whether the crew must give a leader; only one crew of a joint job does.
    shared_leader
        Whether the leader may be the supervisor.
    bucket, ground
        Workers in the bucket, with all `certificates`, and on the ground.
    certificates
        What the bucket workers must hold.
    """

    code: str
    leader: bool
    shared_leader: bool
    bucket: int
    ground: int
    certificates: frozenset[str]


def people_wanted(job: pd.Series) -> PeopleWanted:
    """Read what a row of job_types wants of each crew."""
    crews = int(job["crews_needed"])
    shared = CLASSES.index(job["class"]) < SHARED_LEADER_UP_TO_CLASS
    return PeopleWanted(
        code=job["code"],
        leader=crews == 1,
        shared_leader=shared,
        bucket=int(job["bucket_workers"]) // crews,
        ground=max(0, _ground(job, crews, shared=shared)),
        certificates=frozenset({"complex" if "complex" in job["certificates"] else "simple"}),
    )


def _ground(job: pd.Series, crews: int, *, shared: bool) -> int:
    """People per crew that are neither leader, supervisor nor in the bucket."""
    leading = 1 if crews == 1 and shared else 1 + crews
    return (int(job["persons"]) - leading - int(job["bucket_workers"])) // crews


def bad_job_people(files: ScenarioFiles) -> Iterator[InputFault]:
    """Kinds of job whose numbers of people do not add up."""
    table = files.tables["job_types"]
    for position, row in enumerate(table.frame.to_dict("records")):
        job = pd.Series(row)
        if job[["crews_needed", "bucket_workers", "persons"]].isna().any() or not job["class"]:
            continue
        crews, bucket = int(job["crews_needed"]), int(job["bucket_workers"])
        if bucket != PAIR * crews:
            wish = f"{PAIR * crews}, one pair per crew"
            yield table.fault(position, "bucket_workers", str(bucket), wish)
        elif _ground(job, crews, shared=people_wanted(job).shared_leader) < 0:
            wish = "enough for the bucket workers, a leader and each crew's supervisor"
            yield table.fault(position, "persons", f"{job['persons']:g}", wish)
