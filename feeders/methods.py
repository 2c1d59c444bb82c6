"""How a feeder is forecast, chosen by what would have been issued in the past.

Where humidity, sun or wind are known they may help. Where temperature explains little, in a factory
or a dead feeder, the regression only adds noise: the calendar, or simply the same hour a week ago,
then does better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from feeders import carry
from feeders.arrays import Bools, Ints, Reals
from feeders.design_matrix import CALENDAR, DEPARTURE, MORE, SEASON, WEATHER, Kinds
from feeders.issued import Equations
from feeders.medians import Medians, PastErrors, fit_medians, root_mean_square
from feeders.rolling import Past

REGRESSION, MORE_WEATHER = "regression", "more_weather"
CALENDAR_ONLY, LAST_WEEK = "calendar", "last_week"
COLUMNS = {
    REGRESSION: (WEATHER, CALENDAR, SEASON, DEPARTURE),
    MORE_WEATHER: (WEATHER, CALENDAR, SEASON, DEPARTURE, MORE),
    CALENDAR_ONLY: (CALENDAR, SEASON),
    LAST_WEEK: (),
}
"""Kinds of columns that each method takes from the design, in order of preference."""

DOUBT = 0.85
"""A regression whose error is below this share of the naive one's is not doubted."""

GAIN = 0.97
"""Another method has to bring the error below this share of the regression's."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Feeders of a lot that are forecast by the same method."""

    method: str
    chosen: Bools
    past: Past
    medians: Medians
    errors: PastErrors | None


def columns_of(kinds: Kinds, method: str) -> Ints:
    """Positions of a method's columns in the design."""
    return np.flatnonzero(np.isin(kinds, COLUMNS[method]))


def choose(past: Past, shared: Callable[[str], Equations], leads: int) -> tuple[Choice, ...]:
    """Fit each feeder by the method that would have missed least a day ahead.

    Parameters
    ----------
    past
        What is known at issue, without level shifts.
    shared
        Equations of a method.
    leads
        Number of lead days told apart.
    """
    feeders = past.load.shape[2]
    usual = _fitted(past, shared, leads, REGRESSION, np.ones(feeders, dtype=bool))
    if usual.errors is None:
        return (usual,)
    missed = usual.errors.missed_next_day()
    best = _best(past, shared, leads, missed, _missed_by_last_week(usual.errors))
    if (best == REGRESSION).all():
        return (usual,)
    found = (method for method in COLUMNS if (best == method).any())
    return tuple(_fitted(past, shared, leads, method, best == method) for method in found)


def _best(
    past: Past, shared: Callable[[str], Equations], leads: int, missed: Reals, naive: Reals
) -> npt.NDArray[np.str_]:
    """Method of each feeder, the regression where none of the others misses clearly less."""
    best = np.full(len(missed), REGRESSION, dtype="U20")
    least = GAIN * missed
    everyone, doubted = np.ones(len(missed), dtype=bool), missed > DOUBT * naive
    candidates = [(MORE_WEATHER, everyone)] if (past.kinds == MORE).any() else []
    for method, tried in [*candidates, (CALENDAR_ONLY, doubted), (LAST_WEEK, doubted)]:
        if not tried.any():
            continue
        fitted = _fitted(past, shared, leads, method, tried)
        assert fitted.errors is not None
        error = np.full(len(missed), np.inf)
        error[tried] = fitted.errors.missed_next_day()
        best[error < least] = method
        least = np.minimum(least, error)
    return best


def _fitted(
    past: Past, shared: Callable[[str], Equations], leads: int, method: str, chosen: Bools
) -> Choice:
    own = past if chosen.all() else replace(past, load=past.load.compress(chosen, axis=2))
    medians, errors = fit_medians(own, shared(method), leads)
    if method == LAST_WEEK and errors:
        factors = np.zeros_like(errors.factors)
        factors[:, :, carry.WEEKDAY] = 1.0
        medians, errors = replace(medians, factors=factors), replace(errors, factors=factors)
    return Choice(method=method, chosen=chosen, past=own, medians=medians, errors=errors)


def _missed_by_last_week(errors: PastErrors) -> Reals:
    """Error of the same hour a week before, on the days issued, shape (feeders,). [MW]"""
    load = errors.issued.load
    off = np.full_like(load, np.nan)
    off[:, 7:] = load[:, 7:] - load[:, :-7]
    off[np.isnan(errors.issued.missed)] = np.nan
    return root_mean_square(off)
