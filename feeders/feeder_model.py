"""The fitted model of the feeders that have enough history: ridge, carry and bands."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from feeders import carry, rolling
from feeders.arrays import Bools, Floats
from feeders.level_shifts import Shift, find_shifts
from feeders.quantiles import Bands, bands
from feeders.ridge import Scaling
from feeders.rolling import Issued, Past

SHIFT_PASSES = 2
"""A shift hides part of itself by bending the fit; the second look sees the rest."""

IN_SAMPLE_WIDENING = 1.7
"""Residuals of the fit's own rows cover about half of what they promise; wider by this much."""


@dataclass(frozen=True, kw_only=True)
class FeederModel:
    """Everything needed to forecast from a design matrix; arrays end in the feeder axis.

    `level` multiplies all results: a feeder that carries its neighbour's load at issue is modelled
    without it and scaled up.
    """

    scaling: Scaling
    coefficients: Floats
    factors: Floats
    residuals: Floats
    bands: Bands
    level: Floats
    hour: int

    def predict(self, design: Floats, lead: int) -> Floats:
        """P10, P50 and P90 of one day.

        Parameters
        ----------
        design
            Unscaled design of the day, shape (24, 20).
        lead
            Days from the last known day.

        Returns
        -------
        array
            Shape (24, feeders, 3). [MW]
        """
        rows = self.scaling.apply(design[:, None])
        factors = self.factors[min(lead, len(self.factors) - 1)]
        today = np.array([self.residuals.shape[1] - 1])
        recent = carry.recent(self.residuals, today, self.hour)
        known = carry.features(recent, self.residuals, today, self.hour, lead)
        p50 = (rows @ self.coefficients + carry.carried(factors, known))[:, 0]
        band = self.bands.around(p50, lead)
        return np.stack([band[..., 0], p50, band[..., 1]], axis=-1) * self.level[:, None]


def fit_feeders(past: Past, leads: int) -> tuple[FeederModel, tuple[Shift, ...]]:
    """Fit ridge, carry and bands.

    Parameters
    ----------
    past
        What is known at issue.
    leads
        Number of lead days told apart, the issue day included.

    Returns
    -------
    tuple
        The model, and the level shifts found: masked, or scaled when still on at issue.
    """
    level = np.ones(past.load.shape[2])
    found: list[Shift] = []
    for _ in range(SHIFT_PASSES):
        shifts = find_shifts(_deviation(past))
        past, level = _without(past, shifts, level)
        found.extend(shifts)
    scaling, coefficients = rolling.refit(past, past.origin)
    residuals = past.load - scaling.apply(past.design) @ coefficients
    factors, band = _learn_from_issued(past, residuals, leads)
    recent = _padded_front(residuals, past.origin + 1)
    model = FeederModel(
        scaling=scaling,
        coefficients=coefficients,
        factors=factors,
        residuals=recent,
        bands=band,
        level=level,
        hour=past.hour,
    )
    return model, tuple(found)


def _deviation(past: Past) -> Floats:
    """Daily mean residual of the season's days as a share of the feeder's level, NaN elsewhere."""
    scaling, coefficients = rolling.refit(past, past.origin)
    modelled = scaling.apply(past.design) @ coefficients
    hourly = past.load - modelled
    known = np.isfinite(hourly)
    enough = known.sum(axis=0) >= 6
    daily = np.where(known, hourly, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    season = rolling.season_weights(past.days, past.origin) > 0
    usable = enough & season[:, None]
    size = _level_of(np.abs(past.load[:, season]))
    deviation: Floats = np.where(usable, daily / size, np.nan)[: past.origin + 1]
    return deviation


def _level_of(load: Floats) -> Floats:
    known = np.isfinite(load)
    mean = np.where(known, load, 0.0).sum(axis=(0, 1)) / np.maximum(known.sum(axis=(0, 1)), 1)
    return np.asarray(np.maximum(mean, 1e-6))


def _without(past: Past, shifts: tuple[Shift, ...], level: Floats) -> tuple[Past, Floats]:
    """Mask closed shifts; scale open ones back to the feeder's own level and keep the ratio."""
    load, level = past.load.copy(), level.copy()
    for shift in shifts:
        days = slice(shift.first, shift.stop)
        if shift.open and 1.0 + shift.change > 0.2:
            load[:, days, shift.feeder] /= 1.0 + shift.change
            load[:, shift.first, shift.feeder] = np.nan  # switched some time during that day
            level[shift.feeder] *= 1.0 + shift.change
        else:
            load[:, days, shift.feeder] = np.nan
    return replace(past, load=load), level


def _learn_from_issued(past: Past, residuals: Floats, leads: int) -> tuple[Floats, Bands]:
    """Carry factors and bands from rolling forecasts, or from the fit's own rows without any."""
    origins = rolling.refit_origins(past)
    if not origins:
        return _learn_in_sample(past, residuals, leads)
    issued = rolling.issue_weekly(past, origins, leads)
    factors, levels, errors = [], [], []
    for lead in range(leads):
        factor, level, error = _one_lead(issued, lead)
        factors.append(factor)
        levels.append(level)
        errors.append(error)
    return np.stack(factors), bands(levels, errors)


def _one_lead(issued: Issued, lead: int) -> tuple[Floats, Floats, Floats]:
    """Carry factors of one lead, and forecasts and errors with factors from the other weeks."""
    modelled, missed, known = issued.modelled[lead], issued.missed[lead], issued.features[lead]
    weeks = range(missed.shape[1])
    cause, effect = carry.tamed(known, missed)
    sums = [carry.moments(cause[:, week], effect[:, week]) for week in weeks]
    gram = np.sum([s[0] for s in sums], axis=0)
    side = np.sum([s[1] for s in sums], axis=0)
    p50, errors = [], []
    for week in weeks:
        others = carry.solve_factors(gram - sums[week][0], side - sums[week][1])
        correction = carry.carried(others, known[:, week])
        p50.append(modelled[:, week] + correction)
        errors.append(missed[:, week] - correction)
    return carry.solve_factors(gram, side), _samples(p50), _samples(errors)


def _samples(weeks: list[Floats]) -> Floats:
    """Stack (24, 7, feeders) of each week to (samples, feeders)."""
    stacked = np.stack(weeks)
    return stacked.reshape(-1, stacked.shape[-1])


def _learn_in_sample(past: Past, residuals: Floats, leads: int) -> tuple[Floats, Bands]:
    season: Bools = rolling.season_weights(past.days, past.origin) > 0
    errors = residuals[:, season].reshape(-1, residuals.shape[-1])
    measured = past.load[:, season].reshape(-1, residuals.shape[-1])
    feeders = residuals.shape[-1]
    factors = np.zeros((leads, carry.NUM_BLOCKS, feeders, carry.NUM_FEATURES))
    factors[..., 2] = 0.5  # half of the slow average: cautious, but it follows the feeder
    wide = [IN_SAMPLE_WIDENING * errors] * leads
    return factors, bands([measured - errors] * leads, wide)


def _padded_front(residuals: Floats, stop: int) -> Floats:
    """The last `LOOK_BACK_DAYS` before `stop`, NaN where the history is shorter."""
    recent = residuals[:, max(stop - carry.LOOK_BACK_DAYS, 0) : stop]
    lacking = carry.LOOK_BACK_DAYS - recent.shape[1]
    return np.pad(recent, ((0, 0), (lacking, 0), (0, 0)), constant_values=np.nan)
