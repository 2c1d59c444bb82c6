"""What a scenario is once read: types, times, settings, derived scenarios."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pandas as pd
import pytest

from peakops.errors import InputFaults
from peakops.file_contract import HISTORIES, TABLES
from peakops.scenario import Limits, Place, SolverSettings, read_scenario

from .test_validate_cells import faults_of
from .tiny_scenario import read_cells, set_cell, write_cells


def test_settings(tiny: Path) -> None:
    scenario = read_scenario(tiny)
    assert scenario.name == "tiny"
    assert scenario.timezone == "Asia/Shanghai"
    assert scenario.issued == pd.Timestamp("2026-07-19T16:00+08:00")
    assert (scenario.date.isoformat(), scenario.days, scenario.seed) == ("2026-07-20", 2, 7)
    assert scenario.place == Place(lat=30.54, lon=119.97, elevation_m=10, wind_height_m=10)
    assert scenario.limits == Limits()
    assert scenario.solver == SolverSettings(effort=1.0)
    assert scenario.heat == {"rotation_minutes": 30}
    assert scenario.repairs == ()


def test_hours_and_slots_of_the_plan(tiny: Path) -> None:
    scenario = read_scenario(tiny)
    assert len(scenario.times()) == 48
    assert len(scenario.slots()) == 192
    assert scenario.times()[0] == pd.Timestamp("2026-07-20T00:00+08:00")
    assert scenario.slots()[-1] == pd.Timestamp("2026-07-21T23:45+08:00")


def test_every_table_has_the_columns_of_the_contract(tiny: Path) -> None:
    scenario = read_scenario(tiny)
    assert set(scenario.tables) == set(TABLES)
    for key, table in TABLES.items():
        further = ["F1", "F2", "F3", "F4"] if key == "load_history" else []
        assert list(scenario.tables[key].columns) == [*table.names, *further]
        assert len(scenario.row_numbers[key]) == len(scenario.tables[key])


KINDS = {
    "id": "object",
    "text": "object",
    "choice": "object",
    "clock": "object",
    "list": "object",
    "integer_list": "object",
    "list_choice": "object",
    "boolean": "bool",
    "number": "float64",
    "time": "datetime64[ns, Asia/Shanghai]",
    "date": "datetime64[ns]",
}


def test_types_after_reading(tiny: Path) -> None:
    tables = read_scenario(tiny).tables
    for key, table in TABLES.items():
        for column in table.columns:
            integer = "float64" if column.blank else "int64"
            wanted = KINDS.get(column.kind, integer)
            if len(tables[key]):
                assert tables[key][column.name].dtype == wanted, (key, column.name)
    assert tables["work_orders"]["section_switches"].tolist() == [(0, 1), (), ()]
    assert tables["work_orders"]["after"].tolist() == [(), ("W1",), ()]
    assert tables["work_orders"]["approver"].tolist() == ["", "", ""]
    assert tables["stations"].empty
    assert tables["stations"]["lat"].dtype == "float64"


def test_without_histories(tiny: Path) -> None:
    """A finished plan's inputs folder has no histories."""
    for key in HISTORIES:
        (tiny / f"{key}.csv").unlink(missing_ok=True)
    scenario = read_scenario(tiny, histories=False)
    assert scenario.tables["load_history"].empty
    assert "weather_history.csv" not in scenario.inputs_sha256
    assert scenario.repairs == ()
    with pytest.raises(InputFaults) as error:
        read_scenario(tiny)
    assert [fault.file for fault in error.value.faults] == [
        "load_history.csv",
        "weather_history.csv",
    ]


def test_without_histories_they_are_not_read(tiny: Path) -> None:
    (tiny / "load_history.csv").write_bytes(b"\xff")
    assert read_scenario(tiny, histories=False).tables["load_history"].empty


def test_the_hashes_are_those_of_the_files(tiny: Path) -> None:
    scenario = read_scenario(tiny)
    assert set(scenario.inputs_sha256) == {path.name for path in tiny.iterdir()}
    for name, digest in scenario.inputs_sha256.items():
        assert digest == hashlib.sha256((tiny / name).read_bytes()).hexdigest()


def test_reading_twice_gives_the_same(tiny: Path) -> None:
    first, second = read_scenario(tiny), read_scenario(tiny)
    assert first.inputs_sha256 == second.inputs_sha256
    for key in TABLES:
        pd.testing.assert_frame_equal(first.tables[key], second.tables[key])


def test_encodings_and_line_ends_do_not_matter(tiny: Path) -> None:
    plain = read_scenario(tiny)
    for number, path in enumerate(sorted(tiny.glob("*.csv"))):
        text = path.read_text(encoding="utf-8")
        encoding = "gb18030" if number % 2 else "utf-8-sig"
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    again = read_scenario(tiny)
    for key in TABLES:
        pd.testing.assert_frame_equal(plain.tables[key], again.tables[key])


def test_times_with_offset_are_the_same_times(tiny: Path) -> None:
    plain = read_scenario(tiny)
    for key in ("weather_forecast", "load_history"):
        rows = read_cells(tiny / f"{key}.csv")
        for row in rows[1:]:
            row[0] += "+08:00"
        write_cells(tiny / f"{key}.csv", rows)
    again = read_scenario(tiny)
    for key in ("weather_forecast", "load_history"):
        pd.testing.assert_frame_equal(plain.tables[key], again.tables[key])


def test_files_may_have_other_names(tiny: Path) -> None:
    text = (tiny / "scenario.yaml").read_text()
    (tiny / "scenario.yaml").write_text(text + "files:\n  kits: clothes.csv\n")
    (tiny / "kits.csv").rename(tiny / "clothes.csv")
    scenario = read_scenario(tiny)
    assert scenario.files["kits"] == "clothes.csv"
    assert scenario.paths["kits"] == tiny / "clothes.csv"
    assert scenario.tables["kits"]["kit"].tolist() == ["cape"]


def test_a_power_factor_left_out_is_reported(tiny: Path) -> None:
    set_cell(tiny, "feeders", 3, "power_factor", "")
    scenario = read_scenario(tiny)
    assert scenario.tables["feeders"]["power_factor"].tolist() == [0.95] * 4
    (repair,) = scenario.repairs
    assert (repair.file, repair.column, repair.kind, repair.count) == (
        "feeders.csv",
        "power_factor",
        "defaulted",
        1,
    )


def test_limits_of_the_utility(tiny: Path) -> None:
    text = (tiny / "scenario.yaml").read_text()
    own = "limits:\n  vm_min_pu: 0.95\n  lunch: ['12:00', 13:30]\n  lunch_minutes: 45"
    (tiny / "scenario.yaml").write_text(text.replace("limits:\n  lunch: [11:30, 13:00]", own))
    limits = read_scenario(tiny).limits
    assert limits == Limits(vm_min_pu=0.95, lunch=("12:00", "13:30"), lunch_minutes=45)


HEAT = [
    ("rotation_minutes: 20", {"rotation_minutes": 20}),
    ("wind_max_m_per_s: 8", {"wind_max_m_per_s": 8}),
    ("use_strain: no", {"use_strain": False}),
    ("acclimatisation_shares: [0.3, 0.5, 0.7, 0.9]", {"acclimatisation_shares": (0.3, 0.5, 0.7, 0.9)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "heat"), HEAT)
def test_heat_rules_of_the_utility(tiny: Path, text: str, heat: dict[str, object]) -> None:
    settings = (tiny / "scenario.yaml").read_text()
    (tiny / "scenario.yaml").write_text(settings.replace("rotation_minutes: 30", text))
    assert read_scenario(tiny).heat == heat


BAD_HEAT = [
    ("rotation_minuts: 20", "heat.rotation_minuts", "did you mean rotation_minutes?"),  # misspelled
    ("rotation_minutes: often", "heat.rotation_minutes", "whole numbers in"),  # a word
    ("rotation_minutes: -5", "heat.rotation_minutes", "whole numbers in"),  # below
    ("use_strain: 3", "heat.use_strain", "yes or no"),  # a number
    ("stop_tmax_c: {a: 1}", "heat.stop_tmax_c", "numbers in"),  # a section
    ("stop_tmax_c: 36", "heat.stop_tmax_c", "rotate <= restricted <= stop"),  # crossed bands
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "wanted"), BAD_HEAT)
def test_unknown_or_impossible_heat_rules(tiny: Path, text: str, column: str, wanted: str) -> None:
    settings = (tiny / "scenario.yaml").read_text()
    (tiny / "scenario.yaml").write_text(settings.replace("rotation_minutes: 30", text))
    (fault,) = faults_of(tiny)
    assert (fault.file, fault.row, fault.column) == ("scenario.yaml", 15, column)
    assert wanted in fault.wanted


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"vm_min_pu": 1.07}, "vm_min_pu"),
        ({"heavy_percent": 101.0}, "heavy_percent"),
        ({"lunch": ("13:00", "12:00")}, "lunch"),
    ],
)
def test_limits_guard_themselves(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Limits(**change)


def test_a_scenario_guards_itself(tiny: Path) -> None:
    scenario = read_scenario(tiny)
    with pytest.raises(ValueError, match="time zone"):
        dataclasses.replace(scenario, issued=pd.Timestamp("2026-07-19"))
    with pytest.raises(ValueError, match="at least one day"):
        dataclasses.replace(scenario, days=0)


def test_daylight_saving_keeps_days_whole(tiny: Path) -> None:
    """A day of 23 or 25 hours has as many hours as it has."""
    scenario = dataclasses.replace(
        read_scenario(tiny),
        timezone="Europe/Berlin",
        date=pd.Timestamp("2026-10-25").date(),
        days=1,
    )
    assert len(scenario.times()) == 25
    assert len(scenario.slots()) == 100
