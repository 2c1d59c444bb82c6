"""The rules that tie timings and parts together, one function each.

Whatever a single order, crew or worker can break alone is not in the catalogue any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.crew_constraints import (
    keep_outdoor_caps,
    keep_travel_and_rest,
    keep_water_budgets,
    one_job_at_a_time,
    share_vehicles,
    take_lunch,
)
from scheduler.grid_constraints import (
    cap_blocked_feeders,
    follow_predecessors,
    keep_exclusive_pairs_apart,
)
from scheduler.variables import Variables


def add_constraints(model: cp_model.CpModel, variables: Variables) -> None:
    """Add every rule; that locked orders are placed is `must_place`."""
    place_once(model, variables)
    staff_timings(model, variables)
    one_job_at_a_time(model, variables)
    keep_travel_and_rest(model, variables)
    take_lunch(model, variables)
    keep_outdoor_caps(model, variables)
    keep_water_budgets(model, variables)
    share_vehicles(model, variables)
    cap_blocked_feeders(model, variables)
    keep_exclusive_pairs_apart(model, variables)
    follow_predecessors(model, variables)


def place_once(model: cp_model.CpModel, variables: Variables) -> None:
    """Use at most one timing and grid option of each order."""
    for literals in order_literals(variables).values():
        model.add_at_most_one(literals)


def staff_timings(model: cp_model.CpModel, variables: Variables) -> None:
    """Give each timing used a lead crew and, in a joint job, a support crew."""
    catalogue = variables.catalogue
    for t, timing in enumerate(catalogue.timings):
        for leads in (True, False) if timing.order.crews_needed > 1 else (True,):
            parts = [variables.part[p] for p in catalogue.parts_of_timing[t, leads]]
            model.add(sum(parts) == sum(variables.timing[t]))


def must_place(model: cp_model.CpModel, variables: Variables, orders: Iterable[str]) -> None:
    """Place these orders; a locked one has no start but its own in the catalogue."""
    literals = order_literals(variables)
    for order in orders:
        model.add_bool_or(literals.get(order, []))


def order_literals(variables: Variables) -> dict[str, list[cp_model.IntVar]]:
    """Collect the timing variables of each order."""
    return {
        order: [literal for t in timings for literal in variables.timing[t]]
        for order, timings in variables.catalogue.timings_of_order.items()
    }
