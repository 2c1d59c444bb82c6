"""Parts with loops in a batch of switching states: their extremes, by sparse factors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from feeders.arrays import Floats, Ints
from feeders.batch_kernel import Case
from feeders.kernel import nogil
from feeders.measure_kernel import Extremes, Marks, note_hours, note_loading, note_voltage
from feeders.mesh_kernel import Mesh, solve
from feeders.parts import Part
from feeders.sweep_kernel import block_hours, empty_block


class Places(NamedTuple):
    """Where a part's injections, buses and branches lie among its rows."""

    inject_row: Ints
    inject_place: Ints
    bus_row: Ints
    branch: Ints
    from_row: Ints
    to_row: Ints


def solve_mesh(part: Part, case: Case, out: Extremes, row: int) -> None:
    """Widen a row of `out` by a part with loops.

    Parameters
    ----------
    part
        The part.
    case
        The network with its injections.
    out, row
        Where it goes.
    """
    places = Places(
        part.inject_row, part.inject_place, part.row_of_bus, part.branches, part.from_row,
        part.to_row,
    )  # fmt: skip
    mesh_extremes(case, part.mesh, places, out, row)


@nogil
def mesh_extremes(case: Case, mesh: Mesh, places: Places, out: Extremes, row: int) -> None:
    """All hours of one part, see `solve_mesh`."""
    n, hours = mesh.open_voltage.shape[0], out.low.shape[1]
    block = empty_block(n, block_hours(n, hours))
    width = block.v.shape[2]
    marks = Marks(np.empty(width), np.empty(width), np.empty(width))
    for start in range(0, hours, width):
        _gather(case.s_pu, places, start, block.s)
        solve(mesh, block, case.tolerance, case.most)
        marks.low[:], marks.high[:], marks.worst[:] = np.inf, 0.0, 0.0
        for bus in places.bus_row:
            note_voltage(block.v, bus, marks)
        for k in range(places.branch.shape[0]):
            y = case.gauge[places.branch[k]]
            note_loading(y, block.v, places.from_row[k], places.to_row[k], marks)
        note_hours(marks, block.change, out, row, start)


@nogil
def _gather(s_pu: Floats, places: Places, start: int, s: Floats) -> None:
    """Add up the injections of each row for the hours from `start`."""
    s[:] = 0.0
    stop = min(s.shape[2], s_pu.shape[2] - start)
    for k in range(places.inject_row.shape[0]):
        for axis in range(2):
            for c in range(stop):
                s[places.inject_row[k], axis, c] += s_pu[places.inject_place[k], axis, start + c]
