from __future__ import annotations

import numpy as np

from feeders.quantiles import bands, masked_quantiles


def test_quantiles_agree_with_numpy() -> None:
    rng = np.random.default_rng(0)
    values, mask = rng.normal(size=(50, 4)), rng.random((50, 4)) > 0.3
    found = masked_quantiles(values, mask, (0.1, 0.5, 0.9))
    for column in range(4):
        shown = values[mask[:, column], column]
        np.testing.assert_allclose(found[:, column], np.quantile(shown, (0.1, 0.5, 0.9)))


def test_nothing_shown_is_zero() -> None:
    assert np.all(masked_quantiles(np.ones((5, 1)), np.zeros((5, 1), dtype=bool), (0.1, 0.9)) == 0)


def sample() -> tuple[np.ndarray, np.ndarray]:
    """Errors that grow with the load: 2 % of it, one standard deviation."""
    rng = np.random.default_rng(1)
    p50 = rng.uniform(2.0, 8.0, (6000, 1))
    return p50, p50 * 0.02 * rng.normal(size=p50.shape)


def test_bands_grow_with_the_load_and_hold_eighty_percent() -> None:
    p50, errors = sample()
    band = bands([p50], [errors])
    around = band.around(p50, 0)
    width = around[:, 0, 1] - around[:, 0, 0]
    assert width[p50[:, 0] > 7].mean() > 1.7 * width[p50[:, 0] < 3].mean()
    inside = (p50 + errors >= around[..., 0]) & (p50 + errors <= around[..., 1])
    assert 0.77 < inside.mean() < 0.83


def test_beyond_the_highest_load_bands_widen_in_proportion() -> None:
    p50, errors = sample()
    band = bands([p50], [errors])
    top = band.levels[0, 0, -1]
    at_top, beyond = band.around(np.array([[top], [2 * top]]), 0)[:, 0]
    np.testing.assert_allclose(beyond[1] - 2 * top, 2 * (at_top[1] - top))


def test_a_biased_history_never_moves_a_band_past_the_median() -> None:
    p50, errors = sample()
    for bias in (5.0, -5.0):
        around = bands([p50], [errors + bias]).around(p50, 0)
        assert np.all(around[..., 0] <= p50)
        assert np.all(around[..., 1] >= p50)


def test_leads_beyond_the_last_take_its_band() -> None:
    p50, errors = sample()
    band = bands([p50, p50], [errors, 3 * errors])
    np.testing.assert_array_equal(band.around(p50, 1), band.around(p50, 9))
    assert np.ptp(band.around(p50, 1) - band.around(p50, 0)) > 0


def test_too_few_errors_at_a_level_take_those_of_all() -> None:
    p50 = np.linspace(1.0, 2.0, 30)[:, None]
    errors = np.linspace(-1.0, 1.0, 30)[:, None]
    band = bands([p50], [errors])
    np.testing.assert_allclose(band.offsets[0, 0], [[-0.8, 0.8]] * 3)
