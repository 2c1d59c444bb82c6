"""The times of a history: its step, found and checked, and how rows fall into days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from feeders.arrays import Ints
from feeders.history_records import Fault, HistoryFaults

STEPS = {15: "quarter of an hour", 30: "half hour", 60: "hour"}
"""Steps that a history may have, and what its times must be full of. [min]"""

HOURLY = 60
DAY_MINUTES = 24 * 60


class ByTimeOfDay(NamedTuple):
    """Rows laid out by their time of day.

    Parameters
    ----------
    rows
        Shape (days, times of day): the rows at that time one after the other, -1 after the last.
    place
        Where each row stands there, counted along the rows of the table.
    """

    rows: Ints
    place: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class TimeSteps:
    """The rows of a history without gaps.

    Parameters
    ----------
    times
        Start of each row, local, time-zone aware.
    minutes
        From one row to the next. [min]
    days
        Local days, naive midnights.
    day_starts
        First row of each day, and the end of the last; a day may have 23 or 25 hours.
    """

    times: pd.DatetimeIndex
    minutes: int
    days: pd.DatetimeIndex
    day_starts: Ints

    def rows(self, hours: int) -> int:
        """Rows in so many hours."""
        return hours * 60 // self.minutes

    def hours(self, rows: int) -> int:
        """Hours that so many rows make up, begun ones whole."""
        return -(-rows * self.minutes // 60)

    @cached_property
    def by_time_of_day(self) -> ByTimeOfDay:
        """Rows at the same time on the clock; the day the clock is put back has one hour twice."""
        slot = (self.times.hour * 60 + self.times.minute).to_numpy() // self.minutes
        order = np.argsort(slot, kind="stable")
        counts = np.bincount(slot, minlength=DAY_MINUTES // self.minutes)
        number = np.arange(len(slot)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = np.full((counts.max(), len(counts)), -1)
        rows[number, slot[order]] = order
        place = np.empty(len(slot), dtype=np.int64)
        place[order] = number * len(counts) + slot[order]
        return ByTimeOfDay(rows, place)


def time_steps(found: pd.Index) -> TimeSteps:
    """Find the step of a history and lay out its rows without gaps.

    Raises
    ------
    HistoryFaults
        If the times have no zone, repeat, are not 15, 30 or 60 minutes apart as a rule, or lie
        between two full steps.
    """
    if not isinstance(found, pd.DatetimeIndex) or found.tz is None:
        raise HistoryFaults((_fault("", "times without a zone", "times with a zone"),))
    minutes = _usual_step(found)
    _check(found, minutes)
    times = pd.date_range(found.min(), found.max(), freq=f"{minutes}min", name="time")
    dates = times.tz_localize(None).normalize()
    new_day = np.flatnonzero(dates[1:] != dates[:-1]) + 1
    starts = np.concatenate([[0], new_day, [len(times)]])
    return TimeSteps(times=times, minutes=minutes, days=dates[starts[:-1]], day_starts=starts)


def _usual_step(found: pd.DatetimeIndex) -> int:
    """The most common time between rows; an hour where there are fewer than two rows. [min]"""
    apart, counts = np.unique(np.diff(found.unique().sort_values().asi8), return_counts=True)
    if not len(apart):
        return HOURLY
    step = pd.Timedelta(int(apart[counts.argmax()]), unit=found.unit) / pd.Timedelta(minutes=1)
    if step not in STEPS:
        wanted = "a step of 15, 30 or 60 minutes"
        raise HistoryFaults((_fault("", f"a step of {step:g} minutes", wanted),))
    return int(step)


def _check(found: pd.DatetimeIndex, minutes: int) -> None:
    name = STEPS[minutes]
    odd = found[(found.minute % minutes != 0) | (found.second != 0)]
    twice = found[found.duplicated()]
    faults = [_fault(str(time), f"not a full {name}", f"values of each {name}") for time in odd]
    faults += [_fault(str(time), "repeated", f"each {name} once") for time in twice]
    if faults:
        raise HistoryFaults(tuple(faults))


def _fault(key: str, found: str, wanted: str) -> Fault:
    return Fault(table="load_history", key=key, column="time", found=found, wanted=wanted)
