"""Bands around the forecast, from the errors of forecasts that were issued."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools, Floats

PROBABILITIES = (0.1, 0.9)
NUM_LEVELS = 3
"""Bands are kept apart for low, middle and high load: errors grow with it."""

MIN_SAMPLES = 24
"""A band from fewer errors than this takes those of all levels."""


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Distance of P10 and P90 from the median, by lead day and load level.

    `levels`: shape (leads, feeders, 3), middle of each level; `offsets`: shape (leads, feeders, 3,
    2), never above zero for P10, never below zero for P90. [MW]
    """

    levels: Floats
    offsets: Floats

    def around(self, p50: Floats, lead: int) -> Floats:
        """P10 and P90 of forecasts.

        Parameters
        ----------
        p50
            Shape (times, feeders). [MW]
        lead
            Lead day; beyond the last one known, that one holds.

        Returns
        -------
        array
            Shape (times, feeders, 2). [MW]
        """
        at = min(lead, len(self.levels) - 1)
        levels, offsets = self.levels[at], self.offsets[at]
        position = _position(p50, levels)
        lower = np.clip(np.floor(position), 0, NUM_LEVELS - 2).astype(int)
        share = np.clip(position - lower, 0.0, 1.0)[..., None]
        feeder = np.arange(p50.shape[1])[None, :]
        between = (1 - share) * offsets[feeder, lower] + share * offsets[feeder, lower + 1]
        band: Floats = p50[..., None] + between * _stretch(p50, levels)[..., None]
        return band


def _position(p50: Floats, levels: Floats) -> Floats:
    """Place of each forecast on the scale of levels: 0 lowest, 2 highest."""
    steps = np.maximum(np.diff(levels, axis=1), 1e-9)
    place: Floats = np.clip((p50[..., None] - levels[None, :, :-1]) / steps, 0.0, 1.0).sum(axis=-1)
    return place


def _stretch(p50: Floats, levels: Floats) -> Floats:
    """Widen in proportion beyond the highest level known: a record day has no record of errors."""
    highest = np.abs(levels[:, -1])
    ratio: Floats = np.abs(p50) / np.maximum(highest, 1e-9)
    return np.where(p50 > levels[:, -1], np.maximum(ratio, 1.0), 1.0)


def bands(p50: list[Floats], errors: list[Floats]) -> Bands:
    """Measure the bands.

    Parameters
    ----------
    p50
        Per lead day the forecasts issued, shape (samples, feeders). [MW]
    errors
        Measured minus forecast, same shape, NaN where not measured. [MW]
    """
    measured = [_one_lead(level, error) for level, error in zip(p50, errors, strict=True)]
    return Bands(
        levels=np.stack([m[0] for m in measured]), offsets=np.stack([m[1] for m in measured])
    )


def _one_lead(p50: Floats, errors: Floats) -> tuple[Floats, Floats]:
    known = np.isfinite(errors)
    edges = masked_quantiles(p50, known, (0.0, 1 / 3, 2 / 3, 1.0))
    everything = masked_quantiles(errors, known, PROBABILITIES)
    levels, offsets = [], []
    for level in range(NUM_LEVELS):
        chosen = known & (p50 >= edges[level]) & (p50 <= edges[level + 1])
        own = masked_quantiles(errors, chosen, PROBABILITIES)
        enough = chosen.sum(axis=0) >= MIN_SAMPLES
        offsets.append(np.where(enough, own, everything))
        levels.append(0.5 * (edges[level] + edges[level + 1]))
    signed = np.stack(offsets, axis=1)
    clamped = np.stack([np.minimum(signed[0], 0.0), np.maximum(signed[1], 0.0)], axis=-1)
    return np.stack(levels, axis=-1), clamped.transpose(1, 0, 2)


def masked_quantiles(values: Floats, mask: Bools, probabilities: tuple[float, ...]) -> Floats:
    """Quantiles down the columns of what the mask shows; 0 for a column that shows nothing.

    Returns
    -------
    array
        Shape (probabilities, columns).
    """
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
