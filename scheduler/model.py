"""One CP-SAT model of a catalogue: built, hinted, solved, read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from math import floor

from ortools.sat.python import cp_model

from scheduler.constraints import add_constraints, must_place
from scheduler.modes import Catalogue
from scheduler.objective import set_objective
from scheduler.picks import PartPick, Pick
from scheduler.variables import Literals, Variables
from scheduler.weights import Weights


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one run of CP-SAT gave.

    ``picks`` is None if it found no solution, ``bound`` (on the weighed total) if it proved none.
    """

    picks: tuple[Pick, ...] | None
    bound: int | None
    optimal: bool


class Model:
    """The exact model of a catalogue; the orders in ``placed`` are in every solution."""

    def __init__(self, catalogue: Catalogue, weights: Weights, placed: Iterable[str] = ()) -> None:
        self.catalogue = catalogue
        self.model = cp_model.CpModel()
        self.variables = Variables(self.model, catalogue)
        add_constraints(self.model, self.variables)
        must_place(self.model, self.variables, placed)
        set_objective(self.model, self.variables, weights)

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.model.proto.variables)

    def hint(self, picks: Iterable[Pick]) -> None:
        """Hint every variable: a full solution is then found at once."""
        used = {literal.index for literal in self._literals(picks)}
        flags = self.variables.flags
        used |= {flag.index for flag, groups in flags if _any_used(groups, used)}
        hint = self.model.proto.solution_hint
        hint.vars.clear()
        hint.values.clear()
        hint.vars.extend(range(self.size))
        hint.values.extend([int(number in used) for number in range(self.size)])

    def copy(self) -> Model:
        """Copy the model, to be focused and solved in another thread."""
        twin = copy(self)
        twin.model = self.model.clone()
        return twin

    def focus(self, open_parts: Iterable[int], kept: Iterable[Pick]) -> None:
        """Fix all parts but these, and keep some picks; rosters, vehicles, lunches stay open."""
        v, timings = self.variables, self.catalogue.timings
        parts = set(open_parts)
        live = {self.catalogue.parts[p].timing for p in parts}
        bounds: dict[int, tuple[int, int]] = {}
        for p, literal in enumerate(v.part):
            bounds[literal.index] = (0, int(p in parts))
        for t in range(len(timings)):
            for literal in v.timing[t]:
                bounds[literal.index] = (0, int(t in live))
        for pick in kept:
            bounds[v.timing[pick.timing][pick.option].index] = (1, 1)
            for chosen in pick.parts:
                bounds[v.part[chosen.part].index] = (1, 1)
        variables = self.model.proto.variables
        for number, (lower, upper) in bounds.items():
            domain = variables[number].domain
            domain[0], domain[1] = lower, upper

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

    def solve(self, solver: cp_model.CpSolver) -> Answer:
        """Run a solver that is set up, and read what it found."""
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Answer(
            picks=self.read(solver.boolean_value) if found else None,
            bound=floor(solver.best_objective_bound + 1e-6) if found else None,
            optimal=status == cp_model.OPTIMAL,
        )

    def read(self, is_true: Callable[[cp_model.IntVar], bool]) -> tuple[Pick, ...]:
        """Read the picks of a solution."""
        catalogue, v = self.catalogue, self.variables
        picks = []
        for t, literals in enumerate(v.timing):
            for i, literal in enumerate(literals):
                if is_true(literal):
                    parts = [
                        self._read_part(is_true, p)
                        for leads in (True, False)
                        for p in catalogue.parts_of_timing.get((t, leads), ())
                        if is_true(v.part[p])
                    ]
                    picks.append(Pick(timing=t, option=i, parts=tuple(parts)))
        return tuple(picks)

    def _read_part(self, is_true: Callable[[cp_model.IntVar], bool], p: int) -> PartPick:
        v = self.variables
        return PartPick(
            part=p,
            roster=_chosen(is_true, v.roster[p]),
            vehicles=_chosen(is_true, v.vehicles[p]),
            lunch=p in v.lunch and is_true(v.lunch[p]),
        )


def _chosen(is_true: Callable[[cp_model.IntVar], bool], choices: list[cp_model.IntVar]) -> int:
    return next(i for i, literal in enumerate(choices) if is_true(literal))


def _any_used(groups: list[Literals], used: set[int]) -> bool:
    return any(literal.index in used for literals in groups for literal in literals)
