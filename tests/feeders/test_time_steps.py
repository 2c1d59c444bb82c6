from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.history_records import HistoryFaults
from feeders.time_steps import time_steps

ZONE = "Europe/Amsterdam"


def times(first: str, end: str, minutes: int = 60) -> pd.DatetimeIndex:
    return pd.date_range(first, end, freq=f"{minutes}min", tz=ZONE, inclusive="left")


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_the_step_is_the_most_common_one(minutes: int) -> None:
    found = times("2025-05-01", "2025-05-03", minutes)
    gappy = found.delete([3, 4, 9])[::-1]
    steps = time_steps(gappy)
    assert steps.minutes == minutes
    pd.testing.assert_index_equal(steps.times, found, check_names=False)
    assert steps.rows(6) == 360 // minutes
    assert [steps.hours(rows) for rows in (0, 1, 60 // minutes + 1)] == [0, 1, 2]


def test_a_single_row_is_an_hour() -> None:
    assert time_steps(times("2025-05-01", "2025-05-01 01:00")).minutes == 60


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (times("2025-05-01", "2025-05-02", 20), "a step of 20 minutes, wanted a step of 15, 30"),
        (times("2025-05-01", "2025-05-04", 120), "a step of 120 minutes"),
        (times("2025-05-01 00:07", "2025-05-02", 15), "not a full quarter of an hour"),
        (times("2025-05-01 00:10", "2025-05-02", 30), "not a full half hour"),
        (times("2025-05-01", "2025-05-02").append(times("2025-05-01 00:15", "2025-05-01 01:00", 60)), "not a full hour"),
        (times("2025-05-01", "2025-05-02", 15).repeat(2), "each quarter of an hour once"),
    ],
)  # fmt: skip
def test_other_times_are_faults(found: pd.DatetimeIndex, text: str) -> None:
    with pytest.raises(HistoryFaults, match=text):
        time_steps(found)


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25)])
@pytest.mark.parametrize("minutes", [15, 60])
def test_a_day_on_which_the_clock_is_set_is_one_day(day: str, hours: int, minutes: int) -> None:
    first = pd.Timestamp(day) - pd.Timedelta(days=1)
    found = times(str(first), str(first + pd.Timedelta(days=3)), minutes)
    steps = time_steps(found)
    lengths = np.diff(steps.day_starts) * minutes / 60
    assert lengths.tolist() == [24, hours, 24]
    assert steps.days[1] == pd.Timestamp(day)


def test_rows_at_the_same_time_on_the_clock() -> None:
    steps = time_steps(times("2025-10-25 01:00", "2025-10-28"))
    rows, place = steps.by_time_of_day
    by_hour = [steps.times[column[column >= 0]] for column in rows.T]
    assert [set(found.hour) for found in by_hour] == [{hour} for hour in range(24)]
    assert [len(found) for found in by_hour] == [2, 3, 4] + [3] * 21  # 02:00 comes twice
    assert all(found.is_monotonic_increasing for found in by_hour)
    np.testing.assert_array_equal(rows.ravel()[place], np.arange(len(steps.times)))
