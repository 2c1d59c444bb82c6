"""In which sequence orders are placed, and their timings tried, without a solver."""

from __future__ import annotations

import random
from collections.abc import Container, Iterable, Sequence
from typing import TypeVar

from scheduler.modes import Catalogue, grouped

Item = TypeVar("Item")


class Sequences:
    """Sequences of the orders of a catalogue and of their timings."""

    def __init__(self, catalogue: Catalogue) -> None:
        timings, mine_of = catalogue.timings, catalogue.timings_of_order
        self._order = catalogue.problem.order_by_id
        self._by_value = {
            name: sorted(mine, key=lambda t: (-max(timings[t].values), timings[t].cost, t))
            for name, mine in mine_of.items()
        }
        self._by_end = {
            name: sorted(mine, key=lambda t: (timings[t].template.end_minute, t))
            for name, mine in mine_of.items()
        }
        self._by_end_of_day = {
            name: grouped(mine, lambda t: timings[t].day) for name, mine in self._by_end.items()
        }
        self._value = {
            name: max(max(timings[t].values) for t in mine) for name, mine in mine_of.items()
        }

    def timings(self, name: str, days: Sequence[int], rng: random.Random) -> list[int]:
        """Timings of an order by value, by end, or by end on one day after the other."""
        kind = rng.random()
        if kind < 0.5:
            return self._by_value[name]
        if kind < 0.7:
            return self._by_end[name]
        mine = self._by_end_of_day[name]
        return [t for day in days for t in mine.get(day, ())]

    def of_some_day(self, name: str, rng: random.Random) -> list[int]:
        """Timings of an order on one of its days, in no sequence."""
        days = self._by_end_of_day[name]
        return shuffled(days[rng.choice(sorted(days))], rng)

    def orders(self, placed: Container[str], rng: random.Random) -> list[str]:
        """Orders that wait: must-place first, then by blurred value."""
        waiting = [name for name in self._by_value if name not in placed]
        blur = rng.choice([0.2, 0.6, 2.0])
        noise = {name: self._value[name] * (1 + blur * rng.random()) for name in waiting}
        return sorted(
            waiting, key=lambda name: (not self._order[name].must_place, -noise[name], name)
        )


def shuffled(items: Iterable[Item], rng: random.Random) -> list[Item]:
    """Return the items in no sequence."""
    found = list(items)
    rng.shuffle(found)
    return found
