"""How good the load forecast is: issued day by day on the past, held against what came."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.day_grid import indexed
from feeders.forecast import fit_load

WEEK = pd.Timedelta(days=7)

SCORE_COLUMNS = {
    "hours": ("h", 0.0, 1e9),
    "nrmse_percent": ("%", 0.0, 1e9),
    "naive_nrmse_percent": ("%", 0.0, 1e9),
    "peak_error_percent": ("%", 0.0, 1e9),
    "naive_peak_error_percent": ("%", 0.0, 1e9),
    "peak_bias_percent": ("%", -1e9, 1e9),
    "inside_percent": ("%", 0.0, 100.0),
    "above_p90_percent": ("%", 0.0, 100.0),
}
"""Unit and range of the columns of `scores`."""


def backtest(
    history: pd.DataFrame,
    weather: pd.DataFrame,
    *,
    issues: pd.DatetimeIndex,
    day_types: pd.Series,
    lead_days: int = 1,
) -> pd.DataFrame:
    """Issue a forecast at each moment, from what was known then, for one later day.

    Parameters
    ----------
    history
        Cleaned load, `time` (or index) and one column per feeder, hourly. [MW]
    weather
        `time` (or index) and temp_air_c. What came is taken as the weather forecast, so the errors
        are those of the load model alone. [°C]
    issues
        Moments of issue, time-zone aware.
    day_types
        From `day_types.working_days`.
    lead_days
        Days from the day of issue to the day forecast; at least 1. [d]

    Returns
    -------
    pd.DataFrame
        issued, time, feeder, p10_mw, p50_mw, p90_mw, actual_mw and naive_mw (same hour of the last
        same weekday known), NaN where not measured. [MW]
    """
    if lead_days < 1:
        raise ValueError(f"Expected at least 1 lead day, found {lead_days}.")
    load, temps = indexed(history), indexed(weather)
    parts = []
    for issued in issues:
        known_load, known_temps = load[load.index < issued], temps[temps.index < issued]
        model = fit_load(known_load, known_temps, issued=issued, day_types=day_types)
        first = issued.normalize() + pd.Timedelta(days=lead_days)
        times = pd.date_range(first, periods=24, freq="h")
        later = temps[(temps.index >= issued) & (temps.index <= times[-1])]
        forecast = model.predict(later, times)
        parts.append(_held_against(forecast, load, issued, lead_days))
    return pd.concat(parts, ignore_index=True)


def _held_against(
    forecast: pd.DataFrame, load: pd.DataFrame, issued: pd.Timestamp, lead_days: int
) -> pd.DataFrame:
    weeks = -(-lead_days // 7)
    times = pd.DatetimeIndex(forecast["time"])
    columns = load.columns.get_indexer(pd.Index(forecast["feeder"]))
    return forecast.assign(
        issued=issued,
        actual_mw=_looked_up(load, times, columns),
        naive_mw=_looked_up(load, times - weeks * WEEK, columns),
    )


def _looked_up(
    load: pd.DataFrame, times: pd.DatetimeIndex, columns: np.typing.NDArray[np.intp]
) -> np.typing.NDArray[np.float64]:
    rows = pd.DatetimeIndex(load.index).get_indexer(times)
    found = load.to_numpy(dtype=float)[rows, columns]
    return np.where(rows >= 0, found, np.nan)


def scores(tested: pd.DataFrame) -> pd.DataFrame:
    """Sum up a backtest per feeder.

    Parameters
    ----------
    tested
        From `backtest`; hours without measurement or naive forecast are left out.

    Returns
    -------
    pd.DataFrame
        Indexed by feeder, columns of `SCORE_COLUMNS`: root mean square error as a share of the mean
        load, mean absolute and signed error of the daily maximum, the share of hours between P10
        and P90 (80 % when calibrated) and above P90 (10 %).
    """
    known = tested.dropna(subset=["actual_mw", "naive_mw"])
    rows = {feeder: _score(group) for feeder, group in known.groupby("feeder", sort=True)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(SCORE_COLUMNS))


def _score(group: pd.DataFrame) -> list[float]:
    mean = group["actual_mw"].abs().mean()
    peaks = group.groupby("issued")[["actual_mw", "p50_mw", "naive_mw"]].max()
    off = peaks.div(peaks["actual_mw"], axis=0) - 1.0
    above = group["actual_mw"] > group["p90_mw"]
    below = group["actual_mw"] < group["p10_mw"]
    return [
        float(len(group)),
        100.0 * _rms(group["p50_mw"] - group["actual_mw"]) / mean,
        100.0 * _rms(group["naive_mw"] - group["actual_mw"]) / mean,
        100.0 * off["p50_mw"].abs().mean(),
        100.0 * off["naive_mw"].abs().mean(),
        100.0 * off["p50_mw"].mean(),
        100.0 * float((~above & ~below).mean()),
        100.0 * float(above.mean()),
    ]


def _rms(errors: pd.Series) -> float:
    return float(np.sqrt((errors**2).mean()))
