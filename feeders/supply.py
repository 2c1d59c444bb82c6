"""What topology alone tells: feeders, busbars, sections, ties, and what contradicts the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from feeders.network_checks import Fault
from feeders.topology import Topology, Tree


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a feeder starts, from the feeders table."""

    feeder: str
    line: int
    switch: int


@dataclass(frozen=True, kw_only=True)
class Section:
    """A piece of a feeder between switches that may be operated under load."""

    number: int
    feeder: str
    nodes: frozenset[int]
    buses: tuple[int, ...]
    switches: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A normally open connection; two switches when a line is open at both ends."""

    switches: tuple[int, ...]
    nodes: tuple[int, int]
    feeders: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Supply:
    """Result of walking the network from its sources."""

    tree: Tree
    feeder_of_node: tuple[str, ...]
    busbar_of_feeder: Mapping[str, int]
    sections: tuple[Section, ...]
    section_of_node: Mapping[int, int]
    ties: tuple[Tie, ...]


def walk(
    net: Any, topology: Topology, heads: Iterable[Head], operable: frozenset[int]
) -> tuple[Supply, list[Fault]]:
    """Assign every node to a feeder, and collect all contradictions."""
    heads = tuple(heads)
    tree = topology.tree()
    busbars, faults = _busbars(net, topology, tree, heads)
    feeder_of_node = _feeder_of_node(topology, tree, heads)
    sections = _sections(topology, feeder_of_node, operable)
    supply = Supply(
        tree=tree, feeder_of_node=feeder_of_node, busbar_of_feeder=busbars, sections=sections,
        section_of_node={node: s.number for s in sections for node in s.nodes},
        ties=_ties(topology, tree, feeder_of_node),
    )  # fmt: skip
    faults += _islands(topology, tree) + _loops(topology, tree, feeder_of_node)
    faults += _headless_lines(net, topology, supply, heads) + _idle_ties(supply, operable)
    return supply, faults + _loadless(net, topology, supply, heads)


def _busbars(
    net: Any, topology: Topology, tree: Tree, heads: tuple[Head, ...]
) -> tuple[dict[str, int], list[Fault]]:
    busbars, faults = {}, []
    for head in heads:
        upstream = _upstream(topology, tree, head)
        if upstream is None:
            found = "not a closed switch feeding head_line"
            wanted = "the closed switch between busbar and head_line"
            faults.append(_head_fault(head, "head_switch", found, wanted))
        elif _passes_feeder_line(net, topology, tree, upstream, head.line):
            faults.append(_head_fault(head, "head_line", "a line behind another feeder line",
                                      "a line at a substation busbar"))  # fmt: skip
        else:
            busbars[head.feeder] = _busbar(topology, tree, upstream)
    return busbars, faults


def _upstream(topology: Topology, tree: Tree, head: Head) -> int | None:
    """Node on the supply side of the head switch, if it is closed and feeds the head line."""
    body = topology.node_of_branch.get(("line", head.line))
    edge = topology.edge_of_switch.get(head.switch)
    if body is None or edge is None:
        return None
    first = body if tree.edge[body] == edge else int(tree.parent[body])
    return int(tree.parent[first]) if first >= 0 and tree.edge[first] == edge else None


def _passes_feeder_line(net: Any, topology: Topology, tree: Tree, node: int, line: int) -> bool:
    """Whether the way from `node` to its source uses a line of the feeders' own voltage."""
    level = _kv(net, line)
    while node >= 0:
        if not topology.is_bus(node):
            kind, index = topology.branches[node - len(topology.buses)]
            if kind == "line" and _kv(net, index) == level:
                return True
        node = int(tree.parent[node])
    return False


def _kv(net: Any, line: int) -> float:
    return float(net.bus.at[net.line.at[line, "from_bus"], "vn_kv"])


def _busbar(topology: Topology, tree: Tree, node: int) -> int:
    """Walk over the short links of a bay (disconnector, breaker) up to the busbar itself."""
    while len(topology.neighbours[node]) == 2 and tree.parent[node] >= 0:
        edges = [topology.edges[edge] for edge, _ in topology.neighbours[node]]
        if any(not (topology.is_bus(e.a) and topology.is_bus(e.b)) for e in edges[1:]):
            break
        if not topology.is_bus(int(tree.parent[node])):
            break
        node = int(tree.parent[node])
    return topology.buses[node]


def _feeder_of_node(topology: Topology, tree: Tree, heads: tuple[Head, ...]) -> tuple[str, ...]:
    start = {topology.edge_of_switch.get(head.switch, -2): head.feeder for head in heads}
    feeder = [""] * topology.n_nodes
    for node in tree.order:
        if tree.parent[node] >= 0:
            above = feeder[tree.parent[node]]
            feeder[node] = above or start.get(int(tree.edge[node]), "")
    return tuple(feeder)


def _sections(
    topology: Topology, feeder_of_node: tuple[str, ...], operable: frozenset[int]
) -> tuple[Section, ...]:
    closed = topology.closed_edges()
    passable = [closed[i] and edge.switch not in operable for i, edge in enumerate(topology.edges)]
    nodes = [node for node, feeder in enumerate(feeder_of_node) if feeder]
    pieces = topology.parts(nodes, passable)
    return tuple(
        _section(topology, number, feeder_of_node[min(piece)], piece, operable)
        for number, piece in enumerate(pieces)
    )


def _section(
    topology: Topology, number: int, feeder: str, nodes: frozenset[int], operable: frozenset[int]
) -> Section:
    around = {
        topology.edges[edge].switch
        for node in nodes for edge, other in topology.neighbours[node] if other not in nodes
    }  # fmt: skip
    buses = tuple(topology.buses[node] for node in sorted(nodes) if topology.is_bus(node))
    return Section(number=number, feeder=feeder, nodes=nodes, buses=buses,
                   switches=tuple(sorted(around & operable)))  # fmt: skip


def _ties(topology: Topology, tree: Tree, feeder_of_node: tuple[str, ...]) -> tuple[Tie, ...]:
    closed, live = topology.closed_edges(), tree.live
    ends: list[tuple[tuple[int, ...], int, int]] = []
    for i, edge in enumerate(topology.edges):
        if closed[i]:
            continue
        if live[edge.a] and live[edge.b]:
            ends.append(((edge.switch,), edge.a, edge.b))
        elif live[edge.a] and not topology.is_bus(edge.b):
            far = [(e, n) for e, n in topology.neighbours[edge.b] if e > i and live[n]]
            ends += [((edge.switch, topology.edges[e].switch), edge.a, n) for e, n in far]
    return tuple(
        Tie(switches=tuple(sorted(switches)), nodes=(a, b),
            feeders=(feeder_of_node[a], feeder_of_node[b]))
        for switches, a, b in ends if feeder_of_node[a] or feeder_of_node[b]
    )  # fmt: skip


def _islands(topology: Topology, tree: Tree) -> list[Fault]:
    live = tree.live
    dead = [node for node in range(topology.n_nodes) if not live[node]]
    faults = []
    for piece in topology.parts(dead, topology.closed_edges()):
        buses = [topology.buses[node] for node in sorted(piece) if topology.is_bus(node)]
        if buses:
            found = "no supply in the normal state"
            faults.append(Fault(table="network", key=f"bus {_few(buses)}", column="", found=found,
                                wanted="a closed way to a source"))  # fmt: skip
    return faults


def _loops(topology: Topology, tree: Tree, feeder_of_node: tuple[str, ...]) -> list[Fault]:
    faults = []
    for chord in tree.chords:
        edges = [topology.edges[e] for e in topology.loop(tree, chord)]
        nodes = {node for edge in edges for node in (edge.a, edge.b)}
        feeders = sorted({feeder_of_node[node] for node in nodes} - {""})
        switches = sorted({edge.switch for edge in edges} - {-1})
        if feeders:
            faults.append(Fault(table="network", key=f"switch {_few(switches)}", column="closed",
                                found=f"a loop through {', '.join(feeders)}",
                                wanted="one of them open in the normal state"))  # fmt: skip
    return faults


def _headless_lines(
    net: Any, topology: Topology, supply: Supply, heads: tuple[Head, ...]
) -> list[Fault]:
    """Lines that leave a busbar and carry load although no feeder names them."""
    levels = {_kv(net, head.line) for head in heads if head.line in net.line.index}
    loaded = _load_nodes(net, topology)
    faults = []
    for node in supply.tree.order:
        if topology.is_bus(node) or supply.feeder_of_node[node] or node in topology.roots:
            continue
        kind, index = topology.branches[node - len(topology.buses)]
        if kind == "line" and _kv(net, index) in levels and _feeds(supply, node, loaded):
            faults.append(Fault(table="feeders", key=f"line {index}", column="head_line",
                                found="in no feeder but carries load",
                                wanted="one feeder per line that leaves a busbar"))  # fmt: skip
    return faults


def _feeds(supply: Supply, node: int, loaded: set[int]) -> bool:
    below = {node}
    for child in supply.tree.order:
        if supply.tree.parent[child] in below:
            below.add(child)
    return any(n in loaded and not supply.feeder_of_node[n] for n in below)


def _load_nodes(net: Any, topology: Topology) -> set[int]:
    loads = net.load[net.load["in_service"]] if len(net.load) else net.load
    return {topology.node_of_bus[bus] for bus in loads["bus"] if bus in topology.node_of_bus}


def _idle_ties(supply: Supply, operable: frozenset[int]) -> list[Fault]:
    faults = []
    for tie in supply.ties:
        a, b = (supply.section_of_node.get(node, -1) for node in tie.nodes)
        if a == b and a >= 0 and set(tie.switches) <= operable:
            faults.append(Fault(table="network", key=f"switch {_few(tie.switches)}",
                                column="closed", found="an open point inside one section",
                                wanted="a tie between two sections"))  # fmt: skip
    return faults


def _loadless(net: Any, topology: Topology, supply: Supply, heads: tuple[Head, ...]) -> list[Fault]:
    loaded = {supply.feeder_of_node[node] for node in _load_nodes(net, topology)}
    return [
        _head_fault(head, "feeder", "no load on it", "at least one load in service")
        for head in heads if head.feeder in supply.busbar_of_feeder and head.feeder not in loaded
    ]  # fmt: skip


def _head_fault(head: Head, column: str, found: str, wanted: str) -> Fault:
    return Fault(table="feeders", key=head.feeder, column=column, found=found, wanted=wanted)


def _few(values: Iterable[int]) -> str:
    listed = [str(value) for value in values]
    return ", ".join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")
