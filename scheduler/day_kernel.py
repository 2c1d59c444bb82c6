"""Inner loop of the search for the best days, compiled."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from scheduler.order_rules import Ints
from scheduler.pools import Floats

NOTHING = -1e18
"""Worth of what cannot be."""

NOT_EARLY, HUNGRY, LATE, EATEN = range(4)
"""What a crew's jobs so far say of its lunch: `HUNGRY` has left too early to eat at its base,
`LATE` is also back too late to do so."""

Bools = NDArray[np.bool_]

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")


@compiled
def state_after(state: int, early: bool, late: bool) -> int:
    """Lunch state after one more job."""
    if state == NOT_EARLY and early:
        state = HUNGRY
    return LATE if state == HUNGRY and late else state


@compiled
def most_up_to_each(
    entry: Ints,
    slot: Ints,
    spent: Ints,
    profit: Floats,
    early: Bools,
    late: Bools,
    eats: Bools,
    ready: Ints,
    fed: Ints,
    by_ready: Ints,
    by_fed: Ints,
    memory: Ints,
    price: Floats,
    levels: int,
) -> Floats:
    """Most that a day brings up to each job, without a lunch after it.

    Parameters
    ----------
    entry, slot, spent, profit
        Of each job: what it does, its start, ascending, its levels outdoors and what it brings.
    early, late, eats
        Whether a crew leaves too early for it to eat at its base before, is back too late to do so
        after, and can eat after it where it is.
    ready, fed
        First slot of each entry after each job, and after a lunch there, shape (jobs, entries).
    by_ready, by_fed
        Jobs sorted by these, shape (entries, jobs).
    memory, price
        What is remembered after an entry, and what that costs, by what was before, shape (entries,
        memories); a cost of `NOTHING` forbids it.
    levels
        Levels outdoors.

    Returns
    -------
    array
        Shape (jobs, 4, memories, levels).
    """
    jobs, (entries, memories) = len(entry), memory.shape
    done = np.full((jobs, 4, memories, levels), NOTHING)
    reached = np.zeros((jobs, 4), dtype=np.bool_)
    before = np.full((entries, 4, memories, levels), NOTHING)
    before[:, NOT_EARLY, 0] = 0.0
    open_to = np.zeros((entries, 4), dtype=np.bool_)
    open_to[:, NOT_EARLY] = True
    seen = np.zeros((2, entries), dtype=np.int64)
    for k in range(jobs):
        e = entry[k]
        while seen[0, e] < jobs and ready[by_ready[e, seen[0, e]], e] <= slot[k]:
            j = by_ready[e, seen[0, e]]
            seen[0, e] += 1
            for state in range(4):
                if reached[j, state]:
                    _merge(before[e, state], done[j, state])
                    open_to[e, state] = True
        while seen[1, e] < jobs and fed[by_fed[e, seen[1, e]], e] <= slot[k]:
            j = by_fed[e, seen[1, e]]
            seen[1, e] += 1
            for state in range(4):
                if eats[j] and reached[j, state]:
                    _merge(before[e, EATEN], done[j, state])
                    open_to[e, EATEN] = True
        for state in range(4):
            if open_to[e, state] and spent[k] < levels:
                after = state_after(state, early[k], late[k])
                reached[k, after] = True
                _extend(before[e, state], done[k, after], spent[k], profit[k], memory[e], price[e])
    return done


@compiled
def _merge(known: Floats, offered: Floats) -> None:
    memories, levels = known.shape
    if levels == 1:
        _take_larger(known.ravel(), offered.ravel())
        return
    for m in range(memories):
        # who may spend most outdoors comes furthest: what is not reached with that is not at all
        if offered[m, -1] > NOTHING / 2:
            _take_larger(known[m], offered[m])


@compiled
def _take_larger(known: Floats, offered: Floats) -> None:
    for i in range(len(known)):
        # not `if`, for a processor then works on several at once
        known[i] = offered[i] if offered[i] > known[i] else known[i]


@compiled
def _extend(
    before: Floats, done: Floats, spent: int, profit: float, memory: Ints, price: Floats
) -> None:
    memories, levels = before.shape
    for m in range(memories):
        if price[m] > NOTHING / 2 and before[m, -1] > NOTHING / 2:
            brings, after = profit + price[m], done[memory[m]]
            for level in range(levels - spent):
                worth = before[m, level] + brings
                if worth > after[level + spent]:
                    after[level + spent] = worth
