"""The compiled passes against plain numpy and pandas, and against the Python they were written in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders import column_kernels as kernels
from tests.feeders.gappy import both, gappy

NAN, INF = np.nan, np.inf


def test_the_size_of_a_sample_leaves_zeros_and_unknown_values_out() -> None:
    column = np.repeat([-1.0, 2.0, 3.0, 0.0, NAN, INF], kernels.SAMPLE_EVERY)
    assert both(kernels.sampled_size, column) == (2.0, 2.0)
    assert np.isnan(both(kernels.sampled_size, np.zeros(40))).all()


def test_a_first_look_counts_and_tells_sizes_far_apart() -> None:
    columns = np.full((6, 70), 2.0)
    columns[0, :4] = [NAN, INF, -INF, 0.0]
    columns[1, 5] = 6.1  # all are compared with the sample
    columns[2, 5] = -0.19
    columns[3] = 0.0
    columns[4] = NAN
    columns[5] = 51.0
    for kernel in (kernels.first_look, kernels.first_look.py_func):
        seen = columns.copy()
        unknown, zeros, odd = kernel(seen, 50.0)
        assert unknown.tolist() == [3, 0, 0, 0, 70, 0]
        assert zeros.tolist() == [1, 0, 0, 70, 0, 0]
        assert odd.tolist() == [False, True, True, False, False, True]
        np.testing.assert_array_equal(seen, np.where(np.isfinite(columns), columns, NAN))


def test_extreme_sizes_leave_zeros_out() -> None:
    columns = [[1, -2, 0, 3], [NAN, 90, 80, 2], [0, NAN, NAN, 0]]
    for smallest, largest in both(kernels.extreme_sizes, np.array(columns, dtype=float)):
        np.testing.assert_array_equal(smallest, [1.0, 2.0, INF])
        np.testing.assert_array_equal(largest, [3.0, 90.0, 0.0])


def in_runs(column: np.ndarray, least: int) -> np.ndarray:
    """Which rows are in long runs of values other than zero."""
    series = pd.Series(column)
    run = (series != series.shift()).cumsum()
    return (run.map(run.value_counts()) >= least).to_numpy() & (column != 0.0)


@pytest.mark.parametrize("least", [2, 3, 6])
@pytest.mark.parametrize("seed", range(10))
def test_long_runs_of_equal_values_other_than_zero(least: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    column = np.repeat(rng.choice([0.0, 1.0, 2.0, NAN], 40), rng.integers(1, 9, 40))
    wanted = in_runs(column, least)
    columns = np.stack([column, column[::-1], np.full_like(column, 3.0)])
    for counts in both(kernels.stuck_rows, columns, least):
        assert counts.tolist() == [wanted.sum(), wanted.sum(), len(column)]
    for kernel in (kernels.rows_in_runs, kernels.rows_in_runs.py_func):
        masked = column.copy()
        assert kernel(masked, least, True) == wanted.sum()
        np.testing.assert_array_equal(masked, np.where(wanted, NAN, column))


def test_the_run_around_a_row() -> None:
    column = np.array([1.0, 2.0, 2.0, 2.0, 3.0])
    assert both(kernels._run_around, column, 2) == ((1, 4), (1, 4))
    assert both(kernels._run_around, column[1:4], 0) == ((0, 3), (0, 3))


def test_daily_means_of_days_known_well_enough() -> None:
    values = gappy(10, 3)
    frame = pd.DataFrame(values).groupby(np.arange(10) >= 4)
    wanted = frame.mean().where(frame.count() >= 3)
    columns = np.ascontiguousarray(values.T)
    for means in both(kernels.daily_means, columns, np.array([0, 4, 10]), 3):
        np.testing.assert_allclose(means, wanted.to_numpy())
