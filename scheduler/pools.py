"""What jobs share, by day: crews by slot, and the minutes that their people may be outdoors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.crews import Worker
from scheduler.modes import Timing
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES, DAY_SLOTS, SLOT_MINUTES

Floats = NDArray[np.float64]
CrewSet = frozenset[str]

BUDGET_UNIT_MINUTES = 90
"""Minutes outdoors that count as much as a crew in a slot, so that prices are alike."""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Some crews of a day, and the jobs that only they can do.

    Parameters
    ----------
    members, times
        Timings, and how many of the crews each takes: two if only they can lead and support it.
    first, last
        Slots of the day [first, last) that it takes, the shortest way to another job included.
    supply
        Crews by slot.
    """

    members: Ints
    times: Floats
    first: Ints
    last: Ints
    supply: Floats

    def cost(self, price: Floats) -> Floats:
        """What each use costs at these prices by slot."""
        sums = np.concatenate(([0.0], np.cumsum(price)))
        cost: Floats = self.times * (sums[self.last] - sums[self.first])
        return cost

    def excess(self, used: NDArray[np.bool_]) -> Floats:
        """By how much the uses of some timings exceed the supply."""
        inside = used[self.members]
        times = self.times[inside]
        begun = np.bincount(self.first[inside], weights=times, minlength=DAY_SLOTS + 1)
        ended = np.bincount(self.last[inside], weights=times, minlength=DAY_SLOTS + 1)
        excess: Floats = np.cumsum(begun - ended)[:-1] - self.supply
        return excess


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Minutes outdoors that the people of one role have on a day, and what each job takes."""

    members: Ints
    use: Floats
    supply: Floats

    def cost(self, price: Floats) -> Floats:
        """What each use costs at a price."""
        cost: Floats = self.use * price[0]
        return cost

    def excess(self, used: NDArray[np.bool_]) -> Floats:
        """By how much the uses of some timings exceed the supply."""
        excess: Floats = self.use[used[self.members]].sum() - self.supply
        return excess


def shared_by_jobs(ways: OpenWays) -> list[Pool | Budget]:
    """List the pools and budgets of each day."""
    uses = _Uses(ways)
    found: list[Pool | Budget] = []
    for day, groups in sorted(uses.by_day.items()):
        for crews in groups:
            counted = Counter(t for other, mine in groups.items() if other <= crews for t in mine)
            found.append(uses.pool(counted, crews))
            if all(other <= crews for other in groups):
                found += uses.budgets(counted, crews, day)
    return found


class _Uses:
    """Timings by day and by the set of crews that can give them what they ask for."""

    def __init__(self, ways: OpenWays) -> None:
        self._ways, self._problem = ways, ways.problem
        self._way = shortest_ways(ways.problem)
        self.by_day: dict[int, dict[CrewSet, list[int]]] = defaultdict(lambda: defaultdict(list))
        for t, timing in enumerate(ways.timings):
            for leads in (True, False) if timing.order.crews_needed > 1 else (True,):
                self.by_day[timing.day][ways.crews_with_people(t, leads=leads)].append(t)

    def pool(self, counted: Mapping[int, int], crews: CrewSet) -> Pool:
        """The pool of some crews; ``counted`` are their timings, and how many crews each takes."""
        members = sorted(counted)
        timings = [self._ways.timings[t] for t in members]
        start = np.array([t.template.start_minute % DAY_MINUTES for t in timings], dtype=np.int64)
        length = np.array([t.template.watch_minutes for t in timings], dtype=np.int64)
        way = np.array([self._way[t.order.id] for t in timings], dtype=np.int64)
        return Pool(
            members=np.array(members, dtype=np.int64),
            times=np.array([counted[t] for t in members], dtype=np.float64),
            first=start // SLOT_MINUTES,
            last=np.minimum(-(-(start + length + way) // SLOT_MINUTES), DAY_SLOTS),
            supply=self._supply(crews),
        )

    def _supply(self, crews: CrewSet) -> Floats:
        """Crews by slot, from the begin of their shift; that they go home is left aside."""
        supply = np.zeros(DAY_SLOTS)
        for crew in sorted(crews):
            supply[self._problem.crew_by_id[crew].shift_start_minute // SLOT_MINUTES :] += 1.0
        return supply

    def budgets(self, counted: Mapping[int, int], crews: CrewSet, day: int) -> Iterator[Budget]:
        """Every job has somebody of each role outdoors all through, relieved or not."""
        members = sorted(counted)
        for role in ("supervisor", "ground"):
            caps = [
                _cap(w, day) for w in self._problem.workers if w.crew in crews and role in w.roles
            ]
            supply = sum(caps)
            if supply < DAY_MINUTES * len(crews):
                minutes = [counted[t] * _minutes(self._ways.timings[t], role) for t in members]
                yield Budget(
                    members=np.array(members, dtype=np.int64),
                    use=np.array(minutes, dtype=np.float64) / BUDGET_UNIT_MINUTES,
                    supply=np.array([supply / BUDGET_UNIT_MINUTES]),
                )


def _cap(worker: Worker, day: int) -> int:
    cap = worker.outdoor_cap_minutes[day]
    if not worker.available[day]:
        return 0
    return DAY_MINUTES if cap is None else cap


def _minutes(timing: Timing, role: str) -> int:
    each = timing.order.ground_workers if role == "ground" else 1
    return each * timing.template.watch_minutes


def shortest_ways(problem: ProblemData) -> dict[str, int]:
    """Minutes from each order's site to the nearest one of another order."""
    sites = np.array([order.site for order in problem.orders], dtype=np.int64)
    if len(sites) < 2:
        return {order.id: 0 for order in problem.orders}
    ways = np.array(problem.travel_minutes, dtype=np.int32)[np.ix_(sites, sites)]
    np.fill_diagonal(ways, np.iinfo(np.int32).max)
    nearest = ways.min(axis=1).tolist()
    return {order.id: way for order, way in zip(problem.orders, nearest, strict=True)}


def reached(problem: ProblemData, timings: Iterable[Timing]) -> NDArray[np.bool_]:
    """Whether a crew from the nearest base, on the longest shift, can do each timing."""
    crews, way = problem.crews, problem.travel_minutes
    earliest = min((c.shift_start_minute for c in crews), default=DAY_MINUTES)
    latest = max((c.shift_end_minute for c in crews), default=0)
    bases = sorted({c.base_site for c in crews})
    there = {o.id: min((way[b][o.site] for b in bases), default=0) for o in problem.orders}
    back = {o.id: min((way[o.site][b] for b in bases), default=0) for o in problem.orders}
    return np.array(
        [
            t.template.start_minute - there[t.order.id] >= t.day * DAY_MINUTES + earliest
            and t.template.end_minute + back[t.order.id] <= t.day * DAY_MINUTES + latest
            for t in timings
        ],
        dtype=np.bool_,
    )
