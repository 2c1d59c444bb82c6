"""Shanghai's load and weather for the forecast's benchmark and test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

ZONE = "Asia/Shanghai"
FIRST_HOUR = "2010-01-01"


def shared_data() -> Path | None:
    """Folder with the shared data sets, or None where there is none."""
    for folder in Path(__file__).resolve().parents:
        data = folder / "shared" / "data"
        if (data / "shanghai_load_weather").is_dir():
            return data
    return None


def load_gw(data: Path) -> pd.DataFrame:
    """Load of the city as hourly means of the 15-minute set, 2010 to August 2013. [GW]"""
    file = data / "shanghai_load_weather" / "shanghai_load_15min_2009-09_2013-08.csv.gz"
    table = pd.read_csv(file, parse_dates=["time"], index_col="time")
    hourly = table["load_mw"].resample("h").mean()[FIRST_HOUR:] / 1000.0
    return hourly.tz_localize(ZONE).to_frame("shanghai")


def highest_load_gw(data: Path) -> pd.DataFrame:
    """Highest quarter of each hour, 2011 to 2015. [GW]"""
    file = data / "shanghai_load_weather" / "shanghai_hourly_2011_2016.csv.gz"
    table = pd.read_csv(file, parse_dates=["time"], index_col="time")
    hourly = table["load_max_mw"][:"2015-12-31"] / 1000.0
    return hourly.tz_localize(ZONE).to_frame("shanghai")


def weather(data: Path) -> pd.DataFrame:
    """Hourly temperature 2010 to 2015; 13 missing hours are interpolated. [°C]"""
    file = data / "uci_five_cities_weather" / "shanghai_hourly_weather_2010_2015.csv.gz"
    table = pd.read_csv(file, parse_dates=["time"], index_col="time")
    return table["temp_c"].interpolate().tz_localize(ZONE).to_frame("temp_air_c")
