"""Measured load and weather of Shanghai, cut to what was known at the moment of issue."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from county.network import LIMIT_A, CountyNetwork

LOAD_FILE = "data/shanghai_load_weather/shanghai_load_15min_2009-09_2013-08.csv.gz"
WEATHER_FILE = "data/uci_five_cities_weather/shanghai_hourly_weather_2010_2015.csv.gz"
DAILY_FILE = "data/shanghai_load_weather/shanghai_daily_weather_2011_2016.csv.gz"
HISTORY_YEARS, FORECAST_DAYS = 2, 7
ISSUE_HOUR = 18
HEAD_KV = 10.1
POWER_FACTOR = 0.95
STRESS = 1.02  # most loaded feeder over its limit in the largest hour of summer 2013
PROFILE_SHARE = 0.3  # of the load follows simbench's own profiles, the rest the installed load
THUNDER = 0.45
CHANGES = """\
- load: Shanghai's measured total (hourly means of 15-minute values, gaps left as they are),
  shared among the feeders: 70 % by installed load, 30 % by simbench's own profiles of the same
  weekday and season, which are German;
- scaled so that the most loaded feeder reaches 102 % of its limit in the largest hour of summer
  2013;
- weather: Shanghai's measured hours; wind per hour is the step of the cumulated column,
  restarted where the direction changes; no radiation was measured;
- the forecast is what was measured afterwards, gaps filled linearly: it is better than any real
  forecast;
- thunder probability 0.45 from 13 to 19 o'clock on days whose published text says 雷, else 0.05;
- official maxima: the published daily maxima, or the hourly maximum where a day is missing;
"""


@dataclass(frozen=True, kw_only=True)
class Times:
    """The plan's date and what follows from it.

    Parameters
    ----------
    date
        First day of the plan.
    """

    date: dt.date

    @property
    def issued(self) -> pd.Timestamp:
        """18:00 of the day before."""
        return pd.Timestamp(self.date) - pd.Timedelta(hours=24 - ISSUE_HOUR)

    @property
    def first(self) -> pd.Timestamp:
        """Start of the history."""
        return self.issued.normalize() - pd.DateOffset(years=HISTORY_YEARS)

    @property
    def end(self) -> pd.Timestamp:
        """End of the forecast."""
        return pd.Timestamp(self.date) + pd.Timedelta(days=FORECAST_DAYS)


def load_history(shared: Path, county: CountyNetwork, times: Times) -> pd.DataFrame:
    """Feeder loads until the moment of issue, as in ``load_history.csv``. [MW]"""
    system = _system_mw(shared)
    feeders = _shared_out(system, county)
    known = feeders[(feeders.index >= times.first) & (feeders.index < times.issued)]
    table = known.asfreq("h").round(3).reset_index(drop=True)
    table.insert(0, "time", known.asfreq("h").index.strftime("%Y-%m-%dT%H:%M"))
    return table


def _system_mw(shared: Path) -> pd.Series:
    raw = pd.read_csv(shared / LOAD_FILE, parse_dates=["time"]).set_index("time")["load_mw"]
    hourly = raw.resample("h").agg(["mean", "count"])
    return hourly["mean"].where(hourly["count"] >= 3)


def _shared_out(system: pd.Series, county: CountyNetwork) -> pd.DataFrame:
    loads = county.net.load
    feeder_of = {bus: feeder for feeder, buses in county.buses.items() for bus in buses}
    feeder = loads["bus"].map(feeder_of)
    installed = loads.groupby(feeder)["p_mw"].sum()
    profiles = _profiles_at(pd.DatetimeIndex(system.index), county.profiles)
    own = {
        key: sum(row.p_mw * profiles[row.profile] for row in rows.itertuples())
        for key, rows in loads.groupby(feeder)
    }
    by_profile = pd.DataFrame(own, index=system.index)
    by_profile = by_profile.div(by_profile.sum(axis=1), axis=0)
    share = (1 - PROFILE_SHARE) * installed / installed.sum() + PROFILE_SHARE * by_profile
    raw = share.mul(system, axis=0)
    limit = math.sqrt(3) * HEAD_KV * LIMIT_A / 1000 * POWER_FACTOR
    summer = raw[(raw.index >= "2013-06-01") & (raw.index < "2013-09-01")]
    return raw * (STRESS * limit / float(np.nanmax(summer.to_numpy())))


def _profiles_at(times: pd.DatetimeIndex, profiles: pd.DataFrame) -> dict[str, np.ndarray]:
    """Active power of every profile in the same week of the year, weekday and hour."""
    stamps = pd.to_datetime(profiles.index, format="%d.%m.%Y %H:%M")
    hourly = profiles.set_axis(stamps).resample("h").mean()
    calendar = times.isocalendar()
    week = np.minimum(calendar["week"].to_numpy(dtype=int), 52)
    # 4 January 2016 is the Monday of week 1.
    hours = ((week - 1) * 7 + calendar["day"].to_numpy(dtype=int) - 1) * 24 + times.hour.to_numpy()
    start = int(np.flatnonzero(hourly.index == pd.Timestamp("2016-01-04"))[0])
    rows = np.minimum(start + hours, len(hourly) - 1)
    return {
        column.removesuffix("_pload"): hourly[column].to_numpy()[rows]
        for column in hourly.columns
        if column.endswith("_pload")
    }


def weather(shared: Path, times: Times) -> tuple[pd.DataFrame, pd.DataFrame]:
    """History and forecast, as in the weather tables."""
    raw = pd.read_csv(shared / WEATHER_FILE, parse_dates=["time"]).set_index("time")
    raw = raw[(raw.index >= times.first) & (raw.index < times.end)]
    table = pd.DataFrame(
        {
            "temp_air_c": raw["temp_c"],
            "relative_humidity_percent": raw["rh_pct"].clip(1, 100),
            "wind_speed_m_per_s": _wind(raw["iws_cum_ms"], raw["wind_dir"]),
            "pressure_hpa": raw["pres_hpa"],
            "rain_mm_per_h": raw["precip_mm"].fillna(0.0).clip(lower=0.0),
            "thunder_probability": _thunder(shared, pd.DatetimeIndex(raw.index)),
        }
    ).round(2)
    known = table.index < times.issued
    return _stamped(table[known]), _stamped(table[~known].interpolate(limit_direction="both"))


def _stamped(table: pd.DataFrame) -> pd.DataFrame:
    out = table.round(2).reset_index(drop=True)
    out.insert(0, "time", pd.DatetimeIndex(table.index).strftime("%Y-%m-%dT%H:%M"))
    return out


def _wind(cumulated: pd.Series, direction: pd.Series) -> pd.Series:
    step = cumulated.diff()
    restarted = (direction != direction.shift()) | (step < 0) | step.isna()
    return step.where(~restarted, cumulated).clip(0.0, 15.0)


def _daily(shared: Path) -> pd.DataFrame:
    daily = pd.read_csv(shared / DAILY_FILE, parse_dates=["date"])
    return daily.drop_duplicates("date").set_index("date")


def _thunder(shared: Path, hours: pd.DatetimeIndex) -> np.ndarray:
    text = _daily(shared)["weather"].reindex(hours.normalize()).fillna("")
    likely = text.str.contains("雷").to_numpy() & np.isin(hours.hour, np.arange(13, 20))
    return np.where(likely, THUNDER, 0.05)


def official_maxima(shared: Path, times: Times) -> pd.DataFrame:
    """Published maxima of the forecast days, as in ``weather_daily.csv``. [°C]"""
    raw = pd.read_csv(shared / WEATHER_FILE, parse_dates=["time"]).set_index("time")["temp_c"]
    days = pd.date_range(times.date, periods=FORECAST_DAYS, freq="D")
    measured = raw.resample("D").max().reindex(days)
    published = _daily(shared)["max_temp"].reindex(days).fillna(measured)
    return pd.DataFrame(
        {
            "date": days.strftime("%Y-%m-%d"),
            "tmax_official_c": published.astype(int).to_list(),
            "issued_at": times.issued.strftime("%Y-%m-%dT17:00"),
        }
    )
