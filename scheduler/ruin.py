"""Ruin and recreate: take some orders out, put orders back in another sequence, many times.

Quick and without a solver. Where a job of two crews stands decides what fits around it, and a
plan rarely finds its way from one such choice to another: so several plans are improved side by
side, and after each stage the better half goes on, with more rounds and accepting smaller losses.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from scheduler.conflicts import Conflicts
from scheduler.fitting import GrowingPlan
from scheduler.locks import with_predecessors
from scheduler.modes import Catalogue
from scheduler.picks import Pick
from scheduler.sequences import Sequences, shuffled
from scheduler.weights import Weights

Picks = tuple[Pick, ...]

BLINK = 0.05
"""Share of fitting starts that are passed over, for variety."""
FORCED = 0.3
"""Share of rounds that begin with an order somewhere else."""
PLANS = 8
"""Plans that are improved side by side in the first stage."""
GROWTH = 1.8
"""How many times more rounds each plan has in the next stage."""
HEAT = 0.006
"""Typical loss, as a share of the best value, that a plan may bring at first."""
COOLING = 0.4
"""What is left of that after a stage."""


def ruin_and_recreate(
    catalogue: Catalogue,
    weights: Weights,
    picks: Iterable[Pick],
    rng: random.Random,
    rounds: int,
    ended: Callable[[], bool] = lambda: False,
) -> Picks:
    """Improve a plan by simulated annealing from several beginnings; locked orders stay.

    Parameters
    ----------
    catalogue, weights, picks
        What may be picked, what it is worth, and one plan to begin with.
    rng
        Source of every random choice.
    rounds
        How often each plan of the first stage is changed, at least 1.
    ended
        Whether to stop before all rounds are done.

    Returns
    -------
    The best plan seen, the given one included.
    """
    annealing = _Annealing(catalogue, weights, rng, ended)
    given = annealing.weighed(tuple(picks))
    held = annealing.held(given.picks)
    found = [given, *(annealing.fresh(held) for _ in range(PLANS - 1))]
    heat = HEAT
    while True:
        found = [annealing.improve(each, rounds, heat) for each in found]
        found.sort(key=lambda each: -each.total)
        if len(found) == 1:
            return max(given, found[0], key=lambda each: each.total).picks
        found = found[: len(found) // 2]
        rounds, heat = round(rounds * GROWTH), heat * COOLING


@dataclass(frozen=True, kw_only=True)
class _Weighed:
    """A plan and what it is worth, must-place orders first."""

    picks: Picks
    total: int


class _Annealing:
    """Rounds of ruin and recreate on the plans of one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        weights: Weights,
        rng: random.Random,
        ended: Callable[[], bool],
    ) -> None:
        self._catalogue, self._weights = catalogue, weights
        self._rng, self._ended = rng, ended
        self._sequences, self._conflicts = Sequences(catalogue), Conflicts(catalogue)
        locked = [o.id for o in catalogue.problem.orders if o.locked_start_minute is not None]
        self._held = with_predecessors(catalogue, locked)
        self._crews = sorted(catalogue.problem.crew_by_id)

    def weighed(self, picks: Picks) -> _Weighed:
        """Weigh a plan."""
        return _Weighed(picks=picks, total=self._weights.of_picks(self._catalogue, picks))

    def held(self, picks: Picks) -> Picks:
        """Return the locked orders of a plan and those they follow: they stay where they are."""
        return tuple(pick for pick in picks if self._order(pick) in self._held)

    def fresh(self, held: Picks) -> _Weighed:
        """Make a plan that begins with some order somewhere."""
        plan = self._plan()
        self._force(plan, held)
        return self._recreate(plan)

    def improve(self, start: _Weighed, rounds: int, heat: float) -> _Weighed:
        """Change a plan many times; ``heat`` falls to what the next stage begins with."""
        best = current = start
        for done in range(rounds):
            if self._ended():
                break
            found = self._neighbour(current)
            loss = heat * COOLING ** (done / rounds) * (best.total % self._weights.must_place)
            if found.total >= current.total + loss * log(1.0 - self._rng.random()):
                current = found
            if found.total > best.total:
                best = found
        return best

    def _plan(self) -> GrowingPlan:
        return GrowingPlan(self._conflicts, shuffled(self._crews, self._rng))

    def _neighbour(self, current: _Weighed) -> _Weighed:
        plan = self._plan()
        if self._rng.random() < FORCED:
            self._force(plan, current.picks)
        else:
            for pick in self._ruin(current.picks):
                plan.add(pick)
        found = self._recreate(plan)
        return found if plan.all_eat() else current

    def _force(self, plan: GrowingPlan, picks: Picks) -> None:
        """Begin with one order on some day; of the others keep what still fits at its hour.

        Few moves bring a job of two crews to another day: what stands there has to go at once.
        """
        for pick in self.held(picks):
            plan.add(pick)
        free = [name for name in self._catalogue.timings_of_order if name not in plan.by_order]
        if free:
            name = self._rng.choice(free)
            _place(plan, name, self._sequences.of_some_day(name, self._rng))
        for pick in sorted(picks, key=lambda k: self._catalogue.timings[k.timing].start_slot):
            if self._order(pick) not in plan.by_order:
                _place(plan, self._order(pick), [pick.timing])

    def _ruin(self, picks: Picks) -> list[Pick]:
        """Take out a few orders, or all of a few crew-days, and whatever follows them."""
        rng = self._rng
        if rng.random() < 0.5:
            count = rng.randint(1, max(1, len(picks) // 3))
            out = {self._order(k) for k in rng.sample(picks, min(count, len(picks)))}
        else:
            cells = sorted({cell for k in picks for cell in self._cells(k)})
            chosen = set(rng.sample(cells, min(len(cells), rng.randint(1, 3))))
            out = {self._order(k) for k in picks if chosen & self._cells(k)}
        return self._without(picks, out - self._held)

    def _without(self, picks: Picks, gone: set[str]) -> list[Pick]:
        orders = self._catalogue.problem.order_by_id
        while True:
            after = {
                name
                for name in map(self._order, picks)
                if name not in gone and gone & {*orders[name].after}
            }
            if not after:
                return [k for k in picks if self._order(k) not in gone]
            gone |= after

    def _order(self, pick: Pick) -> str:
        return self._catalogue.timings[pick.timing].order.id

    def _cells(self, pick: Pick) -> set[tuple[str, int]]:
        day = self._catalogue.timings[pick.timing].day
        return {(self._catalogue.parts[chosen.part].crew, day) for chosen in pick.parts}

    def _recreate(self, plan: GrowingPlan) -> _Weighed:
        rng = self._rng
        days = shuffled(range(self._catalogue.problem.days), rng)
        for name in self._sequences.orders(plan.by_order, rng):
            for found in plan.fits(name, self._sequences.timings(name, days, rng)):
                if rng.random() > BLINK:
                    plan.add(found)
                    break
        return self.weighed(plan.picks())


def _place(plan: GrowingPlan, name: str, timings: Sequence[int]) -> None:
    pick = next(plan.fits(name, timings), None)
    if pick is not None:
        plan.add(pick)
