"""The walk over a network's graph from its sources, compiled."""

from __future__ import annotations

import numpy as np

from feeders.arrays import Bools, Ints
from feeders.kernel import compiled

NONE = -1


@compiled
def walk(
    ptr: Ints, edge: Ints, other: Ints, closed: Bools, roots: Ints
) -> tuple[Ints, Ints, Ints, Bools]:
    """Breadth-first from all roots at once over closed edges.

    Parameters
    ----------
    ptr, edge, other
        Edges of each node and the node at their other end.
    closed
        Per edge whether it can be passed.
    roots
        Where to begin.

    Returns
    -------
    tuple
        Parent and edge to it per node, `NONE` where there is none; the nodes reached, in order;
        and which edges close a loop.
    """
    n = ptr.shape[0] - 1
    parent, via = np.full(n, NONE, np.int64), np.full(n, NONE, np.int64)
    seen, chord = np.zeros(n, np.bool_), np.zeros(closed.shape[0], np.bool_)
    order = np.empty(n, np.int64)
    count = 0
    for root in roots:
        order[count] = root
        seen[root] = True
        count += 1
    at = 0
    while at < count:
        node = order[at]
        at += 1
        for e in range(ptr[node], ptr[node + 1]):
            far = other[e]
            if not closed[edge[e]] or edge[e] == via[node]:
                continue
            if seen[far]:
                chord[edge[e]] = True
                continue
            seen[far] = True
            parent[far], via[far] = node, edge[e]
            order[count] = far
            count += 1
    return parent, via, order[:count].copy(), chord


@compiled
def inherit(parent: Ints, via: Ints, order: Ints, start: Ints) -> Ints:
    """Number of each node: that of its parent, or where that has none, of the edge to it.

    Parameters
    ----------
    parent, via, order
        A walk.
    start
        Per edge the number that begins behind it, `NONE` for none.
    """
    number = np.full(parent.shape[0], NONE, np.int64)
    for node in order:
        if parent[node] != NONE:
            above = number[parent[node]]
            number[node] = start[via[node]] if above == NONE else above
    return number
