"""Top oil and hot spot of transformers over the hours: the thermal model of IEC 60076-7.

The standard's difference equations are first-order lags; load and air are constant over an hour,
so that each lag has an exact solution. It needs no small steps and runs for all transformers at
once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from feeders.arrays import Floats
from feeders.rating_data import TransformerKind

HOUR_MINUTES = 60.0
LOOKS_PER_HOUR = 20  # the hot spot passes its steady value about half an hour after a step
UNKNOWN_LOAD_PU = 1.0
"""What an hour without a load flow solution heats with."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Temperatures:
    """Highest values within each hour, shape (transformers, hours). [°C]"""

    hot_spot_c: Floats
    top_oil_c: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class HotSpots:
    """Transformers, the air around them, and how hot they are when it starts.

    Parameters
    ----------
    kinds
        Constants of each transformer.
    air_c
        Ambient per transformer and hour. [°C]
    start
        Oil temperature and the two parts of the hot spot's gradient at the start of the first
        hour, shape (3, transformers). [°C, K, K]
    """

    kinds: tuple[TransformerKind, ...]
    air_c: Floats
    start: Floats

    def __post_init__(self) -> None:
        if self.air_c.ndim != 2 or self.air_c.shape[0] != len(self.kinds):
            raise ValueError(f"air_c: found {self.air_c.shape}, wanted transformers x hours")
        if self.start.shape != (3, len(self.kinds)):
            raise ValueError(f"start: found {self.start.shape}, wanted 3 x transformers")

    def begins(self, load_pu: Floats) -> Floats:
        """State at the start of every hour, shape (3, transformers, hours). [°C, K, K]"""
        goal = steady(self.kinds, load_pu, self.air_c)
        kept = np.exp(-HOUR_MINUTES / lags_minutes(self.kinds))
        found = np.empty_like(goal)
        now = self.start
        for hour in range(goal.shape[2]):
            found[:, :, hour] = now
            now = goal[:, :, hour] + (now - goal[:, :, hour]) * kept
        return found

    def temperatures(self, load_pu: Floats, begins: Floats | None = None) -> Temperatures:
        """Highest temperatures within every hour of a course of loads.

        Parameters
        ----------
        load_pu
            Current over rated current, shape (transformers, hours).
        begins
            State at the start of each hour; by default what the loads themselves lead to.
        """
        goal = steady(self.kinds, load_pu, self.air_c)[..., None]
        first = (self.begins(load_pu) if begins is None else begins)[..., None]
        minutes = np.linspace(0.0, HOUR_MINUTES, LOOKS_PER_HOUR + 1)
        kept = np.exp(-minutes / lags_minutes(self.kinds)[..., None])[:, :, None, :]
        oil, rising, falling = goal + (first - goal) * kept
        return Temperatures(
            hot_spot_c=(oil + rising - falling).max(axis=2), top_oil_c=oil.max(axis=2)
        )

    def percent(self, load_pu: Floats, begins: Floats | None = None) -> Floats:
        """Hot spots, then top oils, in percent of their limits; rows, and columns hours."""
        found = self.temperatures(load_pu, begins)
        return 100.0 * np.vstack([found.hot_spot_c, found.top_oil_c]) / self.limits_c[:, None]

    @property
    def limits_c(self) -> Floats:
        """Limits of the hot spots, then of the top oils. [°C]"""
        hot = [kind.hot_spot_max_c for kind in self.kinds]
        return np.array(hot + [kind.top_oil_max_c for kind in self.kinds])

    def at(self, hour: int, begins: Floats) -> HotSpots:
        """The same for a single hour that starts as `begins` says."""
        return replace(self, air_c=self.air_c[:, hour : hour + 1], start=begins[:, :, hour])


def lags_minutes(kinds: Sequence[TransformerKind]) -> Floats:
    """Time constants of oil, winding and the oil in the winding, shape (3, transformers)."""
    return np.array([
        [k.k11 * k.oil_minutes for k in kinds],
        [k.k22 * k.winding_minutes for k in kinds],
        [k.oil_minutes / k.k22 for k in kinds],
    ])  # fmt: skip


def steady(kinds: Sequence[TransformerKind], load_pu: Floats, air_c: Floats) -> Floats:
    """What the state would come to under lasting loads, shape (3, transformers, hours)."""
    load = np.nan_to_num(load_pu, nan=UNKNOWN_LOAD_PU)
    ratio, rise, gradient, x, y, k21 = (
        np.array([getattr(kind, name) for kind in kinds])[:, None]
        for name in (
            "loss_ratio", "oil_rise_k", "gradient_k", "oil_exponent", "winding_exponent", "k21",
        )
    )  # fmt: skip
    oil = rise * ((1.0 + ratio * load**2) / (1.0 + ratio)) ** x + air_c
    hot = gradient * load**y
    return np.stack([oil, k21 * hot, (k21 - 1.0) * hot])


def steady_start(kinds: Sequence[TransformerKind], load_pu: Floats, air_c: Floats) -> Floats:
    """State of transformers that have carried a load for long, shape (3, transformers)."""
    found: Floats = steady(kinds, load_pu[:, None], air_c[:, None])[:, :, 0]
    return found
