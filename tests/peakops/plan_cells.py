"""Files of a written plan as text: cells read, set, and rows dropped."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from peakops.checks.records import clock


def read(folder: Path, name: str) -> pd.DataFrame:
    """A CSV file of a plan as text; `name` is its stem, or inputs/<stem>."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def write(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write a table of text."""
    table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def set_cells(folder: Path, name: str, where: dict[str, str], **values: str) -> None:
    """Set cells of all rows that match; at least one does."""
    table = read(folder, name)
    chosen = pd.Series(True, index=table.index)
    for column, value in where.items():
        chosen &= table[column] == value
    assert chosen.any(), f"{name}: no row with {where}"
    for column, value in values.items():
        table.loc[chosen, column] = value
    write(folder, name, table)


def drop_rows(folder: Path, name: str, **where: str) -> None:
    """Remove all rows that match; at least one does."""
    table = read(folder, name)
    chosen = pd.Series(True, index=table.index)
    for column, value in where.items():
        chosen &= table[column] == value
    assert chosen.any(), f"{name}: no row with {where}"
    write(folder, name, table[~chosen])


def order_row(folder: Path, work_order: str) -> dict[str, str]:
    """Row of schedule.csv of an order."""
    table = read(folder, "schedule")
    return table[table["work_order"] == work_order].iloc[0].to_dict()


def shifted(text: str, minutes: int) -> str:
    """A time of a file, some minutes later, in the same offset."""
    return clock(pd.Timestamp(text) + pd.Timedelta(minutes=minutes))
