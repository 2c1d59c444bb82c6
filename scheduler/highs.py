"""HiGHS, quiet and on one thread, for linear programs and for choices in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from scheduler.pools import Floats
from scheduler.stop import Stop

Ints32 = NDArray[np.int32]

DENSE = 80
"""Factors for each variable above which probing them alone takes longer than the choice."""


def silent_highs() -> highspy.Highs:
    """Make a solver that says nothing and takes the same steps on any machine."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def add_columns(solver: highspy.Highs, costs: Floats, most: Floats, entries: csr_array) -> None:
    """Add variables from 0 to the most each may be; a column of the entries belongs to each."""
    matrix = _compressed(entries.tocsc())
    status = solver.addCols(len(costs), costs, np.zeros(len(costs)), most, *matrix)
    assert status == highspy.HighsStatus.kOk


def add_rows(solver: highspy.Highs, least: Floats, most: Floats, entries: csr_array) -> None:
    """Add rows whose sums stay within their limits."""
    status = solver.addRows(len(most), least, most, *_compressed(entries.copy()))
    assert status == highspy.HighsStatus.kOk


def _compressed(matrix: csc_array | csr_array) -> tuple[int, Ints32, Ints32, Floats]:
    """Number, starts, places and factors of the entries, each place once as HiGHS asks."""
    matrix.sum_duplicates()
    starts, places = (each.astype(np.int32) for each in (matrix.indptr[:-1], matrix.indices))
    return matrix.nnz, starts, places, matrix.data


@dataclass(frozen=True, kw_only=True)
class WholeLimit:
    """When a choice in whole numbers ends with the best one so far.

    Parameters
    ----------
    work
        How often HiGHS may ask whether to go on, times the factors that are not zero. It asks after
        each linear program, so that it takes the same steps on any machine.
    seconds
        By the clock, or None.
    near
        How near to the best possible is good enough.
    stop
        What ends it early, if anything does.
    """

    work: float
    seconds: float | None
    near: float
    stop: Stop | None

    @property
    def stopped(self) -> bool:
        """Whether nothing long is to begin any more."""
        return self.stop is not None and self.stop.asked

    def hold(self, solver: highspy.Highs) -> None:
        """Make a solver keep it."""
        if solver.getNumNz() > DENSE * solver.getNumCol():
            solver.setOptionValue("presolve", "off")
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", self.near)
        if self.seconds is not None:
            solver.setOptionValue("time_limit", self.seconds)

        left = iter(range(int(self.work / max(1, solver.getNumNz()))))

        def interrupt(event: Any) -> None:
            if self.stopped or next(left, None) is None:
                event.interrupt()

        solver.cbMipInterrupt.subscribe(interrupt)


def whole_numbers(
    costs: Floats,
    most: Floats,
    rows: tuple[Floats, Floats, csr_array],
    begin: Floats,
    limit: WholeLimit,
) -> list[int] | None:
    """Choose whole numbers of least cost; None if none that keep the rows were found.

    Parameters
    ----------
    costs, most
        Of each variable.
    rows
        Least and most of each sum, and its factors, shape (rows, variables).
    begin
        Values to begin with.
    limit
        When to end.
    """
    solver, every = silent_highs(), np.arange(len(costs), dtype=np.int32)
    add_columns(solver, costs, most, csr_array((0, len(costs))))
    add_rows(solver, *rows)
    whole = np.full(len(costs), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(len(costs), every, whole)
    solver.setSolution(len(costs), every, begin)
    limit.hold(solver)
    solver.run()
    if solver.getInfo().primal_solution_status != int(highspy.kSolutionStatusFeasible):
        return None
    return [round(value) for value in solver.getSolution().col_value]
