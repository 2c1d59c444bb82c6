"""The best days of one crew under given prices of its jobs: a dynamic programme, job by job."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from scheduler.day_columns import NEVER, CrewDay
from scheduler.order_rules import Ints
from scheduler.pools import Floats

NOTHING = -1e18
CLOSE = 1e-4
"""Values this close are the same."""
MOST_COLUMNS = 12
"""Days that one pricing gives, each with another last job."""
MOST_STATES = 600
"""Levels outdoors times sets of watched orders done, at most."""

NOT_EARLY, HUNGRY, LATE, EATEN = range(4)
"""What a crew's jobs so far say of its lunch: `HUNGRY` has left too early to eat at its base,
`LATE` is also back too late to do so."""


def most_watched(day: CrewDay) -> int:
    """How many orders of a day can be watched so that none of them is done twice."""
    return (MOST_STATES // day.levels).bit_length() - 1


class DaySearch:
    """All days of a crew, job by job: the most that each job can end a day with.

    ``_open[slot, entry, lunch, seen, level]`` is the most of the jobs before a start of an entry in
    a slot; ``_done[job, lunch, seen, level]`` the most of a day up to a job, without a lunch after
    it. A level is what may be spent outdoors so far, ``seen`` are the watched orders done, as bits:
    no day does one of them twice.

    Parameters
    ----------
    day
        Jobs of the crew.
    profit
        What each job brings.
    watched
        Orders of which no day does one twice, at most `most_watched`.
    roughly
        Leave jobs without profit aside: then the most found may be too small.
    """

    def __init__(
        self, day: CrewDay, profit: Floats, watched: Collection[str] = (), *, roughly: bool
    ) -> None:
        self._day, self._profit = day, profit
        bits = {name: 1 << i for i, name in enumerate(watched)}
        self._bit = [bits.get(name, 0) for name, _ in day.entries]
        sets = 1 << len(bits)
        self._without = {
            bit: np.array([s for s in range(sets) if not s & bit]) for bit in {0, *bits.values()}
        }
        entries, levels = len(day.entries), day.levels
        self._open = np.full((NEVER + 1, entries, 4, sets, levels), NOTHING)
        self._open[0, :, NOT_EARLY, 0] = 0.0
        self._done = np.full((len(day.jobs), 4, sets, levels), NOTHING)
        self._all, self._spent = np.arange(entries), day.spent
        self._run([k for k in range(len(day.jobs)) if profit[k] > 0.0 or not roughly])
        self._ends = self._worth_of_ends()
        self.most = max(0.0, float(self._ends.max(initial=0.0)))
        """The most that a day brings."""

    def _run(self, jobs: Sequence[int]) -> None:
        at = 0
        for k in jobs:
            for slot in range(at + 1, self._day.slot[k] + 1):
                np.maximum(self._open[slot], self._open[slot - 1], out=self._open[slot])
            at = self._day.slot[k]
            self._extend(k)

    def _extend(self, k: int) -> None:
        day, done, spent = self._day, self._done[k], self._spent[k]
        left, bit = day.levels - spent, self._bit[day.entry[k]]
        if left <= 0:
            return
        sets = self._without[bit]
        before = self._open[day.slot[k], day.entry[k]][:, sets, :left]
        early, late, lunch_end = day.lunch[k]
        reached = np.flatnonzero(before[:, :, -1].max(axis=1) > NOTHING / 2).tolist()
        for state in reached:
            after = _state_after(state, early=early, late=late)
            known = done[after, sets | bit, spent:]
            done[after, sets | bit, spent:] = np.maximum(known, before[state] + self._profit[k])
        for after in {_state_after(state, early=early, late=late) for state in reached}:
            self._offer(day.ready[k], done[after], after)
        if reached and lunch_end is not None:
            self._offer(day.fed[k], done.max(axis=0), EATEN)

    def _offer(self, ready: Ints, done: Floats, state: int) -> None:
        known = self._open[ready, self._all, state]
        self._open[ready, self._all, state] = np.maximum(known, done)

    def _worth_of_ends(self) -> Floats:
        """What each job is worth as the last one of a day, by lunch state and orders seen.

        Who still needs a lunch must be able to eat after it.
        """
        worth = self._done[:, :, :, -1].copy()
        worth[[end is None for _, _, end in self._day.lunch], LATE] = NOTHING
        return worth

    def days(self) -> list[tuple[int, ...]]:
        """The best days as numbers of their jobs, each with another entry at its end."""
        most = self._ends.max(axis=(1, 2), initial=NOTHING)
        found: dict[int, tuple[int, ...]] = {}
        for k in np.argsort(-most, kind="stable").tolist():
            if most[k] <= CLOSE or len(found) == MOST_COLUMNS:
                break
            if self._day.entry[k] not in found:
                found[self._day.entry[k]] = self._day_to(k)
        return list(found.values())

    def _day_to(self, k: int) -> tuple[int, ...]:
        state, seen = divmod(int(np.argmax(self._ends[k])), self._ends.shape[2])
        level, jobs = self._day.levels - 1, [k]
        while (found := self._before(k, state, seen, level)) is not None:
            k, state, seen, level = found
            jobs.append(k)
        return tuple(reversed(jobs))

    def _before(
        self, k: int, state: int, seen: int, level: int
    ) -> tuple[int, int, int, int] | None:
        """The job before a job, its lunch state, orders seen and level; None for the first job."""
        day, rest = self._day, self._done[k, state, seen, level] - self._profit[k]
        early, late, _ = day.lunch[k]
        level -= self._spent[k]
        seen &= ~self._bit[day.entry[k]]
        before = self._open[day.slot[k], day.entry[k], :, seen, level]
        states = [q for q in range(4) if _state_after(q, early=early, late=late) == state]
        state = next(q for q in states if abs(before[q] - rest) <= CLOSE)
        if state == NOT_EARLY and seen == 0 and abs(rest) <= CLOSE:
            return None
        in_time = day.ready[:, day.entry[k]] <= day.slot[k]
        same = in_time & (np.abs(self._done[:, state, seen, level] - rest) <= CLOSE)
        if same.any():
            return int(np.argmax(same)), state, seen, level
        fed = day.fed[:, day.entry[k]] <= day.slot[k]
        eaten = np.abs(self._done[:, :, seen, level] - rest) <= CLOSE
        j = int(np.argmax(fed & eaten.any(axis=1)))
        return j, int(np.argmax(eaten[j])), seen, level


def _state_after(state: int, *, early: bool, late: bool) -> int:
    """Lunch state after one more job."""
    if state == NOT_EARLY and early:
        state = HUNGRY
    return LATE if state == HUNGRY and late else state
