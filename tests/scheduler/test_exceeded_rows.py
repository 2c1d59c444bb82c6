"""Rows that a relaxed plan exceeds: found by spans where slots alone do not see it."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from scheduler import ExclusivePair, ProblemData
from scheduler.day_program import DayProgram
from scheduler.exceeded_rows import Rows
from scheduler.open_ways import OpenWays
from scheduler.slot_limits import Hold, Jobs, PairLimit, SlotLimit, Used

from .small import order, truck, two_crews

SHARED: dict[str, Any] = {"vehicle_kinds": ("bucket_truck",)}


def excluding(**changes: Any) -> ProblemData:
    """Two orders that never stand at the same time."""
    pair = ExclusivePair(rule="partner_feeders", first=("W1", None), second=("W2", None))
    orders = tuple(order(f"W{i}", feeder=f"F{i}") for i in (1, 2))
    return two_crews(**{"orders": orders, "exclusive_pairs": (pair,), **changes})


def used(*jobs: tuple[int, int, int, float]) -> Used:
    """Leading jobs by order, first slot, slot after the last, and share."""
    orders, first, last, shares = zip(*jobs, strict=True)
    return Used(
        jobs=Jobs(
            group=np.zeros(len(jobs), dtype=np.int64),
            leads=np.ones(len(jobs), dtype=np.bool_),
            order=np.array(orders, dtype=np.int64),
            first=np.array(first, dtype=np.int64),
            last=np.array(last, dtype=np.int64),
            options=np.ones(len(jobs), dtype=np.int64),
        ),
        shares=np.array(shares),
        slots=96,
    )


def test_a_long_job_beside_two_short_halves_is_too_much_though_no_slot_is() -> None:
    rows = Rows(OpenWays(excluding()))
    halves = used((0, 30, 34, 0.5), (1, 30, 32, 0.5), (1, 32, 34, 0.5))
    assert list(rows.exceeded(halves)) == [
        PairLimit(
            all_through=Hold(order=0, options=1),
            sometime=Hold(order=1, options=1),
            first=30,
            last=33,
        )
    ]
    slot = SlotLimit(holds=(Hold(order=0), Hold(order=1)), slot=31, most=1)
    assert slot.uses(halves.jobs) @ halves.shares == 1.0
    apart = used((0, 30, 34, 0.5), (1, 30, 32, 0.5), (1, 34, 36, 0.5))
    assert list(rows.exceeded(apart)) == []


def test_orders_that_share_the_only_truck_are_a_pair_but_not_with_two_trucks() -> None:
    orders = tuple(order(f"W{i}", feeder=f"F{i}", **SHARED) for i in (1, 2))
    given = two_crews(orders=orders, vehicles=(truck("T1"),), vehicle_gap_slots=2)
    close = used((0, 30, 32, 1.0), (1, 33, 35, 1.0))
    found = list(Rows(OpenWays(given)).exceeded(close))
    assert any(isinstance(row, PairLimit) for row in found)
    far = used((0, 30, 32, 1.0), (1, 34, 36, 1.0))
    assert list(Rows(OpenWays(given)).exceeded(far)) == []
    both = two_crews(orders=orders, vehicles=(truck("T1"), truck("T2")), vehicle_gap_slots=2)
    assert list(Rows(OpenWays(both)).exceeded(close)) == []


def test_rows_of_a_whole_day_forbid_each_pair_at_once_and_no_other() -> None:
    program = DayProgram(OpenWays(excluding()))
    jobs = {(t.order.id, t.start_slot, t.end_slot) for g in program.groups for t in g.day.timings}
    one, other = (sorted(each for each in jobs if each[0] == name)[::5] for name in ("W1", "W2"))
    at_once = [
        next(
            k
            for k, t in enumerate(program.groups[0].day.timings)
            if (t.order.id, t.start_slot) == each[:2]
        )
        for each in (one[0], other[0])
    ]
    program.add_exceeded_all_day([(0, (at_once[0],)), (0, (at_once[1],))], np.ones(2))
    assert program.rows
    assert all(isinstance(row, SlotLimit) for row in program.rows)
    for (_, first, end), (_, begin, last) in product(one, other):
        both = used((0, first, end, 1.0), (1, begin, last, 1.0))
        exceeded = any(row.uses(both.jobs) @ both.shares > 1.0 for row in program.rows)
        assert exceeded == (first < last and begin < end)
