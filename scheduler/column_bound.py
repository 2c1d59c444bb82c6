"""A bound on the value of any plan, from a master problem whose columns are days of one crew.

Every plan is a choice of one day for each crew and day of the plan, a day being a row of jobs that
one crew can do one after the other (`scheduler.day_columns`). What ties the days together is
priced: each order is done once, both crews of a joint job begin together, and of jobs that the grid
or the shared vehicles cannot bear together only so many stand in one slot. For any prices of these
rows, not below 0 where a row is an upper limit, no plan is worth more than

    what the rows' limits cost + for each crew and day the most that one of its days can bring,

a job bringing its value less the prices of the rows that it uses. Proof: the value of a plan is
what its days bring plus the prices of the rows they use. It keeps the rows, so these are at most
what the limits cost (nothing for joint starts, where both crews cancel out); and no day brings more
than the most. So every round gives a valid bound, whatever is left aside: a limit that is not made
a row has the price 0, and a day that may do an order twice, or more than the crew really can, only
brings more. Prices are those of the linear program over the days found so far, held near the best
ones known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from scheduler.day_columns import CrewDay
from scheduler.day_search import DaySearch, most_watched
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.pools import Floats
from scheduler.slot_limits import Jobs, Row, Rows

NEAR = 0.5
"""How near to the best prices known new ones are taken."""
MOST_ROUNDS = 60
"""Rounds of prices and columns, at most."""
LEAST_ROUNDS = 20
"""Rounds without which the bound is not worth the time."""
MOST_JOBS = 600_000
"""Jobs that are priced in all: fewer rounds where there are many."""
NO_SHARE = 1e-6
ENOUGH = 0.0005
"""Share of the value between the program and the bound that ends the rounds."""


def column_bound(ways: OpenWays, value: int) -> int | None:
    """Find what no plan's value can exceed; None where that would take too many jobs.

    It is none, too, where the orders do not have all crews: a plan may be made with others.

    Parameters
    ----------
    ways
        Timings of the problem.
    value
        Value of some plan.
    """
    if not ways.has_every_crew or ways.size > MOST_JOBS // LEAST_ROUNDS:
        return None
    groups = _groups(ways)
    jobs = sum(len(group.day.jobs) for group in groups)
    rounds = min(MOST_ROUNDS, MOST_JOBS // max(1, jobs))
    if rounds < LEAST_ROUNDS:
        return None
    return max(floor(_Master(ways, groups).best(rounds) + 1e-6), value)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Crews that can do the same jobs of a day, and how many they are."""

    day: CrewDay
    count: int


def _groups(ways: OpenWays) -> list[_Group]:
    found: dict[object, list[CrewDay]] = defaultdict(list)
    for day in range(ways.problem.days):
        for crew in ways.problem.crews:
            each = CrewDay(ways, crew, day)
            if each.jobs:
                found[day, crew.base_site, crew.shift_end_minute, each.cap, each.jobs].append(each)
    return [_Group(day=same[0], count=len(same)) for same in found.values()]


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the rows need to know of the jobs of a group, one entry for each.

    Whether the crew leads it; its value, 0 where the crew supports it; row of the joint start, -1
    where one crew does it alone.
    """

    jobs: Jobs
    leads: NDArray[np.bool_]
    worth: Floats
    joint: Ints


@dataclass(frozen=True, kw_only=True)
class _Prices:
    """Prices of orders, of joint starts (of either sign) and of limits."""

    orders: Floats
    joint: Floats
    limits: Floats

    def towards(self, other: _Prices, share: float) -> _Prices:
        """These prices moved a share of the way to others; a limit not known yet costs nothing."""
        grown = np.zeros(len(other.limits))
        grown[: len(self.limits)] = self.limits
        return _Prices(
            orders=self.orders + share * (other.orders - self.orders),
            joint=self.joint + share * (other.joint - self.joint),
            limits=grown + share * (other.limits - grown),
        )


class _Master:
    """The linear program over the days found so far, and the best prices."""

    def __init__(self, ways: OpenWays, groups: Sequence[_Group]) -> None:
        self._groups, self._known_rows = groups, Rows(ways)
        self._number = {name: i for i, name in enumerate(ways.timings_of_order)}
        self._slots = ways.problem.slots
        self._joint: dict[tuple[str, int], int] = {}
        self._facts = [self._facts_of(group.day) for group in groups]
        self._rows: dict[Row, None] = {}
        self._uses = [np.zeros((0, len(group.day.jobs))) for group in groups]
        self._watched: list[dict[str, None]] = [{} for _ in groups]
        self._columns: dict[_Column, None] = {}

    def _facts_of(self, day: CrewDay) -> _Facts:
        leads = np.array([job.entry[1] for job in day.jobs], dtype=np.bool_)
        worth = np.array([max(timing.values) for timing in day.timings], dtype=np.float64)
        joint = [
            self._joint.setdefault((t.order.id, t.start_slot), len(self._joint))
            if t.order.crews_needed > 1
            else -1
            for t in day.timings
        ]
        numbers = [self._number[timing.order.id] for timing in day.timings]
        jobs = Jobs(
            order=np.array(numbers, dtype=np.int64),
            first=np.array([timing.start_slot for timing in day.timings], dtype=np.int64),
            last=np.array([timing.end_slot for timing in day.timings], dtype=np.int64),
        )
        return _Facts(
            jobs=jobs,
            leads=leads,
            worth=np.where(leads, worth, 0.0),
            joint=np.array(joint, dtype=np.int64),
        )

    def best(self, rounds: int) -> float:
        """Improve the prices; return the bound of the best ones."""
        centre = prices = _Prices(
            orders=np.zeros(len(self._number)), joint=np.zeros(len(self._joint)), limits=np.zeros(0)
        )
        least, program, whole = inf, 0.0, False
        for _ in range(rounds):
            before = self._known
            for tried in (centre.towards(prices, 1 - NEAR), prices):
                bound = self._priced(tried, roughly=True)
                if bound < least:
                    least, centre = bound, tried
                if self._known != before:
                    break
            closed = least - program < ENOUGH * program or self._known == before
            if not self._columns or (whole and closed):
                break
            before = self._known
            program, prices = self._solved()
            whole = self._known == before
        bound = self._priced(centre, roughly=False)
        if bound - program < ENOUGH * program:
            return bound
        return min(bound, self._priced(prices, roughly=False))

    @property
    def _known(self) -> tuple[int, int, int]:
        """How many days, rows and watched orders there are."""
        return len(self._columns), len(self._rows), sum(map(len, self._watched))

    def _priced(self, prices: _Prices, *, roughly: bool) -> float:
        """The bound of some prices; the best days become columns."""
        most = np.array([row.most for row in self._rows], dtype=np.float64)
        bound = float(prices.orders.sum() + prices.limits @ most[: len(prices.limits)])
        for number, group in enumerate(self._groups):
            search = DaySearch(
                group.day, self._profit(number, prices), self._watched[number], roughly=roughly
            )
            bound += group.count * search.most
            self._columns.update(dict.fromkeys((number, day) for day in search.days()))
        return bound

    def _profit(self, group: int, prices: _Prices) -> Floats:
        """What each job brings less what its rows cost."""
        facts = self._facts[group]
        limits = prices.limits @ self._uses[group][: len(prices.limits)]
        alone = facts.worth - np.where(facts.leads, prices.orders[facts.jobs.order] + limits, 0.0)
        if not len(prices.joint):
            return alone
        sign = np.where(facts.joint < 0, 0.0, np.where(facts.leads, 1.0, -1.0))
        profit: Floats = alone - sign * prices.joint[facts.joint]
        return profit

    def _solved(self) -> tuple[float, _Prices]:
        """Value of the program over the columns, and its prices; what it exceeds becomes rows."""
        columns = list(self._columns)
        worth = np.array([self._facts[g].worth[list(day)].sum() for g, day in columns])
        upper = [float(group.count) for group in self._groups] + [1.0] * len(self._number)
        upper += [float(row.most) for row in self._rows]
        found = linprog(
            -worth,
            A_ub=_matrix(self._upper_entries(columns), len(upper), len(columns)),
            b_ub=upper,
            A_eq=_matrix(self._joint_entries(columns), max(1, len(self._joint)), len(columns)),
            b_eq=np.zeros(max(1, len(self._joint))),
            method="highs",
        )
        first = len(self._groups)
        paid = np.maximum(0.0, -found.ineqlin.marginals)
        prices = _Prices(
            orders=paid[first : first + len(self._number)],
            joint=-found.eqlin.marginals[: len(self._joint)],
            limits=paid[first + len(self._number) :],
        )
        assert found.x is not None  # for the type checker: no day at all is a solution
        self._watch(columns, found.x)
        self._add_rows(self._known_rows.exceeded(*self._begun_and_ended(columns, found.x)))
        return float(found.x @ worth), prices

    def _watch(self, columns: Sequence[_Column], shares: Floats) -> None:
        """Watch orders that days in use do twice, and drop the days that do a watched one twice."""
        for c in np.flatnonzero(shares > NO_SHARE).tolist():
            group, day = columns[c]
            for name in self._twice(group, day):
                if len(self._watched[group]) < most_watched(self._groups[group].day):
                    self._watched[group][name] = None
        for group, day in columns:
            if self._twice(group, day) & self._watched[group].keys():
                del self._columns[group, day]

    def _twice(self, group: int, day: tuple[int, ...]) -> set[str]:
        """Orders that a day does more than once."""
        names = [self._groups[group].day.jobs[k].entry[0] for k in day]
        return {name for name in names if names.count(name) > 1}

    def _add_rows(self, rows: Iterable[Row]) -> None:
        new = [row for row in rows if row not in self._rows]
        self._rows.update(dict.fromkeys(new))
        for number, facts in enumerate(self._facts):
            added = [row.uses(facts.jobs) for row in new]
            self._uses[number] = np.vstack([self._uses[number], *added])

    def _upper_entries(self, columns: Sequence[_Column]) -> Iterator[tuple[int, int, float]]:
        """Row, column and factor of crews, orders and limits."""
        first = len(self._groups)
        for c, (g, day) in enumerate(columns):
            yield g, c, 1.0
            facts = self._facts[g]
            led = [k for k in day if facts.leads[k]]
            for k in led:
                yield first + int(facts.jobs.order[k]), c, 1.0
            used = self._uses[g][:, led].sum(axis=1)
            for row in np.flatnonzero(used).tolist():
                yield first + len(self._number) + row, c, float(used[row])

    def _joint_entries(self, columns: Sequence[_Column]) -> Iterator[tuple[int, int, float]]:
        """Both crews of a joint job begin together."""
        for c, (g, day) in enumerate(columns):
            facts = self._facts[g]
            for k in day:
                if facts.joint[k] >= 0:
                    yield int(facts.joint[k]), c, 1.0 if facts.leads[k] else -1.0

    def _begun_and_ended(self, columns: Sequence[_Column], shares: Floats) -> tuple[Floats, Floats]:
        """Share of each order that has begun, and ended, by number and slot."""
        begun, ended = np.zeros((2, len(self._number), self._slots + 1))
        for c in np.flatnonzero(shares > NO_SHARE).tolist():
            facts = self._facts[columns[c][0]]
            for k in columns[c][1]:
                if facts.leads[k]:
                    order = facts.jobs.order[k]
                    begun[order, facts.jobs.first[k]] += shares[c]
                    ended[order, facts.jobs.last[k]] += shares[c]
        return np.cumsum(begun, axis=1), np.cumsum(ended, axis=1)


_Column = tuple[int, tuple[int, ...]]
"""A group, and a day of one of its crews."""


def _matrix(entries: Iterable[tuple[int, int, float]], rows: int, columns: int) -> Any:
    """A sparse matrix, unknown to the types of `linprog`; entries at the same place add up."""
    found = list(entries)
    row, column, factor = zip(*found, strict=True) if found else ((), (), ())
    return csr_matrix((factor, (row, column)), shape=(rows, columns))
