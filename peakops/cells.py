"""Raw cells of one column to values: whole columns at once, cell by cell only where one is wrong.

Each reader returns the values and the cells it could not read; those become empty values, so that
checks across tables can go on and every fault of a scenario is found in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from peakops.columns import Column
from peakops.fixed_words import fixed_word, readable_words
from peakops.times import read_dates, read_times
from peakops.wanted import did_you_mean, mistaken_unit, quoted, wanted
from peakops.wide_forms import narrow

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?")
_SEPARATOR = re.compile("[;；]")
_WHOLE = re.compile(r"[+-]?\d{1,15}(?:\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_CHOICE_SEPARATOR = re.compile("[;；,，、]")
_YES_NO = MappingProxyType({"yes": True, "no": False, "是": True, "否": False})


@dataclass(frozen=True, kw_only=True)
class BadCell:
    """A cell that cannot be read.

    Parameters
    ----------
    position
        Position among the rows, from 0.
    found, wanted
        In plain words.
    """

    position: int
    found: str
    wanted: str


@dataclass(frozen=True, kw_only=True)
class ReadColumn:
    """A column after reading.

    Parameters
    ----------
    values
        One value per row; empty where the cell was empty or bad.
    bad
        Cells that could not be read.
    defaulted
        Number of empty cells that got the column's default.
    """

    values: pd.Series
    bad: tuple[BadCell, ...] = ()
    defaulted: int = 0


def read_column(column: Column, raw: pd.Series, zone: ZoneInfo) -> ReadColumn:
    """Read the cells of a column.

    Parameters
    ----------
    column
        What the cells should hold.
    raw
        Text, or float numbers where the file format has them.
    zone
        Time zone of times without offset.
    """
    if column.kind in {"number", "integer"}:
        return _read_numbers(column, raw)
    text = as_text(raw)
    if column.kind == "time":
        return _read_times(column, text, zone)
    if column.kind == "date":
        return _read_dates(column, text)
    return _read_words(column, text)


def as_text(raw: pd.Series) -> pd.Series:
    """Raw cells as text without blanks around it."""
    if raw.dtype.kind == "f":
        return raw.map(_plain_number).astype(object)
    return pd.Series([str(cell).strip() for cell in raw], dtype=object)


def _plain_number(value: float) -> str:
    if np.isnan(value):
        return ""
    return f"{int(value)}" if float(value).is_integer() else repr(float(value))


def _read_numbers(column: Column, raw: pd.Series) -> ReadColumn:
    values, unread = (_float_cells if raw.dtype.kind == "f" else _number_cells)(raw)
    empty = np.isnan(values) & ~unread
    wrong = unread | (empty & (not column.blank))
    with np.errstate(invalid="ignore"):
        if column.lower is not None:
            wrong |= values < column.lower
        if column.upper is not None:
            wrong |= values > column.upper
        if column.kind == "integer":
            wrong |= ~np.isnan(values) & (values != np.round(values))
    bad = tuple(_bad_number(column, raw.iloc[i], values[i], int(i)) for i in np.flatnonzero(wrong))
    values = np.where(wrong, np.nan, values)
    defaulted = 0 if column.default is None else int(empty.sum())
    if column.default is not None:
        values = np.where(empty, column.default, values)
    return ReadColumn(values=_as_whole(column, values), bad=bad, defaulted=defaulted)


def _float_cells(raw: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    values = raw.to_numpy(dtype=np.float64)
    infinite = np.isinf(values)
    return np.where(infinite, np.nan, values), infinite


def _number_cells(raw: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Values, and where text is neither empty nor a number."""
    guess = pd.to_numeric(raw, errors="coerce").to_numpy(dtype=np.float64)
    finite = np.isfinite(guess)
    values = np.full(len(raw), np.nan)
    cells = raw.to_numpy(dtype=object)
    # pandas' own parser may be off in the last digit, float() is not
    values[finite] = cells[finite].astype(np.float64)
    unread = np.zeros(len(raw), dtype=bool)
    for position in np.flatnonzero(~finite & (cells != "")):
        text = narrow(str(cells[position])).strip()
        values[position] = float(text) if _NUMBER.fullmatch(text) else np.nan
        unread[position] = bool(text) and not np.isfinite(values[position])
    return np.where(unread, np.nan, values), unread


def _bad_number(column: Column, raw: str | float, value: float, position: int) -> BadCell:
    found = raw.strip() if isinstance(raw, str) else _plain_or_word(raw)
    hint = "" if np.isnan(value) else mistaken_unit(value, column)
    if found.startswith("="):
        hint = " (not a formula)"
    return BadCell(position=position, found=quoted(found), wanted=wanted(column) + hint)


def _plain_or_word(value: float) -> str:
    return _plain_number(value) if np.isfinite(value) or np.isnan(value) else str(value)


def _as_whole(column: Column, values: np.ndarray) -> pd.Series:
    if column.kind == "integer" and not column.blank and not np.isnan(values).any():
        return pd.Series(values.astype(np.int64), name=column.name)
    return pd.Series(values, name=column.name)


def _read_times(column: Column, text: pd.Series, zone: ZoneInfo) -> ReadColumn:
    values, problems = read_times(text, zone)
    return _with_problems(column, text, values, problems)


def _read_dates(column: Column, text: pd.Series) -> ReadColumn:
    values, problems = read_dates(text)
    return _with_problems(column, text, values, problems)


def _with_problems(
    column: Column, text: pd.Series, values: pd.Series, problems: Mapping[int, str]
) -> ReadColumn:
    """Turn positions with another wish than usual (or ``""``) into bad cells."""
    bad = [
        BadCell(position=i, found=quoted(str(text.iloc[i])), wanted=wish or wanted(column))
        for i, wish in problems.items()
    ]
    return ReadColumn(
        values=values.rename(column.name), bad=tuple(bad + _empty_cells(column, text))
    )


def _empty_cells(column: Column, text: pd.Series) -> list[BadCell]:
    if column.blank:
        return []
    empty = np.flatnonzero((text == "").to_numpy())
    return [BadCell(position=int(i), found=quoted(""), wanted=wanted(column)) for i in empty]


Reader = Callable[[Column, str], object]


def _read_words(column: Column, text: pd.Series) -> ReadColumn:
    """Read each distinct text once; a reader raises ValueError where it cannot."""
    reader, empty = _WORD_READERS[column.kind]
    known: dict[str, object] = {"": empty}
    wishes: dict[str, str] = {}
    for word in sorted(set(text) - {""}):
        try:
            known[word] = reader(column, word)
        except ValueError as error:
            known[word], wishes[word] = empty, str(error)
    values = [known[word] for word in text]
    bad = [
        BadCell(position=i, found=quoted(word), wanted=wishes[word])
        for i, word in enumerate(text)
        if word in wishes
    ]
    dtype = "bool" if column.kind == "boolean" else "object"
    return ReadColumn(
        values=pd.Series(values, dtype=dtype, name=column.name),
        bad=tuple(bad + _empty_cells(column, text)),
    )


def _read_id(column: Column, word: str) -> str:
    if _SEPARATOR.search(word):
        raise ValueError(wanted(column))
    return word


def _read_text(_column: Column, word: str) -> str:
    return word


def _read_yes_no(column: Column, word: str) -> bool:
    if word.lower() not in _YES_NO:
        raise ValueError(wanted(column))
    return _YES_NO[word.lower()]


def _read_clock(column: Column, word: str) -> str:
    match = _CLOCK.fullmatch(narrow(word))
    if match is None or int(match[1]) * 60 + int(match[2]) > 24 * 60:
        raise ValueError(wanted(column))
    return f"{int(match[1]):02d}:{match[2]}"


def _read_choice(column: Column, word: str) -> str:
    meant = fixed_word(column, word)
    if meant is None:
        raise ValueError(wanted(column) + did_you_mean(word, readable_words(column)))
    return meant


def _parts(word: str) -> Iterable[str]:
    return (part.strip() for part in _SEPARATOR.split(word) if part.strip())


def _read_list(column: Column, word: str) -> tuple[str, ...]:
    parts = tuple(_parts(word))
    if not parts:
        raise ValueError(wanted(column))
    return parts


def _read_integers(column: Column, word: str) -> tuple[int, ...]:
    parts = tuple(_parts(narrow(word)))
    if not parts or not all(_WHOLE.fullmatch(part) for part in parts):
        raise ValueError(wanted(column))
    return tuple(int(float(part)) for part in parts)


def _read_choices(column: Column, word: str) -> tuple[str, ...]:
    """Fixed words hold no comma: it may part them too."""
    parts = _read_list(column, _CHOICE_SEPARATOR.sub(";", word))
    return tuple(_read_choice(column, part) for part in parts)


_WORD_READERS: Mapping[str, tuple[Reader, object]] = MappingProxyType(
    {
        "id": (_read_id, ""),
        "text": (_read_text, ""),
        "boolean": (_read_yes_no, False),
        "clock": (_read_clock, ""),
        "choice": (_read_choice, ""),
        "list": (_read_list, ()),
        "integer_list": (_read_integers, ()),
        "list_choice": (_read_choices, ()),
    }
)
