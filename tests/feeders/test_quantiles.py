from __future__ import annotations

import numpy as np
import pytest

from feeders.measured_bands import bands
from feeders.quantiles import OUTER, PROBABILITIES, Bands, sorted_quantiles


def test_quantiles_agree_with_numpy() -> None:
    rng = np.random.default_rng(0)
    values = np.where(rng.random((4, 50)) > 0.3, rng.normal(size=(4, 50)), np.nan)
    found, count = sorted_quantiles(np.sort(values, axis=1), (0.1, 0.5, 0.9))
    np.testing.assert_allclose(found, np.nanquantile(values, (0.1, 0.5, 0.9), axis=1))
    np.testing.assert_array_equal(count, np.isfinite(values).sum(axis=1))


@pytest.mark.parametrize("length", [0, 5])
def test_nothing_known_is_zero(length: int) -> None:
    found, count = sorted_quantiles(np.full((1, length), np.nan), (0.1, 0.9))
    assert np.all(found == 0.0)
    assert count[0] == 0


Sample = tuple[np.ndarray, np.ndarray, np.ndarray]


def sample(days: int = 400, seed: int = 1) -> Sample:
    """Load, errors and heat of one feeder: errors grow with the hour and shrink with the heat."""
    rng = np.random.default_rng(seed)
    heat = rng.uniform(20.0, 36.0, days)
    p50 = rng.uniform(2.0, 8.0, (24, days, 1))
    size = (0.02 + 0.005 * np.arange(24))[:, None] * (1.6 - 0.04 * (heat - 20.0))
    return p50, size[..., None] * rng.normal(size=p50.shape), heat


def measured(p50: np.ndarray, errors: np.ndarray, heat: np.ndarray) -> Bands:
    return of_leads(p50, [errors] * 5, heat)


def of_leads(p50: np.ndarray, errors: list[np.ndarray], heat: np.ndarray) -> Bands:
    no_drift = np.ones(p50.shape[-1])
    return bands(errors, [heat] * len(errors), p50.max(axis=(0, 1)), no_drift)[0]


def outer(band: Bands, p50: np.ndarray, heat: float, lead: int = 1) -> np.ndarray:
    return band.offset(p50, heat, lead, np.array(OUTER))


def test_bands_follow_the_hour_and_the_heat_of_the_day() -> None:
    band = measured(*sample())
    level = np.full((24, 1), 5.0)
    cool, hot = (np.ptp(outer(band, level, heat)[:, 0], axis=1) for heat in (22.0, 34.0))
    assert cool[20] > 2.8 * cool[3]
    assert 1.2 < (cool / hot).mean() < 1.9


def test_bands_hold_eighty_percent_of_days_they_have_not_seen() -> None:
    band = measured(*sample())
    p50, errors, heats = sample(seed=2)
    inside = [
        (errors[:, day] >= low) & (errors[:, day] <= high)
        for day, heat in enumerate(heats)
        for low, high in [np.moveaxis(outer(band, p50[:, day], heat), -1, 0)]
    ]
    assert 0.77 < np.mean(inside) < 0.84


def test_bands_of_weeks_that_differ_are_wider_than_the_errors_at_hand() -> None:
    p50, errors, heat = sample()
    calm = outer(measured(p50, errors, heat), p50[:, 0], 28.0)
    uneven = errors * np.repeat([0.4, 1.6], 200)[:, None]
    shifted = outer(measured(p50, uneven, heat), p50[:, 0], 28.0)
    assert np.ptp(shifted, axis=-1).mean() > 1.3 * np.ptp(calm, axis=-1).mean()


def test_a_restless_fortnight_widens_the_next_bands() -> None:
    p50, errors, heat = sample()
    restless = errors.copy()
    restless[:, -14:] *= 3.0
    calm, wide = (measured(p50, e, heat).unrest[0] for e in (errors, restless))
    assert 0.9 < calm < 1.1
    assert wide > 1.4


def test_beyond_the_highest_load_bands_widen_in_proportion() -> None:
    p50, errors, heat = sample()
    band = measured(p50, errors, heat)
    top = np.full((24, 1), band.highest[0])
    np.testing.assert_allclose(outer(band, 2 * top, 30.0), 2 * outer(band, top, 30.0))


def test_a_biased_history_never_moves_a_band_past_the_median() -> None:
    p50, errors, heat = sample()
    for bias in (5.0, -5.0):
        around = outer(measured(p50, errors + bias, heat), p50[:, 0], 28.0)
        assert np.all(around[..., 0] <= 0.0)
        assert np.all(around[..., 1] >= 0.0)


def test_leads_beyond_the_last_take_its_band() -> None:
    p50, errors, heat = sample()
    band = of_leads(p50, [errors, *[3 * errors] * 4], heat)
    level = p50[:, 0]
    np.testing.assert_array_equal(outer(band, level, 28.0, 1), outer(band, level, 28.0, 9))
    assert np.ptp(outer(band, level, 28.0, 1) - outer(band, level, 28.0, 0)) > 0


def test_too_few_errors_of_a_class_take_those_of_all() -> None:
    p50, errors, heat = sample(days=12)
    band = measured(p50, errors, heat)
    assert np.all(band.offsets == band.offsets[:, :, :1])


def test_any_quantile_lies_between_its_neighbours() -> None:
    band = measured(*sample())
    level = np.full((24, 1), 5.0)
    rows = band.offset(level, 28.0, 1, np.linspace(0.001, 0.999, 60))
    assert np.all(np.diff(rows, axis=-1) >= 0.0)
    kept = band.offset(level, 28.0, 1, np.array(PROBABILITIES))
    assert np.all(kept[..., PROBABILITIES.index(0.5)] == 0.0)
