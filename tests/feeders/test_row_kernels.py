"""The compiled passes against plain numpy and pandas, and against the Python they were written in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders import row_kernels as kernels
from tests.feeders.gappy import both, gappy

NAN, INF = np.nan, np.inf


def test_counts() -> None:
    flags = gappy(50, 3) > 0.0
    for counts in both(kernels.count_true, flags):
        np.testing.assert_array_equal(counts, flags.sum(axis=0))


def test_long_runs_of_equal_values_other_than_zero() -> None:
    columns = [[1, 1, 1, 2, 3, 3], [0, 0, 0, 0, 1, 2], [NAN, NAN, NAN, 5, 5, 5]]
    values = np.array(columns, dtype=float).T
    for found, counts in both(kernels.long_runs, values, 3):
        assert found.T.tolist() == [[1, 1, 1, 0, 0, 0], [0] * 6, [0, 0, 0, 1, 1, 1]]
        assert counts.tolist() == [3, 0, 3]


def test_far_off_its_neighbours_or_its_time_of_day_or_too_large() -> None:
    values = np.array([[9.0, 9.0, 20.0, 99.0, NAN, 9.0]])
    near = np.array([[1.0, 8.0, 20.0, 99.0, 1.0, NAN]])
    usual = np.array([[6.0, 6.0, 6.0, 99.0, 1.0, 6.0]])
    jump, burst = np.full((2, 6), 2.0), np.full(6, 10.0)
    for found, counts in both(kernels.far_off, values, near, usual, jump, burst, 50.0):
        assert found.tolist() == [[True, False, True, True, False, False]]
        assert counts.tolist() == [1, 0, 1, 1, 0, 0]


def test_normal_equations_on_known_rows() -> None:
    values, design = gappy(30, 3), np.random.default_rng(1).normal(size=(30, 4))
    for gram, side in both(kernels.normal_equations, design, values):
        for c in range(3):
            known = np.isfinite(values[:, c])
            np.testing.assert_allclose(gram[c], design[known].T @ design[known])
            np.testing.assert_allclose(side[c], design[known].T @ values[known, c])


def test_daily_means_of_days_known_well_enough() -> None:
    values = gappy(10, 3)
    frame = pd.DataFrame(values).groupby(np.arange(10) >= 4)
    wanted = frame.mean().where(frame.count() >= 3)
    for means in both(kernels.daily_means, values, np.array([0, 4, 10]), 3):
        np.testing.assert_allclose(means, wanted.to_numpy())


def test_extreme_sizes_leave_zeros_out() -> None:
    columns = [[1, -2, 0, 3], [NAN, 90, 80, 2], [0, NAN, NAN, 0]]
    for smallest, largest in both(kernels.extreme_sizes, np.array(columns, dtype=float).T):
        np.testing.assert_array_equal(smallest, [1.0, 2.0, INF])
        np.testing.assert_array_equal(largest, [3.0, 90.0, 0.0])
