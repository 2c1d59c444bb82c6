"""Load transfers: which section switches to open and which ties to close.

Only breakers and load-break switches are operated; a disconnector never switches load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from feeders.moves import Candidate, dark_loads, is_radial, orders
from feeders.network import Network
from feeders.supply import Section, Tie
from feeders.topology import Switching

MAX_CANDIDATES = 400


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A piece that loses supply when its section switch opens, and the ties that can feed it."""

    switch: int
    nodes: frozenset[int]
    ties: tuple[tuple[int, ...], ...]


def nothing_to_relieve(network: Network, bus: int) -> bool:
    """Whether the section at `bus` carries its own load only, with no switching at all."""
    return not _downstream(network, network.section_of(bus))


def candidates(
    network: Network,
    bus: int,
    switching: str,
    section_switches: Iterable[int] = (),
) -> tuple[Candidate, ...]:
    """All transfers for a job, in a fixed order.

    Parameters
    ----------
    network
        The network in today's normal state.
    bus
        Where the work is.
    switching
        `relieve`: the section of the work carries its own load only; load behind it that no tie
        can take counts as its own. `section_dead`: all switches around the section are opened.
    section_switches
        Switches to open instead of those around the section; empty for the latter.

    Returns
    -------
        Radial states, each in all orders of its moves; `lost` is empty unless a piece behind a
        dead section has no tie at all.

    Raises
    ------
    ValueError
        If `switching` is neither, or a section switch cannot be opened under load.
    """
    if switching not in ("relieve", "section_dead"):
        raise ValueError(f"switching: found {switching}, wanted relieve or section_dead")
    section, named = network.section_of(bus), tuple(section_switches)
    feeding = _feeding_switch(network, section)
    behind = _named(network, bus, named) if named else _downstream(network, section)
    if named and switching == "section_dead":
        feeding = tuple(s for s in named if s not in behind)
    dead = switching == "section_dead"
    work, pieces = _pieces(network, bus, behind, feeding)
    if dead:
        return tuple(_combine(network, pieces, feeding, work))
    while len(fed := tuple(piece.switch for piece in pieces if piece.ties)) < len(pieces):
        # What no tie can take stays with the work section, and no tie may lead to it either.
        work, pieces = _pieces(network, bus, fed, feeding)
    return tuple(_combine(network, pieces, (), frozenset())) if pieces else ()


def _pieces(
    network: Network, bus: int, behind: tuple[int, ...], feeding: tuple[int, ...]
) -> tuple[frozenset[int], list[_Piece]]:
    """The piece with the work and the pieces behind it, once these switches are open."""
    opened = behind + feeding
    work = _piece_of(network, network.topology.node_of_bus[bus], opened)
    return work, [_piece(network, switch, opened, work) for switch in behind]


def _downstream(network: Network, section: Section) -> tuple[int, ...]:
    """Closed switches through which the section feeds load behind it."""
    topology, tree = network.topology, network.supply.tree
    found = []
    for switch in section.switches:
        edge = topology.edge_of_switch[switch]
        ends = topology.edges[edge]
        far = ends.b if ends.a in section.nodes else ends.a
        if tree.edge[far] == edge and _has_load(network, _piece_of(network, far, (switch,))):
            found.append(switch)
    return tuple(found)


def _feeding_switch(network: Network, section: Section) -> tuple[int, ...]:
    """The switch through which the section itself is fed."""
    topology, tree = network.topology, network.supply.tree
    for edge in tree.path(min(section.nodes)):
        switch = topology.edges[edge].switch
        if switch in section.switches:
            return (switch,)
    return ()


def _named(network: Network, bus: int, switches: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the named switches that are not on the way from the source to the work."""
    wrong = [s for s in switches if s not in network.operable]
    if wrong:
        raise ValueError(f"section_switches: found {wrong}, wanted breakers or load-break switches")
    path = set(network.supply.tree.path(network.topology.node_of_bus[bus]))
    edge_of = network.topology.edge_of_switch
    return tuple(sorted(s for s in set(switches) if edge_of[s] not in path))


def _piece_of(network: Network, node: int, opened: Iterable[int]) -> frozenset[int]:
    passable = network.topology.closed_edges(Switching(opened=tuple(opened)))
    return network.topology.spread(node, passable)


def _has_load(network: Network, nodes: frozenset[int]) -> bool:
    return not network.load_nodes.isdisjoint(nodes)


def _piece(network: Network, switch: int, opened: tuple[int, ...], work: frozenset[int]) -> _Piece:
    topology = network.topology
    edge = topology.edge_of_switch[switch]
    ends = topology.edges[edge]
    far = ends.b if network.supply.tree.edge[ends.b] == edge else ends.a
    nodes = _piece_of(network, far, opened)
    ties = tuple(tie.switches for tie in _ties_from(network, nodes, work))
    return _Piece(switch=switch, nodes=nodes, ties=ties)


def _ties_from(network: Network, nodes: frozenset[int], work: frozenset[int]) -> list[Tie]:
    """Ties that lead out of `nodes` to anywhere but the work section."""
    return [
        tie for tie in network.ties
        if (tie.nodes[0] in nodes) != (tie.nodes[1] in nodes)
        and work.isdisjoint(tie.nodes) and all(tie.feeders)
        and set(tie.switches) <= network.operable
    ]  # fmt: skip


def _combine(
    network: Network, pieces: list[_Piece], feeding: tuple[int, ...], dead: frozenset[int]
) -> Iterator[Candidate]:
    options = [piece.ties or ((),) for piece in pieces]
    hopeless = [piece.nodes for piece in pieces if not piece.ties]
    unavoidable = frozenset().union(*hopeless)
    seen = set()
    for number, chosen in enumerate(product(*options)):
        if number >= MAX_CANDIDATES:
            return
        for candidate in _candidates(network, pieces, chosen, feeding, dead):
            if candidate.lost <= unavoidable and candidate.moves not in seen:
                seen.add(candidate.moves)
                yield candidate


def _candidates(
    network: Network, pieces: list[_Piece], chosen: tuple[tuple[int, ...], ...],
    feeding: tuple[int, ...], dead: frozenset[int],
) -> Iterator[Candidate]:  # fmt: skip
    opened = tuple(piece.switch for piece in pieces)
    ties = tuple(tie for tie in chosen if tie)
    closed = tuple(switch for tie in ties for switch in tie)
    state = Switching(opened=opened + feeding, closed=closed)
    live = network.topology.tree(state).live
    if is_radial(network, state) and not any(live[node] for node in dead):
        dark = dark_loads(network, state)
        for moves in orders(network, opened, ties, feeding, dark | dead):
            yield Candidate(state=state, moves=moves, dead=dead, lost=dark - dead)
