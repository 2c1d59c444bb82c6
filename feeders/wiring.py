"""A network's arrays for the compiled sweep: its graph, and rows and parts of a switching state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from feeders.arrays import Bools, Ints
from feeders.grid_model import GridModel
from feeders.plant_kernel import TwoPorts
from feeders.topology import Switching
from feeders.tree_kernel import Graph, Growth, empty_growth, grow, touched


@dataclass(frozen=True, kw_only=True, eq=False)
class Wiring:
    """The graph of a network and which of its switches are closed in the normal state."""

    model: GridModel
    normally_closed: frozenset[int]

    @cached_property
    def graph(self) -> Graph:
        """Switches and branches in service by node."""
        m = self.model
        number = np.arange(len(m.switch_index))
        on = np.flatnonzero(m.in_service)
        switch = _by_node(m.n_nodes, m.switch_a, m.switch_b, number, number)
        branch = _by_node(m.n_nodes, m.from_node[on], m.to_node[on], 2 * on, 2 * on + 1)
        return Graph(*switch, *branch, slack=m.slack_node)

    @cached_property
    def two_ports(self) -> TwoPorts:
        """Admittances as the kernels take them."""
        m = self.model
        return TwoPorts(m.y_ff, m.y_ft, m.y_tf, m.y_tt, m.shunt)

    @cached_property
    def position(self) -> dict[int, int]:
        """Position of each switch in the arrays."""
        return {int(index): i for i, index in enumerate(self.model.switch_index)}

    @cached_property
    def closed(self) -> Bools:
        """Whether each switch is closed in the normal state."""
        return np.isin(self.model.switch_index, sorted(self.normally_closed))

    def toggled(self, state: Switching) -> Ints:
        """Positions of the switches that a state has otherwise than the normal one.

        Notes
        -----
        A switch at something out of service joins nothing and has no position.
        """
        wanted = ((state.opened, True), (state.closed, False))
        places = [
            self.position[switch]
            for switches, was in wanted for switch in switches
            if (switch in self.normally_closed) == was and switch in self.position
        ]  # fmt: skip
        return np.array(places, dtype=np.int64)

    @cached_property
    def inject_node(self) -> Ints:
        """Nodes with a load or generation in service, ascending."""
        m = self.model
        return np.union1d(m.load_node[m.load_in_service], np.flatnonzero(m.fixed_s_pu))

    @cached_property
    def injects(self) -> Ints:
        """Position of each node in `inject_node`, -1 where it is not in it."""
        place = np.full(self.model.n_nodes, -1, dtype=np.int64)
        place[self.inject_node] = np.arange(len(self.inject_node))
        return place

    @cached_property
    def normal(self) -> tuple[Growth, Ints]:
        """Rows and parts of the normal state, and per node its part plus one, 0 for none."""
        nowhere = np.zeros(self.model.n_nodes, dtype=np.int64)
        g = self.grown(self.closed, nowhere, np.ones(1, dtype=bool))
        part = np.searchsorted(g.part_row[1 : g.counts[3] + 1], g.row, side="right") + 1
        return g, np.where(g.row >= 0, part, 0)

    def changed(self, state: Switching) -> tuple[Growth, Bools]:
        """What a state grows anew, and which parts of the normal state these replace."""
        g, home = self.normal
        wanted = np.zeros(int(g.counts[3]) + 1, dtype=bool)
        closed, toggled = self.closed.copy(), self.toggled(state)
        closed[toggled] = ~closed[toggled]
        touched(g.row, home, self.model.switch_a, self.model.switch_b, toggled, wanted)
        return self.grown(closed, home, wanted), wanted[1:]

    def grown(self, closed: Bools, home: Ints, wanted: Bools) -> Growth:
        """Rows and parts, see `tree_kernel.grow`."""
        g = empty_growth(self.model.n_nodes, len(self.model.from_node))
        grow(self.graph, closed, home, wanted, g)
        return g


def _by_node(n_nodes: int, a: Ints, b: Ints, name_a: Ints, name_b: Ints) -> tuple[Ints, Ints, Ints]:
    """Pairs of nodes listed at both: where each node's list begins, names and other nodes."""
    near, far = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.argsort(near, kind="stable")
    begin = np.searchsorted(near[order], np.arange(n_nodes + 1))
    name = np.concatenate([name_a, name_b])[order]
    return begin.astype(np.int64), name.astype(np.int64), far[order].astype(np.int64)


def numbered(states: Iterable[Ints]) -> tuple[Ints, Ints]:
    """Lists of switches in one array, and where each begins."""
    lists = list(states)
    ptr = np.cumsum([0, *(len(one) for one in lists)], dtype=np.int64)
    return ptr, np.concatenate([np.zeros(0, dtype=np.int64), *lists])
