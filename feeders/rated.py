"""The result of a load flow with the limits of its hours: what the weather leaves of them."""

from __future__ import annotations

from dataclasses import dataclass

from feeders.arrays import Floats
from feeders.fixed_point import StateResult

HEAT_LIMIT_PERCENT = 100.0


@dataclass(frozen=True, kw_only=True)
class RatedResult(StateResult):
    """A load flow whose lines are loaded in percent of what they may carry in each hour.

    Parameters
    ----------
    head_limit_a
        Limit of each feeder head, shape (heads, hours). [A]
    heat_percent
        Hot spots, then top oils, in percent of their limits; rows, and columns hours. None until
        the course of loads before is known.
    """

    head_limit_a: Floats
    heat_percent: Floats | None = None
