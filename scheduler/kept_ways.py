"""Ways that are still possible in a replan, made when they are asked for."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.crews import Crew
from scheduler.kept import Kept
from scheduler.modes import Part
from scheduler.open_ways import Makers, OpenWays
from scheduler.problem import ProblemData
from scheduler.still_open import StillOpen


class KeptWays(OpenWays):
    """Ways of orders that look for a place; the jobs of a `Kept` come first, as numbered there.

    Parameters
    ----------
    kept
        A catalogue of the jobs alone.
    still
        What is still possible.
    wanted
        Orders that look for a place, none of those of the jobs.
    crews_each
        Crews that each of them has.
    makers
        As in `OpenWays`.
    """

    def __init__(
        self,
        kept: Kept,
        still: StillOpen,
        wanted: Collection[str],
        crews_each: int | None,
        makers: Makers,
    ) -> None:
        super().__init__(kept.catalogue.problem, crews_each, wanted, makers)
        self._still_open = still
        self.timings = (*kept.catalogue.timings, *self.timings)
        self.parts = list(kept.catalogue.parts)

    def _still(self, part: Part) -> Part | None:
        timing = self.timings[part.timing]
        found = self._still_open.reached(timing, part, self._maker.capped)
        return None if found is None else self._still_open.lunch_settled(timing, found)


class CornerWays(OpenWays):
    """Ways of the orders of a corner: by its crews, on their days in it."""

    def __init__(
        self,
        problem: ProblemData,
        wanted: Collection[str],
        cells: Collection[tuple[str, int]],
        makers: Makers | None = None,
    ) -> None:
        super().__init__(problem, None, wanted, makers)
        self._cells = cells
        self._opened = {crew for crew, _ in cells}
        days = {day for _, day in cells}
        self.timings = tuple(timing for timing in self.timings if timing.day in days)

    def crews_of(self, order: str) -> tuple[Crew, ...]:
        """Crews of the corner, the nearest first."""
        return tuple(crew for crew in super().crews_of(order) if crew.id in self._opened)

    def _still(self, part: Part) -> Part | None:
        return part if (part.crew, self.timings[part.timing].day) in self._cells else None
