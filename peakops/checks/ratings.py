"""Ratings by weather, worked out anew: what each hour leaves of lines and feeder heads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from feeders.arrays import Floats
from feeders.rating_data import (
    BARE_ABSORPTIVITY,
    BARE_EMISSIVITY,
    BARE_REFERENCE_SUN_W_PER_M2,
    BARE_REFERENCE_WIND_M_PER_S,
    LINE_KINDS,
)
from peakops.checks.jobs import records
from peakops.checks.records import Breach
from peakops.checks.written import WrittenPlan
from peakops.errors import InputFault, InputFaults

FACTORS, LIMITS = "line_factors.csv", "feeder_limits.csv"
ROUNDING = 1.01e-4
"""What a factor of four decimals may be off by its own rounding, and a hair more."""
ROUNDING_A = 0.051

Key = tuple[pd.Timestamp, str, str]


def by_weather(plan: WrittenPlan) -> bool:
    """Whether the plan's ratings follow the weather."""
    return plan.scenario.limits.ratings == "weather"


@dataclass(frozen=True, kw_only=True, eq=False)
class HourlyRatings:
    """What lines and heads of the network may carry, by the factors that the plan was made with.

    Parameters
    ----------
    plan
        The plan.
    factors
        Written factors by time, station and class of lines; None: the static ratings hold.
    """

    plan: WrittenPlan
    factors: Mapping[Key, float] | None

    @cached_property
    def line_a(self) -> Floats:
        """Current each line may carry, its switches counted, shape (lines, hours). [A]"""
        lines, types = _lines(self.plan), _types(self.plan)
        kinds = [
            (station_of_line(self.plan, line["index"]), class_of_line(types, line))
            for line in lines
        ]
        shares = {kind: np.maximum(self._shares(*kind), 0.05) for kind in set(kinds)}
        found = np.empty((len(lines), len(self.plan.scenario.times())))
        for row, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
            units = 1000.0 * line["df"] * line["parallel"]
            found[row] = units * np.minimum(line["conductor_ka"] * shares[kind], line["max_i_ka"])
        return found

    def _shares(self, station: str, line_class: str) -> list[float]:
        """Factors of a class of lines at a station, hour by hour."""
        hours = self.plan.scenario.times()
        if self.factors is None:
            return [1.0] * len(hours)
        return [self.factors[time, station, line_class] for time in hours]

    @cached_property
    def line_factor(self) -> Floats:
        """Share of each line's rating in the network, shape (lines, hours)."""
        table = self.plan.grid.network.net.line
        rated = 1000.0 * table["max_i_ka"] * table["df"] * table["parallel"]
        share: Floats = self.line_a / rated.to_numpy(dtype=float)[:, None]
        return np.minimum(1.0, share)

    def heads(self) -> Iterator[tuple[str, list[tuple[float, str]]]]:
        """Each feeder's limit and which it is, hour by hour. [A]"""
        network = self.plan.grid.network
        position = {line: row for row, line in enumerate(network.engine.model.lines)}
        for row in records(self.plan.scenario, "feeders"):
            feeder = network.feeder[str(row["feeder"])]
            line = self.line_a[position[feeder.head_line]]
            yield feeder.feeder, [self._least(row, feeder.head_switch, a) for a in line]

    def _least(self, row: Mapping[str, Any], switch: int, line_a: float) -> tuple[float, str]:
        candidates = {
            "limit_a": float(row["limit_a"]),
            "switch": self.plan.grid.network.switches[switch].limit_a,
            "ct_primary": float(row["ct_primary_a"]),
            "overcurrent_pickup": float(row["overcurrent_pickup_a"]) / 1.2,
            "line": float(line_a),
        }
        known = {name: value for name, value in candidates.items() if not math.isnan(value)}
        name = min(known, key=lambda name: known[name])
        return known[name], name

    @cached_property
    def head_limit_a(self) -> Floats:
        """Limit of each head in the order of the network's feeders, shape (heads, hours). [A]"""
        limits = {name: [a for a, _ in hours] for name, hours in self.heads()}
        return np.array([limits[feeder.feeder] for feeder in self.plan.grid.network.feeders])


def hourly_ratings(plan: WrittenPlan) -> HourlyRatings:
    """Read the factors that a plan was made with.

    Raises
    ------
    InputFaults
        Where an hour of a class of lines is missing or stands twice.
    """
    if not by_weather(plan):
        return HourlyRatings(plan=plan, factors=None)
    rows = plan.files["line_factors"]
    found: dict[Key, float] = {}
    faults: list[InputFault] = []
    for row in rows:
        key = (row["time"], str(row["station"]), str(row["line_class"]))
        if key in found:
            faults.append(_fault(row["row"], f"a row too many for {row['line_class']}"))
        found[key] = float(row["factor"])
    types = _types(plan)
    classes = sorted({class_of_line(types, line) for line in _lines(plan)})
    wanted = product(plan.scenario.times(), plan.climate.slots, classes)
    faults += [
        _fault(None, f"no row for {line_class} at {time:%Y-%m-%dT%H:%M}")
        for time, station, line_class in wanted
        if (time, station, line_class) not in found
    ]
    if faults:
        raise InputFaults(faults)
    return HourlyRatings(plan=plan, factors=found)


def _fault(row: int | None, found: str) -> InputFault:
    wish = "one row per hour, station and class of lines"
    return InputFault(file=FACTORS, row=row, column="line_class", found=found, wanted=wish)


def _lines(plan: WrittenPlan) -> list[dict[str, Any]]:
    """Rows of the network's lines."""
    network = plan.grid.network
    table = network.net.line.loc[list(network.engine.model.lines)]
    return [
        {str(key): value for key, value in row.items()} | {"index": index}
        for index, row in zip(table.index, table.to_dict("records"), strict=True)
    ]


def _types(plan: WrittenPlan) -> dict[str, str]:
    rows = reversed(records(plan.scenario, "line_types"))  # of a type named twice the first counts
    return {str(row["std_type"]): _class_text(row) for row in rows}


def class_of_line(types: Mapping[str, str], line: Mapping[str, Any]) -> str:
    """Class of a line by line_types.csv, by the letters of its type, or the most cautious."""
    name = str(line.get("std_type") or "")
    if name in types:
        return types[name]
    letters = name.upper()
    if letters[:2] == "JK":
        return "covered"
    if letters.startswith(("YJ", "VV", "VLV", "ZR-YJ", "ZC-YJ")):
        return "cable_soil"
    if letters.startswith(("LGJ", "LJ", "JL", "TJ")):
        return "bare"
    return "cable_soil" if line.get("type") == "cs" else "bare"


def _class_text(row: Mapping[str, Any]) -> str:
    kind, diameter, grouped = str(row["kind"]), float(row["diameter_mm"]), float(row["grouped"])
    if kind == "bare" and diameter > 0.0:
        return f"bare/{diameter:g}"
    return f"{kind}/{grouped:g}" if kind[:5] == "cable" and grouped > 1.0 else kind


def station_of_line(plan: WrittenPlan, index: int) -> str:
    """Weather station of a line: that of its feeder, else the main one."""
    network = plan.grid.network
    node = network.topology.node_of_branch.get(("line", index))
    feeder = "" if node is None else network.supply.feeder_of_node[node]
    return plan.climate.station_of_feeder.get(feeder, plan.climate.main_station)


def ratings_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """Factors are what the weather gives, and limits of heads what they and the inputs give."""
    hours = records(plan.scenario, "weather_forecast") if by_weather(plan) else []
    weather = {(row["time"], str(row["station"])): row for row in hours}
    for row in plan.files["line_factors"]:
        now = weather.get((row["time"], str(row["station"])))
        wanted = None if now is None else factor(plan, str(row["station"]), row["line_class"], now)
        if wanted is None or abs(wanted - row["factor"]) > ROUNDING:
            limit = "no such class or hour" if wanted is None else f"{wanted:.4f}"
            yield _breach(FACTORS, row, f"{row['line_class']}: {row['factor']:.4f}", limit)
    yield from _heads_agree(plan)


def _heads_agree(plan: WrittenPlan) -> Iterator[Breach]:
    hours = plan.scenario.times()
    wanted = {
        (time, name): item
        for name, items in hourly_ratings(plan).heads()
        for time, item in zip(hours, items, strict=True)
    }
    for row in plan.files["feeder_limits"]:
        limit, name = wanted.pop((row["time"], str(row["feeder"])), (math.nan, "no such row"))
        if not abs(limit - row["limit_a"]) <= ROUNDING_A or name != row["limit_from"]:
            found = f"{row['feeder']}: {row['limit_a']:.1f} A by {row['limit_from']}"
            yield _breach(LIMITS, row, found, f"{limit:.1f} A by {name}")
    for (time, feeder), (limit, name) in sorted(wanted.items()):
        yield Breach(code="ratings", file=LIMITS, time_from=time, found=f"no row for {feeder}",
                     limit=f"{limit:.1f} A by {name}")  # fmt: skip


def _breach(file: str, row: Mapping[str, Any], found: str, limit: str) -> Breach:
    return Breach(
        code="ratings", file=file, row=row["row"], time_from=row["time"], found=found, limit=limit
    )


def factor(plan: WrittenPlan, station: str, text: str, now: Mapping[str, Any]) -> float | None:
    """What the weather of an hour leaves of a class of lines; None for a class there is not."""
    kind, _, more = text.partition("/")
    if kind not in LINE_KINDS:
        return None
    data = LINE_KINDS[kind]
    air = float(now["temp_air_c"])
    around = plan.scenario.limits.soil_temp_c if data.in_soil else air
    left = max(data.conductor_max_c - around, 0.0) / (data.conductor_max_c - data.reference_c)
    share = math.sqrt(left)
    if more and data.grouping:
        share *= data.grouping[min(int(float(more)), len(data.grouping)) - 1]
    wind, sun = float(now["wind_speed_m_per_s"]), float(now["ghi_w_per_m2"])
    if more and kind == "bare" and not math.isnan(wind + sun):
        share = bare_share(float(more) / 1000.0, air, wind * _calmer(plan, station), sun,
                           _of_station(plan, station, "elevation_m"))  # fmt: skip
    return min(share, 1.0)


def _calmer(plan: WrittenPlan, station: str) -> float:
    """Wind at the height of a line, 10 m, over that at the height of the measurement."""
    return float(min(1.0, (10.0 / _of_station(plan, station, "wind_height_m")) ** 0.25))


def _of_station(plan: WrittenPlan, station: str, column: str) -> float:
    for row in records(plan.scenario, "stations"):
        if row["station"] == station:
            return float(row[column])
    return float(getattr(plan.scenario.place, column))


def bare_share(diameter_m: float, air_c: float, wind: float, sun: float, height_m: float) -> float:
    """Current of a bare conductor at 70 °C over that of its static rating, by IEEE 738."""
    limit, reference = LINE_KINDS["bare"].conductor_max_c, LINE_KINDS["bare"].reference_c
    now = _heat(diameter_m, limit, (air_c, wind, sun, 0.388), height_m)
    then = (reference, BARE_REFERENCE_WIND_M_PER_S, BARE_REFERENCE_SUN_W_PER_M2, 1.0)
    return math.sqrt(max(now, 0.0) / _heat(diameter_m, limit, then, height_m))


def _heat(d: float, hot_c: float, now: Sequence[float], height_m: float) -> float:
    """Heat given off less heat of the sun; `now` is air, wind, sun and the wind's angle factor."""
    air_c, wind, sun, angle = now
    film = (hot_c + min(air_c, hot_c)) / 2.0
    rise = max(hot_c - air_c, 0.0)
    density = (1.293 - 1.525e-4 * height_m + 6.379e-9 * height_m**2) / (1.0 + 0.00367 * film)
    viscosity = 1.458e-6 * (film + 273.0) ** 1.5 / (film + 383.4)
    conductivity = 2.424e-2 + 7.477e-5 * film - 4.407e-9 * film**2
    reynolds = min(d * density * wind / viscosity, 50_000.0)
    forced = max(1.01 + 1.35 * reynolds**0.52, 0.754 * reynolds**0.6)
    still = 3.645 * math.sqrt(density) * d**0.75 * rise**1.25
    radiated = 5.6703744e-8 * ((hot_c + 273.15) ** 4 - (air_c + 273.15) ** 4)
    taken = max(angle * forced * conductivity * rise, still)
    return float(taken + math.pi * d * BARE_EMISSIVITY * radiated - BARE_ABSORPTIVITY * sun * d)
