"""After which job of a day a crew eats, worked out once for each set of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.gaps import gap_between
from scheduler.modes import Timing, Ways

MOST_KNOWN = 100_000
"""Sets of jobs that are remembered."""


class Lunches:
    """Lunches of crews that cannot eat at their base."""

    def __init__(self, catalogue: Ways) -> None:
        self._catalogue = catalogue
        self._known: dict[frozenset[int], int | None] = {}

    def after(self, parts: Iterable[int]) -> int | None:
        """Find the part after which a crew eats: -1 if it need not, None if it cannot.

        The parts are of one crew and day, and far enough apart without a lunch.
        """
        key = frozenset(parts)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._find(key)
        return self._known[key]

    def _find(self, members: frozenset[int]) -> int | None:
        parts = self._catalogue.parts
        if not (any(parts[p].early for p in members) and any(parts[p].late for p in members)):
            return -1
        day = sorted(members, key=lambda p: self._timing(p).template.start_minute)
        return next((p for p in reversed(day) if self._fits(day, p)), None)

    def _timing(self, part: int) -> Timing:
        return self._catalogue.timings[self._catalogue.parts[part].timing]

    def _fits(self, day: Sequence[int], lunch: int) -> bool:
        """Whether a lunch right after a part leaves the way to all that come after it."""
        end = self._catalogue.parts[lunch].lunch_end_minute
        if end is None:
            return False
        before = self._timing(lunch)
        for q in day[day.index(lunch) + 1 :]:
            after = self._timing(q)
            gap = gap_between(self._catalogue.problem, before.order, after.order)
            if after.template.start_minute < end + gap.after_leaving(before.template.longest_stint):
                return False
        return True
