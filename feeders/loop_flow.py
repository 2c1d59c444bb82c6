"""A loop by `runpp`: voltages with their angles on both sides of a gap, and the heads' currents.

The planner computes loops with the bulk engine; this is what a check holds against it.
"""

from __future__ import annotations

import copy
import warnings
from dataclasses import dataclass

import numpy as np
import pandapower

from feeders.allocation import LoadCase
from feeders.network import Network
from feeders.topology import Switching


@dataclass(frozen=True, kw_only=True)
class LoopValues:
    """What a loop does in one hour.

    Parameters
    ----------
    step_percent, angle_degree
        Across the gap before it is closed. [percent of nominal, degrees]
    head_a
        Current of each feeder's head while the loop is closed. [A]
    """

    step_percent: float
    angle_degree: float
    head_a: dict[str, float]


def loop_values(
    network: Network, case: LoadCase, hour: int, before: Switching, closing: int
) -> LoopValues:
    """Compute a loop in one hour.

    Parameters
    ----------
    network
        The network in today's normal state.
    case
        Loads at all hours.
    hour
        Row of the hour.
    before
        State in which the gap is open.
    closing
        Switch whose closing makes the loop.

    Raises
    ------
    pandapower.LoadflowNotConverged
        Where there is no solution.
    """
    net = copy.deepcopy(network.net)
    net.load["p_mw"], net.load["q_mvar"] = case.p_mw[hour], case.q_mvar[hour]
    net.switch.loc[list(before.opened), "closed"] = False
    net.switch.loc[list(before.closed), "closed"] = True
    _run(net)
    first, second = (_voltage(network, net, node, before) for node in _ends(network, closing))
    net.switch.loc[closing, "closed"] = True
    _run(net)
    return LoopValues(
        step_percent=float(100.0 * abs(abs(first) - abs(second))),
        angle_degree=float(abs(np.angle(first * np.conj(second), deg=True))),
        head_a={
            feeder.feeder: 1000.0 * float(net.res_line.at[feeder.head_line, "i_ka"])
            for feeder in network.feeders
        },
    )


def _run(net: pandapower.pandapowerNet) -> None:
    with warnings.catch_warnings():
        # pandapower fills its own result tables with assignments that pandas deprecates.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        # Not worth 5 s of compiling: see `feeders.runpp`.
        pandapower.runpp(net, calculate_voltage_angles=True, init="dc", numba=False)


def _ends(network: Network, switch: int) -> tuple[int, int]:
    edge = network.topology.edges[network.topology.edge_of_switch[switch]]
    return edge.a, edge.b


def _voltage(
    network: Network, net: pandapower.pandapowerNet, node: int, state: Switching
) -> complex:
    """Complex voltage of a bus; of a line's body that of the bus at its closed end."""
    topology = network.topology
    if not topology.is_bus(node):
        closed = topology.closed_edges(state)
        node = next(other for edge, other in topology.neighbours[node] if closed[edge])
    bus = net.res_bus.loc[topology.buses[node]]
    return complex(bus["vm_pu"] * np.exp(1j * np.deg2rad(bus["va_degree"])))
