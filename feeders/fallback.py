"""Forecasts for feeders with too little history for a model of their own."""

from __future__ import annotations

import numpy as np

from feeders.arrays import Floats, Reals

KIN_WIDENING = 1.5
"""A shape borrowed from other feeders deserves wider bands than theirs."""

NAIVE_DAYS = 28
NAIVE_SHARE = 0.1
"""Least half-width of a naive band, as a share of the load."""


def kin_shares(modelled: Reals, lone: Reals, kin: Reals) -> Floats:
    """How much of each modelled feeder makes up a feeder with little history.

    Parameters
    ----------
    modelled
        Mean load of the modelled feeders, shape (feeders,). [MW]
    lone
        Loads of the feeders with little history, shape (hours, lone), NaN = unknown. [MW]
    kin
        Loads of the modelled feeders in the same hours, shape (hours, feeders). [MW]

    Returns
    -------
    array
        Shape (feeders, lone): the same shape per unit from each feeder, scaled to the lone one.
    """
    size = np.where(np.abs(modelled) > 1e-6, np.abs(modelled), np.inf)
    units = kin / size
    known = np.isfinite(units)
    shape = np.where(known, units, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    both = np.isfinite(lone) & np.any(known, axis=1)[:, None]
    ours = np.where(both, lone, 0.0).sum(axis=0)
    theirs = np.where(both, shape[:, None], 0.0).sum(axis=0)
    ratio = np.where(np.abs(theirs) > 1e-9, ours / np.where(theirs == 0, 1.0, theirs), 0.0)
    shares: Floats = ratio[None, :] / size[:, None] / max(len(modelled), 1)
    return shares


def naive_profile(load: Reals) -> Floats:
    """Load of each hour by age in days, filled from the nearest hours known.

    Parameters
    ----------
    load
        Shape (24, days, feeders), the last day being the issue day, NaN = unknown. [MW]

    Returns
    -------
    array
        P10, P50 and P90 by day of the week counted from the issue day, shape (24, 7, feeders, 3).
        P50 is the latest same hour of the same weekday, else the mean of that hour, else the mean.
    """
    recent = load[:, -NAIVE_DAYS:]
    usual = _mean(recent, axis=1)
    overall = _mean(recent.reshape(-1, recent.shape[-1]), axis=0)
    usual = np.where(np.isfinite(usual), usual, overall)
    p50 = np.repeat(usual[:, None], 7, axis=1)
    for age in range(recent.shape[1] - 1, -1, -1):
        row = recent[:, recent.shape[1] - 1 - age]
        slot = (-age) % 7
        p50[:, slot] = np.where(np.isfinite(row), row, p50[:, slot])
    swing = np.nan_to_num(np.abs(recent - usual[:, None])).max(axis=(0, 1))
    width = np.maximum(NAIVE_SHARE * np.abs(p50), swing)
    return np.stack([p50 - width, p50, p50 + width], axis=-1)


def between(profile: Floats, probabilities: Floats) -> Floats:
    """Other quantiles of a profile's P10, P50 and P90, on the straight lines through them.

    Parameters
    ----------
    profile
        Shape (24, feeders, 3). [MW]
    probabilities
        Shape (n,).

    Returns
    -------
    array
        Shape (24, feeders, n). [MW]
    """
    low, middle, high = (profile[..., i : i + 1] for i in range(3))
    steps = (probabilities - 0.5) / 0.4
    return np.asarray(middle + steps * np.where(steps < 0, middle - low, high - middle))


def _mean(values: Reals, axis: int) -> Floats:
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    mean: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean
