"""Load forecast per feeder: fitted on history and weather, with P10, P50 and P90.

A ridge regression per hour of day on what heat, calendar and season explain (`design_matrix`),
corrected by what the last days' errors say (`carry`), with bands from forecasts as they would have
been issued (`rolling`, `quantiles`). Feeders with too little history borrow the shape of the
others, or repeat their last week (`fallback`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from os import cpu_count
from typing import Any

import numpy as np
import pandas as pd

from feeders import fallback, rolling
from feeders.arrays import Bools
from feeders.day_grid import indexed
from feeders.fallback import Kin
from feeders.history_records import Fault, HistoryFaults, Repair
from feeders.load_model import LoadModel as LoadModel
from feeders.lots import Lot, fit_lot
from feeders.split_model import SplitModel as SplitModel
from feeders.split_model import hourly_series
from feeders.station import Station, prepare
from feeders.time_steps import HOURLY, time_steps

LOT_FEEDERS = 128
"""Feeders fitted at a time; so few that what is at hand of them stays in a processor's cache, and a
multiple of the numbers that it multiplies at once: with 125 products take a third longer."""


def fit_load(
    history: pd.DataFrame,
    weather: pd.DataFrame,
    *,
    issued: pd.Timestamp,
    day_types: pd.Series,
    temp_error_c: float = 0.0,
    paths: bool = False,
) -> LoadModel | SplitModel:
    """Fit the load forecast of all feeders of one weather station.

    Parameters
    ----------
    history
        `time` (or a time-zone aware index) and one column per feeder, in steps of 15, 30 or 60
        minutes, cleaned by `clean_history`; NaN = unknown. Nothing at or after `issued`. [MW]
    weather
        `time` (or index) and temp_air_c of the station, hourly, up to `issued`, and any columns of
        `more_weather.MORE` that the weather forecast will have too. [°C]
    issued
        Moment the forecast is made, in the time zone of the plan.
    day_types
        Kind of each day from `day_types.working_days`; days it lacks are looked up there.
    temp_error_c
        Standard deviation of the weather forecast's temperature. The past forecasts from which
        bands and carry are learnt are issued with simulated errors of this size. [°C]
    paths
        Whether `LoadModel.paths` is wanted, which takes a number per feeder and past hour.

    Returns
    -------
    LoadModel or SplitModel
        With `predict`; the latter for steps of less than an hour.

    Raises
    ------
    HistoryFaults
        If a history reaches beyond `issued`, or a feeder has no value at all.
    """
    load = indexed(history)
    _check_any(load)
    step_minutes = time_steps(load.index).minutes
    fit = partial(
        _fit_hourly, weather=weather, day_types=day_types, temp_error_c=temp_error_c, paths=paths
    )
    if step_minutes == HOURLY:
        return fit(load, issued=issued)
    series = hourly_series(load, issued, step_minutes)
    return SplitModel(parts=tuple(fit(part, issued=moment) for part, moment in series))


def _fit_hourly(
    load: pd.DataFrame,
    *,
    weather: pd.DataFrame,
    issued: pd.Timestamp,
    day_types: pd.Series,
    temp_error_c: float,
    paths: bool,
) -> LoadModel:
    times = pd.DatetimeIndex(load.index)
    some = times[np.isfinite(load.to_numpy(dtype=float)).any(axis=1)]
    station = prepare(some, weather, issued=issued, day_types=day_types, temp_error_c=temp_error_c)
    return fit_prepared(load, station, paths=paths)


def fit_prepared(history: pd.DataFrame, station: Station, *, paths: bool = False) -> LoadModel:
    """Fit some of the feeders of a station on hourly loads; see `fit_load`."""
    times = pd.DatetimeIndex(history.index).tz_convert(station.issued.tz)
    values = history.to_numpy()

    def fit(first: int) -> Lot:
        past = station.with_load(times, values[:, first : first + LOT_FEEDERS])
        return fit_lot(past, station, paths=paths)

    starts = range(0, values.shape[1], LOT_FEEDERS)
    with ThreadPoolExecutor(cpu_count()) as pool:
        lots = list(pool.map(fit, starts))
    feeders = tuple(str(feeder) for feeder in history.columns)
    return LoadModel(
        feeders=feeders,
        issued=station.issued,
        first_day=station.past.days[-1],
        repairs=_notes(station, feeders, lots),
        basis=station.basis,
        day_types=station.day_types,
        temps=station.temps,
        more=station.more,
        parts=tuple(
            replace(part, chosen=_among(part.chosen, first, len(feeders)))
            for first, lot in zip(starts, lots, strict=True)
            for part in lot.parts
        ),
        kin=_kin(lots),
        naive=np.concatenate([lot.naive for lot in lots], axis=2),
        signed=_joined(lots, "signed"),
    )


def _among(chosen: Bools, first: int, count: int) -> Bools:
    """Feeders of a lot among all."""
    out = np.zeros(count, dtype=bool)
    out[first : first + len(chosen)] = chosen
    return out


def _joined(lots: list[Lot], name: str) -> Any:
    return np.concatenate([getattr(lot, name) for lot in lots], axis=-1)


def _check_any(load: pd.DataFrame) -> None:
    """Refuse feeders of which nothing is known."""
    faults = tuple(
        Fault(table="load_history", key="", column=str(feeder), found="no value", wanted="load")
        for feeder in load.columns[load.isna().all().to_numpy()]
    )
    if faults:
        raise HistoryFaults(faults)


def _kin(lots: list[Lot]) -> Kin | None:
    """What feeders with little history borrow of the others; None where nothing is to be had."""
    constant, short, mean = (_joined(lots, name) for name in ("constant", "short", "mean"))
    own = ~constant & ~short
    if not (own.any() and short.any()):
        return None
    rows = _joined(lots, "recent").reshape(-1, len(own))
    return fallback.kin(mean[own], rows[:, short], rows[:, own], own, short)


def _notes(station: Station, feeders: tuple[str, ...], lots: list[Lot]) -> tuple[Repair, ...]:
    """What was worked around, in hours of history concerned."""
    constant, zero, short, hours = (
        _joined(lots, name) for name in ("constant", "zero", "short", "hours")
    )
    own = ~constant & ~short
    kinds = [("all_zero", zero), ("constant", constant & ~zero)]
    kinds.append(("short_kin" if own.any() else "short_naive", short))
    if own.any() and not rolling.refit_origins(station.past):
        kinds.append(("bands_in_sample", own))
    counts = [(int(i), kind, int(hours[i])) for kind, mask in kinds for i in np.flatnonzero(mask)]
    for number, lot in enumerate(lots):
        first = number * LOT_FEEDERS
        counts += [(first + feeder, kind, known) for feeder, kind, known in lot.notes]
    return tuple(
        Repair(table="load_history", column=feeders[i], kind=kind, count=count)
        for i, kind, count in sorted(counts)
    )
