"""Load forecast per feeder: fitted on history and weather, with P10, P50 and P90.

A ridge regression per hour of day on what heat, calendar and season explain (`design_matrix`),
corrected by what the last days' errors say (`carry`), with bands from forecasts as they would have
been issued (`rolling`, `quantiles`). Feeders with too little history borrow the shape of the
others, or repeat their last week (`fallback`).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from os import cpu_count
from typing import NamedTuple

import numpy as np
import pandas as pd

from feeders import fallback, rolling
from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.carry import LOOK_BACK_DAYS
from feeders.day_grid import indexed
from feeders.fallback import Kin
from feeders.feeder_model import fit_feeders
from feeders.grid_kernels import overview
from feeders.history_records import Fault, HistoryFaults, Repair
from feeders.level_shifts import Shift
from feeders.load_model import LoadModel as LoadModel
from feeders.load_model import Part
from feeders.masked_shifts import without_shifts
from feeders.methods import REGRESSION, choose
from feeders.split_model import SplitModel as SplitModel
from feeders.split_model import hourly_series
from feeders.station import Station, prepare
from feeders.time_steps import HOURLY, time_steps

LEADS = 8
"""Lead days told apart, the issue day included; later days share the errors of the last. [d]"""

MIN_DAYS = 30
"""Days of history in season below which a feeder gets no model of its own. [d]"""

LOT_FEEDERS = 250
"""Feeders fitted at a time; bounds the memory of the rolling forecasts."""


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
    feeders = tuple(str(feeder) for feeder in history.columns)
    times = pd.DatetimeIndex(history.index).tz_convert(station.issued.tz)
    past = station.with_load(times, history.to_numpy())
    seen = _Overview(*overview(past.load))
    constant = seen.low == seen.high
    short = ~constant & (_season_days(past) < MIN_DAYS)
    own = ~constant & ~short
    lots = _fit_lots(past, station, own, paths=paths)
    return LoadModel(
        feeders=feeders,
        issued=station.issued,
        first_day=past.days[-1],
        repairs=_notes(past, feeders, seen, short, own, lots),
        basis=station.basis,
        day_types=station.day_types,
        temps=station.temps,
        more=station.more,
        parts=tuple(part for lot in lots for part in lot.parts),
        kin=_kin(past, own, short),
        naive=_naive(past.load, constant, seen.high),
        signed=seen.low < 0,
    )


def _check_any(load: pd.DataFrame) -> None:
    """Refuse feeders of which nothing is known."""
    faults = tuple(
        Fault(table="load_history", key="", column=str(feeder), found="no value", wanted="load")
        for feeder in load.columns[load.isna().all().to_numpy()]
    )
    if faults:
        raise HistoryFaults(faults)


class _Overview(NamedTuple):
    """Lowest, highest and mean size of the load, and hours known, by feeder. [MW, h]"""

    low: Reals
    high: Reals
    size: Reals
    hours: Reals


def _season_days(past: rolling.Past) -> Floats:
    """Days in season of which a feeder's load and the weather are known."""
    weather = np.isfinite(past.design).all(axis=(0, 2))
    season = (rolling.season_weights(past.days, past.origin) > 0) & weather
    known = np.isfinite(past.load[:, season])
    days: Floats = known.sum(axis=(0, 1)) / 24.0
    return days


@dataclass(frozen=True, kw_only=True)
class _Lot:
    """Feeders fitted at a time: their models, the load shifts found, what method they got."""

    parts: tuple[Part, ...]
    shifts: tuple[Shift, ...]
    methods: Mapping[int, str]


def _fit_lots(past: rolling.Past, station: Station, own: Bools, *, paths: bool) -> tuple[_Lot, ...]:
    """Fit the feeders with a model of their own, a bounded number at a time."""
    positions = np.flatnonzero(own)
    lots = [positions[i : i + LOT_FEEDERS] for i in range(0, len(positions), LOT_FEEDERS)]
    with ThreadPoolExecutor(cpu_count()) as pool:
        return tuple(pool.map(lambda lot: _fit_lot(past, station, lot, paths=paths), lots))


def _fit_lot(past: rolling.Past, station: Station, lot: Ints, *, paths: bool) -> _Lot:
    mine = replace(past, load=past.load[..., lot])
    steady, level, shifts = without_shifts(mine, station.steady)
    choices = choose(steady, station.equations, LEADS)
    return _Lot(
        parts=tuple(
            Part(
                chosen=np.isin(np.arange(past.load.shape[2]), lot[choice.chosen]),
                model=fit_feeders(choice, paths=paths),
                level=level[choice.chosen],
            )
            for choice in choices
        ),
        shifts=tuple(replace(shift, feeder=int(lot[shift.feeder])) for shift in shifts),
        methods={int(f): choice.method for choice in choices for f in lot[choice.chosen]},
    )


def _kin(past: rolling.Past, own: Bools, short: Bools) -> Kin | None:
    """What feeders with little history borrow of the others; None where nothing is to be had."""
    if not (own.any() and short.any()):
        return None
    rows = past.load[:, -LOOK_BACK_DAYS:].reshape(-1, len(own))
    level = np.nanmean(past.load[..., own], axis=(0, 1))
    return fallback.kin(level, rows[:, short], rows[:, own], own, short)


def _naive(load: Reals, constant: Bools, level: Reals) -> Floats:
    """Constant feeders exactly, the others by their last week, shape (24, 7, feeders, 3)."""
    profile = fallback.naive_profile(load)
    profile[:, :, constant] = level[constant, None]
    return profile


def _notes(
    past: rolling.Past,
    feeders: tuple[str, ...],
    seen: _Overview,
    short: Bools,
    own: Bools,
    lots: tuple[_Lot, ...],
) -> tuple[Repair, ...]:
    """What was worked around, in hours of history concerned."""
    hours, constant = seen.hours, seen.low == seen.high
    zero = constant & (seen.high == 0)
    kinds = [("all_zero", zero), ("constant", constant & ~zero)]
    kinds.append(("short_kin" if own.any() else "short_naive", short))
    if own.any() and not rolling.refit_origins(past):
        kinds.append(("bands_in_sample", own))
    counts = [(int(i), kind, int(hours[i])) for kind, mask in kinds for i in np.flatnonzero(mask)]
    for lot in lots:
        counts += [
            (feeder, f"method_{method}", int(hours[feeder]))
            for feeder, method in lot.methods.items()
            if method != REGRESSION
        ]
        for shift in lot.shifts:
            known = np.isfinite(past.load[:, shift.first : shift.stop, shift.feeder]).sum()
            kind = "level_shift_open" if shift.open else "level_shift"
            counts.append((shift.feeder, kind, int(known)))
    return tuple(
        Repair(table="load_history", column=feeders[i], kind=kind, count=count)
        for i, kind, count in sorted(counts)
    )
