"""What a check finds: breaches of scheduling rules and violations of electrical limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that a written plan breaks.

    Parameters
    ----------
    code
        Rule, in snake_case; `files_disagree` where files of the plan contradict one another.
    file, row
        Where to look: file of the plan and row as a spreadsheet shows it (None: the whole file).
    work_orders, workers, crews
        Who and what is concerned.
    time_from, time_to
        When; None where the rule has no time.
    found, limit
        What is there, and what the rule asks for.
    """

    code: str
    file: str = "schedule.csv"
    row: int | None = None
    work_orders: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    crews: tuple[str, ...] = ()
    time_from: pd.Timestamp | None = None
    time_to: pd.Timestamp | None = None
    found: str = ""
    limit: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The breach ready for JSON."""
        return _plain(self)

    def line(self) -> str:
        """The breach as one line of text."""
        return _line(self, (*self.work_orders, *self.crews, *self.workers))


@dataclass(frozen=True, kw_only=True)
class Violation:
    """An electrical limit that a written plan breaks or worsens.

    Parameters
    ----------
    code
        Kind of limit, in snake_case.
    work_orders
        Orders at work in that state.
    element
        Line, transformer, bus or feeder.
    time_from, time_to
        The hour.
    found, limit
        Value and limit, in the unit of the code (percent, p.u. or MW).
    """

    code: str
    file: str = "schedule.csv"
    row: int | None = None
    work_orders: tuple[str, ...] = ()
    element: str = ""
    time_from: pd.Timestamp | None = None
    time_to: pd.Timestamp | None = None
    found: str = ""
    limit: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The violation ready for JSON."""
        return _plain(self)

    def line(self) -> str:
        """The violation as one line of text."""
        return _line(self, (*self.work_orders, self.element))


def clock(time: pd.Timestamp) -> str:
    """Clock time with offset, such as ``2026-07-21T08:15+08:00``."""
    return time.isoformat(timespec="minutes")


def in_order(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Sort breaches by time, code and names, and drop repetitions."""
    return tuple(sorted(dict.fromkeys(breaches), key=_key))


def _key(breach: Breach) -> tuple[str, ...]:
    time = "" if breach.time_from is None else clock(breach.time_from)
    row = f"{breach.row or 0:06}"
    return (time, breach.code, *breach.work_orders, *breach.workers, *breach.crews, row)


def _plain(record: Breach | Violation) -> dict[str, Any]:
    values = asdict(record)
    for name in ("time_from", "time_to"):
        values[name] = None if values[name] is None else clock(values[name])
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def _line(record: Breach | Violation, names: tuple[str, ...]) -> str:
    where = record.file if record.row is None else f"{record.file} row {record.row}"
    when = "" if record.time_from is None else clock(record.time_from)
    numbers = f"found {record.found}, limit {record.limit}" if record.limit else record.found
    parts = (record.code, " ".join(name for name in names if name), when, numbers, where)
    return ": ".join(part for part in parts if part)
