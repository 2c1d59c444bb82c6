from __future__ import annotations

import numpy as np

from feeders.ridge import choose_scaling, solve_ridge

RNG = np.random.default_rng(11)
DESIGN = np.concatenate([RNG.normal(size=(24, 60, 3)), np.ones((24, 60, 1))], axis=-1)
WEIGHTS = RNG.uniform(0.2, 1.0, 60)
PENALTY = np.array([0.01, 0.02, 0.0, 0.0])


def reference(design: np.ndarray, load: np.ndarray) -> np.ndarray:
    """Ridge of one hour and feeder by augmented least squares."""
    known = np.isfinite(load)
    root = np.sqrt(WEIGHTS[known])[:, None]
    extra = np.diag(np.sqrt(PENALTY * WEIGHTS[known].sum()))
    rows = np.vstack([design[known] * root, extra])
    sides = np.concatenate([load[known] * root[:, 0], np.zeros(len(extra))])
    return np.linalg.lstsq(rows, sides, rcond=None)[0]


def test_complete_and_gappy_feeders_agree_with_least_squares() -> None:
    load = RNG.normal(5.0, 1.0, (24, 60, 3))
    load[3, 5:9, 1] = np.nan
    load[:, ::4, 2] = np.nan
    solved = solve_ridge(DESIGN, load, WEIGHTS, PENALTY)
    for hour, feeder in ((0, 0), (3, 1), (4, 1), (7, 2)):
        expected = reference(DESIGN[hour], load[hour, :, feeder])
        np.testing.assert_allclose(solved[hour, :, feeder], expected, atol=1e-8)


def test_a_feeder_without_rows_gets_zeros() -> None:
    load = np.full((24, 60, 2), np.nan)
    load[..., 0] = 3.0
    solved = solve_ridge(DESIGN, load, WEIGHTS, PENALTY)
    assert np.all(solved[..., 1] == 0.0)
    np.testing.assert_allclose(solved[:, -1, 0], 3.0, rtol=1e-14)
    np.testing.assert_allclose(solved[:, :-1, 0], 0.0, atol=1e-14)


def test_scaling_has_mean_zero_and_spread_one_and_keeps_flat_columns() -> None:
    flat = np.concatenate([DESIGN, np.full((24, 60, 1), 7.0)], axis=-1)
    scaling = choose_scaling(flat, WEIGHTS)
    scaled = scaling.apply(flat)
    mean = np.einsum("d,hdp->p", WEIGHTS / WEIGHTS.sum(), scaled) / 24
    np.testing.assert_allclose(mean[:5], 0.0, atol=1e-12)
    np.testing.assert_allclose((scaled[..., :3] ** 2).mean(), 1.0, atol=0.05)
    np.testing.assert_allclose(scaled[..., 4], 0.0, atol=1e-12)
    assert np.all(scaled[..., 5] == 1.0)
