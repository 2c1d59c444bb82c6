from __future__ import annotations

import numpy as np

from feeders.ridge import Ridge, choose_scaling, over_level, ridge

RNG = np.random.default_rng(11)
DESIGN = np.concatenate([RNG.normal(size=(24, 60, 3)), np.ones((24, 60, 1))], axis=-1)
WEIGHTS = RNG.uniform(0.2, 1.0, 60)
HOURLY = np.tile(WEIGHTS, (24, 1))
PENALTY = np.array([0.3, 0.6, 0.0, 0.0])


def reference(design: np.ndarray, load: np.ndarray) -> np.ndarray:
    """Ridge of one hour and feeder by augmented least squares."""
    known = np.isfinite(load)
    root = np.sqrt(WEIGHTS[known])[:, None]
    extra = np.diag(np.sqrt(PENALTY))
    rows = np.vstack([design[known] * root, extra])
    level = np.average(load[known], weights=WEIGHTS[known])
    sides = np.concatenate([(load[known] - level) * root[:, 0], np.zeros(len(extra))])
    solved = np.linalg.lstsq(rows, sides, rcond=None)[0]
    solved[-1] += level
    return solved


def solved_by(equations: Ridge, load: np.ndarray) -> np.ndarray:
    above, known, level = over_level(load)
    found = equations.solve(above, known)
    found[:, -1] += level
    return found


def test_complete_and_gappy_feeders_agree_with_least_squares() -> None:
    load = RNG.normal(5.0, 1.0, (24, 60, 3))
    load[3, 5:9, 1] = np.nan
    load[:, ::4, 2] = np.nan
    solved = solved_by(ridge(DESIGN, HOURLY, PENALTY), load)
    for hour, feeder in ((0, 0), (3, 1), (4, 1), (7, 2)):
        expected = reference(DESIGN[hour], load[hour, :, feeder])
        np.testing.assert_allclose(solved[hour, :, feeder], expected, atol=1e-5)


def test_a_projector_is_the_fit_of_complete_feeders() -> None:
    load = RNG.normal(0.0, 1.0, (24, 60, 3))
    equations = ridge(DESIGN, HOURLY, PENALTY)
    np.testing.assert_allclose(equations.projector @ load, solved_by(equations, load), atol=1e-9)


def test_half_of_the_hours_are_enough() -> None:
    truth = RNG.normal(0.0, 1.0, (24, 4, 5))
    load = DESIGN @ truth
    load[RNG.uniform(size=load.shape) < 0.5] = np.nan
    solved = solved_by(ridge(DESIGN, HOURLY, np.zeros(4)), load)
    np.testing.assert_allclose(solved, truth, atol=1e-4)


def test_a_feeder_without_rows_gets_zeros() -> None:
    load = np.full((24, 60, 2), np.nan)
    load[..., 0] = 3.0
    solved = solved_by(ridge(DESIGN, HOURLY, PENALTY), load)
    assert np.all(solved[..., 1] == 0.0)
    np.testing.assert_allclose(solved[:, -1, 0], 3.0, rtol=1e-14)
    np.testing.assert_allclose(solved[:, :-1, 0], 0.0, atol=1e-14)


def test_scaling_has_mean_zero_and_spread_one_and_keeps_flat_columns() -> None:
    flat = np.concatenate([DESIGN, np.full((24, 60, 1), 7.0)], axis=-1)
    columns, alike = np.arange(5), np.array([False, False, True, True, False])
    scaling = choose_scaling(flat, WEIGHTS, columns, np.zeros(5, dtype=bool))
    scaled = scaling.apply(flat)
    mean = np.einsum("d,hdp->p", WEIGHTS / WEIGHTS.sum(), scaled) / 24
    np.testing.assert_allclose(mean[:5], 0.0, atol=1e-12)
    np.testing.assert_allclose((scaled[..., :3] ** 2).mean(), 1.0, atol=0.05)
    np.testing.assert_allclose(scaled[..., 4], 0.0, atol=1e-12)
    assert np.all(scaled[..., 5] == 1.0)
    as_they_are = choose_scaling(flat, WEIGHTS, columns, alike).apply(flat)
    np.testing.assert_array_equal(as_they_are[..., 2:4], flat[..., 2:4])
    few = choose_scaling(flat, WEIGHTS, np.array([0, 3]), alike).apply(flat)
    np.testing.assert_array_equal(few, as_they_are[..., [0, 3, 5]])


def test_hours_that_nobody_knows_have_no_weight_and_make_no_gaps() -> None:
    hourly = HOURLY.copy()
    hourly[6:, -1] = 0.0
    load = RNG.normal(5.0, 1.0, (24, 60, 2))
    load[6:, -1] = np.nan
    equations = ridge(DESIGN, hourly, PENALTY)
    solved = solved_by(equations, load)
    filled = np.where(np.isfinite(load), load, 99.0)
    np.testing.assert_allclose(solved_by(equations, filled), solved, atol=1e-9)
    np.testing.assert_allclose(solved[7, :, 0], reference(DESIGN[7], load[7, :, 0]), atol=1e-9)
