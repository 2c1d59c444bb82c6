"""From switches to trees, compiled: what each source reaches, row by row away from it.

A *row* is what closed switches make one node of. A *part* is what hangs behind one source: its
rows in the order in which they are reached, so that each row comes after the one that feeds it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from feeders.arrays import Bools, Ints
from feeders.kernel import compiled, inlined

UNSEEN = -1
SOURCE = -2
"""Slack k has row SOURCE - k."""

FROM, TO, LOOP, CHORD = 0, 1, 2, 3
"""Of a branch: which end is nearer the source; both ends in one row; closes a loop of rows."""


class Graph(NamedTuple):
    """Who is joined to whom, by node.

    Parameters
    ----------
    switch_ptr, switch, switch_far
        Switches at each node, by position, and the node at their other side.
    branch_ptr, branch_end, branch_far
        Branches in service at each node, as 2 x branch + end, and the node at their other end.
    slack
        Nodes with given voltage.
    """

    switch_ptr: Ints
    switch: Ints
    switch_far: Ints
    branch_ptr: Ints
    branch_end: Ints
    branch_far: Ints
    slack: Ints


class Growth(NamedTuple):
    """Rows and parts of a switching state, room for all of them; filled by `grow`.

    Parameters
    ----------
    row
        Row of each node, `UNSEEN` or that of a source.
    members, row_ptr
        Nodes by row.
    parent
        Row that feeds each row, -1 where a source does.
    branch, child, side
        Branches by part, the farther of their rows, and which end is nearer the source.
    seen
        Whether a branch is in some part.
    part_row, part_branch, part_source, part_meshed
        First row and first branch of each part, the row of its source, and whether it has a loop.
    source_member
        Nodes joined to a source by closed switches.
    counts
        Rows, members, branches, parts, source members.
    """

    row: Ints
    members: Ints
    row_ptr: Ints
    parent: Ints
    branch: Ints
    child: Ints
    side: Ints
    seen: Bools
    part_row: Ints
    part_branch: Ints
    part_source: Ints
    part_meshed: Bools
    source_member: Ints
    counts: Ints


@compiled
def empty_growth(n_nodes: int, n_branches: int) -> Growth:
    """Room for any switching state of a network."""
    return Growth(
        np.empty(n_nodes, np.int64), np.empty(n_nodes, np.int64),
        np.zeros(n_nodes + 1, np.int64), np.empty(n_nodes, np.int64),
        np.empty(n_branches, np.int64), np.empty(n_branches, np.int64),
        np.empty(n_branches, np.int64), np.empty(n_branches, np.bool_),
        np.zeros(n_nodes + 1, np.int64), np.zeros(n_nodes + 1, np.int64),
        np.empty(n_nodes, np.int64), np.empty(n_nodes, np.bool_),
        np.empty(n_nodes, np.int64), np.zeros(5, np.int64),
    )  # fmt: skip


@inlined
def _flood(
    graph: Graph, closed: Bools, start: int, value: int, row: Ints, found: Ints, count: int
) -> int:
    """Give `start` and all nodes that closed switches join to it one row; the new count."""
    row[start] = value
    found[count] = start
    at, end = count, count + 1
    while at < end:
        node = found[at]
        at += 1
        for e in range(graph.switch_ptr[node], graph.switch_ptr[node + 1]):
            far = graph.switch_far[e]
            if closed[graph.switch[e]] and row[far] == UNSEEN:
                row[far] = value
                found[end] = far
                end += 1
    return end


@inlined
def _new_row(graph: Graph, closed: Bools, start: int, parent: int, g: Growth) -> int:
    """The row of `start`, which no row had reached yet."""
    row = int(g.counts[0])
    g.parent[row] = parent
    g.row_ptr[row] = g.counts[1]
    g.counts[1] = _flood(graph, closed, start, row, g.row, g.members, g.counts[1])
    g.row_ptr[row + 1] = g.counts[1]
    g.counts[0] = row + 1
    return row


@inlined
def _add_branch(g: Growth, branch: int, child: int, side: int) -> None:
    at = g.counts[2]
    g.branch[at], g.child[at], g.side[at] = branch, child, side
    g.seen[branch] = True
    g.counts[2] = at + 1


@inlined
def _follow(graph: Graph, closed: Bools, e: int, row: int, first: int, g: Growth) -> bool:
    """Take the branch of entry `e` at `row` into its part; whether it closes a loop."""
    end, far = graph.branch_end[e] & 1, graph.branch_far[e]
    other = g.row[far]
    if other == UNSEEN:
        child, side = _new_row(graph, closed, far, row, g), end
    elif other == row:
        child, side = row, LOOP
    elif other >= 0 and g.parent[other] == row:
        child, side = other, end
    elif row == first and other == g.part_source[g.counts[3]]:
        child, side = row, 1 - end
    else:
        child, side = row, CHORD
    _add_branch(g, graph.branch_end[e] >> 1, child, side)
    return bool(side == CHORD)


@compiled
def _grow_part(graph: Graph, closed: Bools, root: int, source: int, g: Growth) -> None:
    """Everything behind entry `root`, a branch at a source."""
    part = g.counts[3]
    first = g.counts[0]
    g.part_row[part], g.part_branch[part], g.part_source[part] = first, g.counts[2], source
    meshed = False
    _new_row(graph, closed, graph.branch_far[root], -1, g)
    _add_branch(g, graph.branch_end[root] >> 1, first, graph.branch_end[root] & 1)
    row = first
    while row < g.counts[0]:
        for m in range(g.row_ptr[row], g.row_ptr[row + 1]):
            node = g.members[m]
            for e in range(graph.branch_ptr[node], graph.branch_ptr[node + 1]):
                if not g.seen[graph.branch_end[e] >> 1] and _follow(
                    graph, closed, e, row, first, g
                ):
                    meshed = True
        row += 1
    g.part_meshed[part] = meshed
    g.counts[3] = part + 1
    g.part_row[part + 1], g.part_branch[part + 1] = g.counts[0], g.counts[2]


@compiled
def grow(graph: Graph, closed: Bools, home: Ints, wanted: Bools, g: Growth) -> None:
    """Find rows and parts of a switching state.

    Parameters
    ----------
    graph
        The network.
    closed
        Whether each switch is closed, by position.
    home, wanted
        Part of each node in some other state, and which of those parts are looked at again: those
        with a switch that differs. All nodes at home in one part looks at everything.
    g
        Where the result goes. Nodes that no source reaches stay `UNSEEN`. Branches between nodes
        of sources are in no part.
    """
    g.row[:] = UNSEEN
    g.seen[:] = False
    g.counts[:] = 0
    # From the last on, so that of two sources on one busbar the last gives the voltage.
    for k in range(graph.slack.shape[0] - 1, -1, -1):
        if g.row[graph.slack[k]] == UNSEEN:
            g.counts[4] = _flood(
                graph, closed, graph.slack[k], SOURCE - k, g.row, g.source_member, g.counts[4]
            )
    for m in range(g.counts[4] - 1, -1, -1):
        node = g.source_member[m]
        for e in range(graph.branch_ptr[node], graph.branch_ptr[node + 1]):
            far = graph.branch_far[e]
            if g.row[far] == UNSEEN and wanted[home[far]]:
                _grow_part(graph, closed, e, g.row[node], g)


@compiled
def touched(row: Ints, home: Ints, a: Ints, b: Ints, toggled: Ints, wanted: Bools) -> None:
    """Mark the parts that switches concern, by number plus one; all if one is at a source.

    Parameters
    ----------
    row, home
        Row of each node in the normal state, and its part plus one; 0 where it is in none.
    a, b
        Nodes of each switch.
    toggled
        Positions of the switches that differ.
    wanted
        Where the result goes.
    """
    wanted[:] = False
    for k in toggled:
        for node in (a[k], b[k]):
            if row[node] <= SOURCE:
                wanted[:] = True
            elif home[node] > 0:
                wanted[home[node]] = True
