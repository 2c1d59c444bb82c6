"""Who of each crew does which duty, so that the heat does not fall on the same people.

The search takes rosters that are alike for the rules as one. When it is over the jobs keep their
crews, times and vehicles, and each crew's people are chosen anew: least is the largest dose that
one person takes on a day, then the largest in the bucket; the same of the whole plan; then the
dose of all together. Crews do not share people, so each is a small problem of its own, and what is
least for each is least for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ortools.sat.python import cp_model

from scheduler.absences import away
from scheduler.heat_dose import HeatDose, outdoors
from scheduler.problem import ProblemData
from scheduler.records import DAY_MINUTES
from scheduler.rosters import all_rosters, need_of
from scheduler.schedule import Assignment, CrewPart, Schedule
from scheduler.stop import Solver

MOST_LOOKED_AT = 2_000
"""Rosters of one job that are looked at."""
MOST_CHOICES = 60
"""Rosters of one job that are chosen from: no two give everybody the same dose."""
WORK = 0.2
"""Deterministic CP-SAT work for one crew, at most; most take a hundredth of it."""

Place = tuple[int, int]
"""A job of a schedule, and one of its parts, by number."""
Taken = list[list[cp_model.IntVar]]
"""Whether a job has a roster."""
Terms = list[tuple[cp_model.IntVar, int]]
"""What somebody has if a roster is taken."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One roster of a job, with everybody's minutes outdoors and dose. [min]"""

    part: CrewPart
    minutes: dict[str, int]
    dose: dict[str, int]

    @property
    def in_bucket(self) -> dict[str, int]:
        """Dose of those who go up. [min]"""
        return {name: self.dose[name] for name in self.part.bucket}


def fairly_staffed(problem: ProblemData, schedule: Schedule, seed: int = 1) -> Schedule:
    """Choose the people of a schedule anew; everything else stays as it is.

    Parameters
    ----------
    problem
        With `heat_index`; without it nothing changes.
    schedule
        One that keeps every rule.
    seed
        Of the solver.

    Returns
    -------
    A schedule that keeps every rule and is worth the same, of the same people where no others
    would take less heat.
    """
    dose = HeatDose(problem)
    if not dose.tells:
        return schedule
    places: dict[str, list[Place]] = defaultdict(list)
    for j, job in enumerate(schedule.assignments):
        for p, part in enumerate(job.parts):
            places[part.crew].append((j, p))
    chosen: dict[Place, CrewPart] = {}
    for crew in sorted(places):
        staffed = _Crew(problem, schedule, dose, places[crew])
        chosen |= staffed.chosen(seed)
    jobs = tuple(
        replace(job, parts=tuple(chosen[j, p] for p in range(len(job.parts))))
        for j, job in enumerate(schedule.assignments)
    )
    return replace(schedule, assignments=jobs)


class _Crew:
    """The jobs of one crew, and the rosters that each can have; the first is the present one."""

    def __init__(
        self, problem: ProblemData, schedule: Schedule, dose: HeatDose, places: Sequence[Place]
    ) -> None:
        self._problem, self._dose, self._places = problem, dose, places
        self._jobs = [schedule.assignments[j] for j, _ in places]
        self._choices = [
            list(self._of(job, job.parts[p]))
            for job, (_, p) in zip(self._jobs, places, strict=True)
        ]

    def _of(self, job: Assignment, part: CrewPart) -> Iterator[Choice]:
        """Yield rosters that differ in somebody's dose; who is relieved stays so."""
        present = self._choice(job, part)
        yield present
        if part.relief:
            return
        seen = {frozenset(present.dose.items())}
        for roster in islice(self._rosters(job, part), MOST_LOOKED_AT):
            choice = self._choice(job, replace(roster, vehicles=part.vehicles))
            key = frozenset(choice.dose.items())
            if key not in seen and len(seen) < MOST_CHOICES:
                seen.add(key)
                yield choice

    def _rosters(self, job: Assignment, part: CrewPart) -> Iterator[CrewPart]:
        """Yield rosters of those who are there, with as many new workers in the bucket or none."""
        problem, day = self._problem, job.start_minute // DAY_MINUTES
        gone = away(problem, job.start_minute, job.end_minute)
        members = [w for w in problem.workers if w.crew == part.crew and w.id not in gone]
        novices = {w.id for w in members if w.is_novice(day)}
        order = problem.order_by_id[job.work_order]
        need = need_of(order, leads=part is job.parts[0], pairs=len(part.pairs))
        for roster in all_rosters(members, day, need, part.crew):
            if bool(novices & {*roster.bucket}) == bool(novices & {*part.bucket}):
                yield roster

    def _choice(self, job: Assignment, part: CrewPart) -> Choice:
        spans = outdoors(job, part, rest_outdoors=self._problem.rest_outdoors)
        minutes = {name: sum(b - a for a, b in mine) for name, mine in spans.items()}
        return Choice(part=part, minutes=minutes, dose=self._dose.of_part(job, part))

    def chosen(self, seed: int) -> dict[Place, CrewPart]:
        """The best roster of each job; the present ones if no better ones are found."""
        numbers = [0] * len(self._choices)
        if any(len(choices) > 1 for choices in self._choices):
            solver = Solver()
            solver.parameters.random_seed = seed
            solver.parameters.max_deterministic_time = WORK
            numbers = self._chosen(solver)
        picked = zip(self._places, self._choices, numbers, strict=True)
        return {place: choices[i].part for place, choices, i in picked}

    def _chosen(self, solver: cp_model.CpSolver) -> list[int]:
        """Numbers of the best rosters, one aim after the other."""
        numbers = [0] * len(self._choices)
        model = cp_model.CpModel()
        taken = [[model.new_bool_var("") for _ in choices] for choices in self._choices]
        for literals in taken:
            model.add_exactly_one(literals)
        self._keep_caps(model, taken)
        for aim in self._aims(model, taken):
            _hint(model, taken, numbers)
            model.minimize(aim)
            if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            numbers = [[solver.value(x) for x in literals].index(1) for literals in taken]
            model.add(aim <= round(solver.objective_value))
        return numbers

    def _keep_caps(self, model: cp_model.CpModel, taken: Taken) -> None:
        workers = self._problem.worker_by_id
        for (name, day), terms in self._by_worker(taken, "minutes").items():
            cap = workers[name].outdoor_cap_minutes[day]
            if cap is not None:
                model.add(_total(terms) <= cap)

    def _aims(self, model: cp_model.CpModel, taken: Taken) -> Iterator[cp_model.LinearExpr]:
        """Yield what is to be least, the first before all others."""
        doses, in_bucket = self._by_worker(taken, "dose"), self._by_worker(taken, "in_bucket")
        most = sum(max(sum(c.dose.values()) for c in choices) for choices in self._choices)

        def largest(groups: Iterable[Terms]) -> cp_model.IntVar:
            found = model.new_int_var(0, most, "")
            for terms in groups:
                model.add(_total(terms) <= found)
            return found

        yield (most + 1) * largest(doses.values()) + largest(in_bucket.values())
        yield (most + 1) * largest(_by_name(doses)) + largest(_by_name(in_bucket))
        every = [term for terms in doses.values() for term in terms]
        changed = [(literal, 1) for literals in taken for literal in literals[1:]]
        yield (len(taken) + 1) * _total(every) + _total(changed)

    def _by_worker(self, taken: Taken, what: str) -> dict[tuple[str, int], Terms]:
        """What each person has on each day with each roster."""
        found: dict[tuple[str, int], Terms] = defaultdict(list)
        for job, choices, literals in zip(self._jobs, self._choices, taken, strict=True):
            for choice, literal in zip(choices, literals, strict=True):
                for name, minutes in getattr(choice, what).items():
                    found[name, job.start_minute // DAY_MINUTES].append((literal, minutes))
        return found


def _hint(model: cp_model.CpModel, taken: Taken, numbers: Sequence[int]) -> None:
    model.proto.solution_hint.vars.clear()
    model.proto.solution_hint.values.clear()
    for literals, number in zip(taken, numbers, strict=True):
        for i, literal in enumerate(literals):
            model.add_hint(literal, int(i == number))


def _by_name(terms: dict[tuple[str, int], Terms]) -> list[Terms]:
    """The same on all days together."""
    found: dict[str, Terms] = defaultdict(list)
    for (name, _), mine in terms.items():
        found[name] += mine
    return list(found.values())


def _total(terms: Terms) -> cp_model.LinearExpr:
    literals, factors = zip(*terms, strict=True)
    return cp_model.LinearExpr.weighted_sum(literals, factors)
