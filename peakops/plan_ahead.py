"""What makes a schedule of a problem, and the one used before anything has begun."""

from __future__ import annotations

from typing import Protocol

from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule
from scheduler.solve import SolveParams, bounded, find_schedule


class Scheduler(Protocol):
    """What makes a schedule of a problem."""

    @property
    def fixed(self) -> frozenset[str]:
        """Orders that have begun."""

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Return what was solved, and what was found."""

    def bounded(self, problem: ProblemData, result: Result, /) -> Result:
        """Give what was found the bound that a plan states."""


class PlanAhead:
    """Schedules before anything has begun; each round begins with the schedule of the last one."""

    fixed: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._before: Schedule | None = None

    def __call__(self, problem: ProblemData, params: SolveParams) -> tuple[ProblemData, Result]:
        """Solve the problem as it is."""
        found = find_schedule(problem, params, self._before)
        self._before = found.schedule
        return problem, found

    def bounded(self, problem: ProblemData, result: Result, /) -> Result:
        """Look for it now: of the rounds before nobody asks."""
        return bounded(problem, result)
