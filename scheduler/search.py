"""The search in one model of a whole problem: ruin and recreate, exact, neighbourhoods, bound."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from scheduler.effort import SolveParams
from scheduler.lns import Plan, Sizes, score_picks, search_round
from scheduler.model import Answer, Model
from scheduler.modes import Catalogue
from scheduler.picks import Pick, to_schedule
from scheduler.ruin import ruin_and_recreate
from scheduler.schedule import Result, SolveStatus
from scheduler.stop import Solver
from scheduler.weights import weights_of

EXACT_SHARE = 0.1
"""Share of the work that goes to the whole model first: small problems end there."""
ROUNDS_PER_ORDER = 0.5
"""Rounds of ruin and recreate of each plan at first, for each order and unit of effort."""
RECREATE_SHARE = 0.5
"""Share of the seconds, in wall-clock mode, after which ruin and recreate ends."""
NEIGHBOURHOODS_SHARE = 0.3
"""Share of the work in which both threads search neighbourhoods."""
SMALL_PARTS = 5_000
"""Parts up to which the whole model is solved all along, to prove a plan optimal."""
PROOF_SHARE = 0.7
"""Share of the work that it then has."""
SMALL_ROUNDS = 0.25
"""Share of the rounds of ruin and recreate that they have."""
BOUND_SHARE = 0.1
"""Share of the work in which one thread proves a bound while the other one searches on."""


class Search:
    """One solve of a catalogue: the best plan so far, and the work left."""

    def __init__(self, catalogue: Catalogue, params: SolveParams) -> None:
        self._params = params
        self._catalogue = catalogue
        self._weights = weights_of(self._catalogue)
        self._rng = random.Random(params.seed)  # noqa: S311 - a seeded search, no secret
        self._sizes = Sizes()
        self._plan = Plan(picks=(), score=score_picks(self._catalogue, ()))
        self._bound: int | None = None
        self._optimal = False

    def improve(self, picks: tuple[Pick, ...]) -> tuple[Result, tuple[Pick, ...]]:
        """Run all stages from a plan that keeps every rule and has the locked orders."""
        # Every plan from here on has the locked orders, be they worth nothing.
        self._plan = Plan(picks=picks, score=score_picks(self._catalogue, picks))
        self._search()
        return self._result(), self._plan.picks

    def _result(self) -> Result:
        return Result(
            status=SolveStatus.OPTIMAL if self._optimal else SolveStatus.FEASIBLE,
            schedule=to_schedule(self._catalogue, self._plan.picks),
            score=self._plan.score,
            bound=self._value_bound(),
        )

    def _ended(self, share: float) -> Callable[[], bool]:
        """What tells whether a stage has to end before its work is done."""
        until = self._params.deadline(share)
        return lambda: self._params.stopped or time.monotonic() >= until

    def _search(self) -> None:
        if self._params.stopped:
            return
        orders = self._catalogue.problem.orders
        locked = sorted(o.id for o in orders if o.locked_start_minute is not None)
        model = Model(self._catalogue, self._weights, placed=locked)
        with ThreadPoolExecutor(2) as threads:
            if len(self._catalogue.parts) <= SMALL_PARTS:
                self._prove(model, threads)
            else:
                self._search_around(model, threads)

    def _prove(self, model: Model, threads: Executor) -> None:
        """Solve the whole model, and meanwhile look for good plans, should it take too long."""
        proof = threads.submit(self._run_whole, model, self._plan.picks, PROOF_SHARE)
        self._recreate(SMALL_ROUNDS)
        known = self._plan
        self._search_neighbourhoods([model.copy()], NEIGHBOURHOODS_SHARE, threads, proof)
        if proof.result().optimal:
            self._plan = known  # how far the search came beside the proof is up to the machine
        self._read_whole(proof.result())

    def _search_around(self, model: Model, threads: Executor) -> None:
        proof = threads.submit(self._run_whole, model, self._plan.picks, EXACT_SHARE)
        self._recreate()
        self._read_whole(proof.result())
        if self._optimal or self._params.stopped:
            return
        models = [model.copy(), model.copy()]
        self._search_neighbourhoods(models, NEIGHBOURHOODS_SHARE, threads)
        proof = threads.submit(self._run_whole, model, self._plan.picks, BOUND_SHARE)
        self._search_neighbourhoods(models[:1], BOUND_SHARE, threads)
        self._read_whole(proof.result())

    def _recreate(self, share: float = 1.0) -> None:
        orders = len(self._catalogue.timings_of_order)
        rounds = max(1, round(share * ROUNDS_PER_ORDER * self._params.effort * orders))
        picks = ruin_and_recreate(
            self._catalogue,
            self._weights,
            self._plan.picks,
            self._rng,
            rounds,
            self._ended(RECREATE_SHARE),
        )
        self._take("ruin_and_recreate", picks, at_least=False)

    def _search_neighbourhoods(
        self,
        models: list[Model],
        share: float,
        threads: Executor,
        proof: Future[Answer] | None = None,
    ) -> None:
        """Search until the work is spent, or an optimal plan is there: that one is then taken."""
        spent, ended = 0.0, self._ended(share)
        while spent < share * self._params.effort and not ended():
            if proof is not None and proof.done() and proof.result().optimal:
                return
            plan, work = search_round(models, self._plan, self._sizes, self._rng, threads)
            spent += work if self._params.seconds is None else 0.0
            self._take("neighbourhoods", plan.picks, at_least=True)

    def _run_whole(self, model: Model, picks: tuple[Pick, ...], share: float) -> Answer:
        model.hint(picks)
        return model.solve(whole_model_solver(self._params, share))

    def _read_whole(self, answer: Answer) -> None:
        if answer.bound is not None:
            known = answer.bound if self._bound is None else self._bound
            self._bound = min(answer.bound, known)
        if answer.picks is not None:
            self._optimal = self._optimal or answer.optimal
            self._take("whole", answer.picks, at_least=False)

    def _take(self, stage: str, picks: tuple[Pick, ...], *, at_least: bool) -> None:
        """Take a plan that is better, or as good if that is enough."""
        score, before = score_picks(self._catalogue, picks), self._plan.score
        if score > before or (at_least and score == before):
            self._plan = Plan(picks=picks, score=score)
        if score > before:
            self._params.tell(stage, score.value, self._value_bound())

    def _value_bound(self) -> int | None:
        if self._bound is None:
            return max(self._weights.most_value, self._plan.score.value)
        return self._weights.value_bound(self._bound, self._plan.score)


def whole_model_solver(params: SolveParams, share: float) -> Solver:
    """The solver for a model as a whole, with a share of the work; tuned on days of a county."""
    solver = Solver(params.stop)
    solver.parameters.random_seed = params.seed
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    if params.seconds is None:
        solver.parameters.max_deterministic_time = share * params.effort
    else:
        solver.parameters.max_time_in_seconds = max(0.1, share * params.seconds)
    return solver
