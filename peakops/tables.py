"""The one reader of tables: file bytes to a checked table, with every fault on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from peakops.cells import BadCell, ReadColumn, read_column
from peakops.columns import Column, Table
from peakops.errors import InputFault
from peakops.raw_tables import RawTable, UnreadableTableError, read_raw
from peakops.wanted import did_you_mean, quoted, same_numbers, some_of, wanted

MOST_FAULTS_PER_COLUMN = 20


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Something that was filled in or left out, so that it is never silent.

    Parameters
    ----------
    file, column
        Where; the column is empty where it concerns whole rows.
    kind
        Code of what was done, such as ``defaulted``.
    count
        How many cells, rows or hours, as the kind says; at least 1.
    """

    file: str
    column: str
    kind: str
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a repair concerns at least one cell")


@dataclass(frozen=True, kw_only=True)
class ReadTable:
    """A table as far as it could be read.

    Parameters
    ----------
    file
        Name of its file.
    frame
        The columns of the contract in order; cells that could not be read are empty.
    rows
        Spreadsheet row of each row of the frame. Shape (n,).
    faults, repairs
        What was wrong, and what was filled in.
    """

    file: str
    frame: pd.DataFrame
    rows: np.ndarray
    faults: tuple[InputFault, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def __post_init__(self) -> None:
        if len(self.frame) != len(self.rows):
            raise ValueError(f"{self.file}: {len(self.rows)} row numbers, {len(self.frame)} rows")

    def fault(self, position: int, column: str | None, found: str, wanted: str) -> InputFault:
        """Return a fault of the row at a position of the frame."""
        row = int(self.rows[position])
        return InputFault(file=self.file, row=row, column=column, found=found, wanted=wanted)

    def in_file(self, file: str) -> ReadTable:
        """Return the table under another name of its file, faults and repairs included."""
        return replace(
            self,
            file=file,
            faults=tuple(replace(fault, file=file) for fault in self.faults),
            repairs=tuple(replace(repair, file=file) for repair in self.repairs),
        )


def read_table(
    file: str, data: bytes, table: Table, zone: ZoneInfo, feeders: Sequence[str] = ()
) -> ReadTable:
    """Read and check one table.

    Parameters
    ----------
    file
        Name of the file; its ending decides the format.
    data
        Its bytes.
    table
        What it should hold.
    zone
        Time zone of times without offset.
    feeders
        Columns that a wide table must have besides its own.

    Returns
    -------
    The table with all its faults; a table without faults obeys the contract.
    """
    suffix = "." + file.rpartition(".")[2] if "." in file else ""
    expected = _expected_columns(table, feeders)
    try:
        raw = read_raw(data, suffix, table.key)
    except UnreadableTableError as error:
        return replace(empty_table(file, table, zone), faults=(error.fault(file),))
    raw = replace(raw, header=_own_names(raw.header, expected))
    read = {c.name: _read_cells(c, raw, zone) for c in expected}
    frame = pd.DataFrame({name: column.values for name, column in read.items()})
    faults = [
        *_header_faults(file, raw.header, expected, table),
        *_cell_faults(file, raw, read),
        *_row_faults(file, raw, frame, table),
    ]
    repairs = [
        Repair(file=file, column=name, kind="defaulted", count=column.defaulted)
        for name, column in read.items()
        if column.defaulted
    ]
    return ReadTable(
        file=file, frame=frame, rows=raw.rows, faults=tuple(faults), repairs=tuple(repairs)
    )


def empty_table(file: str, table: Table, zone: ZoneInfo) -> ReadTable:
    """Return a table without rows, with the columns of the contract."""
    no_cells = pd.Series([], dtype=object)
    frame = pd.DataFrame({c.name: read_column(c, no_cells, zone).values for c in table.columns})
    return ReadTable(file=file, frame=frame, rows=np.array([], dtype=np.int64))


def _expected_columns(table: Table, feeders: Sequence[str]) -> tuple[Column, ...]:
    if table.wide is None:
        return table.columns
    return table.columns + tuple(replace(table.wide, name=feeder) for feeder in feeders)


def _own_names(header: Sequence[str], expected: Sequence[Column]) -> tuple[str, ...]:
    """The header with the Chinese names of the templates in English."""
    names = {column.name for column in expected}
    if all(name in names or name.isascii() for name in header):
        return tuple(header)
    english = _chinese_names(column.name for column in expected)
    return tuple(name if name in names else english.get(name, name) for name in header)


def _chinese_names(names: Iterable[str]) -> dict[str, str]:
    """Chinese name of columns to their own."""
    from peakops.reports.words_columns import COLUMNS_ZH  # most tables do without

    return {COLUMNS_ZH[name]: name for name in names if name in COLUMNS_ZH}


def _read_cells(column: Column, raw: RawTable, zone: ZoneInfo) -> ReadColumn:
    """Read a column; one that is absent reads as empty cells without further faults."""
    if column.name in raw.header:
        return read_column(column, raw.columns[raw.header.index(column.name)], zone)
    absent = pd.Series([""] * len(raw.rows), dtype=object)
    return read_column(replace(column, blank=True), absent, zone)


def _header_faults(
    file: str, header: Sequence[str], expected: Sequence[Column], table: Table
) -> Iterable[InputFault]:
    names = [column.name for column in expected]
    for column in expected:
        if column.required and column.name not in header:
            wish = f"this column in the header, each cell {wanted(column)}"
            yield _header_fault(file, column.name, "no such column", wish)
    for name in sorted({name for name in header if header.count(name) > 1}):
        found = f"the column {header.count(name)} times"
        yield _header_fault(file, quoted(name), found, "every column once")
    absent = [name for name in names if name not in header]
    for name in sorted(set(header) - set(names)):
        wish = _wish_for_unknown(name, absent, table)
        yield _header_fault(file, quoted(name), "an unknown column", wish)


def _wish_for_unknown(name: str, absent: Sequence[str], table: Table) -> str:
    if table.wide is not None:
        return "time and one column per feeder of feeders" + did_you_mean(name, absent)
    if name.isascii():
        return f"columns among {', '.join(table.names)}" + did_you_mean(name, absent)
    chinese = _chinese_names(table.names)
    listed = ", ".join(f"{zh} ({own})" for zh, own in chinese.items())
    return f"columns among {listed}" + _chinese_column(name, chinese, absent)


def _chinese_column(name: str, chinese: Mapping[str, str], absent: Sequence[str]) -> str:
    """The absent column whose Chinese name is like the one found, or a part of it."""
    missing = [zh for zh, own in chinese.items() if own in absent]
    parts = [zh for zh in missing if zh in name or name in zh]
    return f"; did you mean {parts[0]}?" if len(parts) == 1 else did_you_mean(name, missing)


def _header_fault(file: str, column: str, found: str, wanted: str) -> InputFault:
    return InputFault(file=file, row=1, column=column, found=found, wanted=wanted)


def _cell_faults(file: str, raw: RawTable, read: dict[str, ReadColumn]) -> Iterable[InputFault]:
    for name, column in read.items():
        bad = sorted(column.bad, key=lambda cell: cell.position)
        for cell in bad[:MOST_FAULTS_PER_COLUMN]:
            yield _cell_fault(file, name, raw, cell)
        if len(bad) > MOST_FAULTS_PER_COLUMN:
            yield _further_faults(file, name, raw, bad[MOST_FAULTS_PER_COLUMN:])


def _cell_fault(file: str, column: str, raw: RawTable, cell: BadCell) -> InputFault:
    row = int(raw.rows[cell.position])
    return InputFault(file=file, row=row, column=column, found=cell.found, wanted=cell.wanted)


def _further_faults(file: str, column: str, raw: RawTable, cells: Sequence[BadCell]) -> InputFault:
    """One line for the rest of a column that is wrong throughout."""
    last = int(raw.rows[cells[-1].position])
    found = f"{cells[0].found}, and {len(cells) - 1} further wrong cells up to row {last}"
    return _cell_fault(file, column, raw, replace(cells[0], found=found))


def _row_faults(
    file: str, raw: RawTable, frame: pd.DataFrame, table: Table
) -> Iterable[InputFault]:
    if frame.empty and not table.may_be_empty:
        yield InputFault(
            file=file,
            row=None,
            column=None,
            found="a header without rows",
            wanted="at least one row",
        )
    if table.unique:
        yield from _duplicates(file, raw, frame[list(table.unique)], table)


def _duplicates(file: str, raw: RawTable, keys: pd.DataFrame, table: Table) -> Iterable[InputFault]:
    """Rows whose key stands in an earlier row; keys that could not be read are left out."""
    last = keys.iloc[:, -1]
    readable = last != "" if last.dtype == object else last.notna()
    repeated = np.flatnonzero(keys.duplicated() & readable)
    for position in repeated[:MOST_FAULTS_PER_COLUMN]:
        same = (keys == keys.iloc[position]).all(axis=1).to_numpy()
        first = int(raw.rows[np.flatnonzero(same)[0]])
        name = ", ".join(key_text(value) for value in keys.iloc[position] if value != "")
        column, row = table.unique[-1], int(raw.rows[position])
        found, wish = f"{name} again, as in row {first}", _unique_wish(table)
        yield InputFault(file=file, row=row, column=column, found=found, wanted=wish)


def _unique_wish(table: Table) -> str:
    return f"each {' and '.join(table.unique)} once"


def key_text(value: object) -> str:
    """Write a key as in the file: times without seconds and offset, whole numbers plain."""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M" if value.tzinfo else "%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:g}"
    return quoted(str(value))


def unknown_name(
    value: object, known: Iterable[str], where: str, called: Iterable[str] = ()
) -> str:
    """Words for the wish that a name should be a known one.

    Parameters
    ----------
    value
        What was found.
    known
        Names of the table.
    where
        The table.
    called
        Those whose full name, in a column of its own, was found: they may be meant.
    """
    names = sorted(set(known))
    if not names:
        return f"a name from {where}, which is empty"
    return f"a name from {where} ({some_of(names)})" + _guess(str(value), names, where, called)


def _guess(word: str, names: Sequence[str], where: str, called: Iterable[str]) -> str:
    """What may be meant; for a person never another person, however alike the short names are."""
    meant = " or ".join(sorted(called))
    if meant:
        return f"; {quoted(word)} is the name of {meant}"
    return "" if where == "workers" else did_you_mean(word, same_numbers(word, names))
