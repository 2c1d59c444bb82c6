"""The day's peak: how far above or below the forecast's own it comes, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feeders.arrays import Reals
from feeders.quantiles import PROBABILITIES, around_median, masked_quantiles

MIN_DAYS = 20
"""Fewer whole days than this tell nothing of peaks; the hours' bands stand in. [d]"""


@dataclass(frozen=True, kw_only=True)
class Peaks:
    """Distribution of measured peak minus forecast peak, by lead day.

    Parameters
    ----------
    offsets
        As a share of the forecast peak's size, shape (leads, `PROBABILITIES`, feeders); NaN where
        too few days are known.
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
        rows = self.offsets[min(lead, len(self.offsets) - 1)]
        shares = [np.interp(p, PROBABILITIES, np.arange(len(rows))) for p in probabilities]
        low = np.floor(shares).astype(int)
        high = np.minimum(low + 1, len(rows) - 1)
        part = (np.array(shares) - low)[:, None]
        between = (1.0 - part) * rows[low] + part * rows[high]
        return np.asarray((between * np.abs(peak)).T)


def peaks(p50: Sequence[Reals], errors: Sequence[Reals], wider: Reals) -> Peaks:
    """Measure the errors of the daily peak.

    Parameters
    ----------
    p50
        Per lead day the forecasts issued, shape (24, days, feeders). [MW]
    errors
        Measured minus forecast, same shape, NaN where not measured. [MW]
    wider
        How much wider they are on days that nobody has seen, shape (feeders,).
    """
    rows = [wider * _one_lead(p, e) for p, e in zip(p50, errors, strict=True)]
    return Peaks(offsets=np.stack(rows))


def _one_lead(p50: Reals, errors: Reals) -> Reals:
    whole = np.isfinite(errors).all(axis=0)
    forecast = p50.max(axis=0)
    actual = np.where(whole, (p50 + np.nan_to_num(errors)).max(axis=0), 0.0)
    whole &= np.isfinite(forecast)
    size = np.maximum(np.abs(forecast), 1e-9)
    offsets = around_median(masked_quantiles((actual - forecast) / size, whole, PROBABILITIES))
    return np.where(whole.sum(axis=0) >= MIN_DAYS, offsets, np.nan)
