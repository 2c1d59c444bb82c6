"""A switching state as electrically separate parts, each behind its own fixed source voltages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csc_matrix, tril
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from feeders.arrays import Complexes, Floats, Ints
from feeders.grid_model import GridModel
from feeders.kernel import Factors


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """Nodes that influence one another: what lies between fixed source voltages.

    Parameters
    ----------
    members
        Model nodes of this part, fused by closed switches into `unknown` rows.
    row_of_member
        Row of each member in the vector of unknown voltages.
    branches
        Branches with an end in this part.
    from_row, to_row
        Rows of their ends; rows beyond the unknown ones are the entries of `source_voltage`.
    """

    key: bytes
    members: Ints
    row_of_member: Ints
    n_unknown: int
    branches: Ints
    from_row: Ints
    to_row: Ints
    source_voltage: Complexes
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
    def gather(self) -> Any:
        """Sparse matrix that adds up the members' injections into rows."""
        n = len(self.members)
        return coo_matrix(
            (np.ones(n), (self.row_of_member, np.arange(n))), shape=(self.n_unknown, n)
        ).tocsr()

    @cached_property
    def _system(self) -> tuple[Any, Complexes]:
        """Admittance matrix of the unknown rows, and the current the sources drive into them."""
        y = self._admittance
        known = y[: self.n_unknown, self.n_unknown :] @ self.source_voltage
        return csc_matrix(y[: self.n_unknown, : self.n_unknown]), -known

    @cached_property
    def _admittance(self) -> Any:
        m, b, f, t = self.model, self.branches, self.from_row, self.to_row
        n = self.n_unknown + len(self.source_voltage)
        values = np.concatenate([m.y_ff[b], m.y_ft[b], m.y_tf[b], m.y_tt[b], m.shunt[self.members]])
        rows = np.concatenate([f, f, t, t, self.row_of_member])
        columns = np.concatenate([f, t, f, t, self.row_of_member])
        return coo_matrix((values, (rows, columns)), shape=(n, n)).tocsr()

    @cached_property
    def _lu(self) -> Any:
        return splu(self._system[0])

    @cached_property
    def factors(self) -> Factors:
        """LU factors of the admittance matrix, by rows."""
        lower, upper = tril(self._lu.L, -1).tocsr(), self._lu.U.tocsr()
        for matrix in (lower, upper):
            matrix.sort_indices()
        values = upper.data.copy()
        values[upper.indptr[:-1]] = 1.0 / values[upper.indptr[:-1]]
        integers = (lower.indptr, lower.indices, upper.indptr, upper.indices)
        low_ptr, low_col, up_ptr, up_col = (a.astype(np.int64) for a in integers)
        return Factors(
            lower_ptr=low_ptr, lower_col=low_col, lower=lower.data, upper_ptr=up_ptr,
            upper_col=up_col, upper=values, row_perm=self._lu.perm_r.astype(np.int64),
            col_perm=self._lu.perm_c.astype(np.int64),
        )  # fmt: skip

    @cached_property
    def open_voltage(self) -> Complexes:
        """Voltages with no injection at all, the w of V = w + Z conj(S / V). [pu]"""
        if not self.n_unknown:
            return np.zeros(0, dtype=complex)
        return np.asarray(self._lu.solve(self._system[1]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """A switching state: its energised parts, and the buses that are sources themselves."""

    parts: tuple[Part, ...]
    source_buses: Ints
    source_vm_pu: Floats


def split(model: GridModel, closed: Iterable[int]) -> Layout:
    """Fuse closed switches, drop what no source reaches and split at the sources.

    Parameters
    ----------
    model
        Admittances of the network.
    closed
        Indices of the closed switches.
    """
    fused = _fuse(model, closed)
    voltage = np.zeros(int(fused.max()) + 1, dtype=complex)
    voltage[fused[model.slack_node]] = model.slack_voltage
    given = np.zeros(len(voltage), dtype=bool)
    given[fused[model.slack_node]] = True
    f, t, on = fused[model.from_node], fused[model.to_node], model.in_service
    inner = on & ~given[f] & ~given[t]
    piece = _components(len(voltage), f[inner], t[inner])
    piece[given] = -1
    reached = np.unique(np.concatenate([piece[f[on & given[t]]], piece[t[on & given[f]]]]))
    buses = np.flatnonzero(given[fused[: len(model.buses)]])
    return Layout(
        parts=tuple(_part(model, fused, piece, int(number), voltage) for number in reached),
        source_buses=buses, source_vm_pu=np.abs(voltage[fused[buses]]),
    )  # fmt: skip


def _fuse(model: GridModel, closed: Iterable[int]) -> Ints:
    on = np.isin(model.switch_index, np.fromiter(closed, dtype=np.int64))
    return _components(model.n_nodes, model.switch_a[on], model.switch_b[on])


def _components(n: int, a: Ints, b: Ints) -> Ints:
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _part(model: GridModel, fused: Ints, piece: Ints, number: int, voltage: Complexes) -> Part:
    """The part with this piece number; -1 are the branches that join two sources directly."""
    mine = piece == number
    given = piece == -1
    members = np.flatnonzero((mine & ~given)[fused])
    rows, row_of_member = np.unique(fused[members], return_inverse=True)
    f, t = fused[model.from_node], fused[model.to_node]
    touching = (mine[f] & mine[t]) if number < 0 else (mine[f] | mine[t])
    branches = np.flatnonzero(model.in_service & touching)
    ends = np.unique(np.concatenate([f[branches], t[branches]]))
    sources = ends[given[ends]]
    row = np.full(len(mine), -1, dtype=np.int64)
    row[rows], row[sources] = np.arange(len(rows)), len(rows) + np.arange(len(sources))
    from_row, to_row = row[f[branches]], row[t[branches]]
    key = b"/".join(a.tobytes() for a in (members, row_of_member, branches, from_row, to_row))
    return Part(
        key=key, members=members, row_of_member=row_of_member, n_unknown=len(rows),
        branches=branches, from_row=from_row, to_row=to_row, source_voltage=voltage[sources],
        model=model,
    )  # fmt: skip
