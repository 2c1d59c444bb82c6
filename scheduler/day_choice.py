"""A plan chosen from days that crews have had in many plans.

An integer program takes the best of these days that go together by the rows of
`scheduler.day_program`. It knows which grid option each job has, but neither people nor vehicles,
nor what was found of pairs of jobs: so what it chose is planned once more by the exact model, each
order left to its crews and day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array, vstack

from scheduler.column_bound import DayPricing
from scheduler.day_columns import Entry
from scheduler.day_cores import Core
from scheduler.day_matrix import joint_matrix, limit_matrix, place_matrix
from scheduler.day_program import Day, DayProgram
from scheduler.day_staff import can_staff
from scheduler.highs import WholeLimit, whole_numbers
from scheduler.model import Model
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, translate
from scheduler.pools import Floats
from scheduler.stop import Solver
from scheduler.weights import weights_of

MOST_TRIES = 2
"""Choices, each after the rows that the one before exceeds."""


def days_to_choose_from(
    ways: OpenWays,
    pricing: DayPricing,
    seen: Iterable[Day],
    planned: Collection[Day],
    gap: int,
    most: int,
) -> list[Day]:
    """Those of a plan, and of all others that a crew has the people for the nearest to the bound.

    ``gap`` is how far that plan stays below the bound: no better plan has a day that loses more.
    ``most`` is the number of the others.
    """
    days = list(dict.fromkeys([*pricing.days, *seen]))
    ranked = sorted(zip(pricing.losses(days), days, strict=True))
    near = (day for loss, day in ranked if loss <= gap and staffed(ways, pricing.program, day))
    return list(dict.fromkeys([*planned, *islice(near, most)]))


def staffed(ways: OpenWays, program: DayProgram, day: Day) -> bool:
    """Whether some crew of its group has the people for a day."""
    jobs = _jobs(program, day)
    return any(can_staff(ways, crew, jobs) for crew in program.groups[day[0]].crews)


def chosen_days(
    program: DayProgram,
    days: Sequence[Day],
    planned: Collection[Day],
    urgent: Collection[str],
    never: Sequence[Core],
    limit: WholeLimit,
) -> list[Day]:
    """Choose days that are worth most and go together by the rows known.

    There are none where nothing better than the plan is found.

    Parameters
    ----------
    program
        Rows; those that a choice exceeds are added to it, and it is made again.
    days
        Days to choose from.
    planned
        Those of them that a plan has, to begin with.
    urgent
        Orders of which each is worth more than all value.
    never
        What people and grid do not let be done together.
    limit
        Of each choice.
    """
    chosen: list[Day] = []
    begin = _begin(days, planned)
    apart = list(program.apart(days))
    counts_of = np.array([core.counts(program, days) for core in never]).reshape(-1, len(days))
    most = np.array([len(core.entries) - 1.0 for core in never])
    others = [
        (_row_matrix(apart, len(days)), np.ones(len(apart))),
        (csr_array(counts_of), most),
    ]
    for _ in range(MOST_TRIES):
        if limit.stopped:
            break
        rows = len(program.rows)
        counts = _choice(program, days, others, begin, urgent, limit)
        if counts is None or counts == begin.tolist():
            break
        chosen = [day for day, count in zip(days, counts, strict=True) for _ in range(count)]
        program.add_exceeded_all_day(days, np.array(counts, dtype=np.float64))
        if len(program.rows) == rows:
            break
    return chosen


def _row_matrix(rows: Sequence[Sequence[int]], columns: int) -> csr_array:
    """Add up some columns in each row."""
    ends = np.cumsum([0, *(len(each) for each in rows)])
    column = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=ends[-1])
    return csr_array((np.ones(len(column)), column, ends), (len(rows), columns))


def _begin(days: Sequence[Day], planned: Collection[Day]) -> Floats:
    times = Counter(planned)
    return np.array([times[day] for day in days], dtype=np.float64)


def _choice(
    program: DayProgram,
    days: Sequence[Day],
    others: Iterable[tuple[csr_array, Floats]],
    begin: Floats,
    urgent: Collection[str],
    limit: WholeLimit,
) -> list[int] | None:
    """How often each day is taken; None if no choice was found."""
    more, at_most = zip(*others, strict=True)
    matrices = joint_matrix, place_matrix, limit_matrix
    rows = vstack([*(each(program, days) for each in matrices), *more], format="csr")
    most = np.concatenate([np.zeros(len(program.joint)), program.upper, *at_most])
    least = np.full(len(most), -np.inf)
    least[: len(program.joint)] = 0.0
    above = program.most_value + 1.0
    worth = [program.worth(day) + above * len(program.led(day) & {*urgent}) for day in days]
    counts = [float(program.groups[g].count) for g, _ in days]
    return whole_numbers(-np.array(worth), np.array(counts), (least, most, rows), begin, limit)


def planned_exactly(
    ways: OpenWays,
    program: DayProgram,
    choices: Iterable[Iterable[Day]],
    plan: tuple[Pick, ...],
    placed: Collection[str],
    solver: Solver,
) -> tuple[Pick, ...] | None:
    """Plan by the exact model, each order left to the crews and days of some choices and a plan.

    Orders that none of them has are left out: with all their crews they would make up most of the
    model. None if the solver found nothing that has all orders in ``placed``.
    """
    cells = _cells_of(ways, plan)
    for days in choices:
        for entry, cell in cells_of_days(ways, program, days).items():
            cells[entry].add(cell)
    catalogue = ways.of_cells(cells)
    model = Model(catalogue, weights_of(catalogue), placed=placed)
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


def cells_of_days(
    ways: OpenWays, program: DayProgram, days: Iterable[Day]
) -> dict[Entry, tuple[str, int]]:
    """Crew and day of each order of some days, and of whether the crew leads it.

    Of a group of crews each day gets one that has the people for it, as far as they go round.
    """
    of_group: dict[int, list[Day]] = defaultdict(list)
    for day in days:
        of_group[day[0]].append(day)
    found = {}
    for g, mine in of_group.items():
        group = program.groups[g]
        for day, crew in zip(mine, _matched(ways, program, mine), strict=True):
            for k in day[1]:
                found[group.day.jobs[k].entry] = crew, group.day.timings[k].day
    return found


def _matched(ways: OpenWays, program: DayProgram, days: Sequence[Day]) -> list[str]:
    """A crew of their group for each of some days."""
    crews = program.groups[days[0][0]].crews
    if len(crews) == 1:
        return list(crews)
    lacks = [[not can_staff(ways, crew, _jobs(program, day)) for crew in crews] for day in days]
    rows, columns = linear_sum_assignment(np.array(lacks, dtype=np.float64))
    return [crews[column] for _, column in sorted(zip(rows, columns, strict=True))]


def _jobs(program: DayProgram, day: Day) -> list[tuple[int, bool]]:
    """Timings of a day, and whether the crew leads them."""
    jobs = program.groups[day[0]].day.jobs
    return [(jobs[k].timing, jobs[k].entry[1]) for k in day[1]]
