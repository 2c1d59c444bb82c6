"""P50 of the feeders that have enough history: ridge and carry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from feeders import carry
from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.carry_trust import trust
from feeders.design_matrix import warmth
from feeders.error_kernels import after_carry
from feeders.grid_kernels import over
from feeders.issued import Equations, Issued, Operator, issue
from feeders.ridge import Scaling, level_of
from feeders.rolling import Past

CAUTIOUS_SHARE = 0.5
"""Share of the slow average that is carried where nothing tells how much should be."""


@dataclass(frozen=True, kw_only=True)
class Medians:
    """What a median forecast is made of; arrays end in the feeder axis.

    Parameters
    ----------
    scaling, coefficients
        The ridge, shape (24, columns, feeders).
    factors
        Carry factors, shape (leads, 4, 5, feeders).
    residuals
        The last days' errors, shape (24, days, feeders), NaN where unknown. [MW]
    warmth_c
        Of these days, shape (days,), NaN where unknown or of no use. [°C]
    known
        On which of them any load is known, shape (days,).
    hour
        First hour of the issue day that is not known.
    """

    scaling: Scaling
    coefficients: Reals
    factors: Reals
    residuals: Reals
    warmth_c: Floats
    known: Bools
    hour: int

    def modelled(self, design: Reals) -> Reals:
        """What weather and calendar explain, shape (24, days, feeders). [MW]"""
        return np.asarray(self.scaling.apply(design) @ self.coefficients)

    def forecast(self, design: Reals, lead: int) -> Reals:
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
        factors = self.factors[min(lead, len(self.factors) - 1)]
        ahead_c = warmth(design[:, None], self.scaling.columns)
        share = trust(self.warmth_c, self.known, self._summaries.day, ahead_c)
        correction = carry.carried(factors, self._summaries, lead, share)
        return np.asarray((self.modelled(design[:, None]) + correction)[:, 0])

    @cached_property
    def _summaries(self) -> carry.Summaries:
        today = np.array([self.residuals.shape[1] - 1])
        return carry.summaries(self.residuals, today, self.hour)

    def moved(self, design: Reals, load: Reals, hour: int) -> Medians:
        """The same model some days later.

        Parameters
        ----------
        design, load
            From the issue day before to the new one, shapes (24, days, columns) and (24, days,
            feeders), NaN from `hour` of the last one on. [MW]
        hour
            First hour of the new issue day that is not known.
        """
        newer = (load - self.modelled(design)).astype(self.residuals.dtype)
        newer[: self.hour, 0] = self.residuals[: self.hour, -1]
        residuals = np.concatenate([self.residuals[:, :-1], newer], axis=1)
        warmth_c = np.append(self.warmth_c[:-1], warmth(design, self.scaling.columns))
        known = np.append(self.known[:-1], np.isfinite(newer).any(axis=(0, 2)))
        recent = slice(-carry.LOOK_BACK_DAYS, None)
        return replace(
            self,
            residuals=residuals[:, recent],
            warmth_c=warmth_c[recent],
            known=known[recent],
            hour=hour,
        )


@dataclass(frozen=True, kw_only=True)
class PastErrors:
    """Forecasts that were issued, what was known then, and the carry learnt from both.

    Parameters
    ----------
    trust
        Share of the carry that holds on the day of each lead, shape (leads, issue days).
    """

    issued: Issued
    summaries: carry.Summaries
    factors: Reals
    trust: Floats

    def days_of_lead(self, lead: int) -> Ints:
        """Position of the day that each issue forecasts, beyond the last one for some."""
        return np.asarray(self.issued.days + lead)

    def of_lead(self, lead: int) -> Reals:
        """Measured load minus P50 with carry of one lead day, shape (24, issue days, feeders)."""
        correction = carry.carried(self.factors[lead], self.summaries, lead, self.trust[lead])
        error = after_carry(self.issued.missed, correction, self.days_of_lead(lead))
        if lead == 0:
            error[: self.summaries.hour] = np.nan
        return error

    def missed_next_day(self) -> Reals:
        """Error of the forecasts a day ahead, shape (feeders,). [MW]"""
        return root_mean_square(self.of_lead(1))


def root_mean_square(errors: Reals) -> Reals:
    """Of what is known, by feeder; infinite where nothing is."""
    known = np.isfinite(errors)
    total = np.where(known, errors, 0.0)
    count = known.sum(axis=(0, 1))
    power = (total * total).sum(axis=(0, 1)) / np.maximum(count, 1)
    return np.asarray(np.where(count > 0, np.sqrt(power), np.inf))


def fit_medians(past: Past, shared: Equations, leads: int) -> tuple[Medians, PastErrors | None]:
    """Fit ridge and carry; without errors where the history is too short for past forecasts.

    Parameters
    ----------
    past
        What is known at issue.
    shared
        The equations of all feeders.
    leads
        Number of lead days told apart, the issue day included.
    """
    results, level = _results(past, shared)
    errors = None
    if shared.came and shared.forecast:
        trusts = _past_trust(past, shared, shared.came, leads)
        issued = issue(past, shared.came, shared.forecast, results, level)
        errors = _past_errors(issued, trusts, past.hour)
        residuals, factors = issued.residuals, errors.factors
    coefficients = results[:, : shared.scaled.shape[2]].astype(float)
    coefficients[:, -1] += level
    if errors is None:
        modelled = shared.final.scaling.apply(past.design) @ coefficients
        residuals = (past.load - modelled)[:, : past.origin + 1]
        factors = _cautious(leads, past.load.shape[-1])
    medians = Medians(
        scaling=shared.final.scaling,
        coefficients=coefficients,
        factors=factors,
        residuals=_padded_front(residuals),
        warmth_c=_lately(shared.warmth_c, past.origin, np.nan),
        known=_lately(past.known_days, past.origin, False),
        hour=past.hour,
    )
    return medians, errors


def _counted(past: Past, rows: Ints) -> Bools:
    """Hours of some days of which a complete feeder knows the load, shape (24, rows)."""
    begun = np.arange(len(past.load)) < past.hour
    return np.asarray((rows < past.origin) | begun[:, None])


def _results(past: Past, shared: Equations) -> tuple[Reals, Reals]:
    """Coefficients and past forecasts over a level of each hour, and this level. [MW]"""
    level, counts = level_of(past.load, shared.rows), _counted(past, shared.rows)
    results, gappy = shared.weights.over_level(past.load, shared.rows, level, counts)
    if gappy.any():
        load = past.load.compress(gappy, axis=2).take(shared.rows, axis=1)
        start = results[:, : shared.scaled.shape[2], gappy].astype(float)
        results[..., gappy] = _despite_gaps(*over(load, level[:, gappy]), shared, start)
    return results, level


def _despite_gaps(above: Reals, known: Bools, shared: Equations, start: Floats) -> Reals:
    """Results of feeders with gaps, from loads with their fit in the place of unknown ones.

    One refit then does for all feeders. What was not measured is not counted among the errors.
    """
    mine = shared.final.rows[shared.rows]
    fitted = shared.final.ridge.with_gaps(above[:, mine], known[:, mine], start)
    expected = (shared.design @ fitted).astype(above.dtype)
    results = shared.weights.apply(np.where(known, above, expected))
    results[:, : fitted.shape[1]] = fitted
    return results


def _past_errors(issued: Issued, trusts: Floats, hour: int) -> PastErrors:
    known = carry.summaries(issued.residuals, issued.days, hour)
    factors = carry.factors(known, issued.missed, trusts)
    return PastErrors(issued=issued, summaries=known, factors=factors, trust=trusts)


def _past_trust(past: Past, shared: Equations, came: Operator, leads: int) -> Floats:
    """Of every lead day of the past issues, shape (leads, issue days)."""
    warmth_c, known = shared.warmth_c[came.days], past.known_days[came.days]
    ahead = np.minimum(came.issues + np.arange(leads)[:, None], len(came.days) - 1)
    return trust(warmth_c, known, came.issues, warmth_c[ahead])


def _cautious(leads: int, feeders: int) -> Reals:
    """Factors that follow a feeder without having learnt how."""
    factors = np.zeros((leads, carry.NUM_BLOCKS, carry.NUM_FEATURES, feeders))
    factors[:, :, carry.SLOW] = CAUTIOUS_SHARE
    return factors


def _lately(values: np.ndarray, origin: int, absent: float) -> np.ndarray:
    """Values of the last `LOOK_BACK_DAYS` up to the day of issue."""
    recent = values[: origin + 1][-carry.LOOK_BACK_DAYS :]
    return np.pad(recent, (carry.LOOK_BACK_DAYS - len(recent), 0), constant_values=absent)


def _padded_front(residuals: Reals) -> Reals:
    """The last `LOOK_BACK_DAYS`, NaN where the history is shorter."""
    recent = residuals[:, max(residuals.shape[1] - carry.LOOK_BACK_DAYS, 0) :]
    lacking = carry.LOOK_BACK_DAYS - recent.shape[1]
    return np.pad(recent, ((0, 0), (lacking, 0), (0, 0)), constant_values=np.nan)
