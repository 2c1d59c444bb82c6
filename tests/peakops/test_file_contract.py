"""The contract as data: what producers declare is what the reader wants; the docs are current."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from feeders.history import HISTORY_COLUMNS
from peakops import columns
from peakops.file_contract import HISTORIES, TABLES, table_keys
from peakops.file_docs import file_formats
from peakops.job_shapes import CLASS_NUMBER
from peakops.settings import SECTION_KEYS
from peakops.wanted import MISTAKEN_UNITS
from peakops.work_tables import CLASSES
from weather.heat_stress import LEAST_WIND_HEIGHT_M
from weather.hourly import REQUIRED_COLUMNS, WEATHER_COLUMNS
from weather.strain import Kit

DOCS = Path(__file__).parents[2] / "docs" / "file-formats.md"


@pytest.mark.parametrize("key", ["weather_history", "weather_forecast"])
@pytest.mark.parametrize("name", WEATHER_COLUMNS)
def test_weather_is_read_in_the_units_that_weather_works_in(key: str, name: str) -> None:
    unit, lower, upper = WEATHER_COLUMNS[name]
    column = TABLES[key].column(name)
    assert (column.unit, column.lower) == (unit, lower)
    assert column.required == (name in REQUIRED_COLUMNS)
    fog = 5 if (key, name) == ("weather_history", "relative_humidity_percent") else 0
    assert column.upper == upper + fog
    assert column.blank or (key == "weather_forecast" and name in REQUIRED_COLUMNS)


def test_weather_tables_have_no_column_that_weather_does_not_know() -> None:
    for key in ("weather_history", "weather_forecast"):
        assert set(TABLES[key].names) == {"time", "station", *WEATHER_COLUMNS}


def test_load_is_read_in_the_unit_that_feeders_works_in() -> None:
    wide = TABLES["load_history"].column("any feeder")
    assert (wide.unit, wide.lower, wide.upper) == HISTORY_COLUMNS["p_mw"]
    assert list(HISTORY_COLUMNS) == ["p_mw"]
    assert wide.blank
    assert wide.required


def test_names_carry_their_unit() -> None:
    """A unit in a name is the unit of the data."""
    endings = {
        "_c": "°C",
        "_m": "m",
        "_a": "A",
        "_percent": "%",
        "_pu": "p.u.",
        "_hpa": "hPa",
        "_kg": "kg",
        "_minutes": "min",
        "_degree": "°",
        "_m_per_s": "m/s",
        "_mm_per_h": "mm/h",
        "_w_per_m2": "W/m²",
    }
    checked = 0
    for table in TABLES.values():
        for column in table.columns:
            fitting = [ending for ending in endings if column.name.endswith(ending)]
            if fitting and column.kind in {"number", "integer"}:
                checked += 1
                assert column.unit == endings[max(fitting, key=len)], column.name
    assert checked > 20


@pytest.mark.parametrize("end", ["lower", "upper"])
def test_what_the_reader_lets_through_is_a_kit(end: str) -> None:
    values = {name: getattr(TABLES["kits"].column(name), end) for name in ("clo", "im", "cav_c")}
    kit = Kit(**values)
    assert (kit.clo, kit.im, kit.cav_c) == tuple(values.values())


def test_wind_is_measured_where_it_can_be_judged() -> None:
    columns = [TABLES["stations"].column("wind_height_m")]
    columns += [c for c in SECTION_KEYS["place"] if c.name == "wind_height_m"]
    assert [column.lower for column in columns] == [LEAST_WIND_HEIGHT_M] * 2


def test_references_lead_somewhere() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.refers is not None:
                target, name = column.refers
                assert TABLES[target].column(name).kind == "id"


def test_mistaken_units_belong_to_units_in_use() -> None:
    used = {column.unit for table in TABLES.values() for column in table.columns} | {"MW"}
    assert set(MISTAKEN_UNITS) <= used


def test_classes_are_those_of_the_planner() -> None:
    assert [CLASS_NUMBER[name] for name in CLASSES] == [1, 2, 3, 4]


def test_histories_can_be_left_out() -> None:
    assert set(table_keys(histories=True)) - set(table_keys(histories=False)) == HISTORIES
    assert table_keys(histories=True)[0] == "feeders"  # wide tables need the feeders' names


def test_the_documentation_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == file_formats()


def test_every_column_is_documented() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert column.about, f"{table.key}.{column.name}"


def test_the_documentation_is_written_by_the_module(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    runpy.run_path(columns.__file__, run_name="__main__")
    assert capsysbinary.readouterr().out.decode() == file_formats()


def test_reading_a_scenario_needs_neither_pandapower_nor_ortools() -> None:
    root = Path(__file__).parents[2]
    code = (
        "import sys, peakops.scenario, peakops.validate;"
        "print([m for m in ('pandapower', 'ortools', 'matplotlib', 'numba') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, check=True, text=True
    )
    assert ran.stdout.strip() == "[]"
