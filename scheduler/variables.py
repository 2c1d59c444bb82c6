"""The solver's variables: what the grid sees, what the crews see, and who and what goes along.

``timing[t][i]`` timing t is used with its i-th open grid option; ``part[p]`` a crew gives part p;
``roster[p][i]`` and ``vehicles[p][i]`` its choices; ``lunch[p]`` the crew eats right after it.
Each order is at most one timing, each timing exactly the parts it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.modes import Catalogue

Literals = list[cp_model.IntVar]


class Variables:
    """Boolean variables of a catalogue, in a fixed order."""

    def __init__(self, model: cp_model.CpModel, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.timing = [
            [model.new_bool_var("") for _ in timing.options] for timing in catalogue.timings
        ]
        self.part = [model.new_bool_var("") for _ in catalogue.parts]
        self.roster = [
            _choices(model, self.part[p], len(part.rosters))
            for p, part in enumerate(catalogue.parts)
        ]
        self.vehicles = [
            _choices(model, self.part[p], len(part.vehicles))
            for p, part in enumerate(catalogue.parts)
        ]
        self.lunch = {p: model.new_bool_var("") for p in _lunch_parts(catalogue)}
        self.flags: list[tuple[cp_model.IntVar, list[Literals]]] = []

    def flag(self, model: cp_model.CpModel, groups: list[Literals]) -> cp_model.IntVar:
        """Make a variable that is true if any of the literals is.

        At most one literal of each group can be true anyway.
        """
        flag = model.new_bool_var("")
        for literals in groups:
            model.add_at_most_one([*literals, flag.negated()])
        self.flags.append((flag, groups))
        return flag


def _choices(model: cp_model.CpModel, chosen: cp_model.IntVar, count: int) -> list[cp_model.IntVar]:
    if count == 1:
        return [chosen]
    choices = [model.new_bool_var("") for _ in range(count)]
    model.add(sum(choices) == chosen)
    return choices


def _lunch_parts(catalogue: Catalogue) -> Iterator[int]:
    """Yield the parts after which a lunch can be needed."""
    for members in catalogue.parts_of_crew_day.values():
        parts = [catalogue.parts[p] for p in members]
        if any(part.early for part in parts) and any(part.late for part in parts):
            yield from (p for p in members if catalogue.parts[p].lunch_end_minute is not None)
