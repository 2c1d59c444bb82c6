"""Load forecast per feeder: fitted on history and weather, with P10, P50 and P90.

A ridge regression per hour of day on what heat, calendar and season explain (`design_matrix`),
corrected by what the last days' errors say (`carry`), with bands from forecasts as they would have
been issued (`rolling`, `quantiles`). Feeders with too little history borrow the shape of the
others, or repeat their last week (`fallback`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from feeders import fallback, rolling
from feeders.arrays import Bools, Floats, Reals
from feeders.carry import LOOK_BACK_DAYS
from feeders.day_grid import day_range, indexed, to_grid
from feeders.design_matrix import choose_basis, column_kinds, design
from feeders.feeder_model import fit_feeders
from feeders.history import Fault, HistoryFaults, Repair
from feeders.issued import equations
from feeders.level_shifts import Shift
from feeders.load_model import LoadModel as LoadModel
from feeders.load_model import Part
from feeders.masked_shifts import without_shifts
from feeders.station_weather import day_heat, issued_errors, smoothed_grid, temperature

LEADS = 8
"""Lead days told apart, the issue day included; later days share the errors of the last. [d]"""

MIN_DAYS = 30
"""Days of history in season below which a feeder gets no model of its own. [d]"""

CHUNK_FEEDERS = 500
"""Feeders fitted at a time; bounds the memory of the rolling forecasts."""


def fit_load(
    history: pd.DataFrame,
    weather: pd.DataFrame,
    *,
    issued: pd.Timestamp,
    day_types: pd.Series,
    temp_error_c: float = 0.0,
) -> LoadModel:
    """Fit the load forecast of all feeders of one weather station.

    Parameters
    ----------
    history
        `time` (or a time-zone aware index) and one column per feeder, hourly, cleaned by
        `clean_history`; NaN = unknown. Nothing at or after `issued`. [MW]
    weather
        `time` (or index) and temp_air_c of the station, hourly, up to `issued`. [°C]
    issued
        Moment the forecast is made, in the time zone of the plan.
    day_types
        Kind of each day from `day_types.working_days`; days it lacks are looked up there.
    temp_error_c
        Standard deviation of the weather forecast's temperature. The past forecasts from which
        bands and carry are learnt are issued with simulated errors of this size. [°C]

    Returns
    -------
    LoadModel
        With `predict`.

    Raises
    ------
    HistoryFaults
        If a history reaches beyond `issued`, or a feeder has no value at all.
    """
    load = indexed(history).astype(float)
    temps = temperature(weather, "weather_history")
    _check_known(load, temps, issued)
    times = pd.DatetimeIndex(load.index).tz_convert(issued.tz)
    days, hour = _grid_of(times, load.to_numpy())
    grid = smoothed_grid(temps.tz_convert(issued.tz), days)
    season = rolling.season_weights(days, len(days) - 1) > 0
    basis = choose_basis(grid[:, season], days[season], day_types)
    matrix = design(grid, days, day_types, basis)
    grid_issued = grid + issued_errors(days, hour, temp_error_c)
    past = rolling.Past(
        days=days,
        design=matrix,
        design_issued=design(grid_issued, days, day_types, basis) if temp_error_c else matrix,
        kinds=column_kinds(basis),
        heat_c=day_heat(grid_issued),
        load=to_grid(times, load.to_numpy(), days),
        origin=len(days) - 1,
        hour=hour,
    )
    feeders = tuple(str(feeder) for feeder in load.columns)
    constant = _constant(past.load)
    short = ~constant & (_season_days(past) < MIN_DAYS)
    own = ~constant & ~short
    parts, shifts = _fit_chunks(past, own)
    return LoadModel(
        feeders=feeders,
        issued=issued,
        first_day=days[-1],
        repairs=_notes(past, feeders, constant, short, own, shifts),
        basis=basis,
        day_types=day_types,
        temps=temps,
        parts=parts,
        kin=_kin(past, own, short),
        naive=_naive(past.load, constant),
        signed=np.nanmin(past.load, axis=(0, 1)) < 0,
    )


def _check_known(load: pd.DataFrame, temps: pd.Series, issued: pd.Timestamp) -> None:
    """Refuse what could not have been known at issue, and feeders of which nothing is known."""
    faults = [
        Fault(
            table=table,
            key=str(late[0]),
            column="time",
            found="not known at issue",
            wanted=str(issued),
        )
        for table, rows in (("load_history", load), ("weather_history", temps))
        if len(late := rows.index[rows.index > issued - pd.Timedelta(hours=1)])
    ]
    faults += [
        Fault(table="load_history", key="", column=str(feeder), found="no value", wanted="load")
        for feeder in load.columns[load.isna().all().to_numpy()]
    ]
    if faults:
        raise HistoryFaults(tuple(faults))


def _grid_of(times: pd.DatetimeIndex, values: Floats) -> tuple[pd.DatetimeIndex, int]:
    """Days of the history, the last one being the day of the first unknown hour, and that hour."""
    last = times[np.flatnonzero(np.isfinite(values).any(axis=1))[-1]]
    end = last + pd.Timedelta(hours=1)
    return day_range(times.min(), end), end.hour


def _constant(load: Reals) -> Bools:
    flat: Bools = np.nanmax(load, axis=(0, 1)) == np.nanmin(load, axis=(0, 1))
    return flat


def _season_days(past: rolling.Past) -> Floats:
    """Days in season of which a feeder's load and the weather are known."""
    weather = np.isfinite(past.design).all(axis=(0, 2))
    season = (rolling.season_weights(past.days, past.origin) > 0) & weather
    known = np.isfinite(past.load[:, season])
    days: Floats = known.sum(axis=(0, 1)) / 24.0
    return days


def _fit_chunks(past: rolling.Past, own: Bools) -> tuple[tuple[Part, ...], tuple[Shift, ...]]:
    """Fit the feeders with a model of their own, a bounded number at a time."""
    parts, shifts = [], []
    positions = np.flatnonzero(own)
    shared = equations(past, np.arange(len(past.kinds)))
    for start in range(0, len(positions), CHUNK_FEEDERS):
        chosen = np.zeros_like(own)
        chosen[positions[start : start + CHUNK_FEEDERS]] = True
        steady, level, found = without_shifts(replace(past, load=past.load[..., chosen]))
        parts.append(
            Part(chosen=chosen, model=fit_feeders(steady, shared, LEADS, paths=True), level=level)
        )
        shifts += [replace(shift, feeder=int(positions[start + shift.feeder])) for shift in found]
    return tuple(parts), tuple(shifts)


def _kin(past: rolling.Past, own: Bools, short: Bools) -> Floats:
    """Share of each modelled feeder in each feeder with little history; zeros where none."""
    shares = np.zeros((len(own), len(own)))
    if own.any() and short.any():
        rows = past.load[:, -LOOK_BACK_DAYS:].reshape(-1, len(own))
        level = np.nanmean(past.load[..., own], axis=(0, 1))
        shares[np.ix_(own, short)] = fallback.kin_shares(level, rows[:, short], rows[:, own])
    return shares


def _naive(load: Reals, constant: Bools) -> Floats:
    """Constant feeders exactly, the others by their last week, shape (24, 7, feeders, 3)."""
    profile = fallback.naive_profile(load)
    profile[:, :, constant] = np.nanmax(load[..., constant], axis=(0, 1))[:, None]
    return profile


def _notes(
    past: rolling.Past,
    feeders: tuple[str, ...],
    constant: Bools,
    short: Bools,
    own: Bools,
    shifts: tuple[Shift, ...],
) -> tuple[Repair, ...]:
    """What was worked around, in hours of history concerned."""
    hours = np.isfinite(past.load).sum(axis=(0, 1))
    zero = constant & (np.nanmax(np.abs(past.load), axis=(0, 1)) == 0)
    kinds = [("all_zero", zero), ("constant", constant & ~zero)]
    kinds.append(("short_kin" if own.any() else "short_naive", short))
    if own.any() and not rolling.refit_origins(past):
        kinds.append(("bands_in_sample", own))
    counts = [(int(i), kind, int(hours[i])) for kind, mask in kinds for i in np.flatnonzero(mask)]
    for shift in shifts:
        known = np.isfinite(past.load[:, shift.first : shift.stop, shift.feeder]).sum()
        kind = "level_shift_open" if shift.open else "level_shift"
        counts.append((shift.feeder, kind, int(known)))
    return tuple(
        Repair(table="load_history", column=feeders[i], kind=kind, count=count)
        for i, kind, count in sorted(counts)
    )
