"""Ways of orders that look for a place, beside jobs that stay as they are planned."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.kept import Kept
from scheduler.modes import Part
from scheduler.open_ways import OpenWays
from scheduler.still_open import StillOpen


class KeptWays(OpenWays):
    """What is still possible for some orders; the jobs of a `Kept` come first, as numbered there.

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
    """

    def __init__(
        self, kept: Kept, still: StillOpen, wanted: Collection[str], crews_each: int | None
    ) -> None:
        super().__init__(kept.catalogue.problem, crews_each, wanted)
        self._issue_still = still
        self.timings = (*kept.catalogue.timings, *self.timings)
        self.parts = list(kept.catalogue.parts)

    def _still(self, part: Part) -> Part | None:
        timing = self.timings[part.timing]
        found = self._issue_still.reached(timing, part, self._maker.capped)
        return None if found is None else self._issue_still.lunch_settled(timing, found)
