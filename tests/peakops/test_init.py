"""`peakops init`: a folder that has no fault, and that a dispatcher can fill."""

from __future__ import annotations

import json
import zipfile
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import python_calamine

from peakops.columns import Column
from peakops.columns_zh import MEANINGS_ZH, TABLES_ZH
from peakops.file_contract import TABLES
from peakops.guide_zh import meaning_zh, wanted_zh
from peakops.init_folder import COPIED, WORKBOOKS, init_folder, read_example
from peakops.reports.dispatch_due import DUE_HOUR
from peakops.scenario import scenario_or_faults
from peakops.scenario_files import read_files
from peakops.settings import ForecastSettings, Limits, SolverSettings

from .command_runs import run

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "county"
    init_folder(folder)
    return folder


def test_a_fresh_folder_has_no_fault_and_the_tables_of_the_example(fresh: Path) -> None:
    found, faults = scenario_or_faults(*read_files(fresh, histories=True))
    assert faults == ()
    assert found is not None
    with resources.as_file(resources.files("peakops") / "example") as source:
        example = read_example(source)
    for key in TABLES:
        pd.testing.assert_frame_equal(found.tables[key], example.tables[key])
    assert (found.date, found.days, found.place) == (example.date, example.days, example.place)


def test_the_example_is_issued_in_time_for_the_dispatcher(fresh: Path) -> None:
    found, _ = scenario_or_faults(*read_files(fresh, histories=False))
    assert found is not None
    day_before = pd.Timestamp(found.date) - pd.Timedelta(days=1)
    by = (day_before + pd.Timedelta(hours=DUE_HOUR)).tz_localize(found.timezone)
    assert found.issued < by


def test_the_network_may_stay_json(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    init_folder(folder)
    (folder / "network.xlsx").unlink()
    with resources.as_file(resources.files("peakops") / "example" / "network.json") as source:
        (folder / "network.json").write_bytes(source.read_bytes())
    settings = folder / "scenario.yaml"
    text = settings.read_text("utf-8")
    assert "  network: network.xlsx\n" in text
    settings.write_text(text.replace("network: network.xlsx", "network: network.json"), "utf-8")
    assert scenario_or_faults(*read_files(folder, histories=False))[1] == ()


def test_every_table_but_the_long_ones_has_a_template() -> None:
    in_workbooks = [key for keys in WORKBOOKS.values() for key in keys]
    assert len(in_workbooks) == len(set(in_workbooks))
    assert set(in_workbooks) == set(TABLES) - {*COPIED, "bus_history", "durations"}


def test_keys_taken_out_of_their_comments_are_the_defaults(fresh: Path, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    init_folder(folder)
    lines = (fresh / "scenario.yaml").read_text(encoding="utf-8").split("\n")
    keys = [line.replace("  # ", "  ", 1) if line.startswith("  # ") else line for line in lines]
    assert sum(a != b for a, b in zip(keys, lines, strict=True)) > 60
    (folder / "scenario.yaml").write_text("\n".join(keys), encoding="utf-8")
    files, faults = read_files(folder, histories=False)
    assert faults == ()
    assert files is not None
    assert files.settings.limits == Limits()
    assert files.settings.forecast == ForecastSettings()
    assert files.settings.solver == SolverSettings()


def test_the_guide_names_every_column(fresh: Path) -> None:
    for name, keys in WORKBOOKS.items():
        book = python_calamine.load_workbook(fresh / name)
        assert book.sheet_names == ["guide", *keys]
        rows = book.get_sheet_by_name("guide").to_python()[1:]
        said = {(row[0], row[1]) for row in rows}
        assert said == {(key, c) for key in keys for c in ("", *TABLES[key].names)}


def test_the_guide_says_all_in_chinese_too(fresh: Path) -> None:
    for name, keys in WORKBOOKS.items():
        header, *rows = (
            python_calamine.load_workbook(fresh / name).get_sheet_by_name("guide").to_python()
        )
        assert header[2:6] == ["中文", "必填", "可填", "含义"]
        for row in rows:
            assert all(_is_chinese(str(row[place])) for place in (3, 5)), row
            assert not row[1] or _is_chinese(str(row[4])), row
        assert {str(row[0]) for row in rows} == set(keys)
    assert (
        set(MEANINGS_ZH) == set(TABLES_ZH) == {key for keys in WORKBOOKS.values() for key in keys}
    )
    for key, columns in MEANINGS_ZH.items():
        assert set(columns) == set(TABLES[key].names)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_the_guide_in_chinese_has_range_reference_default_and_words() -> None:
    feeders = TABLES["feeders"]
    assert wanted_zh(feeders.column("limit_a")) == "数字，1 至 5000 A"
    assert wanted_zh(feeders.column("head_line")) == "整数，不小于 0"
    assert meaning_zh("feeders", feeders.column("power_factor")).endswith("；空：取 0.95，并予报告")
    assert meaning_zh("feeders", feeders.column("substation")).endswith(
        "；须已列入 sources 表的 substation 列"
    )
    assert "斗内电工（bucket）" in wanted_zh(TABLES["workers"].column("roles"))
    assert wanted_zh(Column(name="p", kind="number", unit="MW")) == "数字，单位 MW"
    assert wanted_zh(Column(name="p", kind="number", upper=5)) == "数字，不大于 5"


def test_a_cell_is_offered_the_words_that_are_read_in_both_languages(fresh: Path) -> None:
    offered = _offered(fresh / "orders.xlsx", "work_orders", "mandatory")
    assert offered == "是,否,yes,no"
    phases = _offered(fresh / "orders.xlsx", "job_steps", "phase").split(",")
    assert phases == ["准备", "斗内作业", "收尾", "setup", "bucket", "teardown"]


def _offered(book: Path, sheet: str, column: str) -> str:
    """The words of a column's cells, as a spreadsheet offers them."""
    pages = python_calamine.load_workbook(book)
    number = pages.sheet_names.index(sheet) + 1
    header = pages.get_sheet_by_name(sheet).to_python()[0]
    place = [str(name).partition("\n")[0] for name in header].index(column)
    with zipfile.ZipFile(book) as parts:
        page = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    letter = chr(ord("A") + place)
    for rule in page.iter(f"{SHEET}dataValidation"):
        if rule.get("sqref", "").startswith(f"{letter}2:"):
            return (rule.findtext(f"{SHEET}formula1") or "").strip('"')
    raise AssertionError(f"{column} offers nothing")


def test_the_same_bytes_every_time(fresh: Path, tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "again"), "--json").exit_code == 0
    for path in fresh.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_the_command_names_what_it_wrote(tmp_path: Path) -> None:
    shown = run("init", str(tmp_path / "one"))
    assert shown.exit_code == 0
    assert "orders.xlsx" in shown.output
    listed = json.loads(run("init", str(tmp_path / "two"), "--json").stdout)
    assert listed["files"] == sorted(path.name for path in (tmp_path / "one").iterdir())


def test_a_folder_that_holds_something_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = run("init", str(tmp_path))
    assert refused.exit_code == 2
    assert "not an empty folder" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert run("init", str(tmp_path / "mine.txt")).exit_code == 2
