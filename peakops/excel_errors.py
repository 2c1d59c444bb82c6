"""Cells of an .xlsx file that hold an error such as #DIV/0!.

calamine reads them as empty, and an empty limit would count as no limit; so they are looked up in
the file itself. Other workbook formats are not searched.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

_FIRST_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*\br:id=\"([^\"]+)\"")
_TARGET = re.compile(
    r"<Relationship\b(?=[^>]*\bId=\"([^\"]+)\")[^>]*\bTarget=\"\/?(?:xl/)?([^\"]+)\""
)
_CELL = re.compile(
    r"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]+\d+)\".*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)


def error_cells(data: bytes) -> Iterator[tuple[str, str]]:
    """Place (``B2``) and error text of each such cell on the first sheet.

    Parameters
    ----------
    data
        Bytes of a workbook; anything but a readable .xlsx has none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read(_first_sheet(archive)).decode()
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, OSError):
        return
    for match in _CELL.finditer(sheet):
        yield match[1], match[2]


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """Name of the first sheet's part, KeyError where the workbook does not say."""
    names = re.search(_FIRST_SHEET, archive.read("xl/workbook.xml").decode())
    relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    targets = {match[1]: match[2] for match in _TARGET.finditer(relations)}
    return "xl/" + targets[names[1] if names else ""]
