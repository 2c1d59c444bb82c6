"""The inputs of a plan as sheets that the reader of scenarios takes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from peakops.columns import Column
from peakops.file_contract import HISTORIES, TABLES
from peakops.reports.book_sheet import Kind, Sheet, make_sheet
from peakops.scenario import Scenario

_KINDS: Mapping[str, Kind] = {
    "number": "number",
    "integer": "number",
    "time": "time",
    "date": "date",
    "boolean": "boolean",
}
"""Every other kind of column is text."""


def input_sheets(scenario: Scenario, remarks: Mapping[str, str]) -> Iterator[Sheet]:
    """Every table that has rows, histories aside, as it was read and planned with.

    Parameters
    ----------
    scenario
        What was read.
    remarks
        What is said of columns below their names.
    """
    for key in TABLES:
        frame = scenario.tables.get(key)
        if key not in HISTORIES and frame is not None and not frame.empty:
            yield input_sheet(key, scenario, remarks)


def input_sheet(key: str, scenario: Scenario, remarks: Mapping[str, str]) -> Sheet:
    """One table as it was read, with every column that it has; without rows, all it may have."""
    frame = scenario.tables[key]
    columns = [column for column in TABLES[key].columns if column.name in frame]
    texts = {c.name: _joined(frame[c.name]) for c in columns if "list" in c.kind}
    return make_sheet(
        key,
        frame.assign(**texts),
        {column.name: _kind(column) for column in columns},
        scenario.timezone,
        given=True,
        remarks=remarks,
    )


def _kind(column: Column) -> Kind:
    return _KINDS.get(column.kind, "text")


def _joined(lists: pd.Series) -> list[str]:
    return [";".join(str(part) for part in parts) for parts in lists]
