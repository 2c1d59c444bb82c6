"""Choices in whole numbers: the best one, none where there is none, and an early end."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array

from scheduler.highs import WholeLimit, whole_numbers
from scheduler.stop import Stop

LIMIT = WholeLimit(work=1e7, seconds=None, near=0.0, stop=None)
FREE = -np.inf


@pytest.mark.parametrize("seed", range(5))
def test_the_choice_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs, most = -rng.integers(1, 9, 6).astype(float), np.full(6, 2.0)
    factors, limits = rng.integers(0, 4, (3, 6)).astype(float), np.array([5.0, 6.0, 7.0])
    rows = np.full(3, FREE), limits, csr_array(factors)
    found = whole_numbers(costs, most, rows, np.zeros(6), LIMIT)
    every = (np.array(each) for each in product(range(3), repeat=6))
    best = min(costs @ each for each in every if (factors @ each <= limits).all())
    assert found is not None
    assert costs @ np.array(found) == best
    assert (factors @ np.array(found) <= limits).all()
    assert whole_numbers(costs, most, rows, np.zeros(6), replace(LIMIT, seconds=60.0)) == found


def test_where_no_choice_keeps_the_rows_there_is_none() -> None:
    rows = np.array([3.0]), np.array([4.0]), csr_array(np.array([[1.0, 1.0]]))
    assert whole_numbers(np.zeros(2), np.ones(2), rows, np.zeros(2), LIMIT) is None


def hard(limit: WholeLimit, begin: float) -> list[int] | None:
    """A choice that takes a while."""
    rng = np.random.default_rng(1)
    factors = rng.integers(20, 90, (20, 40)).astype(float)
    rows = np.full(20, FREE), factors.sum(axis=1) / 2, csr_array(factors)
    return whole_numbers(-np.full(40, 50.0), np.ones(40), rows, np.full(40, begin), limit)


def test_it_ends_early_with_the_best_so_far() -> None:
    stop = Stop()
    stop.ask()
    known = hard(replace(LIMIT, work=40 * 800), 0.0)
    assert known is not None
    assert hard(replace(LIMIT, work=40 * 800), 0.0) == known
    for limit in (replace(LIMIT, work=0.0), replace(LIMIT, stop=stop)):
        found = hard(limit, 0.0)
        assert found is None or sum(found) <= sum(known)
