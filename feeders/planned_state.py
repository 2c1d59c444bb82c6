"""The switching state of an hour with work: what several jobs operate and make dead together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from feeders.network import Network
from feeders.topology import Switching


@dataclass(frozen=True, kw_only=True)
class State:
    """What is switched and who works in one hour.

    Parameters
    ----------
    time
        Any time inside the hour, time-zone aware.
    open_switches, closed_switches
        Switches that differ from today's normal state: opened, and closed.
    work_orders
        Who works then.
    dead_buses
        Buses the work itself takes out of supply (the sections that are to be dead); load lost
        there is no violation.
    """

    time: pd.Timestamp
    open_switches: tuple[int, ...] = ()
    closed_switches: tuple[int, ...] = ()
    work_orders: tuple[str, ...] = ()
    dead_buses: tuple[int, ...] = ()

    @property
    def switching(self) -> Switching:
        """The switching state."""
        return Switching(opened=self.open_switches, closed=self.closed_switches)


def joint_state(
    network: Network,
    time: pd.Timestamp,
    jobs: Iterable[tuple[str, int, Switching]],
) -> State:
    """The state when several jobs go on at once.

    Parameters
    ----------
    network
        The network in today's normal state.
    time
        Any time inside the hour.
    jobs
        Work order, bus and switching state of each; a switch operated by two jobs is operated
        once.

    Notes
    -----
    A job whose transfer opens the switch that feeds its section works on a dead section: what is
    dead in that job's own state is no violation in the joint one.
    """
    jobs = sorted(jobs)
    opened = {s for _, _, state in jobs for s in state.opened}
    closed = {s for _, _, state in jobs for s in state.closed}
    dead = {bus for _, at, state in jobs if state for bus in dead_section(network, at, state)}
    return State(
        time=time, open_switches=tuple(sorted(opened)), closed_switches=tuple(sorted(closed)),
        work_orders=tuple(order for order, _, _ in jobs), dead_buses=tuple(sorted(dead)),
    )  # fmt: skip


def dead_section(network: Network, bus: int, state: Switching) -> tuple[int, ...]:
    """Buses of the dead piece around `bus` in a switching state; none if it is supplied."""
    topology = network.topology
    node = topology.node_of_bus[bus]
    if topology.tree(state).live[node]:
        return ()
    nodes = topology.spread(node, topology.closed_edges(state))
    return tuple(topology.buses[n] for n in sorted(nodes) if topology.is_bus(n))


def open_switches(network: Network, state: Switching) -> tuple[int, ...]:
    """All open switches in a switching state, sorted."""
    closed = (network.topology.normally_closed - set(state.opened)) | set(state.closed)
    return tuple(sorted(set(network.switches) - closed))


def state_hash(network: Network, state: Switching) -> str:
    """Short name of a switching state, the same on every machine."""
    text = ";".join(map(str, open_switches(network, state)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
