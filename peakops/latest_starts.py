"""The latest start of each planned job: what delay it bears with everything else as planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peakops.trials import Trials
from scheduler.delays import Delay, delays
from scheduler.problem import ProblemData
from scheduler.schedule import Assignment, Schedule


@dataclass(frozen=True, kw_only=True)
class LatestStart:
    """How late a job may begin.

    Parameters
    ----------
    minute
        Latest start, in minutes of the plan; every quarter of an hour up to it is allowed.
    rules
        What a start a quarter of an hour later breaks.
    """

    minute: int
    rules: tuple[str, ...]


def latest_starts(
    problem: ProblemData, schedule: Schedule, trials: Trials
) -> Mapping[str, LatestStart]:
    """Find the latest start of each planned job, by order.

    A delayed job keeps its crews, people, stints and hand-overs; no other job moves.

    Parameters
    ----------
    problem, schedule
        What was planned.
    trials
        For predicted strain and joint switching states.
    """
    return {job.work_order: _latest(problem, schedule, trials, job) for job in schedule.assignments}


def _latest(
    problem: ProblemData, schedule: Schedule, trials: Trials, job: Assignment
) -> LatestStart:
    latest = job.start_minute
    broken: tuple[str, ...] = ()
    for delay in delays(problem, schedule, job.work_order):
        broken = delay.broken or _tried(trials, delay)
        if broken:
            break
        latest = delay.job.start_minute
    return LatestStart(minute=latest, rules=broken)


def _tried(trials: Trials, delay: Delay) -> tuple[str, ...]:
    if trials.darker(delay.job):
        return ("lighting_missing",)
    return trials.broken(delay.schedule, delay.job)
