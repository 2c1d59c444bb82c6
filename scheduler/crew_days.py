"""What each crew can muster on each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from scheduler.problem import ProblemData
from scheduler.records import MAX_PAIRS
from scheduler.riders import Riders
from scheduler.rosters import (
    Need,
    all_rosters,
    capped_workers,
    distinct_rosters,
    need_of,
    one_for_each_watch,
    rosters_with_relief,
)
from scheduler.schedule import CrewPart


class CrewDays:
    """Rosters by crew, day and need, each worked out once."""

    def __init__(self, problem: ProblemData) -> None:
        self._problem = problem
        self._rosters: dict[tuple[str, int, Need], tuple[CrewPart, ...]] = {}
        self._capped: dict[tuple[str, int], frozenset[str]] = {}
        self._musters: dict[tuple[str, int, Need], bool] = {}
        self._lacking: dict[tuple[str, int, Need], str] = {}
        self._members = {
            crew.id: tuple(w for w in problem.workers if w.crew == crew.id)
            for crew in problem.crews
        }

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Everything an order of the problem may ask of a crew, whoever is in the bucket."""
        found = {
            need_of(order, leads=leads, pairs=pairs): None
            for order in self._problem.orders
            for leads in ((True, False) if order.crews_needed > 1 else (True,))
            for pairs in range(1, MAX_PAIRS + 1)
        }
        return tuple(found)

    def capped(self, crew: str, day: int) -> frozenset[str]:
        """Workers whose outdoor cap has to be watched on a day."""
        key = (crew, day)
        if key not in self._capped:
            members = self._members[crew]
            every = (r for need in self.needs for r in one_for_each_watch(members, day, need, crew))
            self._capped[key] = capped_workers(members, day, every)
        return self._capped[key]

    def rosters(self, crew: str, day: int, need: Need) -> tuple[CrewPart, ...]:
        """Rosters of a crew for a need, those with relief last; none if it lacks people."""
        key = (crew, day, need)
        if key not in self._rosters:
            members, capped = self._members[crew], self.capped(crew, day)
            found = distinct_rosters(all_rosters(members, day, need, crew), capped)
            if not need.relieved:
                every = all_rosters(members, day, need, crew)
                found += distinct_rosters(rosters_with_relief(members, day, every), capped)
            self._rosters[key] = found
        return self._rosters[key]

    def musters(self, crew: str, day: int, need: Need) -> bool:
        """Whether a crew has some roster for a need."""
        key = (crew, day, need)
        if key not in self._musters:
            self._musters[key] = _any(all_rosters(self._members[crew], day, need, crew))
        return self._musters[key]

    def lacking(self, crew: str, day: int, need: Need) -> str:
        """Name what a crew without a roster lacks: people that day, certificates, or roles."""
        key = (crew, day, need)
        if key not in self._lacking:
            self._lacking[key] = self._find_lacking(*key)
        return self._lacking[key]

    def _find_lacking(self, crew: str, day: int, need: Need) -> str:
        need = replace(need, riders=Riders.ANY, relieved=False)
        everyone = [replace(w, available=(True,) * self._problem.days) for w in self._members[crew]]
        if _any(all_rosters(everyone, day, need, crew)):
            return "worker_unavailable"
        trained = [replace(w, certificates=frozenset({need.certificate})) for w in everyone]
        if _any(all_rosters(trained, day, need, crew)):
            return "certificate"
        return "role_missing"


def _any(rosters: Iterable[CrewPart]) -> bool:
    return any(True for _ in rosters)
