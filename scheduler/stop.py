"""Ending a search early, with the best plan so far."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model, cp_model_helper


class Stop:
    """A wish to end a search, from any thread and at any time."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._running: list[cp_model.CpSolver] = []

    @property
    def asked(self) -> bool:
        """Whether the search is to end."""
        return self._asked.is_set()

    def ask(self) -> None:
        """End what is running, and begin nothing long any more."""
        self._asked.set()
        with self._lock:
            for solver in self._running:
                solver.stop_search()

    @contextmanager
    def running(self, solver: cp_model.CpSolver) -> Iterator[None]:
        """A solver that is ended, too, if asked for meanwhile."""
        with self._lock:
            self._running.append(solver)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(solver)


class Solver(cp_model.CpSolver):
    """CP-SAT on one thread.

    It leaves Ctrl-C to Python: by default it takes the signal for itself and, once it has solved
    anything, the process dies of it without a word.

    Parameters
    ----------
    stop
        What ends it early, if anything does.
    """

    def __init__(self, stop: Stop | None = None) -> None:
        super().__init__()
        self._stop = stop
        self.parameters.num_workers = 1
        self.parameters.catch_sigint_signal = False

    @property
    def stopped(self) -> bool:
        """Whether it is to begin nothing long any more."""
        return self._stop is not None and self._stop.asked

    def solve(
        self,
        model: cp_model.CpModel,
        solution_callback: cp_model.CpSolverSolutionCallback | None = None,
    ) -> cp_model_helper.CpSolverStatus:
        """Solve, or end early with the best solution so far."""
        if self._stop is None:
            return super().solve(model, solution_callback)
        if self._stop.asked:  # of a hinted plan the first solution comes at once
            self.parameters.stop_after_first_solution = True
        with self._stop.running(self):
            return super().solve(model, solution_callback)
