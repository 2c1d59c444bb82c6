"""Ruin and recreate in one corner of a plan at a time, for problems of many crews.

A few crew-days that lie close together are cleared, and what was done there and what waits nearby
is put back in another sequence. What comes of it is kept if it is better, or by chance not much
worse; else everything goes back to where it was.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from scheduler.conflicts import Conflicts
from scheduler.corner_plan import CornerPlan, DayJobs
from scheduler.fitting import GrowingPlan
from scheduler.modes import SUPPORTS
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick
from scheduler.weights import Weights

CHANGES = 200
"""Changes between two looks at the work left."""
HEAT = 0.5
"""Loss that is accepted now and then at first, as a share of a typical order's value."""
COOL = 0.03
"""The same where a good plan only needs mending."""
COOLEST = 0.01
"""What is left of it at the end."""


class LocalRuin:
    """A plan of `OpenWays` that is changed corner by corner.

    ``remember_days`` is whether the days of crews in all plans seen are kept.
    """

    def __init__(
        self, ways: OpenWays, weights: Weights, rng: random.Random, *, remember_days: bool
    ) -> None:
        self._ways, self._conflicts = ways, Conflicts(ways)
        self._plan = CornerPlan(ways, weights, rng, remember_days=remember_days)
        self._typical = weights.value * _typical_value(ways)

    @property
    def days(self) -> Iterable[DayJobs]:
        """The days of crews in all plans seen."""
        return self._plan.days

    def run(
        self, picks: Iterable[Pick], share_done: Callable[[int], float], heat: float = HEAT
    ) -> tuple[Pick, ...]:
        """Change a plan until, after so many changes, all is done; return the best.

        ``heat`` is the loss accepted at first, as `HEAT`.
        """
        self._plan.begin_with(picks)
        done = 0
        while (share := share_done(done)) < 1.0:
            now = heat * (COOLEST / heat) ** share
            done += self._plan.change(CHANGES, now * self._typical)
        plan = GrowingPlan(self._conflicts)
        for pick in self._plan.best():
            plan.add(pick)
        return plan.picks()

    def days_of(self, picks: Iterable[Pick]) -> list[DayJobs]:
        """What the crews of a plan do on their days."""
        found: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for pick in picks:
            timing = self._ways.timings[pick.timing]
            for part in (self._ways.parts[chosen.part] for chosen in pick.parts):
                option = timing.options[pick.option] if part.leads else SUPPORTS
                found.setdefault((part.crew, timing.day), []).append((pick.timing, option))
        return [(crew, day, tuple(sorted(jobs))) for (crew, day), jobs in found.items()]


def _typical_value(ways: OpenWays) -> float:
    values = [max(o.value_per_day) for o in ways.problem.orders]
    return sum(values) / max(1, len(values))
