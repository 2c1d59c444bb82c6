"""Weighted ridge regression per hour of day, all feeders at once, gaps allowed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Floats

CHUNK_FEEDERS = 128
"""Feeders with gaps need a matrix each; this many are held in memory at a time."""


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """Shift and scale that make the design columns comparable, so that one penalty fits all."""

    center: Floats
    scale: Floats

    def apply(self, design: Floats) -> Floats:
        """Scale a design matrix and append the constant column."""
        scaled = (design - self.center) / self.scale
        return np.concatenate([scaled, np.ones((*scaled.shape[:-1], 1))], axis=-1)


def choose_scaling(design: Floats, weights: Floats) -> Scaling:
    """Weighted mean and standard deviation of each column over the hours and days known.

    Parameters
    ----------
    design
        Shape (24, days, columns); days with any NaN are left out.
    weights
        Shape (days,), not negative.
    """
    known = np.isfinite(design).all(axis=(0, 2)) & (weights > 0)
    rows, share = design[:, known], weights[known] / weights[known].sum()
    center = np.einsum("d,hdp->p", share, rows) / len(rows)
    spread = np.sqrt(np.einsum("d,hdp->p", share, (rows - center) ** 2) / len(rows))
    scale = np.where(spread > 1e-9, spread, 1.0)  # a kind of day that never occurred stays zero
    return Scaling(center=center, scale=scale)


def solve_ridge(design: Floats, load: Floats, weights: Floats, penalty: Floats) -> Floats:
    """Solve one ridge per hour of day for all feeders.

    Parameters
    ----------
    design
        Scaled design with its constant column, shape (24, days, columns), finite.
    load
        Shape (24, days, feeders); NaN = unknown, that hour then has no weight for that feeder. [MW]
    weights
        Shape (days,), not negative.
    penalty
        Shape (columns,), as a share of the summed weights. Zero for the constant.

    Returns
    -------
    array
        Coefficients, shape (24, columns, feeders); zero for a feeder without any row. [MW]
    """
    known = np.isfinite(load)
    level = _level(load, known, weights)
    target = np.where(known, load - level[:, None, :], 0.0)
    moments = design.transpose(0, 2, 1) @ (target * weights[:, None])
    coefficients = np.zeros_like(moments)
    for hour in range(load.shape[0]):
        complete = known[hour].all(axis=0)
        if complete.any():
            gram = _gram(design[hour], weights, penalty)
            coefficients[hour][:, complete] = np.linalg.solve(gram, moments[hour][:, complete])
        gappy = np.flatnonzero(~complete)
        for start in range(0, len(gappy), CHUNK_FEEDERS):
            chosen = gappy[start : start + CHUNK_FEEDERS]
            grams = _grams(design[hour], known[hour][:, chosen] * weights[:, None], penalty)
            solved = np.linalg.solve(grams, moments[hour][:, chosen].T[..., None])
            coefficients[hour][:, chosen] = solved[..., 0].T
    coefficients[:, -1] += level
    return coefficients


def _level(load: Floats, known: Floats, weights: Floats) -> Floats:
    """Weighted mean per hour and feeder, removed first so that a constant feeder stays exact."""
    total = np.einsum("d,hdf->hf", weights, known)
    summed = np.einsum("d,hdf->hf", weights, np.where(known, load, 0.0))
    level: Floats = summed / np.where(total > 0, total, 1.0)
    return level


def _gram(design: Floats, weights: Floats, penalty: Floats) -> Floats:
    gram = design.T @ (design * weights[:, None])
    return gram + np.diag(penalty * weights.sum() + 1e-12)


def _grams(design: Floats, weights: Floats, penalty: Floats) -> Floats:
    """One Gram matrix per feeder from the outer products of the rows, in one product."""
    columns = design.shape[1]
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    grams = (weights.T @ outer).reshape(-1, columns, columns)
    totals = weights.sum(axis=0)[:, None] * penalty + 1e-12
    grams[:, np.arange(columns), np.arange(columns)] += totals
    return grams
