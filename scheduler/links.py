"""Which orders can be in each other's way whoever does them: by the grid, in turn, by vehicles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from scheduler.problem import ProblemData
from scheduler.records import WorkOrder


class Links:
    """Groups of orders: those of a group may not all be done at any time."""

    def __init__(self, problem: ProblemData) -> None:
        self._groups: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._partners: dict[str, set[str]] = defaultdict(set)
        shared = {vehicle.kind for vehicle in problem.vehicles if vehicle.shared}
        for order in problem.orders:
            self._groups[order.id] = set(_groups(problem, order, shared))
            for before in order.after:
                self._join(order.id, before)
        for pair in problem.exclusive_pairs:
            self._join(pair.first[0], pair.second[0])

    def _join(self, one: str, other: str) -> None:
        self._partners[one].add(other)
        self._partners[other].add(one)

    def linked(self, orders: Iterable[str], others: Iterable[str]) -> set[str]:
        """Those of the others that any of the orders may be in the way of."""
        near: set[str] = set()
        groups: set[tuple[str, str]] = set()
        for order in orders:
            near |= self._partners.get(order, set())
            groups |= self._groups[order]
        return {name for name in others if name in near or groups & self._groups[name]}


def _groups(problem: ProblemData, order: WorkOrder, shared: set[str]) -> Iterator[tuple[str, str]]:
    for option in order.grid_options:
        for feeder in option.blocked_feeders:
            yield "section", problem.bus_section_of_feeder[feeder]
    for kind in order.vehicle_kinds:
        if kind in shared:
            yield "kind", kind
