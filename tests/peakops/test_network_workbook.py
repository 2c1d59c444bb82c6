"""A scenario whose network is an Excel workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandapower
import pandas as pd
import pytest

from peakops.network_index import read_index
from peakops.network_workbook import read_network_workbook
from peakops.validate import read_inputs, validate
from tests.feeders.excel_net import as_sheets

from .small_xlsx import Cell, workbook

Sheets = dict[str, list[list[Cell]]]

YES_NO = "TRUE or FALSE (or 是/否, 合/分)"
POSITION = 'a position such as {"coordinates": [118.35, 29.7], "type": "Point"}, longitude first'


@pytest.fixture(scope="module")
def sheets(tiny_source: Path) -> Sheets:
    text = (tiny_source / "network.json").read_text(encoding="utf-8")
    return as_sheets(pandapower.from_json_string(text))


def with_workbook(tiny: Path, data: bytes) -> Path:
    (tiny / "network.json").unlink(missing_ok=True)
    (tiny / "network.xlsx").write_bytes(data)
    with (tiny / "scenario.yaml").open("a", encoding="utf-8") as file:
        file.write("files: {network: network.xlsx}\n")
    return tiny


def typed(sheets: Sheets, *cells: tuple[str, int, str, Cell]) -> Sheets:
    """A copy with cells typed over: sheet, row as a spreadsheet shows it, column, value."""
    copy = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for sheet, row, column, value in cells:
        copy[sheet][row - 1][copy[sheet][0].index(column)] = value
    return copy


def told(tiny: Path, sheets: Sheets) -> list[str]:
    return [str(fault) for fault in validate(with_workbook(tiny, workbook(sheets)))]


def test_the_network_may_be_a_workbook(tiny: Path, sheets: Sheets) -> None:
    _, from_json = read_inputs(tiny)
    scenario, from_excel = read_inputs(with_workbook(tiny, workbook(sheets)))
    assert "network.xlsx" in scenario.inputs_sha256
    assert from_excel.ties == from_json.ties
    pd.testing.assert_frame_equal(from_excel.bus_table, from_json.bus_table)
    pd.testing.assert_frame_equal(from_excel.branch_table, from_json.branch_table)


def test_sheets_of_elements_are_enough(tiny: Path, sheets: Sheets) -> None:
    names = ("bus", "line", "trafo", "load", "switch", "ext_grid")
    assert told(tiny, {name: sheets[name] for name in names}) == []


def test_a_file_that_is_no_workbook_is_a_fault(tiny: Path) -> None:
    found = validate(with_workbook(tiny, b"PK\x03\x04"))
    assert [str(fault) for fault in found] == [
        (
            "network.xlsx: found no readable Excel workbook; "
            "wanted a workbook as peakops init or pandapower.to_excel writes it"
        )
    ]


def test_a_workbook_of_something_else_is_a_fault(tiny: Path) -> None:
    (found,) = told(tiny, {"plants": [["a"], [1.0]]})
    assert found.startswith("network.xlsx: found no sheet named bus; wanted")


def test_what_pandapower_cannot_read_is_a_fault(tiny: Path, sheets: Sheets) -> None:
    (found,) = told(tiny, sheets | {"parameters": [[None, "f_hz"], [5.0, 50.0]]})
    assert found.startswith("network.xlsx: found KeyError: ")


OPEN = [False, 0.0, "FALSE", "false", "0", "否", "分", "no", "No", " 否 ", "ｎｏ"]
CLOSED = [True, 1.0, "TRUE", "True", "1", "是", "合", "yes", "YES"]


@pytest.mark.parametrize("cell", OPEN)
def test_an_open_switch_is_open_in_any_words(tiny: Path, sheets: Sheets, cell: Cell) -> None:
    (tie,) = (row for row in range(2, 12) if sheets["switch"][row - 1][0] == 8)
    changed = typed(sheets, ("switch", tie, "closed", cell), ("switch", tie - 1, "closed", "合"))
    _, network = read_inputs(with_workbook(tiny, workbook(changed)))
    assert not network.net.switch.at[8, "closed"]
    assert network.net.switch.at[7, "closed"]


@pytest.mark.parametrize("cell", CLOSED)
def test_what_is_in_service_is_so_in_any_words(tiny: Path, sheets: Sheets, cell: Cell) -> None:
    changed = typed(sheets, ("switch", 2, "closed", cell), ("line", 2, "in_service", cell))
    assert told(tiny, changed) == []


# sheet, row, column, value; found, wanted                                                # reason
CELLS: list[tuple[str, int, str, Cell, str, str]] = [
    ("switch", 3, "closed", "否?", "否?", YES_NO),  # pandapower: closed
    ("switch", 3, "closed", None, "an empty cell", YES_NO),  # pandapower: closed
    ("switch", 3, "closed", "   ", "an empty cell", YES_NO),
    ("switch", 3, "closed", 2.0, "2", YES_NO),
    ("switch", 3, "closed", "断开", "断开", YES_NO),
    ("bus", 6, "in_service", "maybe", "maybe", YES_NO),
    ("line", 3, "in_service", None, "an empty cell", YES_NO),
    ("trafo", 2, "in_service", "x", "x", YES_NO),
    ("load", 2, "in_service", None, "an empty cell", YES_NO),
    ("ext_grid", 2, "in_service", "-", "-", YES_NO),
    ("trafo", 2, "tap_dependency_table", "x", "x", YES_NO),  # pandapower goes by it
    ("line", 3, "length_km", "1.2公里", "1.2公里", "a number"),
    ("line", 3, "length_km", "１.2", "１.2", "a number in half-width digits, 1.2"),
    ("line", 3, "length_km", "nan", "nan", "a number"),
    ("line", 3, "length_km", True, "TRUE", "a number"),
    ("line", 3, "length_km", None, "an empty cell", "a number above 0 and up to 100 km"),
    ("line", 3, "length_km", 0.0, "0", "a number above 0 and up to 100 km"),
    ("line", 3, "length_km", 1100.0, "1100", "a number above 0 and up to 100 km (1100 looks like m)"),
    ("line", 3, "r_ohm_per_km", -3.0, "-3", "a number from 0.005 to 10 ohm/km"),
    ("line", 3, "r_ohm_per_km", "1e999", "1e999", "a finite number"),
    ("line", 3, "from_bus", 1e30, "1e+30", "the index of a bus"),  # no 64-bit number
    ("line", 3, "from_bus", 99.0, "99", "the index of a bus"),
    ("line", 3, "from_bus", 4.5, "4.5", "the index of a bus"),  # pandapower: 4
    ("line", 3, "to_bus", None, "an empty cell", "the index of a bus"),
    ("line", 3, "parallel", 1.5, "1.5", "a whole number of at least 1"),
    ("switch", 3, "element", "L2", "L2", "a number"),
    ("switch", 3, "bus", 11.0, "11", "an end of line 1: bus 4 or 5"),
    ("bus", 6, "geo", "29.70,118.35", "29.70,118.35", POSITION),  # latitude first
    ("bus", 6, "geo", "87.6,43.8", "87.6,43.8", POSITION),  # either may be the latitude
    ("bus", 6, "geo", "118.35", "118.35", POSITION),
    ("bus", 6, "geo", "[118.35, 29.7]", "[118.35, 29.7]", POSITION),
    ("bus", 6, "geo", '{"coordinates": [118.35, 129.7]}', '{"coordinates": [118.35, 129.7]}', POSITION),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "column", "value", "found", "wanted"), CELLS)
def test_a_wrong_cell_is_named_by_sheet_and_row(
    tiny: Path, sheets: Sheets, sheet: str, row: int, column: str, value: Cell, found: str, wanted: str
) -> None:  # fmt: skip
    place = f"network.xlsx sheet {sheet}, row {row}, column {column}"
    changed = typed(sheets, (sheet, row, column, value))
    assert told(tiny, changed) == [f"{place}: found {found}; wanted {wanted}"]


def test_all_cells_are_judged_at_once(tiny: Path, sheets: Sheets) -> None:
    changed = typed(sheets, *((sheet, row, column, value) for sheet, row, column, value, *_ in (
        CELLS[0], CELLS[11], ("line", 4, "r_ohm_per_km", -3.0), ("line", 5, "to_bus", 99.0),
    )))  # fmt: skip
    assert [fault.partition(":")[0] for fault in told(tiny, changed)] == [
        "network.xlsx sheet line, row 3, column length_km",
        "network.xlsx sheet line, row 4, column r_ohm_per_km",
        "network.xlsx sheet line, row 5, column to_bus",
        "network.xlsx sheet switch, row 3, column closed",
    ]


@pytest.mark.parametrize(
    "cell", ["119.95,30.52", " 119.95，30.52 ", '{"coordinates": [119.95, 30.52], "type": "Point"}']
)
def test_a_position_may_be_typed(tiny: Path, sheets: Sheets, cell: str) -> None:
    _, network = read_inputs(with_workbook(tiny, workbook(typed(sheets, ("bus", 6, "geo", cell)))))
    bus = network.bus_table.set_index("bus").loc[4]
    assert (bus["lon"], bus["lat"]) == (119.95, 30.52)


def test_a_position_may_be_left_out(tiny: Path, sheets: Sheets) -> None:
    assert told(tiny, typed(sheets, ("bus", 6, "geo", None))) == []


def test_rows_left_empty_and_a_remark_in_the_header_are_no_fault(
    tiny: Path, sheets: Sheets
) -> None:
    changed = typed(sheets)
    changed["line"].insert(3, [None] * len(changed["line"][0]))
    changed["line"][0] = ["index\n编号", *(f"{name}\n备注" for name in changed["line"][0][1:])]
    changed["line"][5][changed["line"][0].index("length_km\n备注")] = "x"
    place = "network.xlsx sheet line, row 6, column length_km"
    assert told(tiny, changed) == [f"{place}: found x; wanted a number"]


ODD: tuple[Cell, ...] = (
    None,
    -1.0,
    0.0,
    99.0,
    1e30,
    0.5,
    "x",
    " ",
    True,
    "[1]",
    "{",
    '"',
    "1,2",
    "是",
)


@pytest.mark.parametrize("sheet", ["bus", "line", "trafo", "load", "switch", "ext_grid"])
def test_no_cell_makes_a_traceback(sheets: Sheets, sheet: str) -> None:
    for column in range(len(sheets[sheet][0])):
        changed = typed(sheets)
        for row in range(1, len(changed[sheet])):
            changed[sheet][row][column] = ODD[(row + column) % len(ODD)]
        read = read_network_workbook("network.xlsx", workbook(changed))
        if read.text is not None:
            index, _ = read_index(read.places, read.text)
            assert index is not None


def no_index(sheets: Sheets) -> None:
    sheets["line"][2][0] = None


def index_twice(sheets: Sheets) -> None:
    sheets["line"][3][0] = sheets["line"][2][0]


def no_index_column(sheets: Sheets) -> None:
    sheets["line"] = [row[1:] for row in sheets["line"]]


def column_twice(sheets: Sheets) -> None:
    sheets["line"] = [[*row, row[4]] for row in sheets["line"]]


def renamed_column(sheets: Sheets) -> None:
    sheets["line"][0] = ["length" if name == "length_km" else name for name in sheets["line"][0]]


def renamed_sheet(sheets: Sheets) -> None:
    sheets["sgens"] = [[None, "bus"], [0.0, 4.0]]
    del sheets["sgen"]


def formula(sheets: Sheets) -> None:
    sheets["line"][2][5] = "#DIV/0!"


# what is changed; place, found                                                          # reason
SHEETS: list[tuple[Callable[[Sheets], Any], str, str]] = [
    (no_index, "network.xlsx sheet line, row 3, column index", "an empty cell"),
    (index_twice, "network.xlsx sheet line, row 4, column index", "1 again, as in row 3"),
    (no_index_column, "network.xlsx sheet line, row 1, column name", "this column in the first place"),
    (column_twice, "network.xlsx sheet line, row 1, column to_bus", "the column 2 times"),
    (renamed_column, "network.xlsx sheet line, row 1, column length_km", "no such column"),
    (renamed_sheet, "network.xlsx", "a sheet sgens that is not read"),  # generation would be lost
    (formula, "network.xlsx sheet line, row 3", "the error #DIV/0! in cell F3"),  # reads as empty
]  # fmt: skip


@pytest.mark.parametrize(("change", "place", "found"), SHEETS)
def test_a_wrong_sheet_is_named(
    tiny: Path, sheets: Sheets, change: Callable[[Sheets], Any], place: str, found: str
) -> None:
    changed = typed(sheets)
    change(changed)
    faults = told(tiny, changed)
    assert any(fault.startswith(f"{place}: found {found}; wanted") for fault in faults)


def test_a_yes_or_no_that_peakops_does_not_go_by_may_be_empty(tiny: Path, sheets: Sheets) -> None:
    assert told(tiny, typed(sheets, ("trafo", 2, "tap_dependency_table", None))) == []
