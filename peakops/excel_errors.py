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
from xml.sax.saxutils import unescape

_SHEET = re.compile(r"<(?:\w+:)?sheet\b(?=[^>]*\bname=\"([^\"]*)\")[^>]*\br:id=\"([^\"]+)\"")
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_TARGET = re.compile(
    r"<Relationship\b(?=[^>]*\bId=\"([^\"]+)\")[^>]*\bTarget=\"\/?(?:xl/)?([^\"]+)\""
)
_CELL = re.compile(
    r"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]+\d+)\".*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)


def error_cells(data: bytes, sheet: str) -> Iterator[tuple[str, str]]:
    """Place (``B2``) and error text of each such cell on a sheet.

    Parameters
    ----------
    data
        Bytes of a workbook; anything but a readable .xlsx has none.
    sheet
        Name of the sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            cells = archive.read(_part(archive, sheet)).decode()
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, OSError):
        return
    for match in _CELL.finditer(cells):
        yield match[1], match[2]


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Name of a sheet's part, KeyError where the workbook does not say."""
    workbook = archive.read("xl/workbook.xml").decode()
    ids = {unescape(match[1], _QUOTES): match[2] for match in _SHEET.finditer(workbook)}
    relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    targets = {match[1]: match[2] for match in _TARGET.finditer(relations)}
    return "xl/" + targets[ids[sheet]]
