"""A plan chosen from days that crews have had in many plans.

An integer program takes the best of these days that go together by the rows of
`scheduler.day_program`. It does not know which grid option, people and vehicles each job has: so
what it chose is planned once more by the exact model, each order left to its crews and day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

import numpy as np
from ortools.sat.python import cp_model

from scheduler.column_bound import DayPricing
from scheduler.day_columns import Entry
from scheduler.day_program import Day, DayProgram
from scheduler.day_staff import can_staff
from scheduler.model import Model
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, translate
from scheduler.stop import Solver
from scheduler.weights import weights_of

MOST_DAYS = 10_000
"""Days that are chosen from."""
MOST_TRIES = 6
"""Choices, each after the rows that the one before exceeds."""


def days_to_choose_from(
    ways: OpenWays,
    pricing: DayPricing,
    seen: Iterable[Day],
    planned: Collection[Day],
    gap: int,
) -> list[Day]:
    """Those of a plan, and of all others that a crew has the people for the nearest to the bound.

    ``gap`` is how far that plan stays below the bound: no better plan has a day that loses more.
    """
    days = list(dict.fromkeys([*pricing.days, *seen]))
    ranked = sorted(zip(pricing.losses(days), days, strict=True))
    near = (day for loss, day in ranked if loss <= gap and _staffed(ways, pricing, day))
    return list(dict.fromkeys([*planned, *islice(near, MOST_DAYS)]))


def _staffed(ways: OpenWays, pricing: DayPricing, day: Day) -> bool:
    group = pricing.program.groups[day[0]]
    jobs = [(group.day.jobs[k].timing, group.day.jobs[k].entry[1]) for k in day[1]]
    return any(can_staff(ways, crew, jobs) for crew in group.crews)


def chosen_days(
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
    for row, entries in _by_row(program.upper_entries(days)).items():
        model.add(_total(taken, entries) <= round(upper[row]))
    for columns in apart:
        model.add(cp_model.LinearExpr.sum([taken[c] for c in columns]) <= 1)
    for entries in _by_row(program.joint_entries(days)).values():
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


def _by_row(
    entries: Iterable[tuple[int, int, float]],
) -> dict[int, list[tuple[int, int]]]:
    """Columns and whole factors of each row."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, column, factor in entries:
        found[row].append((column, round(factor)))
    return found


def _total(
    variables: Sequence[cp_model.IntVar], entries: Sequence[tuple[int, int]]
) -> cp_model.LinearExpr:
    columns, factors = zip(*entries, strict=True)
    return cp_model.LinearExpr.weighted_sum([variables[c] for c in columns], factors)


def planned_exactly(
    ways: OpenWays,
    program: DayProgram,
    choices: Iterable[Iterable[Day]],
    plan: tuple[Pick, ...],
    solver: Solver,
) -> tuple[Pick, ...] | None:
    """Plan by the exact model, each order left to the crews and days of some choices and a plan.

    Orders that none of them has are left out: with all their crews they would make up most of the
    model. None if the solver found nothing.
    """
    cells = _cells_of(ways, plan)
    for days in choices:
        for entry, cell in program.cells(days).items():
            cells[entry].add(cell)

    catalogue = ways.of_cells(cells)
    locked = [o.id for o in ways.problem.orders if o.locked_start_minute is not None]
    model = Model(catalogue, weights_of(catalogue), placed=locked)
    if plan:  # a hint of nothing would begin with an empty plan
        model.hint(translate(plan, ways, catalogue))
    picks = model.solve(solver).picks
    return None if picks is None else translate(picks, catalogue, ways)


def _cells_of(ways: OpenWays, plan: Iterable[Pick]) -> dict[Entry, set[tuple[str, int]]]:
    """Crew and day of what a plan leads and supports."""
    found: dict[Entry, set[tuple[str, int]]] = defaultdict(set)
    for pick in plan:
        timing = ways.timings[pick.timing]
        for chosen in pick.parts:
            part = ways.parts[chosen.part]
            found[timing.order.id, part.leads].add((part.crew, timing.day))
    return found
