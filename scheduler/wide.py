"""Large neighbourhood search of problems too large for one model.

Each step frees some crew-days that lie close together, the orders done there and a few that wait,
and solves a model of only these, with what the rest of the plan may be in their way. Two steps
are always under way, in parts of the plan that cannot meet; what is accepted, and in which order,
does not depend on which one ends first.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace

from scheduler.links import Links
from scheduler.lns import WORK_PER_NEIGHBOURHOOD, neighbourhood_solver
from scheduler.locks import with_predecessors
from scheduler.model import Model
from scheduler.modes import Catalogue
from scheduler.open_ways import Cell, OpenWays
from scheduler.picks import Pick, translate
from scheduler.weights import Weights, weights_of

KINDS = ((8, 1), (3, 0), (5, 2))
"""Crews and days of each kind of neighbourhood, 0 for all days; more or fewer as they turn out."""
MOST_WAITING = 12
"""Orders not in the plan that one neighbourhood tries to bring in."""
TRIES = 20
"""How often a neighbourhood is drawn that does not meet those under way."""
WORK_PER_PART = 3e-5
"""Work of making a model of so many parts, which CP-SAT does not count."""
AT_ONCE = 2


@dataclass(frozen=True, kw_only=True)
class Region:
    """Crew-days and the orders that are free in them."""

    kind: int
    cells: frozenset[Cell]
    orders: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A region being solved."""

    region: Region
    catalogue: Catalogue
    given: tuple[Pick, ...]
    answer: Future[tuple[tuple[Pick, ...] | None, bool, float]] = field(repr=False)


class WideSearch:
    """A plan of `OpenWays` that is improved region by region."""

    def __init__(
        self, ways: OpenWays, weights: Weights, picks: Iterable[Pick], rng: random.Random
    ) -> None:
        self._ways, self._weights, self._rng = ways, weights, rng
        self._links = Links(ways.problem)
        self._by_order = {self._order(pick): pick for pick in picks}
        self._held = {o.id for o in ways.problem.orders if o.locked_start_minute is not None}
        self._scale = [1.0] * len(KINDS)
        self._orders = sorted(ways.timings_of_order)
        self._days = range(ways.problem.days)

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The plan."""
        return tuple(sorted(self._by_order.values()))

    def run(
        self, threads: Executor, go_on: Callable[[float], bool], improved: Callable[[], None]
    ) -> None:
        """Improve the plan as long as ``go_on(work so far)`` says so."""
        under_way: deque[Step] = deque()
        work = 0.0
        while go_on(work) or under_way:
            if go_on(work) and len(under_way) < AT_ONCE:
                step = self._begin(threads, [s.region for s in under_way])
                if step is not None:
                    under_way.append(step)
                    work += len(step.catalogue.parts) * WORK_PER_PART
                    continue
                if not under_way:
                    return
            gained, spent = self._end(under_way.popleft())
            work += spent / AT_ONCE
            if gained:
                improved()

    def _begin(self, threads: Executor, busy: list[Region]) -> Step | None:
        for _ in range(TRIES):
            region = self._draw()
            if any(region.cells & other.cells for other in busy):
                continue
            taken = [name for other in busy for name in other.orders]
            region = replace(
                region, orders=region.orders - self._links.linked(taken, region.orders) - {*taken}
            )
            if region.orders:
                return self._step(region, threads)
        return None

    def _step(self, region: Region, threads: Executor) -> Step:
        given = [self._by_order[name] for name in sorted(region.orders & self._by_order.keys())]
        kept = [self._by_order[name] for name in self._beside(region)]
        catalogue = self._ways.within(region.orders, region.cells, given, kept)
        model = Model(catalogue, weights_of(catalogue), placed=[self._order(pick) for pick in kept])
        model.hint(translate([*given, *map(_only_choice, kept)], self._ways, catalogue))
        seed = self._rng.randrange(2**31)
        return Step(
            region=region,
            catalogue=catalogue,
            given=tuple(given),
            answer=threads.submit(_solved, model, seed),
        )

    def _beside(self, region: Region) -> list[str]:
        """Orders in the plan that stay, and that those of a region may be in the way of."""
        others = [name for name in sorted(self._by_order) if name not in region.orders]
        near = {n for n in others if not self._cells(self._by_order[n]).isdisjoint(region.cells)}
        near |= self._links.linked(region.orders, others)
        near |= {n for n in with_predecessors(self._ways, near) if n in self._by_order}
        return sorted(near - region.orders)

    def _end(self, step: Step) -> tuple[bool, float]:
        """Take the plan of a region if it is better, or as good."""
        picks, optimal, work = step.answer.result()
        self._learn(step.region.kind, optimal=optimal, work=work)
        if picks is None:
            return False, work
        orders = step.region.orders
        found = translate(picks, step.catalogue, self._ways)
        free = [pick for pick in found if self._order(pick) in orders]
        gain = self._worth(free) - self._worth(step.given)
        if gain >= 0:
            for name in orders:
                self._by_order.pop(name, None)
            self._by_order |= {self._order(pick): pick for pick in free}
            kept = [pick for pick in found if self._order(pick) not in orders]
            self._move_lunches(kept, step.region.cells)
        return gain > 0, work

    def _move_lunches(self, kept: Iterable[Pick], cells: frozenset[Cell]) -> None:
        """Crews of a region may eat after another job than before, of those that stay."""
        for pick in kept:
            day, mine = self._ways.timings[pick.timing].day, self._by_order[self._order(pick)]
            parts = tuple(
                replace(one, lunch=other.lunch)
                if (self._ways.parts[one.part].crew, day) in cells
                else one
                for one, other in zip(mine.parts, pick.parts, strict=True)
            )
            self._by_order[self._order(pick)] = replace(mine, parts=parts)

    def _worth(self, picks: Iterable[Pick]) -> int:
        return self._weights.of_picks(self._ways, picks)

    def _learn(self, kind: int, *, optimal: bool, work: float) -> None:
        """Free more where the last region was easy, less where it was not solved."""
        if not optimal:
            self._scale[kind] = max(0.4, self._scale[kind] * 0.9)
        elif work < WORK_PER_NEIGHBOURHOOD / 3:
            self._scale[kind] = min(4.0, self._scale[kind] * 1.05)

    def _draw(self) -> Region:
        """Draw a region around some order, rather one that waits."""
        rng = self._rng
        waiting = [name for name in self._orders if name not in self._by_order]
        centre = rng.choice(waiting if waiting and rng.random() < 0.7 else self._orders)
        kind = rng.randrange(len(KINDS))
        cells = self._draw_cells(kind, centre)
        inside = [
            name
            for name, pick in sorted(self._by_order.items())
            if name not in self._held and self._cells(pick) <= cells
        ]
        crews = {crew for crew, _ in cells}
        near = [n for n in waiting if crews & {c.id for c in self._ways.crews_of(n)[:MOST_WAITING]}]
        rng.shuffle(near)
        chosen = ([centre] if centre in near else []) + [n for n in near if n != centre]
        return Region(
            kind=kind, cells=frozenset(cells), orders=frozenset([*inside, *chosen[:MOST_WAITING]])
        )

    def _draw_cells(self, kind: int, centre: str) -> set[Cell]:
        rng, (crews, days) = self._rng, KINDS[kind]
        count = max(2, round(crews * self._scale[kind]))
        near = [crew.id for crew in self._ways.crews_of(centre)][: 2 * count]
        chosen = rng.sample(near, min(count, len(near)))
        on = list(self._days) if days == 0 else rng.sample(self._days, min(days, len(self._days)))
        return {(crew, day) for crew in chosen for day in on}

    def _order(self, pick: Pick) -> str:
        return self._ways.timings[pick.timing].order.id

    def _cells(self, pick: Pick) -> set[Cell]:
        day = self._ways.timings[pick.timing].day
        return {(self._ways.parts[chosen.part].crew, day) for chosen in pick.parts}


def _solved(model: Model, seed: int) -> tuple[tuple[Pick, ...] | None, bool, float]:
    solver = neighbourhood_solver(seed)
    answer = model.solve(solver)
    return answer.picks, answer.optimal, solver.response_proto.deterministic_time


def _only_choice(pick: Pick) -> Pick:
    """A pick of a part that has no other roster and no other vehicles."""
    parts = tuple(replace(chosen, roster=0, vehicles=0) for chosen in pick.parts)
    return replace(pick, parts=parts)
