from __future__ import annotations

import numpy as np

from feeders.error_kernels import day_peaks
from feeders.measured_bands import bands
from feeders.peaks import MIN_DAYS, Peaks, peaks

HIGH = np.array([0.1, 0.9])


def of_errors(p50: np.ndarray, errors: np.ndarray, heat: np.ndarray, drift: float = 1.0) -> Peaks:
    days = p50.shape[1]
    measured, unrest = bands(
        [errors] * 5, [heat] * 5, p50.max(axis=(0, 1)), np.full(p50.shape[2], drift)
    )
    highest = day_peaks(p50 + errors, errors, np.arange(days))
    return peaks([highest] * 5, [heat] * 5, measured, unrest)


def test_the_peak_of_noisy_hours_is_above_that_of_the_medians() -> None:
    rng = np.random.default_rng(3)
    p50, heat = np.full((24, 300, 1), 4.0), rng.uniform(20.0, 36.0, 300)
    found = of_errors(p50, rng.normal(0.0, 0.2, p50.shape), heat)
    low, high = found.offset(np.array([4.0]), 28.0, 0, HIGH)[0]
    assert low == 0.0  # the forecast stays the median of its own distribution
    assert 0.5 < high < 0.7  # the largest of 24 errors: 0.59 at its ninth decile
    np.testing.assert_allclose(found.offset(np.array([8.0]), 28.0, 5, HIGH)[0, 1], 2 * high)


def test_a_day_with_wide_bands_has_a_wide_peak() -> None:
    rng = np.random.default_rng(5)
    p50, heat = np.full((24, 400, 1), 4.0), rng.uniform(20.0, 36.0, 400)
    size = np.where(heat > 30.0, 0.3, 0.1)[:, None]
    found = of_errors(p50, size * rng.normal(size=p50.shape), heat)
    cool, hot = (found.offset(np.array([4.0]), at, 1, HIGH)[0, 1] for at in (22.0, 35.0))
    assert 2.4 < hot / cool < 3.6


def test_days_with_an_hour_unknown_do_not_count() -> None:
    p50 = np.full((24, MIN_DAYS, 2), 4.0)
    errors = np.zeros_like(p50)
    errors[7, 0, 1] = np.nan
    found = of_errors(p50, errors, np.full(MIN_DAYS, 25.0))
    offset = found.offset(np.array([4.0, 4.0]), 25.0, 0, HIGH)
    assert np.all(offset[0] == 0.0)
    assert np.isnan(offset[1]).all()


def test_an_unseen_season_widens() -> None:
    rng = np.random.default_rng(4)
    p50, heat = np.full((24, 50, 1), 4.0), rng.uniform(20.0, 36.0, 50)
    errors = rng.normal(0.0, 0.2, p50.shape)
    plain, wide = (
        of_errors(p50, errors, heat, drift).offset(np.array([4.0]), 28.0, 1, HIGH)
        for drift in (1.0, 1.25)
    )
    np.testing.assert_allclose(wide, 1.25 * plain)
