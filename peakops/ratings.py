"""Ratings that follow the weather: what the forecast leaves of lines, heads and transformers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.allocation import LoadCase
from feeders.arrays import Floats
from feeders.hot_spot import HotSpots, steady_start
from feeders.line_kinds import (
    LineClasses,
    TransformerKinds,
    class_factor,
    line_classes,
    transformer_kinds,
)
from feeders.network import Network
from feeders.ratings import Ratings, rate
from peakops.heat import station_of_feeder, station_tables
from peakops.heat_before import BEFORE_HOURS, Course, course_without_work
from peakops.out_tables import frame
from peakops.scenario import Repair, Scenario

FACTOR_DECIMALS = 4
LINE_HEIGHT_M = 10.0
WIND_SHEAR = 0.25  # wind grows with height to about this power; cautious over open land


@dataclass(frozen=True, kw_only=True)
class RatedLoads:
    """Loads with their ratings, and the tables that tell of them.

    Parameters
    ----------
    load_case
        Loads, rated by the hour where the ratings follow the weather.
    line_factors, feeder_limits, transformer_heat
        Tables of the published folder.
    repairs
        What was assumed, counted.
    """

    load_case: LoadCase
    line_factors: pd.DataFrame
    feeder_limits: pd.DataFrame
    transformer_heat: pd.DataFrame
    repairs: tuple[Repair, ...] = ()


def rated_loads(scenario: Scenario, load_case: LoadCase) -> RatedLoads:
    """Rate loads as `limits.ratings` says: by the network's own values, or by the weather.

    Parameters
    ----------
    scenario
        Settings, weather and the kinds of lines and transformers.
    load_case
        Loads of the plan's hours with their coincidence.
    """
    network = load_case.network
    if scenario.limits.ratings == "static":
        static = rate(network, np.ones((len(network.net.line), len(load_case.times))))
        return RatedLoads(
            load_case=load_case,
            line_factors=frame("line_factors", []),
            feeder_limits=limit_table(network, load_case.times, static),
            transformer_heat=frame("transformer_heat", []),
        )
    classes = line_classes(network, scenario.tables["line_types"])
    factors = line_factors(scenario, classes)
    ratings = rate(network, factors_by_line(scenario, network, classes, factors))
    kinds = transformer_kinds(network, scenario.tables["transformers"])
    course = course_without_work(scenario, load_case)
    spots = _hot_spots(kinds, course)
    rated = load_case.with_ratings(ratings.with_hot_spots(_of_plan(spots, course)))
    return RatedLoads(
        load_case=rated,
        line_factors=factors,
        feeder_limits=limit_table(network, load_case.times, ratings),
        transformer_heat=_heat_table(network, kinds, course, spots),
        repairs=tuple(_assumed(classes, kinds, course)),
    )


def line_factors(scenario: Scenario, classes: LineClasses) -> pd.DataFrame:
    """line_factors.csv: what each hour leaves of the lines of a class at a station."""
    parts = [
        pd.DataFrame({
            "time": scenario.times(), "station": station, "line_class": line_class.code,
            "factor": np.round(
                class_factor(
                    line_class, _at_line(scenario, station, table), scenario.limits.soil_temp_c,
                    _elevation_m(scenario, station),
                ),
                FACTOR_DECIMALS,
            ),
        })
        for station, table in station_tables(scenario.tables["weather_forecast"]).items()
        for line_class in sorted(set(classes.of_line))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _at_line(scenario: Scenario, station: str, table: pd.DataFrame) -> pd.DataFrame:
    """Weather of the plan's hours, the wind at the height of a line."""
    hours = table.set_index("time").reindex(scenario.times())
    height = _of_station(scenario, station, "wind_height_m", scenario.place.wind_height_m)
    calmer = min(1.0, (LINE_HEIGHT_M / height) ** WIND_SHEAR)
    return hours.assign(wind_speed_m_per_s=hours["wind_speed_m_per_s"] * calmer)


def _elevation_m(scenario: Scenario, station: str) -> float:
    return _of_station(scenario, station, "elevation_m", scenario.place.elevation_m)


def _of_station(scenario: Scenario, station: str, column: str, of_place: float) -> float:
    stations = scenario.tables["stations"]
    known = stations.loc[stations["station"] == station, column]
    return float(known.iloc[0]) if len(known) else of_place


def factors_by_line(
    scenario: Scenario, network: Network, classes: LineClasses, factors: pd.DataFrame
) -> Floats:
    """Factors of every line, shape (lines, hours): those of its class at its feeder's station."""
    hours = len(scenario.times())
    groups = factors.groupby(["station", "line_class"], sort=False)["factor"]
    known = {key: group.to_numpy(dtype=float) for key, group in groups}
    stations = station_of_feeder(scenario, station_tables(scenario.tables["weather_forecast"]))
    main = str(factors["station"].iloc[0])
    place = network.topology.node_of_branch
    found = np.empty((len(classes.of_line), hours))
    for row, line in enumerate(network.engine.model.lines):
        node = place.get(("line", line), -1)
        feeder = network.supply.feeder_of_node[node] if node >= 0 else ""
        found[row] = known[stations.get(feeder, main), classes.of_line[row].code]
    return found


def limit_table(network: Network, times: pd.DatetimeIndex, ratings: Ratings) -> pd.DataFrame:
    """feeder_limits.csv: the least limit of each head by hour, and which it is."""
    names = [feeder.feeder for feeder in network.feeders]
    return pd.DataFrame({
        "time": times.repeat(len(names)),
        "feeder": names * len(times),
        "limit_a": ratings.head_limit_a.T.ravel(),
        "limit_from": ratings.head_limit_from.T.ravel(),
    })  # fmt: skip


def _hot_spots(kinds: TransformerKinds, course: Course) -> HotSpots:
    """Transformers from the day before on, which they begin as if its first hour had lasted."""
    air = course.air_c + kinds.surcharge_k[:, None]
    start = steady_start(kinds.kinds, course.load_pu[:, 0], air[:, 0])
    return HotSpots(kinds=kinds.kinds, air_c=air, start=start)


def _of_plan(spots: HotSpots, course: Course) -> HotSpots:
    begins = spots.begins(course.load_pu)
    return HotSpots(
        kinds=spots.kinds,
        air_c=spots.air_c[:, BEFORE_HOURS:],
        start=begins[:, :, BEFORE_HOURS],
    )


def _heat_table(
    network: Network, kinds: TransformerKinds, course: Course, spots: HotSpots
) -> pd.DataFrame:
    """transformer_heat.csv: every transformer without any work, the day before included."""
    found = spots.temperatures(course.load_pu)
    trafos = list(network.engine.model.trafos)
    planned = np.arange(len(course.times)) >= BEFORE_HOURS
    source = np.where(planned, "forecast", np.where(course.measured, "measured", "assumed"))
    return pd.DataFrame({
        "time": course.times.repeat(len(trafos)),
        "transformer": trafos * len(course.times),
        "cooling": list(kinds.names) * len(course.times),
        "source": source.T.ravel(),
        "temp_air_c": course.air_c.T.ravel(),
        "load_percent": 100.0 * course.load_pu.T.ravel(),
        "top_oil_c": found.top_oil_c.T.ravel(),
        "hot_spot_c": found.hot_spot_c.T.ravel(),
    })  # fmt: skip


def _assumed(classes: LineClasses, kinds: TransformerKinds, course: Course) -> Iterator[Repair]:
    """What nobody told, by file and column."""
    before = int((~course.measured[:, :BEFORE_HOURS]).sum())
    for file, column, kind, count in (
        ("line_types", "kind", "line_kind_assumed", classes.assumed),
        ("transformers", "cooling", "cooling_assumed", kinds.assumed),
        ("load_history", "p_mw", "heat_before_assumed", before),
    ):
        if count:
            yield Repair(file=file, column=column, kind=kind, count=count)
