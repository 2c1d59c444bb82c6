from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weather.faults import WeatherFaults
from weather.hourly import REQUIRED_COLUMNS, WEATHER_COLUMNS, Repair, clean_weather, read_epw
from weather.jumps import JUMP_LIMITS

Table = Callable[..., pd.DataFrame]
NAN = np.nan


def kinds(repairs: tuple[Repair, ...]) -> dict[tuple[str, str], int]:
    return {(repair.column, repair.kind): repair.count for repair in repairs}


def test_a_clean_table_comes_back_equal_and_without_repairs(hourly_table: Table) -> None:
    table = hourly_table(24)
    cleaned, repairs = clean_weather(table)
    pd.testing.assert_frame_equal(cleaned, table)
    assert repairs == ()


def test_gap_of_three_hours_is_interpolated(hourly_table: Table) -> None:
    table = hourly_table(6, temp_air_c=[20.0, NAN, NAN, NAN, 28.0, 29.0])
    cleaned, repairs = clean_weather(table)
    assert cleaned["temp_air_c"].tolist() == [20.0, 22.0, 24.0, 26.0, 28.0, 29.0]
    assert kinds(repairs) == {("temp_air_c", "gap_filled"): 3}


def test_gap_of_four_hours_stays(hourly_table: Table) -> None:
    table = hourly_table(6, temp_air_c=[20.0, NAN, NAN, NAN, NAN, 29.0])
    cleaned, repairs = clean_weather(table)
    assert cleaned["temp_air_c"].isna().sum() == 4
    assert repairs == ()


def test_gap_at_an_end_stays(hourly_table: Table) -> None:
    table = hourly_table(4, temp_air_c=[NAN, 20.0, 21.0, NAN])
    cleaned, _ = clean_weather(table)
    assert cleaned["temp_air_c"].isna().tolist() == [True, False, False, True]


def test_missing_hours_are_inserted_and_filled(hourly_table: Table) -> None:
    table = hourly_table(5, temp_air_c=[20.0, 21.0, 22.0, 23.0, 24.0]).drop(index=[2])
    cleaned, repairs = clean_weather(table)
    assert cleaned["temp_air_c"].tolist() == [20.0, 21.0, 22.0, 23.0, 24.0]
    assert kinds(repairs)["time", "missing_hour"] == 1
    assert kinds(repairs)["temp_air_c", "gap_filled"] == 1


def test_first_row_of_a_doubled_time_counts(hourly_table: Table) -> None:
    table = hourly_table(3, temp_air_c=[20.0, 21.0, 22.0])
    doubled = pd.concat([table, table.iloc[[1]].assign(temp_air_c=50.0)])
    cleaned, repairs = clean_weather(doubled)
    assert cleaned["temp_air_c"].tolist() == [20.0, 21.0, 22.0]
    assert kinds(repairs) == {("time", "duplicate_time"): 1}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("temp_air_c", 60.1),
        ("temp_air_c", -40.1),
        ("relative_humidity_percent", 105.1),
        ("relative_humidity_percent", -1.0),
        ("wind_speed_m_per_s", -0.1),
        ("rain_mm_per_h", 999.0),
        ("thunder_probability", 1.1),
    ],
)
def test_values_out_of_range_are_replaced(hourly_table: Table, column: str, value: float) -> None:
    table = hourly_table(3)
    table.loc[1, column] = value
    cleaned, repairs = clean_weather(table)
    assert cleaned[column][1] == pytest.approx(table[column][0])
    assert kinds(repairs) == {(column, "out_of_range"): 1, (column, "gap_filled"): 1}


def test_humidity_a_little_above_100_is_100(hourly_table: Table) -> None:
    table = hourly_table(3, relative_humidity_percent=[99.0, 104.0, 105.0])
    cleaned, repairs = clean_weather(table)
    assert cleaned["relative_humidity_percent"].tolist() == [99.0, 100.0, 100.0]
    assert kinds(repairs) == {("relative_humidity_percent", "humidity_overshoot"): 2}


def test_stations_do_not_fill_one_another(hourly_table: Table) -> None:
    one = hourly_table(3, temp_air_c=[20.0, NAN, 22.0]).assign(station="A")
    two = hourly_table(3, temp_air_c=[NAN, 31.0, 32.0]).assign(station="B")
    cleaned, repairs = clean_weather(pd.concat([two, one]))
    assert cleaned["station"].tolist() == ["A"] * 3 + ["B"] * 3
    assert cleaned["temp_air_c"].fillna(-1).tolist() == [20.0, 21.0, 22.0, -1.0, 31.0, 32.0]
    assert kinds(repairs) == {("temp_air_c", "gap_filled"): 1}


def test_an_empty_history_stays_empty(hourly_table: Table) -> None:
    empty = hourly_table(1).iloc[:0]
    cleaned, repairs = clean_weather(empty)
    assert cleaned.empty
    assert list(cleaned.columns) == list(empty.columns)
    assert repairs == ()


def test_optional_columns_may_be_empty(hourly_table: Table) -> None:
    cleaned, repairs = clean_weather(hourly_table(3, ghi_w_per_m2=NAN))
    assert cleaned["ghi_w_per_m2"].isna().all()
    assert repairs == ()


@given(st.lists(st.one_of(st.none(), st.integers(-60, 70)), min_size=1, max_size=30))
def test_cleaning_changes_no_good_value_and_is_done_once(temps: list[int | None]) -> None:
    values = np.array([NAN if temp is None else temp for temp in temps], dtype=float)
    times = pd.date_range("2024-07-20", periods=len(temps), freq="h", tz="Asia/Shanghai")
    table = pd.DataFrame({"time": times, "temp_air_c": values})
    before = table.copy()
    cleaned, repairs = clean_weather(table)
    jumps = sum(repair.count for repair in repairs if repair.kind == "jump")
    good = np.isfinite(values) & (values >= -40) & (values <= 60)
    changed = good & (cleaned["temp_air_c"].to_numpy() != values)
    assert changed.sum() <= jumps
    assert jumps or not changed.any()
    good &= ~changed
    np.testing.assert_array_equal(cleaned["temp_air_c"][good], values[good])
    pd.testing.assert_frame_equal(table, before)
    again, more = clean_weather(cleaned)
    pd.testing.assert_frame_equal(again, cleaned)
    assert more == ()
    assert all(repair.count > 0 for repair in repairs)


@pytest.mark.parametrize("column", JUMP_LIMITS)
@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_jump_there_and_back_is_bridged(
    hourly_table: Table, column: str, length: int, sign: int
) -> None:
    middle = {"temp_air_c": 25.0, "relative_humidity_percent": 50.0, "wind_speed_m_per_s": 25.0}
    level = np.full(6, middle.get(column, 1000.0))
    off = np.where((np.arange(6) > 1) & (np.arange(6) < 2 + length), sign, 0)
    just = hourly_table(6, **{column: level + off * (JUMP_LIMITS[column].most - 0.1)})
    assert clean_weather(just)[1] == ()
    if column != "relative_humidity_percent":  # nothing beyond 0 and 100 % is left to jump to
        jump = hourly_table(6, **{column: level + off * (JUMP_LIMITS[column].most + 0.1)})
        cleaned, repairs = clean_weather(jump)
        assert cleaned[column].tolist() == level.tolist()
        assert kinds(repairs) == {(column, "jump"): length, (column, "gap_filled"): length}


def test_a_jump_of_humidity_is_bridged(hourly_table: Table) -> None:
    table = hourly_table(5, relative_humidity_percent=[80.0, 82.0, 8.0, 84.0, 80.0])
    cleaned, repairs = clean_weather(table)
    assert cleaned["relative_humidity_percent"].tolist() == [80.0, 82.0, 83.0, 84.0, 80.0]
    assert kinds(repairs)["relative_humidity_percent", "jump"] == 1


@pytest.mark.parametrize(
    "temps",
    [
        [36.0, 38.0, 40.0, 33.0, 25.0, 23.0, 28.0],  # Shanghai, 1 August 2013: a thunderstorm
        [33.0, 35.0, 35.0, 25.0, 28.0, 28.0, 29.0],  # 3 August 2011
        [20.0, 20.0, 40.0],  # an end says nothing
        [20.0, NAN, NAN, NAN, NAN, 40.0, 20.0],  # nor does a gap
        [20.0, 30.0, 30.0, 30.0, 20.0],  # three hours are weather
    ],
)
def test_what_may_be_weather_stays(hourly_table: Table, temps: list[float]) -> None:
    table = hourly_table(len(temps), temp_air_c=temps)
    cleaned, repairs = clean_weather(table)
    pd.testing.assert_frame_equal(cleaned, table)
    assert repairs == ()


def test_sun_and_rain_may_jump(hourly_table: Table) -> None:
    table = hourly_table(3, ghi_w_per_m2=[900.0, 0.0, 900.0], rain_mm_per_h=[0.0, 90.0, 0.0])
    assert clean_weather(table)[1] == ()


def test_a_jump_behind_a_jump_is_found_too(hourly_table: Table) -> None:
    table = hourly_table(7, temp_air_c=[20.0, 20.0, 50.0, 40.0, 30.0, 20.0, 20.0])
    cleaned, repairs = clean_weather(table)
    assert kinds(repairs)["temp_air_c", "jump"] >= 1
    assert clean_weather(cleaned)[1] == ()


def test_a_repair_counts_something() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Repair(column="temp_air_c", kind="gap_filled", count=0)


def test_required_columns_are_weather_columns() -> None:
    assert set(REQUIRED_COLUMNS) <= set(WEATHER_COLUMNS)
    assert all(low < high for _, low, high in WEATHER_COLUMNS.values())


def epw_text(rows: list[str], zone: str = "8.0") -> str:
    header = [f"LOCATION,Test,-,CHN,SRC,584570,30.23,120.17,{zone},41.7"]
    return "\n".join([*header, *["x"] * 7, *rows]) + "\n"


def epw_row(hour: int, *, rh: str = "70", rain: str = "0.5", month: int = 7) -> str:
    fields = ["2005", str(month), "1", str(hour), "0", "flags", "30.5", "24.0", rh, "100500"]
    fields += ["1400", "1367", "400", "512", "300", "200", "0", "0", "0", "0", "180", "2.5"]
    fields += ["5", "5", "10", "1000", "9", "999999999", "0", "0", "0", "0", "0", rain, "1"]
    return ",".join(fields)


def test_epw_hour_ending_becomes_hour_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.epw"
    path.write_text(epw_text([epw_row(1), epw_row(24)]), encoding="latin-1")
    table = read_epw(path)
    assert [str(time) for time in table["time"]] == [
        "2005-07-01 00:00:00+08:00",
        "2005-07-01 23:00:00+08:00",
    ]
    assert list(table.columns) == ["time", *WEATHER_COLUMNS]
    assert table.loc[0, list(WEATHER_COLUMNS)[:6]].tolist() == [30.5, 70.0, 2.5, 512.0, 1005.0, 0.5]
    assert table["thunder_probability"].isna().all()


def test_epw_missing_marks_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.epw.gz"
    with gzip.open(path, "wt", encoding="latin-1") as file:
        file.write(epw_text([epw_row(1, rh="999", rain="999.0"), epw_row(2, rh="101")]))
    table = read_epw(path)
    assert np.isnan(table["relative_humidity_percent"][0])
    assert np.isnan(table["rain_mm_per_h"][0])
    assert table["relative_humidity_percent"][1] == 100.0


def test_epw_without_rain_column(tmp_path: Path) -> None:
    path = tmp_path / "a.epw"
    short = ",".join(epw_row(1).split(",")[:30])
    path.write_text(epw_text([short]), encoding="latin-1")
    assert read_epw(path)["rain_mm_per_h"].isna().all()


def test_epw_of_joined_years_gets_one_year(tmp_path: Path) -> None:
    path = tmp_path / "a.epw"
    path.write_text(epw_text([epw_row(1, month=2), epw_row(1, month=3)], "5.5"), encoding="latin-1")
    times = read_epw(path, year=2023)["time"]
    assert times.dt.year.tolist() == [2023, 2023]
    assert times.dt.tz.utcoffset(None).total_seconds() == 5.5 * 3600


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing at all
        "time,temp\n1,2\n",  # another table
        epw_text([]),  # no data rows
        epw_text(["1,2,3"]),  # rows too short
    ],
)
def test_epw_in_another_format_is_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.epw"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(WeatherFaults, match="EnergyPlus"):
        read_epw(path)
