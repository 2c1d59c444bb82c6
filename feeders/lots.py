"""A lot of feeders fitted at a time, with all that the others need to know of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from feeders import rolling
from feeders.arrays import Bools, Floats, Ints, Reals
from feeders.carry import LOOK_BACK_DAYS
from feeders.fallback import naive_profile
from feeders.feeder_model import fit_feeders
from feeders.grid_kernels import overview
from feeders.load_model import Part
from feeders.masked_shifts import without_shifts
from feeders.methods import REGRESSION, Choice, choose
from feeders.rolling import Past
from feeders.station import Station

LEADS = 8
"""Lead days told apart, the issue day included; later days share the errors of the last. [d]"""

MIN_DAYS = 30
"""Days of history in season below which a feeder gets no model of its own. [d]"""


@dataclass(frozen=True, kw_only=True)
class Lot:
    """What is known of some feeders, and their models.

    Parameters
    ----------
    constant, zero
        Whether a feeder's load never changes, and is zero.
    short
        Whether its history is too short for a model of its own.
    signed
        Whether it ever was below zero.
    hours
        Hours of which its load is known.
    mean
        Of its load. [MW]
    recent
        Loads of the last days, shape (24, days, feeders). [MW]
    naive
        From `fallback.naive_profile`, a constant feeder exactly.
    parts
        Models of the others, by position in this lot.
    notes
        Feeder, kind and hours of what was worked around.
    """

    constant: Bools
    zero: Bools
    short: Bools
    signed: Bools
    hours: Reals
    mean: Reals
    recent: Reals
    naive: Floats
    parts: tuple[Part, ...]
    notes: tuple[tuple[int, str, int], ...]


def fit_lot(past: Past, station: Station, *, paths: bool) -> Lot:
    """Fit a lot; see `forecast.fit_load`.

    Parameters
    ----------
    past
        Of these feeders.
    station
        What they share with all others.
    paths
        As for `forecast.fit_load`.
    """
    low, high, _, mean, hours = overview(past.load)
    constant = low == high
    short = ~constant & (_season_days(past, station) < MIN_DAYS)
    parts, notes = _modelled(past, station, np.flatnonzero(~constant & ~short), paths=paths)
    naive = naive_profile(past.load)
    naive[:, :, constant] = high[constant, None]
    return Lot(
        constant=constant,
        zero=constant & (high == 0),
        short=short,
        signed=low < 0,
        hours=hours,
        mean=mean,
        recent=past.load[:, -LOOK_BACK_DAYS:].copy(),
        naive=naive,
        parts=parts,
        notes=notes,
    )


def _season_days(past: Past, station: Station) -> Floats:
    """Days in season of which a feeder's load and the weather are known."""
    inside = rolling.season_weights(past.days, past.origin) > 0
    season = inside & station.past.weather_known
    *_, hours = overview(past.load[:, season])
    return np.asarray(hours / 24.0)


def _modelled(
    past: Past, station: Station, own: Ints, *, paths: bool
) -> tuple[tuple[Part, ...], tuple[tuple[int, str, int], ...]]:
    """Models of the feeders that get one of their own, and what to say of them."""
    if not len(own):
        return (), ()
    feeders = past.load.shape[2]
    mine = past if len(own) == feeders else replace(past, load=past.load.take(own, axis=2))
    steady, level, shifts = without_shifts(mine, station.steady)
    choices = choose(steady, station.equations, LEADS)
    parts = tuple(
        Part(
            chosen=np.isin(np.arange(feeders), own[choice.chosen]),
            model=fit_feeders(choice, paths=paths),
            level=level[choice.chosen],
        )
        for choice in choices
    )
    notes = [note for choice in choices for note in _method_notes(mine, choice)]
    for shift in shifts:
        known = np.isfinite(mine.load[:, shift.first : shift.stop, shift.feeder]).sum()
        kind = "level_shift_open" if shift.open else "level_shift"
        notes.append((shift.feeder, kind, int(known)))
    return parts, tuple((int(own[feeder]), kind, hours) for feeder, kind, hours in notes)


def _method_notes(past: Past, choice: Choice) -> list[tuple[int, str, int]]:
    if choice.method == REGRESSION:
        return []
    found = np.flatnonzero(choice.chosen)
    hours = np.isfinite(past.load[..., found]).sum(axis=(0, 1))
    kind = f"method_{choice.method}"
    return [(int(feeder), kind, int(count)) for feeder, count in zip(found, hours, strict=True)]
