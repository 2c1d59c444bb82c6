"""The solver against exhaustive search where those who watch have to relieve each other."""

from __future__ import annotations

import pytest

from scheduler.column_bound import column_bound
from scheduler.open_ways import OpenWays
from scheduler.solve import SolveParams, solve
from scheduler.verify import verify

from .oracle import Oracle
from .relief_ways import ways_with_relief, with_second_heads
from .tiny import tiny

SEEDS = (211, 230, 233, 252, 261, 278, 290, 312, 315, 327, 339, 340, 357, 373, 377, 395, 416)
"""Of 200 to 419 those in which somebody is relieved, the supervisor alone in 211, 312, 357, 395."""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solver_proves_the_best_score_of_all(seed: int) -> None:
    given = with_second_heads(tiny(seed), seed)
    result = solve(given, SolveParams(effort=5))
    assert result.status.value == "optimal"
    assert result.schedule is not None
    assert {b.rule for b in verify(given, result.schedule)} <= {"mandatory_missing"}
    assert any(job.handovers for job in result.schedule.assignments)
    assert result.score == Oracle(given, ways_with_relief).run()
    assert (column_bound(OpenWays(given), result.score) or 0) >= result.value
