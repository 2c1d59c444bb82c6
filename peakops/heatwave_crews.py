"""Crew-hours that the heat and weather rules leave open in a heatwave, and what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from peakops.clock import SLOT_MINUTES, SLOTS_PER_DAY, Clock, minute_of_day
from peakops.heat import HeatTables, StintKey
from peakops.job_shapes import job_shapes
from peakops.plan import scenario_clock
from peakops.rows import rows, unknown
from peakops.scenario import Scenario

Bools = npt.NDArray[np.bool_]
HOURS_PER_SLOT = SLOT_MINUTES / 60


@dataclass(frozen=True, kw_only=True)
class CrewHours:
    """Crew-hours of the plan's shifts.

    Parameters
    ----------
    open_by_day
        Hours of all crews in which live work may go on, by day of the plan. [crew·h]
    lost_by_rule
        Hours that each rule takes, whatever the others do. [crew·h]
    lost
        Hours taken by one rule or more. [crew·h]
    """

    open_by_day: tuple[float, ...]
    lost_by_rule: Mapping[str, float]
    lost: float


def crew_hours(scenario: Scenario, heat: HeatTables) -> CrewHours:
    """Count the crew-hours of the shifts by what closes them, in the main station's weather.

    Notes
    -----
    A quarter of an hour is lost where a rule closes the site or the bucket, or where no kind of
    work has a stint as long as its shortest bucket step without hand-over. `outdoor_cap` takes
    what is left open of a shift beyond the day's cap.
    """
    clock = scenario_clock(scenario)
    closed = closed_slots(heat, clock)
    for rule, found in no_stint(scenario, heat).items():
        closed[rule] = closed.get(rule, np.zeros(clock.slots, dtype=bool)) | found
    anything = np.logical_or.reduce([np.zeros(clock.slots, dtype=bool), *closed.values()])
    shifts = crews_on_shift(scenario, clock)
    capped = cap_hours(scenario, heat, clock, anything)
    lost = {rule: float((slots * shifts).sum()) * HOURS_PER_SLOT for rule, slots in closed.items()}
    lost["outdoor_cap"] = float(sum(capped))
    free = ((~anything) * shifts).reshape(clock.days, SLOTS_PER_DAY).sum(axis=1) * HOURS_PER_SLOT
    open_by_day = tuple(float(free[day] - capped[day]) for day in range(clock.days))
    return CrewHours(
        open_by_day=open_by_day,
        lost_by_rule={rule: hours for rule, hours in sorted(lost.items()) if hours > 0},
        lost=float(shifts.sum()) * HOURS_PER_SLOT - sum(open_by_day),
    )


def closed_slots(heat: HeatTables, clock: Clock) -> dict[str, Bools]:
    """Slots of the plan that each rule closes for the site or the bucket."""
    times = clock.slot_times()
    main = next(iter(heat.closures.values()))
    return {
        str(rule): times.isin(pd.DatetimeIndex(part["time"]))
        for rule, part in main.groupby("rule", sort=True)
    }


def no_stint(scenario: Scenario, heat: HeatTables) -> dict[str, Bools]:
    """Slots in which no kind of work has a stint of its shortest bucket step, by limiting rule."""
    station = next(iter(heat.slots))
    shortest: dict[StintKey, int] = {}
    for shape in job_shapes(scenario).values():
        key = (station, shape.metabolic_rate_w_per_m2, shape.kit)
        if shape.segments:
            shortest[key] = min(shortest.get(key, shape.segments[0]), *shape.segments)
    if not shortest:
        return {}
    tables = [heat.stints[key] for key in sorted(shortest)]
    spare = np.stack([
        table["minutes"].to_numpy(dtype=int) - shortest[key]
        for key, table in zip(sorted(shortest), tables, strict=True)
    ])  # fmt: skip
    none = spare.max(axis=0) < 0
    nearest = spare.argmax(axis=0)
    names = np.stack([table["rule"].to_numpy(dtype=str) for table in tables])
    limiting = names[nearest, np.arange(names.shape[1])]
    return {str(rule): none & (limiting == rule) for rule in np.unique(limiting[none])}


def crews_on_shift(scenario: Scenario, clock: Clock) -> npt.NDArray[np.int64]:
    """Number of crews on shift in each slot of the plan."""
    minute = np.arange(clock.slots) % SLOTS_PER_DAY * SLOT_MINUTES
    count = np.zeros(clock.slots, dtype=np.int64)
    for row in rows(scenario.tables["crews"]):
        start, end = (minute_of_day(str(row[name])) for name in ("shift_start", "shift_end"))
        count += (minute >= start) & (minute < end)
    return count


def cap_hours(
    scenario: Scenario, heat: HeatTables, clock: Clock, closed: Bools
) -> tuple[float, ...]:
    """Open hours of each day's shifts beyond the legal cap of that day. [crew·h]"""
    caps = [float(row["outdoor_cap_minutes"]) for row in rows(heat.main_bands)]
    minute = np.arange(SLOTS_PER_DAY) * SLOT_MINUTES
    lost = []
    for day in range(clock.days):
        free = ~closed[day * SLOTS_PER_DAY : (day + 1) * SLOTS_PER_DAY]
        total = 0.0
        for row in rows(scenario.tables["crews"]):
            start, end = (minute_of_day(str(row[name])) for name in ("shift_start", "shift_end"))
            hours = float((free & (minute >= start) & (minute < end)).sum()) * HOURS_PER_SLOT
            total += 0.0 if unknown(caps[day]) else max(0.0, hours - caps[day] / 60)
        lost.append(total)
    return tuple(lost)
