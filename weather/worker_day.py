"""A worker's day as stretches of work and rest, and the strain that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weather.strain_model import START_CORE_C, Floats, Kit, Minutes

LIVING_CORE_C = (35.0, 40.0)
"""A start outside these is a mistake."""

PLACES = ("bucket", "ground", "shade", "cab")
"""Where a stretch is spent: in the bucket, in the sun on the ground, in open shade, cooled."""


@dataclass(frozen=True, kw_only=True)
class WorkStretch:
    """A stretch of a worker's day at one place and one work.

    Parameters
    ----------
    start_minute, end_minute
        Minutes since the first slot of the weather; the end is not included.
    place
        One of `PLACES`.
    station
        Key of the weather it is spent in; of no matter in the cab.
    metabolic_rate_w_per_m2
        Metabolic rate. [W/m²]
    kit
        What is worn.
    """

    start_minute: int
    end_minute: int
    place: str
    station: str
    metabolic_rate_w_per_m2: float
    kit: Kit

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < self.end_minute:
            raise ValueError(
                f"Expected 0 <= start < end, found {self.start_minute} and {self.end_minute}."
            )
        if self.place not in PLACES:
            raise ValueError(f"Expected one of {', '.join(PLACES)}, found {self.place!r}.")


@dataclass(frozen=True, kw_only=True)
class WorkerDay:
    """One worker's day.

    Parameters
    ----------
    stretches
        In order of time, without overlap.
    start_core_c
        Rectal temperature at the start, in [35, 40]. [°C]
    acclimatised
        Whether the worker is used to the heat.
    """

    stretches: tuple[WorkStretch, ...]
    start_core_c: float = START_CORE_C
    acclimatised: bool = True

    def __post_init__(self) -> None:
        low, high = LIVING_CORE_C
        if not low <= self.start_core_c <= high:
            raise ValueError(f"Expected start_core_c in [35, 40], found {self.start_core_c}.")
        for last, following in zip(self.stretches, self.stretches[1:], strict=False):
            if following.start_minute < last.end_minute:
                raise ValueError(f"Two stretches at minute {following.start_minute}.")


@dataclass(frozen=True, kw_only=True)
class StrainCourse:
    """A worker's strain at the end of each step.

    Parameters
    ----------
    minute
        Minutes since the first slot of the weather, rising. [min]
    core_c
        Predicted rectal temperature. [°C]
    sweat_loss_g
        Water lost since the start of the day. [g]
    """

    minute: Minutes
    core_c: Floats
    sweat_loss_g: Floats

    def peak_c(self, start_minute: int, end_minute: int) -> float:
        """Highest core temperature at the ends of the steps in (start, end], NaN for none. [°C]"""
        inside = (self.minute > start_minute) & (self.minute <= end_minute)
        return float(self.core_c[inside].max(initial=-np.inf)) if inside.any() else float("nan")

    def core_at(self, minute: int) -> float:
        """Core temperature at the end of the last step up to a minute, NaN before the first."""
        place = int(np.searchsorted(self.minute, minute, side="right")) - 1
        return float(self.core_c[place]) if place >= 0 else float("nan")
