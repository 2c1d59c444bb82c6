"""Transfers with one exchange more: another tie is closed, and the loop it makes opened elsewhere.

So a piece is divided between two ties, or the receiving feeder is first relieved by a third one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from feeders.moves import Candidate, orders
from feeders.network import Network
from feeders.supply import Tie
from feeders.topology import Switching, Tree


def exchanges(network: Network, bus: int, base: Candidate) -> Iterator[Candidate]:
    """Every transfer that is `base` and one exchange more, in a fixed order.

    Parameters
    ----------
    network
        The network in today's normal state.
    bus
        Where the work is; its own way to the source stays as it is.
    base
        A transfer found by `transfer.candidates`.

    Notes
    -----
    Only exchanges with a feeder that carries load moved by `base` are of use. Of neighbouring
    switches with no load between them the first is taken. The same state comes in every
    order of its moves, of which one may pass through fewer violations than another.
    """
    search = _Search(network=network, bus=bus, base=base)
    for tie in network.ties:
        if search.usable(tie):
            for switch in search.openings(tie):
                yield from search.candidates(tie, switch)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Search:
    network: Network
    bus: int
    base: Candidate

    @cached_property
    def _tree(self) -> Tree:
        return self.network.topology.tree(self.base.state)

    @cached_property
    def _carriers(self) -> frozenset[str]:
        """Feeders that supply, after `base`, something that another way supplied before."""
        ties = {self.network.topology.edge_of_switch[s] for s in self.base.state.closed}
        now = self.network.feeder_of_nodes(self.base.state)
        edges = (self.network.topology.edges[edge] for edge in ties)
        return frozenset({now[node] for edge in edges for node in (edge.a, edge.b)} - {""})

    @cached_property
    def _load_below(self) -> list[int]:
        """Per node how many nodes with load it and what hangs on it have."""
        count = [int(node in self.network.load_nodes) for node in range(len(self._tree.parent))]
        for node in reversed(self._tree.order):
            if self._tree.parent[node] >= 0:
                count[int(self._tree.parent[node])] += count[node]
        return count

    @cached_property
    def _fixed(self) -> frozenset[int]:
        """Edges that stay as they are: the way to the work, and what `base` itself closed."""
        topology = self.network.topology
        way = self.network.supply.tree.path(topology.node_of_bus[self.bus])
        return frozenset({*way, *(topology.edge_of_switch[s] for s in self.base.state.closed)})

    def usable(self, tie: Tie) -> bool:
        """Whether the tie joins two live nodes, one of them on a feeder that took load."""
        now = self.network.feeder_of_nodes(self.base.state)
        ends = {now[node] for node in tie.nodes}
        work = self.network.section_of(self.bus).nodes
        return (
            set(tie.switches) <= self.network.operable
            and not set(tie.switches) & set(self.base.state.closed)
            and work.isdisjoint(tie.nodes) and "" not in ends and bool(ends & self._carriers)
        )  # fmt: skip

    def openings(self, tie: Tie) -> Iterator[int]:
        """Switches in the loop that the tie closes, one for each division of the load."""
        topology, seen = self.network.topology, set()
        ups = [list(self._tree.path(node)) for node in tie.nodes]
        shared = set(ups[0]) & set(ups[1])
        for side, up in enumerate(ups):
            for edge in up:
                switch, load = topology.edges[edge].switch, self._load_below[self._lower(edge)]
                operable = switch in self.network.operable and edge not in self._fixed | shared
                if operable and load and (side, load) not in seen and self._on_feeder(edge):
                    seen.add((side, load))
                    yield switch

    def _lower(self, edge: int) -> int:
        ends = self.network.topology.edges[edge]
        return ends.a if self._tree.edge[ends.a] == edge else ends.b

    def _on_feeder(self, edge: int) -> bool:
        now = self.network.feeder_of_nodes(self.base.state)
        return bool(now[self._lower(edge)])

    def candidates(self, tie: Tie, switch: int) -> Iterator[Candidate]:
        """The transfer with this exchange, in each order of its moves."""
        base = self.base
        state = base.state.then(Switching(opened=(switch,), closed=tie.switches))
        feeding = tuple(s for move in base.moves if not move.closed for s in move.opened)
        opened = [s for s in state.opened if s not in feeding]
        # The receiving feeder had better be relieved before it is loaded: this tie comes first.
        ties = [tie.switches, *(move.closed for move in base.moves if move.closed)]
        found = orders(self.network, opened, ties, feeding, base.dead | base.lost)
        for moves in found:
            yield Candidate(state=state, moves=moves, dead=base.dead, lost=base.lost)
