from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from feeders import grid_kernels

RNG = np.random.default_rng(8)
LOAD = RNG.normal(size=(24, 9, 18))
LOAD[RNG.random(LOAD.shape) < 0.2] = np.nan
LOAD[..., 3] = np.nan


def both(name: str) -> list:
    kernel = getattr(grid_kernels, name)
    return [kernel, kernel.py_func]


@pytest.mark.parametrize(("order", "block"), [("C", 18), ("F", 5)])
def test_rows_outside_the_days_are_left_out(order: Literal["C", "F"], block: int) -> None:
    values = np.asarray(RNG.normal(size=(60, 18)), order=order)
    hour, day = np.arange(60) % 24, np.arange(60) // 24 - 1
    for kernel in both("spread"):
        grid = np.full((24, 2, 18), np.nan)
        kernel(values, hour, day, block, grid)
        np.testing.assert_array_equal(grid[:, 0], values[24:48])
        np.testing.assert_array_equal(grid[:12, 1], values[48:])
        assert np.isnan(grid[12:, 1]).all()


def test_over_a_level_the_unknown_is_zero() -> None:
    level = RNG.normal(size=(24, 18))
    for kernel in both("over"):
        above, known = kernel(LOAD, level)
        np.testing.assert_array_equal(known, np.isfinite(LOAD))
        np.testing.assert_array_equal(above, np.nan_to_num(LOAD - level[:, None]))


def test_what_was_missed_is_unknown_where_load_or_forecast_is() -> None:
    level, days, place = RNG.normal(size=(24, 18)), np.array([1, 2, 8]), np.array([3, -1, 0])
    results = RNG.normal(size=(24, 4, 18))
    results[3, 0, 4] = np.nan
    for kernel in both("missed"):
        measured, left = kernel(LOAD, days, results, place, level)
        np.testing.assert_array_equal(measured, LOAD[:, days].astype(np.float32))
        expected = LOAD[:, [1, 8]] - level[:, None] - results[:, [3, 0]]
        np.testing.assert_allclose(left[:, [0, 2]], expected, atol=1e-6)
        assert np.isnan(left[:, 1]).all()


def test_daily_means_are_those_of_the_hours_known() -> None:
    expected, known = RNG.normal(size=LOAD.shape), np.isfinite(LOAD)
    off = np.where(known, LOAD - expected, 0.0).sum(axis=0)
    for kernel in both("daily_means"):
        mean, count = kernel(np.nan_to_num(LOAD), expected, known)
        np.testing.assert_array_equal(count, known.sum(axis=0))
        np.testing.assert_allclose(mean, off / np.maximum(known.sum(axis=0), 1))


def test_an_overview_leaves_out_what_is_unknown() -> None:
    for kernel in both("overview"):
        low, high, size, mean, count = kernel(LOAD)
        known = np.delete(LOAD, 3, axis=-1)
        np.testing.assert_array_equal(np.delete(low, 3), np.nanmin(known, axis=(0, 1)))
        np.testing.assert_array_equal(np.delete(high, 3), np.nanmax(known, axis=(0, 1)))
        np.testing.assert_allclose(np.delete(size, 3), np.nanmean(np.abs(known), axis=(0, 1)))
        np.testing.assert_allclose(np.delete(mean, 3), np.nanmean(known, axis=(0, 1)))
        assert count[3] == size[3] == mean[3] == 0
        assert low[3] > high[3]
