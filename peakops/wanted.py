"""Plain words for what a cell should hold, and good guesses at what was meant."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from peakops.columns import Column
from peakops.fixed_words import in_chinese

_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")

EMPTY = "an empty cell"
LONGEST_QUOTE = 60


@dataclass(frozen=True, kw_only=True)
class OtherUnit:
    """A unit that people mistake for the wanted one.

    Parameters
    ----------
    name
        As printed.
    convert
        Value in the other unit to the wanted unit.
    """

    name: str
    convert: Callable[[float], float]


MISTAKEN_UNITS: Mapping[str, tuple[OtherUnit, ...]] = MappingProxyType(
    {
        "°C": (
            OtherUnit(name="°F", convert=lambda value: (value - 32) / 1.8),
            OtherUnit(name="K", convert=lambda value: value - 273.15),
        ),
        "MW": (
            OtherUnit(name="kW", convert=lambda value: value / 1e3),
            OtherUnit(name="W", convert=lambda value: value / 1e6),
        ),
        "hPa": (
            OtherUnit(name="Pa", convert=lambda value: value / 100),
            OtherUnit(name="kPa", convert=lambda value: value * 10),
            OtherUnit(name="mmHg", convert=lambda value: value * 1.33322),
        ),
        "m/s": (OtherUnit(name="km/h", convert=lambda value: value / 3.6),),
        "A": (OtherUnit(name="kA", convert=lambda value: value * 1e3),),
        "p.u.": (OtherUnit(name="%", convert=lambda value: value / 100),),
        "": (OtherUnit(name="%", convert=lambda value: value / 100),),
        "1": (OtherUnit(name="%", convert=lambda value: value / 100),),
    }
)

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "id": "a name without ;",
        "text": "a text",
        "boolean": "yes or no (是 or 否)",
        "time": "a date and time such as 2026-07-20T08:15",
        "date": "a date such as 2026-07-20",
        "clock": "a time of day such as 07:30, from 00:00 to 24:00",
        "list": "one or more names separated by ;",
        "integer_list": "whole numbers separated by ;",
    }
)


def wanted(column: Column) -> str:
    """What a cell of the column should hold, without the closing hint for a mistaken unit."""
    if column.kind == "choice":
        return "one of " + _fixed_words(column)
    if column.kind == "list_choice":
        return "one or more, separated by ;, of " + _fixed_words(column)
    if column.kind in {"integer", "number"}:
        return _wanted_number(column)
    return _WORDS[column.kind]


def _fixed_words(column: Column) -> str:
    """The words, each with the Chinese one that is read as well."""
    told = ((word, in_chinese(column, word)) for word in column.choices)
    return ", ".join(f"{word} ({chinese})" if chinese else word for word, chinese in told)


def _wanted_number(column: Column) -> str:
    words = "a whole number" if column.kind == "integer" else "a number"
    return words + value_range(column.lower, column.upper, column.unit)


def value_range(lower: float | None, upper: float | None, unit: str) -> str:
    """Words for a range of numbers, with a leading blank."""
    unit = "" if unit == "1" else unit
    low = "" if lower is None else f"{lower:.15g}"
    high = "" if upper is None else f"{upper:.15g}"
    if low and high:
        limits = f" from {low} to {high}"
    else:
        limits = f" of at least {low}" if low else f" of at most {high}" if high else ""
    return limits + (f" {unit}" if unit and limits else f" in {unit}" if unit else "")


def mistaken_unit(value: float, column: Column) -> str:
    """Words for the unit a value out of range seems to be in, with a leading blank, or nothing."""
    lower = -math.inf if column.lower is None else column.lower
    upper = math.inf if column.upper is None else column.upper
    for other in MISTAKEN_UNITS.get(column.unit, ()):
        if lower <= other.convert(value) <= upper:
            return f" ({value:g} looks like {other.name})"
    return ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Closing question with the most similar known word, or nothing."""
    by_plain = {_plain(name): name for name in sorted(known)}
    close = difflib.get_close_matches(_plain(word), by_plain, n=1, cutoff=0.7)
    close = close or _other_ending(_plain(word), by_plain)
    return f"; did you mean {by_plain[close[0]]}?" if close else ""


def _other_ending(word: str, known: Iterable[str]) -> list[str]:
    """The one Chinese name that differs in its last sign, as 临城线 from 临城缐.

    Names of three signs are too short for a share of equal ones; another first sign is another
    place.
    """
    alike = [name for name in known if word[:-1] and name[:-1] == word[:-1] and not name.isascii()]
    return alike if len(alike) == 1 else []


def same_numbers(word: str, names: Iterable[str]) -> list[str]:
    """Names numbered like the word: W11 is no slip of the pen for W1 but another thing."""
    wanted_digits = _digits(word)
    return [name for name in names if _digits(name) == wanted_digits]


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, _plain(name)))


def _plain(name: str) -> str:
    """Without what tells no two names apart: case, width, and 一二三 for 1 2 3."""
    return unicodedata.normalize("NFKC", name).strip().lower().translate(_NUMERALS)


def quoted(text: str) -> str:
    """Quote what was found, shortened where it is long."""
    if text == "":
        return EMPTY
    short = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in short)


def some_of(names: Iterable[str], limit: int = 8) -> str:
    """List names for a sentence, cut after a few."""
    known = sorted(names)
    shown = ", ".join(known[:limit])
    return shown + (f" and {len(known) - limit} more" if len(known) > limit else "")
