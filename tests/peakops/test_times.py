"""Times, dates and times of day as people and programs write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakops.cells import read_column
from peakops.columns import Column
from peakops.times import read_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


@settings(deadline=None)
@given(st.datetimes(min_value=pd.Timestamp(1950, 1, 1), max_value=pd.Timestamp(2090, 1, 1)))
def test_any_minute_is_read_back_plain_or_with_its_offset(moment: object) -> None:
    wall = pd.Timestamp(moment).floor("min")
    time = wall.tz_localize("Asia/Shanghai", ambiguous=True, nonexistent="shift_forward")
    with_offset = time.isoformat(timespec="minutes")
    if len(with_offset) == len("2026-07-20T08:15+08:00"):
        times, problems = read_times(pd.Series([with_offset], dtype=object), SHANGHAI)
        assert problems == {}
        assert times.iloc[0] == time


TIMES = [
    ("2026-07-20T08:15", "2026-07-20T08:15+08:00"),
    ("2026-07-20 08:15:00", "2026-07-20T08:15+08:00"),
    ("2026.7.2 8:05", "2026-07-02T08:05+08:00"),
    ("2026年7月2日 8:05", "2026-07-02T08:05+08:00"),
    ("2026年7月2日8:05", "2026-07-02T08:05+08:00"),
    ("2026/7/2 8:05", "2026-07-02T08:05+08:00"),
    ("２０２６－０７－２０　０８：１５", "2026-07-20T08:15+08:00"),
    ("2026／7／2 8：05", "2026-07-02T08:05+08:00"),
    ("2026年７月２日８：05", "2026-07-02T08:05+08:00"),
    ("2026-07-20T08:15+0800", "2026-07-20T08:15+08:00"),
    ("2026-07-20T08:15:00.000+08:00", "2026-07-20T08:15+08:00"),
]


@pytest.mark.parametrize(("text", "time"), TIMES)
def test_ways_to_write_a_time(text: str, time: str) -> None:
    times, problems = read_times(pd.Series([text], dtype=object), SHANGHAI)
    assert problems == {}
    assert times.iloc[0] == pd.Timestamp(time)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30T08:00", "20.7.2026 08:15", "08:15", "2026-07-20T25:00", "2026-07-2008:15", "1e9", "3026-07-20T08:15"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    times, problems = read_times(pd.Series([text], dtype=object), SHANGHAI)
    assert problems == {0: ""}
    assert times.isna().all()


@pytest.mark.parametrize("text", ["2026-07-20", "2026年7月20日", "2026/7/20"])
def test_a_day_alone_lacks_its_hour(text: str) -> None:
    _, problems = read_times(pd.Series([text], dtype=object), SHANGHAI)
    assert problems == {0: "a date and time such as 2026-07-20T08:15 (the hour is missing)"}


def test_a_plain_column_with_an_impossible_day_still_names_it() -> None:
    text = pd.Series(["2026-07-20T08:15", "2026-02-30T08:15"], dtype=object)
    times, problems = read_times(text, SHANGHAI)
    assert problems == {1: ""}
    assert times.notna().tolist() == [True, False]


@pytest.mark.parametrize("text", ["2026-03-29T02:30", "2026-10-25T02:30"])
def test_hours_that_are_missing_or_double_want_an_offset(text: str) -> None:
    _, problems = read_times(pd.Series([text], dtype=object), BERLIN)
    assert "exists once in Europe/Berlin" in problems[0]


def test_an_offset_tells_the_two_double_hours_apart() -> None:
    text = ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]
    times, problems = read_times(pd.Series(text, dtype=object), BERLIN)
    assert problems == {}
    assert times.diff().iloc[1] == pd.Timedelta(hours=1)


@pytest.mark.parametrize("text", ["2026-07-20T08:15Z", "2026-07-20T08:15-03:30"])
def test_another_zone_s_offset_is_a_fault(text: str) -> None:
    times, problems = read_times(pd.Series([text], dtype=object), SHANGHAI)
    assert problems == {
        0: "local time of Asia/Shanghai (+08:00 then), with that offset or none",
    }
    assert times.isna().all()


CLOCKS = [("7:05", "07:05"), ("24:00", "24:00"), ("07:30:00", "07:30"), ("０７：３０", "07:30")]


@pytest.mark.parametrize(("text", "clock"), CLOCKS)
def test_times_of_day_get_two_digits(text: str, clock: str) -> None:
    column = Column(name="shift_start", kind="clock")
    assert read_column(column, pd.Series([text], dtype=object), SHANGHAI).values[0] == clock
