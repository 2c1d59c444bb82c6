"""docs/file-formats.md, written from the data that the reader goes by."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields

from peakops.actuals_columns import ACTUAL_STINTS, ACTUALS
from peakops.by_hand_columns import HAND_SCHEDULE
from peakops.columns import Column, Table
from peakops.file_contract import TABLES
from peakops.settings import (
    SECTION_KEYS,
    TOP_KEYS,
    ForecastSettings,
    Heatwave,
    Limits,
    SolverSettings,
)
from peakops.wanted import wanted

_INTRODUCTION = """\
# Files of a scenario

Written by `python -m peakops.columns > docs/file-formats.md`; do not edit by hand.

A scenario is a folder with `scenario.yaml`, the network as pandapower JSON (`network.json`) and
one file per table, named after the table unless `files:` in `scenario.yaml` says otherwise. The
network may be a workbook as `peakops init` or `pandapower.to_excel` writes it (`files: {network:
network.xlsx}`), under pandapower's names of columns or the Chinese ones of the template of `init`;
what other programs keep is brought in with pandapower's own converters and saved as either. Of a
workbook the sheets of elements are enough (`bus`, `line`, `trafo`, `load`, `sgen`, `switch`,
`ext_grid`), each with the index in its first column. `closed` and `in_service` are TRUE or FALSE,
1 or 0, yes or no, 是 or 否, 合 or 分, and never empty. `geo` of a bus is GeoJSON or, where the
longitude is above 90°, longitude and latitude as `118.35,29.70`.
A form of one's own for the work tickets is `work_ticket.docx` (docs/work-ticket.md).
Tables are CSV (UTF-8 with or without BOM, or GB18030), Excel (`.xlsx`) or Parquet. Of a workbook
the sheet named after the table is read, else the first one; several tables may share a workbook
(`files: {work_orders: orders.xlsx, workers: orders.xlsx}`), as those of `plan.xlsx` do.

- The header is row 1. Columns may stand in any order, under their English names or the Chinese ones
  of the templates of `peakops init`; an unknown column is a fault.
- Names are text. Lists in a cell are separated by `;`, those of fixed words also by `,` or `、`.
  Yes or no is `yes` or `no`, `是` or `否`. Fixed words may be written in Chinese, as in brackets
  below or shorter as on the printed sheets (`斗内`, `监护`).
- A date may also be written 2026/7/20, 2026.7.20 or 2026年7月20日. Where a time is wanted, a day
  alone in a workbook is the 00:00 with which it begins.
- Full-width digits and signs (`８`, `．`, `－`, `：`) are read in numbers, dates and times.
- An empty cell means unknown.
- In the header of a workbook, what stands below the first line of a cell is a remark.
- In CSV an apostrophe before `=`, `+`, `-`, `@` or their wide forms is not part of the text: it
  keeps spreadsheets from taking the cell for a formula. In a workbook text is text as it stands.
- Times are local time of the scenario's `timezone`, or carry that zone's own offset.
- Hourly values are means of the hour that begins at `time`.
- A column marked *optional* may be absent or have empty cells; *may be empty* means that the
  column must be there but not every cell be filled.

`peakops validate FOLDER` lists everything that is wrong, with file, row and column.

"""

_DERIVED = """\
A scenario may be derived from another: `base: ../deqing` names the folder, `heatwave:` makes its
forecast hotter, and any other key replaces that of the base. Sections are replaced key by key.
Names of heat rules under `heat:` and their bounds are those of docs/heat-rules.md.

"""


def file_formats() -> str:
    """Text of docs/file-formats.md."""
    tables = (*TABLES.values(), HAND_SCHEDULE, ACTUALS, ACTUAL_STINTS)
    parts = [_INTRODUCTION, *_settings(), *(_table(table) for table in tables)]
    return "".join(parts).rstrip() + "\n"


def print_file_formats() -> None:
    """Write the text to standard output, in UTF-8 on every system."""
    sys.stdout.buffer.write(file_formats().encode())


def _settings() -> Iterator[str]:
    yield "## scenario.yaml\n\n"
    yield _rows(("key", "holds", "meaning"), ((c.name, wanted(c), c.about) for c in TOP_KEYS))
    yield _DERIVED
    for section, columns in SECTION_KEYS.items():
        yield f"### {section}\n\n"
        header = ("key", "holds", "default", "meaning")
        yield _rows(
            header, ((c.name, wanted(c), default_text(section, c.name), c.about) for c in columns)
        )


def default_text(section: str, name: str) -> str:
    """Default of a setting as it is written, empty where there is none."""
    records = {
        "limits": Limits,
        "forecast": ForecastSettings,
        "solver": SolverSettings,
        "heatwave": Heatwave,
    }
    for field in fields(records[section]) if section in records else ():
        if field.name == name and field.default is not MISSING:
            value = field.default
            return _shown(value)
    return ""


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _table(table: Table) -> str:
    columns = [*table.columns, *([] if table.wide is None else [_named_wide(table.wide)])]
    must = "" if table.required else " Optional."
    unique = f" Unique: {', '.join(table.unique)}." if table.unique else ""
    rows = ((c.name, presence(c), wanted(c), meaning(c)) for c in columns)
    head = f"## {table.key}\n\n{table.about}{must}{unique}\n\n"
    return head + _rows(("column", "", "holds", "meaning"), rows)


def _named_wide(column: Column) -> Column:
    return Column(
        name="(one per feeder)",
        kind=column.kind,
        unit=column.unit,
        lower=column.lower,
        upper=column.upper,
        blank=column.blank,
        about=column.about,
    )


def presence(column: Column) -> str:
    """Whether a column may be absent or have empty cells; empty where it must be filled."""
    if not column.required:
        return "optional"
    return "may be empty" if column.blank else ""


def meaning(column: Column) -> str:
    """What a column is for, what an empty cell means and where its values must exist."""
    default = "" if column.default is None else f"; empty: {column.default:g}, reported"
    refers = "" if column.refers is None else f"; must be in {'.'.join(column.refers)}"
    return column.about + default + refers


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"
