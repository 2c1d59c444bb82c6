"""Weighted ridge regression per hour of day, all feeders at once, gaps allowed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools, Floats, Reals

MAX_STEPS = 60
"""Conjugate gradient steps for feeders with gaps; a few percent of gaps take about five."""

TOLERANCE = 1e-7
"""Remaining residual of the normal equations, as a share of their right-hand side."""


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """Shift and scale that make the design columns comparable, so that one penalty fits all."""

    center: Floats
    scale: Floats

    def apply(self, design: Reals) -> Floats:
        """Scale a design matrix and append the constant column."""
        scaled = (design - self.center) / self.scale
        return np.concatenate([scaled, np.ones((*scaled.shape[:-1], 1))], axis=-1)


def choose_scaling(design: Floats, weights: Floats, count: int) -> Scaling:
    """Weighted mean and standard deviation of the first columns over the hours and days known.

    Parameters
    ----------
    design
        Shape (24, days, columns); days with any NaN are left out.
    weights
        Shape (days,), not negative.
    count
        Columns to scale; the others are comparable by themselves and stay as they are.
    """
    known = np.isfinite(design).all(axis=(0, 2)) & (weights > 0)
    rows, share = design[:, known, :count], weights[known] / weights[known].sum()
    center, scale = np.zeros(design.shape[-1]), np.ones(design.shape[-1])
    center[:count] = np.einsum("d,hdp->p", share, rows) / len(rows)
    spread = np.sqrt(np.einsum("d,hdp->p", share, (rows - center[:count]) ** 2) / len(rows))
    # a kind of day that never occurred stays zero
    scale[:count] = np.where(spread > 1e-9, spread, 1.0)
    return Scaling(center=center, scale=scale)


@dataclass(frozen=True, kw_only=True)
class Ridge:
    """Normal equations of one design, shared by all feeders.

    Parameters
    ----------
    design
        Scaled design with its constant column, shape (24, days, columns), finite.
    weights
        Shape (days,), not negative.
    penalty
        Shape (columns,), added to the diagonal; zero for the constant.
    inverse
        Of the Gram matrix, shape (24, columns, columns).
    """

    design: Floats
    weights: Floats
    penalty: Floats
    inverse: Floats

    def projector(self) -> Floats:
        """Coefficients per MW of load on each day, shape (24, columns, days)."""
        weighted = (self.design * self.weights[:, None]).transpose(0, 2, 1)
        projector: Floats = self.inverse @ weighted
        return projector

    def solve(self, load: Floats) -> Floats:
        """Coefficients of all feeders.

        Parameters
        ----------
        load
            Shape (24, days, feeders); NaN = unknown, that hour then has no weight for that
            feeder. [MW]

        Returns
        -------
        array
            Shape (24, columns, feeders); zero for a feeder without any row. [MW]
        """
        known = np.isfinite(load)
        level = weighted_level(load, known, self.weights)
        target = np.where(known, load - level[:, None, :], 0.0)
        side = (self.design * self.weights[:, None]).transpose(0, 2, 1) @ target
        coefficients = self.inverse @ side
        gappy = ~known.all(axis=(0, 1))
        if gappy.any():
            coefficients[..., gappy] = self._with_gaps(
                known[..., gappy], side[..., gappy], coefficients[..., gappy]
            )
        coefficients[:, -1] += level
        return coefficients

    def _with_gaps(self, known: Bools, side: Floats, start: Floats) -> Floats:
        """Conjugate gradients on each feeder's own normal equations, preconditioned by the shared.

        References
        ----------
        Saad: Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 9.1.
        """
        weights = known * self.weights[:, None]
        x = start
        residual = side - self._gram(weights, x)
        enough = TOLERANCE**2 * _squares(side)
        step = preconditioned = self.inverse @ residual
        energy = (residual * preconditioned).sum(axis=1, keepdims=True)
        for _ in range(MAX_STEPS):
            if (_squares(residual) <= enough).all():
                break
            image = self._gram(weights, step)
            length = _ratio(energy, (step * image).sum(axis=1, keepdims=True))
            x = x + length * step
            residual = residual - length * image
            preconditioned = self.inverse @ residual
            before, energy = energy, (residual * preconditioned).sum(axis=1, keepdims=True)
            step = preconditioned + _ratio(energy, before) * step
        return x

    def _gram(self, weights: Floats, x: Floats) -> Floats:
        image: Floats = self.design.transpose(0, 2, 1) @ (weights * (self.design @ x))
        return image + self.penalty[:, None] * x


def ridge(design: Floats, weights: Floats, penalty: Floats) -> Ridge:
    """Set up the normal equations; see `Ridge` for the parameters."""
    gram = design.transpose(0, 2, 1) @ (design * weights[:, None])
    gram = gram + np.diag(penalty + 1e-12 * weights.sum())
    return Ridge(
        design=design, weights=weights, penalty=penalty, inverse=np.asarray(np.linalg.inv(gram))
    )


def weighted_level(load: Floats, known: Bools, weights: Floats) -> Floats:
    """Weighted mean per hour and feeder, removed first so that a constant feeder stays exact."""
    total = np.einsum("d,hdf->hf", weights, known)
    summed = np.einsum("d,hdf->hf", weights, np.where(known, load, 0.0))
    level: Floats = summed / np.where(total > 0, total, 1.0)
    return level


def _squares(values: Floats) -> Floats:
    return np.asarray((values**2).sum(axis=1))


def _ratio(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.where(b > 0, a / np.where(b > 0, b, 1.0), 0.0))
