"""One CP-SAT model of a catalogue: built, hinted, solved, read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.constraints import add_constraints, must_place
from scheduler.modes import Catalogue
from scheduler.objective import Weights, set_objective
from scheduler.picks import PartPick, Pick
from scheduler.variables import Variables


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one run of CP-SAT gave.

    ``picks`` is None if it found no solution; ``bound`` is on the weighed total.
    """

    picks: tuple[Pick, ...] | None
    total: int
    bound: int
    optimal: bool
    infeasible: bool


class Model:
    """The exact model of a catalogue; the orders in ``placed`` are in every solution."""

    def __init__(self, catalogue: Catalogue, weights: Weights, placed: Iterable[str] = ()) -> None:
        self.catalogue = catalogue
        self.model = cp_model.CpModel()
        self.variables = Variables(self.model, catalogue)
        add_constraints(self.model, self.variables)
        must_place(self.model, self.variables, placed)
        set_objective(self.model, self.variables, weights)

    def hint(self, picks: Iterable[Pick]) -> None:
        """Hint every variable of the parts and timings."""
        used = {id(literal) for literal in self._literals(picks)}
        for literal in self._all():
            self.model.add_hint(literal, int(id(literal) in used))

    def _literals(self, picks: Iterable[Pick]) -> list[cp_model.IntVar]:
        found = []
        for pick in picks:
            found.append(self.variables.timing[pick.timing][pick.option])
            for chosen in pick.parts:
                found.append(self.variables.part[chosen.part])
                found.append(self.variables.roster[chosen.part][chosen.roster])
                found.append(self.variables.vehicles[chosen.part][chosen.vehicles])
                if chosen.lunch and chosen.part in self.variables.lunch:
                    found.append(self.variables.lunch[chosen.part])
        return found

    def _all(self) -> list[cp_model.IntVar]:
        v = self.variables
        groups = [v.part, list(v.lunch.values()), *v.timing]
        groups += [choices for choices in v.roster + v.vehicles if len(choices) > 1]
        return [literal for group in groups for literal in group]

    def solve(self, solver: cp_model.CpSolver) -> Answer:
        """Run a solver that is set up, and read what it found."""
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Answer(
            picks=self._read(solver) if found else None,
            total=round(solver.objective_value) if found else 0,
            bound=int(solver.best_objective_bound // 1) if found else 0,
            optimal=status == cp_model.OPTIMAL,
            infeasible=status == cp_model.INFEASIBLE,
        )

    def _read(self, solver: cp_model.CpSolver) -> tuple[Pick, ...]:
        catalogue, v = self.catalogue, self.variables
        picks = []
        for t, literals in enumerate(v.timing):
            for i, literal in enumerate(literals):
                if solver.boolean_value(literal):
                    parts = [
                        self._read_part(solver, p)
                        for leads in (True, False)
                        for p in catalogue.parts_of_timing.get((t, leads), ())
                        if solver.boolean_value(v.part[p])
                    ]
                    picks.append(Pick(timing=t, option=i, parts=tuple(parts)))
        return tuple(picks)

    def _read_part(self, solver: cp_model.CpSolver, p: int) -> PartPick:
        v = self.variables
        return PartPick(
            part=p,
            roster=_chosen(solver, v.roster[p]),
            vehicles=_chosen(solver, v.vehicles[p]),
            lunch=p in v.lunch and solver.boolean_value(v.lunch[p]),
        )


def _chosen(solver: cp_model.CpSolver, choices: list[cp_model.IntVar]) -> int:
    return next(i for i, literal in enumerate(choices) if solver.boolean_value(literal))
