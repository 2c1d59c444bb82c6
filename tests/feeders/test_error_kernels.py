from __future__ import annotations

import numpy as np

from feeders import error_kernels

RNG = np.random.default_rng(6)
ERRORS = RNG.normal(size=(24, 9, 18))
ERRORS[RNG.random(ERRORS.shape) < 0.2] = np.nan
HOURLY, DAILY = RNG.uniform(0.5, 2.0, (24, 18)), RNG.uniform(0.5, 2.0, (9, 18))


def test_sizes_are_sums_of_what_is_known() -> None:
    for kernel in (error_kernels.sizes, error_kernels.sizes.py_func):
        by_hour, num_hour, by_day, num_day = kernel(ERRORS)
        np.testing.assert_allclose(by_hour, np.nansum(np.abs(ERRORS), axis=1))
        np.testing.assert_allclose(by_day, np.nansum(np.abs(ERRORS), axis=0))
        np.testing.assert_array_equal(num_hour, np.isfinite(ERRORS).sum(axis=1))
        np.testing.assert_array_equal(num_day, np.isfinite(ERRORS).sum(axis=0))


def test_a_row_per_feeder_holds_its_days_in_the_order_wanted() -> None:
    order = RNG.permutation(9)
    expected = (ERRORS / HOURLY[:, None] / DAILY)[:, order].transpose(2, 1, 0)
    for kernel in (error_kernels.by_feeder, error_kernels.by_feeder.py_func):
        np.testing.assert_allclose(kernel(ERRORS, HOURLY, DAILY, order), expected)


def test_a_day_with_an_hour_unknown_has_no_peak() -> None:
    load, days = RNG.normal(size=ERRORS.shape), np.arange(1, 10)
    errors = np.where(RNG.random(ERRORS.shape) < 0.02, np.nan, RNG.normal(size=ERRORS.shape))
    for kernel in (error_kernels.day_peaks, error_kernels.day_peaks.py_func):
        forecast, actual = kernel(load, errors, days)
        ahead = load[:, np.minimum(days, 8)]
        np.testing.assert_array_equal(forecast, (ahead - errors).max(axis=0))
        known = np.isfinite(errors).all(axis=0)
        np.testing.assert_array_equal(actual, np.where(known, ahead.max(axis=0), np.nan))


def test_what_is_left_after_the_carry_is_unknown_beyond_the_last_day() -> None:
    correction, days = RNG.normal(size=(24, 8, 18)), np.arange(2, 10)
    for kernel in (error_kernels.after_carry, error_kernels.after_carry.py_func):
        left = kernel(ERRORS, correction.copy(), days)
        np.testing.assert_allclose(left[:, :-1], ERRORS[:, 2:] - correction[:, :-1])
        assert np.isnan(left[:, -1]).all()
