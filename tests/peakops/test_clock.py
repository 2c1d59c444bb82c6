from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.clock import Clock, clock_text, minute_of_day

MIDNIGHT = pd.Timestamp("2026-07-21", tz="Asia/Shanghai")
CLOCK = Clock(midnight=MIDNIGHT, days=3)


@given(minute=st.integers(min_value=0, max_value=3 * 1440))
def test_minutes_and_times_are_inverse(minute: int) -> None:
    assert CLOCK.minute(CLOCK.time(minute)) == minute


def test_slots_are_labelled_by_their_start() -> None:
    assert CLOCK.slot(MIDNIGHT + pd.Timedelta("08:14:00")) == 8 * 4
    assert CLOCK.slot(MIDNIGHT + pd.Timedelta("08:15:00")) == 8 * 4 + 1


def test_dates_and_days_are_inverse() -> None:
    assert CLOCK.date(2) == dt.date(2026, 7, 23)
    assert CLOCK.day_of(dt.date(2026, 7, 23)) == 2
    assert CLOCK.day_of(dt.date(2026, 7, 20)) == -1
    assert CLOCK.day(1440) == 1


def test_the_horizon_has_all_its_slots_and_hours() -> None:
    assert len(CLOCK.slot_times()) == CLOCK.slots == 288
    assert len(CLOCK.hour_times()) == 72
    assert CLOCK.slot_times()[-1] + pd.Timedelta("15min") == CLOCK.time(CLOCK.horizon_minutes)


def test_times_are_written_with_their_offset() -> None:
    assert clock_text(CLOCK.time(495)) == "2026-07-21T08:15+08:00"
    assert clock_text(pd.Timestamp("2026-07-21T08:15-03:30")) == "2026-07-21T08:15-03:30"


@pytest.mark.parametrize(("text", "minute"), [("00:00", 0), ("11:30", 690), ("24:00", 1440)])
def test_minute_of_day(text: str, minute: int) -> None:
    assert minute_of_day(text) == minute


@pytest.mark.parametrize("text", ["25:00", "11:60", "-1:00"])
def test_no_minute_of_day(text: str) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        minute_of_day(text)


def test_a_clock_needs_a_time_zone_and_a_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Clock(midnight=pd.Timestamp("2026-07-21"), days=1)
    with pytest.raises(ValueError, match="at least one day"):
        Clock(midnight=MIDNIGHT, days=0)
