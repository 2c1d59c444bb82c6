"""A plan made anew during the day: what had begun is history, tickets keep their leader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from peakops.checks.cells import FileReader, Layout, Row
from peakops.checks.records import Breach
from peakops.checks.roots import FILES_DISAGREE
from peakops.checks.written import WrittenPlan
from peakops.errors import InputFault, InputFaults

FILE, TICKETS = "replan.json", "tickets.csv"
MOST_LEADERS = 2
"""The leader of a ticket may change once."""

_LAYOUT = Layout(
    columns={"work_order": "text", "ticket": "text", "feeder": "text", "leaders": "list"},
    filled=frozenset({"work_order", "feeder", "leaders"}),
)


@dataclass(frozen=True, kw_only=True)
class Replan:
    """What a replan says of itself.

    Parameters
    ----------
    at
        Moment from which it was made; None where the plan is no replan.
    tickets
        Rows of tickets.csv.
    """

    at: pd.Timestamp | None = None
    tickets: tuple[Row, ...] = ()

    def has_begun(self, plan: WrittenPlan, order: str) -> bool:
        """Whether the job of an order had begun."""
        job = plan.job_of.get(order)
        return self.at is not None and job is not None and bool(job.start <= self.at)

    def without_history(self, plan: WrittenPlan, found: Iterable[Breach]) -> Iterator[Breach]:
        """Leave out what only concerns jobs that had begun: the plan before answers for it.

        That files agree with one another, and tickets with the schedule, is asked of all jobs.
        """
        for breach in found:
            asked_of_all = breach.code in (FILES_DISAGREE, *TICKET_CODES)
            past = bool(breach.work_orders) and all(
                self.has_begun(plan, order) for order in breach.work_orders
            )
            if asked_of_all or not past:
                yield breach


def read_replan(folder: Path, plan: WrittenPlan) -> Replan:
    """Read replan.json and tickets.csv, where the plan is a replan.

    Raises
    ------
    InputFaults
        When one of them cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return Replan()
    reader = FileReader(folder, plan.scenario.timezone, {})
    tickets = reader.read(TICKETS, _LAYOUT)
    at = _moment(path, plan.scenario.timezone)
    if reader.faults or at is None:
        wrong = [] if at is not None else [_fault(path)]
        raise InputFaults([*reader.faults, *wrong])
    return Replan(at=at, tickets=tuple(tickets))


def _moment(path: Path, timezone: str) -> pd.Timestamp | None:
    try:
        document: Any = json.loads(path.read_bytes())
        return pd.Timestamp(document["at"]).tz_convert(timezone)
    except (ValueError, TypeError, KeyError):
        return None


def _fault(path: Path) -> InputFault:
    wish = "the moment of the replan under at"
    return InputFault(file=path.name, row=None, column="at", found="no time", wanted=wish)


def leader_kept(plan: WrittenPlan, replan: Replan) -> Iterator[Breach]:
    """The ticket of an order keeps its leader, but for one change."""
    for row in replan.tickets:
        job = plan.job_of.get(row["work_order"])
        if job is None:
            continue
        if len(row["leaders"]) > MOST_LEADERS:
            yield _breach("leader_changed_twice", row, " ".join(row["leaders"]), "one change")
        if job.leader != row["leaders"][-1]:
            yield _breach(FILES_DISAGREE, row, row["leaders"][-1], f"leader {job.leader}")


def feeder_kept(plan: WrittenPlan, replan: Replan) -> Iterator[Breach]:
    """The ticket of an order keeps its feeder."""
    for row in replan.tickets:
        job = plan.job_of.get(row["work_order"])
        if job is not None and job.feeder != row["feeder"]:
            yield _breach("ticket_feeder", row, job.feeder, row["feeder"])


TICKET_CODES = ("leader_changed_twice", "ticket_feeder")


def _breach(code: str, row: Row, found: str, limit: str) -> Breach:
    return Breach(
        code=code,
        file=TICKETS,
        row=row["row"],
        work_orders=(row["work_order"],),
        found=found,
        limit=limit,
    )
