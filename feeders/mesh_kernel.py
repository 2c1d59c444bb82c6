"""A part with loops for a block of hours, compiled: V = w + Z conj(S / V) by sparse factors.

Loops over hours are innermost and their arrays contiguous, as in `sweep_kernel`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from feeders.arrays import Bools, Complexes, Floats, Ints
from feeders.kernel import compiled
from feeders.sweep_kernel import Block, block_hours, empty_block, fill, moving, sweeping


class Factors(NamedTuple):
    """Sparse factors of an admittance matrix by columns; values as (entries, real and imaginary).

    Parameters
    ----------
    lower_ptr, lower_row, lower
        Lower triangle; its diagonal is one.
    upper_ptr, upper_row, upper, inverse
        Upper triangle, and the reciprocal of its diagonal.
    row_perm, col_perm
        Row i of the matrix is row row_perm[i] of the factors; unknown i is col_perm[i].
    """

    lower_ptr: Ints
    lower_row: Ints
    lower: Floats
    upper_ptr: Ints
    upper_row: Ints
    upper: Floats
    inverse: Floats
    row_perm: Ints
    col_perm: Ints


class Mesh(NamedTuple):
    """A part ready to be solved; its sources are the rows after the unknown ones.

    Parameters
    ----------
    factors
        Of the admittance matrix of the unknown rows.
    open_voltage
        Voltages with no injection at all, the w of the equation, then those of the sources. [pu]
    loaded
        Unknown rows with an injection.
    """

    factors: Factors
    open_voltage: Complexes
    loaded: Ints


@sweeping
def _draw(mesh: Mesh, v: Floats, x: Floats, s: Floats) -> None:
    """Put the permuted currents conj(S / V) into `x`."""
    for r in range(mesh.factors.row_perm.shape[0]):
        for c in range(x.shape[2]):
            x[r, 0, c], x[r, 1, c] = 0.0, 0.0
    for k in range(mesh.loaded.shape[0]):
        r = mesh.loaded[k]
        p = mesh.factors.row_perm[r]
        for c in range(x.shape[2]):
            v_re, v_im, s_re, s_im = v[r, 0, c], v[r, 1, c], s[r, 0, c], s[r, 1, c]
            size = 1.0 / (v_re * v_re + v_im * v_im)
            x[p, 0, c] = (s_re * v_re + s_im * v_im) * size
            x[p, 1, c] = (s_re * v_im - s_im * v_re) * size


@sweeping
def _take(x: Floats, j: int, row: Ints, value: Floats, first: int, last: int) -> None:
    """Subtract multiples of row `j` from the rows of its column's entries beside the diagonal."""
    for e in range(first, last):
        i, f_re, f_im = row[e], value[e, 0], value[e, 1]
        if i != j:
            for c in range(x.shape[2]):
                x_re, x_im = x[j, 0, c], x[j, 1, c]
                x[i, 0, c] -= f_re * x_re - f_im * x_im
                x[i, 1, c] -= f_re * x_im + f_im * x_re


@sweeping
def _solve(f: Factors, x: Floats) -> None:
    """Replace the permuted right-hand sides in `x` by the solutions."""
    n = f.row_perm.shape[0]
    for j in range(n):
        _take(x, j, f.lower_row, f.lower, f.lower_ptr[j], f.lower_ptr[j + 1])
    for j in range(n - 1, -1, -1):
        d_re, d_im = f.inverse[j, 0], f.inverse[j, 1]
        for c in range(x.shape[2]):
            x_re, x_im = x[j, 0, c], x[j, 1, c]
            x[j, 0, c] = d_re * x_re - d_im * x_im
            x[j, 1, c] = d_re * x_im + d_im * x_re
        _take(x, j, f.upper_row, f.upper, f.upper_ptr[j], f.upper_ptr[j + 1])


@sweeping
def _advance(mesh: Mesh, v: Floats, x: Floats, change: Floats) -> None:
    """Take the new voltages, and note the largest squared change of each hour."""
    for c in range(change.shape[0]):
        change[c] = 0.0
    for r in range(mesh.factors.col_perm.shape[0]):
        p = mesh.factors.col_perm[r]
        w_re, w_im = mesh.open_voltage[r].real, mesh.open_voltage[r].imag
        for c in range(change.shape[0]):
            new_re, new_im = w_re + x[p, 0, c], w_im + x[p, 1, c]
            by_re, by_im = new_re - v[r, 0, c], new_im - v[r, 1, c]
            size = by_re * by_re + by_im * by_im
            # so written that NaN counts as a change and stays
            change[c] = change[c] if size <= change[c] else size
            v[r, 0, c] = new_re
            v[r, 1, c] = new_im


@sweeping
def solve(mesh: Mesh, block: Block, tolerance: float, most: int) -> None:
    """Find the voltages of a part with the injections `block.s`.

    Parameters
    ----------
    mesh, block
        The part, and its injections by row; afterwards `block.v` holds its voltages.
    tolerance, most
        And what `block.change` says: see `sweep_kernel.sweep`.
    """
    v, x, change, before = block.v, block.x, block.change, block.before
    for r in range(mesh.open_voltage.shape[0]):
        for c in range(v.shape[2]):
            v[r, 0, c], v[r, 1, c] = mesh.open_voltage[r].real, mesh.open_voltage[r].imag
    for c in range(v.shape[2]):
        before[c] = np.inf
    still = 1
    for _ in range(most):
        _draw(mesh, v, x, block.s)
        _solve(mesh.factors, x)
        _advance(mesh, v, x, change)
        still = moving(change, before, tolerance)
        if not still:
            break
    for c in range(v.shape[2]):
        change[c] = 0.0 if not still or change[c] < tolerance * tolerance else np.inf


@compiled
def mesh_voltages(
    mesh: Mesh, rows: Ints, places: Ints, s_pu: Complexes, tolerance: float, most: int
) -> tuple[Complexes, Bools]:
    """Voltages per row and hour, NaN where not converged, and what converged.

    Parameters
    ----------
    mesh, tolerance, most
        See `solve`.
    rows, places
        Rows with an injection, and its place in `s_pu`.
    s_pu
        Injection per place and hour. [pu]
    """
    n, hours = mesh.open_voltage.shape[0], s_pu.shape[1]
    block = empty_block(n, block_hours(n, hours))
    found = np.empty((n, hours), np.complex128)
    converged = np.empty(hours, np.bool_)
    width = block.v.shape[2]
    for start in range(0, hours, width):
        stop = min(width, hours - start)
        fill(block, rows, places, s_pu, start, stop)
        solve(mesh, block, tolerance, most)
        for c in range(stop):
            converged[start + c] = block.change[c] == 0.0
            for r in range(n):
                value = complex(block.v[r, 0, c], block.v[r, 1, c])
                found[r, start + c] = value if converged[start + c] else np.nan
    return found, converged
