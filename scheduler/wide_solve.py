"""The search of problems too large for one model: corner by corner, then days put together anew."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from scheduler.column_bound import DayPricing
from scheduler.corner_plan import DayJobs
from scheduler.day_choice import chosen_days, days_to_choose_from, planned_exactly
from scheduler.day_program import Day
from scheduler.effort import SolveParams
from scheduler.lns import Plan, score_picks
from scheduler.local_ruin import LocalRuin
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
STAGES = (0.7, 0.3)
"""Shares of the work of each search by corners, after which the days seen are put together."""
CORNERS_SHARE = 0.5
"""Share of the seconds that these searches have then, in wall-clock mode."""
CHOICE_WORK, CHOICE_SHARE = 8.0, 0.15
"""Work that one choice of days has at most, and share of the seconds."""
PLAN_WORK, PLAN_SHARE = 3.0, 0.06
"""The same of the exact plan of a choice."""
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
    by_the_clock = 1.0 if params.seconds is None else CORNERS_SHARE
    first, *others = (by_the_clock * share for share in STAGES)
    with ThreadPoolExecutor(1) as beside:
        # it takes nothing from the search but the number of must-place orders it begins with
        count = search.plan.score.must_placed
        priced = beside.submit(pricing.improve, count, lambda: params.stopped)
        search.ruin(first)
        priced.result()
    if params.stopped:
        return search.result(None)
    bound = pricing.bound(search.plan.score)
    search.join(pricing, bound)
    for share in others:
        if search.plan.score.value >= bound or params.stopped:
            break
        search.ruin(share)
        search.join(pricing, bound)
    return search.result(bound)


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
        self._urgent = [o.id for o in orders if o.must_place or o.locked_start_minute is not None]
        self.plan = Plan(picks=picks, score=score_picks(ways, picks))

    def ruin(self, share: float) -> None:
        """Change the plan corner by corner for a share of the work."""
        found = self._ruin.run(self.plan.picks, _share_done(self._params, share))
        self._take("ruin_and_recreate", found)

    def join(self, pricing: DayPricing, bound: int) -> None:
        """Put days that were seen together anew."""
        program = pricing.program
        planned = self._days(self._ruin.days_of(self.plan.picks), pricing)
        seen = self._days(self._ruin.days, pricing)
        gap = bound - self.plan.score.value
        days = days_to_choose_from(self._ways, pricing, seen, planned, gap)
        choices = chosen_days(
            program, days, planned, self._urgent, self._solver(CHOICE_WORK, CHOICE_SHARE)
        )
        if not choices:
            return
        for tried, plan in ((choices[-1:], ()), (choices, self.plan.picks)):
            if self._params.stopped:
                break
            solver, before = self._solver(PLAN_WORK, PLAN_SHARE), self.plan
            picks = planned_exactly(self._ways, program, tried, plan, solver)
            if picks is not None:
                self._take("days", picks)
            if self.plan is not before:
                break

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
