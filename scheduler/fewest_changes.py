"""The model of a replan: as few orders as possible are done in another way than planned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ortools.sat.python import cp_model

from scheduler.kept import Kept
from scheduler.model import Model
from scheduler.modes import Catalogue
from scheduler.picks import Pick
from scheduler.records import WorkOrder
from scheduler.weights import Weights

TOLERANCE = 0.001
"""Share of the best value that may be given up for fewer changes."""


def least_value(best: int, tolerance: float = TOLERANCE) -> int:
    """Smallest value that a plan with fewer changes may have."""
    return best - int(abs(best) * tolerance)


def urgent_value(catalogue: Catalogue, picks: Iterable[Pick]) -> int:
    """Value of the emergencies: what their early start is worth is not given up for anything."""
    timings = [(catalogue.timings[pick.timing], pick.option) for pick in picks]
    return sum(timing.values[i] for timing, i in timings if timing.order.emergency)


class ChangeModel(Model):
    """The exact model of a catalogue with planned jobs, counting what changes.

    Parameters
    ----------
    kept, weights
        Catalogue with the planned jobs, and what its timings are worth.
    planned
        Orders in the plan in force; those that cannot stay as planned are among them.
    placed
        Orders that are in every solution.
    """

    def __init__(
        self, kept: Kept, weights: Weights, planned: Collection[str], placed: Iterable[str]
    ) -> None:
        super().__init__(kept.catalogue, weights, placed)
        self._kept, self._weights, self._planned = kept, weights, planned

    def keep_worth(self, must_placed: int, least: int, urgent: int) -> None:
        """Place so many mandatory orders, for so much value, of it so much for emergencies."""
        must, value, hurried = [], [], []
        for timing, literal, worth in self._placings():
            must.append(literal if timing.must_place else 0)
            value.append(worth * literal)
            hurried.append(worth * literal if timing.emergency else 0)
        self.model.add(sum(must) >= must_placed)
        self.model.add(sum(value) >= least)
        self.model.add(sum(hurried) >= urgent)

    def change_at_most(self, count: int) -> None:
        """Allow so many changed orders."""
        literals, steps = zip(*self._steps(), strict=True) if self._steps() else ((), ())
        changes = cp_model.LinearExpr.weighted_sum(literals, steps)
        self.model.add(changes <= count - len(self._planned))

    def change_least(self, leaders: Sequence[cp_model.IntVar] = (), left_out: int = 1) -> None:
        """Minimise changed orders, then other leaders on tickets, then discomfort.

        A planned order left out counts as so many changes.
        """
        one = self._weights.value  # above the discomfort of any schedule
        change = one * (len(leaders) + 1)
        terms = [(literal, change * step) for literal, step in self._steps()]
        terms += [
            (literal, -change * (left_out - 1))
            for order, literal, _ in self._placings()
            if order.id in self._planned
        ]
        terms += [(literal, one) for literal in leaders]
        terms += self._discomfort()
        literals, weights = zip(*terms, strict=True) if terms else ((), ())
        self.model.minimize(cp_model.LinearExpr.weighted_sum(literals, weights))

    def _discomfort(self) -> Iterator[tuple[cp_model.IntVar, int]]:
        catalogue, v = self.catalogue, self.variables
        for timing, literals in zip(catalogue.timings, v.timing, strict=True):
            yield from ((literal, timing.cost) for literal in literals)
        for part, literal in zip(catalogue.parts, v.part, strict=True):
            yield literal, part.cost

    def _placings(self) -> Iterator[tuple[WorkOrder, cp_model.IntVar, int]]:
        for t, timing in enumerate(self.catalogue.timings):
            for literal, worth in zip(self.variables.timing[t], timing.values, strict=True):
                yield timing.order, literal, worth

    def _steps(self) -> list[tuple[cp_model.IntVar, int]]:
        """What each placing adds to the number of changes, less that of all planned orders.

        A planned order counts unless it is done as planned, another one if it is placed. What is
        fixed has one way only and does not count.
        """
        ways = self._kept.ways
        kept = [(self.variables.timing[t][0], -1) for n, t in ways.items() if n in self._planned]
        new = [
            (literal, 1)
            for order, literal, _ in self._placings()
            if order.id not in self._planned and order.id not in ways
        ]
        return kept + new
