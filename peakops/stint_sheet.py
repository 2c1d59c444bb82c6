"""stints.csv: every stay in the bucket by name, with its limit and the rule that set it."""

from __future__ import annotations

import pandas as pd

from peakops.clock import SLOT_MINUTES, Clock
from peakops.heat import HeatTables, StintKey, station_of_feeder
from peakops.job_shapes import JobShape, job_shapes
from peakops.out_tables import frame
from peakops.rows import Row, rows
from peakops.scenario import Scenario
from peakops.strain import Strained
from scheduler.schedule import Assignment, Schedule, Stint
from weather import StrainCourse

STILL_RISING_MINUTES = 15
"""The core is hottest some minutes after a stint; then the cab tells. [min]"""


def stint_table(
    scenario: Scenario, heat: HeatTables, schedule: Schedule, strained: Strained, clock: Clock
) -> pd.DataFrame:
    """One row per worker and stint, rated by the slot that limits it most.

    The predicted core temperature is the highest of the worker's day as planned in the stint and
    the minutes after it, in which it still rises.
    """
    shapes = job_shapes(scenario)
    orders = scenario.tables["work_orders"]
    type_of = dict(zip(orders["work_order"], orders["job_type"], strict=True))
    feeder_of = dict(zip(orders["work_order"], orders["feeder"], strict=True))
    stations = station_of_feeder(scenario, heat.slots)
    found: list[dict[str, object]] = []
    for job in schedule.assignments:
        shape = shapes[type_of[job.work_order]]
        station = stations[feeder_of[job.work_order]]
        for stint in job.stints:
            rated = _rated(heat, (station, shape.metabolic_rate_w_per_m2, shape.kit), stint)
            common = _common(shape, stint, rated, clock) | {"core_limit_c": heat.rules.core_limit_c}
            day = clock.day(stint.start_minute)
            found += [
                common | names | _core(strained.courses[str(names["worker"]), day], stint)
                for names in _names(job, stint)
            ]
    return frame("stints", sorted(found, key=lambda row: (row["start"], row["worker"])))


def _slots(stint: Stint) -> range:
    return range(stint.start_minute // SLOT_MINUTES, -(-stint.end_minute // SLOT_MINUTES))


def _rated(heat: HeatTables, key: StintKey, stint: Stint) -> Row:
    """The touched slot with the lowest limit: its weather, limit and rule."""
    slots = _slots(stint)
    limits = heat.stints[key].iloc[slots.start : slots.stop]
    weather = heat.slots[key[0]].iloc[slots.start : slots.stop]
    worst = int(limits["minutes"].to_numpy().argmin())
    return rows(weather)[worst] | rows(limits[["minutes", "rule"]])[worst]


def _core(course: StrainCourse, stint: Stint) -> dict[str, object]:
    end = stint.end_minute + STILL_RISING_MINUTES
    return {"predicted_core_c": course.peak_c(stint.start_minute, end)}


def _common(shape: JobShape, stint: Stint, rated: Row, clock: Clock) -> dict[str, object]:
    return {
        "start": clock.time(stint.start_minute),
        "end": clock.time(stint.end_minute),
        "metabolic_rate_w_per_m2": shape.metabolic_rate_w_per_m2,
        "kit": shape.kit,
        "temp_air_c": rated["temp_air_c"],
        "relative_humidity_percent": rated["relative_humidity_percent"],
        "wbgt_c": rated["wbgt_sun_c"],
        "stint_limit_minutes": rated["minutes"],
        "limit_rule": rated["rule"],
    }


def _names(job: Assignment, stint: Stint) -> list[dict[str, object]]:
    """Who is in the bucket; in a joint job each work point has its own pair."""
    letter = "AB"[stint.pair]
    joint = len(job.parts) > 1
    return [
        {
            "worker": worker,
            "work_order": job.work_order,
            "pair": f"{letter}{number}" if joint else letter,
        }
        for number, part in enumerate(job.parts, start=1)
        for worker in part.pairs[stint.pair]
    ]
