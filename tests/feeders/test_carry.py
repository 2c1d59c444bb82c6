from __future__ import annotations

import numpy as np

from feeders import carry

TODAY = np.array([41])


def summaries(residuals: np.ndarray, hour: int = 6, lead: int = 1) -> np.ndarray:
    recent = carry.recent(residuals, TODAY, hour)
    return carry.features(recent, residuals, TODAY, hour, lead)[:, 0]


def test_a_steady_error_is_seen_by_every_summary() -> None:
    residuals = np.full((24, 42, 2), 0.5)
    residuals[6:, 41] = np.nan
    np.testing.assert_allclose(summaries(residuals), 0.5, rtol=1e-9)


def test_nothing_known_carries_nothing() -> None:
    assert np.all(summaries(np.full((24, 42, 1), np.nan)) == 0.0)


def test_what_lies_ahead_is_not_looked_at() -> None:
    known = np.random.default_rng(1).normal(size=(24, 42, 1))
    known[6:, 41] = np.nan
    spoiled = known.copy()
    spoiled[6:, 41] = 99.0
    for lead in range(9):
        np.testing.assert_array_equal(summaries(known, lead=lead), summaries(spoiled, lead=lead))


def test_the_same_weekday_is_the_last_one_known() -> None:
    residuals = np.broadcast_to(np.arange(42.0)[None, :, None], (24, 42, 1)).copy()
    assert summaries(residuals, lead=1)[3, 0, 3] == 35.0  # six days before the issue
    assert summaries(residuals, lead=7)[3, 0, 3] == 41.0  # the issue day, hour known
    assert summaries(residuals, lead=7)[9, 0, 3] == 34.0  # the issue day, hour ahead
    assert summaries(residuals, lead=1)[3, 0, 4] == np.mean([35, 28, 21, 14])


def test_factors_recover_what_made_the_errors() -> None:
    rng = np.random.default_rng(2)
    feature = rng.normal(size=(24, 400, 2, 5))
    truth = np.array([0.0, 0.6, 0.0, 0.2, 0.0])
    gram, side = carry.moments(feature, feature @ truth)
    factors = carry.solve_factors(gram, side)
    assert factors.shape == (4, 2, 5)
    shrunk = truth / (1.0 + carry.SHRINKAGE)
    np.testing.assert_allclose(factors, np.broadcast_to(shrunk, (4, 2, 5)), atol=0.03)


def test_unknown_errors_do_not_count() -> None:
    rng = np.random.default_rng(3)
    feature, residual = rng.normal(size=(24, 10, 1, 5)), rng.normal(size=(24, 10, 1))
    hidden = residual.copy()
    hidden[:, 7:] = np.nan
    whole = carry.moments(feature[:, :7], residual[:, :7])
    partial = carry.moments(feature, hidden)
    for left, right in zip(whole, partial, strict=True):
        np.testing.assert_allclose(left, right)


def test_a_correction_stays_within_reason() -> None:
    feature = np.full((24, 1, 1, 5), 0.1)
    factors = np.full((4, 1, 5), 50.0)
    np.testing.assert_allclose(carry.carried(factors, feature), 0.15)


def test_outliers_are_cut() -> None:
    residual = np.random.default_rng(4).normal(size=(24, 2, 7, 1))
    residual[0, 0, 0, 0] = 500.0
    feature = np.zeros((24, 2, 7, 1, 5))
    feature[0, 0, 0, 0, 0] = -500.0
    cause, effect = carry.tamed(feature, residual)
    assert effect.max() < 10.0
    assert cause.min() > -10.0
