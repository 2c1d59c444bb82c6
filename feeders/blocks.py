"""The block set of a job: every device that could re-energise its section by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from feeders.network import Network
from feeders.topology import NORMAL, Switching, Tree

BLOCK_REASONS = (
    "head_breaker", "line_breaker", "receiving_head", "auto_close_tie", "feeder_automation",
    "same_pole",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BlockedDevice:
    """One device whose automatic closing is blocked while the job lasts, and why."""

    feeder: str
    switch: int
    name: str
    reason: str


def block_set(network: Network, bus: int, state: Switching = NORMAL) -> tuple[BlockedDevice, ...]:
    """Every device that could automatically re-energise the section around `bus`.

    Parameters
    ----------
    network
        The network in today's normal state.
    bus
        Where the work is.
    state
        The switching state of the job (a transfer's, or the normal one).

    Returns
    -------
        Head breaker, upstream reclosing line breakers, after a transfer the receiving heads and
        the breakers on their way to the tie, automatic ties, and the circuit on the same poles;
        each switch once, with the first of these reasons. Feeder automation, which closes
        switches on its own account, is one entry more, at the head of its feeder.
    """
    found: dict[tuple[int, bool], tuple[str, str]] = {}
    for reason, switch, feeder in _devices(network, bus, state):
        found.setdefault((switch, reason == "feeder_automation"), (reason, feeder))
    devices = [
        BlockedDevice(feeder=feeder, switch=switch, name=network.switches[switch].name,
                      reason=reason)
        for (switch, _), (reason, feeder) in found.items()
    ]  # fmt: skip
    return tuple(sorted(devices, key=lambda d: (BLOCK_REASONS.index(d.reason), d.switch)))


def receiving_feeders(network: Network, feeder: str, state: Switching) -> tuple[str, ...]:
    """Feeders that supply, in `state`, nodes which normally belong to `feeder`."""
    now, was = (network.feeder_number_of_nodes(s) for s in (state, NORMAL))
    own = [one.feeder for one in network.feeders].index(feeder)
    moved = np.unique(now[(was == own) & (now != own) & (now >= 0)])
    return tuple(sorted(network.feeders[number].feeder for number in moved))


def involved_feeders(network: Network, state: Switching) -> frozenset[str]:
    """Feeders that give up or take load in `state`."""
    now, was = (network.feeder_number_of_nodes(s) for s in (state, NORMAL))
    numbers = np.unique(np.concatenate([now[now != was], was[now != was]]))
    return frozenset(network.feeders[number].feeder for number in numbers if number >= 0)


def _devices(network: Network, bus: int, state: Switching) -> Iterator[tuple[str, int, str]]:
    topology = network.topology
    section = network.section_of(bus)
    feeder = section.feeder
    node = topology.node_of_bus[bus]
    yield "head_breaker", network.feeder[feeder].head_switch, feeder
    for tree in (network.supply.tree, topology.tree(state)):
        yield from _line_breakers(network, tree, node)
    for other in receiving_feeders(network, feeder, state):
        yield "receiving_head", network.feeder[other].head_switch, other
    yield from _breakers_to_moved_load(network, feeder, state)
    yield from _automatic_ties(network, section.nodes, feeder, state)
    yield from _automation(network, feeder, state)
    for other in network.same_pole[feeder]:
        yield from _circuit_on_the_poles(network, other, state)


def _line_breakers(network: Network, tree: Tree, node: int) -> Iterator[tuple[str, int, str]]:
    heads = {feeder.head_switch for feeder in network.feeders}
    for edge in tree.path(node):
        switch = network.topology.edges[edge].switch
        if switch >= 0 and switch not in heads and network.switches[switch].auto_reclose:
            side = network.topology.edges[edge]
            feeder = network.supply.feeder_of_node[side.a] or network.supply.feeder_of_node[side.b]
            if feeder:
                yield "line_breaker", switch, feeder


def _breakers_to_moved_load(
    network: Network, feeder: str, state: Switching
) -> Iterator[tuple[str, int, str]]:
    """Line breakers between a receiving head and the tie that carries the moved load."""
    tree = network.topology.tree(state)
    live = tree.live
    for switch in state.closed:
        edge = network.topology.edges[network.topology.edge_of_switch[switch]]
        if live[edge.a]:
            for breaker in _line_breakers(network, tree, edge.a):
                if breaker[2] != feeder:
                    yield breaker


def _automatic_ties(
    network: Network, section: frozenset[int], feeder: str, state: Switching
) -> Iterator[tuple[str, int, str]]:
    """Open switches that close by themselves onto what the job's feeder supplies."""
    topology = network.topology
    now = network.feeder_of_nodes(state)
    closed = topology.closed_edges(state)
    for switch, number in sorted(topology.edge_of_switch.items()):
        edge = topology.edges[number]
        if closed[number] or not network.switches[switch].auto_close:
            continue
        ends = {edge.a, edge.b}
        if ends & section or feeder in {now[end] for end in ends}:
            sides = {network.supply.feeder_of_node[end] for end in ends} - {"", feeder}
            yield "auto_close_tie", switch, min(sides, default=feeder)


def _automation(network: Network, feeder: str, state: Switching) -> Iterator[tuple[str, int, str]]:
    """Feeder automation of all that carry the feeder's load, or could take it by remote control."""
    now = network.feeder_of_nodes(state)
    near = {feeder, *receiving_feeders(network, feeder, state)}
    closed = network.topology.closed_edges(state)
    for switch, number in network.topology.edge_of_switch.items():
        edge = network.topology.edges[number]
        sides = {now[edge.a], now[edge.b]}
        if not closed[number] and network.switches[switch].remote and feeder in sides:
            near |= sides
    for name in sorted(near - {""}):
        if network.feeder[name].automation:
            yield "feeder_automation", network.feeder[name].head_switch, name


def _circuit_on_the_poles(
    network: Network, other: str, state: Switching
) -> Iterator[tuple[str, int, str]]:
    """Every breaker that recloses onto the other circuit, by whatever feeder it is fed now.

    Where along the circuit the poles are shared is not known: all of it counts.
    """
    for name in (other, *receiving_feeders(network, other, state)):
        yield "same_pole", network.feeder[name].head_switch, name
    topology, names = network.topology, network.supply.feeder_of_node
    for switch, number in sorted(topology.edge_of_switch.items()):
        edge = topology.edges[number]
        if network.switches[switch].auto_reclose and names[edge.a] == names[edge.b] == other:
            yield "same_pole", switch, other
