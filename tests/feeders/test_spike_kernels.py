"""The compiled search for spikes against pandas, and against the Python it was written in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders import spike_kernels as kernels
from feeders.column_kernels import SAMPLE_EVERY
from feeders.spike_kernels import Around
from tests.feeders.gappy import both, gappy

NAN, INF = np.nan, np.inf
AROUND = Around(rows=2, least_rows=3, days=3, least_days=3)
SLOTS = 4
LIMITS = np.array([1.0, 0.5, 2.0])
HILL = 4.5 - 0.125 * np.abs(np.arange(-20, 20))


def laid_out(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Days of four rows, the first cut short."""
    rank = np.arange(rows) + 1
    days = np.full((rows // SLOTS + 2, SLOTS), -1)
    days[rank // SLOTS, rank % SLOTS] = np.arange(rows)
    days[:, 0] = np.roll(days[:, 0], -1)  # the first slot begins a day later, and counts from there
    place = np.empty(rows, dtype=np.int64)
    place[days[days >= 0]] = np.flatnonzero(days.ravel() >= 0)
    return days, place


def medians(column: np.ndarray, half: int, least: int) -> np.ndarray:
    rolling = pd.Series(column).rolling(2 * half + 1, center=True, min_periods=least)
    return rolling.median().to_numpy()


def usual(column: np.ndarray, days: np.ndarray) -> np.ndarray:
    found = np.empty_like(column)
    for slot in days.T:
        rows = slot[slot >= 0]
        found[rows] = medians(column[rows], AROUND.days, AROUND.least_days)
    return found


@pytest.mark.parametrize("rows", [1, 5, 31, 32, 33, 200])
def test_medians_of_neighbours_are_those_of_pandas(rows: int) -> None:
    column = gappy(rows, 1)[:, 0]
    for found in both(kernels.neighbour_medians, column, AROUND):
        np.testing.assert_array_equal(found, medians(column, 2, 3))


@pytest.mark.parametrize("rows", [1, 5, 90])
def test_usual_values_are_medians_at_the_same_time_of_day(rows: int) -> None:
    column, (days, _) = gappy(rows, 1)[:, 0], laid_out(rows)
    for found in both(kernels.usual_values, column, days, AROUND):
        np.testing.assert_array_equal(found, usual(column, days))


def test_medians_of_distances_and_sizes() -> None:
    column, expected = gappy(60, 2).T
    wanted = pd.Series(np.abs(column - expected)).median()
    assert both(kernels.median_distance, column, expected) == (wanted, wanted)
    size = pd.Series(np.abs(column)).median()
    assert both(kernels.median_size, column) == (size, size)
    assert np.isnan(both(kernels.median_size, np.full(9, NAN))).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_size_that_the_median_is_not_below(seed: int) -> None:
    rng = np.random.default_rng(seed)
    column = 2.0 + 0.2 * rng.normal(size=500)
    for least in both(kernels._size_at_least, column):
        assert 1.5 < least < kernels.median_size(column)
    column[: 250 + seed] *= 0.1  # the sample tells too much
    column[::SAMPLE_EVERY] = 2.0
    size = kernels.median_size(column)
    assert both(kernels._size_at_least, column) == (size, size)
    assert both(kernels._size_at_least, np.zeros(50)) == (0.0, 0.0)


def test_rows_that_jump() -> None:
    column = np.array([1.0, 1.0, 1.0, 3.0, NAN, 1.0, 1.0, 1.0])
    for rows in both(kernels._jumping_rows, column, 2, 1.5):
        assert rows.tolist() == [1, 2, 3, 5]
    for rows in both(kernels._jumping_rows, column, 2, 2.5):
        assert rows.tolist() == []
    assert both(kernels._exceeds, column, 2.5) == (True, True)
    assert both(kernels._exceeds, column, 3.0) == (False, False)


def test_extremes_of_blocks_of_days_bound_all_around() -> None:
    column, (days, _) = gappy(90, 1)[:, 0], laid_out(90)
    laid = np.where(days >= 0, column[days], NAN)
    for low, high in both(kernels._extremes, column, days, 3):
        assert np.isinf(low[[0, -1]]).all()
        np.testing.assert_array_equal(low[2], np.nanmin(laid[3:6], axis=0))
        np.testing.assert_array_equal(high[2], np.nanmax(laid[3:6], axis=0))
        for wide in both(kernels._widened, low, 1.0):
            np.testing.assert_array_equal(wide[2], np.nanmin(laid[:9], axis=0))
        for wide in both(kernels._widened, high, -1.0):
            np.testing.assert_array_equal(wide[2], np.nanmax(laid[:9], axis=0))


def far_off(column: np.ndarray, days: np.ndarray, limits: np.ndarray) -> np.ndarray:
    near, same = medians(column, 2, 3), usual(column, days)
    return kernels.far_off(column, near, same, limits, INF)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_no_value_far_off_escapes_the_bounds(seed: int, scale: float) -> None:
    column, (days, place) = gappy(90, 1, seed=seed)[:, 0], laid_out(90)
    limits = scale * LIMITS
    wanted = set(np.flatnonzero(far_off(column, days, limits)))
    for jumps in both(kernels._jumping_rows, column, 2, limits[0]):
        for doubtful in both(kernels._doubtful_places, column, days, place, jumps, 3, limits):
            assert wanted <= set(days.ravel()[doubtful])


@pytest.mark.parametrize("seed", range(5))
def test_a_closer_look_decides_as_for_all_values(seed: int) -> None:
    column, (days, place) = gappy(90, 1, seed=seed)[:, 0], laid_out(90)
    wanted = far_off(column, days, LIMITS)
    for look in (kernels._is_far, kernels._is_far.py_func):
        found = [look(column, days, place[row], AROUND, LIMITS) for row in range(90)]
        assert found == wanted.tolist()
    rows = np.array([0, 1, -1, 3])
    wanted_median = pd.Series(column[rows[rows >= 0]]).median()
    for median in both(kernels._median_of, column, rows, 1):
        np.testing.assert_array_equal(median, wanted_median)
    assert np.isnan(both(kernels._median_of, column, rows, 4)).all()


def test_columns_that_may_have_spikes() -> None:
    days, place = laid_out(200)
    columns = 2.0 + 0.01 * gappy(200, 6).T
    columns[1, 50] = 4.0  # off its neighbours
    columns[2, 50:56] = 6.0  # off other days
    columns[3, 50] = 99.0  # too large
    columns[4, 80:120] = HILL  # some in doubt, none far off
    columns[5] = 0.0
    columns = np.ascontiguousarray(columns)
    for found in both(kernels.may_spike, columns, days, place, AROUND, 0.5 * LIMITS, 50.0):
        assert found.tolist() == [False, True, True, True, False, False]


def test_more_values_in_doubt_than_worth_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    days, place = laid_out(200)
    columns = np.full((1, 200), 2.0)
    columns[0, 80:120] = HILL
    look = kernels.may_spike.py_func
    assert look(columns, days, place, AROUND, 0.5 * LIMITS, 50.0).tolist() == [False]
    monkeypatch.setattr(kernels, "MOST_LOOKS", 0)
    assert look(columns, days, place, AROUND, 0.5 * LIMITS, 50.0).tolist() == [True]


def test_far_off_its_neighbours_or_its_time_of_day_or_too_large() -> None:
    column = np.array([9.0, 9.0, 20.0, 99.0, NAN, 9.0])
    near = np.array([1.0, 8.0, 20.0, 99.0, 1.0, NAN])
    same = np.array([6.0, 6.0, 6.0, 99.0, 1.0, 6.0])
    for found in both(kernels.far_off, column, near, same, np.array([2.0, 2.0, 10.0]), 50.0):
        assert found.tolist() == [True, False, True, True, False, False]
