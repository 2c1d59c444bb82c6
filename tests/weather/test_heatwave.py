from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weather.heatwave import HUMIDITY_HOLDS, saturation_hpa, shift, stretch

Table = Callable[..., pd.DataFrame]
DAILY = pd.DataFrame({"date": [pd.Timestamp("2024-07-20")], "tmax_official_c": [39.5]})


def test_saturation_pressure_at_known_points() -> None:
    # Buck (1981): 6.1121 hPa at 0 °C; 42.4 hPa at 30 °C and 73.8 hPa at 40 °C in steam tables
    found = saturation_hpa(pd.Series([0.0, 30.0, 40.0]))
    np.testing.assert_allclose(found, [6.1121, 42.4, 73.8], rtol=2e-3)


def test_shift_moves_air_and_official_maximum(hourly_table: Table) -> None:
    hourly, daily = shift(hourly_table(2), DAILY, 0.5, "hold_rh")
    assert hourly["temp_air_c"].tolist() == [33.5, 33.5]
    assert hourly["relative_humidity_percent"].tolist() == [60.0, 60.0]
    assert daily["tmax_official_c"].tolist() == [40.0]


def test_hold_dewpoint_keeps_the_water_in_the_air(hourly_table: Table) -> None:
    before = hourly_table(1)
    after, _ = shift(before, DAILY, 3.0, "hold_dewpoint")
    water = [
        float((t["relative_humidity_percent"] * saturation_hpa(t["temp_air_c"])).iloc[0])
        for t in (before, after)
    ]
    assert water[1] == pytest.approx(water[0], rel=2e-3)
    assert after["relative_humidity_percent"][0] < 60.0


def test_cooling_never_passes_saturation(hourly_table: Table) -> None:
    after, _ = shift(hourly_table(1, relative_humidity_percent=95.0), DAILY, -5.0, "hold_dewpoint")
    assert after["relative_humidity_percent"].tolist() == [100.0]


@pytest.mark.parametrize("humidity", HUMIDITY_HOLDS)
def test_shift_leaves_the_given_tables_and_other_columns(
    hourly_table: Table, humidity: str
) -> None:
    hourly, daily = hourly_table(3), DAILY.copy()
    before = hourly.copy()
    after, _ = shift(hourly, daily, 2.0, humidity)  # type: ignore[arg-type]  # text from a file
    pd.testing.assert_frame_equal(hourly, before)
    pd.testing.assert_frame_equal(daily, DAILY)
    pd.testing.assert_frame_equal(
        after.drop(columns=["temp_air_c", "relative_humidity_percent"]),
        before.drop(columns=["temp_air_c", "relative_humidity_percent"]),
    )


def test_an_empty_bulletin_can_be_shifted(hourly_table: Table) -> None:
    _, daily = shift(hourly_table(1), DAILY.iloc[:0], 1.0, "hold_rh")
    assert daily.empty


@pytest.mark.parametrize("shift_c", [-15.1, 15.1, np.nan])
def test_shift_out_of_range_is_refused(hourly_table: Table, shift_c: float) -> None:
    with pytest.raises(ValueError, match="shift_c"):
        shift(hourly_table(1), DAILY, shift_c, "hold_rh")


def test_unknown_humidity_is_refused(hourly_table: Table) -> None:
    with pytest.raises(ValueError, match="hold_rh"):
        shift(hourly_table(1), DAILY, 1.0, "dry")  # type: ignore[arg-type]  # as typed by a user


@given(st.floats(0, 10), st.integers(20, 100), st.integers(150, 420))
def test_a_warmer_shift_never_dries_hold_rh_nor_moistens_hold_dewpoint(
    shift_c: float, rh: int, tenths: int
) -> None:
    hourly = pd.DataFrame({"temp_air_c": [tenths / 10], "relative_humidity_percent": [float(rh)]})
    held, _ = shift(hourly, DAILY, shift_c, "hold_rh")
    dried, _ = shift(hourly, DAILY, shift_c, "hold_dewpoint")
    assert held["relative_humidity_percent"][0] == rh
    assert dried["relative_humidity_percent"][0] <= rh


def two_days(hourly_table: Table) -> pd.DataFrame:
    return hourly_table(48, temp_air_c=[*np.linspace(26, 34, 24), *np.linspace(25, 33, 24)])


def targets(*rows: tuple[str, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["date", "tmin_c", "tmax_c"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_stretch_meets_the_wanted_ends_of_the_named_day_only(hourly_table: Table) -> None:
    before = two_days(hourly_table)
    after = stretch(before, targets(("2024-07-20", 30.2, 41.8)), "hold_dewpoint")
    first, second = after["temp_air_c"][:24], after["temp_air_c"][24:]
    assert (first.min(), first.max()) == (30.2, 41.8)
    assert first.is_monotonic_increasing
    np.testing.assert_allclose(second, before["temp_air_c"][24:], atol=0.05 + 1e-9)


def test_stretch_of_a_flat_day_gives_the_maximum(hourly_table: Table) -> None:
    after = stretch(hourly_table(24), targets(("2024-07-20", 28.0, 38.0)), "hold_rh")
    assert after["temp_air_c"].unique().tolist() == [38.0]


def test_stretch_refuses_crossed_ends(hourly_table: Table) -> None:
    with pytest.raises(ValueError, match="tmin_c"):
        stretch(hourly_table(24), targets(("2024-07-20", 38.0, 28.0)), "hold_rh")
