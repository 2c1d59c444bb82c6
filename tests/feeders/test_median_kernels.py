"""The compiled medians against pandas, and against the Python they were written in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders import median_kernels as kernels
from tests.feeders.gappy import both, gappy

NAN, INF = np.nan, np.inf


def running(kernel: object, values: np.ndarray, window: int, least: int) -> np.ndarray:
    order, starts = np.arange(len(values)), np.array([0, len(values)])
    found = np.empty_like(values)
    kernel(values, order, starts, window, least, found)  # type: ignore[operator]
    return found


@pytest.mark.parametrize(("window", "least"), [(3, 1), (5, 3), (15, 5), (61, 7)])
@pytest.mark.parametrize("columns", [1, 5, 40])
def test_running_medians_are_those_of_pandas(window: int, least: int, columns: int) -> None:
    values = gappy(100, columns)
    wanted = pd.DataFrame(values).rolling(window, center=True, min_periods=least).median()
    found = running(kernels.running_medians, values, window, least)
    np.testing.assert_array_equal(found, wanted.to_numpy())


@pytest.mark.parametrize("rows", [1, 2, 7])
def test_windows_longer_than_the_table(rows: int) -> None:
    values = gappy(rows, 2, share=0.2)
    wanted = pd.DataFrame(values).rolling(15, center=True, min_periods=1).median()
    found = running(kernels.running_medians, values, 15, 1)
    np.testing.assert_array_equal(found, wanted.to_numpy())


def test_running_medians_stay_within_their_group() -> None:
    values, slot = gappy(240, 3), np.arange(240) % 24
    order, starts = np.argsort(slot, kind="stable"), np.arange(0, 241, 10)
    found = np.empty_like(values)
    kernels.running_medians(values, order, starts, 5, 3, found)
    wanted = pd.DataFrame(values).groupby(slot).rolling(5, center=True, min_periods=3).median()
    np.testing.assert_array_equal(found, wanted.droplevel(0).sort_index().to_numpy())


def test_the_compiled_running_medians_are_the_python_they_were_written_in() -> None:
    values = gappy(20, 2)
    found = running(kernels.running_medians.py_func, values, 5, 3)
    np.testing.assert_array_equal(found, running(kernels.running_medians, values, 5, 3))
    line = np.empty(3)
    kernels._enter.py_func(np.array([1.0, NAN, -INF]), line)
    assert line.tolist() == [1.0, INF, INF]
    ranked = np.array([[1.0], [3.0], [INF]])
    kernels._replace.py_func(ranked, np.array([1.0]), np.array([4.0]), np.empty(1))
    assert ranked.T.tolist() == [[3.0, 4.0, INF]]


@pytest.mark.parametrize("count", [0, 1, 2, 31, 32, 33, 100, 1001])
@pytest.mark.parametrize("decimals", [0, 1, 6])
def test_middle_is_the_median(count: int, decimals: int) -> None:
    values = np.random.default_rng(count).normal(0.0, 2.0, count + 1).round(decimals)
    wanted = np.median(values[:count]) if count else NAN
    np.testing.assert_array_equal(kernels.middle(values.copy(), count), wanted)
    np.testing.assert_array_equal(kernels.middle.py_func(values, count), wanted)


def test_few_values_are_sorted() -> None:
    values = np.array([3.0, 1.0, 2.0, 9.0])
    assert kernels._middle_of_few.py_func(values, 3) == 2.0
    assert np.isnan(kernels._middle_of_few.py_func(values, 0))
    ranked = np.array([1.0, 3.0, NAN])
    kernels._put_in.py_func(ranked, 2, 2.0)
    assert ranked.tolist() == [1.0, 2.0, 3.0]
    assert kernels._pivot.py_func(np.arange(62.0), 62) == 30.0


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_column_medians_leave_unknown_values_out(share: float) -> None:
    values = gappy(60, 4, share)
    compiled, python = both(kernels.column_medians, values)
    np.testing.assert_array_equal(compiled, pd.DataFrame(values).median().to_numpy())
    np.testing.assert_array_equal(python, compiled)


def test_typical_sizes_leave_zeros_out() -> None:
    columns = [[1, -2, 0, 3], [NAN, 90, 80, 2], [0, NAN, NAN, 0]]
    for sizes in both(kernels.typical_sizes, np.array(columns, dtype=float), 50.0):
        np.testing.assert_array_equal(sizes, [2.0, 85.0, NAN])


def test_the_size_of_a_day_is_that_of_its_values_beyond_the_limit() -> None:
    column = np.array([1.0, -3.0, 0.0, 90.0, 70.0, 2.0, 0.0, NAN, 4.0])
    for sizes in both(kernels.daily_sizes, column, np.array([0, 3, 6, 9]), 50.0, 2):
        np.testing.assert_array_equal(sizes, [2.0, 80.0, NAN])
