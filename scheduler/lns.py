"""Large neighbourhood search: part of the plan is freed, the exact model fills it again.

Each round frees two neighbourhoods of the same plan and solves them side by side, each with a
fixed amount of deterministic work; what is accepted does not depend on which one ends first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.model import Answer, Model
from scheduler.modes import Catalogue, Part, Timing
from scheduler.objective import Weights
from scheduler.picks import Pick, to_schedule, translate
from scheduler.schedule import Score
from scheduler.score import score_schedule
from scheduler.verify import verify

Cell = tuple[str, int]
"""A crew on a day."""

WORK_PER_NEIGHBOURHOOD = 0.6
"""Deterministic CP-SAT work for one neighbourhood."""
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

    cells: frozenset[Cell]
    orders: frozenset[str]


def score_picks(catalogue: Catalogue, picks: Sequence[Pick]) -> Score:
    """Score picks by way of the schedule they stand for."""
    return score_schedule(catalogue.problem, to_schedule(catalogue, picks))


def choose_neighbourhood(catalogue: Catalogue, plan: Plan, rng: random.Random) -> Neighbourhood:
    """Free several crews on a day, few crews on all days, or orders wherever they are."""
    placed = {catalogue.timings[pick.timing].order.id: pick for pick in plan.picks}
    waiting = sorted(set(catalogue.timings_of_order) - set(placed))
    rng.shuffle(waiting)
    cells = _choose_cells(catalogue, rng)
    inside = [name for name in sorted(placed) if _cells(catalogue, placed[name]) <= cells]
    if cells == _all_cells(catalogue):
        rng.shuffle(inside)
        inside = inside[: max(4, len(inside) // 3)]
    return Neighbourhood(
        cells=frozenset(cells), orders=frozenset([*inside, *waiting[:MOST_UNSCHEDULED]])
    )


def _choose_cells(catalogue: Catalogue, rng: random.Random) -> set[Cell]:
    crews = sorted(crew.id for crew in catalogue.problem.crews)
    days = range(catalogue.problem.days)
    kind = rng.randrange(4)
    if kind == 0 or (kind == 2 and len(days) < 3):
        some, when = rng.sample(crews, min(len(crews), rng.randint(2, 5))), [rng.choice(days)]
    elif kind == 1:
        some, when = rng.sample(crews, min(len(crews), 2)), list(days)
    elif kind == 2:
        some, when = rng.sample(crews, min(len(crews), 3)), rng.sample(days, 2)
    else:
        some, when = crews, list(days)
    return {(crew, day) for crew in some for day in when}


def _all_cells(catalogue: Catalogue) -> set[Cell]:
    problem = catalogue.problem
    return {(crew.id, day) for crew in problem.crews for day in range(problem.days)}


def _cells(catalogue: Catalogue, pick: Pick) -> set[Cell]:
    day = catalogue.timings[pick.timing].day
    return {(catalogue.parts[chosen.part].crew, day) for chosen in pick.parts}


def restricted(catalogue: Catalogue, plan: Plan, free: Neighbourhood) -> Catalogue:
    """Keep the plan as it is, and for free orders all parts in the cells."""
    current = {chosen.part for pick in plan.picks for chosen in pick.parts}
    kept = frozenset(id(catalogue.parts[p]) for p in current)

    def keep(timing: Timing, part: Part) -> bool:
        if id(part) in kept:
            return True
        return timing.order.id in free.orders and (part.crew, timing.day) in free.cells

    return catalogue.restrict(keep)


def improve(
    catalogue: Catalogue, weights: Weights, plan: Plan, free: Neighbourhood, seed: int
) -> tuple[Plan, float]:
    """Solve a neighbourhood; return the plan, better or as it was, and the work spent."""
    small = restricted(catalogue, plan, free)
    placed = sorted(catalogue.timings[pick.timing].order.id for pick in plan.picks)
    locked = {o.id for o in catalogue.problem.orders if o.locked_start_minute is not None}
    model = Model(small, weights, [o for o in placed if o not in free.orders or o in locked])
    model.hint(translate(plan.picks, catalogue, small))
    solver = neighbourhood_solver(seed)
    answer = model.solve(solver)
    return _better(catalogue, small, plan, answer), solver.response_proto.deterministic_time


def _better(catalogue: Catalogue, small: Catalogue, plan: Plan, answer: Answer) -> Plan:
    if answer.picks is None:
        return plan
    picks = translate(answer.picks, small, catalogue)
    found = Plan(picks=picks, score=score_picks(catalogue, picks))
    return found if found.score >= plan.score else plan


def neighbourhood_solver(seed: int) -> cp_model.CpSolver:
    """Set a solver up for a small model with a full hint."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.max_deterministic_time = WORK_PER_NEIGHBOURHOOD
    parameters.linearization_level = 2
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1
    return solver


def search_round(
    catalogue: Catalogue,
    weights: Weights,
    plan: Plan,
    rng: random.Random,
    threads: Executor,
) -> tuple[Plan, float]:
    """Improve a plan in two neighbourhoods at once."""
    tasks = []
    for _ in range(2):
        free = choose_neighbourhood(catalogue, plan, rng)
        seed = rng.randrange(2**31)
        tasks.append(threads.submit(improve, catalogue, weights, plan, free, seed))
    results = [task.result() for task in tasks]
    plans = [found for found, _ in results]
    return best_of(catalogue, plan, plans), max(work for _, work in results)


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
