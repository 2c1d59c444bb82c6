"""One sheet of the workbook: named columns of cells, each with what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from peakops.out_columns import OUT_COLUMNS
from peakops.out_tables import as_text, decimal_text

Kind = str | int
"""As in the tables of a plan: text, time, date, boolean, decimals; or ``number`` as it is."""

Cell = str | float | None

DAY_ZERO = pd.Timestamp("1899-12-30")
DAY = pd.Timedelta(days=1)
FIRST_YEAR = 1904
"""Excel counts a 29 February 1900 that never was: earlier times are written as text."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet.

    Parameters
    ----------
    name
        Of its tab; for an input the key of the table.
    kinds
        Column to what it holds, in order.
    cells
        Column to its cells, all of the same length; times as Excel counts days.
    given
        Whether it is an input of the plan.
    remarks
        Column to what is said of it below its name.
    """

    name: str
    kinds: Mapping[str, Kind]
    cells: Mapping[str, list[Cell]]
    given: bool = False
    remarks: Mapping[str, str]

    def __post_init__(self) -> None:
        if list(self.kinds) != list(self.cells):
            raise ValueError(f"{self.name}: kinds and cells have different columns")
        if len({len(cells) for cells in self.cells.values()}) != 1:
            raise ValueError(f"{self.name}: columns of different length")

    @property
    def rows(self) -> int:
        """Number of rows below the header."""
        return len(next(iter(self.cells.values())))


def make_sheet(
    name: str,
    table: pd.DataFrame,
    kinds: Mapping[str, Kind],
    zone: str,
    *,
    given: bool = False,
    remarks: Mapping[str, str] | None = None,
) -> Sheet:
    """Make a sheet of a table.

    Parameters
    ----------
    name
        Of the sheet.
    table
        Its rows; times timezone-aware.
    kinds
        Columns to show, in order.
    zone
        Time zone in which times are shown.
    given
        Whether it is an input of the plan.
    remarks
        What is said of columns below their names; times have their zone in any case.
    """
    said = remarks or {}
    zones = {
        column: "\n".join(part for part in (said.get(column, ""), zone) if part)
        for column, kind in kinds.items()
        if kind == "time"
    }
    return Sheet(
        name=name,
        kinds=kinds,
        cells={column: cells_of(table[column], kind, zone) for column, kind in kinds.items()},
        given=given,
        remarks={**said, **zones},
    )


def out_kinds(name: str, *after_first: tuple[str, Kind]) -> dict[str, Kind]:
    """Columns of a table of the plan, with more of them after the first."""
    first, *others = OUT_COLUMNS[name].items()
    return dict([first, *after_first, *others])


def cells_of(values: pd.Series, kind: Kind, zone: str) -> list[Cell]:
    """Cells of a column; what is unknown is empty."""
    if kind == "time":
        return _times(values, zone)
    if kind == "date":
        return [_day_number(value) for value in values]
    if kind == "number":
        return [None if pd.isna(value) else float(value) for value in values]
    if isinstance(kind, int):
        return [
            None if pd.isna(value) else float(decimal_text(float(value), kind)) for value in values
        ]
    return [text or None for text in as_text(values, kind)]


def _times(values: pd.Series, zone: str) -> list[Cell]:
    """Local times; one that the clock shows twice is text with its offset."""
    known: dict[object, Cell] = {}
    for value in values.unique():
        known[value] = None if pd.isna(value) else _time(pd.Timestamp(value), zone)
    return [None if pd.isna(value) else known[value] for value in values]


def _time(value: pd.Timestamp, zone: str) -> Cell:
    local = value.tz_convert(zone)
    wall = local.tz_localize(None)
    if pd.isna(wall.tz_localize(zone, ambiguous="NaT")):
        return str(local.isoformat(timespec="minutes"))
    if wall.year < FIRST_YEAR:
        return str(wall.isoformat(timespec="minutes"))
    return float((wall - DAY_ZERO) / DAY)


def _day_number(value: object) -> Cell:
    if pd.isna(value):  # type: ignore[call-overload]  # a date or NaT
        return None
    day = pd.Timestamp(str(value))
    return (day - DAY_ZERO) / DAY if day.year >= FIRST_YEAR else day.strftime("%Y-%m-%d")
