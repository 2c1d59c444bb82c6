"""The one place where clock time meets the scheduler's minutes and slots."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

MINUTES_PER_DAY = 24 * 60
SLOT_MINUTES = 15
SLOTS_PER_DAY = MINUTES_PER_DAY // SLOT_MINUTES
TIME_FORMAT = "%Y-%m-%dT%H:%M%z"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Minutes since local midnight of the plan's first day.

    Parameters
    ----------
    midnight
        Local midnight of the first day, timezone-aware.
    days
        Length of the plan. [days], at least 1
    """

    midnight: pd.Timestamp
    days: int

    def __post_init__(self) -> None:
        if self.midnight.tzinfo is None:
            raise ValueError("midnight must carry a time zone")
        if self.days < 1:
            raise ValueError(f"a plan has at least one day, not {self.days}")

    @property
    def slots(self) -> int:
        """Number of slots of the plan."""
        return self.days * SLOTS_PER_DAY

    @property
    def horizon_minutes(self) -> int:
        """Length of the plan. [min]"""
        return self.days * MINUTES_PER_DAY

    def time(self, minute: int) -> pd.Timestamp:
        """Clock time of a minute."""
        return self.midnight + pd.Timedelta(minutes=minute)

    def minute(self, time: pd.Timestamp) -> int:
        """Minute of a clock time, rounded down."""
        return int((time - self.midnight) // pd.Timedelta(minutes=1))

    def slot(self, time: pd.Timestamp) -> int:
        """Slot that contains a clock time."""
        return self.minute(time) // SLOT_MINUTES

    def day(self, minute: int) -> int:
        """Index of the day that contains a minute."""
        return minute // MINUTES_PER_DAY

    def date(self, day: int) -> dt.date:
        """Calendar date of a day's index."""
        return self.time(day * MINUTES_PER_DAY + MINUTES_PER_DAY // 2).date()

    def day_of(self, date: dt.date) -> int:
        """Index of a calendar date; may lie outside the plan."""
        return (date - self.date(0)).days

    def slot_times(self) -> pd.DatetimeIndex:
        """Start of every slot of the plan."""
        return pd.date_range(
            self.midnight, periods=self.slots, freq=f"{SLOT_MINUTES}min", name="time"
        )

    def hour_times(self) -> pd.DatetimeIndex:
        """Start of every hour of the plan."""
        return pd.date_range(self.midnight, periods=self.days * 24, freq="h", name="time")


def minute_of_day(text: str) -> int:
    """Minute of the day of a text such as ``11:30``.

    Raises
    ------
    ValueError
        When the text is no time of day.
    """
    hour, minute = (int(part) for part in text.split(":"))
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        raise ValueError(f"no time of day: {text}")
    return hour * 60 + minute


def clock_text(time: pd.Timestamp) -> str:
    """Write a time as ``2026-07-21T08:15+08:00``."""
    text = time.strftime(TIME_FORMAT)
    return f"{text[:-2]}:{text[-2:]}"
