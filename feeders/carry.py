"""What the last days' errors say about the next days: carried residuals.

A feeder that was 3 % above the model yesterday will be above it tomorrow too. Five summaries of the
residuals known at issue time are carried forward with a factor per feeder, lead day and quarter of
the day, estimated on errors that were themselves made out of sample. What cool days missed says
little of a hot one: `carry_trust` tells how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from feeders.arrays import Ints, Reals
from feeders.carry_kernels import (
    block_means,
    fading_average,
    mean_of_rows,
    normal_equations,
    solved,
    weighted_sum,
)

HALF_LIVES_DAYS = (2.0, 10.0)
"""Memory of the two same-hour averages. [d]"""

KEPT_PER_DAY = tuple(0.5 ** (1.0 / half_life) for half_life in HALF_LIVES_DAYS)
"""Weight of a day in these averages as a share of that of the day after it."""

NUM_FEATURES = 5
SLOW, WEEKDAY = 3, 4
"""Positions of the average over ten days and of the same weekday."""

NUM_BLOCKS = 4
"""Quarters of the day, each with factors of its own."""

LAST_HOURS = slice(5, None, 6)
"""Last hour of each quarter: all of it is known when this one is."""

LOOK_BACK_DAYS = 35
"""Days of residuals a carry needs for its slow average to settle. [d]"""

LARGEST_CARRY = 1.5
"""A correction is at most this multiple of the largest summary it is made from."""

OUTLIER_MULTIPLE = 3.0
"""Residuals are cut at this many robust standard deviations before factors are learnt."""

SHRINKAGE = 0.3
"""Penalty on the factors, as a share of the mean square of the features."""


@dataclass(frozen=True, kw_only=True)
class Summaries:
    """What is known of the last days' errors at some moments of issue, zero where nothing is.

    Parameters
    ----------
    residuals
        Measured minus modelled load, shape (24, days, feeders), NaN = unknown. [MW]
    day
        Positions of the issue days, not the first.
    hour
        First hour of the issue day whose load is not known yet.
    last
        Means of the last 24 h and of the last 6 h, shape (2, issue days, feeders). [MW]
    """

    residuals: Reals
    day: Ints
    hour: int
    last: Reals

    @cached_property
    def usual(self) -> Reals:
        """Same-hour averages with half-lives of 2 and 10 days, shape (2, 24, issue days, feeders).

        [MW]
        """
        averages = (fading_average(self.residuals, keep) for keep in KEPT_PER_DAY)
        return np.stack([average[_rows(self._latest)] for average in averages])

    def usual_by_quarter(self, quarters: Reals) -> Reals:
        """The same from the means of whole quarters, shape (2, 4, issue days, feeders). [MW]"""
        latest = _rows(self._latest[LAST_HOURS])
        return np.stack([fading_average(quarters, keep)[latest] for keep in KEPT_PER_DAY])

    @property
    def _latest(self) -> Ints:
        """Last day known by hour and issue, shape (24, issue days)."""
        hours = np.arange(len(self.residuals))[:, None]
        return np.where(hours < self.hour, self.day, self.day - 1)


def summaries(residuals: Reals, day: Ints, hour: int) -> Summaries:
    """Sum up the residuals known at each issue; see `Summaries` for the parameters."""
    slots = len(residuals)
    ago = np.arange(-slots, 0) + hour
    hours = np.broadcast_to(ago % slots, (len(day), slots))
    days = day[:, None] + ago // slots
    part = slots // NUM_BLOCKS
    last = [mean_of_rows(residuals, hours[:, -n:], days[:, -n:]) for n in (slots, part)]
    return Summaries(residuals=residuals, day=day, hour=hour, last=np.stack(last))


def _rows(days: Ints) -> tuple[Ints, Ints]:
    return np.arange(len(days))[:, None], days


def same_weekday(known: Summaries, lead: int) -> Ints:
    """Day of the last same weekday whose hour is known at issue, the fifth summary.

    Parameters
    ----------
    known
        The issues.
    lead
        Days from the issue day to the day forecast.

    Returns
    -------
    array
        Positions by hour and issue, shape (24, issue days), below zero for none.
    """
    hours = np.arange(len(known.residuals))[:, None]
    position = known.day + lead - 7 * max((lead + 6) // 7, 1)
    # an hour of the issue day itself may still lie ahead
    return np.where((position == known.day) & (hours >= known.hour), position - 7, position)


def factors(known: Summaries, missed: Reals, trust: Reals) -> Reals:
    """Carry factors, learnt on the means over each quarter of a day.

    Parameters
    ----------
    known
        Of past issues, as many as there are days with a forecast.
    missed
        Measured load minus what the model had forecast without carry, on the days of
        `known.residuals`, shape (24, days, feeders), NaN = unknown. [MW]
    trust
        From `carry_trust`, for each lead day, the issue day included, shape (leads, issue days).

    Returns
    -------
    array
        Shape (leads, 4, 5, feeders); zero for a feeder without errors. The sizes of five factors
        add up to at most `LARGEST_CARRY`, so that no correction exceeds that multiple of the
        largest summary.
    """
    quarters = block_means(known.residuals, NUM_BLOCKS)
    causes, weekdays = _causes(known, quarters), np.nan_to_num(quarters)
    effect = quarters if missed is known.residuals else block_means(missed, NUM_BLOCKS)
    today = _rest_of_day(effect, missed, known.hour)
    most = largest(effect)
    learnt = []
    for lead, share in enumerate(trust):
        causes[-1] = _at(weekdays, same_weekday(known, lead)[LAST_HOURS], 0.0)
        ahead = _at(effect if lead else today, known.day + lead, np.nan)
        learnt.append(shrunken(causes, ahead, most, share))
    return np.stack(learnt)


def _causes(known: Summaries, quarters: Reals) -> Reals:
    """The summaries by quarter, shape (5, 4, issue days, feeders); the fifth is left open."""
    shape = (NUM_FEATURES, NUM_BLOCKS, *known.last.shape[1:])
    causes = np.zeros(shape, dtype=known.residuals.dtype)
    causes[:2] = known.last[:, None]
    causes[2:WEEKDAY] = known.usual_by_quarter(quarters)
    return causes


def _rest_of_day(effect: Reals, missed: Reals, hour: int) -> Reals:
    """Means over what of each quarter lies ahead at issue."""
    length = len(missed) // NUM_BLOCKS
    over, begun = hour // length, -(-hour // length)
    rest = effect.copy()
    rest[:over] = np.nan
    if begun > over:
        quarter = missed[over * length : begun * length].copy()
        quarter[: hour % length] = np.nan
        rest[over] = block_means(quarter, 1)[0]
    return rest


def _at(values: Reals, days: Ints, otherwise: float) -> Reals:
    """Values of some days, by block where the days differ; `otherwise` outside the days known."""
    inside = (days >= 0) & (days < values.shape[1])
    place = np.broadcast_to(np.where(inside, days, 0), (len(values), days.shape[-1]))
    found = values[_rows(place)]
    found[np.broadcast_to(~inside, place.shape)] = otherwise
    return found


def largest(effect: Reals) -> Reals:
    """Largest error and summary that count, so that one wild week does not decide. [MW]"""
    # turned over first: to sort what lies side by side is quicker
    sizes = np.sort(np.ascontiguousarray(np.abs(effect).reshape(-1, effect.shape[-1]).T))
    count = np.isfinite(sizes).sum(axis=1)
    middle = sizes[np.arange(len(sizes)), np.maximum(count - 1, 0) // 2]
    return np.asarray(OUTLIER_MULTIPLE * 1.4826 * np.where(count > 0, middle, 0.0), sizes.dtype)


def shrunken(causes: Reals, effect: Reals, most: Reals, trust: Reals) -> Reals:
    """Shrunken least squares, shape (4, 5, feeders).

    Parameters
    ----------
    causes, effect, most
        As for `normal_equations`.
    trust
        Of each day, shape (days,).
    """
    gram, side = normal_equations(causes, effect, most, _shares(trust, causes.dtype))
    found = solved(gram, side, SHRINKAGE)
    total = np.abs(found).sum(axis=1, keepdims=True)
    tamed = found * np.minimum(1.0, LARGEST_CARRY / np.maximum(total, 1e-12))
    return np.asarray(tamed, dtype=side.dtype)


def _shares(trust: Reals, dtype: DTypeLike) -> Reals:
    """Shares of the five summaries; the slow one is a feeder's level, whatever the heat."""
    shares = np.tile(trust, (NUM_FEATURES, 1))
    shares[SLOW] = 1.0
    return shares.astype(dtype)


def carried(factors: Reals, known: Summaries, lead: int, trust: Reals) -> Reals:
    """Correction of the forecasts of one lead day, shape (24, issue days, feeders). [MW]

    Parameters
    ----------
    factors
        Of this lead, shape (4, 5, feeders).
    known
        The issues.
    lead
        Days from the issue day to the day forecast.
    trust
        From `carry_trust`, for this lead, shape (issue days,).
    """
    positions = same_weekday(known, lead)
    shares = _shares(trust, known.residuals.dtype)
    return weighted_sum(factors, known.last, known.usual, known.residuals, positions, shares)
