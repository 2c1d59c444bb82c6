from __future__ import annotations

import numpy as np
import pytest

from feeders import carry

TODAY = np.array([41])
RNG = np.random.default_rng(2)


def summaries(residuals: np.ndarray, hour: int = 6, lead: int = 1) -> np.ndarray:
    """The five summaries of one issue, shape (24, feeders, 5)."""
    weekday = carry.same_weekday(residuals, TODAY, hour, lead)
    return np.stack([*carry.recent(residuals, TODAY, hour), weekday], axis=-1)[:, 0]


def quarters(feature: np.ndarray) -> list[np.ndarray]:
    return [carry.by_quarter(feature[..., number]) for number in range(carry.NUM_FEATURES)]


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
    assert summaries(residuals, lead=1)[3, 0, 4] == 35.0  # six days before the issue
    assert summaries(residuals, lead=7)[3, 0, 4] == 41.0  # the issue day, hour known
    assert summaries(residuals, lead=7)[9, 0, 4] == 34.0  # the issue day, hour ahead


@pytest.mark.parametrize("hour", [0, 3, 6, 23])
def test_the_last_hours_are_those_before_the_issue(hour: int) -> None:
    hourly = np.arange(42.0 * 24)
    known = np.where(hourly < 41 * 24 + hour, hourly, np.nan)
    found = summaries(known.reshape(42, 24).T[..., None], hour=hour)[0, 0]
    end = 41 * 24 + hour
    np.testing.assert_allclose(found[:2], [end - 12.5, end - 3.5])


def test_factors_recover_what_made_the_errors() -> None:
    feature = np.repeat(RNG.normal(size=(4, 400, 2, 5)), 6, axis=0)
    truth = np.array([0.0, 0.6, 0.0, 0.2, 0.0])
    factors = carry.factors(quarters(feature), feature @ truth)
    assert factors.shape == (4, 2, 5)
    shrunk = truth / (1.0 + carry.SHRINKAGE)
    np.testing.assert_allclose(factors, np.broadcast_to(shrunk, (4, 2, 5)), atol=0.03)


def test_unknown_errors_do_not_count() -> None:
    feature, missed = RNG.normal(size=(24, 10, 1, 5)), RNG.normal(size=(24, 10, 1))
    hidden = missed.copy()
    hidden[:, 7:] = np.nan
    whole = carry.factors(quarters(feature[:, :7]), missed[:, :7])
    np.testing.assert_allclose(carry.factors(quarters(feature), hidden), whole)


def test_no_error_known_carries_nothing() -> None:
    nothing = carry.factors(quarters(np.ones((24, 10, 1, 5))), np.full((24, 10, 1), np.nan))
    assert np.all(nothing == 0.0)


def test_one_wild_week_does_not_decide() -> None:
    feature = np.repeat(RNG.normal(size=(4, 200, 1, 5)), 6, axis=0)
    missed = 0.5 * feature[..., 1]
    calm = carry.factors(quarters(feature), missed)
    wild = missed.copy()
    wild[:, 50:57] = 500.0 * np.sign(feature[:, 50:57, :, 0])
    assert np.abs(carry.factors(quarters(feature), wild) - calm).max() < 0.2


def test_a_correction_stays_within_reason() -> None:
    """However large the errors were that followed a small summary."""
    feature = np.repeat(RNG.normal(size=(4, 200, 1, 5)), 6, axis=0)
    factors = carry.factors(quarters(0.01 * feature), feature.sum(axis=-1))
    assert np.abs(factors).sum(axis=-1).max() <= carry.LARGEST_CARRY + 1e-12
    correction = carry.carried(factors, [np.full((24, 1, 1), 0.1)] * 5)
    assert np.abs(correction).max() <= 0.15 + 1e-12
