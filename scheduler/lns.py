"""Large neighbourhood search: part of the plan is freed, the exact model fills it again.

Each round frees two neighbourhoods of the same plan and solves them side by side, each with a
fixed amount of deterministic work; what is accepted does not depend on which one ends first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from scheduler.model import Answer, Model
from scheduler.modes import Catalogue, Ways
from scheduler.picks import Pick, to_schedule
from scheduler.schedule import Score
from scheduler.score import score_schedule
from scheduler.stop import Solver
from scheduler.verify import verify

Cell = tuple[str, int]
"""A crew on a day."""

KINDS = 4
CREWS_ON_A_DAY, CREWS_ON_ALL_DAYS, CREWS_ON_TWO_DAYS, ORDERS_ANYWHERE = range(KINDS)

WORK_PER_NEIGHBOURHOOD = 0.6
"""Deterministic CP-SAT work for one neighbourhood."""
WORK_PER_VARIABLE = 4e-6
"""Work of loading a model, which CP-SAT does not count."""
MOST_UNSCHEDULED = 12
"""Orders not in the plan that one neighbourhood tries to bring in."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Picks of the full catalogue and their score."""

    picks: tuple[Pick, ...]
    score: Score


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """Crew-days in which free orders may be placed, and the orders that are free."""

    kind: int
    cells: frozenset[Cell]
    orders: frozenset[str]


def score_picks(catalogue: Ways, picks: Sequence[Pick]) -> Score:
    """Score picks by way of the schedule they stand for."""
    return score_schedule(catalogue.problem, to_schedule(catalogue, picks))


class Sizes:
    """How much each kind of neighbourhood frees, 0 … 1: more where the last one was easy."""

    def __init__(self) -> None:
        self.share = [0.4] * KINDS

    def learn(self, kind: int, *, optimal: bool, work: float) -> None:
        """Grow a kind that was solved with little work, shrink one that was not solved."""
        if not optimal:
            self.share[kind] = max(0.0, self.share[kind] - 0.1)
        elif work < WORK_PER_NEIGHBOURHOOD / 3:
            self.share[kind] = min(1.0, self.share[kind] + 0.05)


def choose_neighbourhood(
    catalogue: Catalogue, plan: Plan, sizes: Sizes, rng: random.Random
) -> Neighbourhood:
    """Free several crews on a day, few crews on all days, or orders wherever they are."""
    kind = rng.randrange(KINDS)
    placed = {catalogue.timings[pick.timing].order.id: pick for pick in plan.picks}
    waiting = sorted(set(catalogue.timings_of_order) - set(placed))
    rng.shuffle(waiting)
    cells = _choose_cells(catalogue, kind, sizes.share[kind], rng)
    inside = [name for name in sorted(placed) if _cells(catalogue, placed[name]) <= cells]
    if kind == ORDERS_ANYWHERE:
        rng.shuffle(inside)
        inside = inside[: 3 + round(sizes.share[kind] * len(inside))]
    return Neighbourhood(
        kind=kind,
        cells=frozenset(cells),
        orders=frozenset([*inside, *waiting[:MOST_UNSCHEDULED]]),
    )


def _choose_cells(catalogue: Catalogue, kind: int, share: float, rng: random.Random) -> set[Cell]:
    crews = sorted(crew.id for crew in catalogue.problem.crews)
    days = list(range(catalogue.problem.days))
    if kind == CREWS_ON_A_DAY:
        crews, days = _some(crews, 2, share, rng), [rng.choice(days)]
    elif kind == CREWS_ON_ALL_DAYS:
        crews = _some(crews, 1, share, rng)
    elif kind == CREWS_ON_TWO_DAYS:
        crews, days = _some(crews, 2, share, rng), rng.sample(days, min(len(days), 2))
    return {(crew, day) for crew in crews for day in days}


def _some(crews: list[str], least: int, share: float, rng: random.Random) -> list[str]:
    count = least + round(share * (len(crews) - least))
    return rng.sample(crews, max(1, min(len(crews), count)))


def _cells(catalogue: Catalogue, pick: Pick) -> set[Cell]:
    day = catalogue.timings[pick.timing].day
    return {(catalogue.parts[chosen.part].crew, day) for chosen in pick.parts}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A plan, better or as it was; whether none is better there; the work it took."""

    plan: Plan
    optimal: bool
    work: float


def improve(model: Model, plan: Plan, free: Neighbourhood, seed: int) -> Outcome:
    """Solve a neighbourhood of a plan."""
    catalogue = model.catalogue
    current = [chosen.part for pick in plan.picks for chosen in pick.parts]
    kept = [k for k in plan.picks if catalogue.timings[k.timing].order.id not in free.orders]
    model.focus([*current, *_free_parts(catalogue, free)], kept)
    model.hint(plan.picks)
    solver = neighbourhood_solver(seed)
    answer = model.solve(solver)
    return Outcome(
        plan=_better(catalogue, plan, answer),
        optimal=answer.optimal,
        work=solver.response_proto.deterministic_time,
    )


def _free_parts(catalogue: Catalogue, free: Neighbourhood) -> list[int]:
    return [
        p
        for cell in sorted(free.cells)
        for p in catalogue.parts_of_crew_day.get(cell, ())
        if catalogue.timings[catalogue.parts[p].timing].order.id in free.orders
    ]


def _better(catalogue: Catalogue, plan: Plan, answer: Answer) -> Plan:
    if answer.picks is None:
        return plan
    found = Plan(picks=answer.picks, score=score_picks(catalogue, answer.picks))
    return found if found.score >= plan.score else plan


def neighbourhood_solver(seed: int) -> Solver:
    """Set a solver up for a small model with a full hint."""
    solver = Solver()
    parameters = solver.parameters
    parameters.random_seed = seed
    parameters.max_deterministic_time = WORK_PER_NEIGHBOURHOOD
    parameters.linearization_level = 2
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1
    return solver


def search_round(
    models: Sequence[Model], plan: Plan, sizes: Sizes, rng: random.Random, threads: Executor
) -> tuple[Plan, float]:
    """Improve a plan in one neighbourhood for each model at once; return the work spent."""
    catalogue = models[0].catalogue
    chosen = [choose_neighbourhood(catalogue, plan, sizes, rng) for _ in models]
    tasks = [
        threads.submit(improve, model, plan, free, rng.randrange(2**31))
        for model, free in zip(models, chosen, strict=True)
    ]
    outcomes = [task.result() for task in tasks]
    for free, outcome in zip(chosen, outcomes, strict=True):
        sizes.learn(free.kind, optimal=outcome.optimal, work=outcome.work)
    best = best_of(catalogue, plan, [outcome.plan for outcome in outcomes])
    return best, max(outcome.work for outcome in outcomes) + models[0].size * WORK_PER_VARIABLE


def best_of(catalogue: Catalogue, plan: Plan, plans: Sequence[Plan]) -> Plan:
    """Take both changes if they go together, else the better one, else the first."""
    merged = _merge(catalogue, plan, plans)
    best = plan
    for found in (*plans, *([merged] if merged is not None else [])):
        if found.score > best.score or (found.score == best.score and best is plan):
            best = found
    return best


def _merge(catalogue: Catalogue, plan: Plan, plans: Sequence[Plan]) -> Plan | None:
    before = _by_order(catalogue, plan.picks)
    merged = dict(before)
    for found in plans:
        after = _by_order(catalogue, found.picks)
        for name in sorted({*before, *after}):
            if after.get(name) != before.get(name):
                if name in after:
                    merged[name] = after[name]
                else:
                    merged.pop(name, None)
    picks = tuple(sorted(merged.values()))
    problem, schedule = catalogue.problem, to_schedule(catalogue, picks)
    if any(breach.rule != "mandatory_missing" for breach in verify(problem, schedule)):
        return None
    return Plan(picks=picks, score=score_schedule(problem, schedule))


def _by_order(catalogue: Catalogue, picks: Sequence[Pick]) -> dict[str, Pick]:
    return {catalogue.timings[pick.timing].order.id: pick for pick in picks}
