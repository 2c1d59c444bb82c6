from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from weather import solar
from weather.solar import SunPosition


def sun_at(*times: str) -> SunPosition:
    index = pd.DatetimeIndex([pd.Timestamp(time, tz="Asia/Shanghai") for time in times])
    return solar.sun_position(index, 30.54, 119.97, 10.0)


def test_sun_stands_where_the_almanac_says() -> None:
    # Culmination on 20 July at 30.54° N: 90 - 30.54 + declination 20.7 = 80.2°
    sun = sun_at("2024-07-20T12:06", "2024-07-20T00:00")
    assert sun.elevation_deg[0] == pytest.approx(80.2, abs=0.2)
    assert sun.elevation_deg[1] < -30
    assert sun.day_of_year.tolist() == [202, 202]


def test_cosine_is_zero_below_the_horizon() -> None:
    assert sun_at("2024-07-20T00:00").cos_zenith.tolist() == [0.0]


def test_clear_sky_and_its_bound_at_noon_and_at_night() -> None:
    sun = sun_at("2024-07-20T12:06", "2024-07-20T23:00")
    clear, bound = solar.clear_sky_ghi(sun), solar.highest_ghi(sun)
    # Haurwitz: 1098 cos z exp(-0.057 / cos z)
    assert clear[0] == pytest.approx(1098 * 0.985 * np.exp(-0.057 / 0.985), rel=0.005)
    assert clear[0] < bound[0] < 1361
    assert clear[1] == bound[1] == 0.0


def test_split_adds_up_and_is_dark_at_night() -> None:
    sun = sun_at("2024-07-20T09:00", "2024-07-20T15:00", "2024-07-20T23:00")
    ghi = np.array([700.0, 200.0, 0.0])
    dni, dhi = solar.split_radiation(ghi, sun)
    np.testing.assert_allclose(dni * sun.cos_zenith + dhi, ghi, atol=1e-6)
    assert dni[2] == dhi[2] == 0.0
    assert dhi[0] / ghi[0] < 0.5 < dhi[1] / ghi[1]  # a dull sky is diffuse


def test_sun_heats_and_night_does_not() -> None:
    sun = sun_at("2024-07-20T09:00", "2024-07-20T23:00")
    heating = solar.solar_heating(np.array([700.0, 0.0]), sun)
    assert 20.0 < heating[0] < 45.0
    assert heating[1] == 0.0


def test_one_time_alone_gives_the_same_as_among_others() -> None:
    alone = solar.solar_heating(np.array([700.0]), sun_at("2024-07-20T09:00"))
    both = solar.solar_heating(
        np.array([700.0, 500.0]), sun_at("2024-07-20T09:00", "2024-07-20T10:00")
    )
    assert alone[0] == both[0]


def test_the_darker_end_of_a_slot_counts() -> None:
    # Hangzhou on 21 July 2026: sunrise about 05:08, sunset about 19:00
    slots = pd.date_range("2026-07-21", periods=96, freq="15min", tz="Asia/Shanghai")
    low = solar.lowest_elevation_deg(slots, pd.Timedelta(minutes=15), 30.54, 119.97, 10.0)
    light = [f"{time:%H:%M}" for time, deg in zip(slots, low, strict=True) if deg >= -0.833]
    assert (light[0], light[-1]) == ("05:15", "18:45")
    assert low[48] < solar.sun_position(slots[48:50], 30.54, 119.97, 10.0).elevation_deg.max()
