"""Two hard days for a forecast: hotter than any in the history, and after a load transfer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from forecast_peers import Case
from forecast_protocol import OURS, DataSet, case_of, in_place, tested

from feeders.accuracy import backtest
from feeders.arrays import Floats
from feeders.day_types import working_days

TRAINED_TO_C = 36.0
FURTHER_C = 34.0
"""A longer way beyond, for the second set. [°C]"""

TRANSFER = 1.4
TRANSFER_DAYS = 10
SETTLED_DAYS = 3
"""From this day after the transfer on, counted from zero, the forecast has to be right again."""


def beyond_training(data: DataSet, trained_to_c: float = TRAINED_TO_C) -> dict[str, float]:
    """Daily-peak bias of days above so many °C by a model that never saw one.

    The load of all such days is hidden from the fit and from the carry; each is still forecast.
    """
    hot = _hot_days(data, trained_to_c)
    rows = tested(_hidden(data, hot), 0)
    return {f"beyond_training_{name}": value for name, value in _peaks(data, rows, hot).items()}


def peers_beyond_training(
    data: DataSet, peers: dict[str, Callable[[Case], Floats | None]]
) -> dict[str, dict[str, float]]:
    """The same days by every method: hidden from it, and as an ordinary summer's with all known.

    A peer that needs the last days' load has none for days after hidden ones; its days are fewer.
    """
    hot, found = _hot_days(data, TRAINED_TO_C), {}
    for suffix, some in (("", _hidden(data, hot)), ("_all_known", data)):
        ours, case = tested(some, 0), case_of(some, 0)
        found[f"{OURS}{suffix}"] = _peaks(data, ours, hot)
        for name, method in peers.items():
            forecast = method(case)
            if forecast is not None:
                found[f"{name}{suffix}"] = _peaks(data, in_place(ours, case, forecast), hot)
    for name, scores in found.items():
        print(f"days above {TRAINED_TO_C} °C  {name:24} {scores}", flush=True)
    return found


def _hot_days(data: DataSet, above_c: float) -> set[object]:
    daily = data.weather["temp_air_c"].groupby(data.weather.index.date).max()
    return set(daily.index[daily > above_c])


def _hidden(data: DataSet, hot: set[object]) -> DataSet:
    dates = np.array(pd.DatetimeIndex(data.load.index).date)
    load = data.load.mask(pd.Series(np.isin(dates, list(hot)), index=data.load.index), axis=0)
    return replace(data, load=load)


def _peaks(data: DataSet, rows: pd.DataFrame, hot: set[object]) -> dict[str, float]:
    """How the forecasts of the daily peak of these days missed what was measured. [%]"""
    rows = rows[rows["time"].dt.date.isin(hot)]
    rows = rows.assign(actual_mw=data.load.iloc[:, 0].reindex(rows["time"]).to_numpy())
    peaks = rows.dropna(subset=["actual_mw", "p50_mw"]).groupby("issued")
    highest = peaks[["p50_mw", "actual_mw"]].max()
    off = 100.0 * (highest["p50_mw"] / highest["actual_mw"] - 1.0)
    return {
        "days": float(len(off)),
        "peak_bias": round(float(off.mean()), 3),
        "worst": round(float(off.min()), 3),
        "rms": round(float((off**2).mean() ** 0.5), 3),
    }


def after_transfer(data: DataSet, start: str) -> dict[str, float]:
    """Error from the third day after 40 % more came onto the feeder, and after it went back.

    The forecast is fitted every day here: a transfer is looked for when a model is fitted.
    """
    first = pd.Timestamp(start, tz=data.load.index.tz) + pd.Timedelta(hours=10)
    last = first + pd.Timedelta(days=TRANSFER_DAYS)
    on = (data.load.index >= first) & (data.load.index < last)
    moved = data.load.mul(np.where(on, TRANSFER, 1.0), axis=0)
    days = pd.date_range(first.normalize(), last.normalize() + pd.Timedelta(days=14))
    with_it, without = (_daily(load, data.weather, days) for load in (moved, data.load))
    settled = first.normalize() + pd.Timedelta(days=SETTLED_DAYS)
    during = with_it[(with_it["time"] >= settled) & (with_it["time"] < last.floor("D"))]
    after = last.normalize() + pd.Timedelta(days=SETTLED_DAYS)
    back, plain = (rows[rows["time"] >= after] for rows in (with_it, without))
    return {
        "transfer_error_day3": _mean_error(during),
        "transfer_error_after": _mean_error(back),
        "transfer_error_without": _mean_error(plain),
    }


def _daily(load: pd.DataFrame, weather: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    kinds = working_days(pd.date_range(load.index[0].date(), load.index[-1].date()))
    issues = [pd.DatetimeIndex([day + pd.Timedelta(hours=6)]) for day in days]
    parts = [backtest(load, weather, issues=issue, day_types=kinds) for issue in issues]
    return pd.concat(parts, ignore_index=True)


def _mean_error(rows: pd.DataFrame) -> float:
    """Mean absolute error as a share of the mean load. [%]"""
    known = rows.dropna(subset=["actual_mw"])
    error = (known["p50_mw"] - known["actual_mw"]).abs().mean()
    return round(100.0 * float(error / known["actual_mw"].mean()), 3)
