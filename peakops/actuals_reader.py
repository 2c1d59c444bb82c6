"""Reads what was really done against the plan it was planned with; every fault in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from peakops.actuals_columns import ACTUAL_STINTS, ACTUALS
from peakops.actuals_records import ActualJob, Actuals, ActualStint, Span, minutes_of
from peakops.checks.cells import Row as FileRow
from peakops.columns import Table
from peakops.errors import InputFault, InputFaults, UsageError
from peakops.published import Published
from peakops.raw_tables import has_sheet
from peakops.rows import Row, rows, unknown
from peakops.tables import ReadTable, key_text, read_table, unknown_name
from peakops.wanted import quoted

LONGEST_MINUTES = 24 * 60
"""A job that took longer has a wrong date."""


def read_actuals(path: Path, stints: Path | None, published: Published) -> Actuals:
    """Read what was really done.

    Parameters
    ----------
    path
        Table `actuals`: CSV or Excel, in a workbook perhaps with a sheet `actual_stints`.
    stints
        Table `actual_stints` by itself.
    published
        The plan.

    Raises
    ------
    InputFaults
        With every fault of the tables.
    """
    zone = ZoneInfo(published.scenario.timezone)
    data = path.read_bytes()
    jobs = read_table(path.name, data, ACTUALS, zone)
    found = None
    if stints is not None:
        found = read_table(stints.name, stints.read_bytes(), ACTUAL_STINTS, zone)
    elif has_sheet(data, path.suffix, ACTUAL_STINTS.key):
        table = read_table(path.name, data, ACTUAL_STINTS, zone)
        found = table.in_file(f"{path.name} sheet {ACTUAL_STINTS.key}")
    return _Reader(published, jobs, found).read()


def refuse_missing(*paths: Path | None) -> None:
    """Raise UsageError where a file that is named is not there, before anything is read."""
    for path in paths:
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: no such file")


class _Reader:
    """Turns rows into jobs and stints; collects faults on the way."""

    def __init__(self, published: Published, jobs: ReadTable, stints: ReadTable | None) -> None:
        self._tables = published.scenario.tables
        self._planned: Mapping[str, FileRow] = {
            str(row["work_order"]): row for row in published.files["schedule"]
        }
        self._first = published.clock.time(0)
        self._last = published.clock.time(published.clock.horizon_minutes)
        self._jobs, self._stints = jobs, stints
        self._faults: list[InputFault] = [*jobs.faults, *(stints.faults if stints else ())]

    def read(self) -> Actuals:
        self._faults += self._unknown(self._jobs, ACTUALS)
        for position, row in enumerate(rows(self._jobs.frame)):
            self._faults += self._job_faults(position, row)
        done = {str(row["work_order"]): row for row in rows(self._jobs.frame)}
        unclear = self._unclear()
        if self._stints is not None:
            self._faults += self._unknown(self._stints, ACTUAL_STINTS)
            self._faults += self._stint_faults(self._stints, done, unclear)
        if self._faults:
            raise InputFaults(self._faults)
        return Actuals(jobs=tuple(map(self._job, done.values())), stints=self._all_stints())

    def _unknown(self, table: ReadTable, of: Table) -> Iterator[InputFault]:
        """Names that the inputs of the plan do not have."""
        for column in of.columns:
            if column.refers is None:
                continue
            known = set(self._tables[column.refers[0]][column.refers[1]])
            for position, cell in enumerate(table.frame[column.name]):
                for name in cell if isinstance(cell, tuple) else (cell,):
                    if name and name not in known:
                        wish = unknown_name(name, known, column.refers[0])
                        yield table.fault(position, column.name, quoted(name), wish)

    def _job_faults(self, position: int, row: Row) -> Iterator[InputFault]:
        yield from self._other_issue(position, row)
        yield from _span_faults(self._jobs, position, row, "actual_start", "actual_end")
        yield from _span_faults(self._jobs, position, row, "reclosing_off", "reclosing_on")
        yield from self._day_faults(position, row)
        if unknown(row["actual_start"]) and not unknown(row["reclosing_off"]):
            found, wish = key_text(row["reclosing_off"]), "nothing for a job that was not done"
            yield self._jobs.fault(position, "reclosing_off", found, wish)
        strange = str(row["work_order"]) not in {"", *self._planned}
        if strange and not row["crews"] and not unknown(row["actual_start"]):
            wish = "who did it, as the plan does not have the order"
            yield self._jobs.fault(position, "crews", quoted(""), wish)

    def _other_issue(self, position: int, row: Row) -> Iterator[InputFault]:
        """A form of another issue of the plan has other planned times."""
        planned = self._planned.get(str(row["work_order"]))
        for column in ("planned_start", "planned_end"):
            if unknown(row[column]):
                continue
            wanted = None if planned is None else planned[column.removeprefix("planned_")]
            if wanted is None or row[column] != wanted:
                time = "nothing: it is not in the plan" if wanted is None else key_text(wanted)
                wish = f"{time}, as in this plan; is it the form of another issue?"
                yield self._jobs.fault(position, column, key_text(row[column]), wish)

    def _day_faults(self, position: int, row: Row) -> Iterator[InputFault]:
        start, end = row["actual_start"], row["actual_end"]
        if unknown(start) or unknown(end):
            return
        if not self._first <= start < self._last:
            wish = f"a time from {key_text(self._first)} to {key_text(self._last)}"
            yield self._jobs.fault(position, "actual_start", key_text(start), wish)
        elif minutes_of((start, end)) > LONGEST_MINUTES:
            found, wish = f"{minutes_of((start, end))} min", "a job of at most 24 h"
            yield self._jobs.fault(position, "actual_end", found, wish)

    def _unclear(self) -> frozenset[str]:
        """Orders whose real times have a fault: it says nothing of their stints."""
        times = {"actual_start", "actual_end"}
        wrong = {fault.row for fault in self._faults if fault.column in times}
        names = zip(self._jobs.frame["work_order"], self._jobs.rows, strict=True)
        return frozenset(str(name) for name, row in names if row in wrong)

    def _stint_faults(
        self, table: ReadTable, done: Mapping[str, Row], unclear: Collection[str]
    ) -> Iterator[InputFault]:
        told: dict[str, list[tuple[Span, int]]] = {}
        for position, row in enumerate(rows(table.frame)):
            faults = [*_span_faults(table, position, row, "start", "end")]
            yield from faults
            if faults or unknown(row["start"]):
                continue
            span = (row["start"], row["end"])
            told.setdefault(str(row["worker"]), []).append((span, position))
            name = str(row["work_order"])
            job = done.get(name)
            if name not in unclear and (job is None or not _within(span, job)):
                wish = "a stint between start and end of the job in actuals"
                yield table.fault(position, "start", key_text(row["start"]), wish)
        for worker, spans in told.items():
            yield from _overlaps(table, worker, sorted(spans))

    def _job(self, row: Row) -> ActualJob:
        name = str(row["work_order"])
        planned = self._planned.get(name)
        crews = () if planned is None else (str(planned["crew"]), str(planned["support_crew"]))
        span = _span(row, "actual_start", "actual_end")
        return ActualJob(
            work_order=name,
            crews=tuple(row["crews"]) or tuple(crew for crew in crews if crew),
            span=span,
            block=_span(row, "reclosing_off", "reclosing_on"),
            interrupted=bool(row["interrupted"]),
            remark=str(row["remark"]),
        )

    def _all_stints(self) -> tuple[ActualStint, ...]:
        if self._stints is None:
            return ()
        spans = ((row, _span(row, "start", "end")) for row in rows(self._stints.frame))
        return tuple(
            ActualStint(work_order=str(row["work_order"]), worker=str(row["worker"]), span=span)
            for row, span in spans
            if span is not None
        )


def _span(row: Row, first: str, last: str) -> Span | None:
    return None if unknown(row[first]) else (row[first], row[last])


def _span_faults(
    table: ReadTable, position: int, row: Row, first: str, last: str
) -> Iterator[InputFault]:
    start, end = row[first], row[last]
    if unknown(start) != unknown(end):
        missing, there = (first, last) if unknown(start) else (last, first)
        if not _unread(table, position, missing):
            yield table.fault(position, missing, quoted(""), f"a time, as {there} has one")
    elif not unknown(start) and end <= start:
        wish = f"a time after {first}, {key_text(start)}"
        yield table.fault(position, last, key_text(end), wish)


def _unread(table: ReadTable, position: int, column: str) -> bool:
    """Whether a cell is empty only because it could not be read, which is a fault already."""
    row = int(table.rows[position])
    return any((fault.row, fault.column) == (row, column) for fault in table.faults)


def _within(span: Span, job: Row) -> bool:
    start, end = job["actual_start"], job["actual_end"]
    return not (unknown(start) or unknown(end)) and bool(start <= span[0] and span[1] <= end)


def _overlaps(table: ReadTable, worker: str, spans: list[tuple[Span, int]]) -> Iterator[InputFault]:
    for (before, _), (after, position) in pairwise(spans):
        if after[0] < before[1]:
            wish = f"a time after {key_text(before[1])}, the end of the stint before of {worker}"
            yield table.fault(position, "start", key_text(after[0]), wish)
