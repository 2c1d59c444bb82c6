"""The solver against exhaustive search on a hundred tiny problems."""

from __future__ import annotations

import pytest

from scheduler.column_bound import column_bound
from scheduler.open_ways import OpenWays
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify

from .oracle import Oracle
from .tiny import tiny

TOO_MANY_COMBINATIONS = [
    7,
    12,
    13,
    16,
    22,
    26,
    30,
    38,
    40,
    50,
    53,
    58,
    61,
    63,
    64,
    71,
    75,
    76,
    77,
    88,
    93,
    96,
    99,
    106,
    112,
    117,
]
"""Also agreed on as far as tried, but exhaustive search takes seconds to minutes."""
SEEDS = [seed for seed in range(1, 127) if seed not in TOO_MANY_COMBINATIONS]


def test_there_are_a_hundred() -> None:
    assert len(SEEDS) == 100


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solver_proves_the_best_score_of_all(seed: int) -> None:
    given = tiny(seed)
    result = solve(given, SolveParams(effort=5))
    assert result.status.value == "optimal"
    assert result.schedule is not None
    assert {b.rule for b in verify(given, result.schedule)} <= {"mandatory_missing"}
    assert result.score == Oracle(given).run()
    assert result.bound == result.value
    assert (column_bound(OpenWays(given), result.score) or 0) >= result.value
