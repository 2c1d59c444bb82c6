"""The strain of every worker's whole day, and where it exceeds what the rules allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import weather
from peakops.clock import Clock
from peakops.heat import HeatTables, is_acclimatised, station_of_feeder, worker_kit
from peakops.rows import rows
from peakops.scenario import Scenario
from peakops.timesheet import Phase
from weather import Kit, StrainCourse, WorkerDay, WorkStretch

WorkerDate = tuple[str, int]
"""A worker and a day of the plan."""


@dataclass(frozen=True, kw_only=True)
class Exceedance:
    """A worker who gets too hot, or loses too much water, on a day.

    Parameters
    ----------
    rule
        ``strain_core`` or ``strain_water``.
    worker, day
        Who, and on which day of the plan.
    work_order
        The job in which it happens, or after which.
    minute
        When the limit is first exceeded, in minutes of the plan.
    found, limit
        Core temperature [°C], or water lost [g].
    """

    rule: str
    worker: str
    day: int
    work_order: str
    minute: int
    found: float
    limit: float


@dataclass(frozen=True, kw_only=True)
class Strained:
    """What the strain model says of a schedule.

    Parameters
    ----------
    courses
        Strain of each worker and day, in minutes of the plan.
    starts
        Core temperature with which each of these days begins. [°C]
    exceedances
        In order of time.
    """

    courses: Mapping[WorkerDate, StrainCourse]
    starts: Mapping[WorkerDate, float]
    exceedances: tuple[Exceedance, ...]


class StrainModel:
    """Turns phases of workers' days into their strain; what is the same for all is kept."""

    def __init__(self, scenario: Scenario, heat: HeatTables) -> None:
        self.rules = heat.rules
        self._slots = heat.slots
        stations = station_of_feeder(scenario, heat.slots)
        orders = scenario.tables["work_orders"]
        self._station = {
            str(order): stations[str(feeder)]
            for order, feeder in zip(orders["work_order"], orders["feeder"], strict=True)
        }
        self._kits = {str(row["kit"]): worker_kit(row) for row in rows(scenario.tables["kits"])}
        self._workers = {str(row["worker"]): row for row in rows(scenario.tables["workers"])}

    def start_core_c(self, worker: str) -> float:
        """Core temperature of a worker when the plan begins."""
        given = float(self._workers[worker]["strain_start_c"])
        return weather.START_CORE_C if np.isnan(given) else given

    def acclimatised(self, worker: str, day: int) -> bool:
        """Whether a worker is used to the heat on a day of the plan."""
        return is_acclimatised(self._workers[worker], day, self.rules)

    def station(self, order: str) -> str:
        """Station whose weather an order has; "" where there is no order."""
        return self._station.get(order, "")

    def kit(self, name: str) -> Kit:
        """A kit of the scenario; "" is work clothes."""
        return self._kits[name] if name else weather.work_clothes(self.rules)

    def day(self, worker: str, day: int, phases: Sequence[Phase], start_core_c: float) -> WorkerDay:
        """Put together a worker's day from its phases, in order of time."""
        return WorkerDay(
            stretches=tuple(self._stretch(phase) for phase in phases),
            start_core_c=start_core_c,
            acclimatised=self.acclimatised(worker, day),
        )

    def follow(self, days: Sequence[WorkerDay]) -> tuple[StrainCourse, ...]:
        """Follow some workers through a day."""
        return weather.follow_all(days, self._slots, self.rules)

    def exceedances(
        self, key: WorkerDate, phases: Sequence[Phase], course: StrainCourse
    ) -> list[Exceedance]:
        """Where a worker's day exceeds the limits, at most once for each; none without strain."""
        if not self.rules.use_strain:
            return []
        found = (
            ("strain_core", course.core_c, self.rules.core_limit_c),
            ("strain_water", course.sweat_loss_g, self.rules.water_limit_g),
        )
        return [
            Exceedance(
                rule=rule,
                worker=key[0],
                day=key[1],
                work_order=_order_at(phases, int(course.minute[first])),
                minute=int(course.minute[first]),
                found=float(values.max()),
                limit=limit,
            )
            for rule, values, limit in found
            if (values > limit).any()
            for first in (int(np.argmax(values > limit)),)
        ]

    def _stretch(self, phase: Phase) -> WorkStretch:
        return WorkStretch(
            start_minute=phase.start,
            end_minute=phase.end,
            place=_place(phase),
            station=self.station(phase.work_order),
            metabolic_rate_w_per_m2=phase.metabolic_rate_w_per_m2,
            kit=self.kit(phase.kit),
        )


def _place(phase: Phase) -> str:
    if not phase.outdoors:
        return "cab"
    if phase.place == "shade":
        return "shade"
    return "bucket" if phase.phase == "bucket" else "ground"


def _order_at(phases: Sequence[Phase], minute: int) -> str:
    """The job that a worker is in at a minute, or was in last; the first before any."""
    orders = [phase for phase in phases if phase.work_order]
    begun = [phase.work_order for phase in orders if phase.start < minute]
    return begun[-1] if begun else orders[0].work_order


def check_strain(model: StrainModel, phases: Sequence[tuple[int, Phase]], clock: Clock) -> Strained:
    """Follow every worker through every day of a schedule.

    Parameters
    ----------
    model
        Of the scenario.
    phases
        With the day of each, as `day_phases.day_sheets` gives them.
    clock
        Of the plan.
    """
    by_day = phases_by_day(phases)
    rested = {worker: (model.start_core_c(worker), 0) for worker, _ in by_day}
    courses: dict[WorkerDate, StrainCourse] = {}
    starts: dict[WorkerDate, float] = {}
    for day in range(clock.days):
        today = [key for key in by_day if key[1] == day]
        starts |= _starts(model, today, by_day, rested)
        days = [model.day(*key, by_day[key], starts[key]) for key in today]
        for key, course in zip(today, model.follow(days), strict=True):
            courses[key] = course
            rested[key[0]] = float(course.core_c[-1]), int(course.minute[-1])
    found = [
        item
        for key, course in courses.items()
        for item in model.exceedances(key, by_day[key], course)
    ]
    found.sort(key=lambda item: (item.minute, item.worker, item.rule))
    return Strained(courses=courses, starts=starts, exceedances=tuple(found))


def _starts(
    model: StrainModel,
    today: Sequence[WorkerDate],
    by_day: Mapping[WorkerDate, tuple[Phase, ...]],
    rested: Mapping[str, tuple[float, int]],
) -> dict[WorkerDate, float]:
    """Core temperature in the morning: that of the evening, or of the input, after the rest."""
    core = np.array([rested[worker][0] for worker, _ in today])
    # what the input says holds for the moment of departure
    free = [by_day[key][0].start - rested[key[0]][1] if rested[key[0]][1] else 0 for key in today]
    found = weather.after_rest(core, np.array(free, dtype=np.int64), model.rules)
    return dict(zip(today, (float(value) for value in found), strict=True))


def phases_by_day(
    phases: Sequence[tuple[int, Phase]],
) -> dict[WorkerDate, tuple[Phase, ...]]:
    """Phases of each worker and day, in order of time."""
    grouped: dict[WorkerDate, list[Phase]] = {}
    for day, phase in phases:
        grouped.setdefault((phase.worker, day), []).append(phase)
    return {
        key: tuple(sorted(mine, key=lambda phase: phase.start))
        for key, mine in sorted(grouped.items())
    }
