from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weather.faults import WeatherFaults
from weather.heat_stress import (
    SLOT_COLUMNS,
    slot_weather,
    standard_pressure_hpa,
    wbgt_c,
    wind_at_working_height,
)

Table = Callable[..., pd.DataFrame]
Place = dict[str, float]


def slots(start: str, count: int, freq: str = "15min") -> pd.DatetimeIndex:
    return pd.date_range(start, periods=count, freq=freq, tz="Asia/Shanghai")


def test_columns_rows_and_rounding(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table(temp_air_c=np.linspace(26.03, 36.07, 24), pressure_hpa=1004.04)
    table = slot_weather(hourly, slots=slots("2024-07-20", 96), **deqing)
    assert tuple(table.columns) == SLOT_COLUMNS
    assert table["time"].tolist() == slots("2024-07-20", 96).tolist()
    assert table.index.tolist() == list(range(96))
    for column, decimals in {
        "temp_air_c": 1,
        "relative_humidity_percent": 0,
        "wind_m_per_s": 1,
        "ghi_w_per_m2": 0,
        "pressure_hpa": 1,
        "radiant_temp_c": 1,
        "wbgt_sun_c": 1,
        "wbgt_shade_c": 1,
    }.items():
        assert (table[column] == table[column].round(decimals)).all(), column
    assert not table.isna().any().any()


def test_temperature_runs_between_the_middles_of_the_hours(
    hourly_table: Table, deqing: Place
) -> None:
    hourly = hourly_table(3, temp_air_c=[30.0, 34.0, 34.0])
    table = slot_weather(hourly, slots=slots("2024-07-20", 12), **deqing)
    # Middles of the hours at 00:30 and 01:30; middles of the slots at :07.5, :22.5 and so on
    assert table["temp_air_c"][:8].tolist() == [30.0, 30.0, 30.5, 31.5, 32.5, 33.5, 34.0, 34.0]


def test_rain_thunder_and_wind_are_repeated(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table(
        2, rain_mm_per_h=[0.0, 2.0], thunder_probability=[0.1, 0.6], wind_speed_m_per_s=[2.0, 6.0]
    )
    table = slot_weather(hourly, slots=slots("2024-07-20", 8), **deqing)
    assert table["rain_mm_per_h"].tolist() == [0.0] * 4 + [2.0] * 4
    assert table["thunder_probability"].tolist() == [0.1] * 4 + [0.6] * 4
    assert table["wind_m_per_s"].tolist() == [2.0] * 4 + [6.0] * 4


def test_slots_may_be_a_part_of_the_forecast(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table(48, temp_air_c=np.linspace(26, 36, 48))
    whole = slot_weather(hourly, slots=slots("2024-07-20", 192), **deqing)
    part = slot_weather(hourly, slots=slots("2024-07-20T10:00", 8), **deqing)
    pd.testing.assert_frame_equal(part, whole.iloc[40:48].reset_index(drop=True))


def test_a_single_slot_is_enough(hourly_table: Table, deqing: Place) -> None:
    whole = slot_weather(hourly_table(), slots=slots("2024-07-20T10:00", 2), **deqing)
    alone = slot_weather(hourly_table(), slots=slots("2024-07-20T10:00", 1), **deqing)
    pd.testing.assert_frame_equal(alone, whole.iloc[:1])


def test_rows_may_come_in_any_order_and_stay(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table(temp_air_c=np.linspace(26, 36, 24))
    turned = hourly.iloc[::-1]
    before = turned.copy()
    expected = slot_weather(hourly, slots=slots("2024-07-20", 96), **deqing)
    found = slot_weather(turned, slots=slots("2024-07-20", 96), **deqing)
    pd.testing.assert_frame_equal(found, expected)
    pd.testing.assert_frame_equal(turned, before)


def test_missing_radiation_is_a_clear_sky_and_says_so(hourly_table: Table, deqing: Place) -> None:
    noon = slots("2024-07-20T11:00", 8)
    absent = slot_weather(hourly_table(), slots=noon, **deqing)
    assert absent["ghi_source"].unique().tolist() == ["clear_sky"]
    assert absent["ghi_w_per_m2"].between(950, 1050).all()
    given = np.where(np.arange(24) == 11, 500.0, np.nan)
    partly = slot_weather(hourly_table(ghi_w_per_m2=given), slots=noon, **deqing)
    assert partly["ghi_source"].tolist() == ["measured"] * 4 + ["clear_sky"] * 4
    assert partly["ghi_w_per_m2"][:4].tolist() == [500.0] * 4


def test_radiation_is_cut_to_what_the_sun_allows(hourly_table: Table, deqing: Place) -> None:
    day = slots("2024-07-20", 96)
    table = slot_weather(hourly_table(ghi_w_per_m2=1300.0), slots=day, **deqing)
    night = table["solar_elevation_deg"] < -1
    assert (table.loc[night, "ghi_w_per_m2"] == 0).all()
    # Solar constant and nearest sun; the elevation is rounded to 0.1°
    outside = 1361 * 1.035 * np.sin(np.radians(table["solar_elevation_deg"].clip(lower=0) + 0.1))
    assert (table["ghi_w_per_m2"] <= outside).all()
    low_sun = table["solar_elevation_deg"].between(1, 10)
    excess = table["radiant_temp_c"] - table["temp_air_c"]
    assert excess[low_sun].max() < 35
    assert table["wbgt_sun_c"].max() < 36


def test_night_has_no_sun(hourly_table: Table, deqing: Place) -> None:
    table = slot_weather(hourly_table(), slots=slots("2024-07-20T22:00", 8), **deqing)
    assert table["radiant_temp_c"].tolist() == table["temp_air_c"].tolist()
    assert table["wbgt_sun_c"].tolist() == table["wbgt_shade_c"].tolist()


def test_shade_is_cooler_than_sun_by_day(hourly_table: Table, deqing: Place) -> None:
    table = slot_weather(hourly_table(), slots=slots("2024-07-20T09:00", 24), **deqing)
    assert (table["wbgt_sun_c"] - table["wbgt_shade_c"]).between(1.0, 6.0).all()


def test_missing_pressure_comes_from_the_elevation(hourly_table: Table, deqing: Place) -> None:
    high = deqing | {"elevation_m": 1000.0}
    noon = slots("2024-07-20T12:00", 2)
    assert slot_weather(hourly_table(), slots=noon, **high)["pressure_hpa"].tolist() == [898.7] * 2
    some = hourly_table(pressure_hpa=np.where(np.arange(24) < 12, 1000.0, np.nan))
    assert slot_weather(some, slots=noon, **high)["pressure_hpa"].tolist() == [898.7] * 2


def test_standard_atmosphere() -> None:
    assert standard_pressure_hpa(0.0) == pytest.approx(1013.25)
    assert standard_pressure_hpa(1000.0) == pytest.approx(898.75, abs=0.05)


def test_wind_grows_with_height() -> None:
    assert wind_at_working_height(5.0, 10.0) == 5.0
    assert wind_at_working_height(5.0, 2.0) == pytest.approx(5.0 * 5**0.2)
    assert wind_at_working_height(5.0, 40.0) < 5.0


@pytest.mark.parametrize("height", [0.9, 0.0, -10.0, np.nan])
def test_wind_height_must_be_a_height(height: float) -> None:
    with pytest.raises(ValueError, match="wind_height_m"):
        wind_at_working_height(5.0, height)


def test_every_missing_column_is_a_fault(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table().drop(columns=["temp_air_c", "rain_mm_per_h"])
    with pytest.raises(WeatherFaults) as caught:
        slot_weather(hourly, slots=slots("2024-07-20", 4), **deqing)
    assert [fault.column for fault in caught.value.faults] == ["rain_mm_per_h", "temp_air_c"]


def test_every_hour_without_a_value_is_a_fault(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table(4)
    hourly.loc[1, "temp_air_c"] = np.nan
    hourly.loc[2, "rain_mm_per_h"] = np.nan
    with pytest.raises(WeatherFaults) as caught:
        slot_weather(hourly, slots=slots("2024-07-20", 16), **deqing)
    assert [(fault.key, fault.column) for fault in caught.value.faults] == [
        ("2024-07-20T01:00+08:00", "temp_air_c"),
        ("2024-07-20T02:00+08:00", "rain_mm_per_h"),
    ]
    # The hours in use are whole, so an empty one outside them does no harm
    assert len(slot_weather(hourly, slots=slots("2024-07-20T03:00", 4), **deqing)) == 4


def test_hours_outside_the_forecast_are_faults(hourly_table: Table, deqing: Place) -> None:
    hourly = hourly_table(3).drop(index=[1])
    with pytest.raises(WeatherFaults) as caught:
        slot_weather(hourly, slots=slots("2024-07-19T23:00", 20), **deqing)
    keys = [fault.key for fault in caught.value.faults]
    assert keys == ["2024-07-19T23:00+08:00", "2024-07-20T01:00+08:00", "2024-07-20T03:00+08:00"]
    assert {fault.column for fault in caught.value.faults} == {"time"}


@settings(max_examples=40, deadline=None)
@given(
    temp=st.floats(20, 44),
    rh=st.integers(10, 100),
    wind=st.floats(0, 12),
    hotter=st.floats(0.5, 5),
    moister=st.integers(1, 20),
)
def test_hotter_and_moister_air_has_a_higher_wbgt(
    temp: float, rh: int, wind: float, hotter: float, moister: int
) -> None:
    temps = np.array([temp, temp + hotter, temp])
    humidity = np.array([rh, rh, min(100, rh + moister)], dtype=float)
    base, hot, moist = wbgt_c(temps, humidity, wind, 1004.0, 700.0, 0.6, 0.8)
    assert hot > base
    # The model stops iterating within 0.02 K
    assert moist >= base - 0.05


def test_wbgt_has_a_value_in_every_weather() -> None:
    air = np.linspace(-40, 60, 101)[:, None, None]
    wind = np.array([0.0, 1.0, 10.0, 30.0])[:, None]
    ghi = np.array([0.0, 400.0, 1000.0])
    for rh in (1.0, 50.0, 100.0):
        found = wbgt_c(air, rh, wind, 1004.0, ghi, 0.5, 0.8)
        assert np.isfinite(found).all()
        assert (np.diff(found, axis=0) > 0).all()
