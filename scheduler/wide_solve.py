"""The search of problems too large for one model: corner by corner, without a solver."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from scheduler.effort import SolveParams
from scheduler.lns import score_picks
from scheduler.local_ruin import LocalRuin
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, to_schedule
from scheduler.schedule import Result, SolveStatus
from scheduler.weights import weights_of_ways

CHECKS_PER_EFFORT = 180_000
"""Checks of an order against a crew for each unit of effort: about two seconds."""
SHARE_OF_SECONDS = 0.9
"""Share of the seconds, in wall-clock mode; the rest is for the bound."""


def improve_widely(ways: OpenWays, picks: tuple[Pick, ...], params: SolveParams) -> Result:
    """Improve a plan that keeps every rule and has the locked orders."""
    rng = random.Random(params.seed)  # noqa: S311 - a seeded search, no secret
    search = LocalRuin(ways, weights_of_ways(ways), picks, rng)
    found = search.run(_share_done(params))
    score = score_picks(ways, found)
    params.tell("ruin_and_recreate", score.value)
    return Result(status=SolveStatus.FEASIBLE, schedule=to_schedule(ways, found), score=score)


def _share_done(params: SolveParams) -> Callable[[int], float]:
    """Share of the work that is done after so many checks."""
    if params.seconds is not None:
        begun, limit = time.monotonic(), SHARE_OF_SECONDS * params.seconds
        return lambda _: (time.monotonic() - begun) / limit
    checks = CHECKS_PER_EFFORT * params.effort
    return lambda done: done / checks
