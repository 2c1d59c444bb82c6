"""Small networks with known answers, and their tables.

`two_substations` (10 kV, overhead, each line 1 km):

    A ==[T0]== a1 --h0-- 10 -s1- 11 -s2- 12 --t8--  22 -s4- 21 -s3- 20 --h1-- a1 (feeder F2)
                  F1                   \\ t9
    B ==[T1]== b1 --h2-- 30 -s5- 31 -s6- 32           (F3: 32 -t9- 12)
                  h3 --- 40 -s7- 41                   (F4: 41 -t10- 31)
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandapower
import pandapower.networks
import pandas as pd

from feeders.network import Network, read_network

FEEDER_COLUMNS = [
    "feeder", "substation", "head_line", "head_switch", "limit_a", "ct_primary_a",
    "overcurrent_pickup_a", "power_factor", "failures_per_km_year", "same_pole_feeder",
]  # fmt: skip
SWITCH_COLUMNS = ["switch", "type", "remote", "auto_reclose", "auto_close", "limit_a"]
NAN = float("nan")


@dataclass
class Case:
    """A pandapower net and the tables beside it, open to change before it is read."""

    net: Any
    feeders: pd.DataFrame
    switches: pd.DataFrame
    customers: pd.DataFrame
    sources: pd.DataFrame
    switch_state: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["switch", "closed", "since"])
    )

    def text(self) -> str:
        """The net as a network file."""
        return str(pandapower.to_json(self.net))

    def read(self) -> Network:
        """Read it as the planner does."""
        return read_network(self.text(), self.feeders, self.sources, self.switches,
                            self.switch_state, self.customers)  # fmt: skip


class Builder:
    """Grows a small 10 kV net bus by bus; numbers are chosen by the caller."""

    def __init__(self, *, kv: float = 10.0, vm_pu: float = 1.02) -> None:
        self.net = pandapower.create_empty_network(sn_mva=1.0)
        self.kv = kv
        self.vm_pu = vm_pu
        self.types: dict[int, str] = {}

    def substation(self, hv: int, lv: int, *, sn_mva: float = 20.0) -> None:
        """A source at 110 kV, a transformer and a busbar."""
        self.bus(hv, kv=110.0)
        self.bus(lv)
        pandapower.create_ext_grid(self.net, hv, vm_pu=self.vm_pu)
        pandapower.create_transformer_from_parameters(
            self.net, hv, lv, sn_mva=sn_mva, vn_hv_kv=110.0, vn_lv_kv=self.kv, vk_percent=10.5,
            vkr_percent=0.4, pfe_kw=15.0, i0_percent=0.1, shift_degree=330.0, tap_side="hv",
            tap_neutral=0, tap_min=-8, tap_max=8, tap_step_percent=1.25, tap_pos=0,
            tap_changer_type="Ratio",
        )  # fmt: skip

    def bus(self, bus: int, *, kv: float = NAN) -> None:
        """One bus."""
        level = self.kv if np.isnan(kv) else kv
        geo = (120.0 + bus / 1000.0, 30.5 + bus / 2000.0)
        pandapower.create_bus(self.net, vn_kv=level, index=bus, name=f"B{bus}", geodata=geo)

    def line(self, a: int, b: int, *, km: float = 1.0, ka: float = 0.4, kind: str = "ol") -> int:
        """A line; creates `b` when it is new."""
        if b not in self.net.bus.index:
            self.bus(b)
        return int(pandapower.create_line_from_parameters(
            self.net, a, b, length_km=km, r_ohm_per_km=0.17, x_ohm_per_km=0.33, c_nf_per_km=10.0,
            max_i_ka=ka, type=kind, name=f"L{a}-{b}",
        ))  # fmt: skip

    def switch(self, bus: int, line: int, kind: str = "load_break", *, closed: bool = True) -> int:
        """A switch at the end of a line."""
        index = int(pandapower.create_switch(self.net, bus, line, "l", closed=closed))
        self.types[index] = kind
        return index

    def between(self, a: int, b: int, kind: str = "load_break", *, closed: bool = True) -> int:
        """A switch between two buses; creates `b` when it is new."""
        if b not in self.net.bus.index:
            self.bus(b)
        index = int(pandapower.create_switch(self.net, a, b, "b", closed=closed))
        self.types[index] = kind
        return index

    def load(self, bus: int, p_mw: float = 0.5) -> None:
        """A load at power factor 0.95."""
        pandapower.create_load(self.net, bus, p_mw, q_mvar=0.33 * p_mw, sn_mva=p_mw / 0.8)


def feeder_row(feeder: str, substation: str, line: int, switch: int, **more: Any) -> dict[str, Any]:
    """One row of the feeders table with defaults."""
    row = {
        "feeder": feeder, "substation": substation, "head_line": line, "head_switch": switch,
        "limit_a": NAN, "ct_primary_a": NAN, "overcurrent_pickup_a": NAN, "power_factor": 0.95,
        "failures_per_km_year": 0.1, "same_pole_feeder": "",
    }  # fmt: skip
    return row | more


def switch_table(types: dict[int, str], **flags: set[int]) -> pd.DataFrame:
    """The switches table; `flags` name the switches with a flag set."""
    rows = [
        (switch, kind, *(switch in flags.get(flag, ()) for flag in SWITCH_COLUMNS[2:5]), NAN)
        for switch, kind in types.items()
    ]
    return pd.DataFrame(rows, columns=SWITCH_COLUMNS)


def source_table(*substations: str) -> pd.DataFrame:
    """The sources table."""
    return pd.DataFrame({
        "substation": substations, "loop_zone": "Z", "vector_group": "YNd11", "neutral": "coil",
        "va_degree": 0.0, "vm_pu": 1.02,
    })  # fmt: skip


def customer_table(customers: dict[int, int]) -> pd.DataFrame:
    """The customers table."""
    return pd.DataFrame({
        "bus": list(customers), "customers": list(customers.values()), "sensitive_kind": "none",
        "sensitive_count": 0,
    })  # fmt: skip


def case_of(
    builder: Builder, rows: list[dict[str, Any]], *, customers: dict[int, int] | None = None,
    **flags: set[int],
) -> Case:  # fmt: skip
    """The net of a builder with its tables; 100 customers at each load unless given."""
    buses = {int(bus): 100 for bus in builder.net.load["bus"]}
    return Case(
        net=builder.net, feeders=pd.DataFrame(rows, columns=FEEDER_COLUMNS),
        switches=switch_table(builder.types, **flags),
        customers=customer_table(buses if customers is None else customers),
        sources=source_table(*dict.fromkeys(row["substation"] for row in rows)),
    )  # fmt: skip


def two_substations(**flags: set[int]) -> Case:
    """Two substations, four feeders, ten switches; see the drawing above."""
    b = Builder()
    b.substation(0, 1)
    b.substation(2, 3)
    chains = ((1, (10, 11, 12)), (1, (20, 21, 22)), (3, (30, 31, 32)), (3, (40, 41)))
    rows = []
    for number, (busbar, chain) in enumerate(chains, start=1):
        head = b.line(busbar, chain[0])
        breaker = b.switch(busbar, head, "breaker")
        rows.append(feeder_row(f"F{number}", "A" if busbar == 1 else "B", head, breaker))
        for near, far in pairwise(chain):
            b.switch(near, b.line(near, far))
        for bus in chain:
            b.load(bus)
    for near, far in ((12, 22), (12, 32), (41, 31)):
        b.switch(near, b.line(near, far), closed=False)
    return case_of(b, rows, **flags)


def cigre() -> Case:
    """CIGRE MV (pandapower) with switches at both ends of every line, so that it has sections.

    Loads at the two busbars are moved behind the heads by leaving them out: they are industry of
    their own transformers in the benchmark.
    """
    net = benchmark("create_cigre_network_mv")
    net.load = net.load[~net.load["bus"].isin([1, 12])]
    types: dict[int, str] = {}
    there = set(zip(net.switch["element"], net.switch["bus"], net.switch["et"], strict=True))
    for index, line in net.line.iterrows():
        for bus in (line["from_bus"], line["to_bus"]):
            if (index, bus, "l") not in there:
                pandapower.create_switch(net, bus, index, "l", type="LBS")
    for switch in net.switch.index:
        types[int(switch)] = "breaker" if net.switch.at[switch, "et"] == "t" else "load_break"
    net.line["max_i_ka"] = 0.35
    rows = []
    for feeder, line, bus in (("R1", 0, 1), ("R2", 10, 12)):
        mine = (net.switch["et"] == "l") & (net.switch["element"] == line)
        head = int(net.switch.index[mine & (net.switch["bus"] == bus)][0])
        types[head] = "breaker"
        rows.append(feeder_row(feeder, feeder, line, head))
    builder = Builder()
    builder.net, builder.types = net, types
    return case_of(builder, rows)


def oberrhein() -> Case:
    """MV Oberrhein (pandapower): 20 kV, two substations, four feeders, six ties."""
    net = benchmark("mv_oberrhein")
    names = {"CB": "breaker", "LBS": "load_break"}
    builder = Builder()
    builder.net = net
    builder.types = {int(i): names[kind] for i, kind in net.switch["type"].items()}
    rows = [
        feeder_row(f"F{n}", f"S{row['bus']}", int(row["element"]), int(index))
        for n, (index, row) in enumerate(net.switch[net.switch["type"] == "CB"].iterrows())
    ]
    return case_of(builder, rows)


def benchmark(name: str) -> Any:
    """One of pandapower's own networks."""
    with warnings.catch_warnings():
        # pandapower builds them with calls that it deprecates itself.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        return getattr(pandapower.networks, name)()


def hours(count: int = 24, start: str = "2025-07-21") -> pd.DatetimeIndex:
    """Hours of a plan."""
    return pd.date_range(start, periods=count, freq="h", tz="Asia/Shanghai")


def heads(network: Network, mw: float | dict[str, float], count: int = 24) -> pd.DataFrame:
    """Head power per feeder with one afternoon peak a day. [MW]"""
    times = hours(count)
    shape = 0.8 + 0.2 * np.sin((times.hour.to_numpy() - 9.0) / 24.0 * 2.0 * np.pi)
    names = [feeder.feeder for feeder in network.feeders]
    peak = mw if isinstance(mw, dict) else dict.fromkeys(names, mw)
    return pd.DataFrame({name: peak[name] * shape for name in names}, index=times)


def runpp(net: Any) -> None:
    """The referee at a tight tolerance, for comparison in tests."""
    with warnings.catch_warnings():
        # pandapower's own result tables are filled with deprecated pandas assignments.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        pandapower.runpp(net, calculate_voltage_angles=True, tolerance_mva=1e-9, numba=False)
