"""What blocking reclosing costs: customer-hours at risk per slot.

A transient fault on an overhead line clears itself and reclosing restores supply; with reclosing
blocked the feeder stays dead until the crew is reached and the line patrolled, but for what can be
parted from the crew and restored by switching. Cables have practically no transient faults,
permanent faults are dead with or without reclosing: both add nothing (rules, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools, Floats
from feeders.blocks import block_set
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.sensitivity import life_support_nodes, weighted_customers
from feeders.topology import Switching, Tree
from feeders.trips import Restorable, Trip, restorable
from feeders.walk_kernel import inherit

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
    remote_switching_minutes, manual_switching_minutes
        For one operation from the dispatch centre, and on site. [min]
    """

    transient_share: float = 0.7
    reclose_success: float = 0.8
    contact_minutes: float = 15.0
    patrol_minutes: float = 60.0
    remote_switching_minutes: float = 5.0
    manual_switching_minutes: float = 15.0

    def __post_init__(self) -> None:
        for name in ("transient_share", "reclose_success"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name}: found {getattr(self, name)}, wanted 0 to 1")
        for name in _MINUTES:
            if getattr(self, name) < 0.0:
                raise ValueError(f"{name}: found {getattr(self, name)}, wanted at least 0")

    @property
    def avoided_share(self) -> float:
        """Share of overhead-line faults after which reclosing would have restored supply."""
        return self.transient_share * self.reclose_success

    def switching_minutes(self, network: Network) -> dict[int, float]:
        """Time to operate each switch. [min]"""
        times = {True: self.remote_switching_minutes, False: self.manual_switching_minutes}
        return {number: times[switch.remote] for number, switch in network.switches.items()}


_MINUTES = (
    "contact_minutes", "patrol_minutes", "remote_switching_minutes", "manual_switching_minutes",
)  # fmt: skip


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


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """What a trip would mean while reclosing is blocked. Arrays are per hour.

    Parameters
    ----------
    risk
        Expected customer-hours lost per 15-minute slot because reclosing is blocked, over all
        blocked breakers. [customer-hours]
    customers_restored, customers_out, restored_mw, out_mw
        After a trip of the breaker that protects the work: who could be supplied again without a
        violation, and who could not. [1, MW]
    minutes
        Until then: contact and switching; NaN where nobody can be supplied again. [min]
    life_support_out
        Whether somebody whose life hangs on the supply loses it by a trip of one of the blocked
        breakers and cannot be supplied again.
    """

    risk: Floats
    customers_restored: Floats
    customers_out: Floats
    restored_mw: Floats
    out_mw: Floats
    minutes: Floats
    life_support_out: Bools


def outlook(
    grid: Grid, task: GridTask, state: Switching, model: RiskModel | None = None
) -> Outlook:
    """What a trip would mean while a task is at work in a switching state.

    Parameters
    ----------
    grid
        Network, loads and limits.
    task
        A job that blocks reclosing.
    state
        Switching state of the job.
    model
        Parameters; the defaults when not given.

    Notes
    -----
    Of the circuit on the same poles nothing is restored before the patrol: where the poles are
    shared is not known, so that nothing of it can be parted from the crew.
    """
    model = model or RiskModel()
    trips = {b: restorable(grid, task, t) for b, t in _trips(grid.network, task, state).items()}
    life, n_hours = life_support_nodes(grid.network), len(grid.load_case.times)
    risk = sum((_risk(grid, found, model) for found in trips.values()), np.zeros(n_hours))
    left = [found.left_out(life) for found in trips.values()]
    first = trips.get(protecting_breaker(grid.network, task.bus, state))
    shown = _shown(grid, first, model) if first else dict.fromkeys(_SHOWN, np.zeros(n_hours))
    return Outlook(risk=risk, life_support_out=np.any(left or [np.zeros(n_hours, bool)], axis=0),
                   **shown)  # fmt: skip


_SHOWN = ("customers_restored", "customers_out", "restored_mw", "out_mw", "minutes")


def _shown(grid: Grid, found: Restorable, model: RiskModel) -> dict[str, Floats]:
    total = grid.network.customers_in(found.trip.dark)
    restored, power = found.customers(), found.load_mw(grid)
    rows = grid.nodes_to_buses(found.trip.dark)
    minutes = model.contact_minutes + found.minutes(model.switching_minutes(grid.network))
    return {
        "customers_restored": restored, "customers_out": total - restored, "restored_mw": power,
        "out_mw": np.nansum(grid.load_mw[rows], axis=0) - power,
        "minutes": np.where(found.chosen >= 0, minutes, np.nan),
    }  # fmt: skip


def protecting_breaker(network: Network, bus: int, state: Switching) -> int:
    """The reclosing breaker next upstream of the work; the feeder's head where it is dead."""
    topology, reclosing = network.topology, _reclosing_edges(network)
    for edge in topology.tree(state).path(topology.node_of_bus[bus]):
        if edge in reclosing:
            return topology.edges[edge].switch
    return network.feeder[network.section_of(bus).feeder].head_switch


def _trips(network: Network, task: GridTask, state: Switching) -> dict[int, Trip]:
    """A trip of each blocked breaker that recloses and supplies something."""
    reclosing, edge_of = _reclosing_edges(network), network.topology.edge_of_switch
    supplying = reclosing & set(network.topology.tree(state).edge.tolist())
    poles = network.same_pole[network.section_of(task.bus).feeder]
    return {
        device.switch: Trip(
            network=network, bus=task.bus, state=state, breaker=device.switch,
            shared_poles=device.reason == "same_pole" or device.feeder in poles,
        )
        for device in block_set(network, task.bus, state)
        if device.reason != "feeder_automation" and edge_of[device.switch] in supplying
    }  # fmt: skip


def _risk(grid: Grid, found: Restorable, model: RiskModel) -> Floats:
    """Zone's overhead km x failures x avoided share x block time x customers x their wait."""
    network, trip = grid.network, found.trip
    edge = network.topology.edge_of_switch[trip.breaker]
    _, zone = _zone(network.topology.tree(trip.state), edge, _reclosing_edges(network))
    failures = sum(
        km * network.feeder[feeder].failures_per_km_year
        for feeder, km in sorted(overhead_km(network, zone).items())
    )
    longest = model.contact_minutes + model.patrol_minutes
    switched = model.contact_minutes + found.minutes(model.switching_minutes(network))
    restored = found.weighted()
    waiting = weighted_customers(network, trip.dark) - restored
    weighted_hours = (waiting * longest + restored * np.minimum(switched, longest)) / 60.0
    return failures / HOURS_PER_YEAR * SLOT_HOURS * model.avoided_share * weighted_hours


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
    behind = _below(tree, [edge])
    further = [e for e in reclosing if e != edge]
    # A breaker on the way to this one protects nothing that this one does not.
    inner = np.unique(tree.edge[behind & np.isin(tree.edge, further)])
    zone = behind & ~_below(tree, inner.tolist())
    return frozenset(np.flatnonzero(behind).tolist()), frozenset(np.flatnonzero(zone).tolist())


def _below(tree: Tree, edges: list[int]) -> Bools:
    """Nodes that have one of these edges on their way from the source."""
    start = np.full(max([int(tree.edge.max()), *edges]) + 1, -1, dtype=np.int64)
    start[edges] = 0
    return np.asarray(inherit(tree.parent, tree.edge, tree.reached, start) >= 0)
