"""What can go wrong, as a drawing.

PeakopsError
├── InputFaults       the files of a scenario or plan are wrong: every fault listed (exit code 3)
├── NoPlanPossible    locks contradict one another (exit code 4)
├── MembersLost       processes of a heatwave run were killed again and again (exit code 4)
├── LoadFlowsDisagree pandapower finds something else than the bulk engine (exit code 5)
└── UsageError        the command was called wrongly (exit code 2)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class PeakopsError(Exception):
    """Base of every error that peakops raises on purpose."""


class NoPlanPossible(PeakopsError):  # noqa: N818 - reads as the sentence the user sees
    """The locked orders contradict one another, so that not even an empty plan is allowed.

    Parameters
    ----------
    message
        In words.
    orders
        The locked orders that cannot be kept.
    """

    def __init__(self, message: str, orders: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.orders = tuple(orders)


class MembersLost(PeakopsError):  # noqa: N818 - reads as the sentence the user sees
    """Processes of a heatwave run were killed again and again: some members have no result."""


class LoadFlowsDisagree(PeakopsError):  # noqa: N818 - reads as the sentence the user sees
    """The bulk engine and pandapower differ: no window and no check can be trusted."""


class UsageError(PeakopsError):
    """The command was called wrongly."""


@dataclass(frozen=True, kw_only=True)
class InputFault:
    """One thing that is wrong in one input file, in words for the person who keeps the file.

    Parameters
    ----------
    file
        Name of the file.
    row
        Row as a spreadsheet shows it (the header is row 1), or line of a text file, from 1;
        None where the fault is about the whole file or column.
    column
        Column, or key of scenario.yaml; None where the fault is about whole rows.
    found, wanted
        What is there, and what should be there.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    wanted: str

    def __post_init__(self) -> None:
        if self.row is not None and self.row < 1:
            raise ValueError(f"rows are counted from 1, not {self.row}")

    def __str__(self) -> str:
        """Return one line: where, what was found and what was wanted."""
        row = None if self.row is None else f"row {self.row}"
        column = None if self.column is None else f"column {self.column}"
        where = ", ".join(part for part in (self.file, row, column) if part)
        return f"{where}: found {self.found}; wanted {self.wanted}"


class InputFaults(PeakopsError):  # noqa: N818 - reads as what it carries
    """Everything that is wrong with a set of input files, in one go.

    Parameters
    ----------
    faults
        At least one; kept sorted by place and without repetition.
    """

    def __init__(self, faults: Iterable[InputFault]) -> None:
        self.faults = in_order(faults)
        if not self.faults:
            raise ValueError("InputFaults without a fault")
        super().__init__("\n".join(str(fault) for fault in self.faults))


def in_order(faults: Iterable[InputFault]) -> tuple[InputFault, ...]:
    """Sort faults by file, row and column and drop repetitions."""
    return tuple(sorted(set(faults), key=_place))


def _place(fault: InputFault) -> tuple[str, int, str, str, str]:
    return (fault.file, fault.row or 0, fault.column or "", fault.found, fault.wanted)


def untold(faults: Iterable[InputFault], told: Iterable[InputFault]) -> tuple[InputFault, ...]:
    """Faults of cells about which nothing was said before."""
    known = {(fault.file, fault.row, fault.column) for fault in told if fault.row is not None}
    return tuple(f for f in faults if (f.file, f.row, f.column) not in known)
