"""Cells of a network's workbook, each by what its column holds.

pandapower casts whatever a cell holds: any text in `closed` counts as closed, an empty cell too.
So the cells are looked at before it sees them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from peakops.geo_cells import point_of_text
from peakops.network_index import NETWORK_COLUMNS
from peakops.raw_tables import Cell, excel_text
from peakops.wanted import quoted

Value = bool | float | str | None

YES_NO_WISH = "TRUE or FALSE (or 是/否, 合/分)"
YES_NO: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("true", "yes", "1", "是", "合"), True)
    | dict.fromkeys(("false", "no", "0", "否", "分"), False)
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_KIND_OF_DTYPE = (
    ("bool", "may_be"),
    ("float", "number"),
    ("int", "count"),
    ("uint", "count"),
    ("object", "text"),
)


def kind_of(element: str, column: str) -> str:
    """What a column holds: the key of its reader."""
    special = {("bus", "geo"): "geo", ("switch", "element"): "bus"}
    known = special.get((element, column)) or NETWORK_COLUMNS.get(element, {}).get(column, "any")
    if known != "any":
        return known
    dtype = _dtype(element, column)
    return next((kind for start, kind in _KIND_OF_DTYPE if dtype.lower().startswith(start)), "any")


def _dtype(element: str, column: str) -> str:
    """Dtype that pandapower itself gives it, empty where it does not know the column."""
    from feeders.network_files import column_dtypes

    return column_dtypes().get(element, {}).get(column, "")


def read_cell(kind: str, cell: Cell) -> Value:
    """The value of a cell.

    Raises
    ------
    ValueError
        With what was wanted, if it holds something else.
    """
    return _READERS[kind](None if excel_text(cell).strip() == "" else cell)


def shown(cell: Cell) -> str:
    """What a spreadsheet shows of a cell."""
    return str(cell).upper() if isinstance(cell, bool) else quoted(excel_text(cell))


def _yes_no(cell: Cell) -> bool:
    word = unicodedata.normalize("NFKC", excel_text(cell)).strip().lower()
    if word not in YES_NO:
        raise ValueError(YES_NO_WISH)
    return YES_NO[word]


def _may_be(cell: Cell) -> bool:
    """A switch of pandapower's that peakops does not go by: empty is its default, no."""
    return cell is not None and _yes_no(cell)


def _number(cell: Cell) -> float:
    if cell is None:
        return float("nan")
    text = "" if isinstance(cell, bool) else excel_text(cell).strip()
    if not _NUMBER.fullmatch(text):
        narrow = unicodedata.normalize("NFKC", text)
        hint = f" in half-width digits, {narrow}" if _NUMBER.fullmatch(narrow) else ""
        raise ValueError("a number" + hint)
    if not math.isfinite(float(text)):
        raise ValueError("a finite number")
    return float(text)


def _text(cell: Cell) -> str | None:
    return None if cell is None else excel_text(cell)


def _any(cell: Cell) -> Value:
    return cell if cell is None or isinstance(cell, (bool, float)) else excel_text(cell)


def _geo(cell: Cell) -> str | None:
    return None if cell is None else point_of_text(excel_text(cell))


_READERS: Mapping[str, Callable[[Cell], Value]] = MappingProxyType(
    {
        "yes_no": _yes_no,
        "may_be": _may_be,
        "number": _number,
        "bus": _number,
        "count": _number,
        "geo": _geo,
        "text": _text,
        "any": _any,
    }
)

STAND_IN: Mapping[str, Value] = MappingProxyType(
    dict.fromkeys(_READERS, None)
    | dict.fromkeys(("number", "bus", "count"), float("nan"))
    | {"yes_no": True, "may_be": False}
)
"""Values in place of cells that could not be read, so that the others' faults are found too.

Nothing is planned with them. An element that may be out of service is judged as one in service.
"""
