"""All transfers of a job by trying everything: ties to close, and one more section switch to open.

Shares nothing with the search but the network itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from feeders.network import Network
from feeders.topology import NORMAL, Switching, Tree


@dataclass(frozen=True, kw_only=True, eq=False)
class BruteForce:
    """A job at a bus that needs its section relieved or dead."""

    network: Network
    bus: int
    switching: str

    @cached_property
    def own(self) -> frozenset[int]:
        """Nodes of the section."""
        return self.network.section_of(self.bus).nodes

    @cached_property
    def way(self) -> frozenset[int]:
        """Edges from the source to the section."""
        return frozenset(self.network.supply.tree.path(min(self.own)))

    @cached_property
    def behind(self) -> tuple[int, ...]:
        """Switches of the section with load behind them."""
        topology = self.network.topology
        closed = set(self.network.section_of(self.bus).switches) & topology.normally_closed
        feeding = {topology.edges[edge].switch for edge in self.way}
        return tuple(
            s for s in sorted(closed - feeding) if self.dark(Switching(opened=(s,))) - self.own
        )

    @cached_property
    def required(self) -> tuple[int, ...]:
        """Switches that the job needs open."""
        if self.switching == "relieve":
            return self.behind
        topology = self.network.topology
        return tuple(sorted(set(self.network.section_of(self.bus).switches)
                            & topology.normally_closed - self._loadless))  # fmt: skip

    @cached_property
    def _loadless(self) -> frozenset[int]:
        topology = self.network.topology
        feeding = {topology.edges[edge].switch for edge in self.way}
        around = set(self.network.section_of(self.bus).switches) & topology.normally_closed
        return frozenset(around - set(self.behind) - feeding)

    @cached_property
    def paths(self) -> dict[int, tuple[int, ...]]:
        """Edges from each node to its source in the normal state."""
        tree = self.network.supply.tree
        return {node: tuple(tree.path(node)) for tie in self.network.ties for node in tie.nodes}

    def dark(self, state: Switching) -> frozenset[int]:
        """Loads without supply."""
        live = self.network.topology.tree(state).live
        return frozenset(n for n in self.network.load_nodes if not live[n])

    def plain(self) -> Iterator[tuple[Switching, frozenset[int]]]:
        """With the required switches open, every set of ties; state and dead nodes."""
        return self._states(self.required, len(self.behind)) if self.required else iter(())

    def exchanged(self) -> Iterator[tuple[Switching, frozenset[int]]]:
        """With one more switch open anywhere but on the way to the work, and one tie more."""
        topology, names = self.network.topology, self.network.supply.feeder_of_node
        others = self.network.operable & topology.normally_closed if self.required else ()
        for switch in sorted(others):
            edge = topology.edge_of_switch[switch]
            ends = topology.edges[edge]
            free = edge not in self.way and switch not in self.required
            if free and (names[ends.a] or names[ends.b]):
                yield from self._states((*self.required, switch), len(self.behind) + 1)

    def _states(
        self, opened: tuple[int, ...], n_ties: int
    ) -> Iterator[tuple[Switching, frozenset[int]]]:
        ties = [t for t in self.network.ties
                if all(t.feeders) and set(t.switches) <= self.network.operable]  # fmt: skip
        cut = {self.network.topology.edge_of_switch[switch] for switch in opened}
        part = {node: next((e for e in path if e in cut), -1) for node, path in self.paths.items()}
        useful = [tie for tie in ties if part[tie.nodes[0]] != part[tie.nodes[1]]]
        for count in range(n_ties + 1):
            for shut in combinations(useful, count):
                state = Switching(opened=opened, closed=tuple(s for t in shut for s in t.switches))
                if self._fits(state):
                    yield state, self.own if self.switching == "section_dead" else frozenset()

    def _fits(self, state: Switching) -> bool:
        tree = self.network.topology.tree(state)
        if tree.chords or below(self.network, self.own, tree) & self.network.load_nodes:
            return False
        wanted = self.own if self.switching == "section_dead" else frozenset()
        live = tree.live
        return self.dark(state) == wanted & self.network.load_nodes and not any(
            live[node] for node in wanted
        )


def below(network: Network, nodes: frozenset[int], tree: Tree) -> frozenset[int]:
    """Nodes supplied through `nodes`."""
    found = set(nodes)
    for node in tree.order:
        if int(tree.parent[node]) in found:
            found.add(node)
    return frozenset(found) - nodes


def buses_of_sections(network: Network) -> list[int]:
    """One bus of every section that has one, in the normal state."""
    assert not network.topology.tree(NORMAL).chords
    return [section.buses[0] for section in network.supply.sections if section.buses]
