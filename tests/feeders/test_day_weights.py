from __future__ import annotations

from itertools import chain

import numpy as np

from feeders.day_weights import MOST_DAYS, day_weights

RNG = np.random.default_rng(4)


def weights() -> np.ndarray:
    """Two seasons, the second longer than is multiplied at a time."""
    made = RNG.normal(size=(24, 3, 40 + 2 * MOST_DAYS))
    made[..., :5] = made[..., 20:35] = 0.0
    return made


def test_sums_are_those_of_all_days() -> None:
    made, load = weights(), RNG.normal(size=(24, 40 + 2 * MOST_DAYS, 6))
    found = day_weights(made)
    np.testing.assert_allclose(found.apply(load), made @ load, atol=1e-12)
    single = found.apply(load.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, made @ load, atol=1e-4)


def test_only_days_that_count_are_kept_in_short_parts() -> None:
    kept = [range(days.start, days.stop) for days, _ in day_weights(weights()).parts]
    assert [*chain(*kept)] == [*range(5, 20), *range(35, 40 + 2 * MOST_DAYS)]
    assert max(map(len, kept)) <= MOST_DAYS


def test_an_unknown_result_spoils_no_other() -> None:
    made = weights()
    made[3, 1] = np.nan
    found = day_weights(made).apply(np.ones((24, made.shape[2], 2)))
    assert np.isnan(found[3, 1]).all()
    assert np.isnan(found).sum() == 2


def test_nothing_taken_is_nothing() -> None:
    assert np.all(day_weights(np.zeros((24, 2, 9))).apply(np.ones((24, 9, 4))) == 0.0)
