"""The forecast's design matrix: what weather and calendar say about a feeder's load.

Twenty columns shared by all feeders of a weather station, one matrix per hour of day, and beside
them the smooth departures of `kernel_columns`::

    NS5(E3) + NS3(E24) + (T - E3) + (E60 - E24) + day type (5)
    + rest day x {E8 - k, (E8 - k)+} + two annual harmonic pairs + trend

Et is the temperature smoothed exponentially over t hours: buildings and people remember heat, but
no more of it than they can hold.
NS is a natural spline, linear beyond its outer knots, so that a record day extrapolates along the
last slope instead of flattening (trees) or running away (polynomials).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.signal import lfilter

from feeders.arrays import Floats, Ints, Reals
from feeders.day_types import DAY_KINDS, REST_KINDS, working_days
from feeders.departures import Landmarks, choose_landmarks, kernel_columns, kernel_inputs

SMOOTHING_HOURS = (3.0, 8.0, 24.0, 60.0)
"""Time constants of the exponentially smoothed temperatures. [h]"""

FAST_KNOTS = (0.02, 0.25, 0.50, 0.75, 0.97)
"""Knots of the 3 h spline, as quantiles of the temperatures of the season's days of known load.

The last span is long: with 0.85 and 0.995 Shanghai's hottest days come out better, and feeders with
a single cool summer behind them 8 % too low in the next heat.
"""

SLOW_KNOTS = (0.02, 0.50, 0.97)
"""Knots of the 24 h spline, as quantiles of the season's temperatures."""

REST_BEND = 0.40
"""Where the heat response of rest days bends, as a quantile of the 3 h temperatures."""

STORED_C, STORED_SHARE = 1.5, 0.5
"""Heat stored in buildings further than this above the last knot of the 24 h spline counts by half:
walls and people are as warm by then as they get. [°C]"""

MIN_KNOT_GAP_C = 0.5
"""Knots closer than this are spread out, so that a flat season cannot divide by zero. [°C]"""

ORDINARY_SUMMER_C = np.linspace(20.0, 36.0, 33)[:, None] * np.ones(5)
"""Stands in for a season of which no temperature is known. [°C]"""

DAYS_PER_YEAR = 365.25

Kinds = npt.NDArray[np.str_]
WEATHER, CALENDAR, SEASON, DEPARTURE, MORE = "weather", "calendar", "season", "departure", "more"
WARMTH = 0
"""Column of the 3 h smoothed temperature itself."""
LINEAR_KINDS = [WEATHER] * 8 + [CALENDAR] * 5 + [WEATHER] * 2 + [SEASON] * 5
"""What each column before those of the kernel tells of; a single season cannot tell the harmonics
and the trend apart."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Spline knots, bend of the rest days' response and kernel landmarks, fixed with a model."""

    fast_c: Floats
    slow_c: Floats
    bend_c: float
    landmarks: Landmarks


def smoothed_temps(temp_air_c: Floats) -> Floats:
    """Smooth an hourly temperature series exponentially.

    Parameters
    ----------
    temp_air_c
        Gapless hourly temperature. [°C]

    Returns
    -------
    array
        Columns T, E3, E8, E24, E60, as many rows as hours. [°C]
    """
    columns = [np.asarray(temp_air_c, dtype=float)]
    for hours in SMOOTHING_HOURS:
        keep = np.exp(-1.0 / hours)
        state = [keep * columns[0][0]]
        columns.append(lfilter([1.0 - keep], [1.0, -keep], columns[0], zi=state)[0])
    return np.column_stack(columns)


def choose_basis(temps: Floats, days: pd.DatetimeIndex, day_types: pd.Series) -> Basis:
    """Place knots and landmarks on the season's smoothed temperatures.

    Parameters
    ----------
    temps
        Columns of `smoothed_temps` for the days of the season, shape (24, days, 5); days with NaN
        are ignored. Without any, the knots are those of an ordinary summer. [°C]
    days, day_types
        As in `design`.
    """
    known = temps[np.isfinite(temps).all(axis=-1)]
    known = known if len(known) else ORDINARY_SUMMER_C
    rest = np.isin(kinds_of(days, day_types), REST_KINDS)
    return Basis(
        fast_c=_spread(np.quantile(known[:, 1], FAST_KNOTS)),
        slow_c=_spread(np.quantile(known[:, 3], SLOW_KNOTS)),
        bend_c=float(np.quantile(known[:, 1], REST_BEND)),
        landmarks=choose_landmarks(kernel_inputs(temps, days, rest)),
    )


def _spread(knots: Floats) -> Floats:
    steps = np.arange(len(knots)) * MIN_KNOT_GAP_C
    spread: Floats = np.maximum.accumulate(knots - steps) + steps
    return spread


def natural_spline(x: Floats, knots: Floats) -> Floats:
    """Basis of the natural cubic spline without its constant.

    Parameters
    ----------
    x
        Values of any shape.
    knots
        K ascending knots.

    Returns
    -------
    array
        Shape `x.shape + (K - 1,)`; linear outside the outer knots.

    References
    ----------
    Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 2nd ed., eq. 5.4-5.5.
    """
    last, before_last = knots[-1], knots[-2]
    tail = np.maximum(x - last, 0.0) ** 3

    def bend(knot: float) -> Floats:
        curve: Floats = (np.maximum(x - knot, 0.0) ** 3 - tail) / (last - knot)
        return curve

    unit = (last - knots[0]) ** 2  # keeps the columns in °C
    curves = [(bend(knot) - bend(before_last)) / unit for knot in knots[:-2]]
    return np.stack([x, *curves], axis=-1)


def design(temps: Floats, days: pd.DatetimeIndex, day_types: pd.Series, basis: Basis) -> Floats:
    """Build the design matrix of whole days.

    Parameters
    ----------
    temps
        Smoothed temperatures, shape (24, days, 5), columns of `smoothed_temps`. [°C]
    days
        Naive midnights, one per day.
    day_types
        Kind of day by naive midnight; days it lacks are looked up in the calendar.
    basis
        From `choose_basis`.

    Returns
    -------
    array
        Shape (24, days, 20 + landmarks), not scaled; NaN where a temperature is unknown.
    """
    now, fast, mid = (temps[..., i] for i in range(3))
    slow, slowest = (_stored(temps[..., i], basis) for i in (3, 4))
    kinds = kinds_of(days, day_types)
    rest = np.isin(kinds, REST_KINDS).astype(float)
    over = mid - basis.bend_c
    hourly = [
        natural_spline(fast, basis.fast_c),
        natural_spline(slow, basis.slow_c),
        np.stack([now - fast, slowest - slow], axis=-1),
    ]
    rest_heat = np.stack([rest * over, rest * np.maximum(over, 0.0)], axis=-1)
    daily = [np.stack([kinds == kind for kind in DAY_KINDS], axis=-1).astype(float)]
    wide = [np.broadcast_to(d, (24, *d.shape)) for d in [*daily, _annual(days)]]
    inputs = kernel_inputs(temps, days, rest.astype(bool))
    smooth = kernel_columns(inputs, basis.landmarks)
    return np.concatenate([*hourly, wide[0], rest_heat, wide[1], smooth], axis=-1)


def _stored(heat_c: Floats, basis: Basis) -> Floats:
    """A slow temperature, what it has beyond the heat known by a share only. [°C]"""
    full = basis.slow_c[-1] + STORED_C
    return np.asarray(np.minimum(heat_c, full) + STORED_SHARE * np.maximum(heat_c - full, 0.0))


def warmth(design: Reals, columns: Ints) -> Floats:
    """Mean of each day's 3 h smoothed temperature, from its design, shape (days,). [°C]

    NaN for a model whose columns do not hold it: its errors have no heat.
    """
    if WARMTH not in columns:
        return np.full(design.shape[1], np.nan)
    return np.asarray(design[..., WARMTH].mean(axis=0))


def column_kinds(basis: Basis, more: int) -> Kinds:
    """Kind of each column of `design`, and of so many of more weather after them."""
    departures = [DEPARTURE] * basis.landmarks.inputs.shape[1]
    return np.array(LINEAR_KINDS + departures + [MORE] * more)


def kinds_of(days: pd.DatetimeIndex, day_types: pd.Series) -> npt.NDArray[np.object_]:
    """Kind of each day, from the calendar where the series has none."""
    known = pd.Series(day_types.to_numpy(), index=pd.DatetimeIndex(pd.to_datetime(day_types.index)))
    known = known[~known.index.duplicated()].reindex(days)
    lacking = days[known.isna().to_numpy()]
    if len(lacking):
        known = known.fillna(working_days(lacking))
    return known.to_numpy(dtype=object)


def _annual(days: pd.DatetimeIndex) -> Floats:
    """Two harmonic pairs of the year and the trend in years, one row per day."""
    years = (days - pd.Timestamp(2000, 1, 1)).days.to_numpy() / DAYS_PER_YEAR
    turn = 2.0 * np.pi * years
    waves = [np.sin(turn), np.cos(turn), np.sin(2.0 * turn), np.cos(2.0 * turn)]
    return np.column_stack([*waves, years])
