"""Locked starts: whether they can all be kept, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.model import Model
from scheduler.modes import Ways
from scheduler.open_ways import OpenWays
from scheduler.picks import Pick, translate
from scheduler.stop import Solver
from scheduler.weights import weights_of


def lock_plan(catalogue: OpenWays) -> tuple[tuple[Pick, ...], tuple[str, ...]]:
    """Place the locked orders and what they follow, or find a smallest contradiction.

    Returns
    -------
    Picks of the locked orders and their predecessors; and the ids of locked orders that cannot
    all be kept, empty if they can. Leaving out any one of these makes the others possible.
    """
    locked = [o.id for o in catalogue.problem.orders if o.locked_start_minute is not None]
    locked.sort()
    if not locked:
        return (), ()
    picks = _keep(catalogue, locked)
    if picks is not None:
        return picks, ()
    core = list(locked)
    for name in locked:
        rest = [other for other in core if other != name]
        if _keep(catalogue, rest) is None:
            core = rest
    return (), tuple(core)


def _keep(catalogue: OpenWays, locked: Collection[str]) -> tuple[Pick, ...] | None:
    """Place these orders; None if no plan has them all."""
    if any(name not in catalogue.timings_of_order for name in locked):
        return None
    wanted = with_predecessors(catalogue, locked)
    small = catalogue.of_orders(wanted)
    model = Model(small, weights_of(small), placed=locked)
    solver = Solver()
    solver.parameters.stop_after_first_solution = True
    answer = model.solve(solver)
    return None if answer.picks is None else translate(answer.picks, small, catalogue)


def with_predecessors(catalogue: Ways, orders: Collection[str]) -> frozenset[str]:
    """Return these orders and all that they follow."""
    wanted, waiting = set(orders), sorted(orders)
    while waiting:
        for name in catalogue.problem.order_by_id[waiting.pop()].after:
            if name not in wanted:
                wanted.add(name)
                waiting.append(name)
    return frozenset(wanted)
