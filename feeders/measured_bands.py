"""Bands measured on the errors of forecasts that were issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.signal import lfilter

from feeders.arrays import Bools, Ints, Reals
from feeders.error_kernels import by_feeder, sizes
from feeders.quantiles import (
    NEXT_DAY,
    NUM_HEATS,
    OUTER,
    PROBABILITIES,
    Bands,
    around_median,
    heat_shares,
    sorted_quantiles,
)

PROMISED = 0.8
"""Share of the hours between P10 and P90."""

NUM_PARTS = 6
"""Parts of the days issued, each of which is held against bands from the others."""

SAMPLED_HOURS = 2
"""One hour's error tells the next one's: every second hour says as much about widths."""

MOST_WIDENING = 2.0
"""A feeder that needs more than this is another one than before; its bands would say nothing."""

UNREST_DAYS = 14.0
"""Half-life of the memory for the size of errors. [d]"""

UNREST_SHARE = 0.7
"""Share of the last weeks in the size expected of the next error; the usual size has the rest."""

MIN_SAMPLES = 120
"""A band from fewer errors than this takes those of all days."""


def bands(
    errors: Sequence[Reals], heat_c: Sequence[Reals], highest: Reals, drift: Reals
) -> tuple[Bands, Reals]:
    """Measure the bands.

    Parameters
    ----------
    errors
        For each of `BAND_LEADS` measured minus forecast, shape (24, days, feeders), in order of
        time, NaN where not measured. [MW]
    heat_c
        Heat of the days forecast, shape (days,): the mean of their smoothed temperatures. [°C]
    highest
        Highest load forecast so far, shape (feeders,). [MW]
    drift
        How much wider the bands of a season are that nobody has seen, shape (feeders,).

    Returns
    -------
    tuple
        The bands, and the unrest when each of the forecasts was issued, shape (days, feeders).
    """
    heats = _middles(heat_c[NEXT_DAY])
    sums = [sizes(error) for error in errors]
    scale = [_scale(total, count) for total, count, *_ in sums]
    unrest = _unrest(*_daily_sizes(errors[NEXT_DAY], scale[NEXT_DAY]))
    parts = [_by_heat(*row, unrest[:-1], heats) for row in zip(errors, scale, heat_c, strict=True)]
    wider = drift * _widening(parts[NEXT_DAY], heats)
    offsets = np.stack([_offsets(part) for part in parts])
    measured = Bands(
        heats_c=heats,
        scale=np.stack(scale),
        offsets=offsets * wider[:, None, None],
        wider=wider,
        unrest=unrest[-1],
        highest=highest,
    )
    return measured, unrest[:-1]


def _daily_sizes(errors: Reals, scale: Reals) -> tuple[Reals, Reals]:
    """Sum and count of each day's errors, each as a multiple of its hour's usual one."""
    *_, total, count = sizes(errors / scale[:, None])
    return total, count


def _unrest(total: Reals, count: Reals) -> Reals:
    """Size of the errors known when each forecast is issued, beside the usual.

    A restless week is followed by another: the errors of the last weeks, fading, stand for most of
    what is expected, the usual size for the rest. Shape (days + 1, feeders), the last row
    holding for the next issue.
    """
    size = np.where(count > 0, total / np.maximum(count, 1), 1.0)
    keep = 0.5 ** (1.0 / UNREST_DAYS)
    weights = lfilter([1.0], [1.0, -keep], np.ones(len(size)))[:, None]
    fading = lfilter([1.0], [1.0, -keep], size, axis=0) / weights
    late = np.concatenate([np.ones((NEXT_DAY + 1, size.shape[1])), fading])[: len(size) + 1]
    return np.asarray(1.0 - UNREST_SHARE + UNREST_SHARE * late, dtype=size.dtype)


def _middles(heat_c: Reals) -> Reals:
    """Medians of the classes of days, a little apart even where all days are alike."""
    classes = np.arange(NUM_HEATS)
    return np.asarray(np.quantile(heat_c, (classes + 0.5) / NUM_HEATS) + 1e-6 * classes)


def _scale(total: Reals, count: Reals) -> Reals:
    """Mean size of each hour's errors, smoothed over its neighbours, shape (24, feeders). [MW]"""
    near = (-1, 0, 1)
    total, count = (np.sum([np.roll(x, n, axis=0) for n in near], axis=0) for x in (total, count))
    everywhere = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1)
    scale = np.where(count > 0, total / np.maximum(count, 1), everywhere)
    return np.asarray(np.maximum(scale, 1e-9))


@dataclass(frozen=True, kw_only=True)
class _ByHeat:
    """Errors as multiples of what is usual, the days put in order of their classes.

    `errors` has the shape (feeders, days, 24); a class holds the days from one of the six `edges`
    to the next; `heat_c` and `day` are those of each day.
    """

    errors: Reals
    edges: Ints
    heat_c: Reals
    day: Ints

    def without(self, left_out: Bools) -> _ByHeat:
        """The same without some of the days."""
        kept = ~left_out
        return _ByHeat(
            errors=self.errors[:, kept],
            edges=np.concatenate([[0], np.cumsum(kept)])[self.edges],
            heat_c=self.heat_c[kept],
            day=self.day[kept],
        )


def _by_heat(errors: Reals, scale: Reals, heat_c: Reals, unrest: Reals, heats_c: Reals) -> _ByHeat:
    classes = np.digitize(heat_c, 0.5 * (heats_c[1:] + heats_c[:-1]))
    order = np.argsort(classes, kind="stable")
    return _ByHeat(
        errors=by_feeder(errors, scale, unrest, order),
        edges=np.searchsorted(classes[order], np.arange(NUM_HEATS + 1)),
        heat_c=heat_c[order],
        day=order,
    )


def _offsets(part: _ByHeat, probabilities: tuple[float, ...] = PROBABILITIES) -> Reals:
    """Distribution in each class of days, shape (feeders, 5, probabilities)."""
    rows = []
    for first, stop in pairwise(part.edges):
        own, count = _quantiles(part.errors[:, first:stop], probabilities)
        few = count < MIN_SAMPLES
        if few.any():
            own[:, few] = _quantiles(part.errors[few], probabilities)[0]
        rows.append(own)
    return around_median(np.stack(rows).transpose(2, 0, 1), probabilities)


def _quantiles(errors: Reals, probabilities: tuple[float, ...]) -> tuple[Reals, Ints]:
    """Quantiles, shape (probabilities, feeders), and the number of errors they are taken from."""
    flat = errors.reshape(len(errors), -1)
    return sorted_quantiles(np.sort(flat, axis=1), probabilities)


def _widening(part: _ByHeat, heats_c: Reals) -> Reals:
    """How much wider bands have to be for days that were not there when they were measured.

    Errors of other weeks are of another size: weather, customers and seasons change. Every part of
    the days issued is held against bands from the other parts, and the factor is the one at which
    these would have held 80 %. Shape (feeders,), at least 1.
    """
    part = replace(part, errors=part.errors[..., ::SAMPLED_HOURS])
    shares = heat_shares(part.heat_c, heats_c)
    missed = []
    for days in np.array_split(np.arange(len(part.day)), NUM_PARTS):
        held = np.isin(part.day, days)
        offsets = _offsets(part.without(held), OUTER)
        low, high = (offsets[..., side] @ shares[held].T for side in (0, 1))
        error = part.errors[:, held]
        limit = np.where(error > 0, high[..., None], -low[..., None])
        missed.append(np.abs(error) / np.maximum(limit, 1e-9))
    ratio = np.concatenate(missed, axis=1)
    needed, _ = _quantiles(ratio, (PROMISED,))
    return np.asarray(np.clip(needed[0], 1.0, MOST_WIDENING))
