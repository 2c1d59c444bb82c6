"""Vehicles a crew can bring to a job: its own where it has them, else shared ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from scheduler.crews import Vehicle
from scheduler.problem import ProblemData
from scheduler.records import SLOT_MINUTES

Choices = tuple[tuple[str, ...], ...]
"""Sets of vehicles that serve a job."""


class Fleet:
    """The vehicles of a problem; choices that never change are worked out once."""

    def __init__(self, problem: ProblemData) -> None:
        self._problem = problem
        self._always: dict[tuple[str, tuple[str, ...]], Choices | None] = {}

    @cached_property
    def _of_kind(self) -> dict[str, dict[str, list[Vehicle]]]:
        """Vehicles by kind and crew."""
        found: dict[str, dict[str, list[Vehicle]]] = defaultdict(lambda: defaultdict(list))
        for vehicle in self._problem.vehicles:
            found[vehicle.kind][vehicle.crew].append(vehicle)
        return found

    def choices(
        self, crew: str, kinds: tuple[str, ...], start_minute: int, end_minute: int
    ) -> Choices:
        """List the choices of a crew for a job, as `vehicle_choices` does."""
        always = self.always(crew, kinds)
        if always is not None:
            return always
        return _choices(self._within_reach(crew, kinds), crew, kinds, start_minute, end_minute)

    def always(self, crew: str, kinds: tuple[str, ...]) -> Choices | None:
        """List the choices of a crew for jobs at any time; None if they differ by time."""
        key = (crew, kinds)
        if key not in self._always:
            within = self._within_reach(crew, kinds)
            closed = any(vehicle.closed for vehicle in within)
            self._always[key] = None if closed else _choices(within, crew, kinds, 0, 0)
        return self._always[key]

    def _within_reach(self, crew: str, kinds: Iterable[str]) -> list[Vehicle]:
        found = []
        for kind in sorted(set(kinds)):
            of_crew = self._of_kind.get(kind, {})
            found += [*of_crew.get(crew, ()), *of_crew.get("", ())]
        return found


def vehicle_choices(
    problem: ProblemData, crew: str, kinds: Iterable[str], start_minute: int, end_minute: int
) -> Choices:
    """List the sets of vehicles that serve a job, one vehicle for each kind needed.

    A crew's own open vehicle is always taken, since nobody else can use it. No set at all means
    that the job cannot be done.
    """
    return _choices(problem.vehicles, crew, kinds, start_minute, end_minute)


def _choices(
    vehicles: Iterable[Vehicle],
    crew: str,
    kinds: Iterable[str],
    start_minute: int,
    end_minute: int,
) -> Choices:
    wanted = sorted(kinds)
    open_now = [
        v
        for v in vehicles
        if v.kind in wanted and v.crew in (crew, "") and is_open(v, start_minute, end_minute)
    ]
    choices: list[tuple[str, ...]] = [()]
    for kind in wanted:
        fitting = sorted((v for v in open_now if v.kind == kind), key=lambda v: v.id)
        choices = [(*chosen, name) for chosen in choices for name in _next(fitting, crew, chosen)]
    return tuple(choices)


def _next(fitting: Sequence[Vehicle], crew: str, chosen: tuple[str, ...]) -> list[str]:
    own = [v.id for v in fitting if v.crew == crew and v.id not in chosen]
    return own[:1] or [v.id for v in fitting if v.shared and v.id not in chosen]


def is_open(vehicle: Vehicle, start_minute: int, end_minute: int) -> bool:
    """Whether a vehicle can be used all through [start, end)."""
    return all(end_minute <= begin or start_minute >= end for begin, end in vehicle.closed)


def use_slots(
    problem: ProblemData, vehicle: Vehicle, start_minute: int, end_minute: int
) -> tuple[int, int]:
    """First slot a use takes and the slot after its last, a shared vehicle's gap included."""
    gap = problem.vehicle_gap_slots if vehicle.shared else 0
    return start_minute // SLOT_MINUTES, -(-end_minute // SLOT_MINUTES) + gap
