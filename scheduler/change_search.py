"""The search of a replan in one catalogue: the most value first, then the fewest changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ortools.sat.python import cp_model

from scheduler.conflicts import Conflicts
from scheduler.fewest_changes import TOLERANCE, ChangeModel, least_value, urgent_value
from scheduler.fitting import GrowingPlan
from scheduler.greedy import by_priority_picks
from scheduler.kept import Kept
from scheduler.lns import score_picks
from scheduler.model import Answer
from scheduler.picks import Pick
from scheduler.schedule import Schedule, Score
from scheduler.search import Search, whole_model_solver
from scheduler.solve import SolveParams
from scheduler.stop import Solver
from scheduler.weights import weights_of

Picks = tuple[Pick, ...]

VALUE_SHARE = 0.5
"""Share of the work that goes to the value; the rest to fewer changes."""


@dataclass(frozen=True, kw_only=True)
class InForce:
    """What of the plan in force the search has to know.

    Parameters
    ----------
    held
        Orders whose job stays as it is.
    planned
        Orders of the plan that may change, and count if they do.
    leaders
        As in an `Issue`.
    """

    held: Collection[str]
    planned: Collection[str]
    leaders: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A plan, the bound of its value, and whether no plan of that worth changes fewer."""

    schedule: Schedule
    bound: int | None
    fewest: bool


class ChangeSearch:
    """One search: the most value first, then the fewest changes."""

    def __init__(
        self, kept: Kept, in_force: InForce, work: SolveParams, tolerance: float = TOLERANCE
    ) -> None:
        self._kept, self._in_force, self._work = kept, in_force, work
        self._tolerance = tolerance
        self._catalogue = kept.catalogue
        self._weights = weights_of(kept.catalogue)
        orders = kept.catalogue.problem.orders
        self._locked = sorted(o.id for o in orders if o.locked_start_minute is not None)

    def run(self) -> Changed | None:
        """Search; None if the locked orders cannot be kept."""
        repaired = self._with_locks(self._repaired())
        if repaired is None:
            return None
        bound, best = self._most_value(repaired)
        answer = self._fewest_changes(repaired, best)
        picks = best if answer.picks is None else answer.picks
        return Changed(schedule=self._kept.schedule(picks), bound=bound, fewest=answer.optimal)

    def _most_value(self, repaired: Picks) -> tuple[int | None, Picks]:
        """A plan of the most value, and a bound of it, from one with all locked orders."""
        result, best = Search(self._catalogue, self._share(VALUE_SHARE)).improve(repaired)
        return result.bound, best

    def _repaired(self) -> Picks:
        """Keep every job that still fits, the most valuable first, and fill up."""
        conflicts = Conflicts(self._catalogue)
        plan = GrowingPlan(conflicts, sorted(self._catalogue.problem.crew_by_id))
        keep_what_fits(plan, self._kept, self._in_force.held)
        return by_priority_picks(conflicts, plan.picks())

    def _with_locks(self, picks: Picks) -> Picks | None:
        """The plan itself if it has every locked order, else any plan that has them."""
        placed = {self._catalogue.timings[pick.timing].order.id for pick in picks}
        if placed >= set(self._locked):
            return picks
        solver = Solver()
        solver.parameters.stop_after_first_solution = True
        return self._model.solve(solver).picks

    @cached_property
    def _model(self) -> ChangeModel:
        return ChangeModel(self._kept, self._weights, self._in_force.planned, self._locked)

    def _fewest_changes(self, repaired: Picks, best: Picks) -> Answer:
        score, urgent = score_picks(self._catalogue, best), urgent_value(self._catalogue, best)
        least = least_value(score.value, self._tolerance)
        model = self._model
        model.keep_worth(score.must_placed, least, urgent)
        model.change_least(self._other_leaders(model))
        good = self._is_worth(repaired, score.must_placed, least, urgent)
        model.hint(repaired if good else best)
        return model.solve(whole_model_solver(self._work, 1 - VALUE_SHARE))

    def _is_worth(self, picks: Picks, must_placed: int, least: int, urgent: int) -> bool:
        found: Score = score_picks(self._catalogue, picks)
        return (
            found.must_placed >= must_placed
            and found.value >= least
            and urgent_value(self._catalogue, picks) >= urgent
        )

    def _other_leaders(self, model: ChangeModel) -> list[cp_model.IntVar]:
        """Choices of a roster that give a ticket another leader."""
        found = []
        for p, part in enumerate(self._catalogue.parts):
            names = self._in_force.leaders.get(self._catalogue.timings[part.timing].order.id)
            if names is not None and part.leads:
                found += [
                    literal
                    for literal, roster in zip(model.variables.roster[p], part.rosters, strict=True)
                    if roster.leader != names[-1]
                ]
        return found

    def _share(self, share: float) -> SolveParams:
        seconds = self._work.seconds
        return replace(
            self._work,
            effort=share * self._work.effort,
            seconds=None if seconds is None else share * seconds,
        )


class CornerSearch(ChangeSearch):
    """A search of few orders: one model of them, solved for the value and then for the changes."""

    def _most_value(self, repaired: Picks) -> tuple[int | None, Picks]:
        self._model.hint(repaired)
        answer = self._model.solve(whole_model_solver(self._work, VALUE_SHARE))
        return None, repaired if answer.picks is None else answer.picks


def keep_what_fits(plan: GrowingPlan, kept: Kept, held: Collection[str]) -> None:
    """Add held jobs to a plan, then every other planned job that fits, the most valuable first."""
    for name in held:
        plan.add(kept.pick(name))
    ranked = sorted((name for name in kept.ways if name not in held), key=lambda n: _rank(kept, n))
    waiting = True
    while waiting:  # again while something is placed: it may be a predecessor
        waiting = False
        for name in ranked:
            if name not in plan.by_order:
                pick = next(plan.fits(name, [kept.ways[name]]), None)
                if pick is not None:
                    plan.add(pick)
                    waiting = True


def _rank(kept: Kept, name: str) -> tuple[bool, bool, int, str]:
    order = kept.catalogue.problem.order_by_id[name]
    locked = order.locked_start_minute is not None
    value = max(kept.catalogue.timings[kept.ways[name]].values)
    return not locked, not order.must_place, -value, name
