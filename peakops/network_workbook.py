"""A network kept as an Excel workbook, sheet by sheet, with every fault of its cells."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import python_calamine

from peakops.errors import InputFault
from peakops.excel_errors import error_cells
from peakops.network_index import NETWORK_COLUMNS
from peakops.network_places import NetworkPlaces
from peakops.network_sheet import Cells, SheetReader, plain_table
from peakops.wanted import did_you_mean

WISH = "a workbook as peakops init or pandapower.to_excel writes it"
CHECKED = (*NETWORK_COLUMNS, "shunt")
"""Sheets whose cells are read one by one; the others are refused or not gone by."""


@dataclass(frozen=True, kw_only=True)
class NetworkText:
    """A network file as JSON text.

    Parameters
    ----------
    text
        None where the file is no network at all.
    places
        Where its elements stand.
    faults
        Of its cells; where there are some the text holds stand-ins and must not be planned with.
    """

    text: str | None
    places: NetworkPlaces
    faults: tuple[InputFault, ...] = ()


def read_network_workbook(file: str, data: bytes) -> NetworkText:
    """Read a network's workbook.

    Parameters
    ----------
    file
        Name of the file.
    data
        Its bytes: one sheet per kind of element, the index in the first column.
    """
    nowhere = NetworkPlaces(file=file, rows={})
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = {str(name): _cells(book, name) for name in book.sheet_names}
    except Exception:  # calamine's errors have no base class but Exception
        fault = nowhere.whole("no readable Excel workbook", WISH)
        return NetworkText(text=None, places=nowhere, faults=(fault,))
    if "bus" not in cells:
        fault = nowhere.whole("no sheet named bus" + did_you_mean("bus", cells), WISH)
        return NetworkText(text=None, places=nowhere, faults=(fault,))
    return _read(file, data, cells)


def _cells(book: python_calamine.CalamineWorkbook, name: str) -> Cells:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _read(file: str, data: bytes, cells: Mapping[str, Cells]) -> NetworkText:
    from feeders.network_files import UnreadableNetwork, json_of_tables

    sheets = {name: SheetReader(file, name) for name in CHECKED if name in cells}
    tables = {name: sheet.read(cells[name]) for name, sheet in sheets.items()}
    tables = {name: _completed(name, table) for name, table in tables.items() if len(table)}
    places = NetworkPlaces(file=file, rows={name: sheet.rows for name, sheet in sheets.items()})
    faults = [fault for sheet in sheets.values() for fault in sheet.faults]
    faults += [fault for name in sheets for fault in _broken_formulas(file, data, name)]
    faults += _stray_sheets(places, cells)
    try:
        text = json_of_tables(tables | _other_tables(cells))
    except UnreadableNetwork as error:
        faults = faults or [places.whole(str(error), WISH)]
        return NetworkText(text=None, places=places, faults=tuple(faults))
    return NetworkText(text=text, places=places, faults=tuple(faults))


def _completed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """With columns that a sheet kept by hand may lack, though the load flow looks for them.

    Those by which the grid is calculated are never filled: that they are absent is a fault.
    """
    from feeders.network_files import usual_values

    known = {*NETWORK_COLUMNS.get(name, ()), *table.columns}
    usual = usual_values().get(name, {})
    return table.assign(**{column: usual[column] for column in usual if column not in known})


def _broken_formulas(file: str, data: bytes, name: str) -> Iterator[InputFault]:
    for cell, text in error_cells(data, name):
        row = int("".join(mark for mark in cell if mark.isdigit()))
        found, wish = f"the error {text} in cell {cell}", "a value; correct the formula"
        yield InputFault(
            file=f"{file} sheet {name}", row=row, column=None, found=found, wanted=wish
        )


def _stray_sheets(places: NetworkPlaces, cells: Mapping[str, object]) -> Iterator[InputFault]:
    """Sheets that nobody reads and whose name may be a misspelled one."""
    absent = [name for name in NETWORK_COLUMNS if name not in cells]
    known = _known_sheets()
    for name in cells:
        guess = did_you_mean(name, absent)
        if name not in known and guess:
            yield places.whole(f"a sheet {name} that is not read", "a known sheet" + guess)


def _known_sheets() -> frozenset[str]:
    from feeders.network_files import OTHER_SHEETS, column_dtypes

    return OTHER_SHEETS | frozenset(column_dtypes())


def _other_tables(cells: Mapping[str, Cells]) -> dict[str, pd.DataFrame]:
    """Sheets of which peakops goes by nothing, or by being empty, as they are."""
    wanted = _known_sheets() - frozenset(CHECKED)
    tables = {name: plain_table(cells[name]) for name in cells if name in wanted and cells[name]}
    if "dtypes" in tables:
        tables["dtypes"] = _types_left(tables["dtypes"])
    return tables


def _types_left(types: pd.DataFrame) -> pd.DataFrame:
    """Types of columns that were not read one by one: a cast may change what was read."""
    if not {"element", "column"} <= set(types.columns):
        return types.iloc[:0]
    pairs = zip(types["element"], types["column"], strict=True)
    read = [column in NETWORK_COLUMNS.get(element, {}) for element, column in pairs]
    return types[[not done for done in read]]
