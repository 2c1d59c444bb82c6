"""pandapower, the referee: the only place that calls `runpp`.

Whatever the bulk engine allowed is computed again here with Newton-Raphson on pandapower's own
net. A load flow that does not converge is a violation with a name, never an exception.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandapower
import pandas as pd
from scipy.sparse.linalg import MatrixRankWarning

from feeders.agreement import Agreement, compare_engines, sampled_windows
from feeders.allocation import LoadCase
from feeders.arrays import Floats
from feeders.fixed_point import StateResult
from feeders.heat_course import HeatCourse
from feeders.limits import Comparison, Elements, OperatingLimits, Violation, compare, violations
from feeders.network import Network
from feeders.options import GridOption, bus_loads
from feeders.planned_state import State, open_switches, state_hash
from feeders.topology import NORMAL, Switching

# Between hours of one switching state only the loads change.
RECYCLE = {"bus_pq": True, "trafo": False, "gen": False}
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
    referee = Referee(network, load_case)
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
    referee = Referee(network, load_case)
    referee.run(wanted)
    return drawn, compare_engines(network, load_case, referee.computed)


class Referee:
    """Runs `runpp` once per hour and switching state, and keeps the results."""

    def __init__(self, network: Network, load_case: LoadCase) -> None:
        self._network = network
        self._case = load_case
        self._net = copy.deepcopy(network.net)
        self._results: dict[tuple[int, Switching], StateResult] = {}
        self._course: HeatCourse | None = None

    def follow(self, work: Iterable[tuple[int, Switching]]) -> None:
        """Follow the heat of the transformers through the states of a plan that were run."""
        states = [(hour, self._together(hour, state)) for hour, state in work]
        self._course = HeatCourse.of(self._case, states)

    def run(self, wanted: Iterable[tuple[int, Switching]]) -> None:
        """Compute all hours and states asked for, and today's state at the same hours."""
        pairs = sorted({(hour, s) for hour, state in wanted for s in (state, NORMAL)})
        for state in sorted({state for _, state in pairs}):
            self._switch(state)
            hours = [hour for hour, other in pairs if other == state]
            missing = [hour for hour in hours if (hour, state) not in self._results]
            self._net["_ppc"] = None  # the switches changed: nothing to reuse
            for hour in missing:
                self._results[hour, state] = self._run(hour)

    @property
    def computed(self) -> Mapping[tuple[int, Switching], StateResult]:
        """What was run, per hour and state, every transformer by itself."""
        return MappingProxyType(self._results)

    def result(self, hour: int, state: Switching) -> StateResult:
        """Result of a hour and state that were run, transformers with their feeders together.

        Where transformers follow their heat, after the work before it; in the normal state after
        no work at all.
        """
        result = self._together(hour, state)
        if self._course is None:
            return result
        return (self._course.heated if state else self._course.heated_alone)(result, hour)

    def _together(self, hour: int, state: Switching) -> StateResult:
        result, base = self._results[hour, state], self._results[hour, NORMAL]
        return self._case.together(result, base, slice(hour, hour + 1))

    def _switch(self, state: Switching) -> None:
        self._net.switch["closed"] = self._network.net.switch["closed"]
        for switches, closed in ((state.opened, False), (state.closed, True)):
            self._net.switch.loc[list(switches), "closed"] = closed

    def _run(self, hour: int) -> StateResult:
        self._net.load["p_mw"] = self._case.p_mw[hour]
        self._net.load["q_mvar"] = self._case.q_mvar[hour]
        converged = _runpp(self._net)
        if not converged:
            # Once more without the voltages of the hour before, which may have misled it.
            self._net["_ppc"] = None
            converged = _runpp(self._net)
        if not converged:
            self._net["_ppc"] = None
        return _read(self._network, self._net, self._case.p_mw[hour], converged=converged)


def _runpp(net: Any) -> bool:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # pandapower fills its result tables with pandas assignments that are deprecated, and a
        # load flow that diverges overflows on its way and meets singular matrices.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", MatrixRankWarning)
        try:
            pandapower.runpp(net, calculate_voltage_angles=True, init="dc", recycle=RECYCLE)
        except pandapower.LoadflowNotConverged:
            return False
    return bool(net["converged"])


def _read(network: Network, net: Any, p_mw: Floats, *, converged: bool) -> StateResult:
    """Pandapower's result tables in the arrays that the bulk engine returns, for one hour."""
    model = network.engine.model
    vm = _column(net.res_bus, "vm_pu", converged=converged, count=len(model.buses))
    line = _column(net.res_line, "loading_percent", converged=converged, count=len(model.lines))
    trafo = _column(net.res_trafo, "loading_percent", converged=converged, count=len(model.trafos))
    supplied = np.isfinite(vm) if converged else np.ones(len(vm), dtype=bool)
    lost = bus_loads(network, p_mw[None, :])[~supplied]
    heads = [_head(network, net, quantity, converged=converged) for quantity in ("i_ka", "p_mw")]
    return StateResult(
        vm_pu=vm[:, None], branch_percent=np.concatenate([line, trafo])[:, None],
        head_a=1000.0 * heads[0][:, None], head_mw=heads[1][:, None], supplied=supplied,
        lost_load_mw=np.array([np.nansum(lost)]), converged=np.array([converged]),
    )  # fmt: skip


def _column(table: pd.DataFrame, name: str, *, converged: bool, count: int) -> Floats:
    """One result column; what is dead has no loading, what did not converge has no value."""
    if not converged or not count:
        return np.full(count, np.nan)
    values = table[name].to_numpy(dtype=float)
    return values if name == "vm_pu" else np.nan_to_num(values)


def _head(network: Network, net: Any, quantity: str, *, converged: bool) -> Floats:
    """i_ka or p_mw at the busbar end of each head line."""
    name, unit = quantity.split("_")
    count = len(net.line)
    both = [_column(net.res_line, f"{name}_{end}_{unit}", converged=converged, count=count)
            for end in ("to", "from")]  # fmt: skip
    return np.array([both[at_from][row] for row, at_from in network.engine.heads])


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
