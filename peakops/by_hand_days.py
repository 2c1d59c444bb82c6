"""Days of workers in a schedule that may have them in two places: what of them can be followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from peakops.clock import Clock
from peakops.strain import WorkerDate, phases_by_day
from peakops.timesheet import Phase

DayPhase = tuple[int, Phase]


def followable(
    phases: Sequence[DayPhase], clock: Clock
) -> tuple[tuple[DayPhase, ...], tuple[WorkerDate, ...]]:
    """Cut drives and waits short that do not fit, and set days in two places at once aside.

    Parameters
    ----------
    phases
        With the day of each; they may overlap.
    clock
        Of the plan.

    Returns
    -------
    The phases of all days that can be followed, and the workers and days that cannot.
    """
    kept: list[DayPhase] = []
    aside: list[WorkerDate] = []
    until = {phase.worker: -clock.horizon_minutes for _, phase in phases}
    for (worker, day), found in phases_by_day(phases).items():
        work = [phase for phase in found if phase.outdoors]
        if _twice(work) or found[0].start < until[worker]:
            aside.append((worker, day))
            continue
        fitting = (_clipped(phase, clock) for phase in _beside(found, work))
        kept += [(day, phase) for phase in fitting if phase.start < phase.end]
        until[worker] = max(phase.end for phase in found)
    return tuple(kept), tuple(aside)


def _twice(work: Sequence[Phase]) -> bool:
    return any(after.start < before.end for before, after in pairwise(work))


def _beside(found: Sequence[Phase], work: Sequence[Phase]) -> Iterator[Phase]:
    """The work as it is, and of the time in the cab what the work and the time before leave."""
    yield from work
    now = 0
    for phase in found:
        if not phase.outdoors:
            for start, end in _free(max(phase.start, now), phase.end, work):
                yield replace(phase, start=start, end=end)
            now = max(now, phase.end)


def _free(start: int, end: int, work: Sequence[Phase]) -> Iterator[tuple[int, int]]:
    """Stretches of [start, end) without work."""
    for phase in work:
        if start < phase.end and phase.start < end:
            if start < phase.start:
                yield start, phase.start
            start = phase.end
    if start < end:
        yield start, end


def _clipped(phase: Phase, clock: Clock) -> Phase:
    """A phase within the plan: a drive may begin before it or end after it."""
    start = min(max(phase.start, 0), clock.horizon_minutes)
    return replace(phase, start=start, end=max(start, min(phase.end, clock.horizon_minutes)))
