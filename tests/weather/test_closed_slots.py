from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from weather.bands import day_bands
from weather.closed_slots import (
    CLOSING_RULES,
    closing_rule,
    closures,
    darkness_closed,
    hottest_hours_closed,
    humidity_closed,
    in_the_dark,
    rain_closed,
    stop_day_closed,
    thunder_closed,
    wind_closed,
)
from weather.rule_set import HeatRules

RULES = HeatRules()
Table = Callable[..., pd.DataFrame]
OPEN_DAY = pd.DataFrame(
    {
        "date": [pd.Timestamp("2024-07-20")],
        "band": ["none"],
        "hottest_from": pd.DatetimeIndex([pd.NaT], tz="Asia/Shanghai"),
        "hottest_to": pd.DatetimeIndex([pd.NaT], tz="Asia/Shanghai"),
    }
)


def window(begin: str, end: str, band: str = "restricted") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": [pd.Timestamp("2024-07-20")],
            "band": [band],
            "hottest_from": [pd.Timestamp(begin, tz="Asia/Shanghai")],
            "hottest_to": [pd.Timestamp(end, tz="Asia/Shanghai")],
        }
    )


def test_rain_allows_none_at_all(slot_table: Table) -> None:
    assert rain_closed(slot_table(2, rain_mm_per_h=[0.0, 0.1]), RULES).tolist() == [False, True]


def test_rain_limit_is_a_rule(slot_table: Table) -> None:
    drizzle = slot_table(2, rain_mm_per_h=[0.2, 0.3])
    assert rain_closed(drizzle, HeatRules(rain_max_mm_per_h=0.2)).tolist() == [False, True]


def test_thunder_must_be_less_likely_than_the_limit(slot_table: Table) -> None:
    slots = slot_table(2, thunder_probability=[0.29, 0.3])
    assert thunder_closed(slots, RULES).tolist() == [False, True]


def test_wind_is_allowed_up_to_the_limit(slot_table: Table) -> None:
    assert wind_closed(slot_table(2, wind_m_per_s=[10.0, 10.1]), RULES).tolist() == [False, True]


def test_humidity_is_allowed_up_to_the_limit(slot_table: Table) -> None:
    slots = slot_table(2, relative_humidity_percent=[80.0, 81.0])
    assert humidity_closed(slots, RULES).tolist() == [False, True]


def test_it_is_light_from_sunrise_on(slot_table: Table) -> None:
    slots = slot_table(3, sun_lowest_deg=[-0.834, -0.833, 5.0])
    assert darkness_closed(slots, RULES).tolist() == [True, False, False]


def test_what_counts_as_light_is_a_rule(slot_table: Table) -> None:
    slots = slot_table(2, sun_lowest_deg=[-6.1, -5.9])
    rules = HeatRules(daylight_elevation_deg=-6.0)
    assert darkness_closed(slots, rules).tolist() == [True, False]


def test_night_work_opens_the_dark_and_it_stays_dark(slot_table: Table) -> None:
    slots = slot_table(2, sun_lowest_deg=[-30.0, 30.0])
    rules = HeatRules(night_work=True)
    assert darkness_closed(slots, rules).tolist() == [False, False]
    assert in_the_dark(slots, rules).tolist() == [True, False]


def test_stop_day_closes_its_own_date_only(slot_table: Table, hourly_table: Table) -> None:
    slots = slot_table(3, start="2024-07-20T23:30")
    temps = [30.0] * 24 + [40.0] * 24
    daily = pd.DataFrame({"date": pd.to_datetime([]), "tmax_official_c": []})
    bands = day_bands(daily, hourly_table(48, temp_air_c=temps), RULES)
    assert stop_day_closed(slots, bands).tolist() == [False, False, True]


def test_restricted_day_is_not_a_stop_day(slot_table: Table) -> None:
    bands = window("2024-07-20T13:00", "2024-07-20T16:00")
    assert not stop_day_closed(slot_table(2), bands).any()


def test_hottest_hours_are_half_open(slot_table: Table) -> None:
    slots = slot_table(14, start="2024-07-20T12:45")
    closed = hottest_hours_closed(slots, window("2024-07-20T13:00", "2024-07-20T16:00"))
    assert closed.tolist() == [False, *[True] * 12, False]


def test_hottest_hours_close_a_slot_they_only_touch(slot_table: Table) -> None:
    slots = slot_table(4, start="2024-07-20T12:00")
    closed = hottest_hours_closed(slots, window("2024-07-20T12:20", "2024-07-20T12:40"))
    assert closed.tolist() == [False, True, True, False]


def test_hottest_hours_close_a_single_slot_too(slot_table: Table) -> None:
    bands = window("2024-07-20T13:00", "2024-07-20T16:00")
    assert hottest_hours_closed(slot_table(1, start="2024-07-20T13:00"), bands).tolist() == [True]
    assert hottest_hours_closed(slot_table(1, start="2024-07-20T16:00"), bands).tolist() == [False]


def test_a_good_day_has_no_closure(slot_table: Table) -> None:
    found = closures(slot_table(8), OPEN_DAY, RULES)
    assert found.empty
    assert list(found.columns) == ["time", "rule", "phase"]


@pytest.mark.parametrize(
    ("column", "value", "rule", "phases"),
    [
        ("rain_mm_per_h", 1.0, "rain", ["bucket", "site"]),
        ("thunder_probability", 0.9, "thunder", ["bucket", "site"]),
        ("sun_lowest_deg", -1.0, "darkness", ["bucket", "site"]),
        ("wind_m_per_s", 12.0, "wind", ["bucket"]),
        ("relative_humidity_percent", 90.0, "humidity", ["bucket"]),
    ],
)
def test_weather_rules_close_their_phases(
    slot_table: Table, column: str, value: float, rule: str, phases: list[str]
) -> None:
    found = closures(slot_table(1, **{column: value}), OPEN_DAY)
    assert found["rule"].unique().tolist() == [rule]
    assert found["phase"].tolist() == phases


def test_legal_rules_close_the_site(slot_table: Table) -> None:
    bands = window("2024-07-20T00:00", "2024-07-20T00:15", band="stop")
    found = closures(slot_table(2), bands)
    assert found["rule"].tolist() == ["hottest_hours", "stop_day", "stop_day"]
    assert found["phase"].unique().tolist() == ["site"]


def test_closures_keep_the_time_zone_and_the_table(slot_table: Table) -> None:
    slots = slot_table(4, rain_mm_per_h=1.0)
    before = slots.copy()
    found = closures(slots, OPEN_DAY)
    assert str(found["time"].dtype) == "datetime64[ns, Asia/Shanghai]"
    pd.testing.assert_frame_equal(slots, before)


def test_every_code_has_its_rule(slot_table: Table) -> None:
    stormy = {
        "rain_mm_per_h": 1.0,
        "thunder_probability": 0.9,
        "wind_m_per_s": 12.0,
        "relative_humidity_percent": 90.0,
        "sun_lowest_deg": -9.0,
    }
    bands = window("2024-07-20T00:00", "2024-07-20T00:15", band="stop")
    found = set(closures(slot_table(1, **stormy), bands)["rule"])
    assert found == set(CLOSING_RULES)
    assert all(closing_rule(code, RULES).source for code in found)


def test_the_rule_behind_a_code_has_the_value_in_force() -> None:
    assert closing_rule("wind", HeatRules(wind_max_m_per_s=8.0)).value == 8.0
    fixed = HeatRules(hottest_fixed_from="12:00", hottest_fixed_to="15:00")
    assert closing_rule("hottest_hours", fixed).name == "hottest_fixed_from"
    assert closing_rule("hottest_hours", RULES).clause == "art. 8(1)"
