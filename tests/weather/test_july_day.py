"""The reference July day through the same calls a plan makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from weather import solar
from weather.closed_slots import humidity_closed
from weather.heat_rules import exposure_minutes
from weather.heat_stress import slot_weather
from weather.rule_set import HeatRules
from weather.strain import as_forecast, strain_hours
from weather.strain_limits import minutes_to_core
from weather.strain_model import Kit

ACTUAL = HeatRules(strain_margin_temp_c=0.0, strain_margin_rh_percent=0.0, strain_wind_m_per_s=3.0)


@pytest.fixture(scope="module")
def case(reference: Path) -> dict[str, Any]:
    return json.loads((reference / "heat_july_day" / "case.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def expected(case: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(case["hours"], columns=case["columns"]).set_index("hour")


@pytest.fixture(scope="module")
def day(case: dict[str, Any], expected: pd.DataFrame) -> pd.DataFrame:
    """One slot an hour, so that its middle is the hh:30 of the case."""
    given, hot = case["assumptions"], case["hottest"]
    hours = pd.date_range(f"{given['date']}T05:00", periods=14, freq="h", tz="Asia/Shanghai")
    by_hour = expected.reindex(hours.hour)
    place = {"lat": given["lat"], "lon": given["lon"], "elevation_m": given["elevation_m"]}
    sun = solar.sun_position(hours + pd.Timedelta(minutes=30), **place)
    clear = solar.clear_sky_ghi(sun)
    hourly = pd.DataFrame(
        {
            "time": hours,
            "temp_air_c": by_hour["temp_air_c"].fillna(hot["temp_air_c"]).to_numpy(),
            "relative_humidity_percent": by_hour["relative_humidity_percent"]
            .fillna(hot["relative_humidity_percent"])
            .to_numpy(),
            "wind_speed_m_per_s": given["wind_10m_m_per_s"],
            "ghi_w_per_m2": clear * given["ghi_peak_w_per_m2"] / clear.max(),
            "pressure_hpa": given["pressure_hpa"],
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.0,
        }
    )
    table = slot_weather(hourly, **place, wind_height_m=10.0, slots=hours)
    return table.set_index(hours.hour)


def core_minutes(
    day: pd.DataFrame, case: dict[str, Any], metabolic_rate: float, rules: HeatRules
) -> pd.Series:
    kit = Kit(**case["assumptions"]["kit"])
    hours, inverse = strain_hours(day)
    conditions = as_forecast(hours, rules)
    return pd.Series(minutes_to_core(conditions, metabolic_rate, kit, rules)[inverse], day.index)


def assert_minutes(found: pd.Series, wanted: pd.Series, case: dict[str, Any]) -> None:
    tolerance, never = case["tolerance"], case["not_reached_minutes"]
    for hour, minutes in wanted.items():
        if minutes >= never:
            assert found[hour] >= never, hour
        elif minutes < 60:
            assert abs(found[hour] - minutes) <= tolerance["minutes_below_60"], hour
        else:
            assert abs(found[hour] - minutes) <= tolerance["share_from_60"] * minutes, hour


def test_wbgt(day: pd.DataFrame, expected: pd.DataFrame, case: dict[str, Any]) -> None:
    off = (day["wbgt_sun_c"].reindex(expected.index) - expected["wbgt_c"]).abs()
    assert off.max() <= case["tolerance"]["wbgt_c"] + 1e-9
    hottest = day.loc[case["hottest"]["hours"], "wbgt_sun_c"]
    assert abs(hottest.mean() - case["hottest"]["wbgt_c"]) <= case["tolerance"]["wbgt_c"] + 1e-9


def test_radiant_temperature_in_the_sun(day: pd.DataFrame) -> None:
    in_sun = day.loc[8:16, "radiant_temp_c"]
    assert in_sun.between(58.0, 71.0).all()


@pytest.mark.parametrize(("rate", "column"), [(165.0, "stint_165"), (200.0, "stint_200")])
def test_minutes_to_the_core_limit(
    day: pd.DataFrame, expected: pd.DataFrame, case: dict[str, Any], rate: float, column: str
) -> None:
    found = core_minutes(day, case, rate, ACTUAL)
    assert_minutes(found, expected[column], case)
    shortest, longest = case["hottest"][column]
    margin = case["tolerance"]["minutes_below_60"]
    hottest = found.loc[case["hottest"]["hours"]]
    assert hottest.between(shortest - margin, longest + margin).all()


def test_cautious_minutes(day: pd.DataFrame, expected: pd.DataFrame, case: dict[str, Any]) -> None:
    found = core_minutes(day, case, 165.0, HeatRules())
    assert_minutes(found, expected["cautious_165"], case)
    wanted = pd.Series(case["hottest"]["cautious_165"], case["hottest"]["hours"])
    assert_minutes(found, wanted, case)


def test_continuous_exposure(
    day: pd.DataFrame, expected: pd.DataFrame, case: dict[str, Any]
) -> None:
    found = pd.Series(
        exposure_minutes(day["temp_air_c"], day["relative_humidity_percent"], 165.0), day.index
    )
    assert found.reindex(expected.index).tolist() == expected["exposure_medium"].tolist()
    assert set(found.loc[case["hottest"]["hours"]]) == {case["hottest"]["exposure_medium"]}


def test_humidity_opens_at_seven(day: pd.DataFrame, expected: pd.DataFrame) -> None:
    is_open = ~humidity_closed(day, HeatRules())
    np.testing.assert_array_equal(is_open.reindex(expected.index), expected["humidity_open"])
