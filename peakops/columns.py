"""What a table of a scenario looks like, as data: columns, units, ranges, keys.

The tables themselves are listed in `peakops.file_contract`. Running this module prints
docs/file-formats.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id", "text", "integer", "number", "boolean", "time", "date", "clock", "choice",
    "list", "integer_list", "list_choice",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        As in the header.
    kind
        What a cell holds; decides how it is read.
    unit
        Unit of a number, empty for a bare one.
    lower, upper
        Smallest and largest allowed number, in the unit; None for no limit.
    required
        Whether the column must be there.
    blank
        Whether a cell may be empty; always so where the column is not required.
    choices
        Allowed values of a choice or list of choices.
    default
        Value of an empty cell; using it is counted and reported.
    refers
        Table and column in which the value must exist.
    about
        One line for the documentation.
    """

    name: str
    kind: Kind
    unit: str = ""
    lower: float | None = None
    upper: float | None = None
    required: bool = True
    blank: bool = False
    choices: tuple[str, ...] = ()
    default: float | None = None
    refers: tuple[str, str] | None = None
    about: str = ""

    def __post_init__(self) -> None:
        if ("choice" in self.kind) != bool(self.choices):
            raise ValueError(f"{self.name}: a choice needs choices, and only a choice has them")
        if None not in (self.lower, self.upper) and self.lower > self.upper:  # type: ignore[operator]  # None is excluded before
            raise ValueError(f"{self.name}: lower {self.lower} is above upper {self.upper}")
        if not self.required and not self.blank:
            raise ValueError(f"{self.name}: an optional column may have empty cells")
        if self.default is not None and (self.required or self.kind != "number"):
            raise ValueError(f"{self.name}: only an optional number can have a default")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a scenario.

    Parameters
    ----------
    key
        Name of the table; its file is ``<key>.csv`` unless scenario.yaml says otherwise.
    columns
        Columns in the order of the documentation.
    unique
        Columns that together name a row; no two rows may agree in all of them.
    required
        Whether the file must exist.
    may_be_empty
        Whether a header alone is enough.
    wide
        Kind of the further columns, one per feeder; None where there are none.
    about
        One line for the documentation.
    """

    key: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    required: bool = True
    may_be_empty: bool = False
    wide: Column | None = None
    about: str = ""

    def __post_init__(self) -> None:
        names = self.names
        if len(set(names)) != len(names):
            raise ValueError(f"{self.key}: a column is named twice")
        if not set(self.unique) <= set(names):
            raise ValueError(f"{self.key}: the key uses columns that do not exist")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, without those of a wide table's feeders."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of that name, for a wide table also a feeder's.

        Raises
        ------
        KeyError
            When there is no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        if self.wide is None:
            raise KeyError(f"{self.key} has no column {name}")
        return self.wide


if __name__ == "__main__":
    from peakops.file_docs import print_file_formats

    print_file_formats()
