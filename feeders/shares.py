"""How a feeder's head power divides among its loads: by installed capacity, or by bus and hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from feeders.arrays import Floats, Ints

if TYPE_CHECKING:
    from feeders.network import Network


def capacity_shares(network: Network) -> tuple[Floats, Ints]:
    """Each load's share of its feeder, and the feeder's number, -1 for none."""
    load = network.net.load
    number = {feeder.feeder: i for i, feeder in enumerate(network.feeders)}
    feeder = np.array([
        number.get(network.feeder_of_bus.get(int(row.bus), ""), -1) if row.in_service else -1
        for row in load.itertuples()
    ], dtype=np.int64)  # fmt: skip
    size = _capacity(load, feeder)
    share = np.zeros(len(load))
    for i in range(len(number)):
        mine = feeder == i
        total = size[mine].sum()
        share[mine] = size[mine] / total if total > 0.0 else 1.0 / mine.sum()
    return share, feeder


def _capacity(load: pd.DataFrame, feeder: Ints) -> Floats:
    """Installed capacity per load; the file's power where a feeder's capacities are incomplete."""
    power: Floats = np.abs(load["p_mw"].to_numpy(dtype=float))
    if "sn_mva" not in load:
        return power
    rated = load["sn_mva"].to_numpy(dtype=float)
    gaps = ~(rated > 0.0)
    incomplete = np.isin(feeder, np.unique(feeder[gaps]))
    return np.asarray(np.where(incomplete, power, rated), dtype=float)


def bus_capacity(network: Network) -> Mapping[str, pd.Series]:
    """Capacity share of every bus with a load in service, indexed by bus, per feeder."""
    share, feeder = capacity_shares(network)
    buses = network.net.load["bus"].to_numpy(dtype=np.int64)
    return {
        item.feeder: pd.Series(share[feeder == i]).groupby(buses[feeder == i]).sum()
        for i, item in enumerate(network.feeders)
    }


def load_shares(
    network: Network, times: pd.DatetimeIndex, bus_shares: pd.DataFrame | None
) -> tuple[Floats, Ints]:
    """Each load's share of its feeder in every hour, and the feeder's number, -1 for none.

    Parameters
    ----------
    times
        The hours.
    bus_shares
        Columns `time`, `feeder`, `bus`, `share`: all hours and load buses of a feeder, or none of
        it. Feeders without rows share by installed capacity, as do the loads of one bus.

    Returns
    -------
    tuple
        Shares of shape (hours, loads), and feeders of shape (loads,).

    Raises
    ------
    ValueError
        If a bus lacks an hour.
    """
    fixed, feeder = capacity_shares(network)
    share = np.tile(fixed, (len(times), 1))
    if bus_shares is None or bus_shares.empty:
        return share, feeder
    hourly = bus_shares.pivot(index="time", columns="bus", values="share").reindex(times)
    if hourly.isna().to_numpy().any():
        bus = hourly.columns[hourly.isna().any()][0]
        raise ValueError(f"bus_shares: found bus {bus} without an hour, wanted every hour")
    buses = network.net.load["bus"].to_numpy(dtype=np.int64)
    on = np.flatnonzero((feeder >= 0) & np.isin(buses, hourly.columns))
    share[:, on] = hourly[buses[on]].to_numpy() * _of_bus(fixed[on], buses[on])
    return share, feeder


def _of_bus(share: Floats, bus: Ints) -> Floats:
    """Each load's part of its bus."""
    loads = pd.Series(share).groupby(bus)
    total, count = loads.transform("sum").to_numpy(), loads.transform("size").to_numpy()
    part: Floats = np.divide(share, total, out=1.0 / count, where=total > 0.0)
    return part
