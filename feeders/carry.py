"""What the last days' errors say about the next days: carried residuals.

A feeder that was 3 % above the model yesterday will be above it tomorrow too. Five summaries of the
residuals known at issue time are carried forward with a factor per feeder, lead day and block of
six hours, estimated on errors that were themselves made out of sample.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from feeders.arrays import Floats, Ints
from feeders.quantiles import masked_quantiles

HALF_LIVES_DAYS = (2.0, 10.0)
"""Memory of the two same-hour averages. [d]"""

NUM_FEATURES = 5
BLOCK_HOURS = 6
NUM_BLOCKS = 24 // BLOCK_HOURS
LOOK_BACK_DAYS = 42
"""Days of residuals a carry needs: four weeks of same weekdays and a settled slow average. [d]"""

LARGEST_CARRY = 1.5
"""A correction is at most this multiple of the largest summary it is made from."""

OUTLIER_MULTIPLE = 6.0
"""Residuals are cut at this many robust standard deviations before factors are learnt."""

SHRINKAGE = 0.2
"""Penalty on the factors, as a share of the mean square of the features."""


def recent(residuals: Floats, day: Ints, hour: int) -> Floats:
    """Summaries of the last days that hold for every lead.

    Parameters
    ----------
    residuals
        Measured minus modelled load, shape (24, days, feeders), NaN = unknown. [MW]
    day
        Positions of the issue days, not the first.
    hour
        First hour of the issue day whose load is not known yet.

    Returns
    -------
    array
        Shape (24, issue days, feeders, 3): mean of the last 24 h, same-hour averages with
        half-lives of 2 and 10 days. Zero where nothing is known. [MW]
    """
    known = _last_known(residuals, day, hour)
    hours = np.arange(24)[:, None]
    latest = np.where(hours < hour, day, day - 1)
    slow = [_average(residuals, half_life)[hours, latest] for half_life in HALF_LIVES_DAYS]
    return np.stack([np.broadcast_to(known, (24, *known.shape)), *slow], axis=-1)


def features(recent: Floats, residuals: Floats, day: Ints, hour: int, lead: int) -> Floats:
    """Summaries of what is known when a forecast is issued.

    Parameters
    ----------
    recent
        From the function of that name.
    residuals, day, hour
        As there, with at least 28 days before the first of `day`.
    lead
        Days from the issue day to the day forecast.

    Returns
    -------
    array
        Shape (24, issue days, feeders, 5): the recent summaries, same hour of the last same
        weekday, mean of the last four. Zero where nothing is known. [MW]
    """
    weekdays = _same_weekdays(residuals, day, hour, lead)
    weekly = np.stack([np.nan_to_num(weekdays[0]), _mean(weekdays)], axis=-1)
    return np.concatenate([recent, weekly], axis=-1)


def _last_known(residuals: Floats, day: Ints, hour: int) -> Floats:
    """Mean of the 24 hours before the issue, shape (issue days, feeders)."""
    today, yesterday = residuals[:hour, day], residuals[hour:, day - 1]
    return _mean(np.concatenate([today, yesterday]))


def _mean(values: Floats) -> Floats:
    """Mean over the first axis of what is known, zero where nothing is."""
    known = np.isfinite(values)
    mean: Floats = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean


def _average(residuals: Floats, half_life_days: float) -> Floats:
    """Exponentially weighted same-hour average up to and including each day."""
    keep = 0.5 ** (1.0 / half_life_days)
    known = np.isfinite(residuals)
    total = lfilter([1.0], [1.0, -keep], np.where(known, residuals, 0.0), axis=1)
    weight = lfilter([1.0], [1.0, -keep], known.astype(float), axis=1)
    average: Floats = np.where(weight > 1e-6, total / np.maximum(weight, 1e-6), 0.0)
    return average


def _same_weekdays(residuals: Floats, day: Ints, hour: int, lead: int) -> Floats:
    """The last four same weekdays known at issue, shape (4, 24, issue days, feeders)."""
    hours = np.arange(24)[:, None]
    weeks = (lead + 6) // 7
    first = day + lead - 7 * max(weeks, 1)
    # an hour of the issue day itself may still lie ahead
    first = np.where((first == day) & (hours >= hour), first - 7, first)
    positions = np.stack([first - 7 * back for back in range(4)])
    rows = residuals[hours, np.maximum(positions, 0)]
    return np.where((positions >= 0)[..., None], rows, np.nan)


def tamed(feature: Floats, residual: Floats) -> tuple[Floats, Floats]:
    """Cut outliers, so that one week with a wild fit does not decide on the factors.

    Parameters
    ----------
    feature
        Shape (24, weeks, days, feeders, 5). [MW]
    residual
        Shape (24, weeks, days, feeders), NaN = unknown. [MW]
    """
    flat = np.abs(residual).reshape(-1, residual.shape[-1])
    middle = masked_quantiles(flat, np.isfinite(flat), (0.5,))[0]
    most = OUTLIER_MULTIPLE * 1.4826 * middle
    return np.clip(feature, -most[:, None], most[:, None]), np.clip(residual, -most, most)


def moments(feature: Floats, residual: Floats) -> tuple[Floats, Floats]:
    """Sums from which the factors are solved, kept per group so that one can be left out.

    Parameters
    ----------
    feature
        Shape (24, days, feeders, 5). [MW]
    residual
        What the model missed, shape (24, days, feeders), NaN = unknown. [MW]

    Returns
    -------
    tuple
        Gram matrices (blocks, feeders, 5, 5) and right-hand sides (blocks, feeders, 5).
    """
    known = np.isfinite(residual)
    target = np.where(known, residual, 0.0)
    masked = np.where(known[..., None], feature, 0.0)
    rows = _by_block(masked)
    gram = rows.swapaxes(-1, -2) @ rows
    side = rows.swapaxes(-1, -2) @ _by_block(target[..., None])
    return gram, side[..., 0]


def _by_block(values: Floats) -> Floats:
    """Reshape (24, days, feeders, k) to (blocks, feeders, 6 * days, k)."""
    _, days, feeders, size = values.shape
    parts = values.reshape(NUM_BLOCKS, BLOCK_HOURS, days, feeders, size)
    moved = parts.transpose(0, 3, 1, 2, 4)
    return np.ascontiguousarray(moved).reshape(NUM_BLOCKS, feeders, BLOCK_HOURS * days, size)


def solve_factors(gram: Floats, side: Floats) -> Floats:
    """Carry factors, shape (..., blocks, feeders, 5); zero for a feeder without residuals."""
    size = np.trace(gram, axis1=-2, axis2=-1)[..., None, None] / NUM_FEATURES
    penalty = (SHRINKAGE * size + 1e-12) * np.eye(NUM_FEATURES)
    solved: Floats = np.linalg.solve(gram + penalty, side[..., None])[..., 0]
    return solved


def carried(factors: Floats, feature: Floats) -> Floats:
    """Correction of the forecast, shape (24, days, feeders), within reason. [MW]"""
    hourly = np.repeat(factors, BLOCK_HOURS, axis=0)
    correction = np.einsum("hfk,hdfk->hdf", hourly, feature)
    most = LARGEST_CARRY * np.abs(feature).max(axis=-1)
    return np.asarray(np.clip(correction, -most, most))
