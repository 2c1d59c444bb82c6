"""Backward and forward through a tree for a block of hours at once, compiled.

The admittance matrix of a tree needs no fill-in: eliminating each row into the one that feeds it
is the backward sweep, substituting back is the forward one. Shunts, charging, taps and complex
ratios are inside the coefficients, so one sweep is one exact solution V = w + Z conj(S / V).

Loops over hours are innermost and their arrays contiguous; rows are taken from an index array.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from feeders.arrays import Bools, Complexes, Floats, Ints
from feeders.kernel import compiled
from feeders.plant_kernel import Elimination

LANES = 8
"""Hours are padded to a multiple of these: what one instruction works on."""

CACHE_BYTES = 400_000
"""A block's arrays should stay in the second cache."""

# Fused multiply-add doubles the work per cycle; NaN and infinity keep their meaning.
sweeping = numba.njit(cache=True, error_model="numpy", fastmath={"contract"}, nogil=True)


class Block(NamedTuple):
    """Voltages, currents and injections of a tree: (rows, real and imaginary, hours). [pu]

    `change` is the largest squared change of any voltage by hour, `before` the one before it.
    """

    v: Floats
    x: Floats
    s: Floats
    change: Floats
    before: Floats


@compiled
def empty_block(rows: int, hours: int) -> Block:
    """Room for a tree of so many rows and for so many hours."""
    shape = (rows + 1, 2, hours)
    return Block(np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(hours),
                 np.zeros(hours))  # fmt: skip


@sweeping
def _backward(tree: Elimination, v: Floats, x: Floats, s: Floats) -> None:
    """Add the currents conj(S / V) of all rows to `x`, and each row's sum to its parent's."""
    hours = v.shape[2]
    for j in range(tree.n_active[0] - 1, -1, -1):
        r = tree.order[j]
        p = tree.parent[r]
        h_re, h_im = tree.factor[r, 0], tree.factor[r, 1]
        for c in range(hours):
            v_re, v_im, s_re, s_im = v[r, 0, c], v[r, 1, c], s[r, 0, c], s[r, 1, c]
            size = 1.0 / (v_re * v_re + v_im * v_im)
            x_re = x[r, 0, c] + (s_re * v_re + s_im * v_im) * size
            x_im = x[r, 1, c] + (s_re * v_im - s_im * v_re) * size
            x[r, 0, c] = x_re
            x[r, 1, c] = x_im
            x[p, 0, c] += h_re * x_re - h_im * x_im
            x[p, 1, c] += h_re * x_im + h_im * x_re


@sweeping
def _forward(tree: Elimination, v: Floats, x: Floats, change: Floats) -> None:
    """Take the new voltages, note the largest squared change, and empty `x` again."""
    hours = v.shape[2]
    for c in range(hours):
        change[c] = 0.0
    for j in range(tree.n_active[0]):
        r = tree.order[j]
        p = tree.parent[r]
        a_re, a_im, z_re, z_im = (
            tree.factor[r, 2], tree.factor[r, 3], tree.factor[r, 4], tree.factor[r, 5],
        )  # fmt: skip
        for c in range(hours):
            x_re, x_im, p_re, p_im = x[r, 0, c], x[r, 1, c], v[p, 0, c], v[p, 1, c]
            new_re = z_re * x_re - z_im * x_im + a_re * p_re - a_im * p_im
            new_im = z_re * x_im + z_im * x_re + a_re * p_im + a_im * p_re
            by_re, by_im = new_re - v[r, 0, c], new_im - v[r, 1, c]
            size = by_re * by_re + by_im * by_im
            # so written that NaN counts as a change
            change[c] = change[c] if size <= change[c] else size
            v[r, 0, c] = new_re
            v[r, 1, c] = new_im
            x[r, 0, c] = 0.0
            x[r, 1, c] = 0.0


@sweeping
def _open(tree: Elimination, v: Floats, source: complex, start: int, stop: int) -> None:
    """Voltages of rows with nothing to inject from those of their parents."""
    for c in range(v.shape[2]):
        v[0, 0, c], v[0, 1, c] = source.real, source.imag
    for j in range(start, stop):
        r = tree.order[j]
        p = tree.parent[r]
        a_re, a_im = tree.factor[r, 2], tree.factor[r, 3]
        for c in range(v.shape[2]):
            p_re, p_im = v[p, 0, c], v[p, 1, c]
            v[r, 0, c] = a_re * p_re - a_im * p_im
            v[r, 1, c] = a_re * p_im + a_im * p_re


@sweeping
def moving(change: Floats, before: Floats, tolerance: float) -> int:
    """Hours whose next step would still bring a change; NaN counts as one."""
    least = tolerance * tolerance
    count = 0
    for c in range(change.shape[0]):
        # Each step shrinks the change by about the same ratio, so the next one is known; no ratio
        # below a hundredth is believed.
        ratio = max(change[c] / before[c], 1e-4)
        if not (change[c] < least or change[c] * ratio < least):
            count += 1
        before[c] = change[c]
    return count


@sweeping
def sweep(
    tree: Elimination, block: Block, n: int, source: complex, tolerance: float, most: int
) -> None:
    """Find the voltages of a tree of `n` rows with the injections `block.s`.

    Parameters
    ----------
    tree, block
        The tree, and its injections; `block.x` must be zero and is zero afterwards.
    n
        Rows without the source.
    source
        Voltage of the source. [pu]
    tolerance
        Largest change of a voltage that the next step would still bring. [pu]
    most
        Steps after which an hour that still moves counts as not converged: its `block.change` is
        then infinite, and that of all others zero.
    """
    v, x, change, before = block.v, block.x, block.change, block.before
    _open(tree, v, source, 0, n)
    still = 1
    for c in range(v.shape[2]):
        before[c] = np.inf
    for _ in range(most):
        _backward(tree, v, x, block.s)
        for c in range(v.shape[2]):
            x[0, 0, c] = 0.0
            x[0, 1, c] = 0.0
        _forward(tree, v, x, change)
        still = moving(change, before, tolerance)
        if not still:
            break
    for c in range(v.shape[2]):
        change[c] = 0.0 if not still or change[c] < tolerance * tolerance else np.inf
    _open(tree, v, source, tree.n_active[0], n)


@compiled
def block_hours(rows: int, hours: int) -> int:
    """Hours to take at once: whole lanes, as many as the cache holds, and no nearly empty rest."""
    fitting = max(CACHE_BYTES // (48 * LANES * (rows + 1)), 2)
    lanes = (hours + LANES - 1) // LANES
    blocks = (lanes + fitting - 1) // fitting
    return LANES * ((lanes + blocks - 1) // blocks)


@compiled
def fill(block: Block, rows: Ints, places: Ints, s_pu: Complexes, start: int, stop: int) -> None:
    """Put the injections of the hours from `start` into `block.s`, `stop` of them."""
    block.s[:] = 0.0
    for k in range(rows.shape[0]):
        for c in range(stop):
            block.s[rows[k], 0, c] += s_pu[places[k], start + c].real
            block.s[rows[k], 1, c] += s_pu[places[k], start + c].imag


@compiled
def voltages(
    tree: Elimination, source: complex, rows: Ints, places: Ints, s_pu: Complexes,
    tolerance: float, most: int,
) -> tuple[Complexes, Bools]:  # fmt: skip
    """Voltages per row and hour, the source's last, NaN where not converged, and what converged.

    Parameters
    ----------
    tree, source, tolerance, most
        See `sweep`.
    rows, places
        Rows with an injection, counted from 0, and its place in `s_pu`.
    s_pu
        Injection per place and hour. [pu]
    """
    n, hours = tree.order.shape[0], s_pu.shape[1]
    block = empty_block(n, block_hours(n, hours))
    found = np.empty((n + 1, hours), np.complex128)
    converged = np.empty(hours, np.bool_)
    width = block.v.shape[2]
    for start in range(0, hours, width):
        stop = min(width, hours - start)
        fill(block, rows + 1, places, s_pu, start, stop)
        sweep(tree, block, n, source, tolerance, most)
        for c in range(stop):
            converged[start + c] = block.change[c] == 0.0
            for i in range(n + 1):
                value = complex(block.v[i, 0, c], block.v[i, 1, c])
                found[i - 1, start + c] = value if converged[start + c] else np.nan
            found[n, start + c] = source
    return found, converged
