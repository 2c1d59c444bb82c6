"""Bands around the forecast, and how their quantiles are read off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Ints, Reals

PROBABILITIES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Where the distribution of the errors is kept; others are interpolated."""

OUTER = (0.1, 0.9)
BAND_LEADS = (0, 1, 2, 4, 7)
"""Lead days whose errors are kept; one between takes those of the next longer, later ones those of
the last."""

NEXT_DAY = 1
LEAST_WIDTH = 0.1
"""Bands are never taken for narrower than this multiple of the usual error."""

NUM_HEATS = 5
"""Bands are kept apart for classes of days from cool to hot, scaled by the hour's usual error."""


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Distribution of the errors around the median, by lead day, hour and heat of the day.

    Parameters
    ----------
    heats_c
        Middle of each class of days, shape (5,), ascending. [°C]
    scale
        Mean size of the errors, shape (`BAND_LEADS`, 24, feeders). [MW]
    offsets
        Multiples of the scale, shape (`BAND_LEADS`, feeders, 5, `PROBABILITIES`), never above zero
        below the median, never below it above.
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
            Shape (n,), or (24, feeders, n) where they differ, in (0, 1).

        Returns
        -------
        array
            Shape (24, feeders, n), increasing in the probability. [MW]
        """
        at = band_of(lead)
        shares = heat_shares(np.array([heat_c]), self.heats_c)[0]
        rows = np.einsum("fkp,k->fp", self.offsets[at], shares)
        size = self.scale[at] * self.unrest * self._stretch(p50)
        if probabilities.ndim == 1:
            return np.asarray((rows @ _between(probabilities)) * size[..., None])
        rows = np.broadcast_to(rows, (len(p50), *rows.shape))
        return np.asarray(_interpolated(rows, probabilities) * size[..., None])

    def width(self, heat_c: Reals, band: int) -> Reals:
        """Half of P90 minus P10 as a multiple of the scale, shape (days, feeders).

        Parameters
        ----------
        heat_c
            Heat of some days, shape (days,). [°C]
        band
            Position among `BAND_LEADS`.
        """
        low, high = (self.offsets[band][..., PROBABILITIES.index(p)] for p in OUTER)
        shares = heat_shares(heat_c, self.heats_c)
        return np.asarray(np.maximum(shares @ (0.5 * (high - low)).T, LEAST_WIDTH))

    def _stretch(self, p50: Reals) -> Reals:
        """Widen in proportion beyond the highest load: a record day has no record of errors."""
        ratio = np.abs(p50) / np.maximum(np.abs(self.highest), 1e-9)
        return np.asarray(np.where(p50 > self.highest, np.maximum(ratio, 1.0), 1.0))


def band_of(lead: int) -> int:
    """Position of the errors that stand for a lead day."""
    return min(int(np.searchsorted(BAND_LEADS, lead)), len(BAND_LEADS) - 1)


def heat_shares(heat_c: Reals, heats_c: Reals) -> Reals:
    """Share of each class in days of such heat; the outer classes rule beyond their middles.

    Parameters
    ----------
    heat_c
        Shape (days,). [°C]
    heats_c
        Middle of each class, ascending. [°C]

    Returns
    -------
    array
        Shape (days, classes).
    """
    return np.stack([np.interp(heat_c, heats_c, unit) for unit in np.eye(NUM_HEATS)], axis=1)


def _between(probabilities: Reals) -> Reals:
    """Weights of the distribution's points in other quantiles, shape (points, n)."""
    units = np.eye(len(PROBABILITIES))
    return np.array([np.interp(probabilities, PROBABILITIES, unit) for unit in units])


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


def around_median(offsets: Reals, probabilities: tuple[float, ...] = PROBABILITIES) -> Reals:
    """Keep the forecast the median: quantiles below it not above, those above it not below.

    Parameters
    ----------
    offsets
        Shape (..., probabilities). [MW]
    probabilities
        Of the last axis.
    """
    sides = np.sign(np.array(probabilities) - 0.5)
    return np.asarray(sides * np.maximum(sides * offsets, 0.0), dtype=offsets.dtype)


def sorted_quantiles(ordered: Reals, probabilities: tuple[float, ...]) -> tuple[Reals, Ints]:
    """Quantiles of sorted rows whose unknown values come last; 0 for a row without any known.

    Returns
    -------
    tuple
        Shape (probabilities, rows), and the number of values known, shape (rows,).
    """
    count = np.isfinite(ordered).sum(axis=1)
    if not ordered.shape[1]:
        return np.zeros((len(probabilities), len(ordered))), count
    row, last = np.arange(len(ordered)), np.maximum(count - 1, 0)
    found = np.zeros((len(probabilities), len(ordered)), dtype=ordered.dtype)
    for number, probability in enumerate(probabilities):
        place = probability * last
        below = place.astype(int)
        share = place - below
        low, high = ordered[row, below], ordered[row, np.minimum(below + 1, last)]
        found[number] = np.where(count > 0, (1 - share) * low + share * high, 0.0)
    return found, count
