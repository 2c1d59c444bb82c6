"""The three aims weighed into one integer, so that each outweighs all that come after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.modes import Catalogue, Ways
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick
from scheduler.schedule import Score
from scheduler.score import travel_cost


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Weight of a must-place order and of a point of value; comfort has weight 1.

    ``must_orders`` and ``most_value`` are what no schedule can exceed, rule by rule.
    """

    must_place: int
    value: int
    must_orders: int
    most_value: int

    def total(self, score: Score) -> int:
        """Weigh a score up to the number the solver maximises."""
        return self.must_place * score.must_placed + self.value * score.value + score.comfort

    def of_picks(self, catalogue: Ways, picks: Iterable[Pick]) -> int:
        """Weigh picks up without writing the schedule out."""
        total = 0
        for pick in picks:
            timing = catalogue.timings[pick.timing]
            total += self.must_place * timing.order.must_place
            total += self.value * timing.values[pick.option] - timing.cost
            total -= sum(catalogue.parts[chosen.part].cost for chosen in pick.parts)
        return total

    def value_bound(self, total_bound: int, score: Score) -> int | None:
        """Translate a bound on the total; None while more must-place orders may fit."""
        rest = total_bound - self.must_place * score.must_placed
        if rest >= self.must_place and score.must_placed < self.must_orders:
            return None
        # Comfort is at most 0 and above -value: a total in reach has at most this value.
        value = (rest + self.value - 1) // self.value
        return max(min(value, self.most_value), score.value)


def weights_of(catalogue: Catalogue) -> Weights:
    """Find weights from the largest cost and value that a schedule can have."""
    worst, best = 0, 0
    for timings in catalogue.timings_of_order.values():
        worst += max(_largest_cost(catalogue, t) for t in timings)
        best += max(max(catalogue.timings[t].values) for t in timings)
    value = worst + 1
    orders = catalogue.problem.orders
    return Weights(
        must_place=value * (best + 1),
        value=value,
        must_orders=sum(o.must_place and o.id in catalogue.timings_of_order for o in orders),
        most_value=best,
    )


def weights_of_ways(ways: OpenWays) -> Weights:
    """Find such weights from the crews that each order has, before their parts are made."""
    worst, best = 0, 0
    for name, mine in ways.timings_of_order.items():
        order, timings = ways.problem.order_by_id[name], [ways.timings[t] for t in mine]
        travel = max(travel_cost(ways.problem, c.id, order.site) for c in ways.crews_of(name))
        worst += max(timing.cost for timing in timings) + order.crews_needed * travel
        best += max(max(timing.values) for timing in timings)
    must = sum(o.must_place and o.id in ways.timings_of_order for o in ways.problem.orders)
    value = worst + 1
    return Weights(must_place=value * (best + 1), value=value, must_orders=must, most_value=best)


def _largest_cost(catalogue: Catalogue, t: int) -> int:
    cost = catalogue.timings[t].cost
    for leads in (True, False):
        parts = catalogue.parts_of_timing.get((t, leads), [])
        cost += max((catalogue.parts[p].cost for p in parts), default=0)
    return cost
