"""Bytes of a table file to columns of raw cells: CSV, Excel or Parquet, by the file's ending.

Nothing is interpreted here: CSV cells stay text; Excel and Parquet cells that are numbers or
times already become text again or stay numbers, so that every format is checked by the same code.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow has no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow has no stubs
import python_calamine

from peakops.csv_text import unguarded
from peakops.errors import InputFault
from peakops.excel_errors import error_cells

Cell = str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """Cells of a table as they stand in the file.

    Parameters
    ----------
    header
        Names of the columns, blanks around them removed.
    columns
        One series per name, of text (empty cells ``""``) or of float numbers.
    rows
        Spreadsheet row of each row; wholly empty rows are left out. Shape (n,).
    """

    header: tuple[str, ...]
    columns: tuple[pd.Series, ...]
    rows: np.ndarray


class UnreadableTableError(Exception):
    """The bytes are no table of the kind that the file's ending promises.

    Parameters
    ----------
    found, wanted
        In plain words.
    row
        Spreadsheet row where it went wrong, where known.
    """

    def __init__(self, found: str, wanted: str, row: int | None = None) -> None:
        super().__init__(found)
        self.found, self.wanted, self.row = found, wanted, row

    def fault(self, file: str) -> InputFault:
        """Return the fault to report for a file."""
        return InputFault(
            file=file, row=self.row, column=None, found=self.found, wanted=self.wanted
        )


def read_raw(data: bytes, suffix: str, sheet: str = "") -> RawTable:
    """Read the bytes of a table file.

    Parameters
    ----------
    data
        Content of the file.
    suffix
        Ending of its name, with the dot: ``.csv``, ``.xlsx``, ``.parquet``, …
    sheet
        Sheet of a workbook; one that it does not have means its first sheet.

    Raises
    ------
    UnreadableTableError
        When the bytes are not such a table.
    """
    reader = READERS.get(suffix.lower())
    if reader is None:
        endings = ", ".join(READERS)
        raise UnreadableTableError(f"the ending {suffix or '(none)'}", f"one of {endings}")
    if not data.strip():
        raise UnreadableTableError("an empty file", "a header and rows")
    return reader(data, sheet)


def has_sheet(data: bytes, suffix: str, sheet: str) -> bool:
    """Whether the bytes are a workbook with a sheet of that name."""
    if READERS.get(suffix.lower()) is not _read_excel:
        return False
    try:
        names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    except Exception:  # calamine's errors have no base class but Exception
        return False  # what is wrong with it says whoever reads it
    return sheet in names


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8 (with or without BOM) or GB18030.

    Raises
    ------
    UnreadableTableError
        When the bytes are text in neither, naming the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as utf8_error:
        text = _decode_gb18030(data, utf8_error)
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableTableError("bytes that are no text", "text in UTF-8 or GB18030", row)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_gb18030(data: bytes, utf8_error: UnicodeDecodeError) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        row = data.count(b"\n", 0, utf8_error.start) + 1
        raise UnreadableTableError(
            "text that is neither UTF-8 nor GB18030", "text in UTF-8 or GB18030", row
        ) from None


def _read_csv(data: bytes, _sheet: str) -> RawTable:
    text = decode(data)
    _refuse_other_separators(text.partition("\n")[0])
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            engine="c",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        frame = _read_csv_slowly(text)
    cells = frame.fillna("").to_numpy(dtype=object)
    return _from_cells(_without_guards(cells) if "'" in text else cells)


def _without_guards(cells: np.ndarray) -> np.ndarray:
    return np.array([[unguarded(cell) for cell in row] for row in cells], dtype=object, ndmin=2)


def _refuse_other_separators(header: str) -> None:
    for mark, name in (("\t", "tabs"), (";", "semicolons")):
        if mark in header and "," not in header:
            found = f"cells separated by {name}"
            raise UnreadableTableError(found, "cells separated by commas", 1)


def _read_csv_slowly(text: str) -> pd.DataFrame:
    """Read again row by row, to say which row is wrong."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise UnreadableTableError(str(error), "cells separated by commas") from None
    width = len(rows[0]) if rows else 0
    for number, row in enumerate(rows, start=1):
        if len(row) > width:
            raise UnreadableTableError(
                f"{len(row)} cells", f"{width} cells, as in the header", number
            )
    return pd.DataFrame(rows, dtype=str)


def _read_excel(data: bytes, sheet: str) -> RawTable:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = sheet if sheet in workbook.sheet_names else workbook.sheet_names[0]
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as error:  # calamine's errors have no base class but Exception
        raise UnreadableTableError(
            f"no readable workbook ({error})", "an Excel workbook, whole and not encrypted"
        ) from None
    for cell, error_text in error_cells(data, name):
        row = int("".join(mark for mark in cell if mark.isdigit()))
        found = f"the error {error_text} in cell {cell}"
        raise UnreadableTableError(found, "a value; correct the formula", row)
    texts = [[excel_text(_with_midnight(cell)) for cell in row] for row in rows]
    header = [name.partition("\n")[0] for name in texts[0]] if texts else []
    return _from_cells(np.array([header, *texts[1:]], dtype=object, ndmin=2))


def _with_midnight(cell: Cell) -> Cell:
    """A day is also the time at which it begins: calamine does not tell the two apart."""
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.datetime.combine(cell, dt.time())
    return cell


def excel_text(cell: Cell) -> str:
    """Write a typed cell as a person would: whole numbers without point, times in ISO."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{int(cell)}" if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return _excel_time(cell)
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes")
    return str(cell)


def _excel_time(cell: dt.datetime) -> str:
    """Round to the second: Excel keeps times as a fraction of a day."""
    rounded = (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return rounded.isoformat("T", "seconds")


def _from_cells(cells: np.ndarray) -> RawTable:
    """Take the first row as the header; leave out empty rows, and columns without name and content.

    Spreadsheets leave such columns at the right. `cells` is text, shape (rows, columns).
    """
    header = [str(name).strip() for name in cells[0]] if len(cells) else []
    if not any(header):
        raise UnreadableTableError("an empty first row", "a header with the column names", 1)
    filled = cells != ""
    rows = np.flatnonzero(filled.any(axis=1))[1:]
    named = [i for i, name in enumerate(header) if name or filled[:, i].any()]
    return RawTable(
        header=tuple(header[i] for i in named),
        columns=tuple(pd.Series(cells[rows, i], dtype=object) for i in named),
        rows=rows + 1,
    )


def _read_parquet(data: bytes, _sheet: str) -> RawTable:
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableTableError(
            f"no readable Parquet file ({str(error).splitlines()[0]})", "a whole Parquet file"
        ) from None
    columns = tuple(_parquet_column(column) for column in table.itercolumns())
    return RawTable(
        header=tuple(str(name).strip() for name in table.column_names),
        columns=columns,
        rows=np.arange(table.num_rows) + 2,
    )


def _parquet_column(column: pa.ChunkedArray) -> pd.Series:
    """Numbers stay numbers, everything else becomes text."""
    if pa.types.is_floating(column.type):
        return pd.Series(column.to_numpy(), dtype="float64")
    if pa.types.is_boolean(column.type):
        return pd.Series([excel_text(cell) for cell in column.to_pylist()], dtype=object)
    if pa.types.is_timestamp(column.type):
        return _parquet_times(column)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pd.Series([_joined(cell) for cell in column.to_pylist()], dtype=object)
    return pd.Series([excel_text(cell) for cell in column.to_pylist()], dtype=object)


def _joined(cell: Sequence[Cell] | None) -> str:
    return ";".join(excel_text(part) for part in cell or ())


def _parquet_times(column: pa.ChunkedArray) -> pd.Series:
    """Write times as text; a zone becomes its offset."""
    times = pd.Series(column.to_pandas())
    cells = ["" if pd.isna(time) else time.isoformat(timespec="seconds") for time in times]
    return pd.Series(cells, dtype=object)


READERS: Mapping[str, Callable[[bytes, str], RawTable]] = MappingProxyType(
    {
        ".csv": _read_csv,
        ".xlsx": _read_excel,
        ".xls": _read_excel,
        ".xlsb": _read_excel,
        ".ods": _read_excel,
        ".parquet": _read_parquet,
    }
)
