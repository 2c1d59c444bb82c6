"""Scores of a backtest by feeder, hour and heat, and the worst days with a reason each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.accuracy import scores
from feeders.history import WHOLE_DAY_HOURS
from feeders.peers import MIN_PEERS, shifts_against_peers
from peakops.forecast_tables import BACKTEST_COLUMNS, SUMMED
from peakops.rows import Row, rows

HEAT_CLASSES = 5
WORST_DAYS = 10
JUMP_C = 5.0
"""A maximum this far off the day before's is a temperature jump. [°C]"""

DAY = pd.Timedelta(days=1)
SHARES = {"share": "p50_mw", "naive_share": "naive_mw", "vanilla_share": "vanilla_mw"}
"""Errors of the forecast and of its peers, in the order of `SUMMED`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PastForecasts:
    """A backtest of all feeders, and what explains its worst days.

    Parameters
    ----------
    hours
        A day ahead, as `feeders.accuracy.backtest` returns them, with station, date (naive
        midnight) and hour.
    leads
        The same for all lead days.
    temps
        Hourly air temperature by station, indexed by local time without a zone. [°C]
    day_types
        Kind of each day by date.
    raw_load
        Load history as read: ``time`` and one column per feeder. [MW]
    switching_log
        ``time_from, time_to, from_feeder, to_feeder``.
    """

    hours: pd.DataFrame
    leads: pd.DataFrame
    temps: Mapping[str, pd.Series]
    day_types: pd.Series
    raw_load: pd.DataFrame
    switching_log: pd.DataFrame


def backtest_tables(tested: PastForecasts) -> dict[str, pd.DataFrame]:
    """Every table of a published backtest by the stem of its file."""
    known = tested.hours.dropna(subset=["actual_mw"])
    shares = error_shares(known)
    return {
        "scores": _by_feeder(tested.hours),
        "scores_by_lead": _by(error_shares(tested.leads.dropna(subset=["actual_mw"])), "lead"),
        "scores_by_hour": _by(shares, "hour"),
        "scores_by_heat": _by_heat(heat_classes(tested)),
        "worst_days": worst_days(tested),
    }


def _by_feeder(hours: pd.DataFrame) -> pd.DataFrame:
    table = scores(hours).rename_axis("feeder").reset_index()
    return table.replace([np.inf, -np.inf], np.nan)  # of a dead feeder nothing is a share


def error_shares(known: pd.DataFrame) -> pd.DataFrame:
    """Add each hour's error as a share of its feeder's mean load, and whether the band held it."""
    mean = known["actual_mw"].abs().groupby(known["feeder"]).transform("mean")
    shares = {
        share: (known[column] - known["actual_mw"]) / mean.where(mean > 0)
        for share, column in SHARES.items()
    }
    return known.assign(**shares, inside=_inside(known))


def _inside(known: pd.DataFrame) -> pd.Series:
    return known["actual_mw"].between(known["p10_mw"], known["p90_mw"])


def summed(part: pd.DataFrame) -> dict[str, float]:
    """Errors of any hours together, as the columns `SUMMED`."""
    values = (
        float(len(part)),
        *(100.0 * float(np.sqrt((part[share] ** 2).mean())) for share in SHARES),
        100.0 * float(part["share"].mean()),
        100.0 * float(part["inside"].mean()),
    )
    return dict(zip(SUMMED, values, strict=True))


def _by(shares: pd.DataFrame, what: str) -> pd.DataFrame:
    """Errors by the first column of a table of `SUMMED`."""
    columns = list(BACKTEST_COLUMNS[f"scores_by_{what}"])
    groups = shares.groupby(columns[0], sort=True)
    return pd.DataFrame(
        [{columns[0]: key, **summed(part)} for key, part in groups], columns=columns
    )


def heat_classes(tested: PastForecasts) -> pd.DataFrame:
    """Known hours with the day's maximum, error shares and heat class from 1, the coolest.

    Notes
    -----
    The classes hold a fifth of the days each, as far as days with the same maximum allow.
    """
    shares = error_shares(tested.hours.dropna(subset=["actual_mw"]))
    maxima = _maxima(tested)
    days = pd.MultiIndex.from_frame(shares[["station", "date"]])
    shares = shares.assign(tmax_c=maxima.reindex(days).to_numpy()).dropna(subset=["tmax_c"])
    per_day = shares.drop_duplicates(["station", "date"])["tmax_c"]
    inner = np.arange(1, HEAT_CLASSES) / HEAT_CLASSES
    edges = np.unique(per_day.quantile(inner)) if len(per_day) else np.array([])
    position = np.searchsorted(edges, shares["tmax_c"], side="right")
    # counted anew: a class without a day would be a hole in the numbers
    return shares.assign(heat_class=np.unique(position, return_inverse=True)[1] + 1)


def _maxima(tested: PastForecasts) -> pd.Series:
    """Highest temperature of each station's days, by station and date. [°C]"""
    daily = {
        name: temps.groupby(pd.DatetimeIndex(temps.index).floor("D")).max()
        for name, temps in tested.temps.items()
    }
    maxima: pd.Series = pd.concat(daily).round(1)
    return maxima


def _by_heat(classed: pd.DataFrame) -> pd.DataFrame:
    found = [
        {
            "heat_class": number,
            "tmax_from_c": part["tmax_c"].min(),
            "tmax_to_c": part["tmax_c"].max(),
            "days": part["date"].nunique(),
            **summed(part),
        }
        for number, part in classed.groupby("heat_class", sort=True)
    ]
    return pd.DataFrame(found, columns=list(BACKTEST_COLUMNS["scores_by_heat"]))


def worst_days(tested: PastForecasts) -> pd.DataFrame:
    """The feeder-days whose peak was forecast worst, worst first, each with a likely reason."""
    days = _peak_errors(tested.hours).head(WORST_DAYS)
    maxima, moved = _maxima(tested), _moved_days(tested)
    found = []
    for row in rows(days):
        tmax = float(maxima.get((row["station"], row["date"]), np.nan))
        kind = str(tested.day_types[row["date"]])
        reason = _reason(row, kind, tmax, moved, maxima, tested)
        found.append({**row, "tmax_c": tmax, "day_kind": kind, "reason": reason})
    return pd.DataFrame(found, columns=list(BACKTEST_COLUMNS["worst_days"]))


def _peak_errors(hours: pd.DataFrame) -> pd.DataFrame:
    """Error of the day's peak of every feeder-day known whole, worst first."""
    groups = hours.groupby(["date", "feeder", "station", "issued"], sort=True)
    days = groups.agg(
        peak_mw=("actual_mw", "max"),
        peak_p50_mw=("p50_mw", "max"),
        known=("actual_mw", "count"),
        hours=("p50_mw", "size"),
    ).reset_index()
    days = days[(days["known"] == days["hours"]) & (days["peak_mw"] > 0)]
    # rounded before sorting: rows stand in the order of what is printed
    error = (100.0 * (days["peak_p50_mw"] / days["peak_mw"] - 1.0)).abs().round(1)
    order = ["peak_error_percent", "date", "feeder"]
    return days.assign(peak_error_percent=error).sort_values(order, ascending=[False, True, True])


def _reason(
    row: Row,
    kind: str,
    tmax_c: float,
    moved: set[tuple[str, pd.Timestamp]],
    maxima: pd.Series,
    tested: PastForecasts,
) -> str:
    """The first reason that holds, the surest first."""
    station, date = row["station"], row["date"]
    issued = row["issued"].tz_localize(None)
    temps = tested.temps[station]
    before = float(maxima.get((station, date - DAY), np.nan))
    if (row["feeder"], date) in moved:
        return "transfer"
    if kind == "holiday":
        return "holiday"
    if tmax_c > round(float(temps[temps.index < issued].max()), 1):
        return "hotter_than_history"
    return "temperature_jump" if abs(tmax_c - before) > JUMP_C else "unexplained"


def _moved_days(tested: PastForecasts) -> set[tuple[str, pd.Timestamp]]:
    """Feeder and date of load transfers: logged ones, and level shifts against the others."""
    return _logged_days(tested) | _shifted_days(tested.raw_load)


def _logged_days(tested: PastForecasts) -> set[tuple[str, pd.Timestamp]]:
    dates = pd.DatetimeIndex(tested.hours["date"].unique())
    found = set()
    for row in rows(tested.switching_log):
        start, end = (_local(row[name]) for name in ("time_from", "time_to"))
        still_on = pd.isna(end)
        during = dates[(dates + DAY > start) & (still_on | (dates < end))]
        found |= {(row[name], day) for name in ("from_feeder", "to_feeder") for day in during}
    return found


def _local(time: pd.Timestamp) -> pd.Timestamp:
    return time if pd.isna(time) else time.tz_localize(None)


def _shifted_days(raw_load: pd.DataFrame) -> set[tuple[str, pd.Timestamp]]:
    """Days on which a feeder left the level that the others explain, by the cleaning's own test."""
    load = raw_load.set_index("time")
    if load.shape[1] < MIN_PEERS:
        return set()
    groups = load.groupby(pd.DatetimeIndex(load.index).tz_localize(None).floor("D"))
    daily = groups.mean().where(groups.count() >= WHOLE_DAY_HOURS).asfreq("D")
    days = pd.DatetimeIndex(daily.index)
    shifts = shifts_against_peers(daily.to_numpy(dtype=float), days)
    return {
        (str(load.columns[shift.feeder]), day)
        for shift in shifts
        for day in days[shift.first : shift.stop]
    }
