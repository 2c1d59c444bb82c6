"""Switching states by hours by load cases: extremes and a status, no voltages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from feeders import batch_kernel, measure_kernel
from feeders.arrays import Bytes, Floats, Ints
from feeders.batch_kernel import Case, Normal
from feeders.fixed_point import MAX_ITERATIONS, TOLERANCE_PU, FixedPoint
from feeders.measure_kernel import Extremes
from feeders.mesh_batch import solve_mesh
from feeders.parts import with_loops
from feeders.sweep_kernel import LANES
from feeders.topology import Switching
from feeders.wiring import Wiring, numbered


class Status(IntFlag):
    """What is to be said of a load flow; none of it is `CONVERGED`.

    `NOT_CONVERGED`: no solution was found, all values are NaN. `ISLAND`: a load is without supply.
    `MESHED`: a loop is closed, or two sources are joined; computed with sparse factors instead.
    """

    CONVERGED = 0
    NOT_CONVERGED = measure_kernel.NOT_CONVERGED
    ISLAND = measure_kernel.ISLAND
    MESHED = measure_kernel.MESHED


@dataclass(frozen=True, kw_only=True, eq=False)
class BatchResult:
    """Arrays of shape (states, load cases, hours).

    Parameters
    ----------
    vm_min_pu, vm_max_pu
        Over all buses that are supplied. [pu]
    loading_max_percent
        Over all lines and transformers, as pandapower reports it. [percent]
    lost_load_mw
        Load on dead buses. [MW]
    status
        Bits of `Status`.
    """

    vm_min_pu: Floats
    vm_max_pu: Floats
    loading_max_percent: Floats
    lost_load_mw: Floats
    status: Bytes

    @property
    def names(self) -> npt.NDArray[np.object_]:
        """The status in words, such as "converged" or "island, meshed"."""
        words = np.array([_words(Status(bits)) for bits in range(8)], dtype=object)
        return np.asarray(words[self.status])


def _words(status: Status) -> str:
    names = [str(one.name) for one in status] or ["CONVERGED"]
    return ", ".join(name.lower() for name in names)


def solve_batch(
    engine: FixedPoint,
    states: Sequence[Switching],
    p_mw: Floats,
    q_mvar: Floats,
    *,
    threads: int = 1,
) -> BatchResult:
    """Load flow of all states with all load cases at all hours.

    Parameters
    ----------
    engine
        The network.
    states
        Differences to its normal state.
    p_mw, q_mvar
        Shape (load cases, hours, loads), loads in the order of `net.load`. [MW, Mvar]
    threads
        States are divided among so many.

    Notes
    -----
    Only the parts that a state's switches concern are computed; the others are those of the
    normal state. Convergence, islands and loops are a status, not an error.

    Raises
    ------
    ValueError
        If the loads have another shape.
    """
    case = _case(engine, p_mw, q_mvar)
    normal = _normal(engine.wiring, case)
    hours = p_mw.shape[0] * p_mw.shape[1]
    out = _extremes(len(states), hours)
    work = _Work(engine.wiring, states, case, normal, out)
    if threads == 1:
        work.solve(0, len(states))
    else:
        cuts = _cuts(len(states), threads)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work.solve, cuts, cuts[1:]))
    return _result(out, (len(states), *p_mw.shape[:2]))


def _cuts(count: int, threads: int) -> list[int]:
    """Where to cut the states: ever smaller pieces, so that all threads end at the same time."""
    cuts = [0]
    while cuts[-1] < count:
        left = count - cuts[-1]
        cuts.append(cuts[-1] + -(-left // (2 * threads)))
    return cuts


def _extremes(rows: int, hours: int) -> Extremes:
    low, high, worst, lost = (np.zeros((rows, hours)) for _ in range(4))
    return Extremes(low, high, worst, lost, np.zeros((rows, hours), dtype=np.uint8))


def _case(engine: FixedPoint, p_mw: Floats, q_mvar: Floats) -> Case:
    m = engine.model
    if p_mw.shape != q_mvar.shape or p_mw.ndim != 3 or p_mw.shape[2] != len(m.load_node):
        raise ValueError(
            f"loads: found {p_mw.shape}, wanted load cases x hours x {len(m.load_node)}"
        )
    on = m.load_in_service
    hours = p_mw.shape[0] * p_mw.shape[1]
    p, q = (power.reshape(hours, -1)[:, on].T for power in (p_mw, q_mvar))
    load_node, load_mw = _summed(m.load_node[on], p)
    _, load_mvar = _summed(m.load_node[on], q)
    nodes, at = engine.wiring.inject_node, engine.wiring.injects[load_node]
    s = np.zeros((len(nodes), 2, -(-hours // LANES) * LANES))
    for axis, (load, fixed) in enumerate(
        ((load_mw, m.fixed_s_pu.real), (load_mvar, m.fixed_s_pu.imag))
    ):
        s[:, axis, :hours] = fixed[nodes, None]
        s[at, axis, :hours] -= load / m.sn_mva
    return Case(
        engine.wiring.graph, engine.wiring.two_ports, m.slack_voltage, m.from_node, m.to_node,
        _gauge(engine), len(m.buses), engine.wiring.injects, s, load_node, load_mw, TOLERANCE_PU,
        MAX_ITERATIONS,
    )  # fmt: skip


def _summed(nodes: Ints, values: Floats) -> tuple[Ints, Floats]:
    """Values of the same node added up."""
    unique, place = np.unique(nodes, return_inverse=True)
    ones = csr_matrix((np.ones(len(nodes)), (place, np.arange(len(nodes)))))
    return unique, np.asarray(ones @ values)


def _gauge(engine: FixedPoint) -> Floats:
    """Two-ports that give loading instead of current. [percent]"""
    m = engine.model
    ends = (
        m.y_ff * m.from_percent, m.y_ft * m.from_percent,
        m.y_tf * m.to_percent, m.y_tt * m.to_percent,
    )  # fmt: skip
    return np.stack([part for y in ends for part in (y.real, y.imag)], axis=1)


def _normal(wiring: Wiring, case: Case) -> Normal:
    g, home = wiring.normal
    kept = _extremes(int(g.counts[3]), case.load_mw.shape[1])
    batch_kernel.solve_parts(case, g, kept)
    m = wiring.model
    for number, part in with_loops(wiring, g):
        solve_mesh(part, case, kept, number)
    return Normal(wiring.closed, m.switch_a, m.switch_b, g.row, home, kept)


@dataclass(frozen=True, eq=False)
class _Work:
    """States to be solved; pieces of them at the same time in several threads."""

    wiring: Wiring
    states: Sequence[Switching]
    case: Case
    normal: Normal
    out: Extremes

    def solve(self, first: int, last: int) -> None:
        """The states from `first` to before `last`; those with loops by sparse factors."""
        ptr, switches = numbered(map(self.wiring.toggled, self.states[first:last]))
        low, high, worst, lost, status = self.out
        rows = slice(first, last)
        out = Extremes(low[rows], high[rows], worst[rows], lost[rows], status[rows])
        batch_kernel.solve_states(self.case, self.normal, ptr, switches, out)
        for row in np.flatnonzero((out.status & Status.MESHED).any(axis=1)).tolist():
            g, _ = self.wiring.changed(self.states[first + row])
            for _, part in with_loops(self.wiring, g):
                solve_mesh(part, self.case, out, row)


def _result(out: Extremes, shape: tuple[int, ...]) -> BatchResult:
    failed = (out.status & Status.NOT_CONVERGED) != 0
    low, high, worst = (
        np.where(failed, np.nan, np.sqrt(value)).reshape(shape)
        for value in (out.low, out.high, out.worst)
    )
    return BatchResult(
        vm_min_pu=low, vm_max_pu=high, loading_max_percent=worst,
        lost_load_mw=out.lost_mw.reshape(shape), status=out.status.reshape(shape),
    )  # fmt: skip
