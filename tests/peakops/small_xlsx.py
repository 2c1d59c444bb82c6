"""The smallest Excel workbook, written without a spreadsheet library."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | float | bool | dt.datetime | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{{types}}</Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{{names}}</sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">{{targets}}'
        f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (  # style 1 is number format 22, date and time
        f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}


def xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Bytes of a workbook with one sheet."""
    return workbook({"Sheet1": rows})


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Bytes of a workbook, sheet after sheet."""
    numbered = [(f"sheet{n}", name) for n, name in enumerate(sheets, start=1)]
    lists = {
        "types": "".join(
            f'<Override PartName="/xl/worksheets/{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
            for n, _ in numbered
        ),
        "names": "".join(
            f'<sheet name="{name}" sheetId="{n[5:]}" r:id="{n}"/>' for n, name in numbered
        ),
        "targets": "".join(
            f'<Relationship Id="{n}" Type="{_OFFICE}/worksheet" Target="worksheets/{n}.xml"/>'
            for n, _ in numbered
        ),
    }
    parts = dict(_PARTS)
    for word, text in lists.items():
        parts = {name: part.replace(f"{{{word}}}", text) for name, part in parts.items()}
    parts |= {f"xl/worksheets/{n}.xml": _sheet(sheets[name]) for n, name in numbered}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return buffer.getvalue()


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    body = "".join(_row(number, row) for number, row in enumerate(rows, start=1))
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _row(number: int, cells: Sequence[Cell]) -> str:
    inside = "".join(_cell(f"{_letters(i)}{number}", cell) for i, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'


def _letters(column: int) -> str:
    return ("" if column < 26 else chr(64 + column // 26)) + chr(65 + column % 26)


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, dt.datetime):
        days = (cell - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
        return f'<c r="{place}" s="1"><v>{days!r}</v></c>'
    if isinstance(cell, str) and cell.startswith("#"):
        return f'<c r="{place}" t="e"><v>{cell}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'
