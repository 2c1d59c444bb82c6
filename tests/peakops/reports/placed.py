"""Where each piece of text stands on the pages of a PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from pypdf import PdfReader

from peakops.reports.fonts import BOLD, REGULAR


@cache
def advances() -> dict[str, float]:
    """Width of each character in the wider of the two faces. [em]"""
    widths: dict[str, float] = {}
    for path in (REGULAR, BOLD):
        with TTFont(path) as font:
            em, metrics = font["head"].unitsPerEm, font["hmtx"]
            for code, glyph in font.getBestCmap().items():
                widths[chr(code)] = max(widths.get(chr(code), 0.0), metrics[glyph][0] / em)
    return widths


def right_end(x: float, size: float, text: str) -> float:
    """Where a line of text ends at most. [pt]"""
    return x + size * sum(advances().get(c, 0.0) for c in text.splitlines()[0])


def placed_texts(path: Path) -> list[tuple[int, float, float, float, str]]:
    """Page, x, y, size [pt] and text of every piece of text in a PDF."""
    found = []
    for n, page in enumerate(PdfReader(path).pages):

        def visit(text, cm, tm, _font, size, n=n) -> None:
            if text.strip():
                x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
                y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
                found.append((n, x, y, abs(size * tm[3] * cm[3]) or size, text.strip()))

        page.extract_text(visitor_text=visit)
    return found
