"""The fitted model of the feeders that have enough history: ridge, carry and bands."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from feeders import carry, rolling
from feeders.arrays import Bools, Reals
from feeders.design_matrix import DAYS_PER_YEAR
from feeders.peaks import Peaks, peaks
from feeders.quantiles import Bands, bands
from feeders.ridge import Scaling
from feeders.rolling import Issued, Past

IN_SAMPLE_WIDENING = 1.7
"""Residuals of the fit's own rows cover about half of what they promise; wider by this much."""


DRIFT = 0.25
"""A season that is not in the history brings errors larger by this share of those of a history of
one year, by a quarter of it after two.

The bands of Shanghai's six summers held 69 to 80 % without it, least after a single season.
"""


@dataclass(frozen=True, kw_only=True)
class FeederModel:
    """Everything needed to forecast from a design matrix; arrays end in the feeder axis.

    Parameters
    ----------
    scaling, coefficients
        The ridge, shape (24, columns, feeders).
    factors
        Carry factors, shape (leads, 4, feeders, 5).
    residuals
        The last days' errors, shape (24, days, feeders), NaN where unknown. [MW]
    bands, peaks
        Errors of the forecasts that were issued.
    chances
        Where each past forecast's error lay in the distribution of all, 0 to 1, shape (leads, 24,
        days issued, feeders): what happens together on a day.
    hour
        First hour of the issue day that is not known.
    """

    scaling: Scaling
    coefficients: Reals
    factors: Reals
    residuals: Reals
    bands: Bands
    peaks: Peaks
    chances: Reals
    hour: int

    def median(self, design: Reals, lead: int) -> Reals:
        """P50 of one day.

        Parameters
        ----------
        design
            Unscaled design of the day, shape (24, columns).
        lead
            Days from the last known day.

        Returns
        -------
        array
            Shape (24, feeders). [MW]
        """
        rows = self.scaling.apply(design[:, None])
        factors = self.factors[min(lead, len(self.factors) - 1)]
        today = np.array([self.residuals.shape[1] - 1])
        recent = carry.recent(self.residuals, today, self.hour)
        weekday = carry.same_weekday(self.residuals, today, self.hour, lead)
        correction = carry.carried(factors, [*recent, weekday])
        p50: Reals = (rows @ self.coefficients + correction)[:, 0]
        return p50

    def moved(self, design: Reals, load: Reals, hour: int) -> FeederModel:
        """The same model some days later.

        Parameters
        ----------
        design, load
            From the issue day before to the new one, shapes (24, days, columns) and (24, days,
            feeders), NaN from `hour` of the last one on. [MW]
        hour
            First hour of the new issue day that is not known.
        """
        newer = load - self.scaling.apply(design) @ self.coefficients
        newer[: self.hour, 0] = self.residuals[: self.hour, -1]
        residuals = np.concatenate([self.residuals[:, :-1], newer], axis=1)
        return replace(self, residuals=residuals[:, -carry.LOOK_BACK_DAYS :], hour=hour)


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """What the forecasts that were issued teach: carry factors, bands, peaks, chances."""

    factors: Reals
    bands: Bands
    peaks: Peaks
    chances: Reals


def fit_feeders(past: Past, leads: int, *, paths: bool) -> FeederModel:
    """Fit ridge, carry and bands.

    Parameters
    ----------
    past
        What is known at issue, without the level shifts of `level_shifts`.
    leads
        Number of lead days told apart, the issue day included.
    paths
        Whether to keep what `LoadModel.paths` needs, a number per feeder and past forecast.
    """
    fit = rolling.fit_at(past, past.origin, begun=True)
    coefficients = fit.ridge.solve(past.load[:, fit.rows])
    modelled = fit.scaling.apply(past.design) @ coefficients
    origins = rolling.refit_origins(past)
    if origins:
        issued = rolling.issue_weekly(past, modelled, origins)
        residuals, learnt = issued.residuals, _learn(past, issued, leads, paths=paths)
    else:
        residuals = (past.load - modelled)[:, : past.origin + 1]
        learnt = _learn_in_sample(past, residuals, leads)
    return FeederModel(
        scaling=fit.scaling,
        coefficients=coefficients,
        factors=learnt.factors,
        residuals=_padded_front(residuals),
        bands=learnt.bands,
        peaks=learnt.peaks,
        chances=learnt.chances,
        hour=past.hour,
    )


def _learn(past: Past, issued: Issued, leads: int, *, paths: bool) -> Learnt:
    """Carry factors and bands from rolling forecasts."""
    recent = carry.recent(issued.residuals, issued.days, past.hour)
    quarters = [carry.by_quarter(summary) for summary in recent]
    factors, p50, errors, heat = [], [], [], []
    for lead in range(leads):
        last = issued.load.shape[1] - 1
        target = np.minimum(issued.days + lead, last)
        weekday = carry.same_weekday(issued.residuals, issued.days, past.hour, lead)
        modelled = issued.modelled[:, target]
        missed = issued.load[:, target] - modelled
        missed[:, issued.days + lead > last] = np.nan
        if lead == 0:
            missed[: past.hour] = np.nan
        factors.append(carry.factors([*quarters, carry.by_quarter(weekday)], missed))
        correction = carry.carried(factors[-1], [*recent, weekday])
        p50.append(modelled + correction)
        errors.append(missed - correction)
        heat.append(issued.heat_c[target])
    measured = bands(p50, errors, heat, _drift(past, issued))
    return Learnt(
        factors=np.stack(factors),
        bands=measured,
        peaks=peaks(p50, errors, measured.wider),
        chances=np.stack([_chances(e if paths else e[:, :0]) for e in errors]),
    )


def _drift(past: Past, issued: Issued) -> Reals:
    """How much wider bands have to be in a season unlike those known, shape (feeders,).

    Only the model drifts: what the weather forecast adds to the errors is the same every year.
    """
    years = max(1.0, np.floor(np.isfinite(past.load).any(axis=(0, 2)).sum() / DAYS_PER_YEAR))
    model = _power(issued.residuals)
    weather = _power(issued.load - issued.modelled - issued.residuals)
    share = model / np.maximum(model + weather, 1e-12)
    return np.asarray(np.sqrt(1.0 + ((1.0 + DRIFT / years**2) ** 2 - 1.0) * share))


def _power(values: Reals) -> Reals:
    return np.asarray(np.nan_to_num(values**2).sum(axis=(0, 1)))


def _chances(errors: Reals) -> Reals:
    """Rank of each day's error among those of its hour, as a probability; 0.5 where unknown."""
    known = np.isfinite(errors)
    order = np.argsort(np.argsort(np.where(known, errors, np.inf), axis=1), axis=1)
    chance = (order + 0.5) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.where(known, chance, 0.5).astype(np.float32)


def _learn_in_sample(past: Past, residuals: Reals, leads: int) -> Learnt:
    """From the fit's own rows, where the history is too short for rolling forecasts."""
    season: Bools = rolling.season_weights(past.days, past.origin) > 0
    errors, measured = residuals[:, season], past.load[:, season]
    feeders = residuals.shape[-1]
    factors = np.zeros((leads, carry.NUM_BLOCKS, feeders, carry.NUM_FEATURES))
    factors[..., 3] = 0.5  # half of the slow average: cautious, but it follows the feeder
    p50 = measured - errors
    wide = IN_SAMPLE_WIDENING * errors
    return Learnt(
        factors=factors,
        bands=bands([p50] * leads, [wide] * leads, [past.heat_c[season]] * leads, np.ones(feeders)),
        peaks=peaks([p50] * leads, [wide] * leads, np.ones(feeders)),
        chances=np.stack([_chances(errors)] * leads),
    )


def _padded_front(residuals: Reals) -> Reals:
    """The last `LOOK_BACK_DAYS`, NaN where the history is shorter."""
    recent = residuals[:, max(residuals.shape[1] - carry.LOOK_BACK_DAYS, 0) :]
    lacking = carry.LOOK_BACK_DAYS - recent.shape[1]
    return np.pad(recent, ((0, 0), (lacking, 0), (0, 0)), constant_values=np.nan)
