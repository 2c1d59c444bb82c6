"""Bus and branch tables for maps: positions, names and feeders, without pandapower types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from feeders.network import Network

NAN = float("nan")


def bus_table(network: Network) -> pd.DataFrame:
    """All buses in service: bus, name, lon, lat, feeder, bus_section, vn_kv, customers."""
    section = network.bus_section_of_feeder
    rows = []
    for bus in network.topology.buses:
        record = network.net.bus.loc[bus]
        lon, lat = _position(record.get("geo"))
        feeder = network.feeder_of_bus[bus]
        rows.append((bus, _text(record["name"]), lon, lat, feeder, section.get(feeder, ""),
                     float(record["vn_kv"]), network.customers_of_bus.get(bus, 0)))  # fmt: skip
    columns = ["bus", "name", "lon", "lat", "feeder", "bus_section", "vn_kv", "customers"]
    return pd.DataFrame(rows, columns=columns)


def branch_table(network: Network) -> pd.DataFrame:
    """Lines, transformers and switches: kind, index, name, ends, feeder, normally_open."""
    rows = [*_branches(network), *_switches(network)]
    columns = ["kind", "index", "name", "from_bus", "to_bus", "feeder", "normally_open"]
    return pd.DataFrame(rows, columns=columns)


def _branches(network: Network) -> list[tuple[object, ...]]:
    open_at = {
        (network.net.switch.at[s, "et"], int(network.net.switch.at[s, "element"]))
        for s in network.net.switch.index[~network.net.switch["closed"].astype(bool)]
    }
    rows: list[tuple[object, ...]] = []
    for kind, index in network.topology.branches:
        record = network.net[kind].loc[index]
        ends = ("from_bus", "to_bus") if kind == "line" else ("hv_bus", "lv_bus")
        node = network.topology.node_of_branch[(kind, index)]
        rows.append((kind, index, _text(record["name"]), int(record[ends[0]]),
                     int(record[ends[1]]), network.supply.feeder_of_node[node],
                     (kind[0], index) in open_at))  # fmt: skip
    return rows


def _switches(network: Network) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for index, number in sorted(network.topology.edge_of_switch.items()):
        edge = network.topology.edges[number]
        record = network.net.switch.loc[index]
        node = edge.a if network.supply.feeder_of_node[edge.a] else edge.b
        rows.append(("switch", index, network.switches[index].name, int(record["bus"]),
                     _far_bus(network, record), network.supply.feeder_of_node[node],
                     not bool(record["closed"])))  # fmt: skip
    return rows


def _far_bus(network: Network, switch: Any) -> int:
    if switch["et"] == "b":
        return int(switch["element"])
    kind, ends = ("line", ("from_bus", "to_bus"))
    if switch["et"] == "t":
        kind, ends = ("trafo", ("hv_bus", "lv_bus"))
    first, second = (int(network.net[kind].at[int(switch["element"]), end]) for end in ends)
    return second if int(switch["bus"]) == first else first


def _position(geo: object) -> tuple[float, float]:
    """Longitude and latitude from pandapower's GeoJSON text; NaN where there is none."""
    if not isinstance(geo, str) or not geo:
        return NAN, NAN
    lon, lat = json.loads(geo)["coordinates"][:2]
    return float(lon), float(lat)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
