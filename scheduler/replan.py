"""A plan made anew during the day: what has begun stays, of the rest as little changes as can be.

After the plan's own aims: mandatory orders, value within a thousandth, then the number of changed
orders, then tickets that get another leader, then comfort.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from scheduler.conflicts import Conflicts
from scheduler.enumeration import build_catalogue
from scheduler.fewest_changes import ChangeModel, least_value, urgent_value
from scheduler.fitting import GrowingPlan
from scheduler.greedy import by_priority_picks
from scheduler.issue import Issue
from scheduler.kept import Kept
from scheduler.lns import score_picks
from scheduler.model import Answer
from scheduler.modes import Catalogue
from scheduler.open_catalogue import open_catalogue, problem_of
from scheduler.picks import Pick
from scheduler.problem import ProblemData
from scheduler.schedule import Result, Schedule, Score, SolveStatus
from scheduler.score import score_schedule
from scheduler.search import Search, whole_model_solver
from scheduler.solve import SolveParams, in_order
from scheduler.weights import Weights, weights_of

Picks = tuple[Pick, ...]

VALUE_SHARE = 0.5
"""Share of the work that goes to the value; the rest to fewer changes."""


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """What a replan found.

    Parameters
    ----------
    problem
        What was solved: what has begun is locked.
    result
        As of a solve; the bound is that of the value.
    changed
        Orders that are done otherwise than planned, newly placed or left out.
    fewest
        Whether no plan of that worth changes fewer.
    """

    problem: ProblemData
    result: Result
    changed: tuple[str, ...] = ()
    fewest: bool = False


def replan(problem: ProblemData, issue: Issue, params: SolveParams | None = None) -> Replanned:
    """Plan the rest of a plan anew with as few changes as possible.

    Parameters
    ----------
    problem
        What is to be planned by what is known now; it has every order of the plan in force.
    issue
        The plan in force, and the moment.
    params
        How much work to spend.

    Returns
    -------
    The new plan; none, with the locks that contradict, where a locked order cannot be kept.
    """
    work = params or SolveParams()
    as_of = problem_of(in_order(problem), issue)
    kept = open_catalogue(build_catalogue(as_of), issue)
    return _Replan(as_of, issue, kept, work).run()


class _Replan:
    """One replan: the most value first, then the fewest changes."""

    def __init__(self, problem: ProblemData, issue: Issue, kept: Kept, work: SolveParams) -> None:
        self._problem, self._issue, self._kept, self._work = problem, issue, kept, work
        self._catalogue: Catalogue = kept.catalogue
        self._weights: Weights = weights_of(kept.catalogue)
        self._locked = sorted(o.id for o in problem.orders if o.locked_start_minute is not None)

    def run(self) -> Replanned:
        repaired = self._with_locks(self._repaired())
        if repaired is None:
            return self._contradiction()
        result, best = Search(self._catalogue, self._share(VALUE_SHARE)).improve(repaired)
        answer = self._fewest_changes(repaired, best)
        picks = best if answer.picks is None else answer.picks
        schedule = self._schedule(picks)
        found = replace(
            result,
            schedule=schedule,
            score=score_schedule(self._problem, schedule),
            status=SolveStatus.FEASIBLE,
        )
        return Replanned(
            problem=self._problem,
            result=found,
            changed=changed_orders(self._issue, schedule),
            fewest=answer.optimal,
        )

    def _repaired(self) -> Picks:
        """Keep every job that still fits, the most valuable first, and fill up."""
        plan = GrowingPlan(Conflicts(self._catalogue), sorted(self._problem.crew_by_id))
        for name in self._issue.fixed:
            plan.add(self._kept.pick(name))
        kept = sorted(
            (name for name in self._kept.ways if name not in self._issue.fixed), key=self._rank
        )
        waiting = True
        while waiting:  # again while something is placed: it may be a predecessor
            waiting = False
            for name in kept:
                if name not in plan.by_order:
                    pick = next(plan.fits(name, [self._kept.ways[name]]), None)
                    if pick is not None:
                        plan.add(pick)
                        waiting = True
        return by_priority_picks(self._catalogue, plan.picks())

    def _rank(self, name: str) -> tuple[bool, bool, int, str]:
        order = self._problem.order_by_id[name]
        locked = order.locked_start_minute is not None
        value = max(self._catalogue.timings[self._kept.ways[name]].values)
        return not locked, not order.must_place, -value, name

    def _with_locks(self, picks: Picks) -> Picks | None:
        """The plan itself if it has every locked order, else any plan that has them."""
        placed = {self._catalogue.timings[pick.timing].order.id for pick in picks}
        if placed >= set(self._locked):
            return picks
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.stop_after_first_solution = True
        return self._model(self._locked).solve(solver).picks

    def _contradiction(self) -> Replanned:
        return Replanned(
            problem=self._problem,
            result=Result(
                status=SolveStatus.LOCKS_CONTRADICT,
                schedule=None,
                contradicting_locks=tuple(n for n in self._locked if n not in self._issue.fixed),
            ),
        )

    def _model(self, placed: list[str]) -> ChangeModel:
        return ChangeModel(self._kept, self._weights, frozenset(self._issue.open), placed)

    def _fewest_changes(self, repaired: Picks, best: Picks) -> Answer:
        score, urgent = score_picks(self._catalogue, best), urgent_value(self._catalogue, best)
        model = self._model(self._locked)
        model.keep_worth(score, urgent)
        model.change_least(self._other_leaders(model))
        model.hint(repaired if self._as_good(repaired, score, urgent) else best)
        return model.solve(self._solver())

    def _as_good(self, picks: Picks, score: Score, urgent: int) -> bool:
        found = score_picks(self._catalogue, picks)
        return (
            found.must_placed >= score.must_placed
            and found.value >= least_value(score.value)
            and urgent_value(self._catalogue, picks) >= urgent
        )

    def _other_leaders(self, model: ChangeModel) -> list[cp_model.IntVar]:
        """Choices of a roster that give a ticket another leader."""
        found = []
        for p, part in enumerate(self._catalogue.parts):
            names = self._issue.leaders.get(self._catalogue.timings[part.timing].order.id)
            if names is not None and part.leads:
                found += [
                    literal
                    for literal, roster in zip(model.variables.roster[p], part.rosters, strict=True)
                    if roster.leader != names[-1]
                ]
        return found

    def _solver(self) -> cp_model.CpSolver:
        return whole_model_solver(self._work, 1 - VALUE_SHARE)

    def _share(self, share: float) -> SolveParams:
        seconds = self._work.seconds
        return replace(
            self._work,
            effort=share * self._work.effort,
            seconds=None if seconds is None else share * seconds,
        )

    def _schedule(self, picks: Picks) -> Schedule:
        """The plan with the lunches that have begun."""
        found = self._kept.schedule(picks)
        lunches = {(m.crew, m.day): m for m in (*found.lunches, *self._issue.lunches)}
        return replace(found, lunches=tuple(lunches[key] for key in sorted(lunches)))


def changed_orders(issue: Issue, schedule: Schedule) -> tuple[str, ...]:
    """Orders that a schedule does otherwise than the plan in force."""
    before = {job.work_order: job for job in issue.schedule.assignments}
    after = {job.work_order: job for job in schedule.assignments}
    return tuple(name for name in sorted({*before, *after}) if before.get(name) != after.get(name))
