from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from weather.heatwave_days import (
    add_errors,
    draw_errors,
    follow_official,
    hottest_run,
    lay_over,
    lengthen,
    widen,
)

FIRST = pd.Timestamp("2024-07-20", tz="Asia/Shanghai")
DATES = [FIRST.tz_localize(None) + pd.Timedelta(days=day) for day in range(4)]


def days_of(peaks: list[float], before: int = 0) -> pd.DataFrame:
    """Hourly tables of days from 10 °C below their peak at 03:00 up to it at 15:00."""
    times = pd.date_range(FIRST, periods=24 * len(peaks), freq="h") - pd.Timedelta(hours=before)
    swing = 5 * np.sin((times.hour.to_numpy() - 9) / 24 * 2 * np.pi)
    peak = np.repeat(peaks, 24) if not before else np.full(len(times), peaks[0])
    temps = np.round(peak - 5 + swing, 1)
    return pd.DataFrame({"time": times, "temp_air_c": temps, "relative_humidity_percent": 60.0})


def peaks_of(hourly: pd.DataFrame) -> list[float]:
    by_date = hourly["temp_air_c"].groupby(hourly["time"].dt.date)
    return [float(value) for value in by_date.max()]


def test_hotter_days_leave_the_nights() -> None:
    hourly = days_of([35.0, 36.0])
    found = widen(hourly, DATES[:1], low_c=0.0, high_c=2.0, humidity="hold_rh")
    assert peaks_of(found) == [37.0, 36.0]
    assert found["temp_air_c"][:24].min() == hourly["temp_air_c"][:24].min()
    assert found[24:].equals(hourly[24:])


def test_warmer_nights_leave_the_days_and_stop_at_the_maximum() -> None:
    hourly = days_of([35.0])
    found = widen(hourly, DATES[:1], low_c=3.0, high_c=0.0, humidity="hold_rh")
    assert (found["temp_air_c"].min(), found["temp_air_c"].max()) == (28.0, 35.0)
    hot = widen(hourly, DATES[:1], low_c=15.0, high_c=0.0, humidity="hold_rh")
    assert hot["temp_air_c"].unique().tolist() == [35.0]


def test_a_longer_heatwave_repeats_the_hottest_day() -> None:
    found = lengthen(days_of([35.0, 38.0, 36.0]), FIRST, 3, 5)
    assert peaks_of(found) == [35.0, 38.0, 36.0, 38.0, 38.0]
    assert found["time"].diff().dropna().unique().tolist() == [pd.Timedelta(hours=1)]


def test_hours_after_the_known_days_give_way_to_the_repeated_day() -> None:
    hourly = days_of([35.0, 34.0])
    assert len(lengthen(hourly, FIRST, 1, 3)) == 72
    assert peaks_of(lengthen(hourly, FIRST, 1, 3)) == [35.0, 35.0, 35.0]


def test_the_hottest_days_in_a_row_need_whole_days() -> None:
    measured = days_of([30.0, 39.0, 33.0, 36.0, 37.0])
    assert peaks_of(hottest_run(measured, 1)) == [39.0]
    assert peaks_of(hottest_run(measured, 2)) == [36.0, 37.0]
    measured.loc[30, "temp_air_c"] = np.nan
    assert peaks_of(hottest_run(measured, 3)) == [33.0, 36.0, 37.0]
    assert hottest_run(measured, 4).empty


def test_measured_days_replace_the_heat_and_leave_the_rain() -> None:
    forecast = days_of([35.0, 36.0]).assign(rain_mm_per_h=0.5, ghi_w_per_m2=400.0)
    run = days_of([41.0]).assign(rain_mm_per_h=0.0, ghi_w_per_m2=np.nan)
    found = lay_over(forecast, FIRST, run)
    assert peaks_of(found) == [41.0, 36.0]
    assert found["rain_mm_per_h"].unique().tolist() == [0.5]
    assert found["ghi_w_per_m2"].unique().tolist() == [400.0]  # not measured: as forecast
    assert peaks_of(forecast) == [35.0, 36.0]


def test_errors_count_in_full_in_the_afternoon_and_are_linear_between() -> None:
    hourly = days_of([35.0, 35.0])
    found = add_errors(hourly, {DATES[0]: 1.0, DATES[1]: -1.0}, "hold_rh")
    error = (found["temp_air_c"] - hourly["temp_air_c"]).round(1)
    assert (error[0], error[15], error[27], error[39], error[47]) == (1.0, 1.0, 0.0, -1.0, -1.0)


def test_errors_follow_from_the_seed_and_are_as_wide_as_said() -> None:
    assert draw_errors(3, 1.5, (7, 1)) == draw_errors(3, 1.5, (7, 1)) != draw_errors(3, 1.5, (7, 2))
    drawn = np.array([draw_errors(3, 1.5, (1, number)) for number in range(2000)])
    assert drawn.std(axis=0) == pytest.approx([1.5, 1.5, 1.5], rel=0.05)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.7, abs=0.05)


def test_official_maxima_move_as_the_highest_hour_does() -> None:
    daily = pd.DataFrame({"date": DATES[:3], "tmax_official_c": [35.6, 36.65, 33.0]})
    before, after = days_of([35.0, 36.0]), days_of([36.5, 36.0])
    found = follow_official(daily, before, after)
    assert found["tmax_official_c"].tolist() == [37.1, 36.65, 33.0]  # not even rounded
