"""Many workers' strain through whole days, each stretch starting where the last one ended.

The state of a worker (core, rectal and skin temperature, sweat) goes on from set-up to bucket to
cab to the next job. All workers are followed side by side in steps of a few minutes of the clock,
so that a step is one run of the model for everybody who spends it alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from weather.rule_set import HeatRules
from weather.strain import STRAIN_COLUMNS
from weather.strain_model import (
    ACCLIMATISED,
    NOT_ACCLIMATISED,
    NOT_REACHED_MINUTES,
    RESTED,
    START_CORE_C,
    VALID_WIND_M_PER_S,
    Conditions,
    Floats,
    Kit,
    Minutes,
    run_model,
    within_model,
    work_clothes,
)
from weather.worker_day import StrainCourse, WorkerDay, WorkStretch

CORES = ("t_re", "t_cr")
"""Rectal and core temperature, which rest does not cool below those of a rested worker.

The standard is for work: at rest it lets sweat go on cooling a body that no longer needs it, down
to 35.4 °C in a day of stints and rests. Who then goes up again would seem to have room to spare.
"""

STEP_MINUTES = 5
"""Steps end at multiples of this: the core follows within 0.02 °C, its highest point included."""

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
    limits: what is expected, not what is feared. The standard starts each run with the skin in
    equilibrium; so does each step here, which a skin that follows within three minutes allows.
    Whoever starts warmer reaches a limit no later, but in air up to 34 °C may end up to 0.1 °C
    cooler below it: the model lets him sweat sooner.
    """
    rules = rules or HeatRules()
    pieces = _pieces(days, {name: felt(table, rules) for name, table in weather.items()}, rules)
    state = _State.fresh(np.array([day.start_core_c for day in days], dtype=float))
    core, sweat = np.empty(len(pieces)), np.empty(len(pieces))
    columns = {str(name): pieces[name].to_numpy() for name in pieces}
    for group in _groups(pieces):
        rows = {name: values[group] for name, values in columns.items()}
        core[group], sweat[group] = state.step(rows, rules)
    bounds = np.searchsorted(columns["worker"], np.arange(len(days) + 1))
    return tuple(
        StrainCourse(
            minute=columns["end"][first:last],
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
_PIECE = ["worker", "end", "minutes", "met", "clo", "im", "acclimatised"]
_FELT = ["air_c", "radiant_c", "rh_percent", "air_m_per_s"]


def felt(table: pd.DataFrame, rules: HeatRules) -> dict[str, Floats]:
    """What is felt at each place outdoors in every slot, rows of `_FELT`."""
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
) -> pd.DataFrame:
    """Stretches cut at the steps of the clock, in order of time."""
    found = [
        _cut(worker, day.acclimatised, stretch, felt, rules)
        for worker, day in enumerate(days)
        for stretch in day.stretches
    ]
    columns = [*_PIECE, *_FELT]
    if not found:
        return pd.DataFrame({name: np.empty(0) for name in columns})
    table = pd.DataFrame(np.concatenate(found), columns=columns)
    return table.astype(dict.fromkeys(["worker", "end", "minutes"], np.int64))


def _cut(
    worker: int,
    acclimatised: bool,
    stretch: WorkStretch,
    felt: Mapping[str, Mapping[str, Floats]],
    rules: HeatRules,
) -> Floats:
    begin, end = stretch.start_minute, stretch.end_minute
    inner = np.arange(-(-begin // STEP_MINUTES), -(-end // STEP_MINUTES)) * STEP_MINUTES
    edges = np.unique(np.concatenate([[begin], inner[inner > begin], [end]]))
    starts, ends = edges[:-1], edges[1:]
    kit, count = stretch.kit, len(starts)
    if stretch.place == _CAB:
        conditions = np.tile(cooled(rules), (count, 1))
    else:
        slots = felt[stretch.station][stretch.place]
        conditions = slots[starts // SLOT_MINUTES]
    same = [stretch.metabolic_rate_w_per_m2, kit.clo, kit.im, float(acclimatised)]
    return np.column_stack(
        [
            np.full(count, worker),
            ends,
            ends - starts,
            *(np.full(count, value) for value in same),
            conditions,
        ]
    )


def _groups(pieces: pd.DataFrame) -> Iterator[Minutes]:
    """Rows of each run of the model: everybody's first pieces, then the second, and so on."""
    turn = pieces.groupby("worker").cumcount().rename("turn")
    alike = [turn, pieces["minutes"], pieces["im"], pieces["acclimatised"]]
    for rows in pieces.groupby(alike, sort=True).indices.values():
        yield np.asarray(rows, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class _State:
    """Where every worker stands, as the model's own inputs, moved on from step to step."""

    values: Mapping[str, Floats]

    @classmethod
    def fresh(cls, core_c: Floats) -> _State:
        """Workers at rest with a given core temperature."""
        start = {name: core_c.copy() for name in ("t_re", "t_cr", "t_cr_eq")}
        rested = {name: np.full(core_c.shape, value) for name, value in RESTED.items()}
        return cls(values=start | rested)

    def step(self, rows: Mapping[str, npt.NDArray[Any]], rules: HeatRules) -> tuple[Floats, Floats]:
        """Move some workers, whose pieces are alike, through one of them."""
        who = rows["worker"]
        conditions = within_model(Conditions(**{name: rows[name] for name in _FELT}))
        found = run_model(
            conditions,
            rows["met"],
            Kit(clo=float(rows["clo"][0]), im=float(rows["im"][0]), cav_c=0.0),
            rules,
            duration=int(rows["minutes"][0]),
            clo=rows["clo"],
            acclimatized=ACCLIMATISED if rows["acclimatised"][0] else NOT_ACCLIMATISED,
            **{name: values[who] for name, values in self.values.items()},
        )
        for name, values in self.values.items():
            values[who] = getattr(found, name)
        resting = who[rows["met"] <= rules.rest_w_per_m2]
        for name in CORES:
            self.values[name][resting] = np.maximum(self.values[name][resting], START_CORE_C)
        return self.values["t_re"][who], found.sweat_loss_g
