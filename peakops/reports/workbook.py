"""plan.xlsx: the plan's tables for people with a spreadsheet, and its inputs to plan with again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peakops.file_contract import TABLES
from peakops.reports import book_front
from peakops.reports.book_colours import (
    ORANGE,
    RED,
    WORDS,
    Bound,
    bounds,
)
from peakops.reports.book_inputs import input_sheets
from peakops.reports.book_pages import A4, TEXT_FORMAT, Pages
from peakops.reports.book_plan import PlanSheets
from peakops.reports.book_sheet import Cell, Sheet
from peakops.reports.sheet_source import Source
from peakops.reports.words_columns import COLUMNS_ZH

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from peakops.plan import Plan

HEADING_HEIGHT = 20


def write_workbook(plan: Plan, path: Path, language: str = "both") -> Path:
    """Write the workbook of a plan.

    Parameters
    ----------
    plan
        The finished plan.
    path
        File to write.
    language
        ``"both"``, ``"zh"`` or ``"en"``.
    """
    path.write_bytes(workbook_bytes(Source(plan=plan, language=language)))
    return path


def workbook_bytes(source: Source) -> bytes:
    """The workbook; the same plan gives the same bytes."""
    import xlsxwriter  # only plans that are written need it

    buffer = io.BytesIO()
    issued = source.plan.scenario.issued.tz_convert("UTC").tz_localize(None).to_pydatetime()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(
            {"title": source.plan.scenario.name, "author": "peakops", "created": issued}
        )
        _Book(book, source).write()
    return buffer.getvalue()


def all_sheets(source: Source) -> list[Sheet]:
    """Every sheet after the first: results, then inputs."""
    remarks = {} if source.language == "en" else COLUMNS_ZH
    given = input_sheets(source.plan.scenario, remarks)
    return [*PlanSheets(source, remarks).sheets(), *given]


class _Book(Pages):
    """Writes sheets into a workbook."""

    def __init__(self, book: Workbook, source: Source) -> None:
        super().__init__(book)
        self.source = source
        limits = source.plan.scenario.limits
        self.loading = (limits.heavy_percent, limits.loading_max_percent)
        self.bounds = bounds(source.rules, *self.loading)

    def write(self) -> None:
        """Write every sheet; the first one last, when it is known what was cut."""
        front = self.book.add_worksheet(book_front.NAME)
        sheets = all_sheets(self.source)
        for sheet in sheets:
            page = self.sheet(sheet)
            for number in range(len(sheet.kinds)):
                self._colours(page, number, sheet)
        _Front(self, front).write(sheets)

    def _colours(self, page: Worksheet, column: int, sheet: Sheet) -> None:
        name = list(sheet.kinds)[column]
        area = (1, column, max(1, sheet.rows), column)
        for word, colour in WORDS.get(name, {}).items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
            page.conditional_format(*area, {**rule, "format": self._fill(colour)})
        found = self._bounds(sheet, name)
        if found:  # an unknown number is not below a bound
            page.conditional_format(*area, {"type": "blanks", "stop_if_true": True})
        for bound in found:
            page.conditional_format(*area, self._rule(bound))

    def _rule(self, bound: Bound) -> dict[str, Any]:
        return {
            "type": "cell",
            "criteria": "<" if bound.below else ">=",
            "value": bound.at,
            "stop_if_true": True,  # the worst bound comes first
            "format": self._fill(bound.colour),
        }

    def _bounds(self, sheet: Sheet, column: str) -> Sequence[Bound]:
        """Bounds of a column; each feeder's load has its own limit. [MW]"""
        limit = self.source.limits_mw.get(column)
        if sheet.name != "loads" or limit is None:
            return self.bounds.get(column, ())
        heavy, most = (percent / 100 * limit for percent in self.loading)
        return [Bound(at=most, colour=RED), Bound(at=heavy, colour=ORANGE)]

    def _fill(self, colour: str) -> Format:
        """Format of marked cells: nothing but the colour."""
        key = f"fill {colour}"
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"bg_color": colour})
        return self.formats[key]


class _Front:
    """Writes the first sheet, line by line."""

    def __init__(self, book: _Book, page: Worksheet) -> None:
        self.book, self.page, self.source = book, page, book.source
        self.row = 0

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Write figures, notes, contents, and how to plan with the inputs again."""
        self.page.set_tab_color(RED)
        for column, width in enumerate((46, 24, 12, 60)):
            self.page.set_column(column, column, width)
        self._line("book_key", "book_value", "book_unit", "book_where")
        figures = [*book_front.figures(self.source)]
        if self.book.cut:
            figures.append(("book_cut", float(self.book.cut), "", ""))
        for code, value, unit, where in figures:
            self._cells(book_front.say(self.source, code), value, unit, where)
        self._line("book_notes")
        for note in book_front.notes(self.source):
            self._cells(note)
        for code, given in (("book_plan_sheets", False), ("book_input_sheets", True)):
            self._line(code, "book_rows", "", "book_about")
            self._contents([sheet for sheet in sheets if sheet.given is given])
        self._line("book_feed")
        for line in book_front.feed_lines(sheets):
            self._cells(line)
        self.page.freeze_panes(1, 0)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)

    def _line(self, *codes: str) -> None:
        """A heading, with an empty line before it."""
        self.row += 1 if self.row else 0
        self.page.set_row(self.row, HEADING_HEIGHT)
        texts = [book_front.say(self.source, code) if code else "" for code in codes]
        if len(texts) == 1:
            self.page.merge_range(self.row, 0, self.row, 3, texts[0], self.book.header())
        for column, text in enumerate(texts):
            self.page.write_string(self.row, column, text, self.book.header())
        self.row += 1

    def _cells(self, *cells: Cell) -> None:
        style = self.book.style(num_format=TEXT_FORMAT)
        number = self.book.style(num_format="General", align="left")
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self.book.text(self.page, self.row, column, cell, style)
            elif cell is not None:
                self.page.write_number(self.row, column, cell, number)
        self.row += 1

    def _contents(self, sheets: Sequence[Sheet]) -> None:
        link = self.book.style(font_color="#0563C1", underline=1)
        for sheet in sheets:
            self.page.write_url(self.row, 0, f"internal:'{sheet.name}'!A1", link, sheet.name)
            self.page.write_number(self.row, 1, sheet.rows, self.book.style(align="left"))
            about = (
                TABLES[sheet.name].about.partition(". ")[0]
                if sheet.given
                else book_front.say(self.source, f"sheet_{sheet.name}")
            )
            self.page.write_string(self.row, 3, about)
            self.row += 1
