"""The three aims as one integer: must-place orders, then value less risk, then comfort."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.modes import Catalogue
from scheduler.schedule import Score
from scheduler.variables import Variables


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Weights that make each aim outweigh all that come after it."""

    must_place: int
    value: int

    def total(self, score: Score) -> int:
        """Weigh a score up to the number the solver maximises."""
        return self.must_place * score.must_placed + self.value * score.value + score.comfort

    def value_bound(self, total_bound: int, score: Score) -> int | None:
        """Translate a bound on the total; None while more must-place orders may fit."""
        rest = total_bound - self.must_place * score.must_placed
        # Comfort is at most 0 and above -value: a total in reach has at most this value.
        value = (rest + self.value - 1) // self.value
        return None if rest >= self.must_place else max(value, score.value)


def weights_of(catalogue: Catalogue) -> Weights:
    """Find weights from the largest cost and value that a schedule can have."""
    worst, best = 0, 0
    for timings in catalogue.timings_of_order.values():
        worst += max(_largest_cost(catalogue, t) for t in timings)
        best += max(max(catalogue.timings[t].values) for t in timings)
    value = worst + 1
    return Weights(must_place=value * (best + 1), value=value)


def _largest_cost(catalogue: Catalogue, t: int) -> int:
    cost = catalogue.timings[t].cost
    for leads in (True, False):
        parts = catalogue.parts_of_timing.get((t, leads), [])
        cost += max((catalogue.parts[p].cost for p in parts), default=0)
    return cost


def set_objective(model: cp_model.CpModel, variables: Variables, weights: Weights) -> None:
    """Maximise the weighed total."""
    literals: list[cp_model.IntVar] = []
    gains: list[int] = []
    for t, timing in enumerate(variables.catalogue.timings):
        must = weights.must_place if timing.order.must_place else 0
        for literal, value in zip(variables.timing[t], timing.values, strict=True):
            literals.append(literal)
            gains.append(must + weights.value * value - timing.cost)
    for p, part in enumerate(variables.catalogue.parts):
        literals.append(variables.part[p])
        gains.append(-part.cost)
    model.maximize(cp_model.LinearExpr.weighted_sum(literals, gains))
