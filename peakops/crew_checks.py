"""Crews that can never work: expired certificates, roles that nobody can fill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from peakops.errors import InputFault
from peakops.job_checks import PeopleWanted, people_wanted
from peakops.scenario_files import ScenarioFiles
from peakops.tables import key_text

Worker = Mapping[str, Any]
Seat = frozenset[str]
"""What a worker must be able to do: roles, and certificates marked by ``certificate:``."""


def expired_certificates(files: ScenarioFiles) -> Iterator[InputFault]:
    """Certificates that end before the plan begins."""
    table, first = files.tables["workers"], files.settings.values["date"]
    if first is None:
        return
    ends = table.frame["certificate_valid_to"]
    for position in np.flatnonzero(ends < pd.Timestamp(first)):
        wish = f"a date from {first} on, or no certificate"
        found = f"{key_text(ends.iloc[position])}, before the plan"
        yield table.fault(int(position), "certificate_valid_to", found, wish)


def hopeless_crews(files: ScenarioFiles) -> Iterator[InputFault]:
    """Crews that can fill the roles of no job on any day of the plan."""
    tables = [files.tables[key] for key in ("crews", "workers", "job_types")]
    if any(table.faults or table.frame.empty for table in tables):
        return  # whoever could not be read may be the one who is missing
    jobs = _jobs_in_question(files)
    crews = files.tables["crews"]
    for position, crew in enumerate(crews.frame["crew"]):
        team = _team(files, crew)
        if jobs and not any(can_fill(team, job) for job in jobs):
            easiest = min(jobs, key=lambda job: (min(map(len, _seatings(job))), job.code))
            yield crews.fault(position, "crew", f"{crew} with {_shown(team)}", _wish(easiest))


def _jobs_in_question(files: ScenarioFiles) -> list[PeopleWanted]:
    """Jobs of the orders; all kinds where no order names one."""
    table = files.tables["job_types"].frame
    used = set(files.tables["work_orders"].frame["job_type"])
    ordered = table[table["code"].isin(used)] if table["code"].isin(used).any() else table
    return [people_wanted(pd.Series(row)) for row in ordered.to_dict("records")]


def _team(files: ScenarioFiles, crew: str) -> list[Worker]:
    """Workers of a crew; certificates that end before the plan do not count."""
    workers = files.tables["workers"].frame
    first: dt.date | None = files.settings.values["date"]
    team: list[Worker] = []
    for worker in workers[workers["crew"] == crew].to_dict("records"):
        expired = first is not None and worker["certificate_valid_to"] < pd.Timestamp(first)
        known = () if expired else worker["certificates"]
        team.append({"roles": worker["roles"], "certificates": known})
    return team


def can_fill(team: Sequence[Worker], job: PeopleWanted) -> bool:
    """Whether the workers of one crew can fill its seats in a job, nobody in two of them.

    Parameters
    ----------
    team
        Workers with ``roles`` and ``certificates``.
    job
        What the job wants of the crew.
    """
    abilities = [_abilities(worker) for worker in team]
    return any(_all_seated(abilities, seats) for seats in _seatings(job))


def _abilities(worker: Worker) -> Seat:
    marks = (f"certificate:{name}" for name in worker["certificates"])
    return frozenset(worker["roles"]) | frozenset(marks)


def _seatings(job: PeopleWanted) -> Iterator[list[Seat]]:
    """Seats of a job: leader and supervisor as two, or as one where the class allows it."""
    marks = {f"certificate:{name}" for name in job.certificates}
    others = [frozenset({"bucket"} | marks)] * job.bucket + [frozenset({"ground"})] * job.ground
    leader = [frozenset({"leader"})] if job.leader else []
    yield [*leader, frozenset({"supervisor"}), *others]
    if job.leader and job.shared_leader:
        yield [frozenset({"leader", "supervisor"}), *others]


def _all_seated(abilities: Sequence[Seat], seats: Sequence[Seat]) -> bool:
    """Bipartite matching by augmenting paths (Kuhn)."""
    seat_of: dict[int, int] = {}

    def seat(number: int, asked: set[int]) -> bool:
        for person, able in enumerate(abilities):
            if seats[number] <= able and person not in asked:
                asked.add(person)
                if person not in seat_of or seat(seat_of[person], asked):
                    seat_of[person] = number
                    return True
        return False

    return all(seat(number, set()) for number in range(len(seats)))


def _shown(team: Sequence[Worker]) -> str:
    roles = [role for worker in team for role in worker["roles"]]
    counts = [f"{roles.count(r)} {r}" for r in ("leader", "supervisor", "bucket", "ground")]
    return f"{len(team)} workers ({', '.join(counts)})"


def _wish(job: PeopleWanted) -> str:
    """Seats of the job that asks least."""
    certificate = " and ".join(sorted(job.certificates))
    return (
        f"{_leading(job)}, {job.bucket} others for the bucket certified {certificate} and "
        f"{job.ground} on the ground, as for {job.code}"
    )


def _leading(job: PeopleWanted) -> str:
    if not job.leader:
        return "a supervisor"
    if job.shared_leader:
        return "a leader who may be the supervisor"
    return "a leader and another supervisor"
