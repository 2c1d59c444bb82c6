"""Reading one table: formats, kinds of cells, repairs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakops.actuals_columns import ACTUAL_STINTS, ACTUALS
from peakops.cells import read_column
from peakops.columns import Column, Table
from peakops.excel_errors import error_cells
from peakops.file_contract import TABLES
from peakops.reports.words_columns import COLUMNS_ZH
from peakops.tables import Repair, key_text, read_table

from .small_xlsx import xlsx

SHANGHAI = ZoneInfo("Asia/Shanghai")

PLANTS = Table(
    key="plants",
    unique=("plant",),
    columns=(
        Column(name="plant", kind="id"),
        Column(name="temp_c", kind="number", unit="°C", lower=-40, upper=60),
        Column(name="count", kind="integer", lower=0, required=False, blank=True),
        Column(name="on", kind="boolean", required=False, blank=True),
        Column(name="since", kind="time", required=False, blank=True),
        Column(name="parts", kind="list", required=False, blank=True),
    ),
)
PLANTS_CSV = """\
plant,temp_c,count,on,since,parts
1,20.5,3,yes,2026-07-20T08:15,a;b
二,-3,,no,,
"""


def _read(data: bytes, name: str = "plants.csv"):
    return read_table(name, data, PLANTS, SHANGHAI)


EXCEL_ROWS = (
    ("plant", "temp_c", "count", "on", "since", "parts"),
    (1, 20.5, 3, True, dt.datetime(2026, 7, 20, 8, 15), "a;b"),
    ("二", -3, None, False, None, None),
)


def _parquet(text: str) -> bytes:
    frame = pd.read_csv(io.StringIO(text), dtype={"plant": str})
    frame["since"] = pd.to_datetime(frame["since"]).dt.tz_localize("Asia/Shanghai")
    frame["on"] = frame["on"] == "yes"
    frame["parts"] = [["a", "b"], None]
    return frame.to_parquet(index=False)


FORMATS = {
    "plain": ("plants.csv", PLANTS_CSV.encode()),
    "bom": ("plants.csv", PLANTS_CSV.encode("utf-8-sig")),
    "gb18030": ("plants.csv", PLANTS_CSV.encode("gb18030")),
    "crlf": ("plants.CSV", PLANTS_CSV.replace("\n", "\r\n").encode()),
    "quoted": ("plants.csv", PLANTS_CSV.replace("20.5", '" 20.5 "').encode()),
    "excel": ("plants.xlsx", xlsx(EXCEL_ROWS)),
    "parquet": ("plants.parquet", _parquet(PLANTS_CSV)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_table(name: str) -> None:
    table = _read(FORMATS[name][1], FORMATS[name][0])
    assert table.faults == ()
    assert table.rows.tolist() == [2, 3]
    assert table.frame["plant"].tolist() == ["1", "二"]
    assert table.frame["temp_c"].tolist() == [20.5, -3.0]
    assert table.frame["count"].iloc[0] == 3
    assert np.isnan(table.frame["count"].iloc[1])
    assert table.frame["on"].tolist() == [True, False]
    assert table.frame["on"].dtype == bool
    assert table.frame["since"].iloc[0] == pd.Timestamp("2026-07-20T08:15+08:00")
    assert table.frame["since"].dtype == "datetime64[ns, Asia/Shanghai]"
    assert table.frame["parts"].tolist() == [("a", "b"), ()]


def test_cells_of_a_parquet_file_become_text() -> None:
    """Whole numbers, dates, times of day and missing ones."""
    cells = {
        "plant": [12, 13],
        "temp_c": pd.array([20, None], dtype="Int64"),
        "since": [dt.date(2026, 7, 20), None],
        "on": [True, None],
        "parts": [dt.time(5, 30), dt.time(17, 0)],
    }
    table = _read(pd.DataFrame(cells).to_parquet(), "plants.parquet")
    assert table.frame["plant"].tolist() == ["12", "13"]
    assert table.frame["parts"].tolist() == [("05:30",), ("17:00",)]
    assert [(fault.row, fault.column, fault.found) for fault in table.faults] == [
        (3, "temp_c", "an empty cell"),
        (2, "since", "2026-07-20"),
    ]


def test_a_workbook_without_cells() -> None:
    (fault,) = _read(xlsx([]), "plants.xlsx").faults
    assert fault.found == "an empty first row"


def test_a_workbook_of_another_maker_s_parts() -> None:
    """An archive without the usual names cannot be searched for errors, nor is it a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "b")
    assert list(error_cells(buffer.getvalue(), "Sheet1")) == []
    assert list(error_cells(b"no archive", "Sheet1")) == []
    (fault,) = _read(buffer.getvalue(), "plants.xlsx").faults
    assert fault.found.startswith("no readable workbook")


def test_gaps_cost_nothing_and_blanks_are_gaps() -> None:
    column = Column(name="p_mw", kind="number", unit="MW", lower=-50, upper=50, blank=True)
    read = read_column(column, pd.Series(["", "1.5", " ", ""], dtype=object), SHANGHAI)
    assert read.bad == ()
    assert read.values.isna().tolist() == [True, False, True, True]


def test_names_hold_no_separator() -> None:
    read = read_column(PLANTS.column("plant"), pd.Series(["a;b"], dtype=object), SHANGHAI)
    assert [cell.wanted for cell in read.bad] == ["a name without ;"]


def test_a_table_guards_its_row_numbers() -> None:
    table = _read(PLANTS_CSV.encode())
    with pytest.raises(ValueError, match="1 row numbers, 2 rows"):
        dataclasses.replace(table, rows=table.rows[:1])


def test_errors_of_a_spreadsheet_are_named() -> None:
    """A formula is read as its value; one that failed stands there as an error."""
    rows = [*EXCEL_ROWS, ("A", 1, "#DIV/0!", None, None, None)]
    (fault,) = _read(xlsx(rows), "plants.xlsx").faults
    assert (fault.row, fault.found) == (4, "the error #DIV/0! in cell C4")


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    """An empty line stays a row; a quoted line break does not make one."""
    text = PLANTS_CSV.replace("二,", '\n,,,,,\n"二\n三",')
    table = _read(text.encode())
    assert table.rows.tolist() == [2, 5]
    assert table.frame["plant"].tolist() == ["1", "二\n三"]


def test_columns_may_stand_in_any_order_and_empty_ones_at_the_right() -> None:
    rows = [[*line.split(",")[::-1], "", ""] for line in PLANTS_CSV.splitlines()]
    table = _read("\n".join(",".join(row) for row in rows).encode())
    assert table.faults == ()
    assert list(table.frame.columns) == list(PLANTS.names)


def test_headers_may_be_those_of_the_templates_in_chinese() -> None:
    text = "班组,姓名/名称,驻地纬度,base_lon,班次开始,班次结束\nC1,带电一班,30.5,120,05:00,20:00\n"
    table = read_table("班组.csv", text.encode("gb18030"), TABLES["crews"], SHANGHAI)
    assert table.faults == ()
    assert table.frame.loc[0, ["crew", "name", "base_lat"]].tolist() == ["C1", "带电一班", 30.5]
    twice = read_table("班组.csv", text.replace("base_lon", "crew").encode(), TABLES["crews"], SHANGHAI)  # fmt: skip
    assert [(f.column, f.found) for f in twice.faults] == [
        ("base_lon", "no such column"),
        ("crew", "the column 2 times"),
    ]


@pytest.mark.parametrize("table", [*TABLES.values(), ACTUALS, ACTUAL_STINTS], ids=lambda t: t.key)
def test_no_two_columns_of_a_table_share_their_chinese_name(table: Table) -> None:
    names = [COLUMNS_ZH[name] for name in table.names if name in COLUMNS_ZH]
    assert len(set(names)) == len(names)


def test_words_as_a_chinese_table_has_them() -> None:
    column = Column(name="roles", kind="list_choice", choices=("leader", "ground"))
    read = read_column(column, pd.Series(["leader、ground", "ground，leader"], dtype=object), SHANGHAI)  # fmt: skip
    assert (read.bad, read.values[0], read.values[1]) == ((), ("leader", "ground"), ("ground", "leader"))  # fmt: skip
    assert _read("plant,temp_c,on\na,1,是\nb,1,否\n".encode()).frame["on"].tolist() == [True, False]


def test_a_default_is_counted() -> None:
    text = "feeder,substation,head_line,head_switch,power_factor,failures_per_km_year\n"
    rows = "F1,N,0,0,,0.05\nF2,N,1,1,0.9,0.05\nF3,N,2,2,,0.05\n"
    table = read_table("feeders.csv", (text + rows).encode(), TABLES["feeders"], SHANGHAI)
    assert table.frame["power_factor"].tolist() == [0.95, 0.9, 0.95]
    assert table.repairs == (
        Repair(file="feeders.csv", column="power_factor", kind="defaulted", count=2),
    )


def test_a_default_counts_where_the_column_is_absent() -> None:
    text = "feeder,substation,head_line,head_switch,failures_per_km_year\nF1,N,0,0,0.05\n"
    table = read_table("feeders.csv", text.encode(), TABLES["feeders"], SHANGHAI)
    assert table.faults == ()
    assert [repair.count for repair in table.repairs] == [1]


def test_integers_keep_their_type_where_none_can_be_missing() -> None:
    column = Column(name="n", kind="integer", lower=0, upper=9)
    read = read_column(column, pd.Series(["1", " 2.0", "3"], dtype=object), SHANGHAI)
    assert read.values.dtype == np.int64
    assert read.values.tolist() == [1, 2, 3]


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_are_read_to_the_last_digit(values: list[float]) -> None:
    column = Column(name="x", kind="number")
    raw = pd.Series([repr(value) for value in values], dtype=object)
    read = read_column(column, raw, SHANGHAI)
    assert read.bad == ()
    assert read.values.tolist() == values


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "NaN",
        "inf",
        "-Infinity",
        "1e999",  # reads as infinite
        "=A1+B1",
        "1,5",
        "1_000",  # Python's own spelling
        "１２²",  # no full-width digit but a power
        "0x10",
        "True",
        "#DIV/0!",
        "12 MW",
        "--",
    ],
)
def test_what_is_no_number(text: str) -> None:
    column = Column(name="p_mw", kind="number", unit="MW", lower=-50, upper=50)
    read = read_column(column, pd.Series(["1.5", text], dtype=object), SHANGHAI)
    assert [cell.position for cell in read.bad] == [1]
    assert read.bad[0].found == text
    assert read.bad[0].wanted.startswith("a number from -50 to 50 MW")
    assert read.values.iloc[0] == 1.5
    assert np.isnan(read.values.iloc[1])


def test_lists_take_the_chinese_semicolon() -> None:
    column = Column(name="n", kind="integer_list")
    read = read_column(column, pd.Series(["1；2; 3.0 ;", ""], dtype=object), SHANGHAI)
    assert read.values.tolist() == [(1, 2, 3), ()]


def test_a_file_s_own_numbers_are_read_as_they_are() -> None:
    """Parquet keeps numbers as numbers; infinite ones are no measurement."""
    column = Column(name="x", kind="number", blank=True)
    read = read_column(column, pd.Series([1.5, np.nan, np.inf]), SHANGHAI)
    assert [cell.found for cell in read.bad] == ["inf"]
    assert read.values.isna().tolist() == [False, True, True]


def test_ids_that_a_spreadsheet_made_numbers() -> None:
    column = Column(name="x", kind="id", blank=True)
    read = read_column(column, pd.Series([12.0, np.nan, 1.5]), SHANGHAI)
    assert read.values.tolist() == ["12", "", "1.5"]


def test_keys_are_written_as_in_the_file() -> None:
    assert key_text(pd.Timestamp("2026-07-20T08:15+08:00")) == "2026-07-20T08:15"
    assert key_text(pd.Timestamp("2026-07-20")) == "2026-07-20"
    assert key_text(3.0) == "3"


WIDE = """\
plant,temp_c,count,on,since,parts
Ｐ１,－３６．５,１２,yes,2026-07-20T08：15,ａ；b
"""


def test_full_width_digits_are_read_in_numbers_and_times_and_left_in_names() -> None:
    table = _read(WIDE.encode())
    assert table.faults == ()
    row = table.frame.iloc[0]
    assert (row["temp_c"], row["count"]) == (-36.5, 12)
    assert key_text(row["since"]) == "2026-07-20T08:15"
    assert (row["plant"], row["parts"]) == ("Ｐ１", ("ａ", "b"))


@pytest.mark.parametrize("text", ["10²", "①", "８度", "１，０００"])
def test_other_forms_of_digits_are_no_numbers(text: str) -> None:
    (fault,) = _read(f'plant,temp_c\n1,"{text}"\n'.encode()).faults
    assert fault.found == text


def test_full_width_digits_in_lists_of_numbers() -> None:
    column = Column(name="switches", kind="integer_list")
    read = read_column(column, pd.Series(["１；２", "３"], dtype=object), SHANGHAI)
    assert read.values.tolist() == [(1, 2), (3,)]


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "choice"},  # no choices
        {"kind": "id", "choices": ("a",)},  # choices without choice
        {"kind": "number", "lower": 2, "upper": 1},
        {"kind": "number", "required": False},  # would fault on its own absence
        {"kind": "number", "default": 1.0},  # a required cell has no default
    ],
)
def test_columns_guard_themselves(arguments: dict) -> None:
    with pytest.raises(ValueError, match="x: "):
        Column(name="x", **arguments)


def test_tables_guard_themselves() -> None:
    column = Column(name="x", kind="id")
    with pytest.raises(ValueError, match="named twice"):
        Table(key="t", columns=(column, column))
    with pytest.raises(ValueError, match="do not exist"):
        Table(key="t", columns=(column,), unique=("y",))
    with pytest.raises(KeyError, match="no column y"):
        Table(key="t", columns=(column,)).column("y")
    with pytest.raises(ValueError, match="at least one"):
        Repair(file="t.csv", column="", kind="defaulted", count=0)
