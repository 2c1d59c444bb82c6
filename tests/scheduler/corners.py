"""Plans on arrays beside growing plans: problems with every rule, and where the two differ."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from scheduler import (
    ForbiddenStart,
    ProblemData,
    RestNeeded,
    TimeWindow,
    corner_jobs,
    corner_moves,
    corner_plan,
    corner_refill,
    corner_rules,
    corner_times,
)
from scheduler.conflicts import Conflicts
from scheduler.corner_arrays import ANYWHERE, NONE, TIMING
from scheduler.corner_plan import CornerPlan
from scheduler.crews import Absence
from scheduler.fitting import GrowingPlan
from scheduler.modes import Timing
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick
from scheduler.water import Water
from scheduler.weights import weights_of_ways

from .instances import county

NO_SUCH_WAY = Pick(timing=-1, parts=())
MODULES = (corner_times, corner_rules, corner_jobs, corner_refill, corner_moves, corner_plan)


def with_every_rule(seed: int, *, absences: bool = False) -> ProblemData:
    """A county with findings, water, closed vehicles, a locked crew and people who are away."""
    rng = random.Random(seed)
    given = county(seed, orders=16, crews=3, days=2)
    names = [o.id for o in given.orders]
    joint = next((o.id for o in given.orders if o.crews_needed > 1), names[0])
    slots = 96 * given.days
    return replace(
        given,
        orders=tuple(
            replace(
                o,
                locked_crew="C1" if o.id in (joint, names[3]) else None,
                after=(names[0],) if o.id in (names[4], names[5]) else o.after,
                windows=(*o.windows, _mornings(given.days)) if o.id == names[6] else o.windows,
                vehicle_kinds=("bucket_truck", "bypass_truck") if i % 3 == 0 else o.vehicle_kinds,
                grid_options=tuple(
                    replace(option, blocked_feeders=tuple(sorted(option.touched_feeders)))
                    for option in o.grid_options
                ),
            )
            for i, o in enumerate(given.orders)
        ),
        vehicles=tuple(
            replace(v, closed=((600, 660),)) if v.id in ("V0", "B0") else v
            for v in given.vehicles
            if v.id != "B1"
        ),
        feeders_blocked_per_bus_section=1,
        forbidden_starts=tuple(
            ForbiddenStart(rule="strain", order=name, crew="C0", slots=frozenset(range(30, 44)))
            for name in names[:8]
        ),
        rests_needed=tuple(
            RestNeeded(rule="strain", first=a, second=b, minutes=rng.choice([60, 150]))
            for a, b in pairwise(names)
        ),
        water=Water(
            standing=(5000,) * slots,
            working=(9000,) * slots,
            bucket={"cape": (11000,) * slots},
            budget_g={(c.id, day): 2400 for c in given.crews for day in range(given.days)},
        ),
        absences=(Absence(worker="C2W2", from_minute=540, to_minute=700),) if absences else (),
    )


def _mornings(days: int) -> TimeWindow:
    return TimeWindow(rule="permit", start_minute=360, end_minute=1440 * days - 700)


class Both:
    """A growing plan and the same plan on arrays."""

    def __init__(self, problem: ProblemData, seed: int) -> None:
        self.rng = random.Random(seed)
        self.ways = OpenWays(problem)
        weights = weights_of_ways(self.ways)
        self.corner = CornerPlan(self.ways, weights, random.Random(seed), remember_days=False)
        self.plan = GrowingPlan(Conflicts(self.ways))
        names = sorted(self.ways.timings_of_order)
        self.rng.shuffle(names)
        self._grow(names[: len(names) * 2 // 3])
        self._look_everybody_up()
        self.corner.begin_with(self.plan.picks())
        self.waiting = [name for name in names if name not in self.plan.by_order]

    def _grow(self, names: list[str]) -> None:
        for name in names:
            timings = list(self.ways.timings_of_order[name])
            self.rng.shuffle(timings)
            found = next(self.plan.fits(name, timings), None)
            if found is not None:
                self.plan.add(found)

    def _look_everybody_up(self) -> None:
        facts = self.corner._facts
        for entry, (role, name, crew) in enumerate(self.corner._numbers.entries):
            del role, crew
            for t in self.ways.timings_of_order[name]:
                if facts.able[facts.entries[entry].able_at + t - self._first(name)]:
                    self.corner._look_up(t, entry)

    def _first(self, name: str) -> int:
        return self.ways.timings_of_order[name][0]

    def on_arrays(self, t: int) -> Pick | None:
        """The first way of a timing, of crews that do not give a better one anyway."""
        f, s = self.corner._facts, self.corner._standing
        order = f.orders[f.timings[t].order]
        s.total[ANYWHERE] = 1
        for entry in range(order.leads, order.leads_end):
            _, _, crew = self.corner._numbers.entries[entry]
            if not corner_rules.is_able(f, t, entry) or not self._gives(t, crew):
                continue
            free = corner_times.is_free(f, s, t, f.entries[entry].crew)
            if free and corner_rules.way_fits(f, self.corner._people.arrays, s, t, entry):
                can = self.ways.any_part(t, crew, leads=True) is not None
                return self.corner._pick(s.trial) if can else NO_SUCH_WAY
        return None

    def _gives(self, t: int, crew: str) -> bool:
        gives = self.ways.part_of(t, crew, leads=True) is not None
        return gives or self.ways.any_part(t, crew, leads=True) is None

    def differences(self, most: int = 400) -> Iterator[tuple[Timing, Pick | None, Pick | None]]:
        """Yield timings that the two do otherwise, of so many drawn from those waiting."""
        every = [t for name in self.waiting for t in self.ways.timings_of_order[name]]
        for t in self.rng.sample(every, min(most, len(every))):
            timing = self.ways.timings[t]
            grown = next(self.plan.fits(timing.order.id, [t]), None)
            found = self.on_arrays(t)
            if grown != found:
                yield timing, grown, found

    def placed(self) -> int:
        """Orders that have a job on the arrays."""
        return int((self.corner._standing.job[:, TIMING] != NONE).sum())


def interpret(monkeypatch: pytest.MonkeyPatch, **instead: Callable[..., Any]) -> None:
    """Run the compiled functions as they are written, some of them replaced."""
    for module in MODULES:
        for name, function in list(vars(module).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(module, name, instead.get(name, function.py_func))
