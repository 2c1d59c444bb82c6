"""Reads the CSV files of a written plan: text, then values, with every fault collected."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from peakops.csv_text import unguarded
from peakops.errors import InputFault

TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
BOOLEANS = {"yes": True, "no": False}

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a file of the plan is written.

    Parameters
    ----------
    columns
        Column name to kind: text, list, time, date, boolean or number.
    filled
        Columns whose cells may not be empty.
    names
        Column to the kind of name it holds, e.g. ``worker``.
    """

    columns: Mapping[str, str]
    filled: frozenset[str] = frozenset()
    names: Mapping[str, str] | None = None


class FileReader:
    """Reads files of one folder and keeps a list of everything that is wrong with them."""

    def __init__(self, folder: Path, timezone: str, known: Mapping[str, frozenset[str]]) -> None:
        self.folder = folder
        self.timezone = timezone
        self.known = known
        self.faults: list[InputFault] = []

    def read(self, file: str, layout: Layout) -> list[Row]:
        """Rows of a file as values; ``row`` is the row as a spreadsheet shows it."""
        text = self._text(file)
        if text is None:
            return []
        lines = list(csv.reader(io.StringIO(text)))
        header = lines[0] if lines else []
        if not self._header_fits(file, header, layout):
            return []
        return [
            self._row(file, number, header, cells, layout)
            for number, cells in enumerate(lines[1:], start=2)
            if cells
        ]

    def fault(self, file: str, row: int | None, column: str | None, found: str, want: str) -> None:
        """Add a fault."""
        self.faults.append(InputFault(file=file, row=row, column=column, found=found, wanted=want))

    def _text(self, file: str) -> str | None:
        try:
            return (self.folder / file).read_bytes().decode("utf-8-sig")
        except OSError:
            self.fault(file, None, None, "no such file", "a file of the plan")
        except UnicodeDecodeError as error:
            self.fault(file, None, None, f"byte {error.start} is not UTF-8", "UTF-8")
        return None

    def _header_fits(self, file: str, header: list[str], layout: Layout) -> bool:
        wanted = list(layout.columns)
        missing = [name for name in wanted if name not in header]
        foreign = [name for name in header if name not in wanted]
        twice = sorted({name for name in header if header.count(name) > 1})
        for name in missing:
            self.fault(file, 1, name, "no such column", "the column")
        for name in foreign:
            self.fault(file, 1, name, "an unknown column", ", ".join(wanted))
        for name in twice:
            self.fault(file, 1, name, "the column twice", "the column once")
        return not (missing or foreign or twice)

    def _row(
        self, file: str, number: int, header: list[str], cells: list[str], layout: Layout
    ) -> Row:
        if len(cells) != len(header):
            self.fault(file, number, None, f"{len(cells)} cells", f"{len(header)} cells")
        row: Row = {"row": number}
        for column, cell in zip(header, cells + [""] * len(header), strict=False):
            row[column] = self._value(file, number, column, cell, layout)
        return row

    def _value(self, file: str, number: int, column: str, cell: str, layout: Layout) -> Any:
        kind = layout.columns[column]
        if cell == "" and column in layout.filled:
            self.fault(file, number, column, "an empty cell", WANTED[kind])
        value = self._parsed(file, number, column, cell, kind)
        kind_of_name = (layout.names or {}).get(column)
        if kind_of_name is not None:
            self._check_names(file, number, column, value, kind_of_name)
        return value

    def _parsed(self, file: str, number: int, column: str, cell: str, kind: str) -> Any:
        if cell == "" and kind not in ("text", "list"):
            return None
        try:
            return PARSERS[kind](cell, self.timezone)
        except ValueError:
            self.fault(file, number, column, cell, WANTED[kind])
            return None

    def _check_names(
        self, file: str, number: int, column: str, value: str | tuple[str, ...], kind: str
    ) -> None:
        names = (value,) if isinstance(value, str) else value
        for name in names:
            if name and name not in self.known[kind]:
                self.fault(file, number, column, name, f"a {kind.replace('_', ' ')} of the inputs")


@lru_cache(maxsize=4096)  # a plan has few times and many cells that show them
def _time(cell: str, timezone: str) -> pd.Timestamp:
    if not TIME.fullmatch(cell):
        raise ValueError(cell)
    return pd.Timestamp(cell).tz_convert(timezone)


def _date(cell: str, _: str) -> dt.date:
    if not DATE.fullmatch(cell):
        raise ValueError(cell)
    return dt.date.fromisoformat(cell)


def _number(cell: str, _: str) -> float:
    if not NUMBER.fullmatch(cell):
        raise ValueError(cell)
    return float(cell)


def _boolean(cell: str, _: str) -> bool:
    if cell not in BOOLEANS:
        raise ValueError(cell)
    return BOOLEANS[cell]


def _text(cell: str, _: str) -> str:
    return unguarded(cell)


def _list(cell: str, _: str) -> tuple[str, ...]:
    return tuple(part for part in unguarded(cell).split(";") if part)


PARSERS: Mapping[str, Callable[[str, str], Any]] = {
    "time": _time,
    "date": _date,
    "number": _number,
    "boolean": _boolean,
    "text": _text,
    "list": _list,
}

WANTED = {
    "time": "a time such as 2026-07-21T08:15+08:00",
    "date": "a date such as 2026-07-21",
    "number": "a number",
    "boolean": "yes or no",
    "text": "a name",
    "list": "names separated by ;",
}
