from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakops.out_tables import as_text, decimal_text, frame, text_table, write_table


def test_numbers_have_fixed_decimals_and_no_negative_zero() -> None:
    assert as_text(pd.Series([1.25, -0.04, float("nan")]), 1) == ["1.2", "0.0", ""]
    assert decimal_text(-0.0, 3) == "0.000"
    assert decimal_text(-1.5, 1) == "-1.5"


def test_booleans_are_yes_and_no() -> None:
    assert as_text(pd.Series([True, False]), "boolean") == ["yes", "no"]


def test_unknown_times_are_empty() -> None:
    times = pd.Series([pd.Timestamp("2026-07-21T08:15+08:00"), pd.NaT])
    assert as_text(times, "time") == ["2026-07-21T08:15+08:00", ""]
    assert as_text(pd.Series([pd.Timestamp("2026-07-21")]), "date") == ["2026-07-21"]


def test_a_row_without_a_column_is_refused() -> None:
    with pytest.raises(KeyError):
        frame("load_forecast", [{"time": 1}])


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    write_table("blocks", frame("blocks", []), tmp_path)
    text = (tmp_path / "blocks.csv").read_text(encoding="utf-8")
    assert text == "work_order,transfer_plan,feeder,switch,switch_name,reason\n"


def test_a_table_is_written_with_its_formats(tmp_path: Path) -> None:
    row = {
        "time": pd.Timestamp("2026-07-21T08:00", tz="Asia/Shanghai"),
        "feeder": "武康01",
        "p10_mw": 1.0,
        "p50_mw": 2.0,
        "p90_mw": 3.00049,
    }
    table = frame("load_forecast", [row])
    write_table("load_forecast", table, tmp_path)
    lines = (tmp_path / "load_forecast.csv").read_bytes().decode().split("\n")
    assert lines[1:] == ["2026-07-21T08:00+08:00,武康01,1.000,2.000,3.000", ""]
    assert list(text_table("load_forecast", table).columns) == list(row)
