"""One sheet of a network's workbook: cells to a table, with every fault on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from peakops.errors import InputFault
from peakops.network_cells import STAND_IN, Value, kind_of, read_cell, shown
from peakops.network_form import english_name, words_of
from peakops.raw_tables import Cell, excel_text

Cells = Sequence[Sequence[Cell]]

INDEX = "index"
MOST_DIGITS = 9
UNUSED = frozenset({("line", "geo")})
"""Columns that are not read: lines are drawn from bus to bus."""


class SheetReader:
    """Reads one sheet; notes where each element stands and what is wrong.

    Parameters
    ----------
    file
        Name of the workbook.
    element
        Kind of element, which is the name of the sheet.
    """

    def __init__(self, file: str, element: str) -> None:
        self.file = f"{file} sheet {element}"
        self.element = element
        self.rows: dict[int, int] = {}
        self.faults: list[InputFault] = []

    def read(self, cells: Cells) -> pd.DataFrame:
        """Read all cells into a table by index."""
        titles = [excel_text(cell).partition("\n")[0].strip() for cell in cells[0]] if cells else []
        header = [english_name(self.element, title) for title in titles]
        if header and header[0] not in ("", INDEX):
            wish = f"the index of each {self.element}, the header empty or {INDEX}"
            self._fault(1, header[0], "this column in the first place", wish)
        else:
            self.rows = self._numbered(cells)
        columns = {
            column: self._column(column, [cells[row - 1][place] for row in self.rows.values()])
            for place, column in self._places(header)
        }
        return pd.DataFrame(columns, index=pd.Index(list(self.rows), dtype="int64"))

    def _fault(self, row: int, column: str, found: str, wanted: str) -> None:
        fault = InputFault(file=self.file, row=row, column=column, found=found, wanted=wanted)
        self.faults.append(fault)

    def _numbered(self, cells: Cells) -> dict[int, int]:
        """Row of each index; wholly empty rows are left out."""
        rows: dict[int, int] = {}
        for number, row in enumerate(cells[1:], start=2):
            if any(excel_text(cell).strip() for cell in row):
                index = self._index(number, row[0])
                if index in rows:
                    found = f"{index} again, as in row {rows[index]}"
                    self._fault(number, INDEX, found, "each index once")
                elif index is not None:
                    rows[index] = number
        return rows

    def _index(self, number: int, cell: Cell) -> int | None:
        text = "" if isinstance(cell, bool) else excel_text(cell).strip()
        if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
            return int(text)
        self._fault(number, INDEX, shown(cell), "a whole number of at least 0")
        return None

    def _places(self, header: Sequence[str]) -> list[tuple[int, str]]:
        """Columns that are read, and where they stand."""
        for column in sorted({name for name in header if name and header.count(name) > 1}):
            self._fault(1, column, f"the column {header.count(column)} times", "every column once")
        places = {column: place for place, column in enumerate(header) if place and column}
        return [(n, name) for name, n in places.items() if (self.element, name) not in UNUSED]

    def _column(self, column: str, cells: Sequence[Cell]) -> pd.Series:
        kind, words = kind_of(self.element, column), words_of(self.element, column) or {}
        values = [
            self._value(kind, row, column, words.get(excel_text(cell).strip(), cell))
            for row, cell in zip(self.rows.values(), cells, strict=True)
        ]
        return as_column(kind, values, list(self.rows))

    def _value(self, kind: str, row: int, column: str, cell: Cell) -> Value:
        """Value of a cell, or a stand-in for it."""
        try:
            return read_cell(kind, cell)
        except ValueError as error:
            self._fault(row, column, shown(cell), str(error))
            return STAND_IN[kind]


def plain_table(cells: Cells) -> pd.DataFrame:
    """A sheet as it is, its first column the index; empty rows left out."""
    rows = [[None if cell == "" else cell for cell in row] for row in cells[1:]]
    rows = [row for row in rows if any(cell is not None for cell in row)]
    table = pd.DataFrame(rows, columns=[excel_text(cell) for cell in cells[0]], dtype=object)
    return table.set_axis([row[0] for row in rows]).iloc[:, 1:].infer_objects()


def as_column(kind: str, values: Sequence[Value], index: Sequence[int]) -> pd.Series:
    """A column as pandapower keeps it: indexes and counts whole where all of them are."""
    array = np.array(values, dtype=DTYPES.get(kind, "object"))
    if kind in ("bus", "count") and _all_whole(array):
        array = array.astype("int64")
    return pd.DataFrame({"": array}, index=list(index)).infer_objects()[""]


def _all_whole(array: np.ndarray) -> bool:
    return bool((np.equal(np.mod(array, 1.0), 0.0) & (np.abs(array) < 10.0**MOST_DIGITS)).all())


DTYPES: Mapping[str, str] = MappingProxyType(
    {"yes_no": "bool", "may_be": "bool"} | dict.fromkeys(("number", "bus", "count"), "float64")
)
"""What a column is kept as; any other as its cells come."""
