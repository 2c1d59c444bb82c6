"""The network as an Excel template: a guide, and one sheet per kind of element."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from feeders.network_ranges import RANGES, Range
from peakops.geo_cells import lon_lat
from peakops.network_form import ABOUT_SHEET, INDEX, NETWORK_FORM, FormColumn
from peakops.reports.book_pages import Pages
from peakops.reports.book_sheet import make_sheet
from peakops.reports.templates import FILLED_ROWS, GUIDE, GUIDE_KINDS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_HOLDS: Mapping[str, tuple[str, str]] = {
    "number": ("a number", "数字"),
    "boolean": ("yes or no", "是或否"),
    "text": ("a text", "文字"),
}
MAY_BE_EMPTY = "sgen"
NEEDED, OPTIONAL = ("yes", "必填"), ("cell may be empty", "单元格可空")
_YES_NO = ["是", "否", "yes", "no"]


def network_template(text: str, created: pd.Timestamp) -> bytes:
    """A workbook of a network.

    Parameters
    ----------
    text
        The network as pandapower JSON.
    created
        Date of the workbook; timezone-aware.

    Returns
    -------
    bytes
        The workbook; the same network gives the same bytes.
    """
    import xlsxwriter  # only workbooks that are written need it

    buffer = io.BytesIO()
    at = created.tz_convert("UTC").tz_localize(None).to_pydatetime()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "network", "author": "peakops", "created": at})
        pages = Pages(book)
        guide = pd.DataFrame(list(_guide()), columns=list(GUIDE_KINDS), dtype=object)
        pages.sheet(make_sheet(GUIDE, guide, GUIDE_KINDS, "UTC"))
        content = json.loads(text)["_object"]
        for name, columns in NETWORK_FORM.items():
            _write(pages, name, (INDEX, *columns), _table(content[name]["_object"], columns))
    return buffer.getvalue()


def _table(frame: str, columns: tuple[FormColumn, ...]) -> pd.DataFrame:
    """Elements of a kind, as the form shows them."""
    split = json.loads(frame)
    table = pd.DataFrame(split["data"], columns=split["columns"], dtype=object)
    shown = table.reindex(columns=[column.name for column in columns])
    if "geo" in shown:
        shown = shown.assign(geo=shown["geo"].map(_typed, na_action="ignore"))
    shown.insert(0, INDEX.name, split["index"])
    return shown


def _typed(point: str) -> str:
    """Longitude and latitude as people type them."""
    return ",".join(f"{degrees:.6f}" for degrees in lon_lat(point))


def _write(pages: Pages, name: str, columns: tuple[FormColumn, ...], table: pd.DataFrame) -> None:
    shown = table.assign(**{c.name: table[c.name].map(_in_chinese(c)) for c in columns if c.words})
    sheet = make_sheet(
        name, shown, {column.name: column.kind for column in columns}, "UTC",
        given=True, remarks={column.name: column.chinese for column in columns},
    )  # fmt: skip
    page = pages.sheet(sheet)
    for number, column in enumerate(columns):
        _offer(page, number, column)


def _in_chinese(column: FormColumn) -> Mapping[str | None, str | None]:
    return {word: chinese for chinese, word in (column.words or {}).items()}


def _offer(page: Worksheet, number: int, column: FormColumn) -> None:
    """Offer the words of a cell."""
    words = _YES_NO if column.kind == "boolean" else _both(column)
    if words:
        rule: dict[str, Any] = {"validate": "list", "source": words}
        page.data_validation(1, number, FILLED_ROWS, number, rule)


def _both(column: FormColumn) -> list[str]:
    return [*column.words, *column.words.values()] if column.words else []


def _guide() -> Iterator[tuple[str, ...]]:
    """What each column holds."""
    for name, columns in NETWORK_FORM.items():
        must, must_zh = ("may stay empty", "可留空") if name == MAY_BE_EMPTY else ("yes", "必填")
        about, about_zh = ABOUT_SHEET[name]
        yield name, "", "", must_zh, "", about_zh, must, "", about
        for column in (INDEX, *columns):
            must, must_zh = NEEDED if column.needed else OPTIONAL
            holds, holds_zh = _holds(name, column)
            in_zh = column.chinese, must_zh, holds_zh, column.about_zh
            yield name, column.name, *in_zh, must, holds, column.about


def _holds(sheet: str, column: FormColumn) -> tuple[str, str]:
    """What a cell may hold, in English and Chinese."""
    if column.words:
        pairs = [f"{chinese}（{word}）" for chinese, word in column.words.items()]
        return f"one of: {', '.join(column.words.values())}", "任选其一：" + "、".join(pairs)
    known = next((r for r in RANGES if (r.table, r.column) == (sheet, column.name)), None)
    return _HOLDS[column.kind] if known is None else (known.words, f"数字，{_span(known)}")


def _span(known: Range) -> str:
    least = f"大于 {known.low:g}" if known.above else f"{known.low:g}"
    return f"{least} 至 {known.high:g} {known.unit}".rstrip()
