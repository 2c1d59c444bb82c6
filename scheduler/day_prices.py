"""Prices of the rows that tie days of crews together.

Prices and shares of days are rounded to multiples of a power of two, so coarse that every sum of
them is exact: whoever adds them in another sequence, with more threads or on another processor,
finds the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.pools import Floats

GRAIN = 2.0**-24
"""Prices and shares are multiples of it."""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Prices of orders, of joint starts (of either sign) and of limits."""

    orders: Floats
    joint: Floats
    limits: Floats

    def towards(self, other: Prices, share: float) -> Prices:
        """These prices moved a share of the way to others; a limit not known yet costs nothing."""
        known = grown(self.limits, len(other.limits))
        return Prices(
            orders=summable(self.orders + share * (other.orders - self.orders)),
            joint=summable(self.joint + share * (other.joint - self.joint)),
            limits=summable(known + share * (other.limits - known)),
        )


def grown(limits: Floats, count: int) -> Floats:
    """Prices of so many limits; one not known yet costs nothing."""
    return np.pad(limits, (0, count - len(limits)))


def summable(numbers: Floats) -> Floats:
    """Round to multiples so coarse that sums are exact."""
    return np.round(numbers / GRAIN) * GRAIN
