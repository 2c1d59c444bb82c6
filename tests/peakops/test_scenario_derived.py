"""Scenarios derived from another: hotter, shorter, with other settings."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from peakops.scenario import read_scenario

from .test_validate_cells import faults_of

HEATWAVE = """\
base: ../tiny
heatwave:
  shift_c: 1.5
  humidity: hold_rh
"""


def _derive(tiny: Path, text: str, name: str = "hot") -> Path:
    folder = tiny.parent / name
    folder.mkdir()
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_heatwave_warms_forecast_and_official_maximum(tiny: Path) -> None:
    base = read_scenario(tiny)
    hot = read_scenario(_derive(tiny, HEATWAVE))
    warmer = (
        hot.tables["weather_forecast"]["temp_air_c"] - base.tables["weather_forecast"]["temp_air_c"]
    )
    assert warmer.round(6).eq(1.5).all()
    assert hot.tables["weather_daily"]["tmax_official_c"].tolist() == [38.5, 37.5]
    assert hot.name == "hot"
    assert hot.seed == base.seed
    pd.testing.assert_frame_equal(hot.tables["weather_history"], base.tables["weather_history"])
    pd.testing.assert_series_equal(
        hot.tables["weather_forecast"]["relative_humidity_percent"],
        base.tables["weather_forecast"]["relative_humidity_percent"],
    )
    assert set(hot.inputs_sha256) == set(base.inputs_sha256) | {"../tiny/scenario.yaml"}


def test_a_heatwave_of_one_day_ends_at_midnight(tiny: Path) -> None:
    base = read_scenario(tiny).tables
    folder = _derive(tiny, HEATWAVE + "  days: 1\n")
    hot = read_scenario(folder).tables
    warmer = (hot["weather_forecast"]["temp_air_c"] - base["weather_forecast"]["temp_air_c"]).round(
        6
    )
    before = base["weather_forecast"]["time"] < pd.Timestamp("2026-07-21T00:00+08:00")
    assert warmer[before].eq(1.5).all()
    assert warmer[~before].eq(0).all()
    assert hot["weather_daily"]["tmax_official_c"].tolist() == [38.5, 36.0]
    assert hot["weather_forecast"].dtypes.equals(base["weather_forecast"].dtypes)


def test_drier_air_where_the_dew_point_stays(tiny: Path) -> None:
    base = read_scenario(tiny).tables["weather_forecast"]["relative_humidity_percent"]
    folder = _derive(tiny, HEATWAVE.replace("hold_rh", "hold_dewpoint"))
    hot = read_scenario(folder).tables["weather_forecast"]["relative_humidity_percent"]
    assert (hot < base).all()


def test_a_derived_scenario_replaces_single_keys(tiny: Path) -> None:
    text = (
        "base: ../tiny\nname: short\nseed: 9\nlimits:\n  max_rounds: 2\nplace:\n  elevation_m: 99\n"
    )
    short = read_scenario(_derive(tiny, text))
    assert (short.name, short.seed, short.days) == ("short", 9, 2)
    assert short.limits == dataclasses.replace(read_scenario(tiny).limits, max_rounds=2)
    assert (short.place.elevation_m, short.place.lat) == (99, 30.54)


def test_a_derived_scenario_may_bring_its_own_file(tiny: Path) -> None:
    folder = _derive(tiny, "base: ../tiny\nfiles:\n  holidays: holidays.csv\n")
    (folder / "holidays.csv").write_text("date,kind\n2026-07-20,holiday\n")
    scenario = read_scenario(folder)
    assert scenario.tables["holidays"]["date"].tolist() == [pd.Timestamp("2026-07-20")]
    assert scenario.paths["kits"].resolve() == (tiny / "kits.csv").resolve()


DERIVED = [
    ("base: ../tiny\ndays: 0\n", "scenario.yaml", 2, "days"),  # own key
    ("base: ../tiny\nheatwave: {humidity: hold_rh}\n", "scenario.yaml", 2, "heatwave.shift_c"),  # shift missing
    ("base: ../tiny\nheatwave: {shift_c: 30}\n", "scenario.yaml", 2, "heatwave.shift_c"),  # too hot
    ("base: ../tiny\nheatwave: {shift_c: 1, humidity: dry}\n", "scenario.yaml", 2, "heatwave.humidity"),  # unknown
    ("base: ../tiny\nheatwave: {shift_f: 1, shift_c: 1}\n", "scenario.yaml", 2, "heatwave.shift_f"),  # unknown key
    ("base: ../tiny\nheatwave: 3\n", "scenario.yaml", 2, "heatwave"),  # no section
    ("base: ../hot\n", "scenario.yaml", 1, "base"),  # derived from itself
    ("base: ../tiny\nheat: 3\n", "scenario.yaml", 2, "heat"),  # no section
    ("base: [a]\n", "scenario.yaml", 1, "base"),  # no folder
    ("base: ../tiny\ndays: 9\n", "weather_forecast.csv", 63, "time"),  # forecast too short
]  # fmt: skip


@pytest.mark.parametrize(("text", "file", "row", "column"), DERIVED)
def test_faults_of_a_derived_scenario(
    tiny: Path, text: str, file: str, row: int, column: str
) -> None:
    faults = faults_of(_derive(tiny, text))
    assert (file, row, column) in {(fault.file, fault.row, fault.column) for fault in faults}


def test_a_fault_of_the_base_is_told_with_the_base_s_file(tiny: Path) -> None:
    text = (tiny / "scenario.yaml").read_text().replace("seed: 7", "seed: x")
    (tiny / "scenario.yaml").write_text(text)
    (fault,) = faults_of(_derive(tiny, HEATWAVE))
    assert (fault.file, fault.row, fault.column) == ("../tiny/scenario.yaml", 6, "seed")
