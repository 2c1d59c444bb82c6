from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeders.joint_load import (
    Paths,
    coincidence_factor,
    joint_quantiles,
    overstatement,
    side_by_side,
    window_quantiles,
)
from tests.feeders import small_net

P90 = (0.9,)


@st.composite
def courses(draw: st.DrawFn) -> np.ndarray:
    """Paths of two to four feeders over some hours, in whole kilowatts. [MW]"""
    shape = [draw(st.integers(low, high)) for low, high in ((1, 30), (1, 5), (2, 4))]
    seed = draw(st.integers(0, 2**32 - 1))
    spread = draw(st.sampled_from((0.01, 0.5, 5.0)))
    random = np.random.default_rng(seed)
    return np.round(2.0 + spread * random.standard_normal(shape), 3)


@given(courses())
def test_feeders_that_rise_and_fall_together_have_the_sum_of_their_quantiles(
    paths: np.ndarray,
) -> None:
    twins = paths[..., :1] * np.array([1.0, 2.5, 0.5])
    own = joint_quantiles(twins, [[0], [1], [2]], P90)[..., 0].sum(axis=1)
    np.testing.assert_allclose(joint_quantiles(twins, [[0, 1, 2]], P90)[:, 0, 0], own)
    np.testing.assert_allclose(overstatement(twins, [[0, 1, 2]], 0.9), 0.0, atol=1e-9)


@given(courses())
def test_the_sum_never_exceeds_that_of_the_highest_courses(paths: np.ndarray) -> None:
    everyone = [range(paths.shape[2])]
    highest = paths.max(axis=0).sum(axis=1)
    for probability in (0.1, 0.5, 0.9, 1.0):
        joint = joint_quantiles(paths, everyone, (probability,))[:, 0, 0]
        assert (joint <= highest + 1e-9).all()


@given(courses())
def test_the_highest_of_a_window_is_at_least_the_highest_quantile(paths: np.ndarray) -> None:
    groups = [[0], [0, 1], range(paths.shape[2])]
    hourly = joint_quantiles(paths, groups, (0.5, 0.9)).max(axis=0)
    assert (window_quantiles(paths, groups, (0.5, 0.9)) >= hourly - 1e-9).all()


@given(courses())
def test_nothing_is_overstated_for_one_feeder_or_by_a_constant_one(paths: np.ndarray) -> None:
    fixed = paths.copy()
    fixed[..., 1:] = 3.0
    assert overstatement(fixed, [[0], [0, 1]], 0.9) == pytest.approx(0.0, abs=1e-9)


def test_feeders_that_know_nothing_of_one_another_carry_less_than_the_sum() -> None:
    paths = 5.0 + np.random.default_rng(3).standard_normal((400, 24, 4))
    own = joint_quantiles(paths, [[0], [1], [2], [3]], P90)[..., 0].sum(axis=1)
    joint = joint_quantiles(paths, [range(4)], P90)[:, 0, 0]
    # the spread of the sum grows by the root: half of what the sum of four adds
    np.testing.assert_allclose(joint - 20.0, (own - 20.0) / 2.0, rtol=0.2)


def test_the_highest_hour_of_a_job_moves_from_path_to_path() -> None:
    paths = np.zeros((10, 2, 1))
    paths[0, 0] = paths[1, 1] = 1.0  # each hour is high on one day of ten
    assert joint_quantiles(paths, [[0]], P90).max() < 0.2
    assert window_quantiles(paths, [[0]], P90) == pytest.approx(1.0)


def test_stations_are_joined_by_their_last_days() -> None:
    times = small_net.hours(1)

    def part(names: tuple[str, ...], days: list[float]) -> Paths:
        mw = np.repeat(np.array(days)[:, None, None], len(names), axis=2)
        return Paths(times=times, feeders=names, mw=mw)

    both = side_by_side([part(("A", "B"), [1.0, 2.0, 3.0]), part(("C",), [20.0, 30.0])])
    assert both.feeders == ("A", "B", "C")
    assert both.mw[:, 0].tolist() == [[2.0, 2.0, 20.0], [3.0, 3.0, 30.0]]
    assert both.times.equals(pd.DatetimeIndex(times))


def test_factors_lie_above_zero_and_not_above_one() -> None:
    joint = np.array([4.5, 5.1, 1.0, -1.0, -2.0, 1e-6])
    total = np.array([5.0, 5.0, 0.0, 5.0, -1.0, 5.0])
    assert coincidence_factor(joint, total).tolist() == [0.9, 1.0, 1.0, 1.0, 1.0, 0.0001]
    assert coincidence_factor(np.array([2.0]), np.array([3.0])).tolist() == [0.6667]


def test_no_group_at_all_is_an_empty_table() -> None:
    assert joint_quantiles(np.ones((3, 2, 1)), [], P90).shape == (2, 0, 1)
