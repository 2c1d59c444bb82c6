"""From a problem to a schedule: greedy plans, the exact model, large neighbourhood search."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scheduler.enumeration import build_catalogue
from scheduler.greedy import by_priority_picks, earliest_due_picks
from scheduler.lns import Plan, score_picks, search_round
from scheduler.locks import lock_plan
from scheduler.objective import weights_of
from scheduler.picks import Pick, to_schedule
from scheduler.problem import ProblemData
from scheduler.records import require
from scheduler.schedule import Result, Score, SolveStatus

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, the value so far and the bound, None while unknown."""


@dataclass(frozen=True, kw_only=True)
class SolveParams:
    """How much work to spend.

    Parameters
    ----------
    effort
        Deterministic CP-SAT work on each of two threads, above 0; 10 takes about as many
        seconds on two free cores. The same effort and seed give the same schedule.
    seconds
        Wall-clock limit instead, above 0; the schedule then depends on the machine.
    seed
        Seed of every random choice.
    progress
        Called after each improvement.
    """

    effort: float = 10.0
    seconds: float | None = None
    seed: int = 1
    progress: Progress | None = None

    def __post_init__(self) -> None:
        require(self.effort > 0, "SolveParams: effort is not above 0.")
        require(self.seconds is None or self.seconds > 0, "SolveParams: seconds is not above 0.")
        require(self.seed >= 0, "SolveParams: negative seed.")


def solve(problem: ProblemData, params: SolveParams | None = None) -> Result:
    """Find a schedule that keeps every rule and is worth as much as possible."""
    search = _Search(problem, params or SolveParams())
    return search.run()


class _Search:
    def __init__(self, problem: ProblemData, params: SolveParams) -> None:
        self.params = params
        self.catalogue = build_catalogue(problem)
        self.weights = weights_of(self.catalogue)

    def run(self) -> Result:
        locked, contradicting = lock_plan(self.catalogue, self.weights)
        if contradicting:
            return Result(
                status=SolveStatus.LOCKS_CONTRADICT,
                schedule=None,
                contradicting_locks=contradicting,
            )
        plan = self._greedy(locked)
        plan = self._neighbourhoods(plan)
        return Result(
            status=SolveStatus.FEASIBLE,
            schedule=to_schedule(self.catalogue, plan.picks),
            score=plan.score,
        )

    def _greedy(self, locked: tuple[Pick, ...]) -> Plan:
        plans = []
        for place in (earliest_due_picks, by_priority_picks):
            picks = place(self.catalogue, locked)
            plans.append(Plan(picks=picks, score=score_picks(self.catalogue, picks)))
        best = max(plans, key=lambda plan: plan.score)
        self._tell("greedy", best.score, None)
        return best

    def _neighbourhoods(self, plan: Plan) -> Plan:
        rng = random.Random(self.params.seed)  # noqa: S311 - a seeded search, no secret
        spent, began = 0.0, time.monotonic()
        with ThreadPoolExecutor(2) as threads:
            while not self._done(spent, began):
                before = plan.score
                plan, work = search_round(self.catalogue, self.weights, plan, rng, threads)
                spent += max(work, 0.1)
                if plan.score > before:
                    self._tell("neighbourhoods", plan.score, None)
        return plan

    def _done(self, spent: float, began: float) -> bool:
        if self.params.seconds is not None:
            return time.monotonic() - began >= self.params.seconds
        return spent >= self.params.effort

    def _tell(self, stage: str, score: Score, bound: int | None) -> None:
        if self.params.progress is not None:
            self.params.progress(stage, score.value, bound)
