"""Weighted ridge regression per hour of day, all feeders at once, gaps allowed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.grid_kernels import over

MAX_STEPS = 60
"""Conjugate gradient steps for feeders with gaps; a few percent of gaps take about five."""

LEVEL_DAYS = 8
"""Eight equal numbers have a mean without rounding."""

LEAST_PENALTY = 1e-12
"""Penalty on every column, as a share of the summed weights, which keeps all equations solvable."""

TOLERANCE = 1e-7
"""Remaining residual of the normal equations, as a share of their right-hand side."""


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """Columns a fit uses, and what makes them comparable, so that one penalty fits all.

    Parameters
    ----------
    columns
        Positions in the design matrix.
    center, scale
        Of these columns.
    """

    columns: Ints
    center: Floats
    scale: Floats

    def apply(self, design: Reals) -> Floats:
        """Pick and scale the columns of a design matrix and append the constant column."""
        scaled = np.ones((*design.shape[:-1], len(self.columns) + 1))
        scaled[..., :-1] = (design[..., self.columns] - self.center) / self.scale
        return scaled


def choose_scaling(design: Floats, weights: Floats, columns: Ints, alike: Bools) -> Scaling:
    """Weighted mean and standard deviation of the columns over the hours and days known.

    Parameters
    ----------
    design
        Shape (24, days, all columns); days with any NaN are left out.
    weights
        Shape (days,), not negative.
    columns
        Columns to use.
    alike
        Which of all columns are comparable by themselves and stay as they are.
    """
    known = np.isfinite(design).all(axis=(0, 2)) & (weights > 0)
    picked = columns[~alike[columns]]
    rows, share = design[:, known][..., picked], weights[known] / weights[known].sum()
    center, scale = np.zeros(design.shape[-1]), np.ones(design.shape[-1])
    center[picked] = np.einsum("d,hdp->p", share, rows) / len(rows)
    spread = np.sqrt(np.einsum("d,hdp->p", share, (rows - center[picked]) ** 2) / len(rows))
    # a kind of day that never occurred stays zero
    scale[picked] = np.where(spread > 1e-9, spread, 1.0)
    return Scaling(columns=columns, center=center[columns], scale=scale[columns])


@dataclass(frozen=True, kw_only=True)
class Ridge:
    """Normal equations of one design, shared by all feeders.

    Parameters
    ----------
    design
        Scaled design with its constant column, shape (24, days, columns), finite.
    weights
        Shape (24, days), not negative.
    penalty
        Shape (columns,), added to the diagonal; zero for the constant.
    inverse
        Of the Gram matrix, shape (24, columns, columns).
    """

    design: Floats
    weights: Floats
    penalty: Floats
    inverse: Floats

    @cached_property
    def projector(self) -> Floats:
        """Coefficients per MW of load on each day, shape (24, columns, days)."""
        return np.asarray(self.inverse @ self._weighted)

    @cached_property
    def _weighted(self) -> Floats:
        return np.asarray((self.design * self.weights[..., None]).transpose(0, 2, 1))

    def solve(self, above: Reals, known: Bools) -> Floats:
        """Coefficients of all feeders.

        Parameters
        ----------
        above
            Load over a level of each hour and feeder, zero where unknown, shape (24, days,
            feeders). [MW]
        known
            Same shape; an hour that is unknown has no weight for that feeder.

        Returns
        -------
        array
            Shape (24, columns, feeders); zero for a feeder without any row. [MW]
        """
        coefficients = (self.projector.astype(above.dtype) @ above).astype(float)
        gappy = ~(known | (self.weights == 0.0)[..., None]).all(axis=(0, 1))
        if gappy.any():
            coefficients[..., gappy] = self.with_gaps(
                *(part.compress(gappy, axis=2) for part in (above, known, coefficients))
            )
        return coefficients

    def with_gaps(self, above: Reals, known: Bools, start: Floats) -> Floats:
        """Conjugate gradients on each feeder's own normal equations, preconditioned by the shared.

        Parameters
        ----------
        above, known
            As for `solve`. [MW]
        start
            Coefficients to begin with, those of `solve` for complete loads. [MW]

        References
        ----------
        Saad: Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 9.1.
        """
        weights = known * self.weights[..., None]
        x, side = start, self._weighted @ above
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
    gram = design.transpose(0, 2, 1) @ (design * weights[..., None])
    gram = gram + np.diag(penalty + LEAST_PENALTY * weights.sum() / len(weights))
    return Ridge(
        design=design, weights=weights, penalty=penalty, inverse=np.asarray(np.linalg.inv(gram))
    )


def over_level(load: Reals) -> tuple[Reals, Bools, Reals]:
    """Take a level out of each hour's loads, which keeps a constant feeder exact.

    Parameters
    ----------
    load
        Shape (24, days, feeders), NaN = unknown. [MW]

    Returns
    -------
    tuple
        Load over the level, zero where unknown; what is known; the level, shape (24, feeders), the
        mean of eight days. [MW]
    """
    level = level_of(load, np.arange(load.shape[1]))
    return *over(load, level), level


def level_of(load: Reals, days: Ints) -> Reals:
    """Level of each hour's loads on some days, see `over_level`, shape (24, feeders). [MW]"""
    some = load[:, days[np.linspace(0, len(days) - 1, LEVEL_DAYS).astype(int)]]
    known = np.isfinite(some)
    total = np.where(known, some, 0.0).sum(axis=1)
    return np.asarray(total / np.maximum(known.sum(axis=1), 1), dtype=load.dtype)


def _squares(values: Floats) -> Floats:
    return np.asarray((values**2).sum(axis=1))


def _ratio(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.where(b > 0, a / np.where(b > 0, b, 1.0), 0.0))
