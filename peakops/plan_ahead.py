"""What makes a schedule of a problem, and the one used before anything has begun."""

from __future__ import annotations

from typing import Protocol

from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule
from scheduler.solve import SolveParams, solve


class Scheduler(Protocol):
    """What makes a schedule of a problem."""

    @property
    def fixed(self) -> frozenset[str]:
        """Orders that have begun."""

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Return what was solved, and what was found."""


class PlanAhead:
    """Schedules before anything has begun; each round begins with the schedule of the last one."""

    fixed: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._before: Schedule | None = None

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Solve the problem as it is."""
        found = solve(problem, params, self._before)
        self._before = found.schedule
        return problem, found
