"""Rows of three orders: found where half days add up, and they lower the bound, never below."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from scheduler.column_bound import column_bound
from scheduler.open_ways import OpenWays
from scheduler.schedule import Score
from scheduler.solve import SolveParams, solve
from scheduler.subset_rows import (
    CUT,
    MOST_OF_AN_ORDER,
    MOST_ROWS,
    SubsetRow,
    exceeded_subsets,
)

from .instances import county


def test_a_day_uses_a_row_by_pairs_of_its_orders() -> None:
    row = SubsetRow(orders=(1, 4, 7))
    assert [row.pairs(led) for led in ([], [1], [1, 2], [1, 7], [1, 4, 7], [1, 1, 4, 7])] == [
        *(0, 0, 0, 1, 1, 2)
    ]


def test_three_half_days_of_two_orders_each_exceed_a_row() -> None:
    halves = np.full(3, 0.5)
    assert exceeded_subsets([[0, 2], [2, 3], [0, 3]], halves, 5) == [SubsetRow(orders=(0, 2, 3))]
    assert exceeded_subsets([[0, 2], [2, 3], [0, 1]], halves, 5) == []
    assert exceeded_subsets([[0, 2, 3], [1, 4]], np.ones(2), 5) == []


@pytest.mark.parametrize("seed", range(5))
def test_what_is_exceeded_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    orders, days = 9, 12
    led = [
        sorted(rng.choice(orders, rng.integers(1, 5), replace=False).tolist()) for _ in range(days)
    ]
    shares = rng.uniform(0.0, 0.8, days)
    usage = {
        three: sum(s for s, each in zip(shares, led, strict=True) if len({*three} & {*each}) >= 2)
        for three in combinations(range(orders), 3)
    }
    wanted = {three for three, used in usage.items() if used > 1.0 + CUT}
    found = [row.orders for row in exceeded_subsets(led, shares, orders)]
    assert set(found) <= wanted
    assert len(found) == len(set(found)) <= MOST_ROWS
    assert wanted, "an instance without any row tests nothing"
    assert usage[found[0]] == pytest.approx(max(usage.values()))
    # what is left out has an order that others have told enough of
    times = Counter(order for three in found for order in three)
    if len(found) < MOST_ROWS:
        left = wanted - set(found)
        assert all(max(times[order] for order in three) == MOST_OF_AN_ORDER for three in left)


def test_they_lower_the_bound_but_not_below_the_best_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    given = county(9, orders=12, crews=3, days=1)
    best = solve(given, SolveParams(effort=1.0)).score
    assert best is not None
    score = Score(must_placed=0, value=0, comfort=0)
    bound = column_bound(OpenWays(given), score)
    monkeypatch.setattr("scheduler.day_program.exceeded_subsets", lambda *_: [])
    looser = column_bound(OpenWays(given), score)
    assert bound is not None
    assert looser is not None
    assert best.value <= bound < looser
