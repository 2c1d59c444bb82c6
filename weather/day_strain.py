"""Many workers' strain through whole days, each stretch starting where the last one ended.

The state of a worker (core, rectal and skin temperature, sweat) goes on from set-up to bucket to
cab to the next job. All workers are followed side by side in steps of a few minutes of the clock,
so that a step is one run of the model for everybody who spends it alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from weather.rest_family import FELT, Columns, RestFamily, alike, take
from weather.rule_set import HeatRules
from weather.strain import STRAIN_COLUMNS
from weather.strain_model import (
    NOT_REACHED_MINUTES,
    VALID_WIND_M_PER_S,
    Floats,
    Minutes,
    work_clothes,
)
from weather.worker_day import StrainCourse, WorkerDay, WorkStretch

STEP_MINUTES = 5
"""Longest step of a stretch: the core follows within 0.02 °C, its highest point included.

Steps begin with the stretch, not with the clock: else a rest longer by a minute would change them,
and with them the peak of the work after it by up to 0.05 °C.
"""

SLOT_MINUTES = 15
"""Length of a slot of the weather."""


def follow_all(
    days: Sequence[WorkerDay],
    weather: Mapping[str, pd.DataFrame],
    rules: HeatRules | None = None,
) -> tuple[StrainCourse, ...]:
    """Follow many workers through a day.

    Parameters
    ----------
    days
        The workers; over time without a stretch their state stays as it was.
    weather
        Per station as `weather.heat_stress.slot_weather` returns it, slots of equal length.
    rules
        Rules in force, default the defaults.

    Returns
    -------
    tuple
        One course per worker, in the same order.

    Notes
    -----
    ISO 7933:2023 through `weather.strain_model.run_model`, without the margins of the stint
    limits: what is expected, not what is feared. The core temperature is the highest over the day
    as planned and the same day with longer rests (`weather.rest_family`), so that more rest never
    raises it; the water is that of the day as planned.

    The standard starts each run with the skin in equilibrium; so does each step here, which a
    skin that follows within three minutes allows. Whoever starts warmer reaches a limit no
    later, but in air up to 34 °C may end up to 0.1 °C cooler below it: the model lets him sweat
    sooner.
    """
    rules = rules or HeatRules()
    pieces = _pieces(days, {name: felt(table, rules) for name, table in weather.items()}, rules)
    core, sweat = _followed(days, pieces, rules)
    bounds = np.searchsorted(pieces["worker"], np.arange(len(days) + 1))
    return tuple(
        StrainCourse(
            minute=pieces["end"][first:last],
            core_c=core[first:last],
            sweat_loss_g=sweat[first:last],
        )
        for first, last in pairwise(bounds.tolist())
    )


def after_rest(core_c: Floats, minutes: Minutes, rules: HeatRules | None = None) -> Floats:
    """Core temperature of workers after a long rest in a cooled room, such as a night.

    Parameters
    ----------
    core_c
        Rectal temperature at its beginning. [°C]
    minutes
        Length of the rest, at least 0; what is over 480 changes nothing more. [min]
    rules
        Rules in force, default the defaults.

    Returns
    -------
    numpy.ndarray
        Rectal temperature at its end. [°C]
    """
    rules = rules or HeatRules()
    rest = np.minimum(np.asarray(minutes, dtype=np.int64), NOT_REACHED_MINUTES)
    days = [
        WorkerDay(
            stretches=(
                WorkStretch(
                    start_minute=0,
                    end_minute=int(length),
                    place="cab",
                    station="",
                    metabolic_rate_w_per_m2=rules.rest_w_per_m2,
                    kit=work_clothes(rules),
                ),
            ),
            start_core_c=float(core),
        )
        for core, length in zip(core_c, rest, strict=True)
        if length
    ]
    rested = iter(follow_all(days, {}, rules))
    return np.array(
        [
            next(rested).core_c[-1] if length else core
            for core, length in zip(core_c, rest, strict=True)
        ]
    )


_CAB = "cab"
_PIECE = ("worker", "end", "minutes", "met", "clo", "im", "acclimatised")


def felt(table: pd.DataFrame, rules: HeatRules) -> dict[str, Floats]:
    """What is felt at each place outdoors in every slot, rows of `FELT`."""
    air, rh, wind, sun = table[list(STRAIN_COLUMNS)].to_numpy(dtype=float).T
    excess = np.maximum(sun - air, 0.0)
    shaded = rules.shade_radiant_share
    shares = {
        "bucket": (rules.bucket_wind_share, 1.0),
        "ground": (rules.ground_wind_share, 1.0),
        "shade": (rules.ground_wind_share, shaded),
    }
    return {
        place: np.stack(
            [
                air,
                air + radiant * excess,
                rh,
                np.clip(wind * moved, rules.still_air_m_per_s, VALID_WIND_M_PER_S),
            ],
            axis=1,
        )
        for place, (moved, radiant) in shares.items()
    }


def cooled(rules: HeatRules) -> Floats:
    """What is felt in the cab."""
    temp = rules.cab_temp_c
    return np.array([temp, temp, rules.cab_humidity_percent, rules.still_air_m_per_s])


def _pieces(
    days: Sequence[WorkerDay], felt: Mapping[str, Mapping[str, Floats]], rules: HeatRules
) -> Columns:
    """Stretches cut into steps, of one worker after another, in order of time."""
    found = [
        _cut(worker, day.acclimatised, stretch, felt, rules)
        for worker, day in enumerate(days)
        for stretch in day.stretches
    ]
    columns = [*_PIECE, *FELT]
    table = np.concatenate(found) if found else np.empty((0, len(columns)))
    pieces = dict(zip(columns, table.T, strict=True))
    return pieces | {name: pieces[name].astype(np.int64) for name in ("worker", "end", "minutes")}


def _cut(
    worker: int,
    acclimatised: bool,
    stretch: WorkStretch,
    felt: Mapping[str, Mapping[str, Floats]],
    rules: HeatRules,
) -> Floats:
    starts = np.arange(stretch.start_minute, stretch.end_minute, STEP_MINUTES)
    ends = np.minimum(starts + STEP_MINUTES, stretch.end_minute)
    if stretch.place == _CAB:
        conditions = cooled(rules)
    else:
        slots = felt[stretch.station][stretch.place]
        conditions = slots[(starts + ends) // 2 // SLOT_MINUTES]
    kit = stretch.kit
    cut = np.empty((len(starts), len(_PIECE) + len(FELT)))
    cut[:, 0] = worker
    cut[:, 1], cut[:, 2] = ends, ends - starts
    cut[:, 3 : len(_PIECE)] = stretch.metabolic_rate_w_per_m2, kit.clo, kit.im, acclimatised
    cut[:, len(_PIECE) :] = conditions
    return cut


def _followed(
    days: Sequence[WorkerDay], pieces: Columns, rules: HeatRules
) -> tuple[Floats, Floats]:
    """Highest core temperature of each worker's family at the end of each piece, and water lost."""
    family = RestFamily.fresh(np.array([day.start_core_c for day in days], dtype=float), rules)
    rested = _rested_before(pieces, rules)
    core, sweat = np.empty(len(rested)), np.empty(len(rested))
    for turn in _turns(pieces["worker"]):
        begins = turn[rested[turn] > 0]
        if len(begins):
            rests = begins - 1
            core[rests] = np.maximum(
                core[rests], family.end_rest(take(pieces, rests), rested[begins])
            )
        for group in alike(pieces, turn):
            core[group], sweat[group] = family.step(take(pieces, group))
    return core, sweat


def _turns(worker: Minutes) -> Iterator[npt.NDArray[np.intp]]:
    """Numbers of everybody's first pieces, then of the second, and so on."""
    turn = np.arange(len(worker)) - np.searchsorted(worker, worker)
    order = np.argsort(turn, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(turn[order])) + 1) if len(order) else ()


def _rested_before(pieces: Columns, rules: HeatRules) -> Minutes:
    """Minutes of the rest that ends where a piece of work begins, 0 for all other pieces."""
    resting = pieces["met"] <= rules.rest_w_per_m2
    rest = np.where(resting, pieces["minutes"], 0)
    before = np.cumsum(rest) - rest
    first = np.diff(pieces["worker"], prepend=-1) > 0
    since = np.maximum.accumulate(np.where(first | ~resting, before, 0))
    last = np.concatenate([since[:1], since[:-1]])
    return np.where(resting | first, 0, before - last).astype(np.int64)
