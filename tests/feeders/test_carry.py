from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders import carry, carry_kernels

TODAY = np.array([41])
WHOLLY = np.ones(1)
RNG = np.random.default_rng(2)


def summaries(residuals: np.ndarray, hour: int = 6, lead: int = 1) -> np.ndarray:
    """The five summaries of one issue, shape (24, feeders, 5)."""
    known = carry.summaries(residuals, TODAY, hour)
    features = []
    for number in range(carry.NUM_FEATURES):
        alone = np.zeros((carry.NUM_BLOCKS, carry.NUM_FEATURES, residuals.shape[2]))
        alone[:, number] = 1.0
        features.append(carry.carried(alone, known, lead, WHOLLY)[:, 0])
    return np.stack(features, axis=-1)


def learnt(causes: np.ndarray, effect: np.ndarray) -> np.ndarray:
    return carry.shrunken(causes, effect, carry.largest(effect), np.ones(effect.shape[1]))


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


TRUTH = np.array([0.0, 0.6, 0.0, 0.2, 0.0])


def test_factors_recover_what_made_the_errors() -> None:
    causes = RNG.normal(size=(5, 4, 400, 2))
    found = learnt(causes, np.tensordot(TRUTH, causes, axes=1))
    shrunk = TRUTH[:, None] / (1.0 + carry.SHRINKAGE)
    np.testing.assert_allclose(found, np.broadcast_to(shrunk, (4, 5, 2)), atol=0.03)


def test_unknown_errors_do_not_count() -> None:
    causes, effect = RNG.normal(size=(5, 4, 10, 1)), RNG.normal(size=(4, 10, 1))
    hidden = effect.copy()
    hidden[:, 7:] = np.nan
    whole = learnt(causes[:, :, :7], effect[:, :7])
    np.testing.assert_allclose(learnt(causes, hidden), whole)


def test_no_error_known_carries_nothing() -> None:
    assert np.all(learnt(np.ones((5, 4, 10, 1)), np.full((4, 10, 1), np.nan)) == 0.0)


def test_one_wild_week_does_not_decide() -> None:
    causes = RNG.normal(size=(5, 4, 200, 1))
    effect = 0.5 * causes[1]
    wild = effect.copy()
    wild[:, 50:57] = 500.0 * np.sign(causes[0, :, 50:57])
    assert np.abs(learnt(causes, wild) - learnt(causes, effect)).max() < 0.2


def test_a_correction_stays_within_reason() -> None:
    """However large the errors were that followed a small summary."""
    causes = RNG.normal(size=(5, 4, 200, 1))
    found = learnt(0.01 * causes, causes.sum(axis=0))
    assert np.abs(found).sum(axis=1).max() <= carry.LARGEST_CARRY + 1e-12
    steady = carry.summaries(np.full((24, 42, 1), 0.1), TODAY, 23)
    assert np.abs(carry.carried(found, steady, 1, WHOLLY)).max() <= 0.15 + 1e-12


@pytest.mark.parametrize("lead", [0, 1, 2, 7])
def test_factors_of_every_lead_are_learnt_from_what_was_known(lead: int) -> None:
    """Errors that last: the mean of the last day tells those of the next."""
    level = np.repeat(RNG.normal(size=(1, 30, 2)), 7, axis=1)
    residuals = np.repeat(level, 24, axis=0) + 0.01 * RNG.normal(size=(24, 210, 2))
    known = carry.summaries(residuals, np.arange(40, 209), 6)
    trust = np.ones((8, len(known.day)))
    found = carry.factors(known, residuals, trust)
    assert found.shape == (8, 4, 5, 2)
    ahead = np.minimum(known.day + lead, 209)
    left = residuals[:, ahead] - carry.carried(found[lead], known, lead, trust[lead])
    shorter = np.abs(left).mean() / np.abs(residuals[:, ahead]).mean()
    assert shorter < {0: 0.5, 1: 0.6, 2: 0.8, 7: 1.01}[lead]


def test_of_what_is_not_trusted_the_level_alone_is_carried() -> None:
    residuals = np.full((24, 42, 1), 0.5)
    known, factors = carry.summaries(residuals, TODAY, 6), np.full((4, 5, 1), 0.2)
    whole, half, none = (carry.carried(factors, known, 1, np.array([s])) for s in (1.0, 0.5, 0.0))
    np.testing.assert_allclose(whole, 0.5)
    np.testing.assert_allclose(half, 0.3)
    np.testing.assert_allclose(none, 0.1)


def test_factors_are_learnt_from_what_is_trusted() -> None:
    """The last days tell of days like them, and of hotter ones nothing."""
    causes = RNG.normal(size=(5, 4, 400, 1))
    hotter = np.arange(400) % 2 == 0
    effect = np.where(hotter[:, None], RNG.normal(size=(4, 400, 1)), 0.6 * causes[1])
    most = carry.largest(effect)
    found = carry.shrunken(causes, effect, most, np.where(hotter, 0.0, 1.0))
    blind = carry.shrunken(causes, effect, most, np.ones(400))
    assert found[:, 1].mean() > 1.3 * blind[:, 1].mean()


KERNELS = {
    "fading_average": (RNG.normal(size=(4, 6, 3)), 0.7),
    "mean_of_rows": (
        RNG.normal(size=(4, 6, 3)),
        np.array([[0, 3], [2, 1]]),
        np.array([[1, 0], [4, 5]]),
    ),
    "block_means": (RNG.normal(size=(4, 6, 3)), 2),
    "normal_equations": (
        RNG.normal(size=(5, 2, 6, 3)),
        RNG.normal(size=(2, 6, 3)),
        np.ones(3),
        np.linspace(0.0, 1.0, 30).reshape(5, 6),
    ),
    "weighted_sum": (
        RNG.normal(size=(2, 5, 3)),
        RNG.normal(size=(2, 4, 3)),
        RNG.normal(size=(2, 8, 4, 3)),
        RNG.normal(size=(8, 6, 3)),
        RNG.integers(-1, 6, (8, 4)),
        np.linspace(0.0, 1.0, 20).reshape(5, 4),
    ),
}


@pytest.mark.parametrize("name", KERNELS)
def test_a_compiled_loop_does_what_it_says(name: str) -> None:
    kernel, (values, *rest) = getattr(carry_kernels, name), KERNELS[name]
    values = values.copy()
    values[..., 0, 1] = 0.0 if name == "normal_equations" else np.nan
    for one, other in zip(kernel(values, *rest), kernel.py_func(values, *rest), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_fading_average_is_that_of_pandas() -> None:
    values = RNG.normal(size=(2, 30, 3))
    values[RNG.random(values.shape) < 0.3] = np.nan
    found = carry_kernels.fading_average(values, 0.5 ** (1.0 / 2.0))
    for hour in range(2):
        expected = pd.DataFrame(values[hour]).ewm(halflife=2.0).mean().fillna(0.0)
        np.testing.assert_allclose(found[hour], expected)


@pytest.mark.parametrize("hour", [0, 6, 18])
def test_an_average_by_quarter_is_the_mean_of_its_hours(hour: int) -> None:
    """Where all of its hours are known, or none of a day's."""
    values = RNG.normal(size=(24, 50, 3))
    values[:, :8, 1] = np.nan
    known = carry.summaries(values, np.array([5, 6, 20, 49]), hour)
    found = known.usual_by_quarter(carry_kernels.block_means(values, 4))
    for quarters, usual in zip(found, known.usual, strict=True):
        np.testing.assert_allclose(quarters, carry_kernels.block_means(usual, 4), atol=1e-12)


def test_a_quarter_that_is_not_over_at_issue_is_not_looked_at() -> None:
    known = RNG.normal(size=(24, 42, 1))
    spoiled = known.copy()
    spoiled[6:12, 41] = 99.0
    found, same = (
        carry.summaries(values, TODAY, 9).usual_by_quarter(carry_kernels.block_means(values, 4))
        for values in (known, spoiled)
    )
    np.testing.assert_array_equal(found, same)


def test_shrunken_equations_are_solved() -> None:
    causes, effect = RNG.normal(size=(5, 2, 40, 3)), RNG.normal(size=(2, 40, 3))
    effect[..., 1] = np.nan
    gram, side = carry_kernels.normal_equations(causes, effect, np.full(3, 9.0), np.ones((5, 40)))
    for kernel in (carry_kernels.solved, carry_kernels.solved.py_func):
        found = kernel(gram, side, 0.3)
        assert np.all(found[..., 1] == 0.0)
        for block, feeder in ((0, 0), (1, 2)):
            rows = gram[block, :, :, feeder]
            penalty = 0.3 * np.trace(rows) / 5 * np.eye(5)
            wanted = np.linalg.solve(rows + penalty, side[block, :, feeder])
            np.testing.assert_allclose(found[block, :, feeder], wanted, rtol=1e-9)
