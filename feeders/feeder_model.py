"""The fitted model of the feeders that have enough history: medians and bands around them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from feeders import rolling
from feeders.arrays import Reals
from feeders.design_matrix import DAYS_PER_YEAR
from feeders.error_kernels import day_peaks
from feeders.issued import Issued
from feeders.measured_bands import bands
from feeders.medians import Medians, PastErrors
from feeders.methods import Choice
from feeders.peaks import Peaks, peaks
from feeders.quantiles import BAND_LEADS, NEXT_DAY, Bands
from feeders.rolling import Past

IN_SAMPLE_WIDENING = 1.7
"""Residuals of the fit's own rows cover about half of what they promise; wider by this much."""

DRIFT = 0.27
"""A season that is not in the history brings errors larger by this share of those of a history of
one year, by a quarter of it after two.

The bands of Shanghai's six summers held 69 to 80 % without it, least after a single season.
"""


@dataclass(frozen=True, kw_only=True)
class FeederModel:
    """Everything needed to forecast from a design matrix; arrays end in the feeder axis.

    Parameters
    ----------
    medians
        P50.
    bands, peaks
        Errors of the forecasts that were issued.
    chances
        Where each past forecast's error lay in the distribution of all, 0 to 1, shape (leads, 24,
        days issued, feeders): what happens together on a day.
    """

    medians: Medians
    bands: Bands
    peaks: Peaks
    chances: Reals

    def moved(self, design: Reals, load: Reals, hour: int) -> FeederModel:
        """The same model some days later; see `Medians.moved`."""
        return replace(self, medians=self.medians.moved(design, load, hour))


@dataclass(frozen=True, kw_only=True)
class _Learnt:
    """What the forecasts that were issued teach about errors."""

    bands: Bands
    peaks: Peaks
    chances: Reals


def fit_feeders(choice: Choice, *, paths: bool) -> FeederModel:
    """Measure the bands around a fitted median.

    Parameters
    ----------
    choice
        From `methods.choose`.
    paths
        Whether to keep what `LoadModel.paths` needs, a number per feeder and past forecast.
    """
    past, medians = choice.past, choice.medians
    if choice.errors is None:
        learnt = _learn_in_sample(past, medians)
    else:
        learnt = _learn(past, choice.errors, paths=paths)
    return FeederModel(
        medians=medians, bands=learnt.bands, peaks=learnt.peaks, chances=learnt.chances
    )


def _learn(past: Past, known: PastErrors, *, paths: bool) -> _Learnt:
    """Bands from rolling forecasts."""
    load, heat_c = known.issued.load, known.issued.heat_c
    days = [known.days_of_lead(lead) for lead in BAND_LEADS]
    errors = [known.of_lead(lead) for lead in BAND_LEADS]
    highest = [day_peaks(load, e, d) for e, d in zip(errors, days, strict=True)]
    heat = [heat_c[np.minimum(d, len(heat_c) - 1)] for d in days]
    measured, unrest = bands(errors, heat, _top(highest[NEXT_DAY][0]), _drift(past, known.issued))
    return _Learnt(
        bands=measured,
        peaks=peaks(highest, heat, measured, unrest),
        chances=np.stack([_chances(e if paths else e[:, :0]) for e in errors]),
    )


def _drift(past: Past, issued: Issued) -> Reals:
    """How much wider bands have to be in a season unlike those known, shape (feeders,).

    Only the model drifts: what the weather forecast adds to the errors is the same every year.
    """
    years = max(1.0, np.floor(past.known_days.sum() / DAYS_PER_YEAR))
    if issued.residuals is issued.missed:
        return np.full(past.load.shape[2], 1.0 + DRIFT / years**2)
    model = _power(issued.residuals)
    weather = _power(issued.missed - issued.residuals)
    share = model / np.maximum(model + weather, 1e-12)
    return np.asarray(np.sqrt(1.0 + ((1.0 + DRIFT / years**2) ** 2 - 1.0) * share))


def _top(highest: Reals) -> Reals:
    """Highest of some days' peaks, those not forecast left out, shape (feeders,)."""
    return np.asarray(np.where(np.isfinite(highest), highest, -np.inf).max(axis=0))


def _power(values: Reals) -> Reals:
    return np.asarray(np.nan_to_num(values**2).sum(axis=(0, 1)))


def _chances(errors: Reals) -> Reals:
    """Rank of each day's error among those of its hour, as a probability; 0.5 where unknown."""
    known = np.isfinite(errors)
    order = np.argsort(np.argsort(np.where(known, errors, np.inf), axis=1), axis=1)
    chance = (order + 0.5) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.where(known, chance, 0.5).astype(np.float32)


def _learn_in_sample(past: Past, medians: Medians) -> _Learnt:
    """From the fit's own rows, where the history is too short for rolling forecasts."""
    season = np.flatnonzero(rolling.season_weights(past.days, past.origin) > 0)
    load = past.load[:, season]
    errors = load - medians.modelled(past.design[:, season])
    wide, heat_c = IN_SAMPLE_WIDENING * errors, past.heat_c[season]
    highest = day_peaks(load, wide, np.arange(len(season)))
    no_drift, leads = np.ones(errors.shape[-1]), len(BAND_LEADS)
    measured, unrest = bands([wide] * leads, [heat_c] * leads, _top(highest[0]), no_drift)
    return _Learnt(
        bands=measured,
        peaks=peaks([highest] * leads, [heat_c] * leads, measured, unrest),
        chances=np.stack([_chances(errors)] * leads),
    )
