"""HiGHS on the time-indexed model: the model of `scheduler`, row by row, as a mixed-integer one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scheduler import ProblemData, Schedule
from scheduler.model import Model
from scheduler.open_ways import OpenWays
from scheduler.picks import to_schedule
from scheduler.weights import weights_of

MOST_PARTS = 40_000
"""Parts beyond which writing the model down alone takes minutes."""


class Rows:
    """Rows of a mixed-integer program, each `low <= terms <= high`."""

    def __init__(self) -> None:
        self.data: list[float] = []
        self.columns: list[int] = []
        self.ends = [0]
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, literals: Any, coefficients: Any, low: float, high: float) -> None:
        """Add a row; a literal below 0 is the negation of a variable."""
        shift = 0.0
        for literal, coefficient in zip(literals, coefficients, strict=True):
            negated = literal < 0
            self.columns.append(-literal - 1 if negated else literal)
            self.data.append(-coefficient if negated else coefficient)
            shift += coefficient if negated else 0.0
        self.ends.append(len(self.columns))
        self.low.append(low - shift)
        self.high.append(high - shift)

    def constraint(self, variables: int) -> LinearConstraint:
        """All rows at once."""
        shape = (len(self.low), variables)
        matrix = csr_array((self.data, self.columns, self.ends), shape=shape)
        return LinearConstraint(matrix, self.low, self.high)


def rows_of(proto: Any) -> Rows:
    """Write the constraints of a CP-SAT model as rows."""
    rows = Rows()
    for constraint in proto.constraints:
        if constraint.has_linear():
            linear = constraint.linear
            assert len(linear.domain) == 2, "a domain with holes"
            assert not constraint.enforcement_literal, "a linear row under a condition"
            low, high = linear.domain
            rows.add(
                linear.vars,
                linear.coeffs,
                -np.inf if low < -(2**60) else low,
                np.inf if high > 2**60 else high,
            )
        elif constraint.has_at_most_one():
            literals = list(constraint.at_most_one.literals)
            rows.add(literals, [1.0] * len(literals), -np.inf, 1.0)
        elif constraint.has_bool_or():
            literals = [
                *constraint.bool_or.literals,
                *(-literal - 1 for literal in constraint.enforcement_literal),
            ]
            rows.add(literals, [1.0] * len(literals), 1.0, np.inf)
        elif constraint.has_bool_and():
            for left in constraint.enforcement_literal:
                for right in constraint.bool_and.literals:
                    rows.add([left, right], [1.0, -1.0], -np.inf, 0.0)
        else:
            raise ValueError(f"no row for {constraint}")
    return rows


def highs(problem: ProblemData, seconds: float) -> tuple[Schedule | None, int | None, str]:
    """Plan by HiGHS; return the schedule, a bound on its value, and a reason if there is none."""
    ways = OpenWays(problem)
    if ways.size > MOST_PARTS:
        return None, None, f"a time-indexed model of {ways.size:,} parts is not written down"
    catalogue = ways.catalogue()
    weights = weights_of(catalogue)
    model = Model(catalogue, weights)
    proto = model.model.proto
    # The value alone, must-place orders first: HiGHS's tolerances do not tell comfort apart.
    gain = np.zeros(model.size)
    must = 1.0 + weights.most_value / 1000.0
    for t, timing in enumerate(catalogue.timings):
        for literal, value in zip(model.variables.timing[t], timing.values, strict=True):
            gain[literal.index] = value / 1000.0 + must * timing.order.must_place
    low = np.array([v.domain[0] for v in proto.variables], dtype=float)
    high = np.array([v.domain[1] for v in proto.variables], dtype=float)
    found = milp(
        -gain,
        constraints=rows_of(proto).constraint(model.size),
        integrality=np.ones(model.size),
        bounds=Bounds(low, high),
        options={"time_limit": seconds, "mip_rel_gap": 1e-4},
    )
    if found.x is None:
        return None, None, f"no plan in {seconds:.0f} s ({found.message})"
    picks = model.read(lambda literal: found.x[literal.index] > 0.5)
    placed = sum(catalogue.timings[pick.timing].order.must_place for pick in picks)
    bound = None
    if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
        bound = round(1000.0 * (-found.mip_dual_bound - must * placed))
    return to_schedule(catalogue, picks), bound, ""
