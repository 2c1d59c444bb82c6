"""Numbers of a plan's names, and rows that have ranges of a list."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.corner_arrays import LEAD, SUPPORT, Rows
from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints


class Numbers:
    """Numbers of the orders that have timings, of crews and others, and of the entries."""

    def __init__(self, ways: OpenWays) -> None:
        problem = ways.problem
        self.orders = [problem.order_by_id[name] for name in sorted(ways.timings_of_order)]
        self.crews = sorted(problem.crew_by_id)
        self.order = {order.id: i for i, order in enumerate(self.orders)}
        self.crew = {name: i for i, name in enumerate(self.crews)}
        self.worker = {worker.id: i for i, worker in enumerate(problem.workers)}
        shared = [v.id for v in problem.vehicles if v.shared]
        self.vehicle = {name: i for i, name in enumerate(shared)}
        self.feeder = {name: i for i, name in enumerate(sorted(problem.bus_section_of_feeder))}
        self.entries = [
            (role, order.id, crew)
            for role in (LEAD, SUPPORT)
            for order in self.orders
            for crew in ways.crews_able(order.id, leads=role == LEAD)
            # the locked crew of an order, if it has one, leads it
            if order.locked_crew is None or (order.locked_crew == crew) == (role == LEAD)
        ]


class Lists:
    """One list of all that rows have ranges of."""

    def __init__(self) -> None:
        self.all: list[int] = []

    def ranges(self, rows: Rows, column: str, lists: Iterable[Iterable[int]]) -> None:
        """Append lists, and write into a column of each row where its own begins and ends."""
        for i, each in enumerate(lists):
            rows[column][i] = len(self.all)
            self.all.extend(each)
            rows[f"{column}_end"][i] = len(self.all)


def ints(numbers: Iterable[int]) -> Ints:
    """Write numbers one behind the other."""
    return np.fromiter(numbers, np.int64)


def empty_rows(count: int, kind: np.dtype[np.void]) -> Rows:
    """Make so many rows of a kind."""
    # with columns as attributes, too, as compiled code has them
    return np.zeros(count, kind).view(np.recarray)


def ends(counts: Iterable[int]) -> Ints:
    """Where ranges of so many end that lie one behind the other."""
    return np.cumsum(ints(counts))
