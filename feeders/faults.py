"""The record of an input fault, for histories and for networks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with an input, by the names the user knows: where, found, wanted."""

    table: str
    key: str
    column: str
    found: str
    wanted: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.table, self.key, self.column) if part)
        return f"{where}: found {self.found}, wanted {self.wanted}"
