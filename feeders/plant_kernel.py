"""A radial part as coefficients, compiled: each row eliminated into the one that feeds it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from feeders.arrays import Complexes, Floats, Ints
from feeders.kernel import compiled
from feeders.tree_kernel import LOOP, TO, Growth


class TwoPorts(NamedTuple):
    """Admittances of all branches and shunts by node, see `GridModel`. [pu]"""

    y_ff: Complexes
    y_ft: Complexes
    y_tf: Complexes
    y_tt: Complexes
    shunt: Complexes


class Elimination(NamedTuple):
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


@compiled
def empty_elimination(rows: int) -> Elimination:
    """Room for a part of so many rows."""
    return Elimination(
        np.empty(rows, np.int64), np.zeros(1, np.int64), np.zeros(rows + 1, np.int64),
        np.zeros((rows + 1, 6)),
    )  # fmt: skip


@compiled
def _merge(y: TwoPorts, g: Growth, part: int, port: Complexes) -> None:
    """Admittances of each row: its own, and of all branches to its parent as if they were one.

    Columns of `port`: at the row, at the parent, from the row to the parent, and back.
    """
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
def _arrange(g: Growth, part: int, injects: Ints, tree: Elimination) -> None:
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
def plant(
    y: TwoPorts, g: Growth, part: int, injects: Ints, tree: Elimination, port: Complexes
) -> None:
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
