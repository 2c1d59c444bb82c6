"""What days use of the rows of a day program, as sparse matrices with a column for each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from scheduler.day_program import Day, DayProgram
from scheduler.order_rules import Ints
from scheduler.pools import Floats

Entries = tuple[Ints, Ints, Floats]
"""Row, column and factor."""


def joint_matrix(program: DayProgram, days: Sequence[Day]) -> csr_array:
    """Joint starts: what leads adds, what supports takes away; a sum of zero keeps them."""
    found = []
    for g, place, job in _jobs_of_groups(days):
        facts = program.facts[g]
        joint = np.flatnonzero(facts.joint[job] >= 0)
        sign = np.where(facts.jobs.leads[job[joint]], 1.0, -1.0)
        found.append((facts.joint[job[joint]], place[joint], sign))
    return _matrix(found, len(program.joint), len(days))


def place_matrix(program: DayProgram, days: Sequence[Day]) -> csr_array:
    """Crews, then orders: a day takes one of its group, and each order that it leads."""
    groups = np.array([g for g, _ in days], dtype=np.int64)
    found = [(groups, np.arange(len(days)), np.ones(len(days)))]
    for g, place, job in _jobs_of_groups(days):
        jobs = program.facts[g].jobs
        led = np.flatnonzero(jobs.leads[job])
        row = len(program.groups) + jobs.order[job[led]]
        found.append((row, place[led], np.ones(len(led))))
    return _matrix(found, len(program.groups) + len(program.number), len(days))


def limit_matrix(program: DayProgram, days: Sequence[Day], first: int = 0) -> csr_array:
    """Rows of the program, from one of them on."""
    rows = len(program.rows) - first
    found = [_subset_entries(program, days, first)]
    for g, place, job in _jobs_of_groups(days):
        done = csr_array(
            (np.ones(len(job)), (job, place)), (len(program.facts[g].worth), len(days))
        )
        used = (program.uses[g][first:] @ done).tocoo()
        row, column = used.coords
        found.append((row.astype(np.int64), column.astype(np.int64), used.data))
    return _matrix(found, rows, len(days))


def _jobs_of_groups(days: Sequence[Day]) -> Iterator[tuple[int, Ints, Ints]]:
    """Yield a group, and of all jobs of its days the number of the day and the job."""
    mine: dict[int, list[int]] = defaultdict(list)
    for c, (g, _) in enumerate(days):
        mine[g].append(c)
    for g, places in mine.items():
        jobs = [days[c][1] for c in places]
        lengths = [len(each) for each in jobs]
        job = np.fromiter(chain.from_iterable(jobs), dtype=np.int64, count=sum(lengths))
        yield g, np.repeat(np.array(places, dtype=np.int64), lengths), job


def _subset_entries(program: DayProgram, days: Sequence[Day], first: int) -> Entries:
    place = {row: i for i, row in enumerate(program.rows)}
    found = [
        (place[row] - first, c, float(pairs))
        for c, day in enumerate(days)
        for row, pairs in program.pairs(day)
        if place[row] >= first
    ]
    row, column, factor = np.array(found, dtype=np.float64).reshape(-1, 3).T
    return row.astype(np.int64), column.astype(np.int64), factor


def _matrix(entries: Sequence[Entries], rows: int, columns: int) -> csr_array:
    """Entries at the same place add up."""
    if not entries:
        return csr_array((rows, columns))
    row, column, factor = (np.concatenate(each) for each in zip(*entries, strict=True))
    return csr_array((factor, (row, column)), (rows, columns))
