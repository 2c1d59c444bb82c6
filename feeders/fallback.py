"""Forecasts for feeders with too little history for a model of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools, Floats, Reals

KIN_WIDENING = 1.5
"""A shape borrowed from other feeders deserves wider bands than theirs."""

NAIVE_DAYS = 28
NAIVE_SHARE = 0.1
"""Least half-width of a naive band, as a share of the load."""


@dataclass(frozen=True, kw_only=True)
class Kin:
    """How feeders with little history are made up of the others: one shape, scaled.

    Parameters
    ----------
    own, lone
        Which feeders have a model, and which borrow from them.
    unit
        Share of each feeder with a model in the shape of one unit. [1/MW]
    size
        Load of each lone feeder in that unit. [MW]
    """

    own: Bools
    lone: Bools
    unit: Reals
    size: Reals

    def borrowed(self, values: Reals) -> Reals:
        """Values of the lone feeders.

        Parameters
        ----------
        values
            Of all feeders, shape (24, feeders, n). [MW]

        Returns
        -------
        array
            Shape (24, lone, n). [MW]
        """
        shape = np.einsum("hfn,f->hn", values[:, self.own], self.unit)
        return np.asarray(shape[:, None] * self.size[:, None])


def kin(modelled: Reals, lone_mw: Reals, kin_mw: Reals, own: Bools, lone: Bools) -> Kin:
    """Scale the others' shape to what is known of a feeder with little history.

    Parameters
    ----------
    modelled
        Mean load of the modelled feeders, shape (own,). [MW]
    lone_mw
        Loads of the feeders with little history, shape (hours, lone), NaN = unknown. [MW]
    kin_mw
        Loads of the modelled feeders in the same hours, shape (hours, own). [MW]
    own, lone
        As in `Kin`.
    """
    size = np.where(np.abs(modelled) > 1e-6, np.abs(modelled), np.inf)
    units = kin_mw / size
    known = np.isfinite(units)
    shape = np.where(known, units, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    both = np.isfinite(lone_mw) & np.any(known, axis=1)[:, None]
    ours = np.where(both, lone_mw, 0.0).sum(axis=0)
    theirs = np.where(both, shape[:, None], 0.0).sum(axis=0)
    ratio = np.where(np.abs(theirs) > 1e-9, ours / np.where(theirs == 0, 1.0, theirs), 0.0)
    return Kin(own=own, lone=lone, unit=1.0 / size / max(len(modelled), 1), size=ratio)


def naive_profile(load: Reals) -> Floats:
    """Load of each hour by age in days, filled from the nearest hours known.

    Parameters
    ----------
    load
        Shape (24, days, feeders), the last day being the issue day, NaN = unknown. [MW]

    Returns
    -------
    array
        P10, P50 and P90 by day of the week counted from the issue day, shape (24, 7, feeders, 3).
        P50 is the latest same hour of the same weekday, else the mean of that hour, else the mean.
    """
    recent = load[:, -NAIVE_DAYS:]
    usual = _mean(recent, axis=1)
    overall = _mean(recent.reshape(-1, recent.shape[-1]), axis=0)
    usual = np.where(np.isfinite(usual), usual, overall)
    p50 = np.repeat(usual[:, None], 7, axis=1)
    for age in range(recent.shape[1] - 1, -1, -1):
        row = recent[:, recent.shape[1] - 1 - age]
        slot = (-age) % 7
        p50[:, slot] = np.where(np.isfinite(row), row, p50[:, slot])
    swing = np.nan_to_num(np.abs(recent - usual[:, None])).max(axis=(0, 1))
    width = np.maximum(NAIVE_SHARE * np.abs(p50), swing)
    return np.stack([p50 - width, p50, p50 + width], axis=-1)


def between(profile: Floats, probabilities: Floats) -> Floats:
    """Other quantiles of a profile's P10, P50 and P90, on the straight lines through them.

    Parameters
    ----------
    profile
        Shape (24, feeders, 3). [MW]
    probabilities
        Shape (n,).

    Returns
    -------
    array
        Shape (24, feeders, n). [MW]
    """
    low, middle, high = (profile[..., i : i + 1] for i in range(3))
    steps = (probabilities - 0.5) / 0.4
    return np.asarray(middle + steps * np.where(steps < 0, middle - low, high - middle))


def _mean(values: Reals, axis: int) -> Floats:
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    mean: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean
