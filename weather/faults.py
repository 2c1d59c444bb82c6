"""Input faults of the weather package."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with an input, by the names the user knows.

    Parameters
    ----------
    table
        Table key, e.g. ``weather_forecast``, or ``heat`` for the scenario's section.
    key
        Row key within the table: a time, a date or a setting's name.
    column
        Column at fault.
    found
        What is there.
    wanted
        What was wanted instead.
    """

    table: str
    key: str
    column: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.column} is {self.found}, wanted {self.wanted}"


class WeatherFaults(ValueError):  # noqa: N818 - reads as what it carries
    """Raised once with every fault of an input, sorted and unique."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("; ".join(str(fault) for fault in self.faults))
