"""What if it trips while reclosing is blocked: who could be supplied again, how, and how soon.

The section with the crew stays dead until its leader has confirmed that all are clear, and only
what its isolating switches part from it may be restored: through the breaker that tripped, or
through ties, without a violation (rules, section 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

from feeders.arrays import Bools, Floats
from feeders.moves import is_radial
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.sensitivity import life_support_nodes, weighted_customers
from feeders.topology import Switching

MAX_WAYS = 200  # of restoring the pieces of one trip together; the best are tried first


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """A switching state after a trip, and who has supply in it again.

    Parameters
    ----------
    state
        Switching state, the tripped breaker open unless it was closed again.
    operations
        Switches operated, isolating ones first.
    nodes
        Nodes that the trip made dark and that are supplied again.
    """

    state: Switching
    operations: tuple[int, ...]
    nodes: frozenset[int]


@dataclass(frozen=True, kw_only=True, eq=False)
class Trip:
    """A breaker of the block set opens for good while a task is in its switching state.

    `shared_poles` says that its circuit passes the crew on the same poles, where is not known.
    """

    network: Network
    bus: int
    state: Switching
    breaker: int
    shared_poles: bool = False

    @cached_property
    def _edge(self) -> int:
        return self.network.topology.edge_of_switch[self.breaker]

    @cached_property
    def tripped(self) -> Switching:
        """The state right after the trip."""
        return self.state.then(Switching(opened=(self.breaker,)))

    @cached_property
    def dark(self) -> frozenset[int]:
        """Nodes that lose supply."""
        topology = self.network.topology
        lost = topology.tree(self.state).live & ~topology.tree(self.tripped).live
        return frozenset(np.flatnonzero(lost).tolist())

    @cached_property
    def crew(self) -> frozenset[int]:
        """Nodes of the section worked on, dark or dead before."""
        return self.network.section_of(self.bus).nodes

    @cached_property
    def isolating(self) -> tuple[int, ...]:
        """Closed switches around the crew's section if it is dark, the tripped one aside."""
        if self.crew.isdisjoint(self.dark):
            return ()
        topology = self.network.topology
        closed = topology.closed_edges(self.tripped)
        around = self.network.section_of(self.bus).switches
        return tuple(s for s in around if closed[topology.edge_of_switch[s]])

    @cached_property
    def isolated(self) -> Switching:
        """The state once the crew's section is parted from everything else."""
        return self.tripped.then(Switching(opened=self.isolating))

    @cached_property
    def pieces(self) -> tuple[frozenset[int], ...]:
        """What the crew's section leaves of the dark part, where there is load or a customer."""
        passable = self.network.topology.closed_edges(self.isolated)
        parts = self.network.topology.parts(self.dark - self.crew, passable)
        return tuple(part for part in parts if not self.network.load_nodes.isdisjoint(part))

    def ways(self, piece: frozenset[int]) -> list[tuple[int, ...]]:
        """Switches that each supply a piece again: the breaker's own, then those of ties."""
        topology = self.network.topology
        closed = topology.closed_edges(self.isolated)
        joins: list[tuple[tuple[int, ...], tuple[int, int]]] = [
            ((self.breaker,), self._ends(self.breaker))
        ]
        joins += [(tie.switches, tie.nodes) for tie in self.network.ties if all(tie.feeders)]
        joins += [((s,), self._ends(s)) for s in self.state.opened]
        return [
            switches
            for switches, ends in dict(joins).items()
            if set(switches) <= self.network.operable and self.crew.isdisjoint(ends)
            and (ends[0] in piece) != (ends[1] in piece)
            and not all(closed[topology.edge_of_switch[s]] for s in switches)
        ]  # fmt: skip

    def _ends(self, switch: int) -> tuple[int, int]:
        edge = self.network.topology.edges[self.network.topology.edge_of_switch[switch]]
        return edge.a, edge.b

    def restorations(self) -> Iterator[Restoration]:
        """Every way to supply pieces again, the most and the most sensitive customers first."""
        life = life_support_nodes(self.network)
        pieces = () if self.shared_poles else self.pieces
        choices = [[*self.ways(piece), None] for piece in pieces]
        found = [r for chosen in product(*choices) if (r := self._restoration(chosen))]
        found.sort(key=lambda r: (-len(life & r.nodes), -weighted_customers(self.network, r.nodes),
                                  len(r.operations), r.state))  # fmt: skip
        yield from found[:MAX_WAYS]

    def _restoration(self, chosen: Sequence[tuple[int, ...] | None]) -> Restoration | None:
        closing = tuple(dict.fromkeys(s for switches in chosen if switches for s in switches))
        if not closing:
            return None
        state = self.isolated.then(Switching(closed=closing))
        live = self.network.topology.tree(state).live
        fed = [piece for piece, way in zip(self.pieces, chosen, strict=True) if way]
        if not is_radial(self.network, state) or not all(live[min(piece)] for piece in fed):
            return None
        nodes = frozenset(node for node in self.dark if live[node])
        return Restoration(state=state, operations=(*self.isolating, *closing), nodes=nodes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Restorable:
    """Per hour the best restoration after a trip that breaks no limit.

    Parameters
    ----------
    trip
        What trips.
    found
        Restorations that are the best of some hour.
    chosen
        Per hour the number of its restoration in `found`; -1 where nothing can be restored.
    """

    trip: Trip
    found: tuple[Restoration, ...]
    chosen: np.typing.NDArray[np.int64]

    def customers(self) -> Floats:
        """Customers with supply again, per hour."""
        return self._per_hour([float(self.trip.network.customers_in(r.nodes)) for r in self.found])

    def weighted(self) -> Floats:
        """The same, sensitive ones counted by their weight."""
        return self._per_hour([weighted_customers(self.trip.network, r.nodes) for r in self.found])

    def minutes(self, of_switch: dict[int, float]) -> Floats:
        """Switching time per hour; 0 where nothing can be restored. [min]"""
        return self._per_hour([sum(of_switch[s] for s in r.operations) for r in self.found])

    def load_mw(self, grid: Grid) -> Floats:
        """Load with supply again, per hour. [MW]"""
        total = np.zeros(len(self.chosen))
        for number, restoration in enumerate(self.found):
            rows = grid.nodes_to_buses(restoration.nodes)
            hours = self.chosen == number
            total[hours] = np.nansum(grid.load_mw[rows], axis=0)[hours]
        return total

    def left_out(self, nodes: frozenset[int]) -> Bools:
        """Per hour whether some of these nodes lose supply and do not get it back."""
        lost = nodes & self.trip.dark
        spared = np.array([lost <= r.nodes for r in self.found] + [not lost], dtype=bool)
        return np.asarray(~spared[self.chosen])

    def _per_hour(self, values: list[float]) -> Floats:
        return np.array([*values, 0.0])[self.chosen]


def restorable(grid: Grid, task: GridTask, trip: Trip) -> Restorable:
    """Find the best restoration of every hour, at the loads of that hour.

    Parameters
    ----------
    grid
        Network, loads and limits.
    task
        The job at work.
    trip
        What trips.
    """
    plain = replace(task, reclosing_blocked=False)
    chosen = np.full(len(grid.load_case.times), -1, dtype=np.int64)
    found: list[Restoration] = []
    for restoration in trip.restorations():
        live = grid.network.topology.tree(restoration.state).live
        dark = frozenset(np.flatnonzero(~live).tolist())
        hours = (chosen < 0) & grid.judge(plain, restoration.state, dark).allowed
        if hours.any():
            chosen[hours] = len(found)
            found.append(restoration)
        if (chosen >= 0).all():
            break
    return Restorable(trip=trip, found=tuple(found), chosen=chosen)
