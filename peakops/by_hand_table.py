"""hand_schedule: the table that a dispatcher makes by hand, read against a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peakops.by_hand_columns import HAND_SCHEDULE
from peakops.columns import Column
from peakops.errors import InputFault, InputFaults, UsageError
from peakops.plan import scenario_clock
from peakops.rows import Row, rows, unknown
from peakops.scenario import Scenario
from peakops.tables import ReadTable, key_text, read_table, unknown_name
from peakops.wanted import quoted
from scheduler.hand_rosters import Named
from scheduler.hand_ways import HandJob

PEOPLE = ("leader", "supervisor", "bucket", "ground")


@dataclass(frozen=True, kw_only=True)
class HandTable:
    """A schedule made by hand.

    Parameters
    ----------
    file
        Name of its file.
    jobs
        Its rows.
    row_of
        Spreadsheet row of each order.
    said
        Optional columns that are filled, by order.
    """

    file: str
    jobs: tuple[HandJob, ...]
    row_of: Mapping[str, int]
    said: Mapping[str, frozenset[str]]


def read_hand_schedule(path: Path, scenario: Scenario) -> HandTable:
    """Read a schedule made by hand.

    Raises
    ------
    UsageError
        When there is no such file.
    InputFaults
        With every fault of it.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(f"{path}: no such file") from None
    table = read_table(path.name, data, HAND_SCHEDULE, ZoneInfo(scenario.timezone))
    return _Reader(scenario, table).read()


class _Reader:
    """Turns rows into jobs; collects faults on the way."""

    def __init__(self, scenario: Scenario, table: ReadTable) -> None:
        self._table = table
        self._scenario = scenario
        self._clock = scenario_clock(scenario)
        self._faults: list[InputFault] = list(table.faults)
        workers = rows(scenario.tables["workers"])
        self._crew_of = {str(row["worker"]): str(row["crew"]) for row in workers}
        self._called: dict[str, list[str]] = {}
        for row in workers:
            self._called.setdefault(str(row["name"]), []).append(str(row["worker"]))

    def read(self) -> HandTable:
        found = rows(self._table.frame)
        self._faults += self._unknown_names(found)
        people = [self._people(position, row) for position, row in enumerate(found)]
        for position, row in enumerate(found):
            self._faults += self._contradictions(position, row, people[position])
        if self._faults:
            raise InputFaults(self._faults)
        return HandTable(
            file=self._table.file,
            jobs=tuple(self._job(row, who) for row, who in zip(found, people, strict=True)),
            row_of={
                str(row["work_order"]): int(number)
                for row, number in zip(found, self._table.rows, strict=True)
            },
            said={str(row["work_order"]): frozenset(_said(row)) for row in found},
        )

    def _unknown_names(self, found: Iterable[Row]) -> Iterator[InputFault]:
        for column in HAND_SCHEDULE.columns:
            if column.refers is not None:
                known = set(self._scenario.tables[column.refers[0]][column.refers[1]])
                for position, row in enumerate(found):
                    yield from self._unknown(position, column, row[column.name], known)

    def _unknown(
        self, position: int, column: Column, cell: Any, known: set[str]
    ) -> Iterator[InputFault]:
        assert column.refers is not None  # for the type checker: asked before
        for name in cell if isinstance(cell, tuple) else (cell,):
            if name and name not in known:
                wish = unknown_name(name, known, column.refers[0])
                yield self._table.fault(position, column.name, quoted(name), wish)

    def _people(self, position: int, row: Row) -> dict[str, tuple[str, ...]]:
        """Short names of the people of a row, by duty."""
        found = {}
        for duty in PEOPLE:
            cell = row[duty] if isinstance(row[duty], tuple) else (row[duty],)
            names = (self._worker(position, duty, str(name)) for name in cell if name)
            found[duty] = tuple(name for name in names if name)
        return found

    def _worker(self, position: int, duty: str, name: str) -> str:
        """Short name of a worker; "" where it is a fault."""
        called = self._called.get(name, [])
        if name in self._crew_of:
            return name
        if len(called) == 1:
            return called[0]
        wish = unknown_name(name, {*self._crew_of, *self._called}, "workers")
        if called:
            wish = f"one of {', '.join(sorted(called))}, who are all called so"
        self._faults.append(self._table.fault(position, duty, quoted(name), wish))
        return ""

    def _contradictions(
        self, position: int, row: Row, people: Mapping[str, tuple[str, ...]]
    ) -> Iterator[InputFault]:
        """What no job can be: two times the same crew, no minutes, half a pair, two supervisors."""
        if row["support_crew"] and row["support_crew"] == row["crew"]:
            wish = "another crew than the one that leads"
            yield self._table.fault(position, "support_crew", quoted(row["support_crew"]), wish)
        if not unknown(row["end"]) and row["end"] <= row["start"]:
            wish = f"a time after start, {key_text(row['start'])}"
            yield self._table.fault(position, "end", key_text(row["end"]), wish)
        known = set(self._scenario.tables["crews"]["crew"])
        for crew in _crews(row) if known.issuperset(_crews(row)) else ():
            yield from self._odd_people(position, crew, row, people)

    def _odd_people(
        self, position: int, crew: str, row: Row, people: Mapping[str, tuple[str, ...]]
    ) -> Iterator[InputFault]:
        bucket = self._of_crew(people["bucket"], crew, row)
        if len(bucket) % 2:
            wish = f"two bucket workers, or twice two, of {crew}"
            yield self._table.fault(position, "bucket", quoted(";".join(bucket)), wish)
        supervisors = self._of_crew(people["supervisor"], crew, row)
        if len(supervisors) > 1:
            found, wish = quoted(";".join(supervisors)), f"one supervisor of {crew}"
            yield self._table.fault(position, "supervisor", found, wish)

    def _of_crew(self, names: Iterable[str], crew: str, row: Row) -> tuple[str, ...]:
        """Those of some people who go with a crew; who is of no crew there goes with the lead."""
        crews = _crews(row)
        own = {name: self._crew_of[name] for name in names}
        return tuple(name for name, at in own.items() if (at if at in crews else crews[0]) == crew)

    def _job(self, row: Row, people: Mapping[str, tuple[str, ...]]) -> HandJob:
        crews = _crews(row)
        return HandJob(
            work_order=str(row["work_order"]),
            crews=crews,
            named=tuple(self._named(row, crew, people) for crew in crews),
            start_minute=self._clock.minute(row["start"]),
            end_minute=None if unknown(row["end"]) else self._clock.minute(row["end"]),
            transfer_plan=str(row["transfer_plan"]),
        )

    def _named(self, row: Row, crew: str, people: Mapping[str, tuple[str, ...]]) -> Named:
        leads = crew == row["crew"]
        bucket = self._of_crew(people["bucket"], crew, row)
        return Named(
            leader=next(iter(people["leader"]), "") if leads else "",
            supervisor=next(iter(self._of_crew(people["supervisor"], crew, row)), ""),
            pairs=tuple((bucket[i], bucket[i + 1]) for i in range(0, len(bucket), 2)),
            ground=self._of_crew(people["ground"], crew, row),
            vehicles=self._vehicles(row, crew),
        )

    def _vehicles(self, row: Row, crew: str) -> tuple[str, ...]:
        """A crew's own vehicles; all others go one by one to the crew with fewest."""
        owner = {str(v["vehicle"]): str(v["crew"]) for v in rows(self._scenario.tables["vehicles"])}
        found: dict[str, list[str]] = {name: [] for name in _crews(row)}
        for name in sorted(row["vehicles"], key=lambda name: owner[name] not in found):
            fewest = min(found, key=lambda each: len(found[each]))
            found[owner[name] if owner[name] in found else fewest].append(name)
        return tuple(found[crew])


def _crews(row: Row) -> tuple[str, ...]:
    return tuple(name for name in (str(row["crew"]), str(row["support_crew"])) if name)


def _said(row: Row) -> Iterator[str]:
    for column in HAND_SCHEDULE.columns:
        value = row[column.name]
        empty = value in ("", ()) if isinstance(value, str | tuple) else unknown(value)
        if not column.required and not empty:
            yield column.name
