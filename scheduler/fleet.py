"""Vehicles a crew can bring to a job: its own where it has them, else shared ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.crews import Vehicle
from scheduler.problem import ProblemData
from scheduler.records import SLOT_MINUTES


def vehicle_choices(
    problem: ProblemData, crew: str, kinds: Iterable[str], start_minute: int, end_minute: int
) -> tuple[tuple[str, ...], ...]:
    """List the sets of vehicles that serve a job, one vehicle for each kind needed.

    A crew's own open vehicle is always taken, since nobody else can use it. No set at all means
    that the job cannot be done.
    """
    open_now = [v for v in problem.vehicles if is_open(v, start_minute, end_minute)]
    choices: list[tuple[str, ...]] = [()]
    for kind in sorted(kinds):
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
