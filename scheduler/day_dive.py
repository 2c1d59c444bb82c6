"""Days that go together in whole numbers, found by taking more and more of them for sure.

After each step days are priced anew for what is left: those that complete others are not among the
nearest to the bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

import numpy as np

from scheduler.column_bound import DayPricing, Shares
from scheduler.day_program import NO_SHARE, Day

MOST_DAYS, SURE = 4, 0.7
"""Days taken for sure at a time at most, and the share that is nearly a whole day."""
ROUNDS = 2
"""Rounds of prices after each step."""


def dive(
    pricing: DayPricing, can: Callable[[Day], bool], ended: Callable[[], bool] = lambda: False
) -> list[Day]:
    """Find the days in use on the way to whole numbers.

    Parameters
    ----------
    pricing
        Prices, improved; days and rows are added to its program.
    can
        Whether a crew has the people for a day.
    ended
        Whether to leave off.
    """
    taken, seen = Counter[Day](), dict[Day, None]()
    shares: Shares | None = pricing.shares
    while shares is not None and not ended():
        seen.update(dict.fromkeys(day for day in _in_use(shares) if can(day)))
        more = _surest(shares, taken, seen.keys())
        if not more:
            break
        taken += more
        shares = pricing.shared_around(taken, ROUNDS)
    return list(seen)


def _in_use(shares: Shares) -> list[Day]:
    days, share = shares
    return [days[c] for c in np.flatnonzero(share > NO_SHARE).tolist()]


def _surest(shares: Shares, taken: Counter[Day], can: Collection[Day]) -> Counter[Day]:
    """The next days to take: those of which most is left to be taken, at least one."""
    days, share = shares
    rest = np.array([s - taken[d] for d, s in zip(days, share.tolist(), strict=True)])
    ranked = [c for c in np.argsort(-rest, kind="stable").tolist() if days[c] in can]
    sure = [c for i, c in enumerate(ranked[:MOST_DAYS]) if rest[c] > (NO_SHARE if i == 0 else SURE)]
    return Counter({days[c]: max(1, int(rest[c] + NO_SHARE)) for c in sure})
