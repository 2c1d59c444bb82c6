from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from peakops.clock import Clock
from peakops.lighting import lit_orders
from scheduler.schedule import Assignment, CrewPart, Schedule, Stint
from weather import HeatRules

CLOCK = Clock(midnight=pd.Timestamp("2026-07-21", tz="Asia/Shanghai"), days=1)
SCENARIO: Any = SimpleNamespace(
    tables={
        "work_orders": pd.DataFrame({"work_order": ["W1"], "feeder": ["F1"]}),
        "feeders": pd.DataFrame({"feeder": ["F1"], "station": ["S2"]}),
    }
)
NIGHT = pd.Series(pd.date_range(CLOCK.time(19 * 60), CLOCK.time(20 * 60), freq="15min"))


def heat(**rules: Any) -> Any:
    return SimpleNamespace(
        rules=HeatRules(**rules),
        slots={"S1": None, "S2": None},
        dark={"S1": NIGHT[:0], "S2": NIGHT},
    )


def schedule(start: int) -> Schedule:
    """Twenty minutes each of set-up, bucket and teardown."""
    part = CrewPart(crew="C1", leader="L", supervisor="L", pairs=(("A", "B"),), ground=())
    job = Assignment(
        work_order="W1",
        start_minute=start,
        setup_end_minute=start + 20,
        bucket_end_minute=start + 40,
        end_minute=start + 60,
        parts=(part,),
        stints=(Stint(pair=0, start_minute=start + 20, end_minute=start + 40),),
    )
    return Schedule(assignments=(job,), lunches=())


@pytest.mark.parametrize(
    ("start", "lit"),
    [
        (17 * 60 + 45, False),  # down at 18:25, clear at 18:55
        (18 * 60, True),  # home at 19:00, but clear only at 19:10
        (20 * 60, True),
        (20 * 60 + 15, False),
    ],
)
def test_a_job_that_touches_the_dark_needs_lighting(start: int, lit: bool) -> None:
    assert lit_orders(SCENARIO, heat(), schedule(start), CLOCK) == frozenset({"W1"} if lit else ())


def test_without_time_to_clear_only_the_job_counts() -> None:
    found = lit_orders(SCENARIO, heat(bucket_clear_minutes=0), schedule(18 * 60), CLOCK)
    assert found == frozenset()
