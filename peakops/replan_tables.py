"""changes.csv, tickets.csv and replan.json: what a replan changed, from what to what and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from peakops.changes_file import Changes
from peakops.checks.cells import FileReader, Layout
from peakops.clock import Clock, clock_text
from peakops.documents import json_text
from peakops.errors import InputFaults
from peakops.out_columns import Columns
from peakops.out_tables import write_table
from peakops.plan_issue import PlanIssue
from peakops.published import REPLAN_FILE, Published
from scheduler.issue import Issue
from scheduler.problem import ProblemData
from scheduler.recall import Recall
from scheduler.schedule import Assignment, Schedule
from scheduler.why_moved import why_moved

SCHEMA = "peakops.replan/1"

_SIDE: Columns = {
    "start": "time",
    "end": "time",
    "crew": "text",
    "support_crew": "text",
    "leader": "text",
    "people": "text",
    "vehicles": "text",
    "transfer_plan": "text",
}

REPLAN_COLUMNS: Mapping[str, Columns] = {
    "changes": {
        "work_order": "text",
        "change": "text",
        "reason": "text",
        "because_of": "text",
        **{f"before_{name}": kind for name, kind in _SIDE.items()},
        **{f"after_{name}": kind for name, kind in _SIDE.items()},
    },
    "tickets": {"work_order": "text", "ticket": "text", "feeder": "text", "leaders": "text"},
}
"""Tables that only a replan has."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The plan before and the plan after, and what came up between them.

    Parameters
    ----------
    published, changes
        The old plan, and what changes.yaml says.
    problem, issue
        What was solved, and from where.
    recalls
        Jobs under way that were cut.
    schedule
        The new plan.
    """

    published: Published
    changes: Changes
    problem: ProblemData
    issue: Issue
    recalls: tuple[Recall, ...]
    schedule: Schedule

    @property
    def before(self) -> dict[str, Assignment]:
        """Jobs of the old plan, as it was published."""
        return {job.work_order: job for job in self.published.schedule.assignments}

    @property
    def after(self) -> dict[str, Assignment]:
        """Jobs of the new plan."""
        return {job.work_order: job for job in self.schedule.assignments}

    def rows(self) -> list[dict[str, object]]:
        """Rows of changes.csv, by order."""
        before, after = self.before, self.after
        return [
            self._row(name, before.get(name), after.get(name))
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]

    def _row(
        self, name: str, before: Assignment | None, after: Assignment | None
    ) -> dict[str, object]:
        clock = self.published.clock
        reason, because = self._reason(name, before)
        return {
            "work_order": name,
            "change": self._change(name, before, after),
            "reason": reason,
            "because_of": ";".join(because),
            **_side("before", before, clock),
            **_side("after", after, clock),
        }

    def _change(self, name: str, before: Assignment | None, after: Assignment | None) -> str:
        if name in self._recalled:
            return "recalled"
        if name in self._named("overruns"):
            return "overran"
        if after is None:
            return "withdrawn" if name in self._named("withdrawn") else "left_out"
        return "added" if before is None else ";".join(what_differs(before, after))

    def _reason(self, name: str, before: Assignment | None) -> tuple[str, tuple[str, ...]]:
        if name in self._recalled:
            return self._recalled[name].rule, ()
        if name in self._named("overruns"):
            return "overrun", ()
        if name in self._named("withdrawn"):
            return "withdrawn", ()
        if before is None:
            new = {str(entry.values["work_order"]) for entry in self.changes.new_orders}
            return "new_order" if name in new else "room_freed", ()
        rules, others = why_moved(self.problem, self.issue, self.schedule, before)
        return ";".join(rules), others

    @property
    def _recalled(self) -> dict[str, Recall]:
        return {recall.job.work_order: recall for recall in self.recalls}

    def _named(self, key: str) -> frozenset[str]:
        return frozenset(str(entry.values["work_order"]) for entry in getattr(self.changes, key))

    def ticket_rows(self) -> Iterator[dict[str, object]]:
        """Rows of tickets.csv: the leaders whom each ticket has had."""
        orders = self.published.scenario.tables["work_orders"].set_index("work_order")
        for name, had in sorted(self.issue.leaders.items()):
            job = self.after.get(name)
            leader = had[-1] if job is None else job.parts[0].leader
            names = had if leader == had[-1] else (*had, leader)
            yield {
                "work_order": name,
                "ticket": orders.loc[name, "ticket"],
                "feeder": orders.loc[name, "feeder"],
                "leaders": ";".join(names),
            }

    def document(self) -> dict[str, Any]:
        """replan.json: from when, of which plan, what is fixed."""
        clock = self.published.clock
        return {
            "schema": SCHEMA,
            "at": clock_text(clock.time(self.issue.now_minute)),
            "of": self.published.scenario.name,
            "of_issued": clock_text(self.published.scenario.issued),
            "fixed": sorted(self.issue.fixed),
            "recalled": sorted(self._recalled),
            "withdrawn": sorted(self._named("withdrawn")),
        }


def what_differs(before: Assignment, after: Assignment) -> list[str]:
    """Codes of what is different between two ways to do an order."""
    crews = [[part.crew for part in job.parts] for job in (before, after)]
    return [
        code
        for code, differs in (
            ("time", _times(before) != _times(after)),
            ("crew", crews[0] != crews[1]),
            ("people", crews[0] == crews[1] and _duties(before) != _duties(after)),
            ("vehicles", crews[0] == crews[1] and _vehicles(before) != _vehicles(after)),
            ("transfer", before.transfer_plan != after.transfer_plan),
        )
        if differs
    ]


def _times(job: Assignment) -> object:
    return job.start_minute, job.end_minute, job.stints, job.handovers


def _duties(job: Assignment) -> object:
    return [
        (part.leader, part.supervisor, part.pairs, part.ground, part.relief) for part in job.parts
    ]


def _vehicles(job: Assignment) -> list[str]:
    return [name for part in job.parts for name in part.vehicles]


def _side(prefix: str, job: Assignment | None, clock: Clock) -> dict[str, object]:
    if job is None:
        empty = {name: pd.NaT if kind == "time" else "" for name, kind in _SIDE.items()}
        return {f"{prefix}_{name}": value for name, value in empty.items()}
    people = sorted({name for part in job.parts for name in part.people})
    values = {
        "start": clock.time(job.start_minute),
        "end": clock.time(job.end_minute),
        "crew": job.parts[0].crew,
        "support_crew": job.parts[1].crew if len(job.parts) > 1 else "",
        "leader": job.parts[0].leader,
        "people": ";".join(people),
        "vehicles": ";".join(_vehicles(job)),
        "transfer_plan": job.transfer_plan,
    }
    return {f"{prefix}_{name}": value for name, value in values.items()}


def changes_table(comparison: Comparison) -> pd.DataFrame:
    """changes.csv: one row per order that is done otherwise than before."""
    return pd.DataFrame(comparison.rows(), columns=list(REPLAN_COLUMNS["changes"]))


def read_changes_table(folder: Path, timezone: str) -> pd.DataFrame:
    """changes.csv of a published replan.

    Raises
    ------
    InputFaults
        With every fault of the file.
    """
    columns = {name: str(kind) for name, kind in REPLAN_COLUMNS["changes"].items()}
    filled = frozenset({"work_order", "change"})
    reader = FileReader(folder, timezone, {})
    rows = reader.read("changes.csv", Layout(columns=columns, filled=filled))
    if reader.faults:
        raise InputFaults(reader.faults)
    return pd.DataFrame(rows, columns=list(columns))


def write_replan(comparison: Comparison, issue: PlanIssue, folder: Path) -> None:
    """Write the files that only a replan has."""
    tickets = pd.DataFrame(comparison.ticket_rows(), columns=list(REPLAN_COLUMNS["tickets"]))
    for name, table in (("changes", changes_table(comparison)), ("tickets", tickets)):
        write_table(name, table, folder, REPLAN_COLUMNS)
    text = json_text(comparison.document() | issue.document()) + "\n"
    (folder / REPLAN_FILE).write_text(text, encoding="utf-8", newline="\n")


def short_line(row: dict[str, object]) -> dict[str, str]:
    """A row of changes.csv in short."""
    return {
        "work_order": str(row["work_order"]),
        "change": str(row["change"]),
        "reason": str(row["reason"]),
        "because_of": str(row["because_of"]),
        "before": _span(row, "before"),
        "after": _span(row, "after"),
    }


def _span(row: dict[str, object], side: str) -> str:
    start, end = row[f"{side}_start"], row[f"{side}_end"]
    if not isinstance(start, pd.Timestamp) or not isinstance(end, pd.Timestamp):
        return ""
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M} {row[f'{side}_crew']}"
