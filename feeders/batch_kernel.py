"""Many switching states at all hours, compiled: what is lowest, highest and lost, no voltages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from feeders.arrays import Bools, Complexes, Floats, Ints
from feeders.kernel import compiled, nogil
from feeders.measure_kernel import (
    ISLAND,
    MESHED,
    Extremes,
    Marks,
    note_hours,
    note_loading,
    note_voltage,
)
from feeders.plant_kernel import Elimination, TwoPorts, empty_elimination, plant
from feeders.sweep_kernel import Block, block_hours, empty_block, sweep, sweeping
from feeders.tree_kernel import SOURCE, UNSEEN, Graph, Growth, empty_growth, grow, touched


class Case(NamedTuple):
    """A network with its injections, ready for any switching state.

    Parameters
    ----------
    graph, y
        Who is joined to whom, and by what.
    source_voltage
        By slack. [pu]
    from_node, to_node
        Nodes of each branch.
    gauge
        Per branch real and imaginary parts of y_ff, y_ft, y_tf, y_tt in percent of its rating.
    n_buses
        Nodes below this are buses.
    injects
        Per node the position of its injection, -1 for none.
    s_pu
        Injections: (positions, real and imaginary, hours), hours padded to whole lanes. [pu]
    load_node, load_mw
        Nodes with a load, and their load: (positions, hours). [MW]
    tolerance, most
        See `sweep`.
    """

    graph: Graph
    y: TwoPorts
    source_voltage: Complexes
    from_node: Ints
    to_node: Ints
    gauge: Floats
    n_buses: int
    injects: Ints
    s_pu: Floats
    load_node: Ints
    load_mw: Floats
    tolerance: float
    most: int


@compiled
def gather(case: Case, g: Growth, part: int, start: int, s: Floats) -> None:
    """Add up the injections of each row for the hours from `start`."""
    first = g.part_row[part]
    stop = min(s.shape[2], case.s_pu.shape[2] - start)
    for row in range(first, g.part_row[part + 1]):
        for c in range(s.shape[2]):
            s[row - first + 1, 0, c] = 0.0
            s[row - first + 1, 1, c] = 0.0
        for m in range(g.row_ptr[row], g.row_ptr[row + 1]):
            at = case.injects[g.members[m]]
            if at >= 0:
                for c in range(stop):
                    s[row - first + 1, 0, c] += case.s_pu[at, 0, start + c]
                    s[row - first + 1, 1, c] += case.s_pu[at, 1, start + c]


@sweeping
def _measure(case: Case, g: Growth, part: int, v: Floats, marks: Marks) -> None:
    """Extremes of the rows that are buses, and of the branches."""
    first = g.part_row[part]
    for row in range(first, g.part_row[part + 1]):
        bus = False
        for m in range(g.row_ptr[row], g.row_ptr[row + 1]):
            bus |= g.members[m] < case.n_buses
        if bus:
            note_voltage(v, row - first + 1, marks)
    for k in range(g.part_branch[part], g.part_branch[part + 1]):
        b = g.branch[k]
        f = max(g.row[case.from_node[b]] - first + 1, 0)
        t = max(g.row[case.to_node[b]] - first + 1, 0)
        note_loading(case.gauge[b], v, f, t, marks)


@compiled
def _sources(case: Case, g: Growth, out: Extremes, state: int) -> None:
    """What is at the sources themselves, and the branches between two of them."""
    low, high, worst, meshed = np.inf, 0.0, 0.0, False
    for m in range(g.counts[4]):
        node = g.source_member[m]
        here = case.source_voltage[SOURCE - g.row[node]]
        if node < case.n_buses:
            size = here.real**2 + here.imag**2
            low, high = min(low, size), max(high, size)
        for e in range(case.graph.branch_ptr[node], case.graph.branch_ptr[node + 1]):
            b, end, far = (
                case.graph.branch_end[e] >> 1, case.graph.branch_end[e] & 1,
                case.graph.branch_far[e],
            )  # fmt: skip
            if g.row[far] <= SOURCE:
                there = case.source_voltage[SOURCE - g.row[far]]
                y = case.gauge[b, 4 * end : 4 * end + 4]
                own, other = (here, there) if end == 0 else (there, here)
                current = complex(y[0], y[1]) * own + complex(y[2], y[3]) * other
                worst = max(worst, current.real**2 + current.imag**2)
                meshed |= g.row[far] != g.row[node]
    for h in range(out.low.shape[1]):
        out.low[state, h], out.high[state, h], out.worst[state, h] = low, high, worst
        out.lost_mw[state, h], out.status[state, h] = 0.0, MESHED if meshed else 0


@compiled
def _solve_part(
    case: Case, g: Growth, part: int, tree: Elimination, block: Block, out: Extremes, row: int
) -> None:
    """One radial part at all hours, into row `row` of `out`."""
    n = g.part_row[part + 1] - g.part_row[part]
    source = case.source_voltage[SOURCE - g.part_source[part]]
    width = block.v.shape[2]
    hours = out.low.shape[1]
    marks = Marks(np.empty(width), np.empty(width), np.empty(width))
    for start in range(0, hours, width):
        gather(case, g, part, start, block.s)
        sweep(tree, block, n, source, case.tolerance, case.most)
        marks.low[:], marks.high[:], marks.worst[:] = np.inf, 0.0, 0.0
        _measure(case, g, part, block.v, marks)
        note_hours(marks, block.change, out, row, start)


@compiled
def _lose(case: Case, g: Growth, home: Ints, wanted: Bools, out: Extremes, state: int) -> None:
    """Add up the load that no source reaches."""
    for k in range(case.load_node.shape[0]):
        node = case.load_node[k]
        if g.row[node] == UNSEEN and (home[node] == 0 or wanted[home[node]]):
            for h in range(out.low.shape[1]):
                out.status[state, h] |= ISLAND
                out.lost_mw[state, h] += case.load_mw[k, h]


@compiled
def _keep(out: Extremes, state: int, kept: Extremes, part: int) -> None:
    """Take over a part that the state does not touch."""
    for h in range(out.low.shape[1]):
        out.status[state, h] |= kept.status[part, h]
        out.low[state, h] = min(out.low[state, h], kept.low[part, h])
        out.high[state, h] = max(out.high[state, h], kept.high[part, h])
        out.worst[state, h] = max(out.worst[state, h], kept.worst[part, h])


class Normal(NamedTuple):
    """The state from which the others differ.

    Parameters
    ----------
    closed
        Whether each switch is closed, by position.
    a, b
        Nodes of each switch.
    row, home
        Row of each node, and its part plus one; 0 where it is in none.
    kept
        The parts alone.
    """

    closed: Bools
    a: Ints
    b: Ints
    row: Ints
    home: Ints
    kept: Extremes


@compiled
def _state(
    case: Case, normal: Normal, toggled: Ints, wanted: Bools, closed: Bools, g: Growth
) -> None:
    """Grow the parts that a state concerns."""
    closed[:] = normal.closed
    for k in toggled:
        closed[k] = not closed[k]
    touched(normal.row, normal.home, normal.a, normal.b, toggled, wanted)
    grow(case.graph, closed, normal.home, wanted, g)


@nogil
def solve_parts(case: Case, g: Growth, out: Extremes) -> None:
    """Each part of a grown state alone, one row of `out` each; a meshed one only gets its name."""
    for part in range(g.counts[3]):
        n = g.part_row[part + 1] - g.part_row[part]
        tree, block = empty_elimination(n), empty_block(n, block_hours(n, out.low.shape[1]))
        for h in range(out.low.shape[1]):
            out.low[part, h], out.high[part, h], out.worst[part, h] = np.inf, 0.0, 0.0
            out.status[part, h] = MESHED if g.part_meshed[part] else 0
        if not g.part_meshed[part]:
            plant(case.y, g, part, case.injects, tree, np.empty((n + 1, 4), np.complex128))
            _solve_part(case, g, part, tree, block, out, part)


@nogil
def solve_states(case: Case, normal: Normal, ptr: Ints, switches: Ints, out: Extremes) -> None:
    """Radial parts of many states; of others only their name.

    Parameters
    ----------
    case, normal
        The network, and the state from which the others differ.
    ptr, switches
        Positions of the switches toggled, by state.
    out
        One row per state.
    """
    g = empty_growth(normal.row.shape[0], case.from_node.shape[0])
    wanted = np.empty(normal.kept.low.shape[0] + 1, np.bool_)
    closed = np.empty_like(normal.closed)
    rows, width = 0, 0
    tree, block, port = empty_elimination(0), empty_block(0, 0), np.empty((1, 4), np.complex128)
    for state in range(ptr.shape[0] - 1):
        _state(case, normal, switches[ptr[state] : ptr[state + 1]], wanted, closed, g)
        _sources(case, g, out, state)
        for part in range(wanted.shape[0] - 1):
            if not wanted[part + 1]:
                _keep(out, state, normal.kept, part)
        for part in range(g.counts[3]):
            n = g.part_row[part + 1] - g.part_row[part]
            if n > rows or block_hours(n, out.low.shape[1]) != width:
                rows, width = n, block_hours(n, out.low.shape[1])
                tree, block = empty_elimination(rows), empty_block(rows, width)
                port = np.empty((rows + 1, 4), np.complex128)
            if g.part_meshed[part]:
                for h in range(out.low.shape[1]):
                    out.status[state, h] |= MESHED
            else:
                plant(case.y, g, part, case.injects, tree, port)
                _solve_part(case, g, part, tree, block, out, state)
        _lose(case, g, normal.home, wanted, out, state)
