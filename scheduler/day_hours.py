"""Hours outdoors that bound what one crew can do in a day.

Of any few people of a crew each job needs some to watch it, whatever the roster: the only leader,
one of two who may supervise. The minutes of the jobs, each counted as often, cannot exceed the
minutes that these people have left. Of all such limits a day keeps the one that is tightest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from scheduler.crews import Crew, Worker
from scheduler.problem import ProblemData
from scheduler.rosters import Need, one_for_each_watch
from scheduler.schedule import CrewPart

UNIT_MINUTES = 5
"""Step of the minutes outdoors of each person; those of a job are rounded down."""
MOST_TOGETHER = 3
"""People whose hours are added up, at most."""

Asked = Sequence[tuple[Need, int]]
"""What each job asks of a crew's people, and its minutes."""
People = frozenset[str]


def hours_left(problem: ProblemData, crew: Crew, day: int, asked: Asked) -> tuple[int, list[int]]:
    """Find the levels of the tightest limit of a crew on a day, and those that each job takes.

    Where somebody of the crew is away for a while he is replaced: then there is no limit. Nor does
    a job take anything in which everybody who watches is relieved.

    Returns
    -------
    tuple
        1 and zeros where there is no limit.
    """
    members = [worker for worker in problem.workers if worker.crew == crew.id]
    gone = {absence.worker for absence in problem.absences}
    if any(worker.id in gone for worker in members):
        return 1, [0] * len(asked)
    caps = {w.id: cap for w in members if (cap := w.outdoor_cap_minutes[day]) is not None}
    watches = {
        need: _watches(members, day, need, crew.id) for need in dict.fromkeys(n for n, _ in asked)
    }
    best, levels, spent = 0.0, 1, [0] * len(asked)
    for people in _few(caps):
        cap = sum(caps[name] for name in people)
        least = _least(people, watches)
        share = sum(least[need] * minutes for need, minutes in asked) / max(cap, 1)
        if share > best:
            unit = UNIT_MINUTES * len(people)
            best, levels = share, cap // unit + 1
            spent = [least[need] * minutes // unit for need, minutes in asked]
    return levels, spent


def _few(caps: Mapping[str, int]) -> Iterator[People]:
    for count in range(1, MOST_TOGETHER + 1):
        yield from map(frozenset, combinations(sorted(caps), count))


def _least(people: People, watches: Mapping[Need, Sequence[People]]) -> dict[Need, int]:
    """How many of some people watch a job at least."""
    return {
        need: min((len(people & watch) for watch in each), default=0)
        for need, each in watches.items()
    }


def _watches(members: Sequence[Worker], day: int, need: Need, crew: str) -> list[People]:
    """Who watches a job and is not relieved, roster by roster."""
    if need.relieved:
        return []
    people = [worker for worker in members if worker.available[day]]
    rosters = one_for_each_watch(members, day, need, crew)
    found = dict.fromkeys(_not_relieved(people, roster) for roster in rosters)
    # who watches beside others adds nothing: the fewest count
    return [watch for watch in found if not any(other < watch for other in found)]


def _not_relieved(people: Sequence[Worker], roster: CrewPart) -> People:
    """Who watches with a roster, the supervisor aside if somebody not watching can relieve him."""
    watch = frozenset(roster.watch)
    duties = {"supervisor"} | ({"leader"} if roster.leader == roster.supervisor else set())
    can = any(duties <= worker.roles for worker in people if worker.id not in watch)
    return watch - ({roster.supervisor} if can else set())
