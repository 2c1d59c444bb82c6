"""Admittances of every branch, taken from pandapower's own matrices, with switches kept apart.

pandapower fuses the buses of closed switches before it builds its matrices. Here the switches are
left out, every switched branch end gets its own node, and a switching state only decides which
nodes are fused: the same model as `runpp` without building it again for every state.
"""

from __future__ import annotations

import copy
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from pandapower.auxiliary import _add_ppc_options
from pandapower.pd2ppc import _pd2ppc
from pandapower.pypower.makeYbus import branch_vectors

from feeders.arrays import Bools, Complexes, Floats, Ints

BRANCH_ENDS = {"line": ("from_bus", "to_bus"), "trafo": ("hv_bus", "lv_bus")}


@dataclass(frozen=True, kw_only=True, eq=False)
class GridModel:
    """Static arrays; nodes 0..n_buses-1 are the buses of `net.bus`, in that order.

    Parameters
    ----------
    sn_mva
        Base of the per-unit system. [MVA]
    buses
        pandapower indices of all buses.
    lines, trafos
        pandapower indices; branch arrays hold first the lines, then the transformers.
    from_node, to_node
        Node at either end of each branch; a node of its own where a switch sits.
    y_ff, y_ft, y_tf, y_tt
        Two-port admittances [pu]; zero for a branch out of service.
    switch_index, switch_a, switch_b
        Switches that fuse two nodes when closed.
    shunt
        Shunt admittance per node. [pu]
    slack_node, slack_voltage
        Nodes with given complex voltage. [pu]
    from_percent, to_percent
        Loading per unit of branch current at either end. [percent/pu]
    from_ka
        Current per unit of current at the from end. [kA/pu]
    load_node, load_in_service
        Per row of `net.load`.
    fixed_s_pu
        Generation per node that is no load. [pu]
    """

    sn_mva: float
    buses: tuple[int, ...]
    lines: tuple[int, ...]
    trafos: tuple[int, ...]
    n_nodes: int
    from_node: Ints
    to_node: Ints
    in_service: Bools
    y_ff: Complexes
    y_ft: Complexes
    y_tf: Complexes
    y_tt: Complexes
    switch_index: Ints
    switch_a: Ints
    switch_b: Ints
    shunt: Complexes
    slack_node: Ints
    slack_voltage: Complexes
    from_percent: Floats
    to_percent: Floats
    from_ka: Floats
    load_node: Ints
    load_in_service: Bools
    fixed_s_pu: Complexes


def build_grid_model(net: Any) -> GridModel:
    """Take the admittances of `net` in its present tap positions.

    Parameters
    ----------
    net
        A pandapower net that passed `network_checks`; not changed.
    """
    on, (y_ff, y_ft, y_tf, y_tt) = _two_ports(net)
    ends = _Ends(net)
    slack, voltage = _slack(net, ends)
    from_percent, to_percent, from_ka = _scales(net)
    load_node, load_in_service = _loads(net, ends)
    return GridModel(
        sn_mva=float(net.sn_mva), buses=tuple(ends.position),
        lines=tuple(int(i) for i in net.line.index), trafos=tuple(int(i) for i in net.trafo.index),
        n_nodes=ends.n_nodes, from_node=ends.from_node, to_node=ends.to_node, in_service=on,
        y_ff=y_ff, y_ft=y_ft, y_tf=y_tf, y_tt=y_tt, switch_index=ends.switch[:, 0],
        switch_a=ends.switch[:, 1], switch_b=ends.switch[:, 2], shunt=_shunts(net, ends),
        slack_node=slack, slack_voltage=voltage, from_percent=from_percent, to_percent=to_percent,
        from_ka=from_ka, load_node=load_node, load_in_service=load_in_service,
        fixed_s_pu=_fixed_injections(net, ends),
    )  # fmt: skip


def _two_ports(net: Any) -> tuple[Bools, tuple[Complexes, ...]]:
    """Which branches are in service, and y_ff, y_ft, y_tf, y_tt of all of them."""
    on = np.concatenate([net[kind]["in_service"].to_numpy(dtype=bool) for kind in BRANCH_ENDS])
    branch = _pandapower_branches(net)
    if len(branch) != on.sum():
        raise ValueError(f"{len(branch)} branches from pandapower, wanted {on.sum()}")
    y_tt, y_ff, y_ft, y_tf = branch_vectors(branch, len(branch))
    full = np.zeros((4, len(on)), dtype=complex)
    full[:, on] = y_ff, y_ft, y_tf, y_tt
    return on, tuple(full)


def _pandapower_branches(net: Any) -> Complexes:
    """Pandapower's branch matrix with all switches and injections taken away."""
    bare = copy.copy(net)
    for table in ("switch", "load", "sgen", "shunt"):
        bare[table] = net[table].iloc[:0].copy()
    bare["_options"] = {}
    bare["bus"] = net.bus.assign(in_service=True)
    with warnings.catch_warnings():
        # pandapower fills its look-up tables with pandas assignments that are deprecated.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        _add_ppc_options(
            bare, calculate_voltage_angles=True, trafo_model="t", check_connectivity=False,
            mode="pf", switch_rx_ratio=2, init_vm_pu="flat", init_va_degree="flat",
            enforce_q_lims=False, enforce_p_lims=False, recycle=None, voltage_depend_loads=False,
        )  # fmt: skip
        _, ppci = _pd2ppc(bare)
    return np.asarray(ppci["branch"])


def _shunts(net: Any, ends: _Ends) -> Complexes:
    """Shunt admittance per node. [pu]"""
    y = np.zeros(ends.n_nodes, dtype=complex)
    for row in net.shunt.itertuples() if len(net.shunt) else ():
        if row.in_service and ends.on[row.bus]:
            ratio = float(net.bus.at[row.bus, "vn_kv"]) / row.vn_kv
            power = (row.p_mw - 1j * row.q_mvar) * row.step * ratio**2
            y[ends.position[int(row.bus)]] += power / float(net.sn_mva)
    return y


class _Ends:
    """Nodes of all branch ends: the bus itself, or a node of its own behind a switch."""

    def __init__(self, net: Any) -> None:
        self.position = {int(bus): i for i, bus in enumerate(net.bus.index)}
        self.n_nodes = len(self.position)
        self.on = net.bus["in_service"].astype(bool)
        at_end = {
            (row.et, int(row.element), int(row.bus)): int(row.Index)
            for row in net.switch.itertuples() if row.et in ("l", "t")
        }  # fmt: skip
        switches: list[tuple[int, int, int]] = []
        columns = [
            [self._node(kind, int(i), int(b), at_end, switches) for i, b in net[kind][end].items()]
            for kind, both in BRANCH_ENDS.items() for end in both
        ]  # fmt: skip
        for row in net.switch[net.switch["et"] == "b"].itertuples():
            if self.on[row.bus] and self.on[row.element]:
                a, b = self.position[int(row.bus)], self.position[int(row.element)]
                switches.append((int(row.Index), a, b))
        self.from_node = np.array(columns[0] + columns[2], dtype=np.int64)
        self.to_node = np.array(columns[1] + columns[3], dtype=np.int64)
        self.switch = np.array(switches, dtype=np.int64).reshape(-1, 3)

    def _node(
        self, kind: str, index: int, bus: int, at_end: dict[tuple[str, int, int], int],
        switches: list[tuple[int, int, int]],
    ) -> int:  # fmt: skip
        switch = at_end.get((kind[0], index, bus), -1)
        if switch < 0 and self.on[bus]:
            return self.position[bus]
        self.n_nodes += 1
        # A branch that ends at a bus out of service hangs open there, as in pandapower.
        if self.on[bus]:
            switches.append((switch, self.position[bus], self.n_nodes - 1))
        return self.n_nodes - 1


def _slack(net: Any, ends: _Ends) -> tuple[Ints, Complexes]:
    grids = net.ext_grid[net.ext_grid["in_service"]]
    grids = grids[[bool(ends.on[bus]) for bus in grids["bus"]]]
    nodes = np.array([ends.position[int(bus)] for bus in grids["bus"]], dtype=np.int64)
    angle = np.deg2rad(grids["va_degree"].to_numpy(dtype=float))
    return nodes, grids["vm_pu"].to_numpy(dtype=float) * np.exp(1j * angle)


def _scales(net: Any) -> tuple[Floats, Floats, Floats]:
    """Percent of rating and kA per unit current, as pandapower's `trafo_loading="current"`."""
    kv = net.bus["vn_kv"].astype(float)
    base = float(net.sn_mva) / np.sqrt(3.0)
    line, trafo = net.line, net.trafo
    line_ka = base / kv.loc[line["from_bus"]].to_numpy()
    far_ka = base / kv.loc[line["to_bus"]].to_numpy()
    rated = (line["max_i_ka"] * line["df"] * line["parallel"]).to_numpy(dtype=float)
    first, second, near = [100.0 * line_ka / rated], [100.0 * far_ka / rated], [line_ka]
    if len(trafo):
        mva = (trafo["sn_mva"] * trafo["parallel"] * trafo["df"]).to_numpy(dtype=float)
        hv, lv = (base / kv.loc[trafo[bus]].to_numpy() for bus in ("hv_bus", "lv_bus"))
        scale = 100.0 * np.sqrt(3.0) / mva
        first.append(scale * hv * trafo["vn_hv_kv"].to_numpy(dtype=float))
        second.append(scale * lv * trafo["vn_lv_kv"].to_numpy(dtype=float))
        near.append(hv)
    return np.concatenate(first), np.concatenate(second), np.concatenate(near)


def _loads(net: Any, ends: _Ends) -> tuple[Ints, Bools]:
    nodes = np.array([ends.position[int(bus)] for bus in net.load["bus"]], dtype=np.int64)
    on = net.load["in_service"].to_numpy(dtype=bool)
    return nodes, on & net.bus["in_service"].to_numpy(dtype=bool)[nodes]


def _fixed_injections(net: Any, ends: _Ends) -> Complexes:
    """Generation that is not load, per node. [pu]"""
    s = np.zeros(ends.n_nodes, dtype=complex)
    for row in net.sgen.itertuples() if len(net.sgen) else ():
        if row.in_service and ends.on[row.bus]:
            s[ends.position[int(row.bus)]] += (row.p_mw + 1j * row.q_mvar) / float(net.sn_mva)
    return s
