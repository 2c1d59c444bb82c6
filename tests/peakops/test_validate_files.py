"""Faults of whole files: missing, unreadable, with the wrong columns; and of scenario.yaml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peakops.errors import InputFault, InputFaults
from peakops.file_contract import TABLES
from peakops.scenario import read_scenario

from .test_validate_cells import faults_of
from .tiny_scenario import read_cells, write_cells


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def _write(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def _cut(name: str, part: float) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(len(data) * part)])

    return change


def _remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _rename(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: (folder / old).rename(folder / new) and None


YAML = "scenario.yaml"
TABLE_COLUMNS = {key: ", ".join(table.names) for key, table in TABLES.items()}
KEYS = "name, timezone, issued, date, days, seed, place, limits, forecast, solver, heat, files, base, heatwave"
LIMIT_KEYS = "loading_max_percent, heavy_percent, vm_min_pu, vm_max_pu, ratings, soil_temp_c, feeders_blocked_per_bus_section, detour_factor, speed_km_per_h, max_rounds, lunch, lunch_minutes"  # fmt: skip

# what is changed; file, row, column, found, wanted                                       # reason
FILES = [
    (_remove("crews.csv"), "crews.csv", None, None, "no such file", "crews.csv"),  # missing
    (_remove("network.json"), "network.json", None, None, "no such file", "network.json"),  # missing
    (_rename("kits.csv", "kits.xlsx"), "kits.csv", None, None, "no such file", "kits.csv, or kits.xlsx named in scenario.yaml under files"),  # other format
    (_replace(YAML, "seed: 7", "seed：7"), YAML, 6, None, "seed：7 with a wide colon", "seed: 7 with a plain colon and a blank"),  # Chinese colon
    (_replace(YAML, "lon: 119.97", "lon：119.97"), YAML, 9, None, "lon：119.97 with a wide colon", "lon: 119.97 with a plain colon and a blank"),  # Chinese colon in a section
    (_rename("kits.csv", "kit.csv"), "kits.csv", None, None, "no such file", "kits.csv; did you mean kit.csv?"),  # misspelled
    (_rename("restrictions.csv", "restriction.csv"), "restriction.csv", None, None, "a table that is not read", "a known file name; did you mean restrictions.csv?"),  # optional, would be lost
    (_write("kits.csv", b""), "kits.csv", None, None, "an empty file", "a header and rows"),  # empty
    (_write("kits.csv", b"\n\n"), "kits.csv", None, None, "an empty file", "a header and rows"),  # blank
    (_write("kits.csv", b",,\n1,2,3\n"), "kits.csv", 1, None, "an empty first row", "a header with the column names"),  # no header
    (_write("kits.csv", b"kit,clo,im,cav_c,mass_kg,source\n"), "kits.csv", None, None, "a header without rows", "at least one row"),  # header only
    (_write("kits.csv", b"kit,clo\n\xff\xfe"), "kits.csv", 2, None, "text that is neither UTF-8 nor GB18030", "text in UTF-8 or GB18030"),  # neither encoding
    (_write("kits.csv", b"kit,clo\na\x00b,1\n"), "kits.csv", 2, None, "bytes that are no text", "text in UTF-8 or GB18030"),  # binary
    (_replace("kits.csv", "cape,0.9", "cape,0.9,7"), "kits.csv", 2, None, "7 cells", "6 cells, as in the header"),  # a cell too many
    (_replace("kits.csv", "estimate", '"estimate'), "kits.csv", None, None, "unexpected end of data", "cells separated by commas"),  # open quote
    (_write("kits.csv", b"kit\tclo\n"), "kits.csv", 1, None, "cells separated by tabs", "cells separated by commas"),  # tabs
    (_write("kits.csv", b"kit;clo\n"), "kits.csv", 1, None, "cells separated by semicolons", "cells separated by commas"),  # semicolons
    (_replace("kits.csv", "clo", "Clo"), "kits.csv", 1, "clo", "no such column", "this column in the header, each cell a number from 0 to 3 clo"),  # capital
    (_replace("kits.csv", "clo", "Clo"), "kits.csv", 1, "Clo", "an unknown column", f"columns among {TABLE_COLUMNS['kits']}; did you mean clo?"),  # capital
    (_replace("kits.csv", "clo", "im"), "kits.csv", 1, "im", "the column 2 times", "every column once"),  # twice
    (_replace("load_history.csv", "F2", "F5"), "load_history.csv", 1, "F2", "no such column", "this column in the header, each cell a number from -50000 to 50000 MW"),  # feeder without history
    (_replace("load_history.csv", "F2", "F5"), "load_history.csv", 1, "F5", "an unknown column", "time and one column per feeder of feeders"),  # unknown feeder
    (_write("network.json", b"  "), "network.json", None, None, "an empty file", "a pandapower network as JSON"),  # blank
    (_write("network.json", b"\xff"), "network.json", 1, None, "text that is neither UTF-8 nor GB18030", "text in UTF-8 or GB18030"),  # no text
    (_write("network.json", b"{}"), "network.json", None, None, "JSON without a whole table bus of a pandapower network", "a pandapower network as JSON"),  # other JSON
    (_write("network.json", b"[1]"), "network.json", None, None, "JSON without a whole table bus of a pandapower network", "a pandapower network as JSON"),  # a list
    (_remove(YAML), YAML, None, None, "no such file", "the settings of the scenario"),  # missing
    (_write(YAML, b""), YAML, None, None, "an empty file", "keys with values, such as name: deqing"),  # empty
    (_write(YAML, b"- a\n"), YAML, None, None, "a list or a single value", "keys with values, such as name: deqing"),  # a list
    (_write(YAML, b"name: [tiny\n"), YAML, 2, None, "no YAML (expected ',' or ']', but got '<stream end>')", "valid YAML"),  # open bracket
    (_write(YAML, b"name: \xff\n"), YAML, 1, None, "text that is neither UTF-8 nor GB18030", "text in UTF-8 or GB18030"),  # no text
    (_write(YAML, b"name: \x07\n"), YAML, None, None, "unacceptable character #x0007: special characters are not allowed", "a YAML file"),  # a bell
    (_replace(YAML, "seed: 7", "seed: 7\nseed: 8"), YAML, 7, None, "the key seed again", "every key once"),  # twice
    (_replace(YAML, "seed: 7", "sead: 7"), YAML, 6, "sead", "an unknown key", f"one of {KEYS}; did you mean seed?"),  # misspelled
    (_replace(YAML, "seed: 7", "sead: 7"), YAML, None, "seed", "no such key", "this key"),  # missing
    (_replace(YAML, "seed: 7", "seed: -1"), YAML, 6, "seed", "-1", "a whole number from 0 to 2147483647"),  # negative
    (_replace(YAML, "days: 2", "days: 2.5"), YAML, 5, "days", "2.5", "a whole number from 1 to 14 d"),  # half a day
    (_replace(YAML, "days: 2", "days: [2]"), YAML, 5, "days", "a list or section", "a single value"),  # a list
    (_replace(YAML, "2026-07-20", "20.07.2026"), YAML, 4, "date", "20.07.2026", "a date such as 2026-07-20"),  # other order
    (_replace(YAML, "16:00", "16:00Z"), YAML, 3, "issued", "2026-07-19T16:00Z", "local time of Asia/Shanghai (+08:00 then), with that offset or none"),  # wrong zone
    (_replace(YAML, "Asia/Shanghai", "Asia/Shanghia"), YAML, 2, "timezone", "Asia/Shanghia", "a time zone such as Asia/Shanghai; did you mean Asia/Shanghai?"),  # misspelled
    (_replace(YAML, "Asia/Shanghai", "../etc"), YAML, 2, "timezone", "../etc", "a time zone such as Asia/Shanghai"),  # a path
    (_replace(YAML, "lat: 30.54", "lat: 305"), YAML, 8, "place.lat", "305", "a number from -90 to 90 °"),  # lost point
    (_replace(YAML, "  lat: 30.54\n", ""), YAML, None, "place.lat", "no such key", "this key"),  # half a place
    (_replace(YAML, "lat:", "latt:"), YAML, 8, "place.latt", "an unknown key", "one of lat, lon, elevation_m, wind_height_m; did you mean lat?"),  # misspelled
    (_replace(YAML, "lunch: [11:30, 13:00]", "lunch: 12"), YAML, 13, "limits.lunch", "no pair of times", "[11:30, 13:00]"),  # one time
    (_replace(YAML, "13:00", "lunch"), YAML, 13, "limits.lunch", "lunch", "a time of day such as 07:30, from 00:00 to 24:00"),  # a word
    (_replace(YAML, "13:00", "11:45"), YAML, 12, "limits", "a contradiction", "lunch must be at least lunch_minutes long"),  # too short
    (_replace(YAML, "lunch:", "vm_min_pu: 1.1\n  lunch:"), YAML, 12, "limits", "a contradiction", "vm_min_pu must be below vm_max_pu"),  # crossed
    (_replace(YAML, "lunch:", "heavy_percent: 110\n  lunch:"), YAML, 12, "limits", "a contradiction", "heavy_percent must not be above loading_max_percent"),  # crossed
    (_replace(YAML, "lunch:", "launch:"), YAML, 13, "limits.launch", "an unknown key", f"one of {LIMIT_KEYS}; did you mean lunch?"),  # misspelled
    (_replace(YAML, "heat:\n  rotation_minutes: 30\nsolver:", "heat: 40\nsolver:"), YAML, 14, "heat", "a single value or list", "keys with values"),  # no section
    (_replace(YAML, "effort: 1.0", "effort: 0"), YAML, 17, "solver.effort", "0", "a number from 0.01 to 1000000"),  # no work
    (_replace(YAML, "solver:", "files:\n  kits: ../kits.csv\nsolver:"), YAML, 17, "files.kits", "../kits.csv", "the name of a file in the scenario's folder, such as kits.csv"),  # outside
    (_replace(YAML, "solver:", "files:\n  kit: kits.csv\nsolver:"), YAML, 17, "files.kit", "an unknown key", f"one of {', '.join((*TABLES, 'network', 'work_ticket'))}; did you mean kits?"),  # unknown table
    (_replace(YAML, "solver:", "files:\n  kits: kits.doc\nsolver:"), "kits.doc", None, None, "no such file", "kits.doc, or kits.csv named in scenario.yaml under files"),  # absent
    (_replace(YAML, "seed: 7", "seed: 7\nheatwave: {shift_c: 1}"), YAML, 7, "heatwave", "no base", "heatwave only in a scenario with base"),  # not derived
    (_replace(YAML, "seed: 7", "seed: 7\nbase: ../none"), "../none/scenario.yaml", None, None, "no such file", "the settings of the scenario"),  # no such base
    (_replace(YAML, "issued: 2026-07-19T16:00", "issued: 2026-07-22T16:00"), YAML, 3, "issued", "2026-07-22T16:00", "a time before the end of the plan, 2026-07-22T00:00"),  # too late
]  # fmt: skip


@pytest.mark.parametrize(("change", "file", "row", "column", "found", "wanted"), FILES)
def test_a_wrong_file(
    tiny: Path,
    change: Callable[[Path], None],
    file: str,
    row: int | None,
    column: str | None,
    found: str,
    wanted: str,
) -> None:
    change(tiny)
    expected = InputFault(file=file, row=row, column=column, found=found, wanted=wanted)
    assert expected in faults_of(tiny)


def test_a_file_that_scenario_yaml_names_and_nobody_has(tiny: Path) -> None:
    _replace(YAML, "solver:", "files:\n  work_orders: 工单.xlsx\nsolver:")(tiny)
    (fault,) = [fault for fault in faults_of(tiny) if fault.file == "工单.xlsx"]
    assert fault.found == "no such file"
    assert "scenario.yaml names under files.work_orders" in fault.wanted
    assert "the folder holds contacts.csv, crews.csv" in fault.wanted
    assert "work_orders.csv" in fault.wanted


def test_a_chinese_header_that_is_not_understood(tiny: Path) -> None:
    _replace("work_orders.csv", "job_type,feeder,bus", "job_type,所属线路,bus")(tiny)
    told = {fault.column: fault.wanted for fault in faults_of(tiny)}
    assert told["所属线路"].startswith("columns among 工单 (work_order), 内容 (title)")
    assert told["所属线路"].endswith("; did you mean 线路?")
    _replace("work_orders.csv", "所属线路", "颜色")(tiny)
    told = {fault.column: fault.wanted for fault in faults_of(tiny)}
    assert "did you mean" not in told["颜色"]


def test_the_name_of_a_worker_where_the_short_one_is_wanted(tiny: Path) -> None:
    (tiny / "absences.csv").write_text(
        "worker,from,to\nZhang,2026-07-20T08:00,2026-07-20T12:00\nA8,2026-07-20T08:00,2026-07-20T12:00\n",
        encoding="utf-8",
    )
    named, unknown = (fault.wanted for fault in faults_of(tiny))
    assert named.endswith("; Zhang is the name of A3")
    assert "did you mean" not in unknown


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")
    assert (fault.file, fault.found) == ("nowhere", "no such folder")
    (tmp_path / "file").write_text("x")
    (fault,) = faults_of(tmp_path / "file")
    assert (fault.file, fault.found) == ("file", "a file")


@pytest.mark.parametrize("part", [0.01, 0.3, 0.7, 0.99])
def test_a_truncated_network(tiny: Path, part: float) -> None:
    _cut("network.json", part)(tiny)
    (fault,) = faults_of(tiny)
    assert (fault.file, fault.wanted) == ("network.json", "a whole JSON file")
    assert fault.found.startswith("no JSON (")


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_or_parquet_file(tiny: Path, part: float) -> None:
    from .small_xlsx import xlsx

    rows = read_cells(tiny / "kits.csv")
    (tiny / "kits.xlsx").write_bytes(xlsx(rows))
    _replace(YAML, "solver:", "files: {kits: kits.xlsx}\nsolver:")(tiny)
    assert faults_of(tiny) == ()
    _cut("kits.xlsx", part)(tiny)
    (fault,) = [fault for fault in faults_of(tiny) if fault.file == "kits.xlsx"]
    assert fault.found.startswith("no readable workbook")
    assert fault.wanted == "an Excel workbook, whole and not encrypted"


def test_a_truncated_parquet_file(tiny: Path) -> None:
    import pandas as pd

    table = pd.read_csv(tiny / "weather_history.csv")
    table.to_parquet(tiny / "weather.parquet")
    _replace(YAML, "solver:", "files: {weather_history: weather.parquet}\nsolver:")(tiny)
    assert faults_of(tiny) == ()
    _cut("weather.parquet", 0.7)(tiny)
    (fault,) = faults_of(tiny)
    assert fault.file == "weather.parquet"
    assert fault.found.startswith("no readable Parquet file")


def test_all_faults_of_all_files_come_at_once(tiny: Path) -> None:
    _remove("crews.csv")(tiny)
    _replace("kits.csv", "0.9", "x")(tiny)
    _replace(YAML, "seed: 7", "seed: x")(tiny)
    _replace("work_orders.csv", "2026-07-21T18:00", "x")(tiny)
    places = {(fault.file, fault.row, fault.column) for fault in faults_of(tiny)}
    assert places == {
        ("crews.csv", None, None),
        ("kits.csv", 2, "clo"),
        ("scenario.yaml", 6, "seed"),
        ("work_orders.csv", 2, "due"),
    }


def test_a_column_wrong_throughout_is_told_in_short(tiny: Path) -> None:
    rows = read_cells(tiny / "weather_history.csv")
    place = rows[0].index("temp_air_c")
    for row in rows[1:]:
        row[place] = f"{float(row[place]) * 1.8 + 32:.1f}"
    write_cells(tiny / "weather_history.csv", rows)
    with pytest.raises(InputFaults) as error:
        read_scenario(tiny)
    faults = error.value.faults
    assert len(faults) == 21
    assert {fault.column for fault in faults} == {"temp_air_c"}
    assert all("looks like °F" in fault.wanted for fault in faults)
    assert faults[-1].found.endswith("further wrong cells up to row 721")


def test_faults_read_as_sentences(tiny: Path) -> None:
    _replace("kits.csv", "0.9", "x")(tiny)
    with pytest.raises(InputFaults) as error:
        read_scenario(tiny)
    assert str(error.value) == (
        "kits.csv, row 2, column clo: found x; wanted a number from 0 to 3 clo"
    )
