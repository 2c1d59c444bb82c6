"""Inner loops of the carry, compiled: sums over days for many feeders side by side.

The feeders are the innermost axis of every array, so that a processor works on several at once.
Unknown values are NaN and count for nothing.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from feeders.arrays import Floats, Ints, Reals

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")

LEAST_WEIGHT = 1e-6
"""An average of less than this is one of nothing."""

LEAST_PENALTY = 1e-12
"""Keeps equations without any row solvable, by zero."""


@compiled
def fading_average(values: Reals, keep: float) -> Reals:
    """Exponentially weighted same-hour average up to and including each day.

    Parameters
    ----------
    values
        Shape (24, days, feeders).
    keep
        Weight of a day as a share of that of the day after it.

    Returns
    -------
    array
        Same shape, zero where nothing is known.
    """
    hours, days, feeders = values.shape
    out = np.empty_like(values)
    for hour in range(hours):
        total = np.zeros(feeders, dtype=values.dtype)
        weight = np.zeros(feeders, dtype=values.dtype)
        for day in range(days):
            for f in range(feeders):
                value = values[hour, day, f]
                known = value == value
                total[f] = keep * total[f] + (value if known else 0.0)
                weight[f] = keep * weight[f] + (1.0 if known else 0.0)
                out[hour, day, f] = total[f] / weight[f] if weight[f] > LEAST_WEIGHT else 0.0
    return out


@compiled
def mean_of_rows(values: Reals, hours: Ints, days: Ints) -> Reals:
    """Mean over some (hour, day) of each issue, shape (issues, feeders), zero where unknown.

    Parameters
    ----------
    values
        Shape (24, days, feeders).
    hours, days
        Shape (issues, rows of each).
    """
    issues, rows = hours.shape
    feeders = values.shape[2]
    out = np.zeros((issues, feeders), dtype=values.dtype)
    for issue in range(issues):
        count = np.zeros(feeders, dtype=values.dtype)
        for row in range(rows):
            hour, day = hours[issue, row], days[issue, row]
            for f in range(feeders):
                value = values[hour, day, f]
                known = value == value
                out[issue, f] += value if known else 0.0
                count[f] += 1.0 if known else 0.0
        for f in range(feeders):
            out[issue, f] /= max(count[f], 1.0)
    return out


@compiled
def block_means(values: Reals, blocks: int) -> Reals:
    """Means over each part of a day, shape (blocks, days, feeders).

    NaN where less than half of a part is known.
    """
    hours, days, feeders = values.shape
    length = hours // blocks
    out = np.empty((blocks, days, feeders), dtype=values.dtype)
    for block in range(blocks):
        for day in range(days):
            total = np.zeros(feeders, dtype=values.dtype)
            count = np.zeros(feeders, dtype=values.dtype)
            for hour in range(block * length, (block + 1) * length):
                for f in range(feeders):
                    value = values[hour, day, f]
                    known = value == value
                    total[f] += value if known else 0.0
                    count[f] += 1.0 if known else 0.0
            for f in range(feeders):
                enough = 2.0 * count[f] >= length
                out[block, day, f] = total[f] / max(count[f], 1.0) if enough else np.nan
    return out


@compiled
def normal_equations(
    causes: Reals, effect: Reals, most: Reals, trust: Reals
) -> tuple[Reals, Reals]:
    """Sums of products of what is carried and of what was missed.

    Parameters
    ----------
    causes
        Shape (features, blocks, days, feeders), finite.
    effect
        Shape (blocks, days, feeders).
    most
        Values count up to this size, shape (feeders,).
    trust
        Share of each that is carried, shape (features, days).

    Returns
    -------
    tuple
        Shapes (blocks, features, features, feeders) and (blocks, features, feeders).
    """
    features, blocks, days, feeders = causes.shape
    gram = np.zeros((blocks, features, features, feeders), dtype=causes.dtype)
    side = np.zeros((blocks, features, feeders), dtype=causes.dtype)
    cause = np.empty((features, feeders), dtype=causes.dtype)
    target = np.empty(feeders, dtype=causes.dtype)
    for block in range(blocks):
        for day in range(days):
            missed = effect[block, day]
            _clip(missed, missed, most, trust.dtype.type(1.0), target)
            for i in range(features):
                _clip(causes[i, block, day], missed, most, trust[i, day], cause[i])
            for i in range(features):
                for j in range(i + 1):
                    for f in range(feeders):
                        gram[block, i, j, f] += cause[i, f] * cause[j, f]
                for f in range(feeders):
                    side[block, i, f] += cause[i, f] * target[f]
        for i in range(features):
            for j in range(i):
                gram[block, j, i] = gram[block, i, j]
    return gram, side


@compiled
def _clip(values: Reals, present: Reals, most: Reals, share: Any, out: Reals) -> None:
    """A share of values, up to a size; zero where another row is unknown."""
    for f in range(len(out)):
        # comparisons, for `min` and `max` are not worked on several at once
        value = share * values[f]
        value = value if value < most[f] else most[f]
        value = value if value > -most[f] else -most[f]
        out[f] = value if present[f] == present[f] else 0.0


@compiled
def solved(gram: Reals, side: Reals, share: float) -> Floats:
    """Solutions of shrunken normal equations, in double precision, by elimination.

    Parameters
    ----------
    gram, side
        From `normal_equations`.
    share
        Penalty, as a share of the mean of the diagonal.

    Returns
    -------
    array
        Shape (blocks, features, feeders).
    """
    blocks, n, feeders = side.shape
    found = side.astype(np.float64)
    for block in range(blocks):
        rows, x = gram[block].astype(np.float64), found[block]
        penalty = np.zeros(feeders)
        for i in range(n):
            penalty += rows[i, i] * (share / n)
        for k in range(n):
            rows[k, k] += penalty + LEAST_PENALTY
        for k in range(n):
            for i in range(k + 1, n):
                ratio = rows[i, k] / rows[k, k]
                for j in range(k + 1, n):
                    rows[i, j] -= ratio * rows[k, j]
                x[i] -= ratio * x[k]
        for k in range(n - 1, -1, -1):
            for j in range(k + 1, n):
                x[k] -= rows[k, j] * x[j]
            x[k] /= rows[k, k]
    return found


@compiled
def weighted_sum(
    factors: Reals, last: Reals, usual: Reals, residuals: Reals, positions: Ints, trust: Reals
) -> Reals:
    """Correction of the forecasts of some issue days, shape (24, issues, feeders).

    Parameters
    ----------
    factors
        Shape (blocks, 5, feeders).
    last
        Summaries that are the same for the whole day, shape (2, issues, feeders).
    usual
        Those of each hour, shape (2, 24, issues, feeders).
    residuals
        Shape (24, days, feeders).
    positions
        Day of the same weekday by hour and issue, shape (24, issues); below zero for none.
    trust
        Share of each summary that is carried, shape (5, issues).
    """
    hours, issues = positions.shape
    blocks, feeders = factors.shape[0], residuals.shape[2]
    out = np.empty((hours, issues, feeders), dtype=residuals.dtype)
    for hour in range(hours):
        factor = factors[hour * blocks // hours]
        for issue in range(issues):
            share = trust[:, issue]
            for f in range(feeders):
                out[hour, issue, f] = (
                    share[0] * factor[0, f] * last[0, issue, f]
                    + share[1] * factor[1, f] * last[1, issue, f]
                    + share[2] * factor[2, f] * usual[0, hour, issue, f]
                    + share[3] * factor[3, f] * usual[1, hour, issue, f]
                )
            day = positions[hour, issue]
            if day >= 0:
                for f in range(feeders):
                    value = share[4] * residuals[hour, day, f]
                    out[hour, issue, f] += factor[4, f] * value if value == value else 0.0
    return out
