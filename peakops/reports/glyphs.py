"""Which characters the vendored fonts can draw, and what stands for those they cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from peakops.reports.fonts import BOLD, REGULAR

# Joiners and variation selectors carry no ink of their own.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
LONG_WORD = 25
_LONG_WORD = re.compile(rf"[^\s\u2e80-\uffef\u200b]{{{LONG_WORD}}}(?=[^\s\u2e80-\uffef\u200b])")
_BREAK = "\u200b"


@cache
def drawable() -> frozenset[str]:
    """Characters that both vendored fonts draw."""
    from matplotlib.ft2font import FT2Font  # slow to import, and only printing needs it

    maps = [FT2Font(str(path)).get_charmap() for path in (REGULAR, BOLD)]
    return frozenset(map(chr, set(maps[0]) & set(maps[1])))


def missing_glyphs(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters that the fonts cannot draw, sorted, each once."""
    wanted = frozenset("".join(texts)) - {"\n", "\t", "\r", _BREAK}
    return tuple(sorted(wanted - drawable()))


@lru_cache(maxsize=20_000)  # names and labels come again on every sheet
def printable(text: str) -> str:
    """Make a text that prints without a gap.

    Control characters and runs of white space become one space, invisible joiners go, and a
    character without a glyph becomes ``[U+XXXX]``, so that nobody reads a name that lost a
    letter. A word of more than 25 Latin characters may break, or it would leave its cell.
    """
    if len(text) <= LONG_WORD and text.isascii() and text.isprintable():
        return text.strip()
    plain = _CONTROL.sub(" ", _INVISIBLE.sub("", text)).strip()
    shown = "".join(c if c in drawable() else f"[U+{ord(c):04X}]" for c in plain)
    return _LONG_WORD.sub(lambda match: match[0] + _BREAK, shown)


def printable_document(value: Any) -> Any:
    """Make every text inside a JSON-able value printable; keys stay as they are."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_document(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable_document(item) for item in value]
    return value
