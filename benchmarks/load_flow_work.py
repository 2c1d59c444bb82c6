"""The work of the load-flow benchmark: networks, switching states and loads of a day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandapower

from feeders import Switching
from feeders.fixed_point import FixedPoint
from feeders.grid_model import build_grid_model
from feeders.network_checks import NetworkFaults, check_elements
from feeders.topology import NORMAL, Topology, build_topology

HOURS, TRANSFERS = 24, 30


@dataclass(frozen=True, kw_only=True, eq=False)
class Work:
    """A network, its states and its loads (hours, loads). [MW, Mvar]"""

    name: str
    net: Any
    states: tuple[Switching, ...]
    p_mw: np.ndarray
    q_mvar: np.ndarray

    @cached_property
    def engine(self) -> FixedPoint:
        """The bulk load flow."""
        closed = self.net.switch.index[self.net.switch["closed"].astype(bool)]
        return FixedPoint(build_grid_model(self.net), frozenset(map(int, closed)), [])

    @property
    def flows(self) -> int:
        """Load flows of all states at all hours."""
        return len(self.states) * len(self.p_mw)


def simbench_net(name: str) -> Any:
    """A simbench net, its tap changers of the kind they are: pandapower ignores them otherwise."""
    import simbench

    net = simbench.get_simbench_net(name)
    net.trafo["tap_changer_type"] = "Ratio"
    for table in ("profiles", "loadcases"):
        del net[table]
    return net


def work_on(name: str, net: Any) -> Work:
    """Normal state, transfers, and every line lost with what restores most; loads of a day.

    Raises
    ------
    NetworkFaults
        If the bulk engine has no exact model of something in the net.
    """
    for table in ("load", "sgen"):
        for column in ("p_mw", "q_mvar"):
            net[table][column] *= net[table]["scaling"]
        net[table]["scaling"] = 1.0
    faults = check_elements(net)
    if faults:
        raise NetworkFaults(faults)
    topology = build_topology(net)
    states = (NORMAL, *transfers(topology), *losses(net, topology))
    rng = np.random.default_rng(20260721)
    late = rng.uniform(6.0, 12.0, len(net.load))
    shape = 0.65 + 0.35 * np.sin((np.arange(HOURS)[:, None] - late) / HOURS * 2.0 * np.pi)
    p, q = (net.load[column].to_numpy(dtype=float) * shape for column in ("p_mw", "q_mvar"))
    return Work(name=name, net=net, states=states, p_mw=p, q_mvar=q)


def transfers(topology: Topology) -> list[Switching]:
    """Radial states with one open switch closed and another one opened, evenly chosen."""
    chords, supplied = len(topology.tree().chords), topology.tree().live.sum()
    found = []
    for tie in sorted(set(topology.edge_of_switch) - topology.normally_closed):
        tree = topology.tree(Switching(closed=(tie,)))
        loops = [topology.loop(tree, chord) for chord in tree.chords]
        for switch in sorted({topology.edges[edge].switch for loop in loops for edge in loop}):
            if switch in topology.normally_closed:
                state = Switching(opened=(switch,), closed=(tie,))
                after = topology.tree(state)
                if len(after.chords) == chords and after.live.sum() >= supplied:
                    found.append(state)
    places = np.unique(np.linspace(0, len(found) - 1, min(TRANSFERS, len(found))).astype(int))
    return [found[place] for place in places]


def losses(net: Any, topology: Topology) -> Iterator[Switching]:
    """Each line that can be switched off, with the open switch that restores most, if any."""
    ties = sorted(set(topology.edge_of_switch) - topology.normally_closed)
    chords = len(topology.tree().chords)
    ends = net.switch[(net.switch["et"] == "l") & net.switch["closed"]]
    for line, rows in ends.groupby("element"):
        if not net.line.at[line, "in_service"]:
            continue
        opened = tuple(map(int, rows.index))
        best = Switching(opened=opened)
        most = topology.tree(best).live.sum()
        for tie in ties:
            state = Switching(opened=opened, closed=(tie,))
            tree = topology.tree(state)
            # One open switch more than another joins a node: a line's far end does not count.
            if len(tree.chords) <= chords and tree.live.sum() > most + 1:
                best, most = state, tree.live.sum()
        yield best


def tree_net(buses: int) -> Any:
    """A net of 12 trunks behind one transformer, with a switch on every line."""
    net = pandapower.create_empty_network(sn_mva=1.0)
    high = pandapower.create_bus(net, vn_kv=110.0)
    low = pandapower.create_bus(net, vn_kv=10.0)
    pandapower.create_ext_grid(net, high, vm_pu=1.0)
    pandapower.create_transformer_from_parameters(
        net, high, low, sn_mva=63.0, vn_hv_kv=110.0, vn_lv_kv=10.5, vk_percent=10.5,
        vkr_percent=0.3, pfe_kw=30.0, i0_percent=0.1, shift_degree=330.0,
    )  # fmt: skip
    below = np.array(pandapower.create_buses(net, buses - 2, vn_kv=10.0))
    near = np.concatenate([np.full(min(12, buses - 2), low), below[:-12]])
    lines = pandapower.create_lines_from_parameters(
        net, near, below, length_km=10.0 / buses, r_ohm_per_km=0.17, x_ohm_per_km=0.33,
        c_nf_per_km=10.0, max_i_ka=0.4,
    )  # fmt: skip
    pandapower.create_switches(net, near, lines, "l")
    pandapower.create_loads(net, below, p_mw=20.0 / buses, q_mvar=6.0 / buses)
    return net
