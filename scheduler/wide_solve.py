"""The search of problems too large for one model: corner by corner, then days put together anew."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from scheduler.column_bound import DayPricing
from scheduler.corner_plan import DayJobs
from scheduler.day_choice import (
    chosen_days,
    days_to_choose_from,
    planned_exactly,
    staffed,
)
from scheduler.day_cores import Core, cores
from scheduler.day_dive import dive
from scheduler.day_program import Day, DayProgram
from scheduler.effort import SolveParams
from scheduler.few_days import chosen_of_few
from scheduler.highs import WholeLimit
from scheduler.lns import Plan, score_picks
from scheduler.local_ruin import COOL, LocalRuin
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, to_schedule
from scheduler.schedule import Result, SolveStatus
from scheduler.search import whole_model_solver
from scheduler.stop import Solver
from scheduler.weights import weights_of_ways

CHANGES_PER_EFFORT = 20_000
"""Changes of a corner for each unit of effort: one to two seconds."""
SHARE_OF_SECONDS = 0.9
"""Share of the seconds, in wall-clock mode; the rest is for the bound."""
FEW_GROUPS = 20
"""Days of crews, those that can do the same taken once, up to which a problem has few."""
STAGES, FEW_STAGES = (0.55, 0.2, 0.25), (0.7, 0.3)
"""Shares of the work of each search by corners; after the first one days are put together."""
CORNERS_SHARE = 0.4
"""Share of the seconds that these searches have then, in wall-clock mode."""
CHOICE_DAYS = (6_000, 9_000)
"""Days that each choice is made from, besides those of the plan and of the program."""
CHOICE_WORK, CHOICE_SHARE = 1e7, 0.08
"""Work of one choice at most, as of `highs.WholeLimit`, and share of the seconds."""
FEW_DAYS, FEW_WORK, FEW_SHARE = 10_000, 8.0, 0.15
"""Days that a choice is made from where crews are few, its work and share of the seconds."""
NEAR = 1e-4
"""Share of the value of all orders below which a better choice is not looked for."""
PLAN_WORK, PLAN_SHARE = 3.0, 0.06
"""Work of the exact plan of a choice at most, and share of the seconds."""
GOES_WORK, GOES_SHARE = 0.3, 0.004
"""The same where it is only asked whether some days go together."""
LITTLE_EFFORT = 2.0
"""Effort below which both have less, so that a quick look stays one."""


def improve_widely(ways: OpenWays, picks: tuple[Pick, ...], params: SolveParams) -> Result:
    """Improve a plan that keeps every rule and has the locked orders, corner by corner."""
    search = _Search(ways, picks, params, remember_days=False)
    search.ruin(1.0)
    return search.result(None)


def improve_by_days(
    ways: OpenWays, picks: tuple[Pick, ...], params: SolveParams, pricing: DayPricing
) -> Result:
    """Improve such a plan corner by corner, and between by the best choice of the days seen."""
    search = _Search(ways, picks, params, remember_days=True)
    few = len(pricing.program.groups) <= FEW_GROUPS
    by_the_clock = 1.0 if params.seconds is None else CORNERS_SHARE
    first, *others = (by_the_clock * share for share in (FEW_STAGES if few else STAGES))
    with ThreadPoolExecutor(1) as beside:
        # it takes nothing from the search but the number of must-place orders it begins with
        count = search.plan.score.must_placed
        priced = beside.submit(pricing.improve, count, lambda: params.stopped)
        search.ruin(first)
        priced.result()
    if params.stopped:
        return search.result(None)
    bound = pricing.bound(search.plan.score)
    if few:
        _join_few(search, pricing, bound, others)
    else:
        _join_many(search, pricing, bound, others)
    return search.result(bound)


def _join_few(search: _Search, pricing: DayPricing, bound: int, shares: Iterable[float]) -> None:
    search.join_few(pricing, bound)
    for share in shares:
        if search.ended(bound):
            break
        search.ruin(share)
        search.join_few(pricing, bound)


def _join_many(search: _Search, pricing: DayPricing, bound: int, shares: Iterable[float]) -> None:
    dived = search.dived(pricing)
    for share, most in zip(shares, CHOICE_DAYS, strict=True):
        if search.ended(bound):
            break
        search.mend(search.joined(pricing, bound, dived, most), share)


class _Search:
    """The best plan so far, and the corners it is changed in."""

    def __init__(
        self,
        ways: OpenWays,
        picks: tuple[Pick, ...],
        params: SolveParams,
        *,
        remember_days: bool,
    ) -> None:
        rng = random.Random(params.seed)  # noqa: S311 - a seeded search, no secret
        self._ways, self._params = ways, params
        self._ruin = LocalRuin(ways, weights_of_ways(ways), rng, remember_days=remember_days)
        orders = ways.problem.orders
        self._never: list[Core] = []
        self._urgent = [o.id for o in orders if o.must_place or o.locked_start_minute is not None]
        self.plan = Plan(picks=picks, score=score_picks(ways, picks))

    def ended(self, bound: int) -> bool:
        """Whether nothing is left to be done."""
        return self._params.stopped or self.plan.score.value >= bound

    def dived(self, pricing: DayPricing) -> list[Day]:
        """Days that go together in whole numbers, of those that crews have the people for."""
        can = partial(staffed, self._ways, pricing.program)
        return dive(pricing, can, lambda: self._params.stopped)

    def ruin(self, share: float) -> None:
        """Change the plan corner by corner for a share of the work."""
        found = self._ruin.run(self.plan.picks, _share_done(self._params, share))
        self._take("ruin_and_recreate", found)

    def mend(self, picks: tuple[Pick, ...], share: float) -> None:
        """Change a plan whose days are good together, so that what they lost finds a place."""
        found = self._ruin.run(picks, _share_done(self._params, share), COOL)
        self._take("ruin_and_recreate", found)

    def joined(
        self, pricing: DayPricing, bound: int, dived: Iterable[Day], most: int
    ) -> tuple[Pick, ...]:
        """Put days that were seen together anew; the plan as it is where nothing comes of it."""
        program, plan = pricing.program, self.plan.picks
        planned = self._days(self._ruin.days_of(plan), pricing)
        seen = self._days(self._ruin.days, pricing)
        gap = bound - self.plan.score.value
        days = days_to_choose_from(self._ways, pricing, seen, [*planned, *dived], gap, most)
        limit = self._limit(program.most_value)
        choice = chosen_days(program, days, planned, self._urgent, self._never, limit)
        picks = self._exactly(program, [choice]) if choice else None
        if picks is None or self._params.stopped:
            return plan
        self._take("days", picks)
        placed = {self._ways.timings[pick.timing].order.id for pick in picks}
        lost = set().union(*map(program.led, choice)) - placed
        self._never += cores(program, choice, lost, partial(self._goes, program))
        return picks

    def join_few(self, pricing: DayPricing, bound: int) -> None:
        """Do the same for few crew-days: all choices and the plan make a small exact model."""
        program = pricing.program
        planned = self._days(self._ruin.days_of(self.plan.picks), pricing)
        seen = self._days(self._ruin.days, pricing)
        gap = bound - self.plan.score.value
        days = days_to_choose_from(self._ways, pricing, seen, planned, gap, FEW_DAYS)
        solver = self._solver(FEW_WORK, FEW_SHARE)
        choices = chosen_of_few(program, days, planned, self._urgent, solver)
        if not choices:
            return
        for tried, plan in ((choices[-1:], ()), (choices, self.plan.picks)):
            if self._params.stopped:
                break
            picks, before = self._exactly(program, tried, plan), self.plan
            if picks is not None:
                self._take("days", picks)
            if self.plan is not before:
                break

    def _exactly(
        self, program: DayProgram, choices: Iterable[Iterable[Day]], plan: tuple[Pick, ...] = ()
    ) -> tuple[Pick, ...] | None:
        orders, solver = self._ways.problem.orders, self._solver(PLAN_WORK, PLAN_SHARE)
        locked = [o.id for o in orders if o.locked_start_minute is not None]
        return planned_exactly(self._ways, program, choices, plan, locked, solver)

    def _goes(self, program: DayProgram, days: list[Day]) -> bool:
        """Whether all orders of some days find a place."""
        wanted, solver = set().union(*map(program.led, days)), self._solver(GOES_WORK, GOES_SHARE)
        solver.parameters.stop_after_first_solution = True
        return planned_exactly(self._ways, program, [days], (), wanted, solver) is not None

    def _limit(self, most_value: float) -> WholeLimit:
        """When one choice ends."""
        seconds = self._params.seconds
        effort = min(1.0, self._params.effort / LITTLE_EFFORT)
        return WholeLimit(
            work=CHOICE_WORK * effort,
            seconds=None if seconds is None else CHOICE_SHARE * seconds,
            near=NEAR * most_value,
            stop=self._params.stop,
        )

    def _solver(self, work: float, share: float) -> Solver:
        if self._params.seconds is None:
            share = work / max(self._params.effort, LITTLE_EFFORT)
        return whole_model_solver(self._params, share)

    def _days(self, seen: Iterable[DayJobs], pricing: DayPricing) -> list[Day]:
        return [pricing.program.day_of(crew, day, list(jobs)) for crew, day, jobs in seen]

    def _take(self, stage: str, picks: tuple[Pick, ...]) -> None:
        score = score_picks(self._ways, picks)
        if score > self.plan.score:
            self.plan = Plan(picks=picks, score=score)
            self._params.tell(stage, score.value)

    def result(self, bound: int | None) -> Result:
        """The best plan, with a bound if one is known."""
        return Result(
            status=SolveStatus.FEASIBLE,
            schedule=to_schedule(self._ways, self.plan.picks),
            score=self.plan.score,
            bound=bound,
        )


def _share_done(params: SolveParams, share: float) -> Callable[[int], float]:
    """Share that is done after so many changes of a share of the work."""
    begun, limit = time.monotonic(), SHARE_OF_SECONDS * share * (params.seconds or 0.0)
    changes = CHANGES_PER_EFFORT * share * params.effort

    def share_done(done: int) -> float:
        if params.stopped:
            return 1.0
        return done / changes if params.seconds is None else (time.monotonic() - begun) / limit

    return share_done
