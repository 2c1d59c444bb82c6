"""What a heatwave run is asked for: which heatwaves, and how each is planned."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from peakops.errors import UsageError
from peakops.settings import HEATWAVE_SHIFT_MAX_C, Humidity

Kind = Literal["shift", "hot_days", "warm_nights", "measured", "forecast_error"]

KINDS: tuple[Kind, ...] = ("shift", "hot_days", "warm_nights", "measured", "forecast_error")

MOST_DAYS = 14
MOST_MEMBERS = 2000
HUMIDITY: dict[str, Humidity] = {"hold-rh": "hold_rh", "hold-dewpoint": "hold_dewpoint"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """One heatwave.

    Parameters
    ----------
    kind
        How the forecast is changed.
    shift_c
        Added to every hour, to the maxima or to the minima; 0 for the other kinds. [K]
    days
        First days of the plan that it reaches; beyond the plan the hottest day is repeated. An
        error of the forecast is one of all days of the plan and of no others. [d]
    number
        Which draw of the forecast's error, from 1; 0 for the other kinds.
    """

    kind: Kind
    shift_c: float = 0.0
    days: int = 1
    number: int = 0

    @property
    def name(self) -> str:
        """Short name, the key of every table: ``shift+1.5-d3``."""
        if self.kind == "measured":
            return f"measured-d{self.days}"
        if self.kind == "forecast_error":
            return f"forecast_error-{self.number:03d}"
        return f"{self.kind}{self.shift_c:+.1f}-d{self.days}"


PLAIN = Member(kind="shift", shift_c=0.0, days=1)
"""The forecast as it is: always a member, what the others are compared with."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A heatwave run.

    Parameters
    ----------
    shifts_c, days
        Every shift is run for every number of days.
    hot_days_c, warm_nights_c
        Raised daily maxima, raised daily minima, for the longest of the days. [K]
    measured
        CSV of a measured heatwave, in the columns of weather_history.csv; None for none.
    errors
        Draws of the forecast's error.
    humidity
        What stays when the air gets hotter.
    seed, effort
        Of the solver of every member; None: the scenario's seed, and a share of its effort.
    """

    shifts_c: tuple[float, ...] = (0.0,)
    days: tuple[int, ...] = (1,)
    hot_days_c: tuple[float, ...] = ()
    warm_nights_c: tuple[float, ...] = ()
    measured: Path | None = None
    errors: int = 0
    humidity: Humidity = "hold_rh"
    seed: int | None = None
    effort: float | None = None

    def __post_init__(self) -> None:
        if len(self.members) > MOST_MEMBERS:
            raise UsageError(f"{len(self.members)} members; at most {MOST_MEMBERS} in one run")

    @property
    def longest(self) -> int:
        """Days of the longest heatwave."""
        return max(self.days)

    @property
    def members(self) -> tuple[Member, ...]:
        """Every heatwave of the run once, the plain forecast first."""
        return tuple(dict.fromkeys([PLAIN, *self._asked()]))

    def _asked(self) -> Iterator[Member]:
        for days in self.days:
            for shift_c in self.shifts_c:
                yield Member(kind="shift", shift_c=shift_c, days=days)
        for shift_c in self.hot_days_c:
            yield Member(kind="hot_days", shift_c=shift_c, days=self.longest)
        for shift_c in self.warm_nights_c:
            yield Member(kind="warm_nights", shift_c=shift_c, days=self.longest)
        if self.measured is not None:
            yield Member(kind="measured", days=self.longest)
        for number in range(1, self.errors + 1):
            yield Member(kind="forecast_error", number=number)


def read_shifts(option: str, text: str) -> tuple[float, ...]:
    """Read ``FROM:TO:STEP`` in K: tenths from -15 to 15.

    Raises
    ------
    UsageError
        When it is no such range.
    """
    parts = _numbers(option, text, "FROM:TO:STEP in K, such as 0:4:0.5")
    tenths = [round(10 * part) for part in parts]
    if any(abs(10 * part - tenth) > 1e-6 for part, tenth in zip(parts, tenths, strict=True)):
        raise UsageError(f"{option} {text}: expected whole tenths of a degree")
    values = _steps(option, text, tenths, default_step=5)
    most = round(10 * HEATWAVE_SHIFT_MAX_C)
    if not all(abs(value) <= most for value in values):
        raise UsageError(f"{option} {text}: expected {-most // 10} to {most // 10} K")
    return tuple(value / 10 for value in values)


def read_days(option: str, text: str) -> tuple[int, ...]:
    """Read ``FROM:TO:STEP`` in whole days: from 1 to 14.

    Raises
    ------
    UsageError
        When it is no such range.
    """
    wish = "FROM:TO in days, such as 1:7"
    parts = _numbers(option, text, wish)
    if any(part != int(part) for part in parts):
        raise UsageError(f"{option} {text}: expected whole days, {wish}")
    values = _steps(option, text, [int(part) for part in parts], default_step=1)
    if not all(1 <= value <= MOST_DAYS for value in values):
        raise UsageError(f"{option} {text}: expected 1 to {MOST_DAYS} days")
    return tuple(values)


def read_humidity(option: str, text: str) -> Humidity:
    """Read what stays of the humidity.

    Raises
    ------
    UsageError
        When it is neither.
    """
    if text not in HUMIDITY:
        raise UsageError(f"{option} {text}: expected {' or '.join(HUMIDITY)}")
    return HUMIDITY[text]


def _numbers(option: str, text: str, wish: str) -> list[float]:
    parts = text.split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= 3 or not all(map(math.isfinite, numbers)):
        raise UsageError(f"{option} {text}: expected {wish}")
    return numbers


def _steps(option: str, text: str, parts: list[int], default_step: int) -> list[int]:
    first, last = parts[0], parts[1] if len(parts) > 1 else parts[0]
    step = parts[2] if len(parts) > 2 else default_step
    if step <= 0:
        raise UsageError(f"{option} {text}: expected a step above 0")
    if last < first:
        raise UsageError(f"{option} {text}: expected the smaller end first")
    if (last - first) // step >= MOST_MEMBERS:
        raise UsageError(f"{option} {text}: expected fewer than {MOST_MEMBERS} values")
    return list(range(first, last + 1, step))


def sweep_days(members: Iterable[Member]) -> tuple[int, ...]:
    """Numbers of days for which shifts were run, without the plain forecast's own."""
    found = {member.days for member in members if member.kind == "shift" and member != PLAIN}
    return tuple(sorted(found)) or (PLAIN.days,)
