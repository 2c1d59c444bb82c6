from __future__ import annotations

import numpy as np

from feeders.error_kernels import day_peaks
from feeders.peaks import MIN_DAYS, Peaks, peaks

HIGH = np.array([0.1, 0.9])


def of_errors(p50: np.ndarray, errors: np.ndarray, wider: np.ndarray) -> Peaks:
    return peaks([day_peaks(p50 + errors, errors, np.arange(p50.shape[1]))] * 5, wider)


def test_the_peak_of_noisy_hours_is_above_that_of_the_medians() -> None:
    rng = np.random.default_rng(3)
    p50 = np.full((24, 300, 1), 4.0)
    found = of_errors(p50, rng.normal(0.0, 0.2, p50.shape), np.ones(1))
    low, high = found.offset(np.array([4.0]), 0, HIGH)[0]
    assert low == 0.0  # the forecast stays the median of its own distribution
    assert 0.5 < high < 0.7  # the largest of 24 errors: 0.59 at its ninth decile
    np.testing.assert_allclose(found.offset(np.array([8.0]), 5, HIGH)[0, 1], 2 * high)


def test_days_with_an_hour_unknown_do_not_count() -> None:
    p50 = np.full((24, MIN_DAYS, 2), 4.0)
    errors = np.zeros_like(p50)
    errors[7, 0, 1] = np.nan
    offset = of_errors(p50, errors, np.ones(2)).offset(np.array([4.0, 4.0]), 0, HIGH)
    assert np.all(offset[0] == 0.0)
    assert np.isnan(offset[1]).all()


def test_an_unseen_season_widens() -> None:
    rng = np.random.default_rng(4)
    p50 = np.full((24, 50, 1), 4.0)
    errors = rng.normal(0.0, 0.2, p50.shape)
    plain, wide = (of_errors(p50, errors, np.array([d])) for d in (1.0, 1.25))
    np.testing.assert_allclose(wide.offsets, 1.25 * plain.offsets)
