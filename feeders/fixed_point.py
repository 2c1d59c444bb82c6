"""The bulk engine: all hours of one switching state at once, V = w + Z conj(S / V).

`Z` is the inverse of pandapower's admittance matrix without its sources, factorised once per
electrically separate part and switching state and kept; the hours are the columns. Meshed and
radial states are alike to it. Non-convergence and islands are results with a name, not exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from feeders.arrays import Bools, Complexes, Floats
from feeders.grid_model import GridModel
from feeders.kernel import iterate
from feeders.parts import Layout, Part, split
from feeders.topology import NORMAL, Switching

TOLERANCE_PU = 1e-9
MAX_ITERATIONS = 60


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
        self._closed = normally_closed
        self._layouts: dict[Switching, Layout] = {}
        self._parts: dict[bytes, Part] = {}

    def layout(self, state: Switching = NORMAL) -> Layout:
        """The energised parts of a switching state; each is factorised once and then kept."""
        if state not in self._layouts:
            closed = (self._closed - set(state.opened)) | set(state.closed)
            found = split(self.model, sorted(closed))
            shared = tuple(self._parts.setdefault(part.key, part) for part in found.parts)
            self._layouts[state] = replace(found, parts=shared)
        return self._layouts[state]

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
        s_mva = np.zeros((model.n_nodes, self._n_hours), dtype=complex)
        on = np.flatnonzero(model.load_in_service)
        np.add.at(s_mva, model.load_node[on], (p_mw + 1j * q_mvar)[:, on].T)
        self._load_mw = s_mva[: len(model.buses)].real
        self._s_pu = model.fixed_s_pu[:, None] - s_mva / model.sn_mva
        # Parts of the normal state recur in almost every other state: a transfer does not touch
        # the other substations.
        self._kept: dict[bytes, _Solution] = {}

    def solve(self, state: Switching = NORMAL) -> StateResult:
        """All hours of one switching state.

        Notes
        -----
        Islands are not an error: their buses are not supplied and their load is lost.
        """
        model, layout = self._engine.model, self._engine.layout(state)
        vm = np.full((len(model.buses), self._n_hours), np.nan)
        percent = np.zeros((len(model.in_service), self._n_hours))
        head_a = np.zeros((len(self._engine.heads), self._n_hours))
        head_mw = np.zeros_like(head_a)
        converged = np.ones(self._n_hours, dtype=bool)
        supplied = np.zeros(len(model.buses), dtype=bool)
        supplied[layout.source_buses] = True
        vm[layout.source_buses] = layout.source_vm_pu[:, None]
        for part in layout.parts:
            solution = self._solution(part, keep=not state)
            vm[part.buses], percent[part.branches] = solution.vm_pu, solution.percent
            for head, current, power in solution.heads:
                head_a[head], head_mw[head] = current, power
            converged &= solution.converged
            supplied[part.buses] = True
        return StateResult(
            vm_pu=vm, branch_percent=percent, head_a=head_a, head_mw=head_mw, supplied=supplied,
            lost_load_mw=self._load_mw[~supplied].sum(axis=0), converged=converged,
        )  # fmt: skip

    def _solution(self, part: Part, *, keep: bool) -> _Solution:
        if part.key in self._kept:
            return self._kept[part.key]
        voltage, converged = _iterate(part, part.gather @ self._s_pu[part.members])
        solution = self._measure(part, voltage, converged)
        if keep:
            self._kept[part.key] = solution
        return solution

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
                voltage, _ = _iterate(part, part.gather @ self._s_pu[part.members])
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


def _iterate(part: Part, s_pu: Complexes) -> tuple[Complexes, Bools]:
    """Voltages of all rows, the sources' last; hours without a solution hold NaN."""
    n_hours = s_pu.shape[1]
    sources = np.repeat(part.source_voltage[:, None], n_hours, axis=1)
    if not part.n_unknown:
        return sources, np.ones(n_hours, dtype=bool)
    loaded = np.flatnonzero(np.any(s_pu != 0.0, axis=1))
    voltage, converged = iterate(part.factors, part.open_voltage, loaded,
                                 np.ascontiguousarray(s_pu[loaded]), TOLERANCE_PU,
                                 MAX_ITERATIONS)  # fmt: skip
    return np.vstack([voltage, sources]), converged
