"""The search of problems too large for one model: corner by corner, then region by region."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scheduler.effort import SolveParams
from scheduler.lns import score_picks
from scheduler.local_ruin import LocalRuin
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, to_schedule
from scheduler.schedule import Result, SolveStatus
from scheduler.weights import weights_of_ways
from scheduler.wide import WideSearch

ROUNDS_PER_EFFORT = 250
"""Rounds of ruin and recreate for each unit of effort."""
RECREATE_SHARE = 0.75
"""Share of the seconds, in wall-clock mode, after which ruin and recreate ends."""
REGIONS_SHARE = 0.15
"""Share of the work in which regions are solved."""


class WideSolve:
    """One solve of open ways."""

    def __init__(self, ways: OpenWays, params: SolveParams) -> None:
        self._ways, self._params = ways, params
        self._weights = weights_of_ways(ways)
        self._rng = random.Random(params.seed)  # noqa: S311 - a seeded search, no secret
        self._value = 0

    def improve(self, picks: tuple[Pick, ...]) -> Result:
        """Improve a plan that keeps every rule and has the locked orders."""
        picks = self._in_regions(self._in_corners(picks))
        return Result(
            status=SolveStatus.FEASIBLE,
            schedule=to_schedule(self._ways, picks),
            score=score_picks(self._ways, picks),
        )

    def _in_corners(self, picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
        search = LocalRuin(self._ways, self._weights, picks, self._rng)
        found = search.run(self._share_of_rounds())
        self._tell("ruin_and_recreate", found)
        return found

    def _share_of_rounds(self) -> Callable[[int], float]:
        """Share of ruin and recreate that is done after so many rounds."""
        if self._params.seconds is not None:
            begun, limit = time.monotonic(), RECREATE_SHARE * self._params.seconds
            return lambda _: (time.monotonic() - begun) / limit
        rounds = max(1, round(ROUNDS_PER_EFFORT * self._params.effort))
        return lambda done: done / rounds

    def _in_regions(self, picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
        until = self._params.deadline(REGIONS_SHARE)
        most = REGIONS_SHARE * self._params.effort
        search = WideSearch(self._ways, self._weights, picks, self._rng)

        def go_on(work: float) -> bool:
            in_time = time.monotonic() < until
            return in_time and (self._params.seconds is not None or work < most)

        with ThreadPoolExecutor(2) as threads:
            search.run(threads, go_on, lambda: self._tell("neighbourhoods", search.picks))
        return search.picks

    def _tell(self, stage: str, picks: tuple[Pick, ...]) -> None:
        if self._params.progress is not None:
            self._params.tell(stage, score_picks(self._ways, picks).value)
