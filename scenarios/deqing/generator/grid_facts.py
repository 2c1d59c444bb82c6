"""What the load flow says about the county on its hottest day."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandapower as pp
import pandas as pd

from generator.files import County
from generator.layout import FEEDERS
from generator.loads import P90_OVER_EXPECTED, limit_a, power_factor
from generator.orders import ORDERS

HOURS = (6, 7, 8, 10, 12, 14, 15, 16, 18)
SCALING_ROUNDS = 2


@dataclass(frozen=True, kw_only=True)
class HourState:
    """Result of one load flow.

    Parameters
    ----------
    head_percent
        Head current over the feeder's own limit. [%]
    trafo_percent, line_percent
        Loading per transformer name; largest of the lines. [%]
    vm_min_pu, vm_max_pu
        Over the 10 kV buses. [p.u.]
    """

    head_percent: dict[str, float]
    trafo_percent: dict[str, float]
    line_percent: float
    vm_min_pu: float
    vm_max_pu: float

    def admissible(self, already_over: frozenset[str] = frozenset()) -> bool:
        """Whether nothing is over 100 % or below 0.93, but for feeders already at their limit."""
        heads = [value for feeder, value in self.head_percent.items() if feeder not in already_over]
        loading = max([self.line_percent, *heads, *self.trafo_percent.values()])
        return loading <= 100.0 and self.vm_min_pu >= 0.93


def hot_day_nets(county: County) -> dict[int, pp.pandapowerNet]:
    """The network in its normal state at P90, every hour of the first plan day."""
    return {hour: _loaded(county, hour) for hour in range(24)}


def hot_day_states(county: County, nets: Mapping[int, pp.pandapowerNet]) -> dict[int, HourState]:
    """Loadings and voltages of the normal state."""
    return {hour: _solve(net, county) for hour, net in nets.items()}


def transfer_hours(
    county: County, nets: Mapping[int, pp.pandapowerNet]
) -> dict[str, dict[str, list[int]]]:
    """Hours of the first day in which each tie could relieve each order that needs it.

    Returns
    -------
    Work order to tie name to hours; only orders whose job type relieves the section.
    """
    loaded = {hour: nets[hour] for hour in HOURS}
    over = {hour: _at_limit(_solve(net, county)) for hour, net in loaded.items()}
    return {
        number: {name: _feasible(county, loaded, over, moves) for name, moves in plans.items()}
        for number, plans in _plans(county).items()
    }


def _loaded(county: County, hour: int) -> pp.pandapowerNet:
    """The network with every feeder's head at its P90."""
    net = copy.deepcopy(county.grid.net)
    feeder_of_bus = {node.bus: node.feeder for node in county.grid.nodes}
    feeder = net.load["bus"].map(feeder_of_bus)
    now = county.expected_mw.loc[pd.Timestamp("2026-07-21") + pd.Timedelta(hours=hour)]
    wanted = now * P90_OVER_EXPECTED
    factor = wanted / net.load.groupby(feeder)["p_mw"].sum()
    tan = {item.key: math.tan(math.acos(power_factor(item))) for item in FEEDERS}
    installed = net.load["p_mw"].copy()
    for _ in range(SCALING_ROUNDS):
        net.load["p_mw"] = installed * feeder.map(factor)
        net.load["q_mvar"] = net.load["p_mw"] * feeder.map(tan)
        pp.runpp(
            net, numba=True, init="results" if "res_bus" in net and len(net.res_bus) else "flat"
        )
        head = pd.Series(
            {key: net.res_line.at[line, "p_from_mw"] for key, line in county.grid.head_line.items()}
        )
        factor = factor * wanted / head
    return net


def _solve(net: pp.pandapowerNet, county: County) -> HourState:
    pp.runpp(net, numba=True)
    medium = net.res_bus["vm_pu"][net.bus["vn_kv"] < 20]
    head = {
        feeder.key: 100
        * 1000
        * float(net.res_line.at[county.grid.head_line[feeder.key], "i_from_ka"])
        / limit_a(feeder)
        for feeder in FEEDERS
    }
    return HourState(
        head_percent=head,
        trafo_percent=dict(zip(net.trafo["name"], net.res_trafo["loading_percent"], strict=True)),
        line_percent=float(net.res_line["loading_percent"].max()),
        vm_min_pu=float(medium.min()),
        vm_max_pu=float(medium.max()),
    )


def _plans(county: County) -> dict[str, dict[str, tuple[list[int], int]]]:
    """Per order: tie name to (switches to open, tie to close)."""
    found = {}
    for number, order in enumerate(ORDERS, start=1):
        if order.job_type.split("-")[0] in ("III", "IV"):
            found[f"W{number:02d}"] = _ways(county, order.feeder, order.section)
    return found


def _ways(county: County, feeder: str, section: int) -> dict[str, tuple[list[int], int]]:
    net = county.grid.net
    section_of = {node.bus: node.section for node in county.grid.of(feeder)}
    dividers = _dividers(county, feeder)
    ways = {}
    for index, switch in net.switch[~net.switch["closed"] & (net.switch["et"] == "l")].iterrows():
        line = net.line.loc[switch["element"]]
        ends = [section_of.get(int(line[end]), 0) for end in ("from_bus", "to_bus")]
        reached = max(ends)
        if reached > section and min(ends) == 0 and dividers[section][1] != "disconnector":
            ways[str(switch["name"])] = ([dividers[section][0]], int(index))
    return ways


def _dividers(county: County, feeder: str) -> dict[int, tuple[int, str]]:
    """Section to the switch at its far end and that switch's type."""
    net = county.grid.net
    section_of = {node.bus: node.section for node in county.grid.of(feeder, trunk=True)}
    return {
        section_of[int(switch["bus"])]: (int(index), county.grid.kinds[int(index)][0])
        for index, switch in net.switch[net.switch["closed"]].iterrows()
        if int(switch["bus"]) in section_of
    }


def _at_limit(state: HourState) -> frozenset[str]:
    return frozenset(key for key, percent in state.head_percent.items() if percent >= 100)


def _feasible(
    county: County,
    loaded: dict[int, pp.pandapowerNet],
    over: dict[int, frozenset[str]],
    moves: tuple[list[int], int],
) -> list[int]:
    opened, closed = moves
    hours = []
    for hour, base in loaded.items():
        net = copy.deepcopy(base)
        net.switch.loc[opened, "closed"] = False
        net.switch.loc[closed, "closed"] = True
        if _solve(net, county).admissible(over[hour]):
            hours.append(hour)
    return hours
