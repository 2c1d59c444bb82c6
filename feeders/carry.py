"""What the last days' errors say about the next days: carried residuals.

A feeder that was 3 % above the model yesterday will be above it tomorrow too. Five summaries of the
residuals known at issue time are carried forward with a factor per feeder, lead day and quarter of
the day, estimated on errors that were themselves made out of sample.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import lfilter

from feeders.arrays import Ints, Reals
from feeders.quantiles import masked_quantiles

HALF_LIVES_DAYS = (2.0, 10.0)
"""Memory of the two same-hour averages. [d]"""

NUM_FEATURES = 5
NUM_BLOCKS = 4
"""Quarters of the day, each with factors of its own."""

LOOK_BACK_DAYS = 35
"""Days of residuals a carry needs for its slow average to settle. [d]"""

LARGEST_CARRY = 1.5
"""A correction is at most this multiple of the largest summary it is made from."""

OUTLIER_MULTIPLE = 3.0
"""Residuals are cut at this many robust standard deviations before factors are learnt."""

SHRINKAGE = 0.3
"""Penalty on the factors, as a share of the mean square of the features."""


def recent(residuals: Reals, day: Ints, hour: int) -> list[Reals]:
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
    list
        Means of the last 24 h and of the last 6 h, same-hour averages with half-lives of 2 and 10
        days, each of shape (24, issue days, feeders). Zero where nothing is known. [MW]
    """
    slots = len(residuals)
    last = np.concatenate([residuals[hour:, day - 1], residuals[:hour, day]])
    means = [np.broadcast_to(_mean(m), (slots, *m.shape[1:])) for m in (last, last[-slots // 4 :])]
    hours = np.arange(slots)[:, None]
    latest = np.where(hours < hour, day, day - 1)
    return [*means, *(_average(residuals, half)[hours, latest] for half in HALF_LIVES_DAYS)]


def same_weekday(residuals: Reals, day: Ints, hour: int, lead: int) -> Reals:
    """The same hour of the last same weekday known at issue, the fifth summary.

    Parameters
    ----------
    residuals, day, hour
        As in `recent`.
    lead
        Days from the issue day to the day forecast.

    Returns
    -------
    array
        Shape (24, issue days, feeders), zero where unknown. [MW]
    """
    hours = np.arange(len(residuals))[:, None]
    weeks = (lead + 6) // 7
    position = day + lead - 7 * max(weeks, 1)
    # an hour of the issue day itself may still lie ahead
    position = np.where((position == day) & (hours >= hour), position - 7, position)
    rows = np.nan_to_num(residuals[hours, np.maximum(position, 0)])
    rows[np.broadcast_to(position < 0, rows.shape[:2])] = 0.0
    return np.asarray(rows)


def _mean(values: Reals) -> Reals:
    """Mean over the first axis of what is known, zero where nothing is."""
    known = np.isfinite(values)
    mean: Reals = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean


def _average(residuals: Reals, half_life_days: float) -> Reals:
    """Exponentially weighted same-hour average up to and including each day."""
    keep = 0.5 ** (1.0 / half_life_days)
    known = np.isfinite(residuals)
    total = lfilter([1.0], [1.0, -keep], np.where(known, residuals, 0.0), axis=1)
    weight = lfilter([1.0], [1.0, -keep], known.astype(float), axis=1)
    average: Reals = np.where(weight > 1e-6, total / np.maximum(weight, 1e-6), 0.0)
    return average


def factors(quarters: Sequence[Reals], missed: Reals) -> Reals:
    """Carry factors of one lead, learnt on the means over each quarter of a day.

    Parameters
    ----------
    quarters
        The five summaries by `by_quarter`, each of shape (4, days, feeders). [MW]
    missed
        What the model missed, shape (24, days, feeders), NaN = unknown. [MW]

    Returns
    -------
    array
        Shape (4, feeders, 5); zero for a feeder without errors. Their sizes add up to at most
        `LARGEST_CARRY`, so that no correction exceeds that multiple of the largest summary.
    """
    effect = by_quarter(missed)
    known = np.isfinite(effect)
    most = _tame(effect)
    effect = np.clip(np.where(known, effect, 0.0), -most, most)
    cause = np.stack([np.where(known, np.clip(q, -most, most), 0.0) for q in quarters], axis=-1)
    rows = cause.transpose(0, 2, 1, 3)
    gram = rows.swapaxes(-1, -2) @ rows
    side = rows.swapaxes(-1, -2) @ effect.transpose(0, 2, 1)[..., None]
    size = np.trace(gram, axis1=-2, axis2=-1)[..., None, None] / NUM_FEATURES
    penalty = (SHRINKAGE * size + 1e-12) * np.eye(NUM_FEATURES)
    solved = np.linalg.solve(gram + penalty, side)[..., 0]
    total = np.abs(solved).sum(axis=-1, keepdims=True)
    return np.asarray(solved * np.minimum(1.0, LARGEST_CARRY / np.maximum(total, 1e-12)))


def by_quarter(values: Reals) -> Reals:
    """Means over each quarter of a day, NaN where less than half of it is known."""
    slots, *rest = values.shape
    parts = values.reshape(NUM_BLOCKS, slots // NUM_BLOCKS, *rest)
    known = np.isfinite(parts)
    count = known.sum(axis=1)
    total = np.where(known, parts, 0.0).sum(axis=1)
    return np.where(2 * count >= parts.shape[1], total / np.maximum(count, 1), np.nan)


def _tame(effect: Reals) -> Reals:
    """Largest error and summary that count, so that one wild week does not decide. [MW]"""
    flat = np.abs(effect).reshape(-1, effect.shape[-1])
    middle = masked_quantiles(flat, np.isfinite(flat), (0.5,))[0]
    return np.asarray(OUTLIER_MULTIPLE * 1.4826 * middle)


def carried(factors: Reals, summaries: Sequence[Reals]) -> Reals:
    """Correction of the forecast, shape (24, days, feeders). [MW]"""
    hourly = np.repeat(factors, len(summaries[0]) // NUM_BLOCKS, axis=0)
    correction = np.zeros(summaries[0].shape, dtype=summaries[0].dtype)
    for number, summary in enumerate(summaries):
        correction += hourly[:, None, :, number].astype(correction.dtype) * summary
    return correction
