"""Heat that each person takes in a schedule: minutes outdoors, weighed by how hot the slots are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from scheduler.order_rules import Ints
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, SLOT_MINUTES
from scheduler.schedule import Assignment, CrewPart, Schedule

Span = tuple[int, int]
"""From when to when somebody is outdoors [min]."""


class HeatDose:
    """Doses in the slots of a problem, in minutes at the hottest of them; 0 without any heat."""

    def __init__(self, problem: ProblemData) -> None:
        self._rest_outdoors = problem.rest_outdoors
        self._hottest = max(problem.heat_index, default=0)
        by_minute = np.repeat(np.array(problem.heat_index, dtype=np.int64), SLOT_MINUTES)
        self._until: Ints = np.concatenate([[0], np.cumsum(by_minute)])

    @property
    def tells(self) -> bool:
        """Whether any slot is hot."""
        return self._hottest > 0

    def of_part(self, job: Assignment, part: CrewPart) -> dict[str, int]:
        """Dose of each person of a crew in a job. [min]"""
        spans = outdoors(job, part, rest_outdoors=self._rest_outdoors)
        return {name: self._of_spans(mine) for name, mine in spans.items()}

    def _of_spans(self, spans: Iterable[Span]) -> int:
        if not self.tells:
            return 0
        total = sum(int(self._until[end] - self._until[start]) for start, end in spans)
        return total // self._hottest

    def by_worker(self, schedule: Schedule) -> dict[tuple[str, int], int]:
        """Dose of each worker on each day on which he works. [min]"""
        found: dict[tuple[str, int], int] = defaultdict(int)
        for job in schedule.assignments:
            for part in job.parts:
                for name, dose in self.of_part(job, part).items():
                    found[name, job.start_minute // DAY_MINUTES] += dose
        return dict(found)


def outdoors(
    job: Assignment, part: CrewPart, *, rest_outdoors: bool
) -> dict[str, tuple[Span, ...]]:
    """When each person of a crew is outdoors in a job.

    Who watches is from start to end, or in turns; a pair is until its first stint (without one,
    until the set-up ends) and in its stints, where it rests outdoors until the end of its last one.
    """
    whole: tuple[Span, ...] = ((job.start_minute, job.end_minute),)
    found = dict.fromkeys(part.watch, whole)
    for turn, names in enumerate(part.turns):
        watches = job.watches[turn::2]
        if rest_outdoors and watches:
            watches = ((watches[0][0], watches[-1][1]),)
        found |= dict.fromkeys(names, watches)
    for number, pair in enumerate(part.pairs):
        spans = tuple(_of_pair(job, number, rest_outdoors=rest_outdoors))
        found |= dict.fromkeys(pair, spans)
    return found


def _of_pair(job: Assignment, number: int, *, rest_outdoors: bool) -> Iterator[Span]:
    stints = [(s.start_minute, s.end_minute) for s in job.stints if s.pair == number]
    if rest_outdoors and stints:
        stints = [(stints[0][0], stints[-1][1])]
    yield job.start_minute, stints[0][0] if stints else job.setup_end_minute
    yield from stints
