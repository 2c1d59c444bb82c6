"""Ruin and recreate in one corner of a plan at a time, for problems of many crews.

A few crew-days that lie close together are cleared, and what was done there and what waits nearby
is put back in another sequence. What comes of it is kept if it is better, or by chance not much
worse; else everything goes back to where it was.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from math import log

from scheduler.conflicts import Conflicts
from scheduler.fitting import CrewParts, GrowingPlan
from scheduler.locks import with_predecessors
from scheduler.open_ways import OpenWays
from scheduler.order_index import places
from scheduler.picks import Pick
from scheduler.weights import Weights

MOST_CELLS = 4
"""Crew-days cleared at once."""
MOST_WAITING = 24
"""Orders that wait nearby and are tried."""
WAY_MINUTES = 20
"""Way to a job, for the value of an order by the minute."""
BLINK = 0.03
"""Share of fitting starts that are passed over, for variety."""
FORCED = 0.3
"""Share of changes that begin with an order somewhere else."""
NEAR_CREWS = 6
"""Crews of which one then does it."""
HEAT = 0.5
"""Loss that is accepted now and then at first, as a share of a typical order's value."""
COOLEST = 0.01
"""What is left of it at the end."""


class LocalRuin:
    """A plan of `OpenWays` that is changed corner by corner.

    ``days`` are the days of crews in all plans seen, if they are to be remembered.
    """

    def __init__(
        self,
        ways: OpenWays,
        weights: Weights,
        picks: Iterable[Pick],
        rng: random.Random,
        *,
        remember_days: bool,
    ) -> None:
        self._ways, self._weights, self._rng = ways, weights, rng
        self._conflicts = Conflicts(ways)
        self._orders = sorted(ways.timings_of_order)
        self._crews = sorted(ways.problem.crew_by_id)
        held = [o.id for o in ways.problem.orders if o.locked_start_minute is not None]
        self._held = with_predecessors(ways, held)
        self._known_timings: dict[tuple[str, bool], list[int]] = {}
        self._known_values: dict[str, tuple[float, float]] = {}
        self._near: dict[str, list[str]] = {}
        for name in self._orders:
            for crew in ways.crews_of(name):
                self._near.setdefault(crew.id, []).append(name)
        self._remember_days = remember_days
        self.days: dict[CrewParts, None] = {}
        self.begin_with(picks)

    def begin_with(self, picks: Iterable[Pick]) -> None:
        """Begin anew from a plan; the days seen are kept."""
        self._plan = GrowingPlan(self._conflicts)
        for pick in picks:
            self._plan.add(pick)
        self._waiting = {name for name in self._orders if name not in self._plan.by_order}
        self._best = dict(self._plan.by_order)
        self._lead, self._checks = 0, 1
        self._see(picks)

    def run(self, share_done: Callable[[int], float]) -> tuple[Pick, ...]:
        """Change the plan until, after so many checks of a crew, all is done; return the best."""
        typical = self._weights.value * self._typical_value()
        while (share := share_done(self._checks)) < 1.0:
            heat = HEAT * (COOLEST / HEAT) ** share
            self._lead += self._change(-heat * typical * log(1.0 - self._rng.random()))
            if self._lead > 0:
                self._best, self._lead = dict(self._plan.by_order), 0
        return self.best

    @property
    def best(self) -> tuple[Pick, ...]:
        """The best plan so far, with its lunches."""
        plan = GrowingPlan(self._conflicts)
        for pick in self._best.values():
            plan.add(pick)
        return plan.picks()

    def days_of(self, picks: Iterable[Pick]) -> list[CrewParts]:
        """What the crews of a plan do on their days."""
        plan = GrowingPlan(self._conflicts)
        for pick in picks:
            plan.add(pick)
        return plan.days()

    def _typical_value(self) -> float:
        values = [max(o.value_per_day) for o in self._ways.problem.orders]
        return sum(values) / max(1, len(values))

    def _change(self, most_loss: float) -> int:
        """Clear a corner and fill it again; return what that gains, 0 if it was undone."""
        before = self._plan.versions(self._crews)
        gone, back = self._refilled()
        gain = self._worth(back) - self._worth(gone)
        if gain >= -most_loss and all(self._plan.eats(*c) for p in gone for c in self._cells(p)):
            self._waiting |= {self._order(pick) for pick in gone}
            self._waiting -= {self._order(pick) for pick in back}
            self._see(back)
            return gain
        for pick in back:
            self._plan.remove(self._order(pick))
        for pick in gone:
            self._plan.add(pick)
        self._plan.as_before(before)
        return 0

    def _see(self, picks: Iterable[Pick]) -> None:
        """Remember what the crews of some picks do on their days."""
        if not self._remember_days:
            return
        for crew, day in dict.fromkeys(cell for pick in picks for cell in self._cells(pick)):
            self.days[crew, day, self._plan.parts_of(crew, day)] = None

    def _refilled(self) -> tuple[list[Pick], list[Pick]]:
        """What was taken out of a corner, and what was put into it."""
        forced, centre = self._rng.random() < FORCED, self._rng.choice(self._orders)
        day = self._rng.choice(self._days_of(centre))
        cells = self._around(centre, day) if forced else self._corner(centre)
        gone = self._clear(cells, [centre] if forced else [])
        begun = self._begin(centre, day) if forced else []
        return gone, begun + self._recreate(gone, {crew for crew, _ in cells})

    def _days_of(self, name: str) -> list[int]:
        return sorted(self._ways.indexes.of(name).days)

    def _around(self, name: str, day: int) -> list[tuple[str, int]]:
        """The day of as many crews as an order needs: few changes else bring it to another day."""
        rng = self._rng
        crews = list(self._ways.crews_able(name, leads=True))
        chosen = rng.sample(crews[:NEAR_CREWS], min(1, len(crews)))
        if self._ways.problem.order_by_id[name].crews_needed > 1:
            others = [c for c in self._ways.crews_able(name, leads=False) if c not in chosen]
            chosen += rng.sample(others[:NEAR_CREWS], min(1, len(others)))
        return [(crew, day) for crew in chosen]

    def _begin(self, name: str, day: int) -> list[Pick]:
        """Place an order somewhere on a day, before all others."""
        if name in self._plan.by_order or name in self._held:
            return []
        timings = self._ways.timings_of_order[name]
        mine = [timings[place] for place in places(self._ways.indexes.of(name).of_day(day))]
        self._rng.shuffle(mine)
        pick = next(self._plan.fits(name, mine), None)
        if pick is None:
            return []
        self._plan.add(pick)
        return [pick]

    def _corner(self, centre: str) -> list[tuple[str, int]]:
        """Crew-days close together, on one day or of one crew."""
        rng, days = self._rng, range(self._ways.problem.days)
        crews = [crew.id for crew in self._ways.crews_of(centre)]
        count = rng.randint(1, MOST_CELLS)
        if rng.random() < 0.5:
            day = rng.choice(days)
            return [(crew, day) for crew in rng.sample(crews[: 2 * count], min(count, len(crews)))]
        crew = rng.choice(crews[:MOST_CELLS])
        return [(crew, day) for day in rng.sample(days, min(count, len(days)))]

    def _clear(self, cells: Iterable[tuple[str, int]], also: Iterable[str]) -> list[Pick]:
        """Take out what is done in some crew-days, some other orders, and what follows them."""
        plan = self._plan
        names = [n for n in also if n not in self._held]
        names += [
            n for crew, day in cells for n in plan.orders_of(crew, day) if n not in self._held
        ]
        gone: dict[str, Pick] = {}
        while names:
            name = names.pop()
            if name in plan.by_order:
                gone[name] = plan.remove(name)
                names += self._conflicts.successors.get(name, ())
        return list(gone.values())

    def _recreate(self, gone: Iterable[Pick], crews: Iterable[str]) -> list[Pick]:
        """Put back what fits: what was there, and some of what waits nearby."""
        rng, found = self._rng, []
        names = [n for n in map(self._order, gone) if n not in self._plan.by_order]
        near = sorted({n for crew in crews for n in self._near.get(crew, ())} & self._waiting)
        near = [name for name in near if name not in self._plan.by_order]
        names += rng.sample(near, min(MOST_WAITING, len(near)))
        for name in self._sequence(names):
            self._checks += len(self._ways.crews_able(name, leads=True)) + 1
            for pick in self._plan.fits(name, self._timings(name)):
                if rng.random() > BLINK:
                    self._plan.add(pick)
                    found.append(pick)
                    break
        return found

    def _sequence(self, names: Iterable[str]) -> list[str]:
        """Must-place first, then by blurred value, or by blurred value per minute."""
        rng, order = self._rng, self._ways.problem.order_by_id
        blur, dense = rng.choice([0.2, 0.6, 2.0]), rng.random() < 0.5
        rank = {
            name: self._value(name, dense=dense) * (1.0 + blur * rng.random()) for name in names
        }
        return sorted(rank, key=lambda n: (not order[n].must_place, -rank[n]))

    def _timings(self, name: str) -> list[int]:
        return self._sorted(name, by_value=self._rng.random() < 0.6)

    def _sorted(self, name: str, *, by_value: bool) -> list[int]:
        key = (name, by_value)
        if key not in self._known_timings:
            timings = self._ways.timings

            def rank(t: int) -> tuple[int, int, int]:
                worth, end = max(timings[t].values), timings[t].template.end_minute
                return (-worth, timings[t].cost, t) if by_value else (end, -worth, t)

            self._known_timings[key] = sorted(self._ways.timings_of_order[name], key=rank)
        return self._known_timings[key]

    def _value(self, name: str, *, dense: bool) -> float:
        """The best value of an order; ``dense`` is for each minute of its crews."""
        if name not in self._known_values:
            mine = [self._ways.timings[t] for t in self._ways.timings_of_order[name]]
            minutes = min(t.template.watch_minutes for t in mine) + WAY_MINUTES
            value = float(max(max(t.values) for t in mine))
            self._known_values[name] = value, value / (mine[0].order.crews_needed * minutes)
        return self._known_values[name][dense]

    def _worth(self, picks: Iterable[Pick]) -> int:
        return self._weights.of_picks(self._ways, picks)

    def _cells(self, pick: Pick) -> list[tuple[str, int]]:
        day = self._ways.timings[pick.timing].day
        return [(self._ways.parts[chosen.part].crew, day) for chosen in pick.parts]

    def _order(self, pick: Pick) -> str:
        return self._ways.timings[pick.timing].order.id
