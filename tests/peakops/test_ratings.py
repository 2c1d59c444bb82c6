"""Ratings by weather, from the inputs to a published plan and its check."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandapower
import pandas as pd
import pytest

from peakops.check import check
from peakops.errors import InputFaults
from peakops.run import plan_to_folder
from peakops.validate import validate

from . import plan_edits as edit
from .tiny_scenario import set_cell, write_tiny

LINE_TYPES = """\
std_type,kind,diameter_mm,grouped
LGJ-240,bare,21.6,
XLPE-300,cable_soil,,2
TRAY-300,cable_air,,
"""
TRANSFORMERS = """\
transformer,cooling,oil_rise_k,gradient_k,surcharge_k
0,onaf,55,,8
"""
STATIONS = """\
station,lat,lon,elevation_m,wind_height_m
S,30.54,119.97,200,40
"""
TYPES = ["LGJ-240", "JKLYJ-240", "XLPE-300", "JL-240", None, "YJV-300", "LGJ-240", "TRAY-300"]
AT_8 = "2026-07-20T08:00+08:00"


def rated_by_weather(folder: Path) -> Path:
    """The tiny scenario with lines of many kinds, rated by weather."""
    write_tiny(folder)
    path = folder / "scenario.yaml"
    limits = "limits:\n  ratings: weather\n  soil_temp_c: 28"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("limits:", limits), encoding="utf-8")
    net = pandapower.from_json(folder / "network.json")
    net.line["std_type"] = [*TYPES, *TYPES[: len(net.line) - len(TYPES)]]
    pandapower.to_json(net, folder / "network.json")
    for key in ("weather_history", "weather_forecast"):
        table = pd.read_csv(folder / f"{key}.csv")
        table.assign(station="S").to_csv(folder / f"{key}.csv", index=False)
    (folder / "stations.csv").write_text(STATIONS, encoding="utf-8")
    (folder / "line_types.csv").write_text(LINE_TYPES, encoding="utf-8")
    (folder / "transformers.csv").write_text(TRANSFORMERS, encoding="utf-8")
    set_cell(folder, "load_history", -5, "F1", "")  # six hours before issue
    return folder


@pytest.fixture(scope="module")
def scenario_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rated_by_weather(tmp_path_factory.mktemp("ratings") / "tiny")


@pytest.fixture(scope="module")
def published(scenario_folder: Path) -> Path:
    plan_to_folder(scenario_folder, scenario_folder.parent / "plan", effort=0.2, seed=5)
    return scenario_folder.parent / "plan"


@pytest.fixture
def plan(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "plan")


def test_a_plan_rated_by_weather_is_clean_and_says_so(published: Path) -> None:
    report = check(published)
    assert report.clean
    assert report.orders >= 2
    document = json.loads((published / "plan.json").read_text(encoding="utf-8"))
    assert document["summary"]["ratings"] == "weather"
    assert document["summary"]["hottest_transformer"]["element"] in ("trafo:0", "trafo:1")
    kinds = {item["kind"]: item["count"] for item in document["summary"]["repairs"]}
    assert kinds["line_kind_assumed"] == 1
    assert kinds["cooling_assumed"] == 1
    assert kinds["heat_before_assumed"] > 0


def test_every_class_of_lines_has_its_factor_by_the_hour(published: Path) -> None:
    table = pd.read_csv(published / "line_factors.csv")
    found = table.groupby("line_class")["factor"].agg(["min", "max"])
    assert list(found.index) == ["bare", "bare/21.6", "cable_air", "cable_soil", "cable_soil/2", "covered"]  # fmt: skip
    assert found.loc["cable_soil"].tolist() == [0.9767, 0.9767]  # soil of 28 °C
    assert found.loc["cable_soil/2"].tolist() == [0.879, 0.879]
    assert found.loc["covered", "min"] == pytest.approx(((90 - 37) / 65) ** 0.5, abs=0.01)
    assert found.loc["bare", "min"] < found.loc["covered", "min"]
    limits = pd.read_csv(published / "feeder_limits.csv")
    line = limits["limit_from"] == "line"  # in the cool of the night the setting binds
    assert (limits["limit_a"] < 400.0).equals(line)
    assert set(limits.loc[~line, "limit_from"]) == {"limit_a"}
    assert 0.2 < line.mean() < 1.0


def test_the_day_before_is_in_the_transformers(published: Path) -> None:
    table = pd.read_csv(published / "transformer_heat.csv")
    before = table[table["time"] < "2026-07-20"]
    assert len(before) == 24 * 2
    north, south = (before[before["transformer"] == index] for index in (0, 1))
    assert south["source"].value_counts().to_dict() == {"measured": 16, "assumed": 8}
    assert north["source"].value_counts().to_dict() == {"measured": 15, "assumed": 9}
    assert set(table.loc[table["time"] >= "2026-07-20", "source"]) == {"forecast"}
    assert dict(zip(table["transformer"], table["cooling"], strict=True)) == {0: "onaf", 1: "onan"}
    assert (table["hot_spot_c"] >= table["top_oil_c"]).all()
    assert table["temp_air_c"].between(26.0, 38.0).all()
    # the day repeats itself, and so does what is measured of it
    assert north["load_percent"].mean() == pytest.approx(
        table.loc[table["time"].between("2026-07-20", "2026-07-21"), "load_percent"].mean(),
        rel=0.15,
    )


# file, row, hour, changed cells; what is said                                            # reason
EDITS = [
    ("line_factors", {"line_class": "covered"}, 9, {"factor": "0.9990"}, "covered: 0.9990"),  # cooler air
    ("line_factors", {"line_class": "bare/21.6"}, 9, {"factor": "0.9990"}, "bare/21.6: 0.9990"),  # more wind
    ("line_factors", {"line_class": "cable_soil/2"}, 9, {"factor": "0.9767"}, "cable_soil/2: 0.9767"),  # alone
    ("feeder_limits", {"feeder": "F1"}, 15, {"limit_a": "401.0"}, "F1: 401.0 A by line"),  # more
    ("feeder_limits", {"feeder": "F1"}, 16, {"limit_from": "switch"}, "by switch"),  # another binds
    ("transformer_heat", {"transformer": "0"}, 8, {"hot_spot_c": "60.00"}, "transformer 0: hot_spot_c 60.00"),  # warmer
    ("transformer_heat", {"transformer": "0"}, 9, {"top_oil_c": "20.00"}, "transformer 0: top_oil_c 20.00"),  # cooler
    ("transformer_heat", {"transformer": "1"}, 8, {"temp_air_c": "20.0"}, "transformer 1: temp_air_c 20.00"),  # cooler air
    ("transformer_heat", {"transformer": "1"}, 9, {"load_percent": "5.00"}, "transformer 1: load_percent 5.00"),  # less
    ("transformer_heat", {"transformer": "1"}, 10, {"cooling": "onaf"}, "transformer 1: onaf"),  # another kind
]  # fmt: skip


def test_every_edited_rating_is_found(plan: Path) -> None:
    for file, where, hour, cells, _ in EDITS:
        edit.set_cells(plan, file, where | {"time": f"2026-07-20T{hour:02d}:00+08:00"}, **cells)
    told = [(b.file, b.found) for b in check(plan).breaches if b.code == "ratings"]
    for file, *_, wanted in EDITS:
        assert any(at == f"{file}.csv" and wanted in found for at, found in told), wanted


def test_another_class_of_line_is_found(plan: Path) -> None:
    edit.set_cells(plan, "line_factors", {"line_class": "bare", "time": AT_8}, line_class="worn")
    with pytest.raises(InputFaults) as raised:
        check(plan)
    assert [(f.file, f.found) for f in raised.value.faults] == [
        ("line_factors.csv", "no row for bare at 2026-07-20T08:00")
    ]


def test_a_row_of_a_class_that_no_line_has_is_found(plan: Path) -> None:
    table = edit.read(plan, "line_factors")
    row = table[(table["line_class"] == "bare") & (table["time"] == AT_8)]
    edit.write(plan, "line_factors", pd.concat([table, row.assign(line_class="worn")]))
    (breach,) = check(plan).breaches
    assert (breach.code, breach.limit) == ("ratings", "no such class or hour")
    assert breach.found.startswith("worn: ")


@pytest.mark.parametrize(
    ("file", "where", "found"),
    [
        ("line_factors", {"line_class": "bare"}, "no row for bare at 2026-07-20T08:00"),
        ("transformer_heat", {"transformer": "1"}, "no row for transformer 1 at 2026-07-20T08:00"),
    ],
)
def test_a_missing_hour_is_a_fault(
    plan: Path, file: str, where: dict[str, str], found: str
) -> None:
    edit.drop_rows(plan, file, **(where | {"time": AT_8}))
    with pytest.raises(InputFaults) as raised:
        check(plan)
    assert [(f.file, f.found) for f in raised.value.faults] == [(f"{file}.csv", found)]


def test_a_limit_that_is_missing_is_found(plan: Path) -> None:
    edit.drop_rows(plan, "feeder_limits", feeder="F2", time=AT_8)
    (breach,) = check(plan).breaches
    assert (breach.code, breach.found) == ("ratings", "no row for F2")


def test_a_transformer_in_a_hot_cell_is_an_alarm(plan: Path) -> None:
    edit.set_cells(plan, "inputs/transformers", {"transformer": "0"}, surcharge_k="30", oil_rise_k="80",
                   gradient_k="50")  # fmt: skip
    path = plan / "inputs" / "network.json"
    net = pandapower.from_json(path)
    net.trafo["sn_mva"] = 6.0
    pandapower.to_json(net, path)
    alarms = {alarm.code for alarm in check(plan).base_alarms}
    assert {"transformer_hot_spot", "transformer_top_oil"} <= alarms
    assert "transformer_overload" not in alarms


# file, content; row, column, found, wanted                                                # reason
WRONG = [
    ("line_types", "std_type,kind\nJKLYJ-240,overhead\n", 2, "kind", "overhead",
     "one of covered (架空绝缘线), bare (裸导线), cable_air (空气中敷设电缆), cable_soil (直埋电缆)"),  # unknown kind
    ("line_types", "std_type,kind\nJKLYJ-24,covered\n", 2, "std_type", "JKLYJ-24",
     "a std_type of a line in the network file; did you mean JKLYJ-240?"),  # unknown type
    ("line_types", "std_type,kind,diameter_mm\nLGJ-240,bare,0.0216\n", 2, "diameter_mm", "0.0216",
     "a number from 3 to 60 mm"),  # metres
    ("transformers", "transformer,cooling\n7,onan\n", 2, "transformer", "7",
     "the index of a transformer in the network file"),  # unknown
    ("transformers", "transformer,cooling\n0,ofaf\n", 2, "cooling", "ofaf",
     "one of onan (油浸自冷), onaf (油浸风冷), distribution (配电变压器)"),  # no constants
    ("transformers", "transformer,cooling\n0,onan\n0,onaf\n", 3, "transformer",
     "0 again, as in row 2", "each transformer once"),  # twice
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "row", "column", "found", "wanted"), WRONG)
def test_a_wrong_row_is_named(
    scenario_folder: Path, tmp_path: Path, key: str, text: str, row: int, column: str,
    found: str, wanted: str,
) -> None:  # fmt: skip
    folder = shutil.copytree(scenario_folder, tmp_path / "tiny")
    (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    (fault,) = validate(folder)
    assert (fault.file, fault.row, fault.column) == (f"{key}.csv", row, column)
    assert (fault.found, fault.wanted[: len(wanted)]) == (found, wanted)


def test_another_setting_than_static_or_weather_is_named(
    scenario_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(scenario_folder, tmp_path / "tiny")
    path = folder / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ratings: weather", "ratings: dynamic"), encoding="utf-8")
    (fault,) = validate(folder)
    assert (fault.column, fault.found) == ("limits.ratings", "dynamic")
    assert fault.wanted == "one of static, weather"
