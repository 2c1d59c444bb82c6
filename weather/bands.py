"""Legal bands of a day by its forecast maximum, and its hottest hours."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from weather.rule_set import HeatRules

BAND_COLUMNS = (
    "date",
    "tmax_official_c",
    "source",
    "band",
    "outdoor_cap_minutes",
    "hottest_from",
    "hottest_to",
)
"""Columns of `day_bands`, in order."""

_CAP = "outdoor_cap_minutes"

# Equal temperatures must give equal sums, whatever the order of adding.
_SUM_DECIMALS = 6


def tmax_band(tmax_c: float, rules: HeatRules) -> str:
    """Legal band of a day by its forecast maximum: stop, restricted, rotate or none.

    Parameters
    ----------
    tmax_c
        Forecast daily maximum. [°C]
    rules
        Rules in force.
    """
    if tmax_c >= rules.stop_tmax_c:
        return "stop"
    if tmax_c >= rules.restricted_tmax_c:
        return "restricted"
    return "rotate" if tmax_c >= rules.rotate_tmax_c else "none"


def day_bands(daily: pd.DataFrame, hourly: pd.DataFrame, rules: HeatRules) -> pd.DataFrame:
    """Legal band, outdoor cap and hottest hours of every date of the forecast.

    Parameters
    ----------
    daily
        ``date``, ``tmax_official_c`` and, if there are several bulletins for a date,
        ``issued_at``: the latest counts. May be empty. [°C]
    hourly
        ``time`` (tz-aware), ``temp_air_c`` of every date wanted. [°C]
    rules
        Rules in force.

    Returns
    -------
    pandas.DataFrame
        `BAND_COLUMNS`, one row per date. ``source`` is ``official``, or ``hourly_rounded_up``
        where the date has no official maximum. ``outdoor_cap_minutes`` is NaN where there is
        none. ``hottest_from`` and ``hottest_to`` are NaT below `HeatRules.restricted_tmax_c`.
    """
    official = _official_maxima(daily)
    dates = hourly["time"].dt.tz_localize(None).dt.normalize()
    rows = [
        _band_row(date, official.get(date, np.nan), hours, rules)
        for date, hours in hourly.groupby(dates, sort=True)
    ]
    table = pd.DataFrame(rows, columns=list(BAND_COLUMNS))
    zone = hourly["time"].dt.tz
    ends = {name: pd.DatetimeIndex(table[name], tz=zone) for name in ("hottest_from", "hottest_to")}
    numbers = {name: table[name].astype(float) for name in ("tmax_official_c", _CAP)}
    return table.assign(**numbers, **ends)


def _official_maxima(daily: pd.DataFrame) -> dict[pd.Timestamp, float]:
    known = daily.dropna(subset=["tmax_official_c"])
    if "issued_at" in known:
        known = known.sort_values("issued_at", kind="stable", na_position="first")
    return dict(zip(known["date"], known["tmax_official_c"].astype(float), strict=True))


def _band_row(
    date: object, official_c: float, hours: pd.DataFrame, rules: HeatRules
) -> tuple[object, ...]:
    measured = bool(np.isnan(official_c))
    tmax_c = float(np.ceil(hours["temp_air_c"].max().round(1))) if measured else official_c
    band = tmax_band(tmax_c, rules)
    source = "hourly_rounded_up" if measured else "official"
    capped = tmax_c >= rules.restricted_tmax_c
    window = (hottest_window(hours, rules) if capped else None) or (pd.NaT, pd.NaT)
    return date, tmax_c, source, band, rules.outdoor_cap_minutes if capped else np.nan, *window


def hottest_window(
    hours: pd.DataFrame, rules: HeatRules
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Hottest consecutive hours of one date: largest temperature sum, ties to the earliest.

    Parameters
    ----------
    hours
        ``time`` (tz-aware, sorted) and ``temp_air_c`` of the date's hours. [°C]
    rules
        `HeatRules.hottest_hours`, or the fixed window in its place.

    Returns
    -------
    tuple or None
        Beginning and end; the end is not included. None if the rule asks for no hour.
    """
    times = pd.DatetimeIndex(hours["time"])
    if rules.hottest_fixed_from:
        return _at(times[0], rules.hottest_fixed_from), _at(times[0], rules.hottest_fixed_to)
    count = min(int(rules.hottest_hours), len(times))
    if not count:
        return None
    temps = hours["temp_air_c"].to_numpy(dtype=float)
    sums = np.round(np.convolve(temps, np.ones(count), mode="valid"), _SUM_DECIMALS)
    first = int(np.argmax(sums))
    return times[first], times[first + count - 1] + pd.Timedelta(hours=1)


def _at(time: pd.Timestamp, clock: str) -> pd.Timestamp:
    moment = dt.datetime.combine(time.date(), dt.time.fromisoformat(clock))
    return pd.Timestamp(moment, tz=time.tz)
