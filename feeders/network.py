"""The network as the planner sees it: feeders, bus sections, sections, ties, limits, customers."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandapower
import pandas as pd

from feeders import maps
from feeders.arrays import Ints
from feeders.fixed_point import FixedPoint
from feeders.grid_model import build_grid_model
from feeders.network_checks import (
    Fault,
    NetworkFaults,
    check_elements,
    check_table_keys,
    records,
)
from feeders.network_tables import (
    Feeder,
    SwitchInfo,
    check_substations,
    limit_lines_by_switches,
    read_customers,
    read_feeder,
    read_same_pole,
    read_switches,
)
from feeders.sources import Source, read_sources, source_faults
from feeders.supply import Head, Section, Supply, Tie, walk
from feeders.topology import NORMAL, Switching, Topology, build_topology
from feeders.walk_kernel import inherit


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """A checked network in today's normal state. Nothing here is ever changed."""

    net: Any
    topology: Topology
    supply: Supply
    feeders: tuple[Feeder, ...]
    switches: Mapping[int, SwitchInfo]
    same_pole: Mapping[str, tuple[str, ...]]
    customers_of_bus: Mapping[int, int]
    sensitive_of_bus: Mapping[int, tuple[tuple[str, int], ...]]
    sources: Mapping[str, Source]

    @cached_property
    def feeder(self) -> dict[str, Feeder]:
        """Feeder record by name."""
        return {feeder.feeder: feeder for feeder in self.feeders}

    @cached_property
    def feeder_of_bus(self) -> dict[int, str]:
        """Feeder name per supplied bus in the normal state; "" upstream of the head breakers."""
        nodes = enumerate(self.topology.buses)
        return {bus: self.supply.feeder_of_node[node] for node, bus in nodes}

    @cached_property
    def bus_section_of_feeder(self) -> dict[str, str]:
        """Name of the busbar each feeder's head breaker is attached to."""
        return {feeder.feeder: feeder.bus_section for feeder in self.feeders}

    @cached_property
    def limit_a(self) -> dict[str, float]:
        """Limit of each feeder head. [A]"""
        return {feeder.feeder: feeder.limit_a for feeder in self.feeders}

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Normally open connections that touch a feeder."""
        return self.supply.ties

    @cached_property
    def tie_switches(self) -> tuple[int, ...]:
        """Switch indices of all ties, sorted."""
        return tuple(sorted({s for tie in self.ties for s in tie.switches}))

    @cached_property
    def tie_partners(self) -> frozenset[tuple[str, str]]:
        """Sorted pairs of different feeders on either side of a normally open tie."""
        pairs = {(min(tie.feeders), max(tie.feeders)) for tie in self.ties}
        return frozenset((a, b) for a, b in pairs if a and a != b)

    @cached_property
    def customers_of_feeder(self) -> dict[str, int]:
        """Customers per feeder in the normal state."""
        total = dict.fromkeys(self.feeder, 0)
        for bus, count in self.customers_of_bus.items():
            if self.feeder_of_bus.get(bus):
                total[self.feeder_of_bus[bus]] += count
        return total

    @cached_property
    def operable(self) -> frozenset[int]:
        """Switches that may be operated under load."""
        return frozenset(i for i, switch in self.switches.items() if switch.operable)

    @cached_property
    def load_nodes(self) -> frozenset[int]:
        """Nodes with a load in service or with customers."""
        loads = self.net.load.loc[self.net.load["in_service"].astype(bool), "bus"]
        buses = {int(bus) for bus in loads} | {b for b, n in self.customers_of_bus.items() if n}
        return frozenset(
            self.topology.node_of_bus[bus] for bus in buses if bus in self.topology.node_of_bus
        )

    def section_of(self, bus: int) -> Section:
        """The section a job at `bus` works on: everything up to the next operable switches.

        Raises
        ------
        KeyError
            If the bus is not supplied through a feeder.
        """
        node = self.topology.node_of_bus[bus]
        return self.supply.sections[self.supply.section_of_node[node]]

    def customers_in(self, nodes: frozenset[int]) -> int:
        """Customers at the buses among `nodes`."""
        buses = (self.topology.buses[n] for n in nodes if self.topology.is_bus(n))
        return sum(self.customers_of_bus.get(bus, 0) for bus in buses)

    def feeder_of_nodes(self, state: Switching = NORMAL) -> tuple[str, ...]:
        """Feeder that supplies each node in a switching state; "" when dead or upstream."""
        names: list[str] = self._names[self.feeder_number_of_nodes(state)].tolist()
        return tuple(names)

    def feeder_number_of_nodes(self, state: Switching = NORMAL) -> Ints:
        """The same as a position in `feeders`, -1 when dead or upstream."""
        tree = self.topology.tree(state)
        return inherit(tree.parent, tree.edge, tree.reached, self._starts)

    @cached_property
    def _names(self) -> npt.NDArray[np.object_]:
        return np.array([*(feeder.feeder for feeder in self.feeders), ""], dtype=object)

    @cached_property
    def _starts(self) -> Ints:
        """Per edge the feeder that begins behind it, -1 for none."""
        start = np.full(len(self.topology.edges), -1, dtype=np.int64)
        for number, feeder in enumerate(self.feeders):
            start[self.topology.edge_of_switch[feeder.head_switch]] = number
        return start

    def element_name(self, element: str) -> str:
        """Name as in the network file for an element code such as `line:12`; the code if none."""
        kind, _, index = element.partition(":")
        if kind not in ("line", "trafo", "bus", "switch"):
            return index or element
        name = self.net[kind]["name"].get(int(index)) if "name" in self.net[kind] else None
        return str(name) if name else element

    @cached_property
    def engine(self) -> FixedPoint:
        """The bulk load flow of this network; factors are kept per switching state."""
        model = build_grid_model(self.net)
        position = {line: i for i, line in enumerate(model.lines)}
        heads = [(position[f.head_line], self._head_at_from_bus(f)) for f in self.feeders]
        return FixedPoint(model, self.topology.normally_closed, heads)

    def _head_at_from_bus(self, feeder: Feeder) -> bool:
        """Whether the busbar is at the head line's from end."""
        body = self.topology.node_of_branch[("line", feeder.head_line)]
        bus = self.topology.buses[int(self.supply.tree.parent[body])]
        return bool(self.net.line.at[feeder.head_line, "from_bus"] == bus)

    @cached_property
    def bus_table(self) -> pd.DataFrame:
        """Buses for maps: bus, name, lon, lat, feeder, bus_section, vn_kv, customers."""
        return maps.bus_table(self)

    @cached_property
    def branch_table(self) -> pd.DataFrame:
        """Branches for maps: kind, index, name, from_bus, to_bus, feeder, normally_open."""
        return maps.branch_table(self)


def read_network(
    text: str,
    feeders: pd.DataFrame,
    sources: pd.DataFrame,
    switches: pd.DataFrame,
    switch_state: pd.DataFrame,
    customers: pd.DataFrame,
) -> Network:
    """Read a pandapower JSON text, put it in today's state and check everything.

    Parameters
    ----------
    text
        pandapower JSON.
    feeders, sources, switches, switch_state, customers
        The tables of the scenario folder; optional columns may be missing, `switch_state` empty.

    Returns
    -------
        The checked network in its normal state.

    Raises
    ------
    NetworkFaults
        With every fault found, by table, key and column.
    """
    net = _parse(text)
    faults = check_elements(net)
    net = _fold_scaling(net)
    tables = {"feeders": feeders, "switches": switches, "switch_state": switch_state,
              "customers": customers, "sources": sources}  # fmt: skip
    faults += check_table_keys(net, tables, sources["substation"])
    faults += source_faults(read_sources(sources))
    if faults:
        # The walk below needs sound elements and names; report these first, all of them.
        raise NetworkFaults(faults + _walk_if_possible(net, tables))
    return _build(net, tables)


def element_faults(text: str) -> tuple[Fault, ...]:
    """All faults of the elements by themselves, of a network that may not be whole.

    Parameters
    ----------
    text
        pandapower JSON whose columns hold what they should.
    """
    try:
        return tuple(check_elements(_parse(text)))
    except NetworkFaults as error:
        return error.faults


def _parse(text: str) -> Any:
    """The net of a text, not to be changed."""
    try:
        net = _loaded(text)
        if not isinstance(net, pandapower.pandapowerNet):
            raise TypeError("not a pandapower net")
        for table in ("bus", "line", "trafo", "load", "sgen", "switch", "ext_grid"):
            net[table].columns  # noqa: B018 - a missing table is a KeyError, caught below
    except (ValueError, KeyError, TypeError, AttributeError, UserWarning) as error:
        found = f"{type(error).__name__}: {error}"
        raise NetworkFaults([Fault(table="network", key="", column="", found=found[:200],
                                   wanted="a pandapower JSON file")]) from error  # fmt: skip
    return net


@lru_cache(maxsize=2)
def _loaded(text: str) -> Any:
    """What pandapower reads, which takes it longer than a load flow; to be copied, not changed."""
    with warnings.catch_warnings():
        # pandapower converts files of older versions with pandas calls that are deprecated.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        return pandapower.from_json_string(text)


def _fold_scaling(net: Any) -> Any:
    """Put `scaling` into the powers, so that a load's power is one number from here on."""
    net = copy.deepcopy(net)
    for name in ("load", "sgen"):
        if len(net[name]):
            for column in ("p_mw", "q_mvar"):
                net[name][column] = net[name][column].astype(float) * net[name]["scaling"]
            net[name]["scaling"] = net[name]["scaling"].where(net[name]["scaling"].isna(), 1.0)
    return net


def _build(net: Any, tables: Mapping[str, pd.DataFrame]) -> Network:
    for row in records(tables["switch_state"]):
        net.switch.at[row.switch, "closed"] = bool(row.closed)
    switches = read_switches(net, tables["switches"])
    limit_lines_by_switches(net, switches)
    operable = frozenset(i for i, switch in switches.items() if switch.operable)
    topology = build_topology(net)
    rows = list(records(tables["feeders"]))
    heads = [Head(feeder=r.feeder, line=int(r.head_line), switch=int(r.head_switch)) for r in rows]
    supply, faults = walk(net, topology, heads, operable)
    faults += check_substations(tables["feeders"], supply)
    if faults:
        raise NetworkFaults(faults)
    count, sensitive = read_customers(tables["customers"])
    return Network(
        net=net, topology=topology, supply=supply, switches=switches,
        feeders=tuple(read_feeder(net, row, supply, switches) for row in rows),
        same_pole=read_same_pole(rows), customers_of_bus=count, sensitive_of_bus=sensitive,
        sources=read_sources(tables["sources"]),
    )  # fmt: skip


def _walk_if_possible(net: Any, tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Faults of the second stage too, where the first stage's faults leave it meaningful."""
    state = tables["switch_state"]
    known = dict(tables, switch_state=state[state["switch"].isin(net.switch.index)])
    try:
        _build(net, known)
    except NetworkFaults as second:
        return list(second.faults)
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return []
    return []
