"""The best days of one crew under given prices of its jobs: a dynamic programme, job by job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.day_columns import CrewDay, Entry
from scheduler.day_kernel import EATEN, LATE, NOT_EARLY, NOTHING, most_up_to_each, state_after
from scheduler.order_rules import Ints
from scheduler.pools import Floats

CLOSE = 1e-4
"""Values this close are the same."""
MOST_COLUMNS = 12
"""Days that one pricing gives, each with another last job."""
MOST_NEAR = 60
"""Days near the best that one search gives."""
MOST_STATES = 2_400
"""Levels outdoors times what can be remembered, at most."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What two of some entries in a day cost; two of four such pairs, and so on.

    Parameters
    ----------
    entries
        Of which every second one costs.
    price
        Not below 0; none forbids a second one.
    """

    entries: frozenset[Entry]
    price: float | None = None


def most_pairs(day: CrewDay) -> int:
    """How many kinds of pairs the search of a day can remember."""
    return (MOST_STATES // day.levels).bit_length() - 1


class DaySearch:
    """All days of a crew, job by job: the most that each job can end a day with.

    ``_done[job, lunch, memory, level]`` is the most of a day up to a job, without a lunch after
    it. A level is what may be spent outdoors so far; a memory has a bit for each kind of pair, set
    while an odd number of its entries is done.

    Parameters
    ----------
    day
        Jobs of the crew.
    profit
        What each job brings.
    pairs
        What pairs of them cost, at most `most_pairs`.
    roughly
        Leave jobs without profit aside: then the most found may be too small.
    """

    def __init__(
        self, day: CrewDay, profit: Floats, pairs: Sequence[Pair] = (), *, roughly: bool
    ) -> None:
        self._jobs = np.flatnonzero(profit > 0.0) if roughly else np.arange(len(day.jobs))
        self._day, self._profit = day, profit[self._jobs]
        self._entry, self._slot, self._spent = (
            np.array(each, dtype=np.int64)[self._jobs] for each in (day.entry, day.slot, day.spent)
        )
        lunch = [day.lunch[k] for k in self._jobs]
        self._early, self._late, self._eats = (
            np.array(each, dtype=np.bool_)
            for each in (
                [early for early, _, _ in lunch],
                [late for _, late, _ in lunch],
                [end is not None for _, _, end in lunch],
            )
        )
        self._ready, self._fed = day.ready[self._jobs], day.fed[self._jobs]
        self._memory, self._price = _memories(day.entries, pairs)
        self._done = most_up_to_each(
            self._entry,
            self._slot,
            self._spent,
            self._profit,
            self._early,
            self._late,
            self._eats,
            self._ready,
            self._fed,
            np.argsort(self._ready.T, kind="stable"),
            np.argsort(self._fed.T, kind="stable"),
            self._memory,
            self._price,
            day.levels,
        )
        self._ends = self._worth_of_ends()
        self.most = max(0.0, float(self._ends.max(initial=0.0)))
        """The most that a day brings."""

    def _worth_of_ends(self) -> Floats:
        """What each job is worth as the last one of a day, by lunch state and memory.

        Who still needs a lunch must be able to eat after it.
        """
        worth: Floats = self._done[:, :, :, -1].copy()
        worth[~self._eats, LATE] = NOTHING
        return worth

    def days(self, within: float | None = None) -> list[tuple[int, ...]]:
        """The best days as numbers of their jobs, each with another entry at its end.

        With ``within``, rather the best day up to each job that brings no less below the most.
        """
        most = self._ends.max(axis=(1, 2), initial=NOTHING)
        least, count = (CLOSE, MOST_COLUMNS) if within is None else (self.most - within, MOST_NEAR)
        found: dict[int, tuple[int, ...]] = {}
        for k in np.argsort(-most, kind="stable").tolist():
            if most[k] <= least or len(found) == count:
                break
            end = self._entry[k] if within is None else k
            if end not in found:
                found[end] = self._day_to(k)
        return list(found.values())

    def _day_to(self, k: int) -> tuple[int, ...]:
        state, memory = divmod(int(np.argmax(self._ends[k])), self._ends.shape[2])
        level, jobs = self._day.levels - 1, [k]
        while (found := self._before(k, state, memory, level)) is not None:
            k, state, memory, level = found
            jobs.append(k)
        return tuple(int(self._jobs[k]) for k in reversed(jobs))

    def _before(
        self, k: int, state: int, memory: int, level: int
    ) -> tuple[int, int, int, int] | None:
        """The job before a job, its lunch state, memory and level; None for the first job."""
        entry = self._entry[k]
        rest = self._done[k, state, memory, level] - self._profit[k]
        level -= self._spent[k]
        states = [q for q in range(4) if state_after(q, self._early[k], self._late[k]) == state]
        before = [
            (m, float(rest - self._price[entry, m]))
            for m in np.flatnonzero(self._memory[entry] == memory).tolist()
            if self._price[entry, m] > NOTHING / 2
        ]
        if NOT_EARLY in states and any(m == 0 and abs(worth) <= CLOSE for m, worth in before):
            return None
        return next(
            (j, state, m, level)
            for m, worth in before
            for j, state in self._with(k, states, m, level, worth)
        )

    def _with(
        self, k: int, states: Sequence[int], memory: int, level: int, worth: float
    ) -> Iterator[tuple[int, int]]:
        """Yield jobs before a job, and their lunch states, that bring just so much."""
        entry, slot = self._entry[k], self._slot[k]
        same = np.abs(self._done[:, :, memory, level] - worth) <= CLOSE
        in_time = self._ready[:, entry] <= slot
        for state in states:
            yield from ((j, state) for j in np.flatnonzero(in_time & same[:, state]).tolist())
        if EATEN in states:
            fed = self._eats & (self._fed[:, entry] <= slot)
            yield from ((int(j), int(q)) for j, q in np.argwhere(fed[:, None] & same))


def _memories(entries: Sequence[Entry], pairs: Iterable[Pair]) -> tuple[Ints, Floats]:
    """What is remembered after each entry and what it costs, by what was remembered before."""
    pairs = list(pairs)
    before = np.arange(1 << len(pairs))
    after, price = np.tile(before, (len(entries), 1)), np.zeros((len(entries), len(before)))
    for bit, pair in enumerate(pairs):
        second = (before >> bit & 1).astype(np.bool_)
        mine = np.array([entry in pair.entries for entry in entries], dtype=np.bool_)
        after[mine] ^= 1 << bit
        price[np.ix_(mine, second)] -= -NOTHING if pair.price is None else pair.price
    return after, np.maximum(price, NOTHING)
