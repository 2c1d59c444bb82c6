"""The solver against exhaustive search on a hundred tiny problems."""

from __future__ import annotations

import pytest

from scheduler.solve import SolveParams, solve
from scheduler.verify import verify

from .tiny import Oracle, tiny

SEEDS = range(100)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solver_proves_the_best_score_of_all(seed: int) -> None:
    given = tiny(seed)
    result = solve(given, SolveParams(effort=5))
    assert result.status.value == "optimal"
    assert result.schedule is not None
    assert {b.rule for b in verify(given, result.schedule)} <= {"mandatory_missing"}
    assert result.score == Oracle(given).run()
    assert result.bound == result.value
