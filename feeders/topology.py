"""Who is joined to whom: buses, line and transformer bodies, and the switches between them.

A node is a bus or the *body* of a line or transformer; an edge joins a bus to a body or, for a
bus-bus switch, two buses. Every switch is exactly one edge, so one rule covers line switches,
transformer switches and bus-bus switches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from feeders.arrays import Bools, Ints
from feeders.walk_kernel import walk


@dataclass(frozen=True, kw_only=True, order=True)
class Switching:
    """A switching state as its difference to today's normal state.

    Parameters
    ----------
    opened
        Switch indices that are closed normally and open here, sorted.
    closed
        Switch indices that are open normally and closed here, sorted.
    """

    opened: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if set(self.opened) & set(self.closed):
            raise ValueError(f"opened and closed at once: {set(self.opened) & set(self.closed)}")
        for name in ("opened", "closed"):
            object.__setattr__(self, name, tuple(sorted({int(i) for i in getattr(self, name)})))

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed)

    def then(self, other: Switching) -> Switching:
        """The state after the operations of `other` were done on top of this one."""
        opened = (set(self.opened) | set(other.opened)) - set(self.closed) - set(other.closed)
        closed = (set(self.closed) | set(other.closed)) - set(self.opened) - set(other.opened)
        undone = (set(self.opened) & set(other.closed)) | (set(self.closed) & set(other.opened))
        return Switching(opened=tuple(opened - undone), closed=tuple(closed - undone))


NORMAL = Switching()

KEPT_TREES = 400
"""So many walks are kept: as many as a job's states, not as a county's."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """One end of a branch or one bus-bus switch; `switch` is -1 where nothing can be opened."""

    a: int
    b: int
    switch: int


@dataclass(frozen=True, kw_only=True)
class Tree:
    """Breadth-first tree of the energised nodes.

    Parameters
    ----------
    parent, edge
        Per node, -1 for none.
    reached
        The energised nodes in the order of the walk.
    chords
        Edges that close a loop, ascending.
    """

    parent: Ints
    edge: Ints
    reached: Ints
    chords: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[int, ...]:
        """The energised nodes in the order of the walk."""
        return tuple(self.reached.tolist())

    @cached_property
    def live(self) -> Bools:
        """Whether the node is energised."""
        mask = np.zeros(len(self.parent), dtype=bool)
        mask[self.reached] = True
        return mask

    def path(self, node: int) -> Iterator[int]:
        """Edges from a live node up to its source."""
        while self.parent[node] >= 0:
            yield int(self.edge[node])
            node = int(self.parent[node])


@dataclass(frozen=True, kw_only=True, eq=False)
class Topology:
    """The static graph of a network."""

    buses: tuple[int, ...]
    branches: tuple[tuple[str, int], ...]
    edges: tuple[Edge, ...]
    roots: tuple[int, ...]
    normally_closed: frozenset[int]

    @cached_property
    def node_of_bus(self) -> dict[int, int]:
        """Node number per bus index."""
        return {bus: node for node, bus in enumerate(self.buses)}

    @cached_property
    def node_of_branch(self) -> dict[tuple[str, int], int]:
        """Node number of a branch body, keyed by ("line" | "trafo", index)."""
        return {branch: len(self.buses) + i for i, branch in enumerate(self.branches)}

    @cached_property
    def edge_of_switch(self) -> dict[int, int]:
        """Edge number per switch index."""
        return {edge.switch: i for i, edge in enumerate(self.edges) if edge.switch >= 0}

    @cached_property
    def neighbours(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Per node its (edge, other node) pairs, in edge order."""
        lists: list[list[tuple[int, int]]] = [[] for _ in range(self.n_nodes)]
        for i, edge in enumerate(self.edges):
            lists[edge.a].append((i, edge.b))
            lists[edge.b].append((i, edge.a))
        return tuple(map(tuple, lists))

    @property
    def n_nodes(self) -> int:
        """Buses plus branch bodies."""
        return len(self.buses) + len(self.branches)

    def is_bus(self, node: int) -> bool:
        """Whether the node is a bus rather than a branch body."""
        return node < len(self.buses)

    @cached_property
    def _neighbour_arrays(self) -> tuple[Ints, Ints, Ints]:
        """The same in arrays: where each node's list begins, edges and other nodes."""
        edge, other = (
            np.array([pair[i] for pairs in self.neighbours for pair in pairs], dtype=np.int64)
            for i in (0, 1)
        )
        return np.cumsum([0, *map(len, self.neighbours)], dtype=np.int64), edge, other

    @cached_property
    def _normally_closed_edges(self) -> Bools:
        closed = self.normally_closed
        return np.array([e.switch < 0 or e.switch in closed for e in self.edges], dtype=bool)

    def _passable(self, state: Switching) -> Bools:
        passable = self._normally_closed_edges.copy()
        for switches, closed in ((state.opened, False), (state.closed, True)):
            for switch in switches:
                if switch in self.edge_of_switch:
                    passable[self.edge_of_switch[switch]] = closed
        return passable

    def closed_edges(self, state: Switching = NORMAL) -> list[bool]:
        """Per edge whether current can pass in this switching state."""
        passable: list[bool] = self._passable(state).tolist()
        return passable

    @cached_property
    def _trees(self) -> dict[Switching, Tree]:
        return {}

    def tree(self, state: Switching = NORMAL) -> Tree:
        """Breadth-first from all sources at once; `chords` are the edges that close a loop."""
        if state not in self._trees:
            if len(self._trees) >= KEPT_TREES:
                del self._trees[next(iter(self._trees))]
            self._trees[state] = self._walk(state)
        return self._trees[state]

    def _walk(self, state: Switching) -> Tree:
        roots = np.array(self.roots, dtype=np.int64)
        parent, via, reached, chord = walk(*self._neighbour_arrays, self._passable(state), roots)
        chords = tuple(np.flatnonzero(chord).tolist())
        return Tree(parent=parent, edge=via, reached=reached, chords=chords)

    def spread(self, start: int, passable: list[bool]) -> frozenset[int]:
        """All nodes reached from `start` over passable edges."""
        seen, queue = {start}, [start]
        for node in queue:
            for edge, other in self.neighbours[node]:
                if passable[edge] and other not in seen:
                    seen.add(other)
                    queue.append(other)
        return frozenset(seen)

    def parts(self, nodes: Iterable[int], passable: list[bool]) -> list[frozenset[int]]:
        """The pieces into which `nodes` fall, ordered by their smallest node."""
        left, pieces = set(nodes), []
        for node in sorted(left):
            if node in left:
                piece = self.spread(node, passable)
                left -= piece
                pieces.append(piece)
        return pieces

    def loop(self, tree: Tree, chord: int) -> list[int]:
        """Edges of the loop that `chord` closes."""
        edge = self.edges[chord]
        ups = [list(tree.path(node)) for node in (edge.a, edge.b)]
        common = set(ups[0]) & set(ups[1])
        return [chord, *(e for up in ups for e in up if e not in common)]


def build_topology(net: Any) -> Topology:
    """Read buses, lines, transformers and switches in service from a pandapower net."""
    buses = tuple(int(i) for i in net.bus.index[net.bus["in_service"]])
    node_of_bus = {bus: node for node, bus in enumerate(buses)}
    at_end = {
        (row.et, int(row.element), int(row.bus)): int(row.Index)
        for row in net.switch.itertuples() if row.et in ("l", "t")
    }  # fmt: skip
    branches: list[tuple[str, int]] = []
    edges: list[Edge] = []
    for kind, index, ends in _branches_in_service(net):
        body = len(buses) + len(branches)
        branches.append((kind, index))
        edges += [
            Edge(a=node_of_bus[bus], b=body, switch=at_end.get((kind[0], index, bus), -1))
            for bus in ends if bus in node_of_bus
        ]  # fmt: skip
    edges += [
        Edge(a=node_of_bus[int(row.bus)], b=node_of_bus[int(row.element)], switch=int(row.Index))
        for row in net.switch.itertuples()
        if row.et == "b" and int(row.bus) in node_of_bus and int(row.element) in node_of_bus
    ]  # fmt: skip
    grids = net.ext_grid[net.ext_grid["in_service"]]
    roots = sorted({node_of_bus[int(b)] for b in grids["bus"] if int(b) in node_of_bus})
    closed = frozenset(int(i) for i in net.switch.index[net.switch["closed"].astype(bool)])
    return Topology(buses=buses, branches=tuple(branches), edges=tuple(edges),
                    roots=tuple(roots), normally_closed=closed)  # fmt: skip


def _branches_in_service(net: Any) -> Iterator[tuple[str, int, tuple[int, int]]]:
    for kind, first, second in (("line", "from_bus", "to_bus"), ("trafo", "hv_bus", "lv_bus")):
        table = net[kind]
        if len(table):
            for row in table[table["in_service"]].itertuples():
                yield kind, int(row.Index), (int(getattr(row, first)), int(getattr(row, second)))
