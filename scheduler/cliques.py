"""Intervals of slots that must not meet, as few at-most-one clauses as are enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduler.order_rules import Ints
from scheduler.variables import Literals


class Spans:
    """Literals with the slots [first, last) each of them takes."""

    def __init__(self, entries: Iterable[tuple[cp_model.IntVar, int, int]]) -> None:
        rows = list(entries)
        self.literals: Literals = [literal for literal, _, _ in rows]
        self.first: Ints = np.array([first for _, first, _ in rows], dtype=np.int64)
        self.last: Ints = np.array([last for _, _, last in rows], dtype=np.int64)

    def covering(self, slot: int) -> Literals:
        """Collect the literals that take a slot."""
        members = np.flatnonzero((self.first <= slot) & (slot < self.last))
        return [self.literals[i] for i in members]

    def starts(self) -> list[int]:
        """List the slots in which a span begins: two spans that meet, meet in one of them."""
        return [int(slot) for slot in np.unique(self.first)]


def at_most_one_per_slot(model: cp_model.CpModel, spans: Spans, slots: Sequence[int]) -> None:
    """Let at most one of the spans take each of these slots."""
    for slot in slots:
        literals = spans.covering(slot)
        if len(literals) > 1:
            model.add_at_most_one(literals)
