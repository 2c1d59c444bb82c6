"""What blocking reclosing costs: customer-hours at risk per slot.

A transient fault on an overhead line clears itself and reclosing restores supply; with reclosing
blocked the feeder stays dead until the crew is reached and the line patrolled. Cables have
practically no transient faults, permanent faults are dead with or without reclosing: both add
nothing (rules, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.blocks import block_set
from feeders.network import Network
from feeders.topology import NORMAL, Switching, Tree

HOURS_PER_YEAR = 8760.0
SLOT_HOURS = 0.25


@dataclass(frozen=True, kw_only=True)
class RiskModel:
    """Parameters of the added risk; all are assumptions a utility should replace by its own.

    Parameters
    ----------
    transient_share
        Share of overhead-line faults that are transient, 0 to 1.
    reclose_success
        Share of transient faults which one reclosing clears, 0 to 1.
    contact_minutes
        Until the crew's leader has confirmed that all are clear. [min]
    patrol_minutes
        Until the line is patrolled and may be energised. [min]
    """

    transient_share: float = 0.7
    reclose_success: float = 0.8
    contact_minutes: float = 15.0
    patrol_minutes: float = 60.0

    def __post_init__(self) -> None:
        for name in ("transient_share", "reclose_success"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name}: found {getattr(self, name)}, wanted 0 to 1")
        if self.contact_minutes < 0.0 or self.patrol_minutes < 0.0:
            raise ValueError("contact_minutes, patrol_minutes: wanted at least 0")

    @property
    def avoidable_hours(self) -> float:
        """Expected hours without supply per fault, which reclosing would have avoided. [h]"""
        restore = (self.contact_minutes + self.patrol_minutes) / 60.0
        return self.transient_share * self.reclose_success * restore


def overhead_km(network: Network, nodes: frozenset[int]) -> dict[str, float]:
    """Overhead kilometres per normal feeder among the line bodies in `nodes`. [km]

    Notes
    -----
    A line of unknown type counts as overhead: the cautious side.
    """
    km: dict[str, float] = {}
    first = len(network.topology.buses)
    for node in sorted(nodes):
        if node >= first and network.topology.branches[node - first][0] == "line":
            index = network.topology.branches[node - first][1]
            feeder = network.supply.feeder_of_node[node]
            if feeder and not _is_cable(network, index):
                km[feeder] = km.get(feeder, 0.0) + float(network.net.line.at[index, "length_km"])
    return km


def _is_cable(network: Network, line: int) -> bool:
    record = network.net.line.loc[line]
    kind = record.get("type")
    if not isinstance(kind, str) or not kind:
        known = network.net.std_types["line"].get(record.get("std_type"), {})
        kind = known.get("type", "ol")
    return bool(kind == "cs")


def customer_hours_per_slot(
    network: Network, bus: int, state: Switching = NORMAL, model: RiskModel | None = None
) -> float:
    """Expected customer-hours lost per 15-minute slot because reclosing is blocked.

    Parameters
    ----------
    network
        The network in today's normal state.
    bus
        Where the work is.
    state
        Switching state of the job.
    model
        Parameters; the defaults when not given.

    Returns
    -------
        Sum over the blocked breakers of overhead km in the device's own zone x failures per km
        and hour x customers behind the device x expected avoidable hours. [customer-hours]
    """
    model = model or RiskModel()
    tree = network.topology.tree(state)
    reclosing = _reclosing_edges(network)
    risk = 0.0
    for device in block_set(network, bus, state):
        edge = network.topology.edge_of_switch[device.switch]
        if edge not in reclosing or edge not in set(tree.edge):
            continue
        behind, zone = _zone(tree, edge, reclosing)
        failures = sum(
            km * network.feeder[feeder].failures_per_km_year
            for feeder, km in sorted(overhead_km(network, zone).items())
        )
        risk += failures * network.customers_in(behind)
    return risk / HOURS_PER_YEAR * SLOT_HOURS * model.avoidable_hours


def _reclosing_edges(network: Network) -> frozenset[int]:
    """Head breakers and all line breakers with automatic reclosing."""
    switches = {feeder.head_switch for feeder in network.feeders}
    switches |= {i for i, switch in network.switches.items() if switch.auto_reclose}
    edge_of = network.topology.edge_of_switch
    return frozenset(edge_of[switch] for switch in switches if switch in edge_of)


def _zone(
    tree: Tree, edge: int, reclosing: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """All nodes behind a breaker, and those of them that no further reclosing breaker protects."""
    behind: set[int] = set(np.flatnonzero(tree.edge == edge).tolist())
    zone = set(behind)
    for node in tree.order:
        above = int(tree.parent[node])
        if above in behind:
            behind.add(node)
            if above in zone and int(tree.edge[node]) not in reclosing:
                zone.add(node)
    return frozenset(behind), frozenset(zone)
