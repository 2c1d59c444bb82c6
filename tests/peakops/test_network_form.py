"""The network's template: what it holds is the example's network, in either language."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pandapower
import pandas as pd
import pytest
import python_calamine

from feeders.network_ranges import RANGES
from peakops.init_folder import init_folder
from peakops.network_cells import kind_of
from peakops.network_form import ABOUT_SHEET, INDEX, NETWORK_FORM, english_name
from peakops.network_index import NETWORK_COLUMNS
from peakops.network_workbook import read_network_workbook
from peakops.validate import read_inputs, validate
from tests.peakops.small_xlsx import Cell, workbook

Rows = list[list[Cell]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("form") / "county"
    init_folder(made)
    return made


@pytest.fixture(scope="module")
def sheets(folder: Path) -> dict[str, Rows]:
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO((folder / "network.xlsx").read_bytes())
    )
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def example_text() -> str:
    return (resources.files("peakops") / "example" / "network.json").read_text(encoding="utf-8")


def test_the_template_holds_the_network_of_the_example(folder: Path, tmp_path: Path) -> None:
    _, found = read_inputs(folder)
    settings = (folder / "scenario.yaml").read_text("utf-8")
    other = tmp_path / "county"
    init_folder(other)
    (other / "network.json").write_text(example_text(), encoding="utf-8")
    text = settings.replace("network: network.xlsx", "network: network.json")
    (other / "scenario.yaml").write_text(text, encoding="utf-8")
    _, wanted = read_inputs(other)
    assert found.ties == wanted.ties
    assert found.switches == wanted.switches
    assert found.feeders == wanted.feeders
    pd.testing.assert_frame_equal(found.bus_table, wanted.bus_table)
    pd.testing.assert_frame_equal(found.branch_table, wanted.branch_table)
    for name, columns in NETWORK_FORM.items():
        calculated = [column.name for column in columns if column.name not in ("geo", "std_type")]
        left, right = found.net[name][calculated], wanted.net[name][calculated]
        pd.testing.assert_frame_equal(left, right, check_dtype=False)


def test_the_load_flow_of_both_is_the_same(folder: Path) -> None:
    read = read_network_workbook("network.xlsx", (folder / "network.xlsx").read_bytes())
    assert read.faults == ()
    assert read.text is not None
    one, other = (pandapower.from_json_string(text) for text in (read.text, example_text()))
    for net in (one, other):
        pandapower.runpp(net)
    pd.testing.assert_frame_equal(one.res_bus, other.res_bus)
    pd.testing.assert_frame_equal(one.res_line, other.res_line)


def test_the_form_has_every_column_by_which_the_grid_is_calculated() -> None:
    assert set(NETWORK_FORM) == set(NETWORK_COLUMNS) == set(ABOUT_SHEET)
    for sheet, columns in NETWORK_COLUMNS.items():
        assert set(columns) <= {column.name for column in NETWORK_FORM[sheet]}
    for known in RANGES:
        assert known.column in {column.name for column in NETWORK_FORM[known.table]}


def test_what_the_form_says_of_cells_is_how_they_are_read() -> None:
    for sheet, columns in NETWORK_FORM.items():
        for column in columns:
            kind = kind_of(sheet, column.name)
            assert (kind == "yes_no") == (column.kind == "boolean"), (sheet, column.name)
            if column.kind == "number":
                assert kind in ("number", "bus", "count"), (sheet, column.name)
        names = [column.chinese for column in (INDEX, *columns)]
        assert len(names) == len(set(names))


def test_the_guide_names_every_column_in_both_languages(sheets: dict[str, Rows]) -> None:
    assert list(sheets) == ["guide", *NETWORK_FORM]
    header, *rows = sheets["guide"]
    assert header[2:6] == ["中文", "必填", "可填", "含义"]
    said = {(row[0], row[1]) for row in rows}
    assert said == {
        (sheet, name)
        for sheet, columns in NETWORK_FORM.items()
        for name in ("", *(column.name for column in (INDEX, *columns)))
    }
    (length,) = (row for row in rows if row[1] == "length_km")
    assert length[4] == "数字，大于 0 至 100 km"
    assert length[7] == "a number above 0 and up to 100 km"
    (side,) = (row for row in rows if row[1] == "et")
    assert side[4] == "任选其一：线路（l）、变压器（t）、母线（b）"


def chinese(sheets: dict[str, Rows]) -> dict[str, Rows]:
    """The sheets with nothing but Chinese in their headers."""
    found = {}
    for name in NETWORK_FORM:
        header, *rows = sheets[name]
        found[name] = [[str(title).partition("\n")[2] for title in header], *rows]
    return found


def test_headers_may_be_the_chinese_ones(sheets: dict[str, Rows], folder: Path) -> None:
    in_chinese = chinese(sheets)
    assert in_chinese["line"][0][:3] == ["编号", "名称", "导线型号"]
    read = read_network_workbook("n.xlsx", workbook(in_chinese))
    same = read_network_workbook("n.xlsx", (folder / "network.xlsx").read_bytes())
    assert read.faults == same.faults == ()
    assert read.text == same.text


def _typed(row: int, column: int, value: Cell) -> Callable[[dict[str, Rows]], dict[str, Rows]]:
    def change(sheets: dict[str, Rows]) -> dict[str, Rows]:
        copy = {name: [list(cells) for cells in rows] for name, rows in sheets.items()}
        copy["switch"][row][column] = value
        return copy

    return change


@pytest.mark.parametrize(("word", "kept"), [("线路", "l"), (" 线路 ", "l"), ("l", "l")])
def test_where_a_switch_stands_may_be_said_in_chinese(
    sheets: dict[str, Rows], word: str, kept: str
) -> None:
    place = [str(title).partition("\n")[0] for title in sheets["switch"][0]].index("et")
    assert sheets["switch"][1][place] == "线路"
    data = workbook(chinese(_typed(1, place, word)(sheets)))
    text = read_network_workbook("n.xlsx", data).text
    assert text is not None
    assert pandapower.from_json_string(text).switch["et"].iloc[0] == kept


def test_another_word_for_it_is_a_fault_that_names_them(
    sheets: dict[str, Rows], tmp_path: Path
) -> None:
    place = [str(title).partition("\n")[0] for title in sheets["switch"][0]].index("et")
    changed = _typed(1, place, "杆塔")(sheets)
    county = tmp_path / "county"
    init_folder(county)
    (county / "network.xlsx").write_bytes(workbook(chinese(changed)))
    (fault,) = (fault for fault in validate(county) if fault.column == "et")
    assert (fault.row, fault.found) == (2, "杆塔")
    assert fault.wanted == "l, t or b (线路, 变压器, 母线)"


def test_a_name_that_is_no_chinese_one_stays() -> None:
    assert english_name("line", "长度 km") == "length_km"
    assert english_name("line", "length_km") == "length_km"
    assert english_name("bus", "编号") == "index"
    assert english_name("other", "长度 km") == "长度 km"
