"""How the tables of a published plan are written; `out_columns` says what is in them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from peakops.clock import clock_text
from peakops.csv_text import guarded
from peakops.out_columns import OUT_COLUMNS, Columns


def frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make an out table from rows, with all its columns in order.

    Raises
    ------
    KeyError
        When a row lacks a column of the table.
    """
    columns = list(OUT_COLUMNS[name])
    return pd.DataFrame([[row[column] for column in columns] for row in rows], columns=columns)


def text_table(
    name: str, table: pd.DataFrame, tables: Mapping[str, Columns] = OUT_COLUMNS
) -> pd.DataFrame:
    """Write every value of an out table as the text that stands in its file."""
    return pd.DataFrame(
        {column: as_text(table[column], kind) for column, kind in tables[name].items()}
    )


def as_text(values: pd.Series, kind: str | int) -> list[str]:
    """Texts of one column; an unknown value is empty."""
    if isinstance(kind, int):
        return ["" if pd.isna(value) else decimal_text(float(value), kind) for value in values]
    if kind == "boolean":
        return ["yes" if value else "no" for value in values]
    if kind == "time":
        return _per_distinct(values, clock_text)
    if kind == "date":
        return _per_distinct(values, lambda value: value.strftime("%Y-%m-%d"))
    return ["" if pd.isna(value) else str(value) for value in values]


def decimal_text(value: float, decimals: int) -> str:
    """Fixed decimals; a negative zero loses its sign."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def json_values(texts: pd.Series, kind: str | int) -> list[Any]:
    """Values of one column for JSON from their texts, unknown as null."""
    if isinstance(kind, int):
        return [None if text == "" else float(text) if kind else int(text) for text in texts]
    if kind == "boolean":
        return [text == "yes" for text in texts]
    return list(texts)


def json_records(
    name: str, table: pd.DataFrame, tables: Mapping[str, Columns] = OUT_COLUMNS
) -> list[dict[str, Any]]:
    """Rows of an out table for JSON, rounded as in its file."""
    texts = text_table(name, table, tables)
    columns = [json_values(texts[column], kind) for column, kind in tables[name].items()]
    return [dict(zip(tables[name], row, strict=True)) for row in zip(*columns, strict=True)]


def _per_distinct(values: pd.Series, write: Callable[[pd.Timestamp], str]) -> list[str]:
    # Times repeat thousands of times in a table; writing each distinct one once is 50 x faster.
    texts = {value: "" if pd.isna(value) else write(value) for value in values.unique()}
    return ["" if pd.isna(value) else texts[value] for value in values]


def write_table(
    name: str, table: pd.DataFrame, folder: Path, tables: Mapping[str, Columns] = OUT_COLUMNS
) -> None:
    """Write an out table as CSV (UTF-8, LF); text that looks like a formula is guarded."""
    buffer = io.StringIO()
    texts = text_table(name, table, tables)
    safe = {
        column: [guarded(cell) for cell in texts[column]]
        for column, kind in tables[name].items()
        if kind == "text"
    }
    texts.assign(**safe).to_csv(buffer, index=False, lineterminator="\n")
    (folder / f"{name}.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
