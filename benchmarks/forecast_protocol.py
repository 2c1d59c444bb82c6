"""The protocol of the forecast benchmark: cases, the peers' view of them, and the scores.

Issued at 06:00 of every day from 31 May to 30 August for the next day, refitted weekly, with the
temperatures that came or with AR(1) errors of 1.5 °C. Scored on June to August.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from forecast_peers import Case

from feeders.accuracy import SCORE_COLUMNS, as_forecast, backtest, score
from feeders.arrays import Floats
from feeders.day_types import working_days

HOUR = 6
NOISE_C = 1.5
OURS = "peakops"
METRICS = {
    "nrmse": "nrmse_percent",
    "peak_error": "peak_error_percent",
    "hot_bias": "hot_bias_percent",
    "coverage80": "inside_percent",
    "peak_coverage90": "peak_below_p90_percent",
}
BANDS = ("coverage80", "peak_coverage90")
"""Metrics of methods that issue quantiles."""

HOT_DAYS = 0.8
"""Days whose highest temperature is above this quantile count as hot."""


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """An hourly load with its temperature, and the moments at which forecasts are issued.

    `load` has one column, of any unit; `weather` temp_air_c, gapless. [°C]
    """

    name: str
    load: pd.DataFrame
    weather: pd.DataFrame
    issues: pd.DatetimeIndex


def summers(years: tuple[int, ...], zone: str) -> pd.DatetimeIndex:
    """Moments of issue of the summers of these years."""
    days = [pd.date_range(f"{y}-05-31", f"{y}-08-30") for y in years]
    return (days[0].append(days[1:]) + pd.Timedelta(hours=HOUR)).tz_localize(zone)


def tested(data: DataSet, noise_c: float) -> pd.DataFrame:
    """Backtest of peakops, held against what was measured: also where it would have been masked."""
    rows = backtest(
        data.load,
        data.weather,
        issues=data.issues,
        day_types=_kinds(data.load.index),
        temp_error_c=noise_c,
    )
    load, times = data.load.iloc[:, 0], pd.DatetimeIndex(rows["time"])
    return rows.assign(
        actual_mw=load.reindex(times).to_numpy(),
        naive_mw=load.reindex(times - pd.Timedelta(days=7)).to_numpy(),
    )


def case_of(data: DataSet, noise_c: float) -> Case:
    """The same days as the peers want them."""
    times = pd.DatetimeIndex(data.load.index).tz_localize(None)
    days = pd.date_range(times[0].normalize(), times[-1].normalize())
    hours = pd.date_range(days[0], periods=24 * len(days), freq="h")
    load = data.load.iloc[:, 0].tz_localize(None).reindex(hours).to_numpy(dtype=float)
    came = data.weather["temp_air_c"].tz_localize(None).reindex(hours).interpolate().bfill()
    temp = came.to_numpy(dtype=float)
    issue_days = np.array([(t.tz_localize(None).normalize() - days[0]).days for t in data.issues])
    issue_days = issue_days[issue_days + 2 < len(days)]
    return Case(
        days=days,
        load=load.reshape(-1, 24).T,
        temp=temp.reshape(-1, 24).T,
        temp_issued=_issued(temp, data.issues, issue_days, noise_c),
        kinds=_kinds(data.load.index).reindex(days).to_numpy(),
        issue_days=issue_days,
        hour=HOUR,
    )


def _issued(temp: Floats, issues: pd.DatetimeIndex, days: np.ndarray, noise_c: float) -> Floats:
    """Temperatures known on each issue day for it and the two days after, (24, days, 3). [°C]"""
    issued = np.full((24, len(temp) // 24, 3), np.nan)
    for moment, day in zip(issues, days, strict=False):
        known = temp[24 * day : 24 * (day + 3)].copy()
        later = pd.DataFrame({"temp_air_c": known[HOUR:]})
        known[HOUR:] = as_forecast(later, moment, noise_c)["temp_air_c"]
        issued[:, day] = known.reshape(3, 24).T
    return issued


def _kinds(times: pd.Index) -> pd.Series:
    return working_days(pd.date_range(times[0].date(), times[-1].date()))


def in_place(ours: pd.DataFrame, case: Case, forecast: Floats) -> pd.DataFrame:
    """Rows of our backtest with a peer's forecast as P50."""
    times = pd.DatetimeIndex(ours["time"]).tz_localize(None)
    day = (times.normalize() - case.days[0]).days.to_numpy()
    return ours.assign(p50_mw=forecast[times.hour, day])


def metrics(rows: pd.DataFrame, *, quantiles: bool) -> dict[str, float | None]:
    """Scores by the names of the result line; what a method does not issue is None. [%]"""
    known = rows.dropna(subset=["actual_mw", "p50_mw", "naive_mw"])
    scores = dict(zip(SCORE_COLUMNS, score(known), strict=True))
    return {
        name: round(scores[column], 3) if quantiles or name not in BANDS else None
        for name, column in METRICS.items()
    }


def hot_coverage(rows: pd.DataFrame) -> float:
    """Share of the hours of hot days between P10 and P90. [%]"""
    known = rows.dropna(subset=["actual_mw"])
    highest = known.groupby("issued")["temp_air_c"].transform("max")
    daily = known.groupby("issued")["temp_air_c"].max()
    hot = known[highest >= daily.quantile(HOT_DAYS)]
    inside = (hot["actual_mw"] >= hot["p10_mw"]) & (hot["actual_mw"] <= hot["p90_mw"])
    return round(100.0 * float(inside.mean()), 3)
