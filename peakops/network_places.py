"""Where an element stands in the network file, so that a fault names what its keeper sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from peakops.errors import InputFault
from peakops.wanted import EMPTY, quoted

MISSING = "missing"
"""What `feeders` calls a value that is not there; in a workbook the cell is empty."""

_ELEMENT = re.compile(r"(\w+) (\d+)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class NetworkPlaces:
    """Places of a network's elements in its file.

    Parameters
    ----------
    file
        Name of the file.
    rows
        Of a workbook, per sheet the row of each index; None for JSON, which has no rows.
    """

    file: str
    rows: Mapping[str, Mapping[int, int]] | None = None

    def cell(self, element: str, index: int, column: str, found: object, wanted: str) -> InputFault:
        """Return a fault of one element in a column that belongs to its table."""
        if self.rows is None:
            place, words = f"{element}.{column}", f"{element} {index}: {found}"
            return InputFault(file=self.file, row=None, column=place, found=words, wanted=wanted)
        row = self.rows.get(element, {}).get(index)
        words = quoted("" if found is None else _plain(found))
        sheet = self._sheet(element)
        return InputFault(file=sheet, row=row, column=column, found=words, wanted=wanted)

    def header(self, element: str, column: str, found: str, wanted: str) -> InputFault:
        """Return a fault of a column as a whole."""
        if self.rows is None:
            place = f"{element}.{column}"
            return InputFault(file=self.file, row=None, column=place, found=found, wanted=wanted)
        sheet = self._sheet(element)
        return InputFault(file=sheet, row=1, column=column, found=found, wanted=wanted)

    def whole(self, found: str, wanted: str, row: int | None = None) -> InputFault:
        """Return a fault of the file as a whole."""
        return InputFault(file=self.file, row=row, column=None, found=found, wanted=wanted)

    def key(self, key: str, column: str, found: str, wanted: str) -> InputFault:
        """Return a fault by the name of an element such as ``line 12``, as `feeders` reports it."""
        match = _ELEMENT.fullmatch(key)
        known = {} if self.rows is None or match is None else self.rows.get(match[1], {})
        if match is None or int(match[2]) not in known:
            words = quoted(f"{key}: {found}" if key else found)
            place = column or None
            return InputFault(file=self.file, row=None, column=place, found=words, wanted=wanted)
        row, sheet = known[int(match[2])], self._sheet(match[1])
        place, words = column or None, EMPTY if found == MISSING else quoted(found)
        return InputFault(file=sheet, row=row, column=place, found=words, wanted=wanted)

    def _sheet(self, element: str) -> str:
        return f"{self.file} sheet {element}"


def _plain(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
