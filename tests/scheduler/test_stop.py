"""A search that is asked to end gives the best plan so far, whatever it is at."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import pairwise

import pytest
from ortools.sat.python import cp_model

from scheduler.greedy import by_priority
from scheduler.score import score_schedule
from scheduler.solve import SolveParams, solve
from scheduler.stop import Solver, Stop
from scheduler.verify import verify

from .instances import county

ENDLESS = 1e6
"""Effort that would take days."""

SIZES = {
    "one model, to be proven": {},
    "one model, in neighbourhoods": {"scheduler.search.SMALL_PARTS": 0},
    "days of crews": {"scheduler.solve.MOST_PARTS": 0},
    "corners": {
        "scheduler.solve.MOST_PARTS": 0,
        "scheduler.solve.MANY_CREWS": 1,
        "scheduler.solve.NEAREST_CREWS": 3,
    },
}


@pytest.mark.parametrize("limits", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("when", ["greedy", "ruin_and_recreate"])
def test_it_ends_with_a_plan_that_keeps_every_rule(
    limits: dict[str, int], when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(name, value)
    if when != "greedy":  # enough of it to come to something, and all else without end
        monkeypatch.setattr("scheduler.search.ROUNDS_PER_ORDER", 1 / ENDLESS)
        monkeypatch.setattr("scheduler.wide_solve.CHANGES_PER_EFFORT", 1_000 / ENDLESS)
    problem, stop = county(3, orders=24, crews=4, days=2), Stop()

    def progress(stage: str, *_: object) -> None:
        if stage == when:
            stop.ask()

    result = solve(problem, SolveParams(effort=ENDLESS, progress=progress, stop=stop))
    assert stop.asked
    assert result.schedule is not None
    assert {b.rule for b in verify(problem, result.schedule)} <= {"mandatory_missing"}
    assert result.score >= score_schedule(problem, by_priority(problem))
    assert result.bound is not None
    assert result.bound >= result.value


def hard() -> cp_model.CpModel:
    """Golomb's ruler of 16 marks: a first one is soon found, the shortest one in no time."""
    model, marks = cp_model.CpModel(), 16
    at = [model.new_int_var(0, 400, "") for _ in range(marks)]
    model.add(at[0] == 0)
    for one, other in pairwise(at):
        model.add(one < other)
    between = []
    for i in range(marks):
        for j in range(i):
            gap = model.new_int_var(1, 400, "")
            model.add(gap == at[i] - at[j])
            between.append(gap)
    model.add_all_different(between)
    model.minimize(at[-1])
    return model


class Ask(cp_model.CpSolverSolutionCallback):
    """Asks for the end on the first solution, from another thread."""

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    def on_solution_callback(self) -> None:
        threading.Thread(target=self._stop.ask).start()


def test_a_solver_that_runs_is_ended() -> None:
    stop = Stop()
    solver = Solver(stop)
    assert solver.solve(hard(), Ask(stop)) == cp_model.FEASIBLE


def test_one_that_begins_afterwards_takes_its_first_solution() -> None:
    stop = Stop()
    stop.ask()
    assert Solver(stop).solve(hard()) == cp_model.FEASIBLE


def test_ctrl_c_is_pythons_after_a_solve() -> None:
    program = (
        "import os, signal\n"
        "from ortools.sat.python import cp_model\n"
        "from scheduler.stop import Solver\n"
        # a shell's job in the background would be born deaf to it
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "Solver().solve(cp_model.CpModel())\n"
        "try:\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    signal.pause()\n"
        "except KeyboardInterrupt:\n"
        "    print('told')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "told\n"
