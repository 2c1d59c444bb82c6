"""Switching states by hours by load cases: extremes and a status, no voltages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntFlag
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from feeders import batch_kernel
from feeders.arrays import Bytes, Floats, Ints
from feeders.batch_kernel import Case, Extremes, Normal
from feeders.fixed_point import MAX_ITERATIONS, TOLERANCE_PU, FixedPoint, StateResult
from feeders.sweep_kernel import LANES
from feeders.topology import Switching
from feeders.wiring import Wiring, numbered


class Status(IntFlag):
    """What is to be said of a load flow; none of it is `CONVERGED`.

    `NOT_CONVERGED`: no solution was found, all values are NaN. `ISLAND`: a load is without supply.
    `MESHED`: a loop is closed, or two sources are joined; computed with sparse factors instead.
    """

    CONVERGED = 0
    NOT_CONVERGED = batch_kernel.NOT_CONVERGED
    ISLAND = batch_kernel.ISLAND
    MESHED = batch_kernel.MESHED


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
    ptr, switches = numbered(engine.wiring.toggled(state) for state in states)
    hours = p_mw.shape[0] * p_mw.shape[1]
    out = _extremes(len(states), hours)
    if threads == 1:
        batch_kernel.solve_states(case, normal, ptr, switches, out, 0, len(states))
    else:
        # In more pieces than threads: states are of unequal size.
        cuts = np.linspace(0, len(states), 8 * threads + 1).astype(int).tolist()
        with ThreadPoolExecutor(threads) as pool:
            jobs = [
                pool.submit(batch_kernel.solve_states, case, normal, ptr, switches, out, *cut)
                for cut in pairwise(cuts)
            ]
            for job in jobs:
                job.result()
    _meshed(engine, states, p_mw, q_mvar, out)
    return _result(out, (len(states), *p_mw.shape[:2]))


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
    nodes, injects = engine.wiring.inject_node, engine.wiring.injects
    s = np.zeros((len(nodes), 2, -(-hours // LANES) * LANES))
    for axis, (load, fixed) in enumerate(((p, m.fixed_s_pu.real), (q, m.fixed_s_pu.imag))):
        s[:, axis, :hours] = fixed[nodes, None]
        np.add.at(s[:, axis, :hours], injects[m.load_node[on]], -load / m.sn_mva)
    return Case(
        engine.wiring.graph, engine.wiring.two_ports, m.slack_voltage, m.from_node, m.to_node,
        _gauge(engine), len(m.buses), injects, s, load_node, load_mw, TOLERANCE_PU, MAX_ITERATIONS,
    )  # fmt: skip


def _summed(nodes: Ints, values: Floats) -> tuple[Ints, Floats]:
    """Values of the same node added up."""
    unique, place = np.unique(nodes, return_inverse=True)
    total = np.zeros((len(unique), values.shape[1]))
    np.add.at(total, place, values)
    return unique, total


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
    return Normal(wiring.closed, m.switch_a, m.switch_b, g.row, home, kept)


def _meshed(
    engine: FixedPoint, states: Sequence[Switching], p_mw: Floats, q_mvar: Floats, out: Extremes
) -> None:
    """Fill in what the sweep cannot represent."""
    rows = np.flatnonzero((out.status & Status.MESHED).any(axis=1))
    if not len(rows):
        return
    n_loads = p_mw.shape[2]
    hours = engine.hours(p_mw.reshape(-1, n_loads), q_mvar.reshape(-1, n_loads))
    for row in map(int, rows):
        _reduce(hours.solve(states[row]), out, row)


def _reduce(found: StateResult, out: Extremes, row: int) -> None:
    """The extremes of a result with all its voltages."""
    vm = np.where(found.supplied[:, None], found.vm_pu, np.nan)[found.supplied]
    out.low[row], out.high[row] = vm.min(axis=0) ** 2, vm.max(axis=0) ** 2
    out.worst[row] = found.branch_percent.max(axis=0, initial=0.0) ** 2
    out.status[row] |= np.where(found.converged, 0, Status.NOT_CONVERGED).astype(np.uint8)


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
