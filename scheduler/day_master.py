"""The linear program over days, solved again and again from where it was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array, vstack

from scheduler.day_matrix import joint_matrix, limit_matrix, place_matrix
from scheduler.day_prices import Prices, summable
from scheduler.day_program import Day, DayProgram
from scheduler.highs import add_columns, add_rows, silent_highs
from scheduler.pools import Floats


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Value of the program, the prices of its rows, and how much of each day it takes."""

    value: float
    prices: Prices
    shares: Floats


class DayMaster:
    """The program over the days and rows known, with what it costs to leave out must-place orders.

    Its rows are the joint starts, the crews, the orders, and the limits known so far.

    Parameters
    ----------
    program
        Rows; what is added to it is added here when it is solved.
    """

    def __init__(self, program: DayProgram) -> None:
        self._program, self._solver = program, silent_highs()
        self._column: dict[Day, int] = {}
        self._columns = self._limits = 0
        joint, places = len(program.joint), np.array(program.upper[: program.places])
        add_rows(
            self._solver,
            np.concatenate([np.zeros(joint), np.full(len(places), -np.inf)]),
            np.concatenate([np.zeros(joint), places]),
            csr_array((joint + len(places), 0)),
        )

    def solve(self, days: Sequence[Day]) -> Shared | None:
        """Solve it over some days, from the basis of the days and rows before."""
        self._leave_out(set(days))
        self._add_limits()
        self._add_days([day for day in days if day not in self._column])
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._solver.clearSolver()  # a basis may lead nowhere
            self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found, program = self._solver.getSolution(), self._program
        duals, taken = np.array(found.row_dual), np.array(found.col_value)
        joint, groups = len(program.joint), len(program.groups)
        paid = summable(np.maximum(0.0, -duals[joint:]))
        return Shared(
            value=-float(self._solver.getInfo().objective_function_value),
            prices=Prices(
                orders=paid[groups : program.places],
                joint=summable(-duals[:joint]),
                limits=paid[program.places :],
            ),
            shares=summable(taken[[self._column[day] for day in days]]),
        )

    def take(self, days: Mapping[Day, int]) -> None:
        """Take some days for sure, each so many times, and no others."""
        for day, column in self._column.items():
            self._solver.changeColBounds(column, float(days.get(day, 0)), np.inf)

    def _leave_out(self, kept: set[Day]) -> None:
        for day in [day for day in self._column if day not in kept]:
            self._solver.changeColBounds(self._column.pop(day), 0.0, 0.0)

    def _add_limits(self) -> None:
        """Add the limits of which it does not know."""
        program = self._program
        most = np.array(program.upper[program.places + self._limits :])
        if not len(most):
            return
        short = np.flatnonzero(most < 0)
        days = list(self._column)
        used = limit_matrix(program, days, self._limits).tocoo()
        place = np.array([self._column[day] for day in days], dtype=np.int64)
        add_columns(
            self._solver,
            np.full(len(short), program.most_value),
            np.full(len(short), np.inf),
            csr_array((self._solver.getNumRow(), len(short))),
        )
        row = np.concatenate([used.coords[0], short])
        column = np.concatenate([place[used.coords[1]], self._columns + np.arange(len(short))])
        factor = np.concatenate([used.data, np.full(len(short), -1.0)])
        self._columns += len(short)
        entries = csr_array((factor, (row, column)), (len(most), self._columns))
        add_rows(self._solver, np.full(len(most), -np.inf), most, entries)
        self._limits += len(most)

    def _add_days(self, days: Sequence[Day]) -> None:
        if not days:
            return
        program = self._program
        used = [each(program, days) for each in (joint_matrix, place_matrix, limit_matrix)]
        worth = np.array([program.worth(day) for day in days])
        most = np.full(len(days), np.inf)
        add_columns(self._solver, -worth, most, vstack(used, format="csr"))
        self._column.update((day, self._columns + i) for i, day in enumerate(days))
        self._columns += len(days)
