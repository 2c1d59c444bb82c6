from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weather.bands import BAND_COLUMNS, day_bands, hottest_window, tmax_band
from weather.rule_set import HeatRules

RULES = HeatRules()
Table = Callable[..., pd.DataFrame]
NO_BULLETIN = pd.DataFrame({"date": pd.to_datetime([]), "tmax_official_c": []})


def bulletin(*rows: tuple[str, float, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["date", "tmax_official_c", "issued_at"])
    return table.assign(
        date=pd.to_datetime(table["date"]), issued_at=pd.to_datetime(table["issued_at"])
    )


def local(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Asia/Shanghai")


@pytest.mark.parametrize(
    ("tmax_c", "band"),
    [
        (34.9, "none"),
        (35.0, "rotate"),
        (36.9, "rotate"),
        (37.0, "restricted"),
        (39.9, "restricted"),
        (40.0, "stop"),
        (45.0, "stop"),
    ],
)
def test_tmax_band_changes_at_its_bounds(tmax_c: float, band: str) -> None:
    assert tmax_band(tmax_c, RULES) == band


def test_tmax_band_follows_an_override() -> None:
    assert tmax_band(39.0, HeatRules(stop_tmax_c=39.0)) == "stop"


@given(st.floats(20, 50), st.floats(0, 10))
def test_hotter_days_are_never_less_restricted(tmax_c: float, hotter: float) -> None:
    order = ["none", "rotate", "restricted", "stop"]
    assert order.index(tmax_band(tmax_c + hotter, RULES)) >= order.index(tmax_band(tmax_c, RULES))


def test_outdoor_cap_holds_from_37(hourly_table: Table) -> None:
    daily = bulletin(("2024-07-20", 36.9, "2024-07-19"), ("2024-07-21", 37.0, "2024-07-19"))
    bands = day_bands(daily, hourly_table(48), RULES)
    assert np.isnan(bands["outdoor_cap_minutes"][0])
    assert bands["outdoor_cap_minutes"][1] == 360
    assert pd.isna(bands["hottest_from"][0])
    assert bands["hottest_from"][1] == local("2024-07-21")


def test_a_stop_day_keeps_the_cap_and_the_hottest_hours(hourly_table: Table) -> None:
    bands = day_bands(bulletin(("2024-07-20", 41.0, "2024-07-19")), hourly_table(), RULES)
    assert bands["band"].tolist() == ["stop"]
    assert bands["outdoor_cap_minutes"].tolist() == [360]
    assert bands["hottest_to"][0] == local("2024-07-20T03:00")


def test_official_maximum_beats_the_hourly_forecast(hourly_table: Table) -> None:
    daily = bulletin(("2024-07-20", 36.0, "2024-07-19"))
    bands = day_bands(daily, hourly_table(temp_air_c=39.0), RULES)
    assert bands.loc[0, ["tmax_official_c", "source", "band"]].tolist() == [
        36.0,
        "official",
        "rotate",
    ]


def test_latest_bulletin_counts_whatever_its_row(hourly_table: Table) -> None:
    daily = bulletin(
        ("2024-07-20", 40.0, "2024-07-20T06:00"), ("2024-07-20", 36.0, "2024-07-19T18:00")
    )
    assert day_bands(daily, hourly_table(), RULES)["band"].tolist() == ["stop"]


def test_without_bulletin_the_hourly_maximum_is_rounded_up(hourly_table: Table) -> None:
    bands = day_bands(NO_BULLETIN, hourly_table(temp_air_c=36.1), RULES)
    assert bands.loc[0, ["tmax_official_c", "source"]].tolist() == [37.0, "hourly_rounded_up"]


def test_an_empty_official_maximum_is_no_bulletin(hourly_table: Table) -> None:
    daily = bulletin(("2024-07-20", np.nan, "2024-07-19"))
    bands = day_bands(daily, hourly_table(temp_air_c=35.0), RULES)
    assert bands.loc[0, ["tmax_official_c", "source"]].tolist() == [35.0, "hourly_rounded_up"]


def test_a_whole_hourly_maximum_stays_despite_noise(hourly_table: Table) -> None:
    bands = day_bands(NO_BULLETIN, hourly_table(temp_air_c=36.0 + 1e-9), RULES)
    assert bands["tmax_official_c"].tolist() == [36.0]


def test_columns_and_types_hold_without_any_hot_day(hourly_table: Table) -> None:
    bands = day_bands(NO_BULLETIN, hourly_table(48, temp_air_c=20.0), RULES)
    assert list(bands.columns) == list(BAND_COLUMNS)
    assert str(bands["hottest_from"].dtype) == "datetime64[ns, Asia/Shanghai]"
    assert bands["date"].tolist() == [pd.Timestamp("2024-07-20"), pd.Timestamp("2024-07-21")]


def peaked(*temps: float) -> list[float]:
    return [*temps, *[20.0] * (24 - len(temps))]


def test_hottest_hours_have_the_largest_sum_not_the_peak(hourly_table: Table) -> None:
    hours = hourly_table(temp_air_c=peaked(30, 41, 30, 30, 37, 37, 37))
    assert hottest_window(hours, RULES) == (local("2024-07-20T04:00"), local("2024-07-20T07:00"))


def test_hottest_hours_tie_goes_to_the_earliest(hourly_table: Table) -> None:
    hours = hourly_table(temp_air_c=peaked(20, 37.1, 37.2, 37.3, 20, 37.3, 37.2, 37.1))
    found = hottest_window(hours, RULES)
    assert found == (local("2024-07-20T01:00"), local("2024-07-20T04:00"))


def test_hottest_hours_count_is_a_rule(hourly_table: Table) -> None:
    hours = hourly_table(temp_air_c=peaked(30, 41, 30))
    one = HeatRules(hottest_hours=1)
    assert hottest_window(hours, one) == (local("2024-07-20T01:00"), local("2024-07-20T02:00"))
    assert hottest_window(hours, HeatRules(hottest_hours=0)) is None


def test_no_hottest_hours_leave_the_day_open(hourly_table: Table) -> None:
    bands = day_bands(NO_BULLETIN, hourly_table(temp_air_c=38.0), HeatRules(hottest_hours=0))
    assert bands["hottest_from"].isna().all()


def test_fixed_local_window_replaces_the_computed_one(hourly_table: Table) -> None:
    rules = HeatRules(hottest_fixed_from="12:00", hottest_fixed_to="15:30")
    bands = day_bands(NO_BULLETIN, hourly_table(48, temp_air_c=[38.0] * 24 + [30.0] * 24), rules)
    assert bands["hottest_from"][0] == local("2024-07-20T12:00")
    assert bands["hottest_to"][0] == local("2024-07-20T15:30")
    assert pd.isna(bands["hottest_from"][1])


@given(st.lists(st.integers(250, 420), min_size=3, max_size=24))
def test_no_window_of_three_hours_is_hotter(tenths: list[int]) -> None:
    times = pd.date_range("2024-07-20", periods=len(tenths), freq="h", tz="Asia/Shanghai")
    hours = pd.DataFrame({"time": times, "temp_air_c": np.array(tenths) / 10})
    window = hottest_window(hours, RULES)
    assert window is not None
    first = times.get_loc(window[0])
    sums = [sum(tenths[i : i + 3]) for i in range(len(tenths) - 2)]
    assert sums[first] == max(sums)
    assert first == sums.index(max(sums))
