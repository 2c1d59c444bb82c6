"""strain.csv: the predicted course of every worker's day, step by step."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from peakops.clock import Clock
from peakops.out_columns import OUT_COLUMNS
from peakops.out_tables import frame
from peakops.strain import WorkerDate
from weather import StrainCourse


def strain_table(courses: Mapping[WorkerDate, StrainCourse], clock: Clock) -> pd.DataFrame:
    """strain.csv: core temperature and water lost at the end of each step of the model.

    Parameters
    ----------
    courses
        Of each worker and day.
    clock
        Of the plan.
    """
    days = [_day(worker, day, course, clock) for (worker, day), course in courses.items()]
    return pd.concat(days, ignore_index=True) if days else frame("strain", [])


def _day(worker: str, day: int, course: StrainCourse, clock: Clock) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "worker": worker,
            "date": pd.Timestamp(clock.date(day)),
            "time": [clock.time(int(minute)) for minute in course.minute],
            "core_c": course.core_c,
            "sweat_loss_g": course.sweat_loss_g,
        },
        columns=list(OUT_COLUMNS["strain"]),
    )
