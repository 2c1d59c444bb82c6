"""Past forecasts as they would have been issued, for all feeders by one product of matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from feeders.arrays import Floats, Ints, Reals
from feeders.carry import LOOK_BACK_DAYS
from feeders.day_weights import DayWeights, day_weights, joined
from feeders.design_matrix import warmth
from feeders.grid_kernels import missed
from feeders.level_shifts import runs
from feeders.rolling import REFIT_DAYS, Fit, Past, Refit, fit_at, refit_at, refit_origins

STRETCH_DAYS = 28
"""Forecasts that are taken from the same days' loads, some of which count for nothing. [d]"""

Map = Callable[..., Iterable[Any]]
"""`map`, or that of a pool of threads."""


@dataclass(frozen=True, kw_only=True)
class Operator:
    """Which of `Equations.weights` make each past day's forecast.

    Parameters
    ----------
    days
        Positions of the days from the first origin to the last, long pauses cut short.
    place
        Of the forecast of each among the results of the weights; below zero where none was issued.
    """

    days: Ints
    place: Ints

    @cached_property
    def issues(self) -> Ints:
        """Positions, among `days`, of those issued on whose following day is forecast too."""
        issued = self.place >= 0
        return np.flatnonzero(issued[:-1] & issued[1:])

    def after(self, results: int) -> Operator:
        """The same behind so many other results."""
        return replace(self, place=np.where(self.place < 0, self.place, self.place + results))


@dataclass(frozen=True, kw_only=True)
class Equations:
    """Everything about a fit that is the same for every feeder.

    Parameters
    ----------
    final
        The fit on all that is known.
    rows
        Positions of the days of which any of the fits uses the load.
    scaled
        Design of all days as the final fit scales it, with the constant, shape (24, days, columns);
        NaN in hours of unknown weather.
    warmth_c
        Of all days, shape (days,), NaN where unknown or of no use. [°C]
    weights
        Of the loads of the rows: in the coefficients of the final fit, and in the past forecasts,
        NaN where the weather of an hour is unknown. A forecast's weights add up to one, for the
        constant is not penalised.
    came, forecast
        Past forecasts in the weather that came and in the weather as it was forecast; None where
        the history is too short for any.
    """

    final: Fit
    rows: Ints
    scaled: Floats
    warmth_c: Floats
    weights: DayWeights
    came: Operator | None
    forecast: Operator | None

    @cached_property
    def design(self) -> Floats:
        """Scaled design of the rows, with the constant."""
        return self.scaled[:, self.rows]


@dataclass(frozen=True, kw_only=True)
class Issued:
    """Rolling forecasts of the past, without carry, from the first one issued to the origin.

    Arrays have shape (24, days, feeders), single precision, NaN where nothing was issued or
    measured. [MW]

    Parameters
    ----------
    load
        Measured.
    residuals
        Measured load minus the model in the weather that came.
    missed
        Measured load minus the model in the weather that was forecast; the very residuals where
        forecast and weather are the same.
    heat_c
        Of these days, shape (days,). [°C]
    days
        Positions of the days issued on whose following day is forecast too.
    """

    load: Reals
    residuals: Reals
    missed: Reals
    heat_c: Floats
    days: Ints


def equations(past: Past, columns: Ints, mapped: Map = map) -> Equations:
    """Set up the final fit and, where the history is long enough, the past forecasts.

    Parameters
    ----------
    past
        What is known; of the loads only whether any is.
    columns
        Columns of the design that are used.
    mapped
        Applies a function to each refit.
    """
    final, origins = fit_at(past, past.origin, columns), refit_origins(past)
    scaled = _scaled(final, past.design)
    refitted = mapped(lambda day: refit_at(past, day, columns, scaled), origins)
    refits = dict(zip(origins, refitted, strict=True))
    used = [final.rows, *(refit.rows for refit in refits.values())]
    rows = np.flatnonzero(np.any(used, axis=0))
    weathers = [scaled] if refits else []
    if refits and past.design_issued is not past.design:
        weathers.append(_scaled(final, past.design_issued))
    parts, operators = [_projector(final, rows)], []
    for ahead in weathers:
        operator, weights = _operator(past, scaled, ahead, refits, rows, mapped)
        operators.append(operator.after(sum(part.results for part in parts)))
        parts.append(weights)
    return Equations(
        final=final,
        rows=rows,
        scaled=scaled,
        warmth_c=warmth(past.design, columns),
        weights=joined(parts),
        came=operators[0] if operators else None,
        forecast=operators[-1] if operators else None,
    )


def _scaled(fit: Fit, design: Floats) -> Floats:
    """Columns of a fit and the constant, NaN throughout in hours of unknown weather."""
    scaled = fit.scaling.apply(design)
    scaled[np.isnan(design).any(axis=2)] = np.nan
    return scaled


def _projector(fit: Fit, rows: Ints) -> DayWeights:
    projector = fit.ridge.projector
    weights = np.zeros((*projector.shape[:2], len(rows)))
    weights[..., fit.rows[rows]] = projector
    return day_weights(weights, projector.shape[1])


def _operator(
    past: Past, scaled: Floats, ahead: Floats, refits: dict[int, Refit], rows: Ints, mapped: Map
) -> tuple[Operator, DayWeights]:
    """Forecasts in one weather or the other, from columns as for `refit_at`."""
    # the day of issue counts: of its weather only the first hours are known
    known = np.asarray(np.isfinite(ahead).all(axis=2).any(axis=0))
    weeks = [
        (refits[origin], [day for day in range(origin + 1, stop) if known[day]])
        for origin in sorted(refits)
        if known[origin + 1 : (stop := min(origin + REFIT_DAYS, past.origin) + 1)].any()
    ]
    taken = mapped(lambda week: _taken(week[0], ahead[:, week[1]], scaled, rows), weeks)
    weights = np.concatenate([np.empty((24, 0, len(rows)), np.float32), *taken], axis=1)
    issued = np.array([day for _, week in weeks for day in week])
    days = _without_long_pauses(np.arange(min(refits), past.origin + 1), issued)
    place = np.where(np.isin(days, issued), np.searchsorted(issued, days), -1)
    return Operator(days=days, place=place), day_weights(weights, STRETCH_DAYS)


def _taken(refit: Refit, week: Floats, scaled: Floats, rows: Ints) -> Reals:
    """What a week's forecasts take of the loads of the rows, shape (24, days of it, rows)."""
    weights = np.zeros((*week.shape[:2], len(rows)), dtype=np.float32)
    for season, taken in refit.issue(np.nan_to_num(week), scaled):
        weights[..., slice(*np.searchsorted(rows, (season.start, season.stop)))] = taken
    weights[np.isnan(week).any(axis=2)] = np.nan
    return weights


def _without_long_pauses(days: Ints, issued: Ints) -> Ints:
    """Shorten pauses, by whole weeks, to what the memory of the carry needs to fade."""
    kept = np.ones(len(days), dtype=bool)
    for first, stop in runs(~np.isin(days, issued)):
        surplus = max(stop - first - LOOK_BACK_DAYS, 0) // 7 * 7
        kept[stop - surplus : stop] = False
    return days[kept]


def issue(past: Past, came: Operator, forecast: Operator, results: Reals, level: Reals) -> Issued:
    """Issue the past forecasts of some feeders.

    Parameters
    ----------
    past
        What is known.
    came, forecast
        Of `Equations`.
    results
        Of its weights, from loads without gaps over a level of each hour, shape (24, results,
        feeders). [MW]
    level
        This level, shape (24, feeders). [MW]
    """
    load, residuals = missed(past.load, came.days, results, came.place, level)
    ahead = residuals
    if forecast is not came:
        _, ahead = missed(past.load, came.days, results, forecast.place, level)
    return Issued(
        load=load,
        residuals=residuals,
        missed=ahead,
        heat_c=past.heat_c[came.days],
        days=came.issues,
    )
