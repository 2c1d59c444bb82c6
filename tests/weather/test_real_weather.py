"""Measured and typical weather through the whole package, with warnings as errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from weather.bands import day_bands
from weather.closed_slots import closures
from weather.heat_rules import stint_limits
from weather.heat_stress import slot_weather
from weather.heatwave import saturation_hpa, shift, stretch
from weather.hourly import WEATHER_COLUMNS, clean_weather, read_epw
from weather.rule_set import HeatRules
from weather.screening import screening_alerts
from weather.strain import outside_validity
from weather.strain_model import Kit

pytestmark = pytest.mark.filterwarnings("error")

RULES = HeatRules()
CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
NO_BULLETIN = pd.DataFrame({"date": pd.to_datetime([]), "tmax_official_c": []})
HANGZHOU = {"lat": 30.23, "lon": 120.17, "elevation_m": 41.7, "wind_height_m": 10.0}
SHANGHAI = {"lat": 31.2, "lon": 121.4, "elevation_m": 4.0, "wind_height_m": 10.0}
EPW = ("Hangzhou.584570_CSWD", "Hangzhou.584570_SWERA", "Quxian.586330_CSWD")


def heat(hourly: pd.DataFrame, place: dict[str, float]) -> pd.DataFrame:
    """Slot weather with the stint limit of class 2 work under the cape."""
    slots = pd.date_range(
        hourly["time"].iloc[0],
        hourly["time"].iloc[-1] + pd.Timedelta(hours=1),
        freq="15min",
        inclusive="left",
    )
    table = slot_weather(hourly, slots=slots, **place)
    limits = stint_limits(table, 165.0, CAPE, RULES)
    return table.assign(minutes=limits["minutes"], rule=limits["rule"])


def assert_plausible(table: pd.DataFrame) -> None:
    assert not table.isna().any().any()
    assert table["wbgt_sun_c"].between(-15, 42).all()
    assert (table["wbgt_sun_c"] >= table["wbgt_shade_c"] - 0.3).all()
    assert (table["wbgt_sun_c"] <= table["temp_air_c"] + 12).all()
    assert (table["radiant_temp_c"] >= table["temp_air_c"]).all()
    assert (table["radiant_temp_c"] - table["temp_air_c"]).max() < 45
    night = table["solar_elevation_deg"] < -1
    assert (table.loc[night, "ghi_w_per_m2"] == 0).all()
    assert table["minutes"].between(0, 30).all()


@pytest.mark.parametrize("name", EPW)
def test_a_whole_typical_year_has_heat_without_a_warning(shared: Path, name: str) -> None:
    """Frost, fog and night too; stints are asked for the warm months below."""
    raw = read_epw(shared / "data" / "epw_hangzhou" / f"CHN_Zhejiang.{name}.epw.gz", year=2023)
    hourly, _ = clean_weather(raw.assign(rain_mm_per_h=0.0, thunder_probability=0.0))
    slots = pd.date_range(hourly["time"].iloc[0], periods=len(hourly), freq="h")
    table = slot_weather(hourly, slots=slots, **HANGZHOU)
    assert len(table) == 8760
    assert_plausible(table.assign(minutes=30))


@pytest.mark.parametrize("name", EPW)
def test_typical_year_of_an_epw_file(shared: Path, name: str) -> None:
    raw = read_epw(shared / "data" / "epw_hangzhou" / f"CHN_Zhejiang.{name}.epw.gz", year=2023)
    assert len(raw) == 8760
    assert raw["time"].is_monotonic_increasing
    cleaned, repairs = clean_weather(raw.assign(rain_mm_per_h=0.0, thunder_probability=0.0))
    assert {(repair.column, repair.kind) for repair in repairs} <= {("time", "duplicate_time")}
    summer = cleaned[cleaned["time"].dt.month.isin([6, 7, 8, 9])].reset_index(drop=True)
    table = heat(summer, HANGZHOU)
    assert_plausible(table)
    assert (table["ghi_source"] == "measured").all()
    assert (table.loc[table["temp_air_c"] < 20, "minutes"] == 30).mean() > 0.95
    assert (table["minutes"] < 30).any()


def test_epw_agrees_with_the_slim_table_of_the_same_year(shared: Path) -> None:
    folder = shared / "data" / "epw_hangzhou"
    ours = read_epw(folder / "CHN_Zhejiang.Hangzhou.584570_CSWD.epw.gz")
    slim = pd.read_csv(folder / "hangzhou_cswd_8760.csv.gz")
    np.testing.assert_allclose(ours["temp_air_c"], slim["temp_c"])
    np.testing.assert_allclose(ours["ghi_w_per_m2"], slim["ghi_whm2"])
    np.testing.assert_allclose(ours["pressure_hpa"], slim["pres_pa"] / 100)
    np.testing.assert_allclose(ours["wind_speed_m_per_s"], slim["wind_ms"])
    assert (ours["time"].dt.hour == slim["hour"] - 1).all()
    assert (ours["time"].dt.day == slim["day"]).all()


def test_radiation_of_an_epw_file_peaks_with_the_sun(shared: Path) -> None:
    """An hour taken as its end instead of its beginning would shift the peak."""
    name = f"CHN_Zhejiang.{EPW[1]}.epw.gz"
    raw = read_epw(shared / "data" / "epw_hangzhou" / name, year=2023)
    july = raw[raw["time"].dt.month == 7].fillna({"rain_mm_per_h": 0.0, "thunder_probability": 0.0})
    july = july.assign(thunder_probability=0.0, rain_mm_per_h=0.0).reset_index(drop=True)
    table = heat(july, HANGZHOU)
    hour = table["time"].dt.hour + table["time"].dt.minute / 60 + 0.125
    weight = table["ghi_w_per_m2"]
    sun = table["solar_elevation_deg"].clip(lower=0)
    middle_of_light = (hour * weight).sum() / weight.sum()
    middle_of_sun = (hour * sun).sum() / sun.sum()
    assert abs(middle_of_light - middle_of_sun) < 0.5


def shanghai_2013(shared: Path) -> pd.DataFrame:
    raw = pd.read_csv(
        shared / "data" / "shanghai_load_weather" / "shanghai_hourly_2011_2016.csv.gz",
        parse_dates=["time"],
    )
    raw = raw[(raw["time"] >= "2013-07-20") & (raw["time"] < "2013-08-16")]
    return pd.DataFrame(
        {
            "time": raw["time"].dt.tz_localize("Asia/Shanghai"),
            "temp_air_c": raw["temp_c"],
            "relative_humidity_percent": raw["rh_pct"],
            "wind_speed_m_per_s": 3.0,  # the file holds a running sum, not a speed
            "pressure_hpa": raw["pres_hpa"],
            "rain_mm_per_h": raw["precip_mm"].fillna(0.0),
            "thunder_probability": 0.0,
        }
    ).reset_index(drop=True)


def test_record_heatwave_of_shanghai(shared: Path) -> None:
    hourly, _ = clean_weather(shanghai_2013(shared))
    table = heat(hourly, SHANGHAI)
    assert_plausible(table)
    assert (table["ghi_source"] == "clear_sky").all()
    bands = day_bands(NO_BULLETIN, hourly, RULES)
    assert bands["tmax_official_c"].max() == 41.0
    assert (bands["band"] == "stop").sum() >= 3
    hot = bands["tmax_official_c"] >= 37
    assert (bands.loc[hot, "hottest_to"] - bands.loc[hot, "hottest_from"]).eq("3h").all()
    assert bands.loc[hot, "hottest_from"].dt.hour.between(9, 15).all()
    closed = closures(table, bands, RULES)
    assert {"stop_day", "hottest_hours", "humidity"} <= set(closed["rule"])
    noon = table[table["time"].dt.hour.isin([12, 13]) & (table["temp_air_c"] >= 38)]
    assert noon["minutes"].between(15, 30).all()
    alerts = screening_alerts(table, 165.0, CAPE, RULES)
    assert len(alerts) > len(table)
    assert outside_validity(table, 165.0, CAPE, RULES).mean() < 0.2


def test_a_hotter_heatwave_is_never_more_open(shared: Path) -> None:
    hourly, _ = clean_weather(shanghai_2013(shared).iloc[: 24 * 7])
    hotter, _ = shift(hourly, NO_BULLETIN.assign(tmax_official_c=[]), 1.0, "hold_rh")
    before, after = heat(hourly, SHANGHAI), heat(hotter, SHANGHAI)
    assert (after["minutes"] <= before["minutes"]).all()
    assert (after["wbgt_sun_c"] > before["wbgt_sun_c"]).all()
    order = {"none": 0, "rotate": 1, "restricted": 2, "stop": 3}
    bands = [day_bands(NO_BULLETIN, t, RULES)["band"].map(order) for t in (hourly, hotter)]
    assert (bands[1] >= bands[0]).all()


def test_typical_days_stretched_to_the_heatwave_of_2022(shared: Path) -> None:
    name = f"CHN_Zhejiang.{EPW[0]}.epw.gz"
    raw = read_epw(shared / "data" / "epw_hangzhou" / name, year=2022)
    august = raw[raw["time"].dt.month == 8].assign(rain_mm_per_h=0.0, thunder_probability=0.0)
    august = august.reset_index(drop=True)
    measured = pd.read_csv(
        shared / "data" / "hangzhou_gsod_2022" / "hangzhou_58457_gsod_2022-06-01_2022-09-30.csv",
        parse_dates=["date_utc"],
    )
    targets = measured.rename(
        columns={"date_utc": "date", "temp_min_c": "tmin_c", "temp_max_c": "tmax_c"}
    )[["date", "tmin_c", "tmax_c"]]
    targets = targets[targets["date"].dt.month == 8]
    stretched = stretch(august, targets, "hold_dewpoint")
    assert stretched["temp_air_c"].max() == 41.8
    assert stretched["relative_humidity_percent"].between(5, 100).all()
    water = stretched["relative_humidity_percent"] * saturation_hpa(stretched["temp_air_c"]) / 100
    assert water.between(5, 60).all()
    assert_plausible(heat(stretched, HANGZHOU))
    stopped = day_bands(NO_BULLETIN, stretched, RULES)["band"].eq("stop").sum()
    assert stopped >= (targets["tmax_c"] >= 40).sum()


@pytest.mark.parametrize("city", ["shanghai", "guangzhou", "chengdu"])
def test_no_measured_hour_is_taken_for_a_jump(shared: Path, city: str) -> None:
    """Six years each, with their thunderstorms and typhoons."""
    file = f"{city}_hourly_weather_2010_2015.csv.gz"
    raw = pd.read_csv(shared / "data" / "uci_five_cities_weather" / file, parse_dates=["time"])
    table = pd.DataFrame(
        {
            "time": raw["time"].dt.tz_localize("Asia/Shanghai"),
            "temp_air_c": raw["temp_c"],
            "relative_humidity_percent": raw["rh_pct"],
            "pressure_hpa": raw["pres_hpa"],
        }
    )
    assert table["temp_air_c"].diff().abs().max() >= 8  # outflow of a storm, and it stays
    _, repairs = clean_weather(table)
    assert "jump" not in {repair.kind for repair in repairs}


def test_weather_columns_cover_what_is_measured(shared: Path) -> None:
    raw = shanghai_2013(shared)
    for column, (_, lower, upper) in WEATHER_COLUMNS.items():
        if column in raw:
            assert raw[column].dropna().between(lower, upper).all(), column
