"""actuals.xlsx: the planned jobs and stints as a form to be filled in after the day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakops.actuals_columns import ACTUAL_STINTS, ACTUALS
from peakops.columns import Table
from peakops.reports.book_pages import Pages
from peakops.reports.book_sheet import Kind, Sheet, make_sheet
from peakops.reports.sheet_source import Row, Source
from peakops.reports.words_columns import COLUMNS_ZH

if TYPE_CHECKING:
    from peakops.plan import Plan

_KINDS: Mapping[str, Kind] = {"time": "time", "boolean": "text"}


def write_actuals_form(plan: Plan, path: Path) -> Path:
    """Write the form of a plan.

    Parameters
    ----------
    plan
        The finished plan.
    path
        File to write.
    """
    import xlsxwriter  # only plans that are written need it

    source, buffer = Source(plan=plan), io.BytesIO()
    issued = plan.scenario.issued.tz_convert("UTC").tz_localize(None).to_pydatetime()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": plan.scenario.name, "author": "peakops", "created": issued})
        pages = Pages(book)
        jobs = [_job(source, row) for row in source.schedule]
        stints = [_stint(source, row) for row in source.out_rows("stints")]
        pages.sheet(_sheet(source, ACTUALS, jobs))
        pages.sheet(_sheet(source, ACTUAL_STINTS, stints))
    path.write_bytes(buffer.getvalue())
    return path


def _sheet(source: Source, table: Table, rows: list[Row]) -> Sheet:
    """A sheet with all columns of a table; what the day has to tell is empty."""
    names = table.names
    frame = pd.DataFrame([[row.get(name) for name in names] for row in rows], columns=list(names))
    kinds = {column.name: _KINDS.get(column.kind, "text") for column in table.columns}
    zone = source.plan.scenario.timezone
    return make_sheet(table.key, frame, kinds, zone, given=True, remarks=COLUMNS_ZH)


def _job(source: Source, row: Row) -> Row:
    return {
        "work_order": row["work_order"],
        "title": source.orders[str(row["work_order"])]["title"],
        "crews": ";".join(str(crew) for crew in (row["crew"], row["support_crew"]) if crew),
        "planned_start": row["start"],
        "planned_end": row["end"],
    }


def _stint(source: Source, row: Row) -> Row:
    return {
        "work_order": row["work_order"],
        "worker": row["worker"],
        "name": source.name(str(row["worker"])),
        "planned_start": row["start"],
        "planned_end": row["end"],
    }
