"""States in which a worker may be: that of the day as planned, and those after longer rests.

In ISO 7933 sweat fades faster at rest than the core cools, so who comes from a longer rest has to
call it up again and may end hotter. More rest must not raise a peak. So beside the day as planned
goes a family of days with longer rests, and what counts is the hottest of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from weather.rule_set import HeatRules
from weather.strain_model import (
    ACCLIMATISED,
    NOT_ACCLIMATISED,
    RESTED,
    START_CORE_C,
    Conditions,
    Floats,
    Kit,
    Minutes,
    run_model,
    within_model,
)

Columns = dict[str, npt.NDArray[Any]]
"""Columns of pieces of workers' days, a row per piece."""

State = dict[str, Floats]
"""What the model carries from piece to piece, by the names of its own inputs."""

FELT = ("air_c", "radiant_c", "rh_percent", "air_m_per_s")

CORES = ("t_re", "t_cr")
"""Rectal and core temperature, which rest does not cool below those of a rested worker.

The standard is for work: at rest it lets sweat go on cooling a body that no longer needs it, down
to 35.4 °C in a day of stints and rests. Who then goes up again would seem to have room to spare.
"""

LONGER_RESTS_MINUTES = (5, 10, 15, 20, 30, 60, 120)
"""Rests that a shorter one is compared with; after two hours rest changes nothing more."""

KEPT = 1
"""Hottest of a family that go on into the next rest, besides the day as planned.

Without any the law of rest is broken by up to 0.2 °C, with one by as little as with two.
"""

_OWN = 1 + KEPT
_MEMBERS = _OWN * (1 + len(LONGER_RESTS_MINUTES))


@dataclass(frozen=True, kw_only=True)
class RestFamily:
    """Every worker's family, moved on from piece to piece.

    Parameters
    ----------
    values
        State of each member, a row per worker. In the first column is the day as planned, in the
        next `KEPT` the hottest of the others; then, block by block, what comes from longer rests
        of each of these.
    there
        Which members there are.
    rules
        Rules in force.
    """

    values: State
    there: npt.NDArray[np.bool_]
    rules: HeatRules

    @classmethod
    def fresh(cls, core_c: Floats, rules: HeatRules) -> RestFamily:
        """Workers at rest with a given core temperature."""
        there = np.zeros((len(core_c), _MEMBERS), dtype=bool)
        there[:, 0] = True
        values = {
            name: np.repeat(column[:, None], _MEMBERS, axis=1)
            for name, column in at_rest(core_c).items()
        }
        return cls(values=values, there=there, rules=rules)

    def step(self, rows: Columns) -> tuple[Floats, Floats]:
        """Move some workers, whose pieces are alike, through one of them.

        Returns
        -------
        tuple
            Highest rectal temperature of each one's family [°C]; water lost as planned. [g]
        """
        who = rows["worker"]
        row, member = np.nonzero(self.there[who])
        cells = who[row], member
        state = {name: values[cells] for name, values in self.values.items()}
        moved, lost_g = move(state, take(rows, row), self.rules)
        for name, values in self.values.items():
            values[cells] = moved[name]
        return self._hottest(who), lost_g[member == 0]

    def end_rest(self, rows: Columns, rested: Minutes) -> Floats:
        """Add what comes from longer rests, where a rest ends.

        Parameters
        ----------
        rows
            The last piece of each worker's rest.
        rested
            Length of all of it. [min]

        Returns
        -------
        numpy.ndarray
            Highest rectal temperature of each one's family at the end of a rest. [°C]
        """
        who = rows["worker"]
        self._keep_hottest(who)
        block = slice(_OWN)
        state = {name: values[who, block] for name, values in self.values.items()}
        there = self.there[who, block]
        for number, minutes in enumerate(LONGER_RESTS_MINUTES, 1):
            block = slice(number * _OWN, (number + 1) * _OWN)
            longer = rested < minutes
            self._rest_on(rows | {"minutes": minutes - rested}, state, longer)
            for name, values in self.values.items():
                values[who[longer], block] = state[name][longer]
            self.there[who[longer], block] = there[longer]
            rested = np.maximum(rested, minutes)
        return self._hottest(who)

    def _hottest(self, who: npt.NDArray[np.int64]) -> Floats:
        return np.asarray(np.where(self.there[who], self.values["t_re"][who], -np.inf).max(axis=1))

    def _keep_hottest(self, who: npt.NDArray[np.int64]) -> None:
        """Leave only the day as planned and the hottest of the others."""
        core_c = np.where(self.there[who], self.values["t_cr"][who], -np.inf)
        core_c[:, 0] = np.inf
        kept = np.argsort(-core_c, axis=1, kind="stable")[:, :_OWN]
        for values in (*self.values.values(), self.there):
            values[who, :_OWN] = np.take_along_axis(values[who], kept, axis=1)
        self.there[who, _OWN:] = False

    def _rest_on(self, rows: Columns, state: State, longer: npt.NDArray[np.bool_]) -> None:
        """Move the state of those who rest for longer on by the minutes of their rows."""
        for group in alike(rows, np.flatnonzero(longer)):
            shape = (len(group), _OWN)
            each = take(rows, np.repeat(group, _OWN))
            moved, _ = move({n: v[group].ravel() for n, v in state.items()}, each, self.rules)
            for name, values in state.items():
                values[group] = moved[name].reshape(shape)


def at_rest(core_c: Floats) -> State:
    """State of a rested worker of the standard, with a given core temperature."""
    start: State = {name: core_c.copy() for name in ("t_re", "t_cr", "t_cr_eq")}
    return start | {name: np.full(core_c.shape, value) for name, value in RESTED.items()}


def take(rows: Columns, which: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    """Some of the rows, by number; one may be taken more than once."""
    return {name: values[which] for name, values in rows.items()}


def alike(rows: Columns, which: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    """Numbers of the rows that one run of the model can take together."""
    if not len(which):
        return
    keys = np.stack([rows[name][which] for name in ("minutes", "im", "acclimatised")], axis=1)
    _, group = np.unique(keys, axis=0, return_inverse=True)
    group = group.reshape(-1)
    for number in range(group.max() + 1):
        yield which[group == number]


def move(state: State, rows: Columns, rules: HeatRules) -> tuple[State, Floats]:
    """Run the model for a state per row, rows alike; the new state, and water lost so far. [g]"""
    found = run_model(
        within_model(Conditions(**{name: rows[name] for name in FELT})),
        rows["met"],
        Kit(clo=float(rows["clo"][0]), im=float(rows["im"][0]), cav_c=0.0),
        rules,
        duration=int(rows["minutes"][0]),
        clo=rows["clo"],
        acclimatized=ACCLIMATISED if rows["acclimatised"][0] else NOT_ACCLIMATISED,
        **state,
    )
    moved = {name: np.asarray(getattr(found, name), dtype=float) for name in state}
    resting = rows["met"] <= rules.rest_w_per_m2
    for name in CORES:
        moved[name][resting] = np.maximum(moved[name][resting], START_CORE_C)
    return moved, found.sweat_loss_g
