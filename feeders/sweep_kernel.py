"""Backward and forward through a tree for a block of hours at once, compiled.

The admittance matrix of a tree needs no fill-in: eliminating each row into the one that feeds it
is the backward sweep, substituting back is the forward one. Shunts, charging, taps and complex
ratios are inside the coefficients, so one sweep is one exact solution V = w + Z conj(S / V).

Loops over hours are innermost and their arrays contiguous; rows are taken from an index array.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from feeders.arrays import Bools, Complexes, Floats, Ints
from feeders.kernel import compiled
from feeders.tree_kernel import LOOP, TO, Growth

LANES = 8
"""Hours are padded to a multiple of these: what one instruction works on."""

CACHE_BYTES = 400_000
"""A block's arrays should stay in the second cache."""

# Fused multiply-add doubles the work per cycle; NaN and infinity keep their meaning.
sweeping = numba.njit(cache=True, error_model="numpy", fastmath={"contract"}, nogil=True)


class TwoPorts(NamedTuple):
    """Admittances of all branches and shunts by node, see `GridModel`. [pu]"""

    y_ff: Complexes
    y_ft: Complexes
    y_tf: Complexes
    y_tt: Complexes
    shunt: Complexes


class Tree(NamedTuple):
    """A part ready to be swept; row 0 is its source, the others are those of the part plus one.

    Parameters
    ----------
    order
        Rows with something to inject in them or behind them, each after the one that feeds it;
        then those without, which never change the others.
    n_active
        Number of the former, in an array of one.
    parent
        Row that feeds each row.
    factor
        Per row the real and imaginary parts of: what the row passes on of its current, what it
        takes of its parent's voltage, and its own impedance.
    """

    order: Ints
    n_active: Ints
    parent: Ints
    factor: Floats


class Block(NamedTuple):
    """Voltages, currents and injections of a tree: (rows, real and imaginary, hours). [pu]

    `change` is the largest squared change of any voltage by hour, `before` the one before it.
    """

    v: Floats
    x: Floats
    s: Floats
    change: Floats
    before: Floats


@compiled
def empty_tree(rows: int) -> Tree:
    """Room for a part of so many rows."""
    return Tree(np.empty(rows, np.int64), np.zeros(1, np.int64), np.zeros(rows + 1, np.int64),
                np.zeros((rows + 1, 6)))  # fmt: skip


@compiled
def empty_block(rows: int, hours: int) -> Block:
    """Room for a tree of so many rows and for so many hours."""
    shape = (rows + 1, 2, hours)
    return Block(np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(hours),
                 np.zeros(hours))  # fmt: skip


@compiled
def _merge(y: TwoPorts, g: Growth, part: int, port: Complexes) -> None:
    """Per row of the part: its own admittance, and of the branches to its parent, as one, the
    admittance at the parent's end and those from the parent and to it."""  # fmt: skip
    first = g.part_row[part]
    n = g.part_row[part + 1] - first
    port[: n + 1] = 0.0
    for i in range(n):
        for m in range(g.row_ptr[first + i], g.row_ptr[first + i + 1]):
            port[i + 1, 0] += y.shunt[g.members[m]]
    for k in range(g.part_branch[part], g.part_branch[part + 1]):
        b, row = g.branch[k], g.child[k] - first + 1
        if g.side[k] == LOOP:
            port[row, 0] += y.y_ff[b] + y.y_ft[b] + y.y_tf[b] + y.y_tt[b]
        elif g.side[k] == TO:
            port[row, 0] += y.y_ff[b]
            port[row, 1] += y.y_tt[b]
            port[row, 2] += y.y_tf[b]
            port[row, 3] += y.y_ft[b]
        else:
            port[row, 0] += y.y_tt[b]
            port[row, 1] += y.y_ff[b]
            port[row, 2] += y.y_ft[b]
            port[row, 3] += y.y_tf[b]


@compiled
def _arrange(g: Growth, part: int, injects: Ints, tree: Tree) -> None:
    """Put the rows with an injection in or behind them first."""
    first = g.part_row[part]
    n = g.part_row[part + 1] - first
    active = np.zeros(n + 1, np.bool_)
    for i in range(n - 1, -1, -1):
        tree.parent[i + 1] = max(g.parent[first + i] - first + 1, 0)
        for m in range(g.row_ptr[first + i], g.row_ptr[first + i + 1]):
            active[i + 1] |= injects[g.members[m]] >= 0
        active[tree.parent[i + 1]] |= active[i + 1]
    at = 0
    for wanted in (True, False):
        for i in range(1, n + 1):
            if active[i] == wanted:
                tree.order[at] = i
                at += 1
        if wanted:
            tree.n_active[0] = at


@compiled
def plant(y: TwoPorts, g: Growth, part: int, injects: Ints, tree: Tree, port: Complexes) -> None:
    """Eliminate a radial part from its far ends to its source.

    Parameters
    ----------
    y
        Admittances.
    g, part
        A grown state and the number of a part without a loop.
    injects
        Per node the position of its injection, -1 for none.
    tree
        Where the result goes.
    port
        Room: (rows + 1, 4).
    """
    _merge(y, g, part, port)
    _arrange(g, part, injects, tree)
    for i in range(g.part_row[part + 1] - g.part_row[part], 0, -1):
        impedance = 1.0 / port[i, 0]
        passed, taken = -port[i, 2] * impedance, -port[i, 3] * impedance
        port[tree.parent[i], 0] += port[i, 1] + passed * port[i, 3]
        tree.factor[i, 0], tree.factor[i, 1] = passed.real, passed.imag
        tree.factor[i, 2], tree.factor[i, 3] = taken.real, taken.imag
        tree.factor[i, 4], tree.factor[i, 5] = impedance.real, impedance.imag


@sweeping
def _backward(tree: Tree, v: Floats, x: Floats, s: Floats) -> None:
    """Add the currents conj(S / V) of all rows to `x`, and each row's sum to its parent's."""
    hours = v.shape[2]
    for j in range(tree.n_active[0] - 1, -1, -1):
        r = tree.order[j]
        p = tree.parent[r]
        h_re, h_im = tree.factor[r, 0], tree.factor[r, 1]
        for c in range(hours):
            v_re, v_im, s_re, s_im = v[r, 0, c], v[r, 1, c], s[r, 0, c], s[r, 1, c]
            size = 1.0 / (v_re * v_re + v_im * v_im)
            x_re = x[r, 0, c] + (s_re * v_re + s_im * v_im) * size
            x_im = x[r, 1, c] + (s_re * v_im - s_im * v_re) * size
            x[r, 0, c] = x_re
            x[r, 1, c] = x_im
            x[p, 0, c] += h_re * x_re - h_im * x_im
            x[p, 1, c] += h_re * x_im + h_im * x_re


@sweeping
def _forward(tree: Tree, v: Floats, x: Floats, change: Floats) -> None:
    """Take the new voltages, note the largest squared change, and empty `x` again."""
    hours = v.shape[2]
    for c in range(hours):
        change[c] = 0.0
    for j in range(tree.n_active[0]):
        r = tree.order[j]
        p = tree.parent[r]
        a_re, a_im, z_re, z_im = (
            tree.factor[r, 2], tree.factor[r, 3], tree.factor[r, 4], tree.factor[r, 5],
        )  # fmt: skip
        for c in range(hours):
            x_re, x_im, p_re, p_im = x[r, 0, c], x[r, 1, c], v[p, 0, c], v[p, 1, c]
            new_re = z_re * x_re - z_im * x_im + a_re * p_re - a_im * p_im
            new_im = z_re * x_im + z_im * x_re + a_re * p_im + a_im * p_re
            by_re, by_im = new_re - v[r, 0, c], new_im - v[r, 1, c]
            size = by_re * by_re + by_im * by_im
            # so written that NaN counts as a change
            change[c] = change[c] if size <= change[c] else size
            v[r, 0, c] = new_re
            v[r, 1, c] = new_im
            x[r, 0, c] = 0.0
            x[r, 1, c] = 0.0


@sweeping
def _open(tree: Tree, v: Floats, source: complex, start: int, stop: int) -> None:
    """Voltages of rows with nothing to inject from those of their parents."""
    for c in range(v.shape[2]):
        v[0, 0, c], v[0, 1, c] = source.real, source.imag
    for j in range(start, stop):
        r = tree.order[j]
        p = tree.parent[r]
        a_re, a_im = tree.factor[r, 2], tree.factor[r, 3]
        for c in range(v.shape[2]):
            p_re, p_im = v[p, 0, c], v[p, 1, c]
            v[r, 0, c] = a_re * p_re - a_im * p_im
            v[r, 1, c] = a_re * p_im + a_im * p_re


@sweeping
def _moving(change: Floats, before: Floats, tolerance: float) -> int:
    """Hours whose next step would still bring a change; NaN counts as one."""
    least = tolerance * tolerance
    moving = 0
    for c in range(change.shape[0]):
        # Each step shrinks the change by about the same ratio, so the next one is known.
        if not (change[c] < least or change[c] * change[c] < least * before[c]):
            moving += 1
        before[c] = change[c]
    return moving


@sweeping
def sweep(tree: Tree, block: Block, n: int, source: complex, tolerance: float, most: int) -> None:
    """Find the voltages of a tree of `n` rows with the injections `block.s`.

    Parameters
    ----------
    tree, block
        The tree, and its injections; `block.x` must be zero and is zero afterwards.
    n
        Rows without the source.
    source
        Voltage of the source. [pu]
    tolerance
        Largest change of a voltage that the next step would still bring. [pu]
    most
        Steps after which an hour that still moves counts as not converged: its `block.change` is
        then infinite, and that of all others zero.
    """
    v, x, change, before = block.v, block.x, block.change, block.before
    _open(tree, v, source, 0, n)
    moving = 1
    for c in range(v.shape[2]):
        before[c] = 0.0
    for _ in range(most):
        _backward(tree, v, x, block.s)
        for c in range(v.shape[2]):
            x[0, 0, c] = 0.0
            x[0, 1, c] = 0.0
        _forward(tree, v, x, change)
        moving = _moving(change, before, tolerance)
        if not moving:
            break
    for c in range(v.shape[2]):
        change[c] = 0.0 if not moving or change[c] < tolerance * tolerance else np.inf
    _open(tree, v, source, tree.n_active[0], n)


@compiled
def block_hours(rows: int, hours: int) -> int:
    """Hours to take at once: whole lanes, as many as the cache holds, and no nearly empty rest."""
    fitting = max(CACHE_BYTES // (48 * LANES * (rows + 1)), 2)
    lanes = (hours + LANES - 1) // LANES
    blocks = (lanes + fitting - 1) // fitting
    return LANES * ((lanes + blocks - 1) // blocks)


@compiled
def voltages(
    tree: Tree, source: complex, rows: Ints, places: Ints, s_pu: Complexes,
    tolerance: float, most: int,
) -> tuple[Complexes, Bools]:  # fmt: skip
    """Voltages per row and hour, the source's last, NaN where not converged, and what converged.

    Parameters
    ----------
    tree, source, tolerance, most
        See `sweep`.
    rows, places
        Rows with an injection, counted from 0, and its place in `s_pu`.
    s_pu
        Injection per place and hour. [pu]
    """
    n, hours = tree.order.shape[0], s_pu.shape[1]
    block = empty_block(n, block_hours(n, hours))
    found = np.empty((n + 1, hours), np.complex128)
    converged = np.empty(hours, np.bool_)
    width = block.v.shape[2]
    for start in range(0, hours, width):
        block.s[:] = 0.0
        stop = min(width, hours - start)
        for k in range(rows.shape[0]):
            for c in range(stop):
                block.s[rows[k] + 1, 0, c] += s_pu[places[k], start + c].real
                block.s[rows[k] + 1, 1, c] += s_pu[places[k], start + c].imag
        sweep(tree, block, n, source, tolerance, most)
        for c in range(stop):
            converged[start + c] = block.change[c] == 0.0
            for i in range(n + 1):
                value = complex(block.v[i, 0, c], block.v[i, 1, c])
                found[i - 1, start + c] = value if converged[start + c] else np.nan
            found[n, start + c] = source
    return found, converged
