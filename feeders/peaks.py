"""The day's peak: how far above or below the forecast's own it comes, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feeders.arrays import Reals
from feeders.quantiles import PROBABILITIES, around_median, band_of, sorted_quantiles

MIN_DAYS = 20
"""Fewer whole days than this tell nothing of peaks; the hours' bands stand in. [d]"""


@dataclass(frozen=True, kw_only=True)
class Peaks:
    """Distribution of measured peak minus forecast peak, by lead day.

    Parameters
    ----------
    offsets
        As a share of the forecast peak's size, shape (`BAND_LEADS`, `PROBABILITIES`, feeders); NaN
        where too few days are known.
    """

    offsets: Reals

    def offset(self, peak: Reals, lead: int, probabilities: Reals) -> Reals:
        """Distance of the peak's quantiles from the forecast peak.

        Parameters
        ----------
        peak
            Highest median of the day, shape (feeders,). [MW]
        lead
            Lead day; beyond the last one known, that one holds.
        probabilities
            Shape (n,), in (0, 1).

        Returns
        -------
        array
            Shape (feeders, n), NaN where too few days are known. [MW]
        """
        rows = self.offsets[band_of(lead)]
        shares = [np.interp(p, PROBABILITIES, np.arange(len(rows))) for p in probabilities]
        low = np.floor(shares).astype(int)
        high = np.minimum(low + 1, len(rows) - 1)
        part = (np.array(shares) - low)[:, None]
        between = (1.0 - part) * rows[low] + part * rows[high]
        return np.asarray((between * np.abs(peak)).T)


def peaks(days: Sequence[tuple[Reals, Reals]], wider: Reals) -> Peaks:
    """Measure the errors of the daily peak.

    Parameters
    ----------
    days
        For each of `BAND_LEADS` the highest forecast and the highest measured load of each day,
        shapes (days, feeders), not finite where unknown. [MW]
    wider
        How much wider they are on days that nobody has seen, shape (feeders,).
    """
    rows = [wider * _one_lead(forecast, actual) for forecast, actual in days]
    return Peaks(offsets=np.stack(rows))


def _one_lead(forecast: Reals, actual: Reals) -> Reals:
    with np.errstate(invalid="ignore"):  # no forecast and no measurement: NaN, as it should be
        off = (actual - forecast) / np.maximum(np.abs(forecast), 1e-9)
    off[~np.isfinite(off)] = np.nan
    found, count = sorted_quantiles(np.sort(off.T, axis=1), PROBABILITIES)
    return np.where(count >= MIN_DAYS, around_median(found.T).T, np.nan)
