"""Whether a crew has the people for a day: rosters for all its jobs within everybody's hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from scheduler.open_ways import OpenWays
from scheduler.outdoors import Outdoors

Job = tuple[int, bool]
"""A timing, and whether the crew leads it."""


def can_staff(ways: OpenWays, crew: str, jobs: Iterable[Job]) -> bool:
    """Tell whether a crew can give parts for some jobs of a day together, as to its people.

    Parameters
    ----------
    ways
        Of the problem.
    crew
        Who does them.
    jobs
        Of one day.
    """
    choices: list[tuple[Outdoors, ...]] = []
    day = 0
    for t, leads in jobs:
        part = ways.any_part(t, crew, leads=leads)
        if part is None:
            return False
        day = ways.timings[t].day
        choices.append(part.outdoors)
    workers = ways.problem.worker_by_id
    left = {
        name: cap
        for each in choices
        for spent in each
        for name, _ in spent
        if (cap := workers[name].outdoor_cap_minutes[day]) is not None
    }
    return _within(choices, left, Counter())


def _within(
    choices: Sequence[tuple[Outdoors, ...]], left: Mapping[str, int], so_far: Counter[str]
) -> bool:
    """Whether each job has a roster so that nobody is outdoors for longer than he has left."""
    if not choices:
        return True
    totals = (so_far + Counter(dict(spent)) for spent in dict.fromkeys(choices[0]))
    return any(
        all(minutes <= left.get(name, minutes) for name, minutes in total.items())
        and _within(choices[1:], left, total)
        for total in totals
    )
