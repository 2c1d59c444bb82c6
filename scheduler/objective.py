"""The objective of the model: must-place orders, then value less risk, then comfort."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.variables import Variables
from scheduler.weights import Weights


def set_objective(model: cp_model.CpModel, variables: Variables, weights: Weights) -> None:
    """Maximise the weighed total."""
    literals: list[cp_model.IntVar] = []
    gains: list[int] = []
    for t, timing in enumerate(variables.catalogue.timings):
        must = weights.must_place if timing.order.must_place else 0
        for literal, value in zip(variables.timing[t], timing.values, strict=True):
            literals.append(literal)
            gains.append(must + weights.value * value - timing.cost)
    for p, part in enumerate(variables.catalogue.parts):
        literals.append(variables.part[p])
        gains.append(-part.cost)
    model.maximize(cp_model.LinearExpr.weighted_sum(literals, gains))
