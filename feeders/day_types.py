"""Kinds of day that shape a feeder's load: working days, rest days, public holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import chinese_calendar
import pandas as pd

DAY_KINDS = ("workday", "first_workday", "saturday", "sunday", "holiday")
"""The kinds, in the order of the forecast's design columns.

`first_workday` follows a day off: factories start up, so its morning is unlike other working days.
"""

REST_KINDS = ("saturday", "sunday", "holiday")
"""The kinds without regular work, which answer to heat in their own way."""

TABLE_KINDS = ("holiday", "workday")
"""What a row of the holidays table may say."""


def working_days(dates: Iterable[object], holidays: pd.DataFrame | None = None) -> pd.Series:
    """Tell the kind of each day under the Chinese calendar of holidays and shifted working days.

    Parameters
    ----------
    dates
        Days in any form pandas reads as a date; order and repetition are free.
    holidays
        Columns `date` and `kind` (`holiday` or `workday`). Its rows win over the library, in
        every year.

    Returns
    -------
    pd.Series
        One of `DAY_KINDS` per date, indexed by naive midnight in ascending order without
        repetition. Years the library lacks know weekends only: see `unknown_years`.

    Raises
    ------
    ValueError
        If the table has a kind other than `holiday` and `workday`.

    Notes
    -----
    Source: chinesecalendar, which follows the yearly notices of the State Council.
    """
    days = _midnights(dates)
    calendar = _Calendar(
        named=_table_kinds(holidays),
        library_years=frozenset(y for y in _years(days) if _library_has(y)),
    )
    kinds = [calendar.kind(day) for day in days]
    return pd.Series(kinds, index=days, name="kind", dtype=object)


def unknown_years(dates: Iterable[object], holidays: pd.DataFrame | None = None) -> tuple[int, ...]:
    """List the years for which only weekends are known.

    A year counts as known when the library has it or the holidays table names any day of it.
    """
    named = {day.year for day in _table_kinds(holidays)}
    years = sorted(set(_midnights(dates).year))
    return tuple(year for year in years if year not in named and not _library_has(year))


def _midnights(dates: Iterable[object]) -> pd.DatetimeIndex:
    if isinstance(dates, pd.DatetimeIndex):
        return dates.tz_localize(None).normalize().unique().sort_values()
    stamps = {pd.Timestamp(str(day)).tz_localize(None).normalize() for day in dates}
    return pd.DatetimeIndex(sorted(stamps))


def _table_kinds(holidays: pd.DataFrame | None) -> dict[pd.Timestamp, str]:
    if holidays is None or holidays.empty:
        return {}
    strangers = sorted(set(holidays["kind"]) - set(TABLE_KINDS))
    if strangers:
        raise ValueError(f"Expected kind holiday or workday, found {', '.join(strangers)}.")
    days = pd.DatetimeIndex(pd.to_datetime(holidays["date"])).tz_localize(None).normalize()
    return dict(zip(days, holidays["kind"], strict=True))


def _library_has(year: int) -> bool:
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:  # what the library raises for a year that it lacks
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class _Calendar:
    """The table's days, and the years for which the library knows the others."""

    named: dict[pd.Timestamp, str]
    library_years: frozenset[int]

    def kind(self, day: pd.Timestamp) -> str:
        if self.at_work(day):
            rested = not self.at_work(day - pd.Timedelta(days=1))
            return "first_workday" if rested else "workday"
        if self.is_holiday(day) or self.within_holidays(day):
            return "holiday"
        return "saturday" if day.dayofweek == 5 else "sunday"

    def within_holidays(self, day: pd.Timestamp) -> bool:
        """Tell a weekend that is part of three or more days off around a holiday."""
        around = [*self._days_off(day, -1), day, *self._days_off(day, 1)]
        return len(around) > 2 and any(self.is_holiday(other) for other in around)

    def _days_off(self, day: pd.Timestamp, step: int) -> list[pd.Timestamp]:
        """The days off in a row before or after a day."""
        found = []
        other = day + pd.Timedelta(days=step)
        while not self.at_work(other):
            found.append(other)
            other += pd.Timedelta(days=step)
        return found

    def at_work(self, day: pd.Timestamp) -> bool:
        if day in self.named:
            return self.named[day] == "workday"
        if day.year not in self.library_years:
            return bool(day.dayofweek < 5)
        # as `is_workday`, which looks for the library's first and last year at every call
        date = day.date()
        usual = day.dayofweek < 5 and date not in chinese_calendar.holidays
        return bool(usual or date in chinese_calendar.workdays)

    def is_holiday(self, day: pd.Timestamp) -> bool:
        """Tell a named holiday from a plain weekend; a day off in the week is always one."""
        if day in self.named or day.dayofweek < 5:
            return True
        if day.year not in self.library_years:
            return False
        date = day.date()  # asked of the tables themselves, as in `at_work`
        return date in chinese_calendar.holidays or date in chinese_calendar.workdays


def _years(days: pd.DatetimeIndex) -> list[int]:
    """Years of the days and of the days around them."""
    shifts = (pd.Timedelta(days=shift) for shift in (-14, 0, 14))
    return sorted({int(year) for shift in shifts for year in (days + shift).year})
