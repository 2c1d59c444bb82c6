"""A piece of the county small enough to lie among the tests, with synthetic load."""

from __future__ import annotations

import json

import numpy as np
import pandapower as pp
from pandapower.toolbox import select_subnet

from county.network import CountyNetwork

FEEDERS = ("F01", "F03", "F05", "F06")
SEED = 7


def small_text(county: CountyNetwork) -> str:
    """Four feeders of the network as compact pandapower JSON, without standard types."""
    net = select_subnet(county.net, _buses(county), include_results=False)
    rng = np.random.default_rng(SEED)
    net.load["p_mw"] = np.round(0.08 + 0.5 * rng.random(len(net.load)), 3)
    net.load["q_mvar"] = np.round(net.load["p_mw"] * 0.33, 3)
    net.load["sn_mva"] = np.round(net.load["p_mw"] * 1.6, 3)
    net.load = net.load.drop(columns="profile")
    net.name = "simbench_small"
    net.std_types = {}
    document = json.loads(pp.to_json(net, None))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _buses(county: CountyNetwork) -> set[int]:
    stations = county.net.bus.index[county.net.bus["name"].str.contains("MV3.101 busbar|node|HV1")]
    return {int(bus) for bus in stations} | {
        bus for feeder in FEEDERS for bus in county.buses[feeder]
    }
