"""Smooth departures from the splines: what heat, its build-up and the season do together.

A Gaussian process on five inputs, whose covariance is approximated by the columns of some landmark
days (Nystroem), so that it is part of the same ridge regression as the splines, shared by all
feeders. Far from all days known the columns are zero and the linear tails of the splines rule.

References
----------
Rasmussen, Williams: Gaussian Processes for Machine Learning, MIT Press 2006, ch. 2 and 8.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats

LENGTHS = {"fast_c": 16.0, "slow_c": 10.0, "swing_c": 3.0, "season_days": 60.0, "rest": 1.5}
"""How far one has to go for another response: 3 h temperature, 24 h temperature, their departure
from the present one, time of year, rest day or not.

Ordinary errors change by under 2 % when any of them is halved or doubled. Over long ways in heat
the departures go on beyond the hottest day known instead of ending with it.
"""

MAX_LANDMARKS = 32
"""More of them change the error by under 0.1 %."""

SIZE = 2.0
"""Departures' standard deviation as a multiple of the daily noise."""

JITTER = 1e-3
"""Keeps landmarks that say the same from being told apart by rounding."""

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class Landmarks:
    """Inputs of the landmark days, shape (24, landmarks, 6), and what whitens their columns."""

    inputs: Floats
    whitening: Floats


def kernel_inputs(temps: Floats, days: pd.DatetimeIndex, rest: Bools) -> Floats:
    """Scale the inputs so that a distance of 1 is one length, shape (24, days, 6).

    Parameters
    ----------
    temps
        Columns of `design_matrix.smoothed_temps`, shape (24, days, 5). [°C]
    days
        Naive midnights.
    rest
        Whether each day is one of rest.
    """
    turn = 2.0 * np.pi * days.dayofyear.to_numpy() / DAYS_PER_YEAR
    radius = DAYS_PER_YEAR / (2.0 * np.pi) / LENGTHS["season_days"]
    daily = [radius * np.sin(turn), radius * np.cos(turn), rest / LENGTHS["rest"]]
    now, fast, slow = temps[..., 0], temps[..., 1], temps[..., 3]
    hourly = [
        fast / LENGTHS["fast_c"],
        slow / LENGTHS["slow_c"],
        (now - fast) / LENGTHS["swing_c"],
    ]
    return np.stack([*hourly, *(np.broadcast_to(d, fast.shape) for d in daily)], axis=-1)


def choose_landmarks(inputs: Floats) -> Landmarks:
    """Take days spread evenly over those known, every one where they are few.

    Parameters
    ----------
    inputs
        Of the days of the season, shape (24, days, 6); days with NaN are left out.
    """
    known = np.flatnonzero(np.isfinite(inputs).all(axis=(0, 2)))
    count = min(MAX_LANDMARKS, len(known))
    chosen = known[np.linspace(0, len(known) - 1, count).round().astype(int)] if count else known
    marks = inputs[:, chosen]
    covariance = _covariance(marks, marks) + JITTER * np.eye(count)
    inverse = np.linalg.inv(np.linalg.cholesky(covariance))
    return Landmarks(inputs=marks, whitening=inverse.transpose(0, 2, 1))


def kernel_columns(inputs: Floats, landmarks: Landmarks) -> Floats:
    """Columns whose products are the covariance of the departures, shape (24, days, landmarks)."""
    columns: Floats = SIZE * _covariance(inputs, landmarks.inputs) @ landmarks.whitening
    return columns


def _covariance(a: Floats, b: Floats) -> Floats:
    squares = (a**2).sum(axis=-1)[..., :, None] + (b**2).sum(axis=-1)[..., None, :]
    apart = squares - 2.0 * a @ b.swapaxes(-1, -2)
    return np.asarray(np.exp(-0.5 * np.maximum(apart, 0.0)))
