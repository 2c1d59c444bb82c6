from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.design_matrix import CALENDAR, DEPARTURE, SEASON, WEATHER
from feeders.rolling import Past, fit_at, refit_at, refit_origins

RNG = np.random.default_rng(13)
KINDS = np.array([WEATHER, WEATHER, CALENDAR, CALENDAR, SEASON, DEPARTURE])
DAYS, ORIGIN = 420, 392


def past() -> Past:
    """Two summers; the weather of one day is unknown, and the fourth column is of a late kind."""
    design = RNG.normal(5.0, 3.0, (24, DAYS, len(KINDS)))
    design[..., 2] = np.arange(DAYS) % 7 == 0
    design[..., 3] = np.arange(DAYS) >= ORIGIN + 2
    design[:, ORIGIN] = design[4, 380] = np.nan
    return Past(
        days=pd.date_range("2023-06-01", periods=DAYS), design=design, design_issued=design,
        kinds=KINDS, heat_c=np.zeros(DAYS), known_days=np.ones(DAYS, dtype=bool),
        load=np.zeros((24, DAYS, 0)), origin=DAYS - 1, hour=6,
    )  # fmt: skip


def test_a_refit_issues_what_a_fit_of_that_day_would() -> None:
    known, columns = past(), np.array([0, 2, 3, 4, 5])
    scaled = fit_at(known, known.origin, columns).scaling.apply(known.design)
    refit, fit = refit_at(known, ORIGIN, columns, scaled), fit_at(known, ORIGIN, columns)
    ahead = slice(ORIGIN + 1, ORIGIN + 8)
    wanted = fit.scaling.apply(known.design[:, ahead]) @ fit.ridge.projector
    found = np.zeros((24, 7, DAYS))
    for season, taken in refit.issue(scaled[:, ahead], scaled):
        found[:, :, season] = taken
    np.testing.assert_array_equal(refit.rows, fit.rows)
    np.testing.assert_allclose(found[..., fit.rows], wanted, atol=1e-10)
    assert np.all(found[..., ~fit.rows] == 0.0)
    np.testing.assert_allclose(found.sum(axis=2), 1.0, atol=1e-9)


def test_refits_are_weekly_newest_first_and_have_enough_to_learn_from() -> None:
    origins = refit_origins(past())
    assert origins[0] == DAYS - 8
    assert np.all(np.diff(origins)[:3] == -7)
    assert min(origins) > 45
