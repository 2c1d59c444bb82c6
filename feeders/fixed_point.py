"""The bulk engine: all hours of one switching state at once, V = w + Z conj(S / V).

`Z` is the inverse of pandapower's admittance matrix without its sources, eliminated once per
electrically separate part and switching state and kept; the hours are the columns. A radial part
is swept along its tree, a meshed one goes through sparse factors; both solve the same equation.
Non-convergence and islands are results with a name, not exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakValueDictionary

import numpy as np

from feeders.arrays import Bools, Complexes, Floats
from feeders.grid_model import GridModel
from feeders.mesh_kernel import mesh_voltages
from feeders.parts import Layout, Part, split
from feeders.sweep_kernel import voltages
from feeders.topology import NORMAL, Switching
from feeders.wiring import Wiring

TOLERANCE_PU = 1e-9
MAX_ITERATIONS = 60
KEPT_LAYOUTS = 400
"""So many states are kept: as many as a job's, not as a county's."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StateResult:
    """One switching state at all hours. Rows are elements, columns hours.

    Parameters
    ----------
    vm_pu
        Voltage per bus of the model; NaN where dead or not converged. [pu]
    branch_percent
        Loading as pandapower reports it, lines first, then transformers; 0 where dead, NaN where
        not converged. [percent]
    head_a, head_mw
        Current and power at the busbar end of each head line; 0 where dead. [A, MW]
    lost_load_mw
        Load on dead buses. [MW]
    supplied
        Per bus whether it is energised.
    converged
        Per hour.
    """

    vm_pu: Floats
    branch_percent: Floats
    head_a: Floats
    head_mw: Floats
    lost_load_mw: Floats
    supplied: Bools
    converged: Bools


@dataclass(frozen=True, kw_only=True, eq=False)
class _Solution:
    """One part at all hours."""

    vm_pu: Floats
    percent: Floats
    heads: tuple[tuple[int, Floats, Floats], ...]
    converged: Bools


class FixedPoint:
    """Load flow of one network for any switching state and any number of hours.

    Parameters
    ----------
    model
        Admittances, see `grid_model.build_grid_model`.
    normally_closed
        Switches closed in the normal state.
    heads
        Per feeder the position of its head line in the branch arrays and whether its busbar is
        at the from end.
    """

    def __init__(
        self, model: GridModel, normally_closed: frozenset[int], heads: Iterable[tuple[int, bool]]
    ) -> None:
        self.model = model
        self.heads = tuple(heads)
        self.wiring = Wiring(model=model, normally_closed=normally_closed)
        self._layouts: dict[Switching, Layout] = {}
        self._parts: WeakValueDictionary[bytes, Part] = WeakValueDictionary()

    @cached_property
    def _normal(self) -> Layout:
        return split(self.wiring)

    def layout(self, state: Switching = NORMAL) -> Layout:
        """The energised parts of a switching state; each is eliminated once and then kept."""
        if not state:
            return self._normal
        if state not in self._layouts:
            if len(self._layouts) >= KEPT_LAYOUTS:
                del self._layouts[next(iter(self._layouts))]
            found = split(self.wiring, state, self._normal)
            changed = tuple(self._parts.setdefault(part.key, part) for part in found.changed)
            kept = found.parts[: len(found.parts) - len(changed)]
            self._layouts[state] = replace(found, parts=kept + changed, changed=changed)
        return self._layouts[state]

    def changed(self, state: Switching) -> tuple[Bools, Bools]:
        """Buses and branches that may have another result than in the normal state."""
        bus = np.zeros(len(self.model.buses), dtype=bool)
        branch = np.zeros(len(self.model.in_service), dtype=bool)
        if state:
            layout = self.layout(state)
            if len(layout.changed) == len(layout.parts):
                bus[:], branch[:] = True, True
            for part in (*layout.changed, *layout.dropped):
                bus[part.buses], branch[part.branches] = True, True
        return bus, branch

    def hours(self, p_mw: Floats, q_mvar: Floats) -> Hours:
        """Fix the loads: rows = hours, columns = loads in the order of `net.load`. [MW, Mvar]"""
        return Hours(self, p_mw, q_mvar)


class Hours:
    """A `FixedPoint` with its loads; solves one switching state at all hours."""

    def __init__(self, engine: FixedPoint, p_mw: Floats, q_mvar: Floats) -> None:
        model = engine.model
        if p_mw.shape != q_mvar.shape or p_mw.ndim != 2 or p_mw.shape[1] != len(model.load_node):
            raise ValueError(f"loads: found {p_mw.shape}, wanted hours x {len(model.load_node)}")
        self._engine = engine
        self._n_hours = p_mw.shape[0]
        wiring, on = engine.wiring, np.flatnonzero(model.load_in_service)
        s_mva = np.zeros((len(wiring.inject_node), self._n_hours), dtype=complex)
        np.add.at(s_mva, wiring.injects[model.load_node[on]], (p_mw + 1j * q_mvar)[:, on].T)
        self._load_mw = s_mva.real
        self._s_pu = model.fixed_s_pu[wiring.inject_node, None] - s_mva / model.sn_mva
        # Parts of the normal state recur in almost every other state: a transfer does not touch
        # the other substations.
        self._kept: dict[bytes, _Solution] = {}

    def solve(self, state: Switching = NORMAL) -> StateResult:
        """All hours of one switching state.

        Notes
        -----
        Islands are not an error: their buses are not supplied and their load is lost.
        """
        if not state:
            return self._normal
        layout = self._engine.layout(state)
        if len(layout.changed) == len(layout.parts):
            return self._assembled(layout)
        return self._overlaid(layout)

    @cached_property
    def _normal(self) -> StateResult:
        layout = self._engine.layout()
        for part in layout.parts:
            self._kept[part.key] = self._solution(part)
        return self._assembled(layout)

    def _assembled(self, layout: Layout) -> StateResult:
        """The result of a state from all its parts."""
        model = self._engine.model
        nothing = StateResult(
            vm_pu=np.full((len(model.buses), self._n_hours), np.nan),
            branch_percent=np.zeros((len(model.in_service), self._n_hours)),
            head_a=np.zeros((len(self._engine.heads), self._n_hours)),
            head_mw=np.zeros((len(self._engine.heads), self._n_hours)),
            lost_load_mw=np.zeros(self._n_hours), supplied=np.zeros(len(model.buses), dtype=bool),
            converged=np.ones(self._n_hours, dtype=bool),
        )  # fmt: skip
        nothing.supplied[layout.source_buses] = True
        nothing.vm_pu[layout.source_buses] = layout.source_vm_pu[:, None]
        return self._with_parts(nothing, layout.parts)

    def _overlaid(self, layout: Layout) -> StateResult:
        """The result of a state from that of the normal one."""
        normal = self._normal
        names = ("vm_pu", "branch_percent", "head_a", "head_mw", "supplied")
        found = replace(
            normal, converged=np.ones(self._n_hours, dtype=bool),
            **{name: getattr(normal, name).copy() for name in names},
        )  # fmt: skip
        for part in layout.dropped:
            found.vm_pu[part.buses], found.supplied[part.buses] = np.nan, False
            found.branch_percent[part.branches] = 0.0
            for head, _, _ in self._kept[part.key].heads:
                found.head_a[head] = found.head_mw[head] = 0.0
        for part in layout.parts[: len(layout.parts) - len(layout.changed)]:
            found.converged[:] &= self._kept[part.key].converged
        return self._with_parts(found, layout.changed)

    def _with_parts(self, found: StateResult, parts: tuple[Part, ...]) -> StateResult:
        """Write parts into the arrays of a result that nobody else has yet."""
        for part in parts:
            solution = self._kept.get(part.key) or self._solution(part)
            found.vm_pu[part.buses] = solution.vm_pu
            found.branch_percent[part.branches] = solution.percent
            for head, current, power in solution.heads:
                found.head_a[head], found.head_mw[head] = current, power
            found.converged[:] &= solution.converged
            found.supplied[part.buses] = True
        dead = ~found.supplied[self._engine.wiring.inject_node]
        return replace(found, lost_load_mw=self._load_mw[dead].sum(axis=0))

    def _solution(self, part: Part) -> _Solution:
        voltage, converged = self._voltage(part)
        return self._measure(part, voltage, converged)

    def _voltage(self, part: Part) -> tuple[Complexes, Bools]:
        """Voltages of all rows, the sources' last; hours without a solution hold NaN."""
        if part.tree is not None:
            source = complex(part.source_voltage[0])
            return voltages(part.tree, source, part.inject_row, part.inject_place, self._s_pu,
                            TOLERANCE_PU, MAX_ITERATIONS)  # fmt: skip
        if not part.n_unknown:
            sources = np.repeat(part.source_voltage[:, None], self._n_hours, axis=1)
            return sources, np.ones(self._n_hours, dtype=bool)
        return mesh_voltages(part.mesh, part.inject_row, part.inject_place, self._s_pu,
                             TOLERANCE_PU, MAX_ITERATIONS)  # fmt: skip

    def voltages(self, buses: Sequence[int], state: Switching = NORMAL) -> Complexes:
        """Complex voltage of some buses in one switching state, NaN where dead. [pu]

        Parameters
        ----------
        buses
            Positions in the model's buses.
        state
            Switching state.
        """
        layout = self._engine.layout(state)
        found = np.full((len(buses), self._n_hours), np.nan + 0j)
        for part in layout.parts:
            row_of = dict(zip(part.buses.tolist(), part.row_of_bus.tolist(), strict=True))
            wanted = [i for i, bus in enumerate(buses) if bus in row_of]
            if wanted:
                voltage, _ = self._voltage(part)
                found[wanted] = voltage[[row_of[buses[i]] for i in wanted]]
        return found

    def _measure(self, part: Part, voltage: Complexes, converged: Bools) -> _Solution:
        m, b = self._engine.model, part.branches
        at_from, at_to = voltage[part.from_row], voltage[part.to_row]
        i_from = m.y_ff[b, None] * at_from + m.y_ft[b, None] * at_to
        i_to = m.y_tf[b, None] * at_from + m.y_tt[b, None] * at_to
        percent = np.maximum(
            np.abs(i_from) * m.from_percent[b, None], np.abs(i_to) * m.to_percent[b, None]
        )
        row = {int(branch): i for i, branch in enumerate(b)}
        heads = []
        for head, (branch, at_from_end) in enumerate(self._engine.heads):
            if branch in row:
                i = row[branch]
                current, v = (i_from, at_from) if at_from_end else (i_to, at_to)
                power = (v[i] * np.conj(current[i])).real * m.sn_mva
                heads.append((head, np.abs(current[i]) * m.from_ka[branch] * 1000.0, power))
        return _Solution(vm_pu=np.abs(voltage[part.row_of_bus]), percent=percent,
                         heads=tuple(heads), converged=converged)  # fmt: skip
