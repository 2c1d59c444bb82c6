"""Text to times and dates: local wall time of the scenario, or with that zone's own offset."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

_DATE = r"((?:19|20)\d\d)[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])"
_TIME = r"([01]?\d|2[0-3]):([0-5]\d)(?::00(?:\.0+)?)?"
_OFFSET = r"(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
TIME_PATTERN = rf"^{_DATE}[T ]{_TIME}{_OFFSET}$"
DATE_PATTERN = rf"^{_DATE}(?:[T ]00?:00(?::00)?)?$"

_PLAIN_CELL = np.dtype("U16")
_MARKS = np.array([4, 7, 10, 13])
_WANTED_MARKS = np.array(["-", "-", "T", ":"])
_DIGITS = np.setdiff1d(np.arange(16), _MARKS)

_NO_SUCH_TIME = "a time that exists once in {zone}, or one with its offset (clocks change then)"
_WRONG_OFFSET = "local time of {zone} ({offset} then), with that offset or none"


def read_times(text: pd.Series, zone: ZoneInfo) -> tuple[pd.Series, dict[int, str]]:
    """Read times of a column.

    Parameters
    ----------
    text
        ``2026-07-20T08:15``, also with blank instead of T, with ``/``, seconds 00, and with
        offset. Empty cells become NaT.
    zone
        Zone of times without offset.

    Returns
    -------
    Times as ``datetime64[ns, zone]`` and, for each position that is wrong, what is wanted there
    (``""`` for the usual wish).
    """
    plain = _plain_times(text, zone)
    return _read_times_slowly(text, zone) if plain is None else (plain, {})


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


def _read_times_slowly(text: pd.Series, zone: ZoneInfo) -> tuple[pd.Series, dict[int, str]]:
    parts = text.astype("string").str.extract(TIME_PATTERN)
    filled = (text != "").to_numpy()
    wall = _wall_times(parts)
    local = wall.dt.tz_localize(zone.key, ambiguous="NaT", nonexistent="NaT")
    with_offset = parts[5].notna().to_numpy(dtype=bool) & wall.notna().to_numpy()
    problems = _missing(filled & wall.isna().to_numpy(), "")
    once = wall.notna() & local.isna()
    problems |= _missing(once.to_numpy() & ~with_offset, _NO_SUCH_TIME.format(zone=zone.key))
    if with_offset.any():
        local, wrong = _apply_offsets(local, wall, parts[5], with_offset, zone)
        problems |= wrong
    return local, problems


def _wall_times(parts: pd.DataFrame) -> pd.Series:
    columns = {name: parts[i] for i, name in enumerate(["year", "month", "day", "hour", "minute"])}
    return _assembled(columns)


def _assembled(columns: dict[str, pd.Series]) -> pd.Series:
    """Put parts together; NaT where one is missing or the day does not exist."""
    numbers = pd.DataFrame({name: pd.to_numeric(part) for name, part in columns.items()})
    numbers = numbers.astype("float64")
    times = pd.to_datetime(numbers, errors="coerce")
    return pd.Series(times, dtype="datetime64[ns]")


def _missing(mask: np.ndarray, wish: str) -> dict[int, str]:
    return {int(i): wish for i in np.flatnonzero(mask)}


def _apply_offsets(
    local: pd.Series, wall: pd.Series, offsets: pd.Series, mask: np.ndarray, zone: ZoneInfo
) -> tuple[pd.Series, dict[int, str]]:
    """Place times that carry an offset; an offset that the zone does not have then is wrong."""
    minutes = offsets[mask].map({text: _offset_minutes(text) for text in set(offsets[mask])})
    utc = (wall[mask] - pd.to_timedelta(minutes.astype("int64"), unit="min")).dt.tz_localize("UTC")
    placed = utc.dt.tz_convert(zone.key)
    same = placed.dt.tz_localize(None) == wall[mask]
    wishes = {
        int(i): _WRONG_OFFSET.format(zone=zone.key, offset=_offset_text(placed[i]))
        for i in placed.index[~same]
    }
    result = local.copy()
    result[mask] = placed.where(same)
    return result, wishes


def _offset_minutes(text: str) -> int:
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if text[0] == "-" else minutes


def _offset_text(time: pd.Timestamp) -> str:
    text = time.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def read_dates(text: pd.Series) -> tuple[pd.Series, dict[int, str]]:
    """Read dates of a column, ``2026-07-20`` or ``2026/7/20``; empty cells become NaT.

    Returns
    -------
    Dates as ``datetime64[ns]`` at midnight and the positions that are wrong, as `read_times`.
    """
    parts = text.astype("string").str.extract(DATE_PATTERN)
    dates = _assembled({name: parts[i] for i, name in enumerate(["year", "month", "day"])})
    return dates, _missing((text != "").to_numpy() & dates.isna().to_numpy(), "")
