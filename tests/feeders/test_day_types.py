from __future__ import annotations

import pandas as pd
import pytest

from feeders.day_types import unknown_years, working_days


def kind(date: str, holidays: pd.DataFrame | None = None) -> str:
    return str(working_days([date], holidays).iloc[0])


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-10-01", "holiday"),  # National Day
        ("2025-10-04", "holiday"),  # a Saturday within the holiday week
        ("2025-09-28", "first_workday"),  # a Sunday worked in exchange, after a free Saturday
        ("2025-10-11", "workday"),  # a Saturday worked in exchange, after a working Friday
        ("2025-07-05", "saturday"),
        ("2025-07-06", "sunday"),
        ("2025-07-07", "first_workday"),  # a Monday
        ("2025-07-08", "workday"),
    ],
)
def test_the_library_knows_holidays_and_shifted_working_days(date: str, expected: str) -> None:
    assert kind(date) == expected


def test_the_table_wins_over_the_library() -> None:
    table = pd.DataFrame(
        {"date": pd.to_datetime(["2025-10-01", "2025-07-08"]), "kind": ["workday", "holiday"]}
    )
    assert kind("2025-10-01", table) == "workday"
    assert kind("2025-07-08", table) == "holiday"
    assert kind("2025-07-09", table) == "first_workday"  # the day after the added holiday


def test_years_the_library_lacks_know_weekends_only_and_are_named() -> None:
    dates = pd.date_range("2039-12-31", "2040-01-03")
    assert working_days(dates).tolist() == ["saturday", "sunday", "first_workday", "workday"]
    assert unknown_years(dates) == (2039, 2040)
    table = pd.DataFrame({"date": pd.to_datetime(["2040-01-02"]), "kind": ["holiday"]})
    assert unknown_years(dates, table) == (2039,)
    assert kind("2040-01-02", table) == "holiday"
    assert unknown_years(["2025-07-01"]) == ()


def test_dates_come_back_sorted_once_and_without_zone() -> None:
    dates = [pd.Timestamp("2025-07-08 13:00", tz="Asia/Shanghai"), "2025-07-05", "2025-07-05"]
    days = working_days(dates)
    assert days.index.tolist() == [pd.Timestamp("2025-07-05"), pd.Timestamp("2025-07-08")]


def test_an_empty_table_changes_nothing() -> None:
    assert kind("2025-07-05", pd.DataFrame({"date": [], "kind": []})) == "saturday"


def test_an_unknown_kind_is_refused() -> None:
    table = pd.DataFrame({"date": pd.to_datetime(["2025-07-05"]), "kind": ["bridge"]})
    with pytest.raises(ValueError, match="found bridge"):
        working_days(["2025-07-05"], table)
