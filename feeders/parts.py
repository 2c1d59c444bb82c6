"""A switching state as electrically separate parts, each behind its own fixed source voltages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import SuperLU, splu

from feeders.arrays import Complexes, Floats, Ints
from feeders.grid_model import GridModel
from feeders.mesh_kernel import Factors, Mesh
from feeders.plant_kernel import Elimination, empty_elimination, plant
from feeders.topology import NORMAL, Switching
from feeders.tree_kernel import SOURCE, Growth
from feeders.wiring import Wiring


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """Nodes that influence one another: what lies between fixed source voltages.

    Parameters
    ----------
    key
        The same for the same part of two switching states.
    members
        Model nodes of this part, fused by closed switches into `n_unknown` rows.
    row_of_member
        Row of each member in the vector of unknown voltages.
    branches
        Branches with an end in this part.
    from_row, to_row
        Rows of their ends; rows beyond the unknown ones are the entries of `source_voltage`.
    tree
        The part eliminated towards its source; none where it has a loop.
    inject_row, inject_place
        Rows with an injection, and its place in `Wiring.inject_node`.
    """

    key: bytes
    members: Ints
    row_of_member: Ints
    n_unknown: int
    branches: Ints
    from_row: Ints
    to_row: Ints
    source_voltage: Complexes
    tree: Elimination | None
    inject_row: Ints
    inject_place: Ints
    model: GridModel

    @cached_property
    def buses(self) -> Ints:
        """Members that are buses, not open branch ends."""
        return self.members[self.members < len(self.model.buses)]

    @cached_property
    def row_of_bus(self) -> Ints:
        """Row of each of `buses`."""
        return self.row_of_member[self.members < len(self.model.buses)]

    @cached_property
    def mesh(self) -> Mesh:
        """The part ready to be solved by sparse factors; one that has unknown rows at all."""
        y, driven = self._system()
        # The matrix is symmetric in its places, and its fill then less by this order.
        lu = splu(y, permc_spec="MMD_AT_PLUS_A")
        return Mesh(
            _factors(lu), np.concatenate([lu.solve(driven), self.source_voltage]),
            np.unique(self.inject_row),
        )  # fmt: skip

    def _system(self) -> tuple[csc_matrix, Complexes]:
        """Admittance matrix of the unknown rows, and the current the sources drive into them."""
        m, b, f, t, n = self.model, self.branches, self.from_row, self.to_row, self.n_unknown
        values = np.concatenate([m.y_ff[b], m.y_ft[b], m.y_tf[b], m.y_tt[b], m.shunt[self.members]])
        row = np.concatenate([f, f, t, t, self.row_of_member])
        column = np.concatenate([f, t, f, t, self.row_of_member])
        inner, given = (row < n) & (column < n), (row < n) & (column >= n)
        driven = np.zeros(n, dtype=complex)
        np.subtract.at(driven, row[given], values[given] * self.source_voltage[column[given] - n])
        entries = (values[inner], (row[inner], column[inner]))
        return csc_matrix(entries, shape=(n, n)), driven


def _factors(lu: SuperLU) -> Factors:
    lower, upper = lu.L, lu.U
    low, up = (
        (matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), _planes(matrix.data))
        for matrix in (lower, upper)
    )
    inverse = np.asarray(1.0 / upper.diagonal(), dtype=complex)
    return Factors(
        *low, *up, _planes(inverse), lu.perm_r.astype(np.int64), lu.perm_c.astype(np.int64)
    )


def _planes(values: Complexes) -> Floats:
    return np.stack([values.real, values.imag], axis=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """A switching state: its energised parts, and the buses that are sources themselves.

    Parameters
    ----------
    parts
        All parts; first those that the normal state has too.
    changed
        Those that the normal state does not have.
    dropped
        Parts of the normal state that this one does not have.
    """

    parts: tuple[Part, ...]
    changed: tuple[Part, ...]
    dropped: tuple[Part, ...]
    source_buses: Ints
    source_vm_pu: Floats


def split(wiring: Wiring, state: Switching = NORMAL, normal: Layout | None = None) -> Layout:
    """Fuse closed switches, drop what no source reaches and split at the sources.

    Parameters
    ----------
    wiring
        The network.
    state
        The switching state.
    normal
        Layout of the normal state, whose parts are kept where no switch concerns them; the state
        is the normal one where it is not given.
    """
    if normal is None:
        g = wiring.normal[0]
        return _layout(wiring, g, (), ())
    g, again = wiring.changed(state)
    if again.all():
        return _layout(wiring, g, (), normal.parts)
    numbers = range(len(normal.parts))
    dropped = {number for number in numbers if number < len(again) and again[number]}
    kept = tuple(normal.parts[number] for number in numbers if number not in dropped)
    return _layout(wiring, g, kept, tuple(normal.parts[number] for number in sorted(dropped)))


def with_loops(wiring: Wiring, g: Growth) -> Iterator[tuple[int, Part]]:
    """Number in a grown state, and the part itself, of those that have a loop."""
    for number in np.flatnonzero(g.part_meshed[: g.counts[3]]).tolist():
        yield number, _part(wiring, g, number)


def _layout(wiring: Wiring, g: Growth, kept: tuple[Part, ...], dropped: tuple[Part, ...]) -> Layout:
    model = wiring.model
    found = tuple(_part(wiring, g, number) for number in range(int(g.counts[3])))
    if not kept:
        found += _between(model, g)
    at_source = g.source_member[: g.counts[4]]
    buses = np.sort(at_source[at_source < len(model.buses)])
    return Layout(
        parts=kept + found, changed=found, dropped=dropped, source_buses=buses,
        source_vm_pu=np.abs(model.slack_voltage[SOURCE - g.row[buses]]),
    )  # fmt: skip


def _part(wiring: Wiring, g: Growth, number: int) -> Part:
    """One part of a grown state."""
    model = wiring.model
    first, end = int(g.part_row[number]), int(g.part_row[number + 1])
    at = g.row_ptr[first : end + 1]
    members = g.members[at[0] : at[-1]].copy()
    row_of_member = np.repeat(np.arange(end - first), np.diff(at))
    branches = g.branch[g.part_branch[number] : g.part_branch[number + 1]].copy()
    inject = np.flatnonzero(wiring.injects[members] >= 0)
    ends, sources = _rows(model, g, branches, first, end - first)
    key = (members, row_of_member, branches, *ends)
    return Part(
        key=b"/".join(a.tobytes() for a in key), members=members, row_of_member=row_of_member,
        n_unknown=end - first, branches=branches, from_row=ends[0], to_row=ends[1],
        source_voltage=model.slack_voltage[sources], tree=_tree(wiring, g, number),
        inject_row=row_of_member[inject], inject_place=wiring.injects[members[inject]],
        model=model,
    )  # fmt: skip


def _rows(
    model: GridModel, g: Growth, branches: Ints, first: int, count: int
) -> tuple[tuple[Ints, Ints], Ints]:
    """Rows of the branches' ends within their part, sources after the others, and the sources."""
    ends = [g.row[nodes[branches]] for nodes in (model.from_node, model.to_node)]
    sources = np.unique(SOURCE - np.concatenate([rows[rows <= SOURCE] for rows in ends]))
    from_row, to_row = (
        np.where(rows >= 0, rows - first, count + np.searchsorted(sources, SOURCE - rows))
        for rows in ends
    )
    return (from_row, to_row), sources


def _tree(wiring: Wiring, g: Growth, number: int) -> Elimination | None:
    if g.part_meshed[number]:
        return None
    count = int(g.part_row[number + 1] - g.part_row[number])
    tree = empty_elimination(count)
    plant(wiring.two_ports, g, number, wiring.injects, tree, np.empty((count + 1, 4), complex))
    return Elimination(*tree)


def _between(model: GridModel, g: Growth) -> tuple[Part, ...]:
    """The branches that join two sources directly, as a part of their own."""
    given = (g.row[model.from_node] <= SOURCE) & (g.row[model.to_node] <= SOURCE)
    branches = np.flatnonzero(model.in_service & given)
    if not len(branches):
        return ()
    ends, sources = _rows(model, g, branches, 0, 0)
    none = np.zeros(0, dtype=np.int64)
    part = Part(
        key=b"between" + b"/".join(a.tobytes() for a in (branches, *ends)), members=none,
        row_of_member=none, n_unknown=0, branches=branches, from_row=ends[0], to_row=ends[1],
        source_voltage=model.slack_voltage[sources], tree=None, inject_row=none,
        inject_place=none, model=model,
    )  # fmt: skip
    return (part,)
