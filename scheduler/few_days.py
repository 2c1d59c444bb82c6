"""A choice of days of few crews, by CP-SAT."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_array, vstack

from scheduler.day_matrix import joint_matrix, limit_matrix, place_matrix
from scheduler.day_program import Day, DayProgram
from scheduler.stop import Solver

MOST_TRIES = 6
"""Choices, each after the rows that the one before exceeds."""


def chosen_of_few(
    program: DayProgram,
    days: Sequence[Day],
    planned: Collection[Day],
    urgent: Collection[str],
    solver: Solver,
) -> list[list[Day]]:
    """Choose days that are worth most and go together by the rows known, each time by more of them.

    Parameters
    ----------
    program
        Rows; those that a choice exceeds are added to it.
    days
        Days to choose from.
    planned
        Those of them that a plan has, to begin with.
    urgent
        Orders of which each is worth more than all value.
    solver
        Solver, set up, with a limit for all choices together.
    """
    found: list[list[Day]] = []
    apart = list(program.apart(days))
    for _ in range(MOST_TRIES):
        if solver.stopped:
            break
        rows = len(program.rows)
        counts = _choice(program, days, apart, planned, urgent, solver)
        if counts is None:
            break
        _spend(solver)
        found.append([d for d, count in zip(days, counts, strict=True) for _ in range(count)])
        program.add_exceeded_all_day(days, np.array(counts, dtype=np.float64))
        if len(program.rows) == rows:
            break
    return found


def _spend(solver: Solver) -> None:
    """Leave a solver the work it has not done yet."""
    done, limits = solver.response_proto, solver.parameters
    limits.max_deterministic_time = max(
        0.0, limits.max_deterministic_time - done.deterministic_time
    )
    limits.max_time_in_seconds = max(0.0, limits.max_time_in_seconds - done.wall_time)


def _choice(
    program: DayProgram,
    days: Sequence[Day],
    apart: Iterable[Sequence[int]],
    planned: Collection[Day],
    urgent: Collection[str],
    solver: Solver,
) -> list[int] | None:
    model = cp_model.CpModel()
    taken = [model.new_int_var(0, program.groups[g].count, "") for g, _ in days]
    upper = program.upper
    rows = vstack([place_matrix(program, days), limit_matrix(program, days)], format="csr")
    for row, entries in _by_row(rows):
        model.add(_total(taken, entries) <= round(upper[row]))
    for columns in apart:
        model.add(cp_model.LinearExpr.sum([taken[c] for c in columns]) <= 1)
    for _, entries in _by_row(joint_matrix(program, days)):
        model.add(_total(taken, entries) == 0)
    worth = [round(program.worth(day)) for day in days]
    above = sum(worth) + 1
    weight = [
        own + above * len(program.led(day) & set(urgent))
        for own, day in zip(worth, days, strict=True)
    ]
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, weight))
    for variable, day in zip(taken, days, strict=True):
        model.add_hint(variable, int(day in planned))
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [solver.value(variable) for variable in taken]


def _by_row(matrix: csr_array) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the rows in which anything stands, with columns and whole factors."""
    for row, (first, stop) in enumerate(pairwise(matrix.indptr.tolist())):
        columns, factors = matrix.indices[first:stop].tolist(), matrix.data[first:stop].tolist()
        if columns:
            yield row, [(c, round(f)) for c, f in zip(columns, factors, strict=True)]


def _total(
    variables: Sequence[cp_model.IntVar], entries: Sequence[tuple[int, int]]
) -> cp_model.LinearExpr:
    columns, factors = zip(*entries, strict=True)
    return cp_model.LinearExpr.weighted_sum([variables[c] for c in columns], factors)
