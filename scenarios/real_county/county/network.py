"""The simbench urban 10 kV network, changed as far as live-line work needs it."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import pandapower as pp
import pandas as pd

SIMBENCH_CODE = "1-MV-urban--0-sw"
SUBSTATION = "MV3.101"
LAT, LON = 31.20, 121.40  # Shanghai, where load and weather were measured
KM_PER_DEGREE_LAT = 110.9
OVERHEAD = {"r_ohm_per_km": 0.164, "x_ohm_per_km": 0.308, "c_nf_per_km": 10.2, "max_i_ka": 0.410}
CT_PRIMARY_A, PICKUP_A = 600.0, 480.0
LIMIT_A = PICKUP_A / 1.2
SWITCH_TYPE = {"CB": "breaker", "LBS": "load_break", "DS": "disconnector"}
CHANGES = """\
- every section that does not touch a busbar of the substation or of the switching station has
  the values of a covered line JKLYJ-185 (the original is all cable);
- `tap_changer_type` of both transformers is `Ratio` (empty in simbench, so that pandapower
  would ignore the tap position);
- all coordinates are moved to 31.20 N 121.40 E, distances kept;
- the generation on the low-voltage side, the measurements and the load cases are left out;
- the load on busbar 4 hangs on the first bus of feeder F01, since a feeder must carry it;
- feeders are named F01–F10 in the order of their head lines;
"""


@dataclass(frozen=True, kw_only=True)
class CountyNetwork:
    """The network and who hangs where.

    Parameters
    ----------
    net
        The changed pandapower network.
    heads
        Feeder to (busbar, head line, head switch).
    buses
        Feeder to its buses, nearest first.
    profiles
        The network's own load profiles for one year, 15 minutes.
    """

    net: pp.pandapowerNet
    heads: dict[str, tuple[int, int, int]]
    buses: dict[str, list[int]]
    profiles: pd.DataFrame


def load_simbench() -> pp.pandapowerNet:
    """The network as simbench ships it.

    Raises
    ------
    ModuleNotFoundError
        Without the ``bench`` extra.
    """
    import simbench

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about pandas and geodata
        return simbench.get_simbench_net(SIMBENCH_CODE)


def county_network() -> CountyNetwork:
    """The network with every change of `CHANGES`."""
    source = load_simbench()
    profiles = source.profiles["load"].set_index("time")
    net = _copied(source)
    stations = set(net.bus.index[net.bus["name"].str.contains("busbar|node|HV1")])
    _make_overhead(net, stations)
    net.trafo["tap_changer_type"] = "Ratio"
    net.ext_grid["name"] = SUBSTATION
    heads = _heads(net)
    buses = {feeder: _buses(net, head, stations) for feeder, head in heads.items()}
    net.load.loc[net.load["bus"].isin(stations), "bus"] = buses["F01"][0]
    _move(net)
    return CountyNetwork(net=net, heads=heads, buses=buses, profiles=profiles)


def _copied(source: pp.pandapowerNet) -> pp.pandapowerNet:
    """Only the elements and columns that pandapower itself knows."""
    net = pp.create_empty_network(name="real county", f_hz=50.0)
    for table in ("bus", "load", "line", "trafo", "switch", "ext_grid"):
        known = [column for column in net[table].columns if column in source[table].columns]
        net[table] = source[table][known].astype(
            {column: net[table][column].dtype for column in known if column not in _FLOATING}
        )
    net.load["profile"] = source.load["profile"]
    net.bus["type"] = net.bus["type"].replace({"db": "b", "auxiliary": "b"})
    return net


_FLOATING = frozenset({"in_ka", "id_characteristic_table", "tap_dependency_table", "geo"})


def _make_overhead(net: pp.pandapowerNet, stations: set[int]) -> None:
    outside = ~net.line["from_bus"].isin(stations) & ~net.line["to_bus"].isin(stations)
    for column, value in OVERHEAD.items():
        net.line.loc[outside, column] = value
    net.line.loc[outside, ["type", "std_type"]] = ["ol", "JKLYJ-185"]


def _graph(net: pp.pandapowerNet) -> nx.Graph:
    open_lines = set(net.switch.loc[(net.switch["et"] == "l") & ~net.switch["closed"], "element"])
    graph = nx.Graph()
    graph.add_nodes_from(net.bus.index)
    for index, line in net.line.iterrows():
        if index not in open_lines:
            graph.add_edge(int(line["from_bus"]), int(line["to_bus"]), line=int(index))
    for _, switch in net.switch[(net.switch["et"] == "b") & net.switch["closed"]].iterrows():
        graph.add_edge(int(switch["bus"]), int(switch["element"]), line=-1)
    return graph


def _heads(net: pp.pandapowerNet) -> dict[str, tuple[int, int, int]]:
    """Head lines leave a busbar of the substation and carry load."""
    main = set(net.bus.index[net.bus["name"].str.contains("MV3.101 busbar")])
    graph, heads = _graph(net), []
    loaded = set(net.load["bus"])
    breakers = net.switch[(net.switch["et"] == "l") & (net.switch["type"] == "CB")]
    for switch, row in breakers[breakers["bus"].isin(main)].iterrows():
        line = net.line.loc[int(row["element"])]
        far = int(line["to_bus"] if int(line["from_bus"]) == int(row["bus"]) else line["from_bus"])
        behind = graph.subgraph(set(graph) - main - _upstream(net))
        if nx.node_connected_component(behind, far) & loaded:
            heads.append((int(row["element"]), int(row["bus"]), int(switch)))
    return {
        f"F{number:02d}": (busbar, line, switch)
        for number, (line, busbar, switch) in enumerate(sorted(heads), start=1)
    }


def _upstream(net: pp.pandapowerNet) -> set[int]:
    return set(net.bus.index[net.bus["name"].str.contains("node1|node2|HV1")])


def _buses(net: pp.pandapowerNet, head: tuple[int, int, int], stations: set[int]) -> list[int]:
    busbar, line, _ = head
    graph = _graph(net)
    main = set(net.bus.index[net.bus["name"].str.contains("MV3.101 busbar")])
    ends = {int(net.line.at[line, "from_bus"]), int(net.line.at[line, "to_bus"])}
    first = (ends - {busbar}).pop()
    behind = graph.subgraph(set(graph) - main - _upstream(net))
    order = nx.single_source_shortest_path_length(behind, first)
    return [bus for bus in sorted(order, key=lambda bus: (order[bus], bus)) if bus not in stations]


def _move(net: pp.pandapowerNet) -> None:
    places = [json.loads(text)["coordinates"] for text in net.bus["geo"]]
    lon0 = sum(lon for lon, _ in places) / len(places)
    lat0 = sum(lat for _, lat in places) / len(places)
    shrink = math.cos(math.radians(lat0)) / math.cos(math.radians(LAT))
    net.bus["geo"] = [
        json.dumps(
            {
                "coordinates": [
                    round(LON + (lon - lon0) * shrink, 6),
                    round(LAT + lat - lat0, 6),
                ],
                "type": "Point",
            }
        )
        for lon, lat in places
    ]


def feeders_table(county: CountyNetwork) -> pd.DataFrame:
    """Heads with invented protection values."""
    return pd.DataFrame(
        [
            {
                "feeder": feeder,
                "substation": SUBSTATION,
                "head_line": line,
                "head_switch": switch,
                "ct_primary_a": CT_PRIMARY_A,
                "overcurrent_pickup_a": PICKUP_A,
                "failures_per_km_year": 0.12,
            }
            for feeder, (_, line, switch) in county.heads.items()
        ]
    )


def sources_table(county: CountyNetwork) -> pd.DataFrame:
    """The one substation."""
    return pd.DataFrame(
        [
            {
                "substation": SUBSTATION,
                "loop_zone": "A",
                "vector_group": "YNd5",
                "neutral": "arc_suppression_coil",
                "va_degree": 0.0,
                "vm_pu": float(county.net.ext_grid["vm_pu"].iloc[0]),
            }
        ]
    )


def switches_table(county: CountyNetwork) -> pd.DataFrame:
    """Every switch; only head breakers reclose."""
    heads = {switch for _, _, switch in county.heads.values()}
    switch = county.net.switch
    return pd.DataFrame(
        {
            "switch": [int(index) for index in switch.index],
            "type": switch["type"].map(SWITCH_TYPE).to_list(),
            "remote": [
                kind == "CB" or not bool(closed)
                for kind, closed in zip(switch["type"], switch["closed"], strict=True)
            ],
            "auto_reclose": [int(index) in heads for index in switch.index],
            "auto_close": False,
        }
    )


def overhead_buses(county: CountyNetwork, feeder: str) -> list[int]:
    """Buses of a feeder at the end of at least one overhead section."""
    line = county.net.line[county.net.line["type"] == "ol"]
    touched: Sequence[int] = sorted({*line["from_bus"], *line["to_bus"]})
    return [bus for bus in county.buses[feeder] if bus in touched]


def network_text(net: pp.pandapowerNet) -> str:
    """The network as pandapower JSON."""
    document = json.loads(pp.to_json(net, None))
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
