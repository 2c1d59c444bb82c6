"""Which planned jobs touch the dark and so need lighting."""

from __future__ import annotations

import pandas as pd

from peakops.clock import Clock
from peakops.heat import HeatTables, station_of_feeder
from peakops.scenario import Scenario
from scheduler.schedule import Schedule

SLOT = pd.Timedelta(minutes=15)


def lit_orders(
    scenario: Scenario, heat: HeatTables, schedule: Schedule, clock: Clock
) -> frozenset[str]:
    """Placed orders that touch a slot in the dark and so need lighting.

    Until the weather limits end too: nobody comes down without light.
    """
    stations = station_of_feeder(scenario, heat.slots)
    orders = scenario.tables["work_orders"]
    feeders = dict(zip(orders["work_order"], orders["feeder"], strict=True))
    clear = heat.rules.bucket_clear_minutes
    return frozenset(
        job.work_order
        for job in schedule.assignments
        if _touches(
            heat.dark[stations[feeders[job.work_order]]],
            clock.time(job.start_minute),
            clock.time(max(job.end_minute, job.bucket_end_minute + clear)),
        )
    )


def _touches(dark: pd.Series, start: pd.Timestamp, end: pd.Timestamp) -> bool:
    return bool(((dark > start - SLOT) & (dark < end)).any())
