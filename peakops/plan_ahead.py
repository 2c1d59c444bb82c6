"""What makes a schedule of a problem, and the one used before anything has begun."""

from __future__ import annotations

from typing import Protocol

from scheduler.problem import ProblemData
from scheduler.schedule import Result
from scheduler.solve import SolveParams, solve


class Scheduler(Protocol):
    """What makes a schedule of a problem."""

    @property
    def fixed(self) -> frozenset[str]:
        """Orders that have begun."""

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Return what was solved, and what was found."""


class PlanAhead:
    """Schedules before anything has begun."""

    fixed: frozenset[str] = frozenset()

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Solve the problem as it is."""
        return problem, solve(problem, params)
