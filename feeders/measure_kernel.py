"""What is lowest, highest and most loaded at solved voltages of a block of hours, compiled."""

from __future__ import annotations

from typing import NamedTuple

from feeders.arrays import Bytes, Floats
from feeders.sweep_kernel import sweeping

NOT_CONVERGED, ISLAND, MESHED = 1, 2, 4


class Extremes(NamedTuple):
    """Per state or part and hour: squared voltages and loading, lost load, and status bits."""

    low: Floats
    high: Floats
    worst: Floats
    lost_mw: Floats
    status: Bytes


class Marks(NamedTuple):
    """The same of one part for a block of hours: squared voltages and loading."""

    low: Floats
    high: Floats
    worst: Floats


@sweeping
def note_voltage(v: Floats, row: int, marks: Marks) -> None:
    """Lowest and highest squared voltage, with one row more."""
    low, high = marks.low, marks.high
    for c in range(low.shape[0]):
        re, im = v[row, 0, c], v[row, 1, c]
        size = re * re + im * im
        low[c] = size if size < low[c] else low[c]
        high[c] = size if size > high[c] else high[c]


@sweeping
def note_loading(y: Floats, v: Floats, f: int, t: int, marks: Marks) -> None:
    """Highest squared loading of either end, with one branch more, between two rows.

    `y` holds real and imaginary parts of y_ff, y_ft, y_tf, y_tt in percent of its rating.
    """
    worst = marks.worst
    ff_re, ff_im, ft_re, ft_im = y[0], y[1], y[2], y[3]
    tf_re, tf_im, tt_re, tt_im = y[4], y[5], y[6], y[7]
    for c in range(worst.shape[0]):
        f_re, f_im, t_re, t_im = v[f, 0, c], v[f, 1, c], v[t, 0, c], v[t, 1, c]
        re = ff_re * f_re - ff_im * f_im + ft_re * t_re - ft_im * t_im
        im = ff_re * f_im + ff_im * f_re + ft_re * t_im + ft_im * t_re
        near = re * re + im * im
        re = tf_re * f_re - tf_im * f_im + tt_re * t_re - tt_im * t_im
        im = tf_re * f_im + tf_im * f_re + tt_re * t_im + tt_im * t_re
        far = re * re + im * im
        size = near if near > far else far
        worst[c] = size if size > worst[c] else worst[c]


@sweeping
def note_hours(marks: Marks, change: Floats, out: Extremes, row: int, start: int) -> None:
    """Widen a row of `out` from the hour `start` by a part; what did not converge gets its bit."""
    for c in range(min(change.shape[0], out.low.shape[1] - start)):
        h = start + c
        if change[c] > 0.0:
            out.status[row, h] |= NOT_CONVERGED
        out.low[row, h] = min(out.low[row, h], marks.low[c])
        out.high[row, h] = max(out.high[row, h], marks.high[c])
        out.worst[row, h] = max(out.worst[row, h], marks.worst[c])
