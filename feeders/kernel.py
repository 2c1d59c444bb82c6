"""The inner loop of the bulk engine: V = w + Z conj(S / V) for blocks of hours, compiled.

Triangular solves with the hours as contiguous columns keep a block in the nearest cache; plain
loops also make the result independent of BLAS and its threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from feeders.arrays import Bools, Complexes, Floats, Ints

BLOCK = 8

compiled = numba.njit(cache=True, error_model="numpy")
inlined = numba.njit(cache=True, error_model="numpy", forceinline=True)


class Factors(NamedTuple):
    """Sparse factors of an admittance matrix, by rows.

    Parameters
    ----------
    lower_ptr, lower_col, lower
        Strictly lower triangle; its diagonal is one.
    upper_ptr, upper_col, upper
        Upper triangle; first in each row the reciprocal of the diagonal.
    row_perm, col_perm
        Row i of the matrix is row row_perm[i] of the factors; unknown i is col_perm[i].
    """

    lower_ptr: Ints
    lower_col: Ints
    lower: Complexes
    upper_ptr: Ints
    upper_col: Ints
    upper: Complexes
    row_perm: Ints
    col_perm: Ints


@compiled
def _solve(factors: Factors, x: Complexes, width: int) -> None:
    """Replace the permuted right-hand sides in `x` by the solutions."""
    n = x.shape[0]
    for i in range(n):
        for e in range(factors.lower_ptr[i], factors.lower_ptr[i + 1]):
            for c in range(width):
                x[i, c] -= factors.lower[e] * x[factors.lower_col[e], c]
    for i in range(n - 1, -1, -1):
        first = factors.upper_ptr[i]
        for e in range(first + 1, factors.upper_ptr[i + 1]):
            for c in range(width):
                x[i, c] -= factors.upper[e] * x[factors.upper_col[e], c]
        for c in range(width):
            x[i, c] *= factors.upper[first]


@compiled
def _draw(
    factors: Factors, x: Complexes, loaded: Ints, s_pu: Complexes, v: Complexes,
    start: int, width: int,
) -> None:  # fmt: skip
    """Put the permuted currents conj(S / V) of the hours from `start` into `x`."""
    for i in range(x.shape[0]):
        for c in range(width):
            x[i, c] = 0.0
    for k in range(loaded.shape[0]):
        i = loaded[k]
        for c in range(width):
            x[factors.row_perm[i], c] = np.conj(s_pu[k, start + c] / v[i, c])


@compiled
def _advance(
    factors: Factors, x: Complexes, open_voltage: Complexes, v: Complexes,
    change: Floats, width: int,
) -> None:  # fmt: skip
    """Take the new voltages, and note the largest squared change of each hour."""
    for c in range(width):
        change[c] = 0.0
    for i in range(v.shape[0]):
        for c in range(width):
            new = open_voltage[i] + x[factors.col_perm[i], c]
            step = new - v[i, c]
            size = step.real * step.real + step.imag * step.imag
            if not size <= change[c]:  # so written that NaN counts as a change and stays
                change[c] = size
            v[i, c] = new


@compiled
def _changed(change: Floats, width: int, tolerance: float) -> bool:
    """Whether an hour still moves; NaN counts as moving."""
    moving = 0
    for c in range(width):
        if not change[c] < tolerance * tolerance:
            moving += 1
    return moving > 0


@compiled
def iterate(
    factors: Factors, open_voltage: Complexes, loaded: Ints, s_pu: Complexes,
    tolerance: float, max_iterations: int,
) -> tuple[Complexes, Bools]:  # fmt: skip
    """Voltages per row and hour, NaN where not converged, and which hours converged.

    Parameters
    ----------
    factors
        Factors of the admittance matrix.
    open_voltage
        w, per row. [pu]
    loaded
        Rows with an injection in some hour.
    s_pu
        Injection per row of `loaded` and hour. [pu]
    tolerance
        Largest change of a voltage in the last step. [pu]
    max_iterations
        Steps after which an hour counts as not converged.
    """
    n, hours = open_voltage.shape[0], s_pu.shape[1]
    # Plain loops throughout: whole-array expressions take numba seconds to compile.
    result = np.empty((n, hours), dtype=np.complex128)
    converged = np.zeros(hours, dtype=np.bool_)
    v = np.empty((n, BLOCK), dtype=np.complex128)
    x = np.empty((n, BLOCK), dtype=np.complex128)
    change = np.empty(BLOCK, dtype=np.float64)
    for start in range(0, hours, BLOCK):
        width = min(BLOCK, hours - start)
        for i in range(n):
            for c in range(width):
                v[i, c] = open_voltage[i]
        for _ in range(max_iterations):
            _draw(factors, x, loaded, s_pu, v, start, width)
            _solve(factors, x, width)
            _advance(factors, x, open_voltage, v, change, width)
            if not _changed(change, width, tolerance):
                break
        for c in range(width):
            converged[start + c] = change[c] < tolerance * tolerance
            for i in range(n):
                result[i, start + c] = v[i, c] if converged[start + c] else np.nan
    return result, converged
