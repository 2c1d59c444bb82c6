"""Excel templates of a scenario's tables, filled with an example, each cell with its words."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from peakops.columns import Column, Table
from peakops.columns_zh import TABLES_ZH
from peakops.file_contract import TABLES
from peakops.file_docs import meaning, presence
from peakops.fixed_words import in_chinese
from peakops.guide_zh import meaning_zh, presence_zh, wanted_zh
from peakops.reports.book_inputs import input_sheet
from peakops.reports.book_pages import Pages
from peakops.reports.book_sheet import Kind, Sheet, make_sheet
from peakops.reports.words_columns import COLUMNS_ZH
from peakops.scenario import Scenario
from peakops.wanted import wanted

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

GUIDE = "guide"
GUIDE_KINDS: Mapping[str, Kind] = dict.fromkeys(
    ("table", "column", "中文", "必填", "可填", "含义", "needed", "holds", "meaning"), "text"
)
FILLED_ROWS = 2000
"""Rows below the header in which a cell is offered its words."""
LONGEST_LIST = 255
"""Letters that a spreadsheet allows for the words offered in a cell."""


def template_bytes(example: Scenario, keys: Sequence[str]) -> bytes:
    """A workbook with a guide and one sheet per table.

    Parameters
    ----------
    example
        Where the rows come from; a table that it lacks has a header only.
    keys
        Tables of the workbook, in order.

    Returns
    -------
    bytes
        The workbook; the same example gives the same bytes.
    """
    import xlsxwriter  # only workbooks that are written need it

    buffer = io.BytesIO()
    issued = example.issued.tz_convert("UTC").tz_localize(None).to_pydatetime()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": example.name, "author": "peakops", "created": issued})
        pages = Pages(book)
        pages.sheet(_guide(keys, example.timezone))
        for key in keys:
            page = pages.sheet(input_sheet(key, example, COLUMNS_ZH))
            for number, column in enumerate(TABLES[key].columns):
                _offer(page, number, column)
    return buffer.getvalue()


def _guide(keys: Sequence[str], zone: str) -> Sheet:
    """What each column of the workbook holds."""
    rows = [row for key in keys for row in _guide_rows(TABLES[key])]
    table = pd.DataFrame(rows, columns=list(GUIDE_KINDS), dtype=object)
    return make_sheet(GUIDE, table, GUIDE_KINDS, zone)


def _guide_rows(table: Table) -> Iterator[tuple[str, ...]]:
    must, must_zh = ("yes", "必填") if table.required else ("may stay empty", "可留空")
    yield table.key, "", "", must_zh, "", TABLES_ZH[table.key], must, "", table.about
    for column in table.columns:
        chinese = COLUMNS_ZH.get(column.name, "")
        in_zh = presence_zh(column), wanted_zh(column), meaning_zh(table.key, column)
        in_en = presence(column) or "yes", wanted(column), meaning(column)
        yield table.key, column.name, chinese, *in_zh, *in_en


def _offer(page: Worksheet, number: int, column: Column) -> None:
    """Offer the words of a cell, and refuse a number that the reader would refuse."""
    rule = _rule(column)
    if rule:
        wish = f"wanted: {wanted(column)}"[:LONGEST_LIST]
        hint = {"error_title": column.name, "error_message": wish}
        page.data_validation(1, number, FILLED_ROWS, number, {**rule, **hint})


def _rule(column: Column) -> dict[str, Any]:
    words = _words(column)
    if words and len(",".join(words)) <= LONGEST_LIST:
        return {"validate": "list", "source": words}
    if column.kind in {"integer", "number"} and None not in (column.lower, column.upper):
        kind = "integer" if column.kind == "integer" else "decimal"
        bounds = {"minimum": column.lower, "maximum": column.upper}
        return {"validate": kind, "criteria": "between", **bounds}
    return {}


def _words(column: Column) -> list[str]:
    """What a cell is offered: all that a spreadsheet does not offer it refuses, so both languages.

    No list of a cell with several words: a spreadsheet would refuse any two of them.
    """
    if column.kind == "boolean":
        return ["是", "否", "yes", "no"]
    if column.kind != "choice":
        return []
    chinese = [in_chinese(column, word) for word in column.choices]
    return [*filter(None, chinese), *column.choices]
