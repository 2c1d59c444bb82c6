"""Sheets with a frozen header, filters, widths and typed cells, written into a workbook."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from peakops.reports.book_colours import HEADER, INPUT_HEADER
from peakops.reports.book_sheet import Cell, Kind, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TIME_FORMAT, DATE_FORMAT, TEXT_FORMAT = "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "@"
NARROWEST, WIDEST = 8, 56
LOOKED_AT = 300
"""Rows by which the width of a column is chosen."""
LONG_TEXT = 255
"""Spreadsheets before 2010 show longer cells of the text format as ####."""
A4 = 9
WIDEST_PAGE = 220.0
"""A wider sheet is printed on several pages side by side, or it could not be read."""


class _Exact(float):
    """A number that is written with every digit it needs, not with sixteen."""

    def __format__(self, _spec: str) -> str:
        return repr(float(self))


class Pages:
    """Writes sheets into a workbook.

    Parameters
    ----------
    book
        The workbook.
    """

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formats: dict[str, Format] = {}
        self.cut = 0

    def style(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "vcenter", **properties})
        return self.formats[key]

    def text(self, page: Worksheet, row: int, column: int, text: str, style: Format) -> None:
        """Write a text as text, whatever it begins with."""
        if len(text) > LONG_TEXT:
            style = self.style(quote_prefix=True, align="left", indent=1)
        if page.write_string(row, column, text, style):
            self.cut += 1

    def header(self, *, given: bool = False) -> Format:
        """Format of a header."""
        colour = INPUT_HEADER if given else HEADER
        return self.style(
            bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, border=1
        )

    def sheet(self, sheet: Sheet) -> Worksheet:
        """Write a sheet and return its page."""
        page = self.book.add_worksheet(sheet.name)
        page.set_tab_color(INPUT_HEADER if sheet.given else HEADER)
        width = 0.0
        for number, (column, kind) in enumerate(sheet.kinds.items()):
            remark = sheet.remarks.get(column, "")
            title = f"{column}\n{remark}" if remark else column
            page.write_string(0, number, title, self.header(given=sheet.given))
            cells = sheet.cells[column]
            page.set_column(number, number, _width(title, cells, kind), self._format(kind))
            width += _width(title, cells, kind)
            self._cells(page, number, cells, kind)
        self._frame(page, sheet, width)
        return page

    def _frame(self, page: Worksheet, sheet: Sheet, width: float) -> None:
        """What makes a sheet easy to read and to print."""
        last = len(sheet.kinds) - 1
        lines = 1 + max((text.count("\n") + 1 for text in sheet.remarks.values()), default=0)
        page.set_row(0, 15 * max(2, lines))
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, sheet.rows, last)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{sheet.rows + 1}"})
        page.set_landscape()
        page.set_paper(A4)
        if width <= WIDEST_PAGE:
            page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.repeat_columns(0)
        page.hide_gridlines(0)
        page.set_footer("&L&A&R&P / &N")

    def _format(self, kind: Kind) -> Format:
        if kind == "time":
            return self.style(num_format=TIME_FORMAT)
        if kind == "date":
            return self.style(num_format=DATE_FORMAT)
        if isinstance(kind, int):
            return self.style(num_format="0." + "0" * kind if kind else "0")
        if kind == "number":
            return self.style(num_format="General")
        return self.style(num_format=TEXT_FORMAT, align="left", indent=1)

    def _cells(self, page: Worksheet, column: int, cells: Sequence[Cell], kind: Kind) -> None:
        style = self._format(kind)
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, str):
                self.text(page, row, column, cell, style)
            elif cell is not None:
                page.write_number(row, column, _Exact(cell), style)


def _width(title: str, cells: Sequence[Cell], kind: Kind) -> float:
    """Width of a column, in digits."""
    heads = [_digits(line) + 3 for line in title.split("\n")]
    shown = {"time": 16, "date": 11}.get(str(kind), 0)
    texts = [_digits(cell) for cell in cells[:LOOKED_AT] if isinstance(cell, str)]
    return min(WIDEST, max(NARROWEST, shown, *heads, *(size + 2 for size in texts)))


def _digits(text: str) -> int:
    """Width of a text; a Chinese character is as wide as two digits."""
    return len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text)
