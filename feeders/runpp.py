"""pandapower, the referee: the only place that calls `runpp`."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandapower
import pandas as pd
from scipy.sparse.linalg import MatrixRankWarning

from feeders.allocation import LoadCase
from feeders.arrays import Floats
from feeders.fixed_point import StateResult
from feeders.heat_course import HeatCourse
from feeders.network import Network
from feeders.options import bus_loads
from feeders.topology import NORMAL, Switching

# Between hours of one switching state only the loads change.
RECYCLE = {"bus_pq": True, "trafo": False, "gen": False}


class Referee:
    """Runs `runpp` once per hour and switching state of a load case.

    What another referee of the same loads has run is not run again.
    """

    def __init__(self, load_case: LoadCase) -> None:
        self._network = load_case.network
        self._case = load_case
        self._net = copy.deepcopy(self._network.net)
        self._results = load_case.refereed
        self._wanted: set[tuple[int, Switching]] = set()
        self._course: HeatCourse | None = None

    def follow(self, work: Iterable[tuple[int, Switching]]) -> None:
        """Follow the heat of the transformers through the states of a plan that were run."""
        states = [(hour, self._together(hour, state)) for hour, state in work]
        self._course = HeatCourse.of(self._case, states)

    def run(self, wanted: Iterable[tuple[int, Switching]]) -> None:
        """Compute all hours and states asked for, and today's state at the same hours."""
        pairs = sorted({(hour, s) for hour, state in wanted for s in (state, NORMAL)})
        self._wanted.update(pairs)
        for state in sorted({state for _, state in pairs}):
            self._switch(state)
            hours = [hour for hour, other in pairs if other == state]
            missing = [hour for hour in hours if (hour, state) not in self._results]
            self._net["_ppc"] = None  # the switches changed: nothing to reuse
            for hour in missing:
                self._results[hour, state] = self._run(hour)

    @property
    def computed(self) -> Mapping[tuple[int, Switching], StateResult]:
        """What was asked for, per hour and state, every transformer by itself."""
        return MappingProxyType({key: self._results[key] for key in sorted(self._wanted)})

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
            # Without numba a load flow of 600 buses takes 8 ms more; with it, pandapower compiles
            # its kernels anew in each process, which takes 5 s.
            pandapower.runpp(
                net, calculate_voltage_angles=True, init="dc", recycle=RECYCLE, numba=False
            )
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
