"""Heatwaves made of days: longer ones, measured ones, hotter days, warmer nights, forecast errors.

As in `weather.heatwave`, every function gives new tables and leaves the given ones as they are.
An hourly table is that of one station, with ``time`` (tz-aware, local) and ``temp_air_c`` [°C].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from weather.heatwave import HumidityHold, stretch, with_temperature

OVERLAID = ("temp_air_c", "relative_humidity_percent", "wind_speed_m_per_s", "ghi_w_per_m2")
"""Columns that a measured heatwave replaces; rain and thunder stay as forecast."""

ANCHOR_HOUR = 15
"""Hour of the day at which an error of the forecast counts in full: near the daily maximum."""

ERROR_MEMORY = 0.7
"""Correlation of the forecast's errors on two days that follow one another."""


def local_dates(hourly: pd.DataFrame) -> pd.Series:
    """Local date of each hour, as naive midnight."""
    dates: pd.Series = hourly["time"].dt.tz_localize(None).dt.normalize()
    return dates


def widen(
    hourly: pd.DataFrame,
    dates: Sequence[pd.Timestamp],
    *,
    low_c: float,
    high_c: float,
    humidity: HumidityHold,
) -> pd.DataFrame:
    """Raise the minimum and the maximum of some days, all hours between in proportion.

    Parameters
    ----------
    hourly
        ``time``, ``temp_air_c`` [°C], ``relative_humidity_percent`` [%] and others, kept.
    dates
        Naive local midnights of the days.
    low_c, high_c
        Added to the minimum and to the maximum; a minimum stops at the maximum. [K]
    humidity
        As in `weather.heatwave.shift`.
    """
    by_date = hourly["temp_air_c"].groupby(local_dates(hourly)).agg(["min", "max"])
    found = by_date[by_date.index.isin(list(dates))]
    high = found["max"] + high_c
    targets = pd.DataFrame({"date": found.index, "tmin_c": found["min"] + low_c, "tmax_c": high})
    targets["tmin_c"] = targets[["tmin_c", "tmax_c"]].min(axis=1)
    return stretch(hourly, targets.reset_index(drop=True), humidity)


def lengthen(hourly: pd.DataFrame, first: pd.Timestamp, known: int, days: int) -> pd.DataFrame:
    """Make a forecast longer: its hottest day is repeated.

    Parameters
    ----------
    hourly
        Reaches from before `first` over all of the known days.
    first
        Local midnight of the first day, tz-aware.
    known
        Days that the forecast covers, from `first` on. [d]
    days
        Days wanted, from `first` on. [d]

    Returns
    -------
    pandas.DataFrame
        The forecast up to the end of the last known day, then copies of the day with the highest
        hour, the earliest of several.
    """
    end = first + pd.Timedelta(days=known)
    kept = hourly[hourly["time"] < end]
    plan = kept[kept["time"] >= first]
    peaks = plan["temp_air_c"].groupby(local_dates(plan)).max()
    hottest = plan[local_dates(plan) == peaks.idxmax()]
    offset = hottest["time"] - hottest["time"].iloc[0]
    more = [
        hottest.assign(time=first + pd.Timedelta(days=day) + offset) for day in range(known, days)
    ]
    return pd.concat([kept, *more], ignore_index=True)


def hottest_run(measured: pd.DataFrame, days: int) -> pd.DataFrame:
    """The hottest days in a row of a measured series.

    Parameters
    ----------
    measured
        ``time``, ``temp_air_c`` [°C] and ``relative_humidity_percent`` [%]; NaN where unknown.
    days
        Days wanted. [d]

    Returns
    -------
    pandas.DataFrame
        The hours of those whole days with the highest mean of daily maxima, the earliest of
        several; no row where there are never so many whole days in a row.
    """
    usable = measured.dropna(subset=["temp_air_c", "relative_humidity_percent"])
    by_date = usable["temp_air_c"].groupby(local_dates(usable)).agg(["count", "max"])
    whole = by_date.loc[by_date["count"] == 24, "max"].asfreq("D")
    means = whole.rolling(days).mean().round(6).dropna()
    if means.empty:
        return usable.iloc[:0]
    last = pd.Timestamp(means.index.to_numpy()[int(means.to_numpy().argmax())])
    dates = local_dates(usable)
    inside: pd.Series = (dates > last - pd.Timedelta(days=days)) & (dates <= last)
    return usable[inside]


def lay_over(hourly: pd.DataFrame, first: pd.Timestamp, run: pd.DataFrame) -> pd.DataFrame:
    """Lay measured days over a forecast, hour by hour from its first day on.

    Parameters
    ----------
    hourly
        The forecast.
    first
        Local midnight of the first day, tz-aware.
    run
        Hours of the measured days in order of time; of `OVERLAID` what both tables have.
    """
    values = run.reset_index(drop=True)
    place = ((hourly["time"] - first) // pd.Timedelta(hours=1)).to_numpy()
    inside = (place >= 0) & (place < len(values))
    laid = hourly.copy()
    for name in OVERLAID:
        if name in hourly and name in values:
            new = values[name].to_numpy(dtype=float)[place[inside]]
            old = hourly.loc[inside, name].to_numpy(dtype=float)
            laid.loc[inside, name] = np.where(np.isnan(new), old, new)
    return laid


def draw_errors(days: int, deviation_c: float, seed: Sequence[int]) -> tuple[float, ...]:
    """Errors of a temperature forecast, one per day, in whole tenths. [K]

    Parameters
    ----------
    days
        How many. [d]
    deviation_c
        Their standard deviation. [K]
    seed
        The same seed gives the same errors.

    Notes
    -----
    A first-order autoregression with `ERROR_MEMORY`, stationary from the first day on.
    """
    drawn = np.random.default_rng(list(seed)).normal(size=days)
    errors = [drawn[0]]
    for value in drawn[1:]:
        errors.append(ERROR_MEMORY * errors[-1] + np.sqrt(1 - ERROR_MEMORY**2) * value)
    return tuple(float(round(deviation_c * error, 1)) + 0.0 for error in errors)


def add_errors(
    hourly: pd.DataFrame, errors_c: Mapping[pd.Timestamp, float], humidity: HumidityHold
) -> pd.DataFrame:
    """Add errors to a forecast: in full at `ANCHOR_HOUR` of each day, linear in between.

    Parameters
    ----------
    hourly
        ``time``, ``temp_air_c`` [°C], ``relative_humidity_percent`` [%] and others, kept.
    errors_c
        Error of each date (naive midnight); before the first and after the last it stays. [K]
    humidity
        As in `weather.heatwave.shift`.
    """
    wall = hourly["time"].dt.tz_localize(None)
    anchors = [date + pd.Timedelta(hours=ANCHOR_HOUR) for date in errors_c]
    hour = pd.Timedelta(hours=1)
    error = np.interp(
        ((wall - anchors[0]) / hour).to_numpy(dtype=float),
        [(anchor - anchors[0]) / hour for anchor in anchors],
        list(errors_c.values()),
    )
    return with_temperature(hourly, hourly["temp_air_c"] + error, humidity)


def follow_official(daily: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Official maxima that go with a changed forecast: each moves as its day's highest hour does.

    Parameters
    ----------
    daily
        ``date``, ``tmax_official_c`` [°C] and other columns, kept.
    before, after
        The forecast as it was and as it is now.
    """
    moved = _peaks(after) - _peaks(before)
    change = daily["date"].map(moved).fillna(0.0)
    official = daily["tmax_official_c"]
    new = (official + change).round(1)
    return daily.assign(tmax_official_c=official.where(change == 0, new))


def _peaks(hourly: pd.DataFrame) -> pd.Series:
    return hourly["temp_air_c"].groupby(local_dates(hourly)).max().round(6)
