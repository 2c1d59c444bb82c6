"""A load history's columns, its faults that stop the work, and its repairs that do not.

In a module that loads nothing else, for those who only read the files.
"""

from __future__ import annotations

from dataclasses import dataclass

from feeders.faults import Fault as Fault

LARGEST_MW = 50.0
"""No 10 kV feeder carries more. [MW]"""

UNIT = 1000.0
"""From one unit of power to the next."""

HISTORY_COLUMNS = {"p_mw": ("MW", -LARGEST_MW * UNIT, LARGEST_MW * UNIT)}
"""Unit and range of every feeder column of a load history: mean of the step, at the feeder head.

Values beyond 50 MW are taken as kW and reported; the cleaning leaves none.
"""


class HistoryFaults(ValueError):  # noqa: N818 - carries faults, like its siblings
    """The histories cannot be used; `faults` lists all that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda f: (f.table, f.column, f.key)))
        lines = [f"{f.table} {f.column} {f.key}: {f.found}, wanted {f.wanted}" for f in self.faults]
        super().__init__("\n".join(lines))


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Hours of one column that were filled, masked or worked around, and why."""

    table: str
    column: str
    kind: str
    count: int
