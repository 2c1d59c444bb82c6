"""How good the load forecast is: issued day by day on the past, held against what came."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from feeders.day_grid import indexed
from feeders.forecast import fit_load
from feeders.history import clean_history
from feeders.load_model import LoadModel
from feeders.quantile_table import QUANTILES
from feeders.split_model import SplitModel
from feeders.station_weather import TEMPERATURE, correlated_errors
from feeders.time_steps import time_steps
from feeders.vanilla import Vanilla, fit_vanilla

HOUR, DAY, WEEK = (pd.Timedelta(days=days) for days in (1 / 24, 1, 7))
HOT_SHARE = 0.02
"""The hottest hours, by the temperature that came, whose bias is told apart."""

SCORE_COLUMNS = {
    "hours": ("h", 0.0, 1e9),
    "nrmse_percent": ("%", 0.0, 1e9),
    "naive_nrmse_percent": ("%", 0.0, 1e9),
    "vanilla_nrmse_percent": ("%", 0.0, 1e9),
    "peak_error_percent": ("%", 0.0, 1e9),
    "naive_peak_error_percent": ("%", 0.0, 1e9),
    "vanilla_peak_error_percent": ("%", 0.0, 1e9),
    "peak_bias_percent": ("%", -1e9, 1e9),
    "hot_bias_percent": ("%", -1e9, 1e9),
    "inside_percent": ("%", 0.0, 100.0),
    "above_p90_percent": ("%", 0.0, 100.0),
    "peak_below_p90_percent": ("%", 0.0, 100.0),
}
"""Unit and range of the columns of `scores`."""


def backtest(
    history: pd.DataFrame,
    weather: pd.DataFrame,
    *,
    issues: pd.DatetimeIndex,
    day_types: pd.Series,
    leads: Sequence[int] = (1,),
    temp_error_c: float = 0.0,
    switching_log: pd.DataFrame | None = None,
    feeders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Issue a forecast at each moment, from what was known then, for some later days.

    The model is refitted when the last fit is a week old; in between it takes in what is measured.
    The history is cleaned anew for each issue, for what is masked depends on what came later.

    Parameters
    ----------
    history
        Load as measured, `time` (or index) and one column per feeder, see `clean_history`. [MW]
    weather
        `time` (or index) and temp_air_c. What came is taken as the weather forecast. [°C]
    issues
        Moments of issue, time-zone aware, ascending.
    day_types
        From `day_types.working_days`.
    leads
        Days from the day of issue to the days forecast; at least 1. [d]
    temp_error_c
        Standard deviation of errors added to the weather forecast, see `as_forecast`. [°C]
    switching_log
        As for `clean_history`.
    feeders
        Those that are forecast, all if not given; the others are only compared with.

    Returns
    -------
    pd.DataFrame
        issued, lead_days, time, feeder, p10_mw, p50_mw, p90_mw, peak_p90_mw (of the day),
        actual_mw, naive_mw (same hour of the last same weekday known) and vanilla_mw
        (`feeders.vanilla`), NaN where not measured [MW]; temp_air_c as it came [°C].
    """
    if min(leads) < 1:
        raise ValueError(f"Expected at least 1 lead day, found {min(leads)}.")
    raw, temps = indexed(history), indexed(weather)
    mine = list(feeders if feeders is not None else raw.columns)
    load = clean_history(raw, switching_log)[0][mine]
    step = pd.Timedelta(minutes=time_steps(load.index).minutes)
    parts = []
    model: LoadModel | SplitModel | None = None
    peer: Vanilla | None = None
    fitted = pd.Timestamp(0, tz="UTC")
    for issued in issues:
        known_load = clean_history(raw[raw.index <= issued - step], switching_log)[0][mine]
        known_temps = temps[temps.index <= issued - HOUR]
        if model is None or peer is None or issued - fitted >= WEEK:
            model = fit_load(
                known_load, known_temps, issued=issued, day_types=day_types,
                temp_error_c=temp_error_c,
            )  # fmt: skip
            peer = fit_vanilla(known_load, known_temps[TEMPERATURE], issued.tz)
            fitted = issued
        else:
            model = model.updated(known_load, known_temps, issued)
        last = issued.normalize() + (max(leads) + 1) * DAY
        later = temps[(temps.index > issued - HOUR) & (temps.index < last)]
        ahead = as_forecast(later, issued, temp_error_c)
        for lead in leads:
            times = _day_ahead(issued, lead, step)
            if times[-1] > ahead.index[-1] + HOUR - step:
                continue  # the weather of that day has not come yet
            forecast = _issue(model, ahead, times).assign(
                issued=issued, lead_days=lead,
                vanilla_mw=peer.forecast(ahead[TEMPERATURE], times).ravel(),
            )  # fmt: skip
            parts.append(_held_against(forecast, load, temps, lead))
    return pd.concat(parts, ignore_index=True)


def _day_ahead(issued: pd.Timestamp, lead: int, step: pd.Timedelta) -> pd.DatetimeIndex:
    first = issued.normalize() + lead * DAY
    return pd.date_range(first, first + DAY, freq=step, inclusive="left")


def as_forecast(weather: pd.DataFrame, issued: pd.Timestamp, error_c: float) -> pd.DataFrame:
    """The weather that came with errors as a forecast issued at that moment could have had.

    Normal, correlated over `station_weather.ERROR_HOURS`, seeded by the moment of issue.
    """
    if not error_c:
        return weather
    seed = int(issued.timestamp()) // 3600
    errors = error_c * correlated_errors(len(weather), seed)
    return weather.assign(**{TEMPERATURE: weather[TEMPERATURE] + errors})


def _issue(
    model: LoadModel | SplitModel, weather: pd.DataFrame, times: pd.DatetimeIndex
) -> pd.DataFrame:
    high = QUANTILES["p90_mw"]
    peak = model.peaks(weather, times, (high,)).set_index("feeder")["p90_mw"]
    forecast = model.predict(weather, times)
    return forecast.assign(peak_p90_mw=peak.loc[forecast["feeder"]].to_numpy())


def _held_against(
    forecast: pd.DataFrame,
    load: pd.DataFrame,
    temps: pd.DataFrame,
    lead: int,
) -> pd.DataFrame:
    weeks = -(-lead // 7)
    times = pd.DatetimeIndex(forecast["time"])
    columns = load.columns.get_indexer(pd.Index(forecast["feeder"]))
    return forecast.assign(
        actual_mw=_looked_up(load, times, columns),
        naive_mw=_looked_up(load, times - weeks * WEEK, columns),
        temp_air_c=temps[TEMPERATURE].reindex(times.floor("h")).to_numpy(),
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
        load, mean absolute and signed error of the daily maximum, bias in the hottest 2 % of hours,
        the share of hours between P10 and P90 (80 % when calibrated) and above P90 (10 %), and the
        share of days whose highest hour is below its P90 (90 %). Peaks are those of days known
        whole.
    """
    known = tested.dropna(subset=["actual_mw", "naive_mw"])
    rows = {feeder: score(group) for feeder, group in known.groupby("feeder", sort=True)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(SCORE_COLUMNS))


def score(group: pd.DataFrame) -> list[float]:
    """Scores of one feeder, or of any rows of a backtest, in the order of `SCORE_COLUMNS`."""
    mean = group["actual_mw"].abs().mean() or np.nan  # of a dead feeder nothing is a share
    days = group.groupby("issued")
    peaks = days[["actual_mw", "p50_mw", "naive_mw", "vanilla_mw", "peak_p90_mw"]].max()
    peaks = peaks[(days.size() == days.size().max()).to_numpy()]
    off = peaks.div(peaks["actual_mw"], axis=0) - 1.0
    above = group["actual_mw"] > group["p90_mw"]
    below = group["actual_mw"] < group["p10_mw"]
    hot = group[group["temp_air_c"] >= group["temp_air_c"].quantile(1.0 - HOT_SHARE)]
    return [
        _hours(group),
        100.0 * _rms(group["p50_mw"] - group["actual_mw"]) / mean,
        100.0 * _rms(group["naive_mw"] - group["actual_mw"]) / mean,
        100.0 * _rms(group["vanilla_mw"] - group["actual_mw"]) / mean,
        100.0 * off["p50_mw"].abs().mean(),
        100.0 * off["naive_mw"].abs().mean(),
        100.0 * off["vanilla_mw"].abs().mean(),
        100.0 * off["p50_mw"].mean(),
        100.0 * (hot["p50_mw"] - hot["actual_mw"]).mean() / (hot["actual_mw"].mean() or np.nan),
        100.0 * float((~above & ~below).mean()),
        100.0 * float(above.mean()),
        100.0 * float((peaks["actual_mw"] <= peaks["peak_p90_mw"]).mean()),
    ]


def _hours(group: pd.DataFrame) -> float:
    """Hours that the rows of a feeder, or of all, make up."""
    apart = pd.Series(group["time"].unique()).sort_values().diff().min()
    step = HOUR if pd.isna(apart) else min(apart, HOUR)
    return float(len(group) * (step / HOUR))


def _rms(errors: pd.Series) -> float:
    return float(np.sqrt((errors**2).mean()))
