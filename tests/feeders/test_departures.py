from __future__ import annotations

import numpy as np
import pandas as pd

from feeders import departures

RNG = np.random.default_rng(5)


def inputs(days: pd.DatetimeIndex) -> np.ndarray:
    temps = RNG.normal(27.0, 4.0, (24, len(days), 5))
    return departures.kernel_inputs(temps, days, days.dayofweek.to_numpy() >= 5)


def test_products_of_the_columns_are_the_covariance_of_the_landmarks() -> None:
    points = inputs(pd.date_range("2025-07-01", periods=20))
    marks = departures.choose_landmarks(points)
    columns = departures.kernel_columns(points, marks)
    apart = ((points[:, :, None] - points[:, None]) ** 2).sum(axis=-1)
    expected = departures.SIZE**2 * np.exp(-0.5 * apart)
    np.testing.assert_allclose(
        columns @ columns.swapaxes(1, 2), expected, atol=2e-3 * departures.SIZE**2
    )


def test_far_from_all_days_known_there_is_no_departure() -> None:
    days = pd.date_range("2025-07-01", periods=20)
    marks = departures.choose_landmarks(inputs(days))
    record = departures.kernel_inputs(np.full((24, 1, 5), 110.0), days[:1], np.array([False]))
    np.testing.assert_allclose(departures.kernel_columns(record, marks), 0.0, atol=1e-4)


def test_the_turn_of_the_year_is_no_edge() -> None:
    days = pd.DatetimeIndex(["2024-12-31", "2025-01-01"])
    last, first = departures.kernel_inputs(np.zeros((24, 2, 5)), days, np.zeros(2, bool))[0]
    assert np.linalg.norm(last - first) < 0.05


def test_few_days_are_all_landmarks_and_unknown_ones_none() -> None:
    points = inputs(pd.date_range("2025-07-01", periods=9))
    points[3, 4] = np.nan
    assert departures.choose_landmarks(points).inputs.shape == (24, 8, 6)
    nothing = departures.choose_landmarks(np.full_like(points, np.nan))
    assert departures.kernel_columns(points, nothing).shape == (24, 9, 0)
    many = departures.choose_landmarks(inputs(pd.date_range("2024-01-01", periods=500)))
    assert many.inputs.shape == (24, departures.MAX_LANDMARKS, 6)
