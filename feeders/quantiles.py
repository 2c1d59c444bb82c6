"""Bands around the forecast, from the errors of forecasts that were issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Reals

PROBABILITIES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Where the distribution of the errors is kept; others are interpolated."""

MEDIAN = PROBABILITIES.index(0.5)
OUTER = (0.1, 0.9)
PROMISED = 0.8
"""Share of the hours between P10 and P90."""

NEXT_DAY = 1
NUM_PARTS = 4
MOST_WIDENING = 2.0
"""A feeder that needs more than this is another one than before; its bands would say nothing."""

NUM_HEATS = 5
"""Bands are kept apart for classes of days from cool to hot, scaled by the hour's usual error."""

UNREST_DAYS = 14.0
"""Half-life of the memory for the size of errors. [d]"""

UNREST_SHARE = 0.7

MIN_SAMPLES = 120
"""A band from fewer errors than this takes those of all days."""


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Distribution of the errors around the median, by lead day, hour and heat of the day.

    Parameters
    ----------
    heats_c
        Middle of each class of days, shape (5,), ascending. [°C]
    scale
        Mean size of the errors, shape (leads, 24, feeders). [MW]
    offsets
        Multiples of the scale, shape (leads, feeders, 5, `PROBABILITIES`), never above zero below
        the median, never below it above.
    wider
        How much the errors measured were widened, in `offsets` already, shape (feeders,).
    unrest
        Size of the last weeks' errors beside the usual, shape (feeders,).
    highest
        Highest load forecast so far, shape (feeders,). [MW]
    """

    heats_c: Reals
    scale: Reals
    offsets: Reals
    wider: Reals
    unrest: Reals
    highest: Reals

    def offset(self, p50: Reals, heat_c: float, lead: int, probabilities: Reals) -> Reals:
        """Distance of a day's quantiles from the median.

        Parameters
        ----------
        p50
            Shape (24, feeders). [MW]
        heat_c
            Heat of the day, as in `bands`. [°C]
        lead
            Lead day; beyond the last one known, that one holds.
        probabilities
            Shape (24, feeders, n) or one that broadcasts to it, in (0, 1).

        Returns
        -------
        array
            Shape (24, feeders, n), increasing in the probability. [MW]
        """
        at = min(lead, len(self.scale) - 1)
        rows = np.einsum("fkp,k->fp", self.offsets[at], _shares(heat_c, self.heats_c))
        size = self.scale[at] * self.unrest * self._stretch(p50)
        rows = np.broadcast_to(rows, (len(p50), *rows.shape))
        return np.asarray(_interpolated(rows, probabilities) * size[..., None])

    def _stretch(self, p50: Reals) -> Reals:
        """Widen in proportion beyond the highest load: a record day has no record of errors."""
        ratio = np.abs(p50) / np.maximum(np.abs(self.highest), 1e-9)
        return np.asarray(np.where(p50 > self.highest, np.maximum(ratio, 1.0), 1.0))


def _shares(heat_c: float, heats_c: Reals) -> Reals:
    """Share of each class in a day of this heat; the outer classes rule beyond their middles."""
    return np.array([np.interp(heat_c, heats_c, unit) for unit in np.eye(NUM_HEATS)])


def _interpolated(rows: Reals, probabilities: Reals) -> Reals:
    """Read distributions kept at `PROBABILITIES` off at others; flat beyond the outer ones."""
    grid = np.array(PROBABILITIES)
    wanted = np.broadcast_to(probabilities, (*rows.shape[:-1], probabilities.shape[-1]))
    wanted = np.clip(wanted, grid[0], grid[-1])
    above = np.clip(np.searchsorted(grid, wanted), 1, len(grid) - 1)
    share = (wanted - grid[above - 1]) / (grid[above] - grid[above - 1])
    low = np.take_along_axis(rows, above - 1, axis=-1)
    high = np.take_along_axis(rows, above, axis=-1)
    return np.asarray((1 - share) * low + share * high)


def bands(
    p50: Sequence[Reals], errors: Sequence[Reals], heat_c: Sequence[Reals], drift: Reals
) -> Bands:
    """Measure the bands.

    Parameters
    ----------
    p50
        Per lead day the forecasts issued, shape (24, days, feeders), in order of time. [MW]
    errors
        Measured minus forecast, same shape, NaN where not measured. [MW]
    heat_c
        Heat of the days forecast, shape (days,): the mean of their smoothed temperatures. [°C]
    drift
        How much wider the bands of a season are that nobody has seen, shape (feeders,).
    """
    heats = _middles(heat_c[NEXT_DAY])
    scale = [_scale(error) for error in errors]
    unrest = _unrest(errors[NEXT_DAY] / scale[NEXT_DAY][:, None])
    parts = [e / (s[:, None] * unrest[:-1]) for e, s in zip(errors, scale, strict=True)]
    offsets = [_offsets(part, heat, heats) for part, heat in zip(parts, heat_c, strict=True)]
    wider = drift * _widening(parts[NEXT_DAY], heat_c[NEXT_DAY], heats)
    issued = np.where(np.isfinite(p50[NEXT_DAY]), p50[NEXT_DAY], -np.inf)
    return Bands(
        heats_c=heats,
        scale=np.stack(scale),
        offsets=np.stack(offsets) * wider[:, None, None],
        wider=wider,
        unrest=unrest[-1],
        highest=issued.max(axis=(0, 1)),
    )


def _unrest(errors: Reals) -> Reals:
    """Size of the errors known when each forecast is issued, beside the usual.

    A restless week is followed by another: the errors of the last weeks, fading, stand for most of
    what is expected, the usual size for the rest. Shape (days + 1, feeders), the last row
    holding for the next issue.
    """
    known = np.isfinite(errors)
    size = np.where(known, np.abs(errors), 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    size = np.where(known.any(axis=0), size, 1.0)
    fading = pd.DataFrame(size).ewm(halflife=UNREST_DAYS).mean().to_numpy()
    late = np.concatenate([np.ones((NEXT_DAY + 1, size.shape[1])), fading])[: len(size) + 1]
    return np.asarray(1.0 - UNREST_SHARE + UNREST_SHARE * late)


def _middles(heat_c: Reals) -> Reals:
    """Medians of the classes of days, a little apart even where all days are alike."""
    classes = np.arange(NUM_HEATS)
    return np.asarray(np.quantile(heat_c, (classes + 0.5) / NUM_HEATS) + 1e-6 * classes)


def _scale(errors: Reals) -> Reals:
    """Mean size of each hour's errors, smoothed over its neighbours, shape (24, feeders). [MW]"""
    known = np.isfinite(errors)
    total = np.where(known, np.abs(errors), 0.0).sum(axis=1)
    count = known.sum(axis=1)
    near = (-1, 0, 1)
    total, count = (sum(np.roll(x, n, axis=0) for n in near) for x in (total, count))
    everywhere = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1)
    scale = np.where(count > 0, total / np.maximum(count, 1), everywhere)
    return np.asarray(np.maximum(scale, 1e-9))


def _offsets(errors: Reals, heat_c: Reals, heats_c: Reals) -> Reals:
    """Distribution in each class of days, shape (feeders, 5, `PROBABILITIES`)."""
    middle = 0.5 * (heats_c[1:] + heats_c[:-1])
    place = np.digitize(heat_c, middle)
    rows = []
    for heat in range(NUM_HEATS):
        own = _quantiles(errors[:, place == heat])
        few = np.isfinite(errors[:, place == heat]).sum(axis=(0, 1)) < MIN_SAMPLES
        if few.any():
            own[:, few] = _quantiles(errors[..., few])
        rows.append(around_median(own))
    return np.stack(rows).transpose(2, 0, 1)


def _quantiles(errors: Reals) -> Reals:
    flat = errors.reshape(-1, errors.shape[-1])
    return masked_quantiles(flat, np.isfinite(flat), PROBABILITIES)


def _widening(errors: Reals, heat_c: Reals, heats_c: Reals) -> Reals:
    """How much wider bands have to be for days that were not there when they were measured.

    Errors of other weeks are of another size: weather, customers and seasons change. Every part of
    the days issued is held against bands from the other parts, and the factor is the one at which
    these would have held 80 %. Shape (feeders,), at least 1.
    """
    missed = []
    for part in np.array_split(np.arange(errors.shape[1]), NUM_PARTS):
        others = np.setdiff1d(np.arange(errors.shape[1]), part)
        offsets = _offsets(errors[:, others], heat_c[others], heats_c)
        shares = np.stack([_shares(float(heat), heats_c) for heat in heat_c[part]])
        low, high = (
            np.einsum("fk,dk->df", offsets[..., PROBABILITIES.index(p)], shares) for p in OUTER
        )
        error = errors[:, part]
        missed.append(np.abs(error) / np.maximum(np.where(error > 0, high, -low), 1e-9))
    ratio = np.concatenate(missed, axis=1).reshape(-1, errors.shape[-1])
    needed = masked_quantiles(ratio, np.isfinite(ratio), (PROMISED,))[0]
    return np.asarray(np.clip(needed, 1.0, MOST_WIDENING))


def around_median(offsets: Reals) -> Reals:
    """Keep the forecast the median: quantiles below it not above, those above it not below.

    Parameters
    ----------
    offsets
        Shape (`PROBABILITIES`, ...). [MW]
    """
    clamped = offsets.copy()
    clamped[:MEDIAN] = np.minimum(offsets[:MEDIAN], 0.0)
    clamped[MEDIAN] = 0.0
    clamped[MEDIAN + 1 :] = np.maximum(offsets[MEDIAN + 1 :], 0.0)
    return clamped


def masked_quantiles(values: Reals, mask: Bools, probabilities: tuple[float, ...]) -> Reals:
    """Quantiles down the columns of what the mask shows; 0 for a column that shows nothing.

    Returns
    -------
    array
        Shape (probabilities, columns).
    """
    if not len(values):
        return np.zeros((len(probabilities), values.shape[1]))
    ordered = np.sort(np.where(mask, values, np.inf), axis=0)
    ordered[~np.isfinite(ordered)] = 0.0
    count = mask.sum(axis=0)
    column = np.arange(values.shape[1])
    rows = []
    for probability in probabilities:
        place = probability * np.maximum(count - 1, 0)
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, np.maximum(count - 1, 0))
        share = place - below
        row = (1 - share) * ordered[below, column] + share * ordered[above, column]
        rows.append(np.where(count > 0, row, 0.0))
    return np.stack(rows)
