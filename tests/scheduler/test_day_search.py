"""The best days of a crew: each brings what is said, and none brings more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from scheduler.day_columns import CrewDay
from scheduler.day_kernel import EATEN, LATE, NOT_EARLY, most_up_to_each, state_after
from scheduler.day_search import DaySearch, Pair, most_pairs
from scheduler.open_ways import OpenWays
from scheduler.pools import Floats

from .instances import county


def crew_days(seed: int, orders: int) -> list[CrewDay]:
    ways = OpenWays(county(seed, orders=orders, crews=3, days=1))
    return [day for crew in ways.problem.crews if (day := CrewDay(ways, crew, 0)).jobs]


def some_pairs(day: CrewDay) -> list[Pair]:
    """One order is not done twice; every second one of three others costs something."""
    names = sorted({name for name, _ in day.entries})
    once = Pair(entries=frozenset([(names[0], True), (names[0], False)]))
    priced = Pair(entries=frozenset((name, True) for name in names[1:4]), price=3.0)
    return [once, priced]


def brings(day: CrewDay, profit: Floats, pairs: Sequence[Pair], jobs: Sequence[int]) -> float:
    entries = [day.jobs[k].entry for k in jobs]
    cost = 0.0
    for pair in pairs:
        count = sum(entry in pair.entries for entry in entries) // 2
        cost += count * (np.inf if pair.price is None and count else pair.price or 0.0)
    return float(profit[list(jobs)].sum()) - cost


def all_days(day: CrewDay, jobs: tuple[int, ...], state: int, spent: int) -> Iterator[Any]:
    """Every row of jobs within the hours outdoors, told apart by whether there was a lunch."""
    last = jobs[-1]
    early, late, lunch_end = day.lunch[last]
    state = state_after(state, early, late)
    spent += day.spent[last]
    if spent >= day.levels:
        return
    if state != LATE or lunch_end is not None:
        yield jobs
    for k in range(last + 1, len(day.jobs)):
        if day.ready[last, day.entry[k]] <= day.slot[k]:
            yield from all_days(day, (*jobs, k), state, spent)
        if lunch_end is not None and day.fed[last, day.entry[k]] <= day.slot[k]:
            yield from all_days(day, (*jobs, k), EATEN, spent)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_day_brings_more_than_the_most(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for day in crew_days(seed, orders=4):
        kept = set(rng.choice(len(day.jobs), min(14, len(day.jobs)), replace=False).tolist())
        profit = rng.uniform(-2.0, 8.0, len(day.jobs))
        profit[[k for k in range(len(day.jobs)) if k not in kept]] = -1e6
        pairs = some_pairs(day)
        found = [
            brings(day, profit, pairs, jobs)
            for first in sorted(kept)
            for jobs in all_days(day, (first,), NOT_EARLY, 0)
            if set(jobs) <= kept
        ]
        search = DaySearch(day, profit, pairs, roughly=False)
        assert search.most == pytest.approx(max([0.0, *found]))


def test_the_days_found_bring_what_is_said() -> None:
    rng = np.random.default_rng(1)
    for day in crew_days(1, orders=12):
        pairs = some_pairs(day)
        assert len(pairs) <= most_pairs(day)
        for _ in range(5):
            profit = rng.uniform(-2.0, 5.0, len(day.jobs)) + 20.0 * rng.random() * rng.random()
            search = DaySearch(day, profit, pairs, roughly=False)
            days = search.days()
            brought = [brings(day, profit, pairs, jobs) for jobs in days]
            assert brought[0] == max(brought) == pytest.approx(search.most)
            # each ends with another order, or with a job of two crews led or supported
            assert len({day.entry[jobs[-1]] for jobs in days}) == len(days)


def test_jobs_without_profit_may_be_left_aside() -> None:
    day = crew_days(1, orders=12)[0]
    profit = np.where(np.arange(len(day.jobs)) % 3 == 0, 5.0, -1.0)
    rough, full = (DaySearch(day, profit, roughly=roughly).most for roughly in (True, False))
    assert 0.0 < rough <= full
    assert DaySearch(day, -np.ones(len(day.jobs)), roughly=True).most == 0.0
    assert DaySearch(day, -np.ones(len(day.jobs)), roughly=True).days() == []


def test_the_compiled_loop_is_the_python_it_was_written_in() -> None:
    jobs, entries, levels = 6, 3, 4
    rng = np.random.default_rng(3)
    slot = np.sort(rng.integers(0, 12, jobs))
    entry = rng.integers(0, entries, jobs)
    ready = slot[:, None] + rng.integers(1, 4, (jobs, entries))
    fed = ready + 1
    given = (
        entry,
        slot,
        rng.integers(0, 2, jobs),
        rng.uniform(-1.0, 5.0, jobs),
        *(rng.random((3, jobs)) < 0.5),
        ready,
        fed,
        np.argsort(ready.T, kind="stable"),
        np.argsort(fed.T, kind="stable"),
        np.array([[1, 0], [0, 1], [1, 0]]),
        np.array([[0.0, -1.0], [0.0, 0.0], [0.0, -1e18]]),
        levels,
    )
    compiled, plain = most_up_to_each(*given), most_up_to_each.py_func(*given)
    np.testing.assert_array_equal(compiled, plain)
    assert (compiled > 0.0).any()
