"""How much work a solve may spend, and whom it tells how it goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.records import require
from scheduler.stop import Stop

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, the value so far and the bound, None while unknown."""


@dataclass(frozen=True, kw_only=True)
class SolveParams:
    """How much work to spend.

    Parameters
    ----------
    effort
        Deterministic CP-SAT work on each of two threads, above 0; 10 takes about 20 seconds on
        two free cores. The same problem, effort and seed give the same schedule.
    seconds
        Wall-clock limit instead, above 0; the schedule then depends on the machine.
    seed
        Seed of every random choice.
    progress
        Called with (stage, value, bound) after each improvement.
    stop
        Asked from elsewhere, it ends the search early; the schedule then depends on when.
    """

    effort: float = 10.0
    seconds: float | None = None
    seed: int = 1
    progress: Progress | None = None
    stop: Stop | None = None

    def __post_init__(self) -> None:
        require(self.effort > 0, "SolveParams: effort is not above 0.")
        require(self.seconds is None or self.seconds > 0, "SolveParams: seconds is not above 0.")
        require(self.seed >= 0, "SolveParams: negative seed.")

    def tell(self, stage: str, value: int, bound: int | None = None) -> None:
        """Call `progress`, if there is one."""
        if self.progress is not None:
            self.progress(stage, value, bound)

    @property
    def stopped(self) -> bool:
        """Whether the search is to end with what it has."""
        return self.stop is not None and self.stop.asked

    def deadline(self, share: float) -> float:
        """Moment at which a stage ends that takes this share; never, with fixed work."""
        if self.seconds is None:
            return float("inf")
        return time.monotonic() + share * self.seconds
