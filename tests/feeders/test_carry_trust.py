"""What of the last days' errors holds on a hotter day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeders.carry_trust import HOTTER_C, trust

DAYS = 10
ALL = np.ones(DAYS, dtype=bool)
LAST = np.array([DAYS - 1])


def share(warmth_c: np.ndarray, ahead_c: float, known: np.ndarray = ALL) -> float:
    return float(trust(warmth_c, known, LAST, np.array([ahead_c]))[0])


def test_a_day_like_the_last_ones_takes_all() -> None:
    assert share(np.full(DAYS, 30.0), 30.0) == 1.0


def test_a_cooler_day_takes_all() -> None:
    assert share(np.full(DAYS, 30.0), 22.0) == 1.0


def test_a_hotter_day_takes_less() -> None:
    assert share(np.full(DAYS, 30.0), 30.0 + HOTTER_C) == pytest.approx(np.exp(-0.5))
    assert share(np.full(DAYS, 30.0), 30.0 + 4 * HOTTER_C) < 0.001


def test_the_day_before_the_issue_counts_most() -> None:
    warmth_c = np.full(DAYS, 26.0)
    warmth_c[-2] = 33.0
    early = np.full(DAYS, 26.0)
    early[-4] = 33.0
    assert share(warmth_c, 33.0) > share(early, 33.0) > share(np.full(DAYS, 26.0), 33.0)


def test_the_day_of_issue_itself_does_not_count() -> None:
    """Its hours ahead are not known."""
    warmth_c = np.full(DAYS, 26.0)
    warmth_c[-1] = 40.0
    assert share(warmth_c, 33.0) == share(np.full(DAYS, 26.0), 33.0)


def test_days_of_unknown_load_do_not_count() -> None:
    warmth_c, known = np.full(DAYS, 26.0), ALL.copy()
    warmth_c[-2], known[-2] = 33.0, False
    assert share(warmth_c, 33.0, known) == pytest.approx(share(np.full(DAYS, 26.0), 33.0))


@pytest.mark.parametrize("unknown", ["days", "ahead", "load"])
def test_where_the_heat_is_unknown_all_is_taken(unknown: str) -> None:
    warmth_c = np.full(DAYS, np.nan if unknown == "days" else 26.0)
    ahead_c = np.nan if unknown == "ahead" else 40.0
    assert share(warmth_c, ahead_c, ALL & (unknown != "load")) == 1.0


@given(
    warmth_c=st.lists(st.floats(-40, 50), min_size=DAYS, max_size=DAYS), ahead_c=st.floats(-40, 50)
)
def test_a_share_it_is_and_less_for_more_heat(warmth_c: list[float], ahead_c: float) -> None:
    one, other = share(np.array(warmth_c), ahead_c), share(np.array(warmth_c), ahead_c + 1.0)
    assert 0.0 <= other <= one <= 1.0


def test_every_issue_has_its_own() -> None:
    warmth_c = np.concatenate([np.full(5, 24.0), np.full(5, 34.0)])
    found = trust(warmth_c, ALL, np.array([4, 9]), np.array([34.0, 34.0]))
    assert found[0] < 0.001
    weights = 0.5 ** np.arange(9.0)  # of the days before the issue, the last one first
    cooler = 10.0 * weights[4:].sum() / weights.sum()
    assert found[1] == pytest.approx(np.exp(-0.5 * (cooler / HOTTER_C) ** 2))
