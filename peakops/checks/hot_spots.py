"""Hot spots of transformers, stepped minute by minute by the equations of IEC 60076-7."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from feeders.arrays import Floats
from feeders.hot_spot import HotSpots
from feeders.rating_data import DISTRIBUTION_BELOW_MVA, TRANSFORMER_KINDS, TransformerKind
from feeders.transformers import feeders_of_transformers
from peakops.checks.jobs import records
from peakops.checks.records import Breach
from peakops.checks.written import WrittenPlan
from peakops.errors import InputFault, InputFaults

FILE = "transformer_heat.csv"
BEFORE_HOURS = 24
TOLERANCE_K = 0.1
"""Between steps of a minute and the exact solution, and the rounding of the loads before."""
TOLERANCE_PERCENT = 0.02


@dataclass(frozen=True, kw_only=True, eq=False)
class Units:
    """The transformers of the network as records and as arrays in the model's order.

    Parameters
    ----------
    indices
        As numbered in the network.
    kinds
        Constants of each.
    cooling
        Name of each one's kind.
    surcharge_k
        Warmth of the air around each beyond that outdoors. [K]
    """

    indices: tuple[int, ...]
    kinds: tuple[TransformerKind, ...]
    cooling: tuple[str, ...]
    surcharge_k: Floats

    @cached_property
    def minutes(self) -> Floats:
        """Time constants, shape (3, transformers). [min]"""
        rows = [(k.k11 * k.oil_minutes, k.k22 * k.winding_minutes, k.oil_minutes / k.k22)
                for k in self.kinds]  # fmt: skip
        return np.array(rows).T

    def goal(self, load_pu: Floats, air_c: Floats) -> Floats:
        """Oil, rising and falling part under a lasting load. [°C, K, K]"""
        found = np.empty((3, len(self.kinds)))
        for column, kind in enumerate(self.kinds):
            pu = float(load_pu[column])
            losses = (1.0 + kind.loss_ratio * pu**2) / (1.0 + kind.loss_ratio)
            found[0, column] = air_c[column] + kind.oil_rise_k * losses**kind.oil_exponent
            gradient = kind.gradient_k * pu**kind.winding_exponent
            found[1:, column] = kind.k21 * gradient, (kind.k21 - 1.0) * gradient
        return found

    def hour(self, state: Floats, load_pu: Floats, air_c: Floats) -> tuple[Floats, Floats, Floats]:
        """State after an hour, highest hot spots and highest top oils within it."""
        goal = self.goal(load_pu, air_c)
        hot, oil = state[0] + state[1] - state[2], state[0]
        for _ in range(60):
            halfway = state + 0.5 * (goal - state) / self.minutes
            state = state + (goal - halfway) / self.minutes
            hot = np.maximum(hot, state[0] + state[1] - state[2])
            oil = np.maximum(oil, state[0])
        return state, hot, oil

    def percent(self, hot_c: Floats, oil_c: Floats) -> Floats:
        """Hot spots and top oils in percent of their limits, less the tolerance."""
        limits = [[k.hot_spot_max_c for k in self.kinds], [k.top_oil_max_c for k in self.kinds]]
        return 100.0 * (np.array([hot_c, oil_c]) - TOLERANCE_K).ravel() / np.ravel(limits)

    def as_hot_spots(self, hours: int) -> HotSpots:
        """The limits in the form the comparison of a state takes; its temperatures are not used."""
        count = len(self.kinds)
        return HotSpots(
            kinds=self.kinds, air_c=np.zeros((count, hours)), start=np.zeros((3, count))
        )


def read_units(plan: WrittenPlan) -> Units:
    """Transformers of the network with their constants."""
    trafo = plan.grid.network.net.trafo
    described = {int(row["transformer"]): row for row in records(plan.scenario, "transformers")}
    indices = plan.grid.network.engine.model.trafos
    found = [_unit(trafo.loc[index], described.get(index, {})) for index in indices]
    return Units(
        indices=indices,
        kinds=tuple(kind for _, kind, _ in found),
        cooling=tuple(name for name, _, _ in found),
        surcharge_k=np.array([surcharge for _, _, surcharge in found]),
    )


def _unit(trafo: pd.Series, row: Mapping[str, Any]) -> tuple[str, TransformerKind, float]:
    name = "onan" if trafo["sn_mva"] >= DISTRIBUTION_BELOW_MVA else "distribution"
    name = str(row.get("cooling", name))
    kind = TRANSFORMER_KINDS[name]
    losses_kw = trafo["vkr_percent"] / 100.0 * trafo["sn_mva"] * 1000.0
    changes = {
        "loss_ratio": losses_kw / trafo["pfe_kw"] if trafo["pfe_kw"] > 0.0 else 0.0,
        "oil_rise_k": row.get("oil_rise_k", math.nan),
        "gradient_k": row.get("gradient_k", math.nan),
    }
    given = {key: float(value) for key, value in changes.items() if float(value) > 0.0}
    surcharge = float(row.get("surcharge_k", math.nan))
    return name, replace(kind, **given), 0.0 if math.isnan(surcharge) else surcharge


@dataclass(frozen=True, kw_only=True, eq=False)
class Heat:
    """Transformers of a plan: as hot as the day before and the plan's own work leave them.

    Parameters
    ----------
    plan
        The plan.
    units
        Its transformers.
    load_pu
        Load without any work in the hours of the plan, shape (transformers, hours).
    """

    plan: WrittenPlan
    units: Units
    load_pu: Floats

    @cached_property
    def air_c(self) -> Floats:
        """Air around each transformer in the hours of the plan, shape (transformers, hours)."""
        behind = feeders_of_transformers(self.plan.grid.network)
        climate, hours = self.plan.climate, self.plan.scenario.times()
        weather = {
            (str(row["station"]), row["time"]): float(row["temp_air_c"])
            for row in records(self.plan.scenario, "weather_forecast")
        }
        stations = [
            climate.station_of_feeder[behind[i][0]] if i in behind else climate.main_station
            for i in self.units.indices
        ]
        outdoors = np.array([[weather[name, time] for time in hours] for name in stations])
        return np.asarray(outdoors + self.units.surcharge_k[:, None], dtype=float)

    @cached_property
    def start(self) -> Floats:
        """State at the start of the plan, after the written loads of the day before."""
        rows = written_rows(self.plan, self.units)
        first = self.plan.scenario.times()[0]
        state: Floats | None = None
        for back in range(BEFORE_HOURS, 0, -1):
            hour = [rows[first - back * pd.Timedelta(hours=1), i] for i in self.units.indices]
            load = np.array([row["load_percent"] for row in hour]) / 100.0
            air = np.array([row["temp_air_c"] for row in hour]) + self.units.surcharge_k
            state = self.units.goal(load, air) if state is None else state
            state, _, _ = self.units.hour(state, load, air)
        return np.asarray(state, dtype=float)

    def begins(self, load_pu: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
        """State before each hour of a course of loads, and the hottest within it."""
        state = self.start
        for hour in range(load_pu.shape[1]):
            after, hot, oil = self.units.hour(state, load_pu[:, hour], self.air_c[:, hour])
            yield state, hot, oil
            state = after

    @cached_property
    def alone(self) -> tuple[tuple[Floats, Floats, Floats], ...]:
        """State before each hour without any work, and the hottest within it."""
        return tuple(self.begins(self.load_pu))

    def with_work(self, states: Sequence[tuple[int, Floats]]) -> list[Floats]:
        """State before each hour when transformers carry the most of the states in every hour."""
        load = self.load_pu.copy()
        for hour, pu in states:
            load[:, hour] = np.fmax(load[:, hour], pu)
        return [state for state, _, _ in self.begins(load)]

    def percent(self, begin: Floats, hour: int, load_pu: Floats) -> Floats:
        """Hot spots and top oils of an hour in percent of their limits."""
        _, hot, oil = self.units.hour(begin, load_pu, self.air_c[:, hour])
        return self.units.percent(hot, oil)

    def agrees(self) -> Iterator[Breach]:
        """Written temperatures are those of the written loads, and these those of the plan."""
        rows = written_rows(self.plan, self.units)
        for hour, time in enumerate(self.plan.scenario.times()):
            _, hot, oil = self.alone[hour]
            for column, index in enumerate(self.units.indices):
                wanted = {
                    "load_percent": (100.0 * self.load_pu[column, hour], TOLERANCE_PERCENT),
                    "temp_air_c": (
                        self.air_c[column, hour] - self.units.surcharge_k[column], 0.051,
                    ),
                    "hot_spot_c": (hot[column], TOLERANCE_K),
                    "top_oil_c": (oil[column], TOLERANCE_K),
                }  # fmt: skip
                yield from _differences(rows[time, index], wanted, self.units.cooling[column])


def _differences(
    row: Mapping[str, Any], wanted: Mapping[str, tuple[float, float]], cooling: str
) -> Iterator[Breach]:
    for name, (value, tolerance) in wanted.items():
        if not abs(row[name] - value) <= tolerance:
            yield _breach(row, f"{name} {row[name]:.2f}", f"{value:.2f}")
            return
    if row["cooling"] != cooling:
        yield _breach(row, str(row["cooling"]), cooling)


def _breach(row: Mapping[str, Any], found: str, limit: str) -> Breach:
    return Breach(
        code="ratings", file=FILE, row=row["row"], time_from=row["time"],
        found=f"transformer {row['transformer']:g}: {found}", limit=limit,
    )  # fmt: skip


def written_rows(
    plan: WrittenPlan, units: Units
) -> dict[tuple[pd.Timestamp, int], Mapping[str, Any]]:
    """Rows of transformer_heat.csv by hour and transformer.

    Raises
    ------
    InputFaults
        Where one is missing.
    """
    rows = plan.files["transformer_heat"]
    found: dict[tuple[pd.Timestamp, int], Mapping[str, Any]] = {
        (row["time"], int(row["transformer"])): row for row in rows
    }
    first = plan.scenario.times()[0]
    before = pd.date_range(end=first, periods=BEFORE_HOURS + 1, freq="h")[:-1]
    faults = [
        InputFault(file=FILE, row=None, column="time",
                   found=f"no row for transformer {index} at {time:%Y-%m-%dT%H:%M}",
                   wanted="one row per transformer and hour, from a day before the plan on")
        for time in [*before, *plan.scenario.times()] for index in units.indices
        if (time, index) not in found
    ]  # fmt: skip
    if faults:
        raise InputFaults(faults)
    return found
