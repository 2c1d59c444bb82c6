"""Windows of the sample county and of a made-up one of 200 feeders: seconds from loads to table.

Every order needs a transfer and all transfers are searched, so this is the worst case. Loads are
made up too: 55 % of each head's limit with an afternoon peak, five days of hours.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandapower
import pandas as pd

from feeders import GridTask, Network, OperatingLimits, Windows, admissible, allocate, read_network

SAMPLE = Path(__file__).resolve().parent.parent / "scenarios" / "deqing"
DAYS = 5
SUBSTATIONS, FEEDERS_EACH, BUSES, TRUNK = 20, 10, 25, 15


@dataclass(frozen=True, kw_only=True)
class County:
    """A pandapower net with its tables, as `read_network` takes them."""

    net: Any
    feeders: pd.DataFrame
    sources: pd.DataFrame
    switches: pd.DataFrame
    customers: pd.DataFrame

    def read(self) -> Network:
        """Read it as the planner does."""
        none = pd.DataFrame(columns=["switch", "closed", "since"])
        return read_network(
            pandapower.to_json(self.net), self.feeders, self.sources, self.switches, none,
            self.customers,
        )  # fmt: skip


def sample() -> Network:
    """The sample county."""
    flags = ("remote", "auto_reclose", "auto_close", "closed")
    tables = {}
    for name in ("feeders", "sources", "switches", "switch_state", "customers"):
        table = pd.read_csv(SAMPLE / f"{name}.csv")
        for column in table.columns.intersection(flags):
            table[column] = table[column].astype(str).str.lower().isin(["yes", "true", "1"])
        tables[name] = table
    tables["feeders"]["same_pole_feeder"] = tables["feeders"]["same_pole_feeder"].fillna("")
    text = (SAMPLE / "network.json").read_text(encoding="utf-8")
    return read_network(text, *tables.values())


def made_up() -> Network:
    """20 substations of 10 feeders with 25 buses each; neighbours are tied at end and middle."""
    net = pandapower.create_empty_network(sn_mva=1.0)
    busbars = [_substation(net) for _ in range(SUBSTATIONS)]
    count = SUBSTATIONS * FEEDERS_EACH
    buses = np.array(pandapower.create_buses(net, count * BUSES, vn_kv=10.0)).reshape(count, -1)
    begin = np.repeat(busbars, FEEDERS_EACH)
    trunk = np.hstack([begin[:, None], buses[:, :TRUNK]])
    rng = np.random.default_rng(3)
    at = np.stack([rng.choice(row[:TRUNK], BUSES - TRUNK, replace=False) for row in buses])
    heads_at = _lines(net, trunk[:, :-1], trunk[:, 1:])
    _lines(net, at, buses[:, TRUNK:])
    near = buses[:, [TRUNK // 2, TRUNK - 1]]
    ties = _lines(net, near, np.roll(near, -1, axis=0))
    switched = heads_at.reshape(count, -1)[:, ::3]
    pandapower.create_switches(net, trunk[:, :-1][:, ::3].ravel(), switched.ravel(), "l")
    pandapower.create_switches(net, near.ravel(), ties, "l", closed=False)
    size = rng.uniform(0.1, 0.6, buses.size)
    pandapower.create_loads(net, buses.ravel(), p_mw=size, q_mvar=0.33 * size, sn_mva=size / 0.8)
    return _tables(net, switched).read()


def _tables(net: Any, switched: np.ndarray) -> County:
    """The tables beside the net; the first switched line of each feeder is its head."""
    count, each = switched.shape
    substations = [f"S{number // FEEDERS_EACH + 1:02d}" for number in range(count)]
    feeders = pd.DataFrame({
        "feeder": [f"F{number + 1:03d}" for number in range(count)], "substation": substations,
        "head_line": switched[:, 0], "head_switch": each * np.arange(count),
        "same_pole_feeder": "", "limit_a": 480.0, "ct_primary_a": 600.0,
        "overcurrent_pickup_a": 600.0, "power_factor": 0.95, "failures_per_km_year": 0.1,
    })  # fmt: skip
    head = net.switch.index.isin(feeders["head_switch"])
    switches = pd.DataFrame({
        "switch": net.switch.index, "type": np.where(head, "breaker", "load_break"),
        "remote": True, "auto_reclose": False, "auto_close": False, "limit_a": np.nan,
    })  # fmt: skip
    sources = pd.DataFrame({
        "substation": sorted(set(substations)), "loop_zone": "Z", "vector_group": "YNd11",
        "neutral": "coil", "va_degree": 0.0, "vm_pu": 1.0,
    })  # fmt: skip
    customers = pd.DataFrame({
        "bus": net.load["bus"], "customers": 80, "sensitive_kind": "none", "sensitive_count": 0,
    })  # fmt: skip
    return County(net=net, feeders=feeders, sources=sources, switches=switches, customers=customers)


def _substation(net: Any) -> int:
    """A source, a transformer of 100 MVA and a busbar."""
    high = pandapower.create_bus(net, vn_kv=110.0)
    low = pandapower.create_bus(net, vn_kv=10.0)
    pandapower.create_ext_grid(net, high, vm_pu=1.0)
    pandapower.create_transformer_from_parameters(
        net, high, low, sn_mva=100.0, vn_hv_kv=110.0, vn_lv_kv=10.5, vk_percent=12.0,
        vkr_percent=0.3, pfe_kw=40.0, i0_percent=0.1, shift_degree=330.0, tap_side="hv",
        tap_neutral=0, tap_min=-8, tap_max=8, tap_step_percent=1.25, tap_pos=0,
        tap_changer_type="Ratio",
    )  # fmt: skip
    return int(low)


def _lines(net: Any, near: np.ndarray, far: np.ndarray) -> np.ndarray:
    """Overhead lines of 400 m."""
    return np.asarray(pandapower.create_lines_from_parameters(
        net, near.ravel(), far.ravel(), length_km=0.4, r_ohm_per_km=0.17, x_ohm_per_km=0.33,
        c_nf_per_km=10.0, max_i_ka=0.5,
    ))  # fmt: skip


def heads(network: Network) -> pd.DataFrame:
    """Power of every feeder's head. [MW]"""
    times = pd.date_range("2026-07-21", periods=24 * DAYS, freq="h", tz="Asia/Shanghai")
    rng = np.random.default_rng(7)
    hour = np.arange(24 * DAYS)
    columns = {}
    for feeder in network.feeders:
        most = np.sqrt(3.0) * 10.0 * feeder.limit_a * feeder.power_factor / 1000.0
        peak, late = 0.55 * most * rng.uniform(0.6, 1.1), rng.uniform(-2.0, 2.0)
        swing = 0.75 + 0.25 * np.sin((hour % 24 - 9.0 - late) / 24.0 * 2.0 * np.pi)
        columns[feeder.feeder] = peak * swing * (1.0 + 0.03 * (hour // 24))
    return pd.DataFrame(columns, index=times)


def orders(network: Network, count: int) -> list[GridTask]:
    """Orders all over the county, in turn to be relieved and dead."""
    buses = sorted(bus for bus, feeder in network.feeder_of_bus.items() if feeder)
    chosen = np.random.default_rng(11).choice(buses, count, replace=False)
    return [
        GridTask(
            work_order=f"W{i:03d}", feeder=network.feeder_of_bus[int(bus)], bus=int(bus),
            switching=("relieve", "section_dead")[i % 2],
        )
        for i, bus in enumerate(chosen)
    ]  # fmt: skip


def seconds_windows(network: Network, count: int) -> tuple[float, Windows]:
    """Seconds from the loads to the table of windows, and the windows."""
    load_case = allocate(network, heads(network))
    tasks = orders(network, count)
    started = time.perf_counter()
    found = admissible(network, load_case, tasks, OperatingLimits())
    return time.perf_counter() - started, found
