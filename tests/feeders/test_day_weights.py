from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from feeders.day_weights import MOST_DAYS, DayWeights, add_products, day_weights, joined

RNG = np.random.default_rng(4)


def weights() -> np.ndarray:
    """Two seasons, the second longer than is multiplied at a time."""
    made = RNG.normal(size=(24, 3, 40 + 2 * MOST_DAYS))
    made[..., :5] = made[..., 20:35] = 0.0
    return made


def runs_of_days(made: DayWeights, result: int) -> list[range]:
    return [range(day, stop) for first, last, day, stop, _ in made.blocks if first <= result < last]


@pytest.mark.parametrize("together", [1, 2, 3])
def test_sums_are_those_of_all_days(together: int) -> None:
    made, load = weights(), RNG.normal(size=(24, 40 + 2 * MOST_DAYS, 6))
    found = day_weights(made, together)
    np.testing.assert_allclose(found.apply(load), made @ load, atol=1e-12)
    single = found.apply(load.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, made @ load, atol=1e-4)


def test_loads_may_lie_in_any_order_in_memory() -> None:
    made, load = weights(), np.asfortranarray(RNG.normal(size=(24, 40 + 2 * MOST_DAYS, 6)))
    np.testing.assert_allclose(day_weights(made, 2).apply(load), made @ load, atol=1e-12)


def test_only_days_that_count_are_kept_in_short_parts() -> None:
    kept = runs_of_days(day_weights(weights(), 3), 1)
    assert [*chain(*kept)] == [*range(5, 20), *range(35, 40 + 2 * MOST_DAYS)]
    assert max(map(len, kept)) <= MOST_DAYS


def test_results_that_are_not_together_use_their_own_days() -> None:
    made = weights()
    made[:, 0, 5:20] = 0.0
    apart, all_in_one = day_weights(made, 1), day_weights(made, 3)
    assert min(runs_of_days(apart, 0)[0]) == 35
    assert min(runs_of_days(all_in_one, 0)[0]) == 5


def test_an_unknown_result_spoils_no_other() -> None:
    made = weights()
    made[3, 1] = np.nan
    found = day_weights(made, 3).apply(np.ones((24, made.shape[2], 2)))
    assert np.isnan(found[3, 1]).all()
    assert np.isnan(found).sum() == 2


def test_nothing_taken_is_nothing() -> None:
    assert np.all(day_weights(np.zeros((24, 2, 9)), 2).apply(np.ones((24, 9, 4))) == 0.0)


def test_of_some_days_the_loads_over_a_level_are_taken() -> None:
    load, level, days = RNG.normal(size=(24, 9, 5)), RNG.normal(size=(24, 5)), np.array([0, 4, 7])
    load[5, 4, 2] = load[6, 7, 3] = load[5, 1, 4] = np.nan
    counts = np.ones((24, 3), dtype=bool)
    counts[6, 2] = False
    made = RNG.normal(size=(24, 2, 3))
    found, lacking = day_weights(made, 2).over_level(load, days, level, counts)
    above = np.nan_to_num(load[:, days] - level[:, None])
    np.testing.assert_allclose(found, made @ above, atol=1e-12)
    assert list(np.flatnonzero(lacking)) == [2]  # unknown hours that count, on days that do


def test_joined_weights_give_the_results_of_each() -> None:
    first, other = weights(), weights()[:, :2]
    load = RNG.normal(size=(24, first.shape[2], 4))
    found = joined([day_weights(first, 2), day_weights(other.astype(np.float32), 1)]).apply(load)
    np.testing.assert_allclose(found[:, :3], first @ load, atol=1e-12)
    np.testing.assert_allclose(found[:, 3:], other @ load, atol=1e-4)


def test_the_compiled_products_are_the_python_they_were_written_in() -> None:
    made, load = day_weights(weights(), 2), RNG.normal(size=(24, 40 + 2 * MOST_DAYS, 2))
    load[3, 50, 1] = np.nan
    days, level = np.arange(load.shape[1]), RNG.normal(size=(24, 2))
    counts, total = np.ones(load.shape[:2], dtype=bool), np.zeros((24, 3, 2))
    lacking = add_products.py_func(load, days, level, counts, made.flat, made.blocks, total)
    found, same = made.over_level(load, days, level, counts)
    np.testing.assert_allclose(total, found, atol=1e-12)
    np.testing.assert_array_equal(lacking, same)
