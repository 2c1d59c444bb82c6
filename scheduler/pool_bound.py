"""A bound on the value of any plan, from a relaxation that knows crews only by their number.

In each slot the jobs under way, with the shortest way to another job, need no more crews than can
do them; in each day they need no more minutes outdoors than people have; each order is done once.
Prices turn this into a bound: an order earns at most its value less what it uses, and all supplies
together what they are paid. Any prices give a valid bound; they are improved step by step. Who
exactly goes, longer ways, lunches and the grid are left out: where these bind, the bound is loose.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from scheduler.open_ways import OpenWays
from scheduler.order_rules import Ints
from scheduler.pools import Budget, Floats, Pool, reached, shared_by_jobs

STEPS = 600
"""Improvements of the prices, at most."""
USES = 150_000_000
"""Uses that are priced in all: fewer steps where there are many of them."""
PATIENCE = 12
"""Steps without a better bound after which the steps get shorter."""


def pool_bound(ways: OpenWays, value: int) -> int:
    """Find what no plan's value can exceed.

    Parameters
    ----------
    ways
        Timings of the problem.
    value
        Value of some plan, which the prices aim at.
    """
    timings = ways.timings
    if not timings:
        return 0
    worth = np.array([max(timing.values) for timing in timings], dtype=np.float64)
    worth[~reached(ways.problem, timings)] = 0.0
    firsts = np.array([mine[0] for mine in ways.timings_of_order.values()], dtype=np.int64)
    shared = shared_by_jobs(ways)
    steps = min(STEPS, USES // sum(len(each.members) for each in shared))
    return _Prices(worth, firsts, shared).best(float(value), steps)


class _Prices:
    """Prices of what jobs share, and the bound they give."""

    def __init__(self, worth: Floats, firsts: Ints, shared: Sequence[Pool | Budget]) -> None:
        self._worth, self._firsts, self._shared = worth, firsts, shared
        sizes = np.diff([*firsts, len(worth)])
        self._order = np.repeat(np.arange(len(firsts)), sizes)

    def best(self, aim: float, steps: int) -> int:
        """Improve the prices by subgradients; return the best bound."""
        prices = [np.zeros(len(each.supply)) for each in self._shared]
        best, share, waited = np.inf, 1.0, 0
        for _ in range(steps):
            bound, excess = self._bound(prices)
            waited = 0 if bound < best else waited + 1
            best = min(best, bound)
            if waited > PATIENCE:
                share, waited = share / 2, 0
            length = sum(float(each @ each) for each in excess)
            if length == 0.0 or bound <= aim:
                break
            step = share * (bound - aim) / length
            prices = [
                np.maximum(0.0, price + step * each)
                for price, each in zip(prices, excess, strict=True)
            ]
        return max(ceil(best - 1e-6), round(aim))

    def _bound(self, prices: Sequence[Floats]) -> tuple[float, list[Floats]]:
        """The bound of some prices, and by how much each supply is exceeded."""
        net, paid = self._worth.copy(), 0.0
        for each, price in zip(self._shared, prices, strict=True):
            net[each.members] -= each.cost(price)
            paid += float(price @ each.supply)
        top = np.maximum.reduceat(net, self._firsts)
        at_top = np.flatnonzero((net == top[self._order]) & (net > 0.0))
        used = np.zeros(len(net), dtype=np.bool_)
        used[at_top[np.unique(self._order[at_top], return_index=True)[1]]] = True
        bound = paid + float(top[top > 0.0].sum())
        return bound, [each.excess(used) for each in self._shared]
