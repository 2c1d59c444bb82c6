"""Random radial networks of 2 to 200 buses, and published ones with a switch on every line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandapower

from tests.feeders.small_net import Builder, benchmark

OVERHEAD = {"r_ohm_per_km": 0.17, "x_ohm_per_km": 0.33, "c_nf_per_km": 10.0}
CABLE = {"r_ohm_per_km": 0.16, "x_ohm_per_km": 0.12, "c_nf_per_km": 280.0}


def random_net(seed: int, buses: int, trafos: int = 1) -> Any:
    """A tree of lines behind parallel transformers off their neutral taps.

    A tenth of the lines hang open at their far end, there are open ties, and loads are positive,
    zero or negative.
    """
    rng = np.random.default_rng(seed)
    b = Builder(vm_pu=rng.uniform(0.98, 1.05))
    b.substation(0, 1, sn_mva=40.0)
    b.net.trafo.loc[0, "tap_pos"] = int(rng.integers(-3, 4))
    for _ in range(trafos - 1):
        b.net.trafo.loc[len(b.net.trafo)] = b.net.trafo.loc[0]
    below = [1, *map(int, pandapower.create_buses(b.net, buses - 2, vn_kv=b.kv))]
    tree = [(below[max(0, i - int(rng.integers(1, 8)))], below[i]) for i in range(1, len(below))]
    ties: list[tuple[int, int]] = []
    for _ in range(max(1, buses // 20) if buses > 4 else 0):
        near, far = sorted(int(bus) for bus in rng.choice(below, 2, replace=False))
        if (near, far) not in {*tree, *ties}:  # beside another line it would close no loop
            ties.append((near, far))
    _lines(b.net, rng, tree + ties)
    _switches(b.net, rng, len(tree))
    mw = rng.choice([0.0, 1.0, 1.0, -0.6], len(below)) * rng.uniform(0.0, 8.0 / buses, len(below))
    pandapower.create_loads(b.net, below, p_mw=mw, q_mvar=0.3 * np.abs(mw))
    return b.net


def _lines(net: Any, rng: np.random.Generator, ends: list[tuple[int, int]]) -> None:
    """Overhead lines and cables."""
    cable = rng.random(len(ends)) < 0.5
    pandapower.create_lines_from_parameters(
        net, *(np.array(ends).reshape(-1, 2).T), length_km=rng.uniform(0.05, 2.0, len(ends)),
        max_i_ka=0.4, **{name: np.where(cable, CABLE[name], OVERHEAD[name]) for name in CABLE},
    )  # fmt: skip


def _switches(net: Any, rng: np.random.Generator, closed: int) -> None:
    """A switch at one end of each line, or at both; lines from number `closed` on are open."""
    rows = [
        (bus, line, line < closed or (end == "from_bus" and rng.random() < 0.5))
        for end, share in (("from_bus", 1.1), ("to_bus", 0.3))
        for line, bus in net.line[end].items() if rng.random() < share or line >= closed
    ]  # fmt: skip
    if rows:
        buses, lines, shut = zip(*rows, strict=True)
        pandapower.create_switches(net, buses, lines, "l", closed=shut)


def switched(name: str) -> Any:
    """One of pandapower's own radial networks, every line with a switch; ties are in service."""
    net = benchmark(name)
    for table in ("load", "sgen"):
        for column in ("p_mw", "q_mvar"):
            net[table][column] *= net[table]["scaling"]
        net[table]["scaling"] = 1.0
    has = set(net.switch.loc[net.switch["et"] == "l", "element"])
    for line, row in net.line.iterrows():
        if line not in has:
            pandapower.create_switch(net, row["from_bus"], line, "l", closed=row["in_service"])
    net.line["in_service"] = True
    return net
