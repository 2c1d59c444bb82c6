from __future__ import annotations

import numpy as np
import pandas as pd

import weather
from peakops.heat_repairs import weather_repairs
from peakops.tables import Repair

DAY = pd.date_range("2026-07-21", periods=24, freq="h", tz="Asia/Shanghai")
SITE = {"lat": 30.5, "lon": 120.0, "elevation_m": 10.0, "wind_height_m": 10.0}


def hours(**values: object) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "time": DAY,
            "temp_air_c": 33.0,
            "relative_humidity_percent": 60.0,
            "wind_speed_m_per_s": 2.0,
            "ghi_w_per_m2": np.where((DAY.hour > 6) & (DAY.hour < 17), 150.0, 0.0),
            "pressure_hpa": 1005.0,
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.0,
        }
    )
    return table.assign(**values)


def repairs(table: pd.DataFrame) -> tuple[Repair, ...]:
    slots = pd.date_range(DAY[0], periods=96, freq="15min")
    return weather_repairs({"": table}, {"": weather.slot_weather(table, slots=slots, **SITE)})


def test_a_whole_forecast_needs_nothing() -> None:
    assert repairs(hours()) == ()


def test_radiation_that_is_missing_by_day_is_counted_not_that_of_the_night() -> None:
    missing = hours()["ghi_w_per_m2"].mask(DAY.hour.isin([0, 1, 12, 13]))
    (found,) = repairs(hours(ghi_w_per_m2=missing))
    assert (found.kind, found.column, found.count) == ("clear_sky", "ghi_w_per_m2", 2)


def test_a_forecast_without_the_columns_counts_every_hour() -> None:
    found = {item.kind: item.count for item in repairs(hours().drop(columns=["pressure_hpa"]))}
    assert found == {"standard_pressure": 24}


def test_radiation_beyond_the_sun_is_counted() -> None:
    bright = hours()["ghi_w_per_m2"].where(~DAY.hour.isin([7, 23]), 1300.0)
    (found,) = repairs(hours(ghi_w_per_m2=bright))
    assert (found.kind, found.count) == ("cut_to_clear_sky", 2)
