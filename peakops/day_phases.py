"""Where every worker of a schedule is, minute by minute, on every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import weather
from peakops.clock import Clock
from peakops.job_shapes import job_shapes
from peakops.places import Places
from peakops.scenario import Scenario
from peakops.timesheet import BucketWork, CrewDay, Phase, Trip, crew_days, phases, trips
from scheduler.schedule import Schedule


@dataclass(frozen=True, kw_only=True)
class DaySheets:
    """The days of all crews, their drives, and what everybody does.

    Parameters
    ----------
    trips
        Drives with the day of each.
    phases
        Stretches of the workers' days with the day of each.
    """

    trips: tuple[tuple[int, Trip], ...]
    phases: tuple[tuple[int, Phase], ...]


def day_sheets(scenario: Scenario, schedule: Schedule, places: Places, clock: Clock) -> DaySheets:
    """Follow every crew of a schedule through its days."""
    days = crew_days(schedule, clock)
    ways = [trips(day, places) for day in days]
    return DaySheets(
        trips=tuple(
            (day.day, trip) for day, found in zip(days, ways, strict=True) for trip in found
        ),
        phases=tuple(_day_phases(scenario, days, ways)),
    )


def _day_phases(
    scenario: Scenario, days: Sequence[CrewDay], ways: Sequence[tuple[Trip, ...]]
) -> list[tuple[int, Phase]]:
    work = bucket_work(scenario)
    workers = scenario.tables["workers"]
    members = {
        str(crew): [str(worker) for worker in rows["worker"]]
        for crew, rows in workers.groupby("crew")
    }
    return [
        (day.day, phase)
        for day, drives in zip(days, ways, strict=True)
        for phase in phases(day, drives, _out(day, members[day.crew]), work)
    ]


def bucket_work(scenario: Scenario) -> dict[str, BucketWork]:
    """Metabolic rate and kit of each order's bucket work, and where its people rest and watch."""
    rules = weather.override(scenario.heat)
    shapes = job_shapes(scenario)
    orders = scenario.tables["work_orders"]
    return {
        str(order): BucketWork(
            metabolic_rate_w_per_m2=shapes[code].metabolic_rate_w_per_m2,
            kit=shapes[code].kit,
            rest_outdoors=rules.rest_place == "shade",
            watch_in_shade=rules.watch_place == "shade",
        )
        for order, code in zip(orders["work_order"], orders["job_type"], strict=True)
    }


def _out(day: CrewDay, members: Sequence[str]) -> list[str]:
    """Members who leave the base that day: those with a part in a job."""
    busy = {name for job in day.jobs for name in day.part(job).people}
    return [name for name in members if name in busy]
