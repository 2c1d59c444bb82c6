"""Inner loops of the bands, compiled: sizes and order of many feeders' errors.

As in `carry_kernels` the feeders are the innermost axis, and NaN is unknown.
"""

from __future__ import annotations

import numpy as np

from feeders.arrays import Ints, Reals
from feeders.carry_kernels import compiled

BLOCK = 16
"""Feeders turned over at a time: as many rows as a cache can write to side by side."""


@compiled
def sizes(errors: Reals) -> tuple[Reals, Reals, Reals, Reals]:
    """Sums and counts of the errors' sizes, by hour and by day.

    Parameters
    ----------
    errors
        Shape (24, days, feeders).

    Returns
    -------
    tuple
        Sum and count by hour, shape (24, feeders), and by day, shape (days, feeders).
    """
    hours, days, feeders = errors.shape
    by_hour = np.zeros((hours, feeders), dtype=errors.dtype)
    num_hour = np.zeros((hours, feeders), dtype=errors.dtype)
    by_day = np.zeros((days, feeders), dtype=errors.dtype)
    num_day = np.zeros((days, feeders), dtype=errors.dtype)
    for hour in range(hours):
        for day in range(days):
            for f in range(feeders):
                error = errors[hour, day, f]
                known = error == error
                size = abs(error) if known else 0.0
                one = 1.0 if known else 0.0
                by_hour[hour, f] += size
                by_day[day, f] += size
                num_hour[hour, f] += one
                num_day[day, f] += one
    return by_hour, num_hour, by_day, num_day


@compiled
def by_feeder(errors: Reals, hourly: Reals, daily: Reals, order: Ints) -> Reals:
    """Errors over two scales, one row per feeder, the days in another order.

    Parameters
    ----------
    errors
        Shape (24, days, feeders).
    hourly, daily
        What to divide by, shapes (24, feeders) and (days, feeders).
    order
        Positions of the days.

    Returns
    -------
    array
        Shape (feeders, days, 24).
    """
    hours, days, feeders = errors.shape
    out = np.empty((feeders, days, hours), dtype=errors.dtype)
    for start in range(0, feeders, BLOCK):
        stop = min(start + BLOCK, feeders)
        for hour in range(hours):
            for place in range(days):
                day = order[place]
                for f in range(start, stop):
                    scale = hourly[hour, f] * daily[day, f]
                    out[f, place, hour] = errors[hour, day, f] / scale
    return out


@compiled
def after_carry(missed: Reals, correction: Reals, days: Ints) -> Reals:
    """What is left of the errors of some days, NaN for a day beyond the last.

    Parameters
    ----------
    missed
        Shape (24, days, feeders).
    correction
        Shape (24, issues, feeders); overwritten by the result.
    days
        Day forecast by each issue.
    """
    hours, issues, feeders = correction.shape
    for hour in range(hours):
        for issue in range(issues):
            day = days[issue]
            for f in range(feeders):
                if day < missed.shape[1]:
                    correction[hour, issue, f] = missed[hour, day, f] - correction[hour, issue, f]
                else:
                    correction[hour, issue, f] = np.nan
    return correction


@compiled
def day_peaks(load: Reals, errors: Reals, days: Ints) -> tuple[Reals, Reals]:
    """Highest forecast and highest measured load of each day, shapes (issues, feeders).

    A day with any hour unknown has neither.

    Parameters
    ----------
    load
        Measured, shape (24, days, feeders).
    errors
        Measured minus forecast, shape (24, issues, feeders).
    days
        Day forecast by each issue.
    """
    hours, issues, feeders = errors.shape
    forecast = np.full((issues, feeders), -np.inf, dtype=load.dtype)
    actual = np.full((issues, feeders), -np.inf, dtype=load.dtype)
    last = load.shape[1] - 1
    for hour in range(hours):
        for issue in range(issues):
            day = min(days[issue], last)
            for f in range(feeders):
                value = load[hour, day, f]
                p50 = value - errors[hour, issue, f]
                known = p50 == p50
                forecast[issue, f] = max(forecast[issue, f], p50) if known else np.nan
                actual[issue, f] = max(actual[issue, f], value) if known else np.nan
    return forecast, actual
