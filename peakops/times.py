"""Text to times and dates: local wall time of the scenario, or with that zone's own offset."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from peakops.wide_forms import narrow

_DATE = r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_TIME = re.compile(
    _DATE + r"(?:[T ]|(?<=日))(\d{1,2}):(\d\d)(?::00(?:\.0+)?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_DAY = re.compile(_DATE + r"(?:[T ]00?:00(?::00)?)?", re.ASCII)

_PLAIN_CELL = np.dtype("U16")
_MARKS = np.array([4, 7, 10, 13])
_WANTED_MARKS = np.array(["-", "-", "T", ":"])
_DIGITS = np.setdiff1d(np.arange(16), _MARKS)

Problems = dict[int, str]
"""Positions that are wrong, and what is wanted there (``""`` for the usual wish)."""


def read_times(text: pd.Series, zone: ZoneInfo) -> tuple[pd.Series, Problems]:
    """Read times of a column.

    Parameters
    ----------
    text
        ``2026-07-20T08:15``, also with blank instead of T, with ``/``, ``.`` or 年月日, seconds
        00, with offset, and in full-width digits. Empty cells become NaT.
    zone
        Zone of times without offset.

    Returns
    -------
    Times as ``datetime64[ns, zone]``, and the positions that are wrong.
    """
    plain = _plain_times(text, zone)
    if plain is not None:
        return plain, {}
    moments, problems = _read_each(text, lambda word: _read_time(word, zone))
    return moments.dt.tz_localize("UTC").dt.tz_convert(zone.key), problems


def read_dates(text: pd.Series) -> tuple[pd.Series, Problems]:
    """Read dates of a column; empty cells become NaT.

    Parameters
    ----------
    text
        ``2026-07-20``, also with ``/``, ``.`` or 年月日.

    Returns
    -------
    Dates as ``datetime64[ns]`` at midnight, and the positions that are wrong.
    """
    return _read_each(text, _read_date)


def _plain_times(text: pd.Series, zone: ZoneInfo) -> pd.Series | None:
    """Times of a column where every cell reads ``2026-07-20T08:15``, all at once; else None."""
    cells = text.to_numpy(dtype=str)
    if cells.dtype.itemsize != _PLAIN_CELL.itemsize or len(cells) == 0:
        return None
    marks = cells.view("U1").reshape(len(cells), -1)
    if not (_is_digit(marks[:, _DIGITS]).all() and (marks[:, _MARKS] == _WANTED_MARKS).all()):
        return None
    wall = pd.Series(pd.to_datetime(text, format="%Y-%m-%dT%H:%M", errors="coerce"))
    local = wall.dt.tz_localize(zone.key, ambiguous="NaT", nonexistent="NaT")
    in_range = wall.dt.year.between(1900, 2099).all()
    return local if in_range and local.notna().all() else None


def _is_digit(marks: np.ndarray) -> np.ndarray:
    return np.asarray((marks >= "0") & (marks <= "9"))


def _read_each(text: pd.Series, read: Callable[[str], dt.datetime]) -> tuple[pd.Series, Problems]:
    """Read each distinct text once; naive results, NaT where the text is empty or wrong."""
    known: dict[str, dt.datetime | None] = {"": None}
    wishes: dict[str, str] = {}
    for word in sorted(set(text) - {""}):
        try:
            known[word] = read(word)
        except ValueError as error:
            known[word], wishes[word] = None, str(error)
    values = np.array([known[word] for word in text], dtype="datetime64[s]")
    problems = {i: wishes[word] for i, word in enumerate(text) if word in wishes}
    return pd.Series(values.astype("datetime64[ns]")), problems


def _read_time(word: str, zone: ZoneInfo) -> dt.datetime:
    """Read one time as naive UTC; ValueError with what is wanted instead."""
    match = _TIME.fullmatch(narrow(word))
    if match is None:
        raise ValueError(_without_hour(word))
    wall = _existing(*(int(part) for part in match.groups()[:5]))
    if match[6]:
        return _with_offset(wall, _offset(match[6]), zone)
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first != second or first is None:
        wish = f"a time that exists once in {zone.key}, or one with its offset"
        raise ValueError(f"{wish} (clocks change then)")
    return wall - first


def _without_hour(word: str) -> str:
    """What is wanted where only the day is told; the usual wish for anything else."""
    try:
        day = _read_date(word)
    except ValueError:
        return ""
    return f"a date and time such as {day:%Y-%m-%d}T08:15 (the hour is missing)"


def _existing(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    try:
        return dt.datetime(year, month, day, hour, minute)
    except ValueError:
        raise ValueError("") from None


def _offset(text: str) -> dt.timedelta:
    if text == "Z":
        return dt.timedelta(0)
    digits = text[1:].replace(":", "")
    size = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text[0] == "-" else size


def _with_offset(wall: dt.datetime, offset: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
    """An offset that the zone does not have at that moment means another zone."""
    utc = wall - offset
    placed = utc.replace(tzinfo=dt.UTC).astimezone(zone)
    if placed.replace(tzinfo=None) != wall:
        own = placed.isoformat()[-6:]
        raise ValueError(f"local time of {zone.key} ({own} then), with that offset or none")
    return utc


def _read_date(word: str) -> dt.datetime:
    match = _DAY.fullmatch(narrow(word))
    if match is None:
        raise ValueError("")
    return _existing(*(int(part) for part in match.groups()))
