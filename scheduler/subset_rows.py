"""Rows of a relaxed plan by which half days do not add up: of three orders, two a day, one day.

Each of three orders is done once. So of all days, at most one does two or more of them; a linear
program can instead take half of each of the three days that do two. These rows forbid it (subset
rows, Jepsen et al. 2008, doi:10.1287/opre.1070.0449). What a day uses of one is no sum over its
jobs, so its search has to remember how many it has done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.day_columns import CrewDay
from scheduler.day_search import Pair, most_pairs
from scheduler.pools import Floats
from scheduler.slot_limits import Jobs

CUT = 0.05
"""By how much a row has to be exceeded to count."""
MOST_ROWS = 12
"""Rows added at a time, those exceeded by most."""
MOST_OF_AN_ORDER = 4
"""Of these, rows with the same order: others tell more."""


@dataclass(frozen=True, kw_only=True)
class SubsetRow:
    """Three orders, by number, of which one day at most does two or more."""

    orders: tuple[int, int, int]
    most = 1

    def uses(self, jobs: Jobs) -> Floats:
        """Nothing: no job uses it by itself."""
        return np.zeros(len(jobs.order))

    def pairs(self, led: Iterable[int]) -> int:
        """How much a day that leads some orders uses of it."""
        return sum(order in self.orders for order in led) // 2


class Memory:
    """What the search of a group's days remembers: orders done, and rows of this kind.

    Parameters
    ----------
    day
        Of the group, which bounds how much that can be.
    """

    def __init__(self, day: CrewDay) -> None:
        self._most = most_pairs(day)
        self.once: dict[str, None] = {}
        self.rows: dict[SubsetRow, None] = {}

    @property
    def has_room(self) -> bool:
        """Whether more can be remembered."""
        return len(self) < self._most

    def __len__(self) -> int:
        return len(self.once) + len(self.rows)

    def pairs(self, names: Sequence[str], prices: dict[SubsetRow, float]) -> list[Pair]:
        """What pairs cost, given the names of the orders and the prices of rows that have one."""
        twice = [Pair(entries=frozenset([(name, True), (name, False)])) for name in self.once]
        return twice + [
            Pair(entries=frozenset((names[order], True) for order in row.orders), price=price)
            for row in self.rows
            if (price := prices.get(row, 0.0)) > 0.0
        ]


def exceeded_subsets(led: Sequence[Iterable[int]], shares: Floats, orders: int) -> list[SubsetRow]:
    """Find the rows that a relaxed plan exceeds by most.

    Parameters
    ----------
    led
        Numbers of the orders that each day leads.
    shares
        How much of each day is done.
    orders
        How many orders there are.
    """
    does = np.zeros((len(led), orders))
    for c, each in enumerate(led):
        does[c, list(each)] = 1.0
    both = does.T @ (does * shares[:, None])
    found: list[tuple[float, tuple[int, int, int]]] = []
    for i in range(orders - 2):
        mine = np.flatnonzero(both[i, i + 1 :] > 0.0) + i + 1
        others = np.flatnonzero((both[i, i + 1 :] > 0.0) | (both[i + 1 :, mine] > 0.0).any(axis=1))
        others += i + 1
        three = (does[:, others] * (does[:, i] * shares)[:, None]).T @ does[:, others]
        one = both[i, others]
        used = one[:, None] + one + both[np.ix_(others, others)] - 2.0 * three
        for a, b in np.argwhere(np.triu(used, 1) > 1.0 + CUT).tolist():
            found.append((float(used[a, b]), (i, int(others[a]), int(others[b]))))
    return _varied(found)


def _varied(found: list[tuple[float, tuple[int, int, int]]]) -> list[SubsetRow]:
    """The rows exceeded by most, few with the same order."""
    chosen: list[SubsetRow] = []
    times: dict[int, int] = {}
    for _, three in sorted(found, key=lambda each: (-each[0], each[1])):
        if len(chosen) < MOST_ROWS and all(times.get(o, 0) < MOST_OF_AN_ORDER for o in three):
            chosen.append(SubsetRow(orders=three))
            times.update((order, times.get(order, 0) + 1) for order in three)
    return chosen
