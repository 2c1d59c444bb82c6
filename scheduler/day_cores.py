"""What of a choice of days people and grid do not let be done together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.day_columns import Entry
from scheduler.day_program import Day, DayProgram
from scheduler.pools import Floats

Goes = Callable[[list[Day]], bool]
"""Tells whether people and grid let all jobs of some days be done."""

MOST_LOST = 3
"""Orders without a place that are looked into."""


@dataclass(frozen=True, kw_only=True)
class Core:
    """Orders, led or supported, that are not all to be done on one day of the plan."""

    date: int
    entries: frozenset[Entry]

    def counts(self, program: DayProgram, days: Sequence[Day]) -> Floats:
        """How many of them each day of a crew does."""
        return np.array(
            [
                len(self.entries & program.entries(day)) if _date(program, day) == self.date else 0
                for day in days
            ],
            dtype=np.float64,
        )


def cores(
    program: DayProgram,
    choice: Iterable[Day],
    lost: Iterable[str],
    goes: Goes,
) -> list[Core]:
    """Find, for some orders without a place, few jobs of the choice that do not go together.

    Parameters
    ----------
    program
        Whose days these are.
    choice
        Days that do not all go together.
    lost
        Orders that found no place.
    goes
        Tells whether some days go together.
    """
    found = []
    days = list(choice)
    for name in sorted(lost)[:MOST_LOST]:
        mine = next(day for day in days if name in program.led(day))
        date = _date(program, mine)
        together = [day for day in days if _date(program, day) == date]
        if not goes(together):
            fewest = _fewer_jobs(_fewer_days(together, goes), goes)
            entries = frozenset().union(*map(program.entries, fewest))
            found.append(Core(date=date, entries=entries))
    return found


def _fewer_days(days: list[Day], goes: Goes) -> list[Day]:
    """Leave out one day after the other, as long as the rest does not go together."""
    for day in days:
        fewer = [each for each in days if each is not day]
        if not goes(fewer):
            days = fewer
    return days


def _fewer_jobs(days: list[Day], goes: Goes) -> list[Day]:
    """Leave out one job after the other."""
    for i, (group, jobs) in enumerate(days):
        for job in jobs:
            left = tuple(k for k in days[i][1] if k != job)
            fewer = [*days[:i], (group, left), *days[i + 1 :]]
            if not goes(fewer):
                days = fewer
    return days


def _date(program: DayProgram, day: Day) -> int:
    return program.groups[day[0]].day.timings[0].day
