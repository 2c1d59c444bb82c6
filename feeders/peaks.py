"""The day's peak: how far above or below the forecast's own it comes, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feeders.arrays import Reals
from feeders.quantiles import PROBABILITIES, Bands, around_median, band_of, sorted_quantiles

MIN_DAYS = 20
"""Fewer whole days than this tell nothing of peaks; the hours' bands stand in. [d]"""


@dataclass(frozen=True, kw_only=True)
class Peaks:
    """Distribution of measured peak minus forecast peak, by lead day.

    Parameters
    ----------
    offsets
        As a share of the forecast peak's size and a multiple of the width of the hours' bands on
        such a day, shape (`BAND_LEADS`, `PROBABILITIES`, feeders); NaN where too few days are
        known.
    bands
        Of the hours.
    """

    offsets: Reals
    bands: Bands

    def offset(self, peak: Reals, heat_c: float, lead: int, probabilities: Reals) -> Reals:
        """Distance of the peak's quantiles from the forecast peak.

        Parameters
        ----------
        peak
            Highest median of the day, shape (feeders,). [MW]
        heat_c
            Heat of the day. [°C]
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
        width = self.bands.unrest * self.bands.width(np.array([heat_c]), band_of(lead))[0]
        return np.asarray((between * width * np.abs(peak)).T)


def peaks(
    days: Sequence[tuple[Reals, Reals]], heat_c: Sequence[Reals], bands: Bands, unrest: Reals
) -> Peaks:
    """Measure the errors of the daily peak.

    Parameters
    ----------
    days
        For each of `BAND_LEADS` the highest forecast and the highest measured load of each day,
        shapes (days, feeders), not finite where unknown. [MW]
    heat_c
        Heat of these days, shape (days,). [°C]
    bands
        Of the hours: a day on which they are wide is one with a wide peak.
    unrest
        When each of the forecasts was issued, shape (days, feeders).
    """
    rows = [
        bands.wider * _one_lead(forecast, actual, unrest * bands.width(heat, band))
        for band, ((forecast, actual), heat) in enumerate(zip(days, heat_c, strict=True))
    ]
    return Peaks(offsets=np.stack(rows), bands=bands)


def _one_lead(forecast: Reals, actual: Reals, width: Reals) -> Reals:
    with np.errstate(invalid="ignore"):  # no forecast and no measurement: NaN, as it should be
        off = (actual - forecast) / np.maximum(np.abs(forecast), 1e-9) / width
    off[~np.isfinite(off)] = np.nan
    found, count = sorted_quantiles(np.sort(off.T, axis=1), PROBABILITIES)
    return np.where(count >= MIN_DAYS, around_median(found.T).T, np.nan)
