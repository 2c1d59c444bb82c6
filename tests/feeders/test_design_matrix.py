from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from feeders.day_types import DAY_KINDS, working_days
from feeders.design_matrix import (
    LINEAR_KINDS,
    STORED_C,
    STORED_SHARE,
    choose_basis,
    design,
    natural_spline,
    smoothed_temps,
    warmth,
)

KNOTS = np.array([18.0, 24.0, 27.0, 30.0, 35.0])
DAYS = pd.date_range("2025-07-01", periods=14)
KINDS = working_days(DAYS)


def temps(level: float = 28.0) -> np.ndarray:
    hours = np.arange(24 * len(DAYS))
    air = level + 5 * np.sin(2 * np.pi * (hours - 9) / 24)
    return smoothed_temps(air).reshape(len(DAYS), 24, 5).transpose(1, 0, 2)


def test_smoothing_follows_its_time_constant() -> None:
    step = np.concatenate([np.zeros(1), np.full(200, 10.0)])
    smooth = smoothed_temps(step)
    for column, hours in enumerate((3, 8, 24, 60), start=1):
        np.testing.assert_allclose(smooth[hours, column], 10 * (1 - np.exp(-1.0)))
    assert np.array_equal(smooth[:, 0], step)


def test_smoothing_a_constant_keeps_it() -> None:
    np.testing.assert_allclose(smoothed_temps(np.full(50, 21.5)), 21.5, rtol=1e-12)


@given(st.floats(35.0, 60.0), st.floats(0.5, 10.0))
def test_the_spline_is_linear_beyond_its_outer_knots(start: float, step: float) -> None:
    for side in (1.0, -1.0):
        points = natural_spline(side * (start + step * np.arange(3.0)), KNOTS)
        np.testing.assert_allclose(points[0] - 2 * points[1] + points[2], 0.0, atol=1e-7)


def test_the_spline_bends_in_between() -> None:
    curve = natural_spline(np.linspace(20, 33, 30), KNOTS)
    assert curve.shape == (30, 4)
    assert np.linalg.matrix_rank(np.column_stack([curve, np.ones(30)])) == 5


def test_knots_are_apart_even_in_a_flat_season() -> None:
    knots = choose_basis(np.full((24, 14, 5), 25.0), DAYS, KINDS)
    assert np.all(np.diff(knots.fast_c) >= 0.5)
    assert np.all(np.diff(knots.slow_c) >= 0.5)


def test_without_any_temperature_the_knots_are_a_summers() -> None:
    knots = choose_basis(np.full((24, 14, 5), np.nan), DAYS, KINDS)
    assert 20.0 < knots.bend_c < 36.0


def test_the_design_has_twenty_columns_those_of_the_landmarks_and_one_kind_a_day() -> None:
    matrix = design(temps(), DAYS, KINDS, choose_basis(temps(), DAYS, KINDS))
    assert matrix.shape == (24, 14, len(LINEAR_KINDS) + 14)
    assert np.all(matrix[:, :, 8:13].sum(axis=-1) == 1.0)
    assert matrix[0, 4, 8 + DAY_KINDS.index("saturday")] == 1.0


def test_heat_on_rest_days_has_columns_of_its_own() -> None:
    matrix = design(temps(), DAYS, KINDS, choose_basis(temps(), DAYS, KINDS))
    assert np.all(matrix[:, 0, 13:15] == 0.0)  # a Tuesday
    assert np.any(matrix[:, 4, 13:15] != 0.0)  # a Saturday


def test_unknown_temperatures_stay_unknown() -> None:
    spoiled = temps()
    spoiled[5, 3] = np.nan
    matrix = design(spoiled, DAYS, KINDS, choose_basis(spoiled, DAYS, KINDS))
    assert np.isnan(matrix[5, 3]).any()
    assert np.isfinite(np.delete(matrix, 3, axis=1)).all()


def test_heat_stored_beyond_what_is_known_counts_by_half() -> None:
    basis = choose_basis(temps(), DAYS, KINDS)
    full = basis.slow_c[-1] + STORED_C
    hot = temps()
    hot[:, 3, 3] = full + np.linspace(-3.0, 4.0, 24)
    stored = design(hot, DAYS, KINDS, basis)[:, 3, 4]
    over = np.maximum(hot[:, 3, 3] - full, 0.0)
    np.testing.assert_allclose(stored, hot[:, 3, 3] - (1.0 - STORED_SHARE) * over)


def test_the_warmth_of_a_day_is_its_mean_3_h_temperature() -> None:
    matrix = design(temps(), DAYS, KINDS, choose_basis(temps(), DAYS, KINDS))
    np.testing.assert_allclose(warmth(matrix, np.arange(3)), temps()[..., 1].mean(axis=0))
    assert np.isnan(warmth(matrix, np.arange(2, 5))).all()  # a model without this column
