from __future__ import annotations

import numpy as np
import pandas as pd

from peakops.clock import Clock
from peakops.strain_sheet import strain_table
from weather import StrainCourse

CLOCK = Clock(midnight=pd.Timestamp("2026-07-21", tz="Asia/Shanghai"), days=3)


def test_every_step_of_every_day_is_a_row() -> None:
    course = StrainCourse(
        minute=np.array([1445, 1447, 1450]),
        core_c=np.array([37.0, 37.2, 37.1]),
        sweat_loss_g=np.array([10.0, 20.0, 30.0]),
    )
    table = strain_table({("W1", 1): course, ("W2", 1): course}, CLOCK)
    assert list(table["worker"]) == ["W1"] * 3 + ["W2"] * 3
    assert set(table["date"]) == {pd.Timestamp(CLOCK.date(1))}
    assert [time.strftime("%H:%M") for time in table["time"][:3]] == ["00:05", "00:07", "00:10"]
    assert table["core_c"].max() == course.core_c.max()
    assert list(table["sweat_loss_g"][:3]) == [10.0, 20.0, 30.0]


def test_a_plan_without_work_keeps_the_columns() -> None:
    table = strain_table({}, CLOCK)
    assert table.empty
    assert list(table) == ["worker", "date", "time", "core_c", "sweat_loss_g"]
