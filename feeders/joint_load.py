"""Load of several feeders together: quantiles of their sum, from courses that go together.

Not all feeders of a transformer are at their P90 in the same hour; what they carry together in
nine of ten cases is usually less than the sum of what each carries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.arrays import Floats, Reals

FACTOR_DECIMALS = 4
Groups = Sequence[Sequence[int]]
"""Positions of the feeders of each group."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Paths:
    """Courses of the load, see `LoadModel.paths`.

    Parameters
    ----------
    times
        Their times.
    feeders
        Names.
    mw
        Shape (paths, times, feeders). [MW]
    """

    times: pd.DatetimeIndex
    feeders: tuple[str, ...]
    mw: Floats


def side_by_side(parts: Sequence[Paths]) -> Paths:
    """Courses of feeders of several weather stations as one, at the same times.

    The last course of each follows the same past day, and so do those before it; where a station
    has more of them, its oldest are left out.
    """
    count = min(len(part.mw) for part in parts)
    return Paths(
        times=parts[0].times,
        feeders=tuple(name for part in parts for name in part.feeders),
        mw=np.concatenate([part.mw[-count:] for part in parts], axis=2),
    )


def joint_quantiles(paths: Reals, groups: Groups, probabilities: tuple[float, ...]) -> Floats:
    """Quantiles of the sum of each group's feeders at each time.

    Parameters
    ----------
    paths
        Shape (paths, times, feeders). [MW]
    groups
        Positions of each group's feeders.
    probabilities
        In [0, 1].

    Returns
    -------
    array
        Shape (times, groups, probabilities). [MW]
    """
    found = np.quantile(_sums(paths, groups), probabilities, axis=0)
    return np.moveaxis(np.asarray(found, dtype=float), 0, -1)


def window_quantiles(paths: Reals, groups: Groups, probabilities: tuple[float, ...]) -> Floats:
    """Quantiles of the highest sum of each group's feeders within all times given.

    At least as high as the highest of the quantiles of the single times: which of them is the
    highest differs from path to path. See `joint_quantiles` for the parameters.

    Returns
    -------
    array
        Shape (groups, probabilities). [MW]
    """
    found = np.quantile(_sums(paths, groups).max(axis=1), probabilities, axis=0)
    return np.moveaxis(np.asarray(found, dtype=float), 0, -1)


def overstatement(paths: Reals, groups: Groups, probability: float) -> Floats:
    """By how much the sum of the feeders' quantiles exceeds the quantile of their sum.

    Both are taken from the same paths, so that nothing is left of it for a single feeder, nor by
    feeders whose paths are all alike because nobody knows their errors. Negative where the sum
    is the lower one. Shape (times, groups). [MW]
    """
    own = np.quantile(paths, probability, axis=0)
    apart = _sums(own[None], groups)[0]
    return np.asarray(apart - joint_quantiles(paths, groups, (probability,))[..., 0])


def coincidence_factor(joint_mw: Floats, sum_mw: Floats) -> Floats:
    """Share of the sum of the feeders' P90 that they carry together, in (0, 1], 4 decimals.

    One where the sum or the joint load is not positive: of feeders that feed back, no share of
    the sum tells what a transformer carries.
    """
    usual = (sum_mw > 0.0) & (joint_mw > 0.0)
    share = np.divide(joint_mw, sum_mw, out=np.ones_like(sum_mw), where=usual)
    return np.asarray(np.clip(np.round(share, FACTOR_DECIMALS), 10.0**-FACTOR_DECIMALS, 1.0))


def _sums(paths: Reals, groups: Groups) -> Floats:
    """Shape (paths, times, groups)."""
    sums = [paths[..., list(members)].sum(axis=-1) for members in groups]
    return np.stack(sums, axis=-1) if sums else np.zeros((*paths.shape[:2], 0))
