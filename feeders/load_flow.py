"""What the referee says of switching states: tables, violations, and whether the engines agree.

Whatever the bulk engine allowed is computed again with Newton-Raphson on pandapower's own net. A
load flow that does not converge is a violation with a name, never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.agreement import Agreement, compare_engines, sampled_windows
from feeders.allocation import LoadCase
from feeders.arrays import Floats
from feeders.limits import Comparison, Elements, OperatingLimits, Violation, compare, violations
from feeders.network import Network
from feeders.options import GridOption, bus_loads
from feeders.planned_state import State, open_switches, state_hash
from feeders.runpp import Referee
from feeders.topology import NORMAL

CHECK_COLUMNS = [
    "time", "state", "open_switches", "work_orders", "feeder", "vm_min_pu", "vm_min_bus",
    "loading_max_percent", "loading_element", "lost_load_mw", "converged", "ok", "cause",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class StateChecks:
    """Result of `check_states`: one table row per state given, and all violations, sorted.

    `agreement` is how far the bulk engine is from the referee in all of them.
    """

    table: pd.DataFrame
    violations: tuple[Violation, ...]
    agreement: Agreement

    @property
    def findings(self) -> tuple[Violation, ...]:
        """The violations the plan causes; those of today's state without work are alarms only."""
        return tuple(v for v in self.violations if v.cause == "plan")


def check_states(
    network: Network,
    load_case: LoadCase,
    states: Sequence[State],
    limits: OperatingLimits,
) -> StateChecks:
    """Compute every state with `runpp` and compare it with today's state at the same hour.

    Parameters
    ----------
    network
        The network in today's normal state.
    load_case
        Loads at all hours the states refer to.
    states
        What to check; the same hour in the same switching state is computed once.
    limits
        The operating limits.

    Returns
    -------
        Per state the columns of load_flow_checks.csv. `cause` is plan when something is added by
        the state, base when a limit is broken only as it is with no work at all, else empty. The
        `feeder` is that of the most loaded element. Violations with cause base are those of the
        states without work: with work the same alarm may show another value.

    Raises
    ------
    KeyError
        If a time is outside the load case, or a switch is unknown.
    EnginesDisagree
        If the bulk engine finds something else than `runpp`.
    """
    referee = Referee(load_case)
    referee.run([(load_case.row(s.time), s.switching) for s in states])
    agreement = compare_engines(network, load_case, referee.computed)
    referee.follow([(load_case.row(s.time), s.switching) for s in states if s.work_orders])
    elements = Elements.of(network, load_case.hot_spots)
    load_mw = bus_loads(network, load_case.p_mw)
    rows: list[tuple[object, ...]] = []
    found: list[Violation] = []
    for state in states:
        hour = load_case.row(state.time)
        check = _Check(network, elements, load_mw, limits, referee, state, hour)
        rows.append(check.row())
        found += [v for v in check.violations() if v.cause == "plan" or not state.work_orders]
    table = pd.DataFrame(rows, columns=CHECK_COLUMNS)
    return StateChecks(table=table, violations=tuple(sorted(set(found))), agreement=agreement)


def check_windows(
    network: Network, load_case: LoadCase, options: Sequence[GridOption], seed: int
) -> tuple[int, Agreement]:
    """Compute one in a hundred of the windows again with `runpp`.

    Parameters
    ----------
    network
        The network in today's normal state.
    load_case
        The loads the windows were found with.
    options
        All options of the windows.
    seed
        Decides which windows are drawn.

    Returns
    -------
    tuple
        Number of windows drawn, and how far the engines are apart.

    Raises
    ------
    EnginesDisagree
        If the bulk engine finds something else than `runpp`.
    """
    wanted, drawn = sampled_windows(options, len(load_case.times), seed)
    referee = Referee(load_case)
    referee.run(wanted)
    return drawn, compare_engines(network, load_case, referee.computed)


class _Check:
    """One state against today's state at one hour."""

    def __init__(
        self, network: Network, elements: Elements, load_mw: Floats, limits: OperatingLimits,
        referee: Referee, state: State, hour: int,
    ) -> None:  # fmt: skip
        self._network, self._elements, self._limits = network, elements, limits
        self._state = state
        self._result = referee.result(hour, state.switching)
        base = referee.result(hour, NORMAL)
        planned = np.isin(network.engine.model.buses, state.dead_buses)
        self._found = compare(elements, self._result, base, load_mw[:, hour : hour + 1], limits,
                              planned)  # fmt: skip
        # With no work there is nothing a plan could be blamed for.
        self._blame = state.work_orders

    def violations(self) -> tuple[Violation, ...]:
        """All violations of this state."""
        hour = self._state.time.floor("h")
        return violations(self._network, self._elements, self._found, 0, hour, self._limits,
                          self._blame)  # fmt: skip

    def row(self) -> tuple[object, ...]:
        """One row of load_flow_checks.csv."""
        state, result = self._state.switching, self._result
        percent, element = self._worst_loading(self._found)
        vm, bus = self._lowest_voltage()
        causes = {violation.cause for violation in self.violations()}
        return (
            self._state.time.floor("h"), state_hash(self._network, state),
            ";".join(map(str, open_switches(self._network, state))),
            ";".join(self._state.work_orders), feeder_of_element(self._network, element),
            vm, bus, percent, element, round(float(result.lost_load_mw[0]), 3),
            bool(result.converged[0]), bool(self._found.ok[0]),
            "plan" if "plan" in causes else "base" if causes else "",
        )  # fmt: skip

    def _worst_loading(self, found: Comparison) -> tuple[float, str]:
        percent = found.percent[: self._elements.n_loadings, 0]
        if not np.isfinite(percent).any():
            return float("nan"), ""
        worst = int(np.nanargmax(percent))
        return round(float(percent[worst]), 2), self._elements.names[worst]

    def _lowest_voltage(self) -> tuple[float, str]:
        vm = self._found.vm_pu[:, 0]
        if not np.isfinite(vm).any():
            return float("nan"), ""
        lowest = int(np.nanargmin(vm))
        return round(float(vm[lowest]), 4), self._elements.bus_names[lowest]


def feeder_of_element(network: Network, element: str) -> str:
    """Feeder an element code belongs to in the normal state; "" upstream of the heads."""
    kind, _, name = element.partition(":")
    if kind == "feeder":
        return name
    topology = network.topology
    if kind == "bus":
        return network.feeder_of_bus.get(int(name), "")
    node = topology.node_of_branch.get((kind, int(name))) if name else None
    return network.supply.feeder_of_node[node] if node is not None else ""
