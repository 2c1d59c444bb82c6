import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from peakops.errors import InputFaults
from peakops.file_contract import HISTORIES, TABLES
from peakops.out_columns import OUT_COLUMNS
from peakops.out_tables import frame, text_table
from peakops.plan import Plan
from peakops.plan_issue import first_issue
from peakops.raw_tables import read_raw
from peakops.reports.book_sheet import Sheet, cells_of
from peakops.reports.sheet_source import Source
from peakops.reports.words_columns import COLUMNS_ZH
from peakops.reports.workbook import all_sheets, workbook_bytes
from peakops.scenario import read_scenario
from tests.peakops.tiny_scenario import read_cells, set_cell, write_cells, write_tiny

HOSTILE = {
    "title": '=HYPERLINK("http://x","y") <b>&amp; \'q\' 😀👷🏽‍♂️',
    "notes": "+1 -1 @SUM(A1) " + "长" * 300 + "\n_x0041_\x07",
    "approver": "-2+3",
    "ticket": "@now",
    "pole": "007",
}


@pytest.fixture(scope="module")
def book(plan) -> bytes:
    return workbook_bytes(Source(plan=plan))


def plan_of(folder: Path) -> Plan:
    """A plan without results: only its inputs are of interest."""
    scenario = read_scenario(folder)
    none = pd.DataFrame(columns=["bus", "name", "lon", "lat", "feeder", "kind", "index"])
    tables = {name: frame(name, []) for name in OUT_COLUMNS}
    return Plan(
        scenario=scenario, tables=tables, summary={}, buses=none, branches=none,
        issue=first_issue(scenario.issued),
    )  # fmt: skip


def add_columns(folder: Path, key: str, row: int, cells: dict[str, str]) -> None:
    """Set cells of a table, in columns that it may lack."""
    path = folder / f"{key}.csv"
    table = read_cells(path)
    new = [name for name in cells if name not in table[0]]
    write_cells(path, [table[0] + new, *(line + [""] * len(new) for line in table[1:])])
    for column, value in cells.items():
        set_cell(folder, key, row, column, value)


@pytest.fixture(scope="module")
def fed_back(tmp_path_factory) -> tuple[Path, Path]:
    """A scenario with odd cells, and one whose tables are the sheets of its plan.xlsx."""
    base = tmp_path_factory.mktemp("book")
    before = write_tiny(base / "before")
    add_columns(before, "work_orders", 3, HOSTILE)
    add_columns(before, "feeders", 2, {"failures_per_km_year": repr(0.1 + 0.2)})
    add_columns(before, "work_orders", 4, {"release": "1903-06-01T00:00"})
    after = Path(shutil.copytree(before, base / "after"))
    data = workbook_bytes(Source(plan=plan_of(before)))
    (after / "plan.xlsx").write_bytes(data)
    for key in TABLES.keys() - HISTORIES:
        (after / f"{key}.csv").unlink(missing_ok=True)
    front = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("plan").to_python()
    lines = [str(row[0]) for row in front]
    feed = lines[lines.index("files:") :]
    with (after / "scenario.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\n".join(feed) + "\n")
    return before, after


def test_the_tables_of_the_plan_read_back_as_they_are_in_its_files(plan, book) -> None:
    names = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    shown = [name for name in OUT_COLUMNS if name in names]
    assert {"schedule", "stints", "worker_phases", "unscheduled", "switching"} <= set(shown)
    for name in shown:
        raw = read_raw(book, ".xlsx", name)
        found = dict(zip(raw.header, raw.columns, strict=True))
        for column, texts in text_table(name, plan.tables[name]).items():
            kind, cells = OUT_COLUMNS[name][column], found[column]
            if isinstance(kind, int):
                assert [float(c or "nan") for c in cells] == pytest.approx(
                    [float(t or "nan") for t in texts], abs=0, nan_ok=True
                )
            else:
                size = {"time": 16, "date": 10}.get(kind)
                assert [c[:size] for c in cells] == [t[:size] for t in texts], (name, column)


def test_the_same_plan_gives_the_same_bytes(plan, book) -> None:
    assert workbook_bytes(Source(plan=plan)) == book
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-07-19T07:00:00Z" in archive.read("docProps/core.xml")


def test_headers_are_frozen_filtered_and_name_the_zone(plan, book) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        pages = [archive.read(f"xl/worksheets/sheet{n}.xml") for n in range(2, 8)]
    assert all(b'state="frozen"' in page and b"<autoFilter" in page for page in pages)
    assert b"conditionalFormatting" in pages[0]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("schedule")
    header = [str(cell) for cell in sheet.to_python()[0]]
    assert "start\n开始\nAsia/Shanghai" in header
    english = next(s for s in all_sheets(Source(plan=plan, language="en")) if s.name == "schedule")
    assert english.remarks["start"] == "Asia/Shanghai"


def test_the_first_sheet_says_that_times_are_no_permission(book) -> None:
    front = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("plan").to_python()
    cells = [str(cell) for row in front for cell in row]
    assert "禁止约时停用或恢复重合闸" in cells
    assert 5.0 in [row[1] for row in front]  # orders placed, as a number


def test_every_column_has_a_chinese_name(plan) -> None:
    feeders = set(plan.tables["load_forecast"]["feeder"])
    used = {c for sheet in all_sheets(Source(plan=plan)) for c in sheet.kinds} - feeders
    given = {c.name for key in TABLES.keys() - HISTORIES for c in TABLES[key].columns}
    assert used | given <= set(COLUMNS_ZH)


def test_the_inputs_of_the_workbook_are_the_inputs_of_the_plan(fed_back) -> None:
    before, after = (read_scenario(folder) for folder in fed_back)
    assert before.tables["work_orders"].loc[1, "title"] == HOSTILE["title"]
    for key in TABLES:
        pd.testing.assert_frame_equal(after.tables[key], before.tables[key], check_exact=True)
    shown = {path.name for path in fed_back[1].iterdir()}
    assert not {"work_orders.csv", "weather_forecast.csv"} & shown


def test_no_cell_is_a_formula_and_texts_stay_texts(fed_back) -> None:
    data = (fed_back[1] / "plan.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/s")]
    assert not any(b"<f>" in page or b"<f " in page for page in pages)


def test_a_fault_names_the_sheet(fed_back, tmp_path) -> None:
    folder = Path(shutil.copytree(fed_back[1], tmp_path / "broken"))
    (folder / "plan.xlsx").write_bytes(
        workbook_bytes(Source(plan=_with_bad_crew(plan_of(fed_back[0]))))
    )
    with pytest.raises(InputFaults) as caught:
        read_scenario(folder)
    assert {(f.file, f.row, f.column) for f in caught.value.faults} == {
        ("plan.xlsx sheet workers", 2, "crew")
    }


def _with_bad_crew(plan: Plan) -> Plan:
    workers = plan.scenario.tables["workers"].copy()
    workers.loc[0, "crew"] = "C9"
    tables = {**plan.scenario.tables, "workers": workers}
    return replace(plan, scenario=replace(plan.scenario, tables=tables))


def test_a_time_that_the_clock_shows_twice_keeps_its_offset() -> None:
    times = pd.Series(pd.to_datetime(["2026-10-25T00:30Z", "2026-10-25T03:30Z"], utc=True))
    twice, once = cells_of(times, "time", "Europe/Berlin")
    assert twice == "2026-10-25T02:30+02:00"
    assert isinstance(once, float)


def test_a_text_too_long_for_a_cell_is_cut_and_counted(plan, with_order) -> None:
    data = workbook_bytes(Source(plan=with_order(plan, "WO-1003", notes="长" * 40_000)))
    front = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("plan").to_python()
    assert [row[1] for row in front if "32,767" in str(row[0])] == [1.0]


def test_a_sheet_of_unlike_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="different columns"):
        Sheet(name="s", kinds={"a": "text"}, cells={}, remarks={})
    with pytest.raises(ValueError, match="different length"):
        Sheet(name="s", kinds={"a": 0, "b": 0}, cells={"a": [], "b": [1.0]}, remarks={})
