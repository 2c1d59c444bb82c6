"""Ruin and recreate: take some orders out, put orders back in another sequence, many times.

Quick and without a solver; it brings a greedy plan to where neighbourhood search pays.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from scheduler.conflicts import Conflicts
from scheduler.fitting import GrowingPlan
from scheduler.modes import Catalogue, grouped
from scheduler.picks import Pick
from scheduler.weights import Weights

Item = TypeVar("Item")

BLINK = 0.05
"""Share of fitting starts that are passed over, for variety."""
SLACK = 0.05
"""How much worse than the best a plan may be and still be built on, at first."""


def ruin_and_recreate(
    catalogue: Catalogue,
    weights: Weights,
    picks: Iterable[Pick],
    rng: random.Random,
    rounds: int,
) -> tuple[Pick, ...]:
    """Improve a plan; locked orders stay."""
    ranks, conflicts = _Ranks(catalogue), Conflicts(catalogue)
    best = current = tuple(picks)
    best_total = current_total = weights.of_picks(catalogue, best)
    for done in range(rounds):
        kept = _ruin(catalogue, current, rng)
        found = _recreate(catalogue, conflicts, kept, ranks, rng)
        total = weights.of_picks(catalogue, found)
        slack = int(SLACK * (1 - done / rounds) * max(0, best_total % weights.must_place))
        if total >= min(current_total, best_total - slack):
            current, current_total = found, total
        if total > best_total:
            best, best_total = found, total
    return best


class _Ranks:
    """Sequences in which the timings of an order are tried."""

    def __init__(self, catalogue: Catalogue) -> None:
        timings = catalogue.timings
        self.by_value = {
            name: sorted(mine, key=lambda t: (-max(timings[t].values), timings[t].cost, t))
            for name, mine in catalogue.timings_of_order.items()
        }
        self.by_end = {
            name: sorted(mine, key=lambda t: (timings[t].template.end_minute, t))
            for name, mine in catalogue.timings_of_order.items()
        }
        self.by_end_of_day = {
            name: grouped(mine, lambda t: timings[t].day) for name, mine in self.by_end.items()
        }
        self.value = {
            name: max(max(timings[t].values) for t in mine)
            for name, mine in catalogue.timings_of_order.items()
        }

    def sequence(self, name: str, days: Sequence[int], rng: random.Random) -> list[int]:
        """Choose by value, by end, or by end on one day after the other."""
        kind = rng.random()
        if kind < 0.5:
            return self.by_value[name]
        if kind < 0.7:
            return self.by_end[name]
        mine = self.by_end_of_day[name]
        return [t for day in days for t in mine.get(day, ())]


def _shuffled(items: Iterable[Item], rng: random.Random) -> list[Item]:
    shuffled = list(items)
    rng.shuffle(shuffled)
    return shuffled


def _ruin(catalogue: Catalogue, picks: Sequence[Pick], rng: random.Random) -> list[Pick]:
    """Take out a few orders, or all of a few crew-days, and whatever follows them."""
    if rng.random() < 0.5:
        count = rng.randint(1, max(1, len(picks) // 3))
        out = {_order(catalogue, k) for k in rng.sample(picks, min(count, len(picks)))}
    else:
        cells = sorted({cell for k in picks for cell in _cells(catalogue, k)})
        chosen = set(rng.sample(cells, min(len(cells), rng.randint(1, 3))))
        out = {_order(catalogue, k) for k in picks if chosen & _cells(catalogue, k)}
    return _without(catalogue, picks, out)


def _without(catalogue: Catalogue, picks: Sequence[Pick], out: Collection[str]) -> list[Pick]:
    orders = catalogue.problem.order_by_id
    gone = {name for name in out if orders[name].locked_start_minute is None}
    while True:
        after = {
            name
            for name in (_order(catalogue, k) for k in picks)
            if name not in gone and gone & {*orders[name].after}
        }
        if not after:
            return [k for k in picks if _order(catalogue, k) not in gone]
        gone |= after


def _order(catalogue: Catalogue, pick: Pick) -> str:
    return catalogue.timings[pick.timing].order.id


def _cells(catalogue: Catalogue, pick: Pick) -> set[tuple[str, int]]:
    day = catalogue.timings[pick.timing].day
    return {(catalogue.parts[chosen.part].crew, day) for chosen in pick.parts}


def _recreate(
    catalogue: Catalogue,
    conflicts: Conflicts,
    kept: Iterable[Pick],
    ranks: _Ranks,
    rng: random.Random,
) -> tuple[Pick, ...]:
    crews = _shuffled(sorted(catalogue.problem.crew_by_id), rng)
    plan = GrowingPlan(conflicts, catalogue, crews)
    for pick in kept:
        plan.add(pick)
    days = _shuffled(range(catalogue.problem.days), rng)
    for name in _sequence(catalogue, plan, ranks, rng):
        for found in plan.fits(name, ranks.sequence(name, days, rng)):
            if rng.random() > BLINK:
                plan.add(found)
                break
    return plan.picks()


def _sequence(
    catalogue: Catalogue, plan: GrowingPlan, ranks: _Ranks, rng: random.Random
) -> list[str]:
    """Put the waiting orders in a row: must-place first, then by blurred value."""
    orders = catalogue.problem.order_by_id
    waiting = [name for name in catalogue.timings_of_order if name not in plan.by_order]
    blur = rng.choice([0.2, 0.6, 2.0])
    noise = {name: ranks.value[name] * (1 + blur * rng.random()) for name in waiting}
    return sorted(waiting, key=lambda name: (not orders[name].must_place, -noise[name], name))
