"""The heat stage: weather per slot, legal bands, closed slots, stint limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

import weather
from peakops.clock import Clock
from peakops.heat_repairs import weather_repairs
from peakops.plan import scenario_clock
from peakops.rows import Row, rows, unknown
from peakops.scenario import Scenario
from peakops.tables import Repair
from weather import HeatRules, Kit

StintKey = tuple[str, float, str]


@dataclass(frozen=True, kw_only=True)
class HeatTables:
    """Everything the planner knows about heat and weather, per station and slot.

    Parameters
    ----------
    rules
        Rules in force, overrides included.
    slots, bands, closures
        Slot weather, legal bands per date and closed slots, keyed by station; the first
        station is the main one.
    dark
        Beginnings of the slots in which it is not light all through, keyed by station.
    watch_limits
        Longest job in each slot for those who watch [min], keyed by station; empty is no limit.
    stints
        Stint limits keyed by station, metabolic rate [W/m²] and kit.
    novice_stints
        The same for a pair with somebody not used to the heat yet; empty where nobody who may be
        in the bucket is new, or predicted heat strain sets no limit.
    repairs
        Hours in which the forecast lacks a value or names one that cannot be.
    """

    rules: HeatRules
    slots: Mapping[str, pd.DataFrame]
    bands: Mapping[str, pd.DataFrame]
    closures: Mapping[str, pd.DataFrame]
    dark: Mapping[str, pd.Series]
    watch_limits: Mapping[str, tuple[int, ...]]
    stints: Mapping[StintKey, pd.DataFrame]
    novice_stints: Mapping[StintKey, pd.DataFrame]
    repairs: tuple[Repair, ...] = ()

    def stint_table(self, key: StintKey, *, novice: bool) -> pd.DataFrame:
        """Stint limits of a kind of work, shorter ones with somebody new in the pair."""
        return self.novice_stints[key] if novice and self.novice_stints else self.stints[key]

    @property
    def main_bands(self) -> pd.DataFrame:
        """Legal bands of the main station, which decide a worker's daily cap."""
        return next(iter(self.bands.values()))

    @property
    def main_slots(self) -> pd.DataFrame:
        """Slot weather of the main station."""
        return next(iter(self.slots.values()))


def heat_tables(scenario: Scenario) -> HeatTables:
    """Rate every slot of the plan by the heat rules."""
    rules = weather.override(scenario.heat)
    clock = scenario_clock(scenario)
    hourly = station_tables(scenario.tables["weather_forecast"])
    slots = station_slots(scenario)
    bands = {name: _bands(scenario, table, clock, rules) for name, table in hourly.items()}
    return HeatTables(
        rules=rules,
        repairs=weather_repairs(hourly, slots),
        slots=slots,
        bands=bands,
        closures={
            name: weather.closures(table, bands[name], rules) for name, table in slots.items()
        },
        dark={
            name: table.loc[weather.in_the_dark(table, rules), "time"]
            for name, table in slots.items()
        },
        watch_limits={name: weather.watch_limits(table, rules) for name, table in slots.items()},
        stints=_stints(scenario, slots, rules, acclimatised=True),
        novice_stints=(
            _stints(scenario, slots, rules, acclimatised=False)
            if rules.use_strain and _has_novice(scenario, rules)
            else {}
        ),
    )


def station_slots(scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Slot weather of the plan, by station; the first one is the main one."""
    clock = scenario_clock(scenario)
    hourly = station_tables(scenario.tables["weather_forecast"])
    return {name: _slots(scenario, name, table, clock) for name, table in hourly.items()}


def is_acclimatised(row: Row, day: int, rules: HeatRules) -> bool:
    """Whether a worker is used to the heat on a day of the plan; an empty cell says so.

    Parameters
    ----------
    row
        The worker's row.
    day
        Index of the day, which advances the worker's acclimatisation.
    rules
        Rules in force: a new worker has as many days as `acclimatisation_shares`.
    """
    first = float(row["acclimatisation_day"])
    return unknown(first) or int(first) + day > len(rules.acclimatisation_shares)


def _has_novice(scenario: Scenario, rules: HeatRules) -> bool:
    """Whether somebody who may be in the bucket is new on the first day, when most are."""
    return any(
        "bucket" in row["roles"] and not is_acclimatised(row, 0, rules)
        for row in rows(scenario.tables["workers"])
    )


def station_tables(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a weather table by station; one unnamed station where none is named."""
    return {
        str(name): rows.drop(columns="station").reset_index(drop=True)
        for name, rows in table.groupby("station", sort=True)
    }


def station_of_feeder(scenario: Scenario, stations: Mapping[str, object]) -> dict[str, str]:
    """Station of each feeder: its own, else the main one."""
    main = next(iter(stations))
    feeders = scenario.tables["feeders"]
    return {
        str(feeder): str(station) or main
        for feeder, station in zip(feeders["feeder"], feeders["station"], strict=True)
    }


def _slots(scenario: Scenario, station: str, hourly: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    place = scenario.place
    site = {
        "lat": place.lat,
        "lon": place.lon,
        "elevation_m": place.elevation_m,
        "wind_height_m": place.wind_height_m,
    }
    stations = scenario.tables["stations"]
    known = stations[stations["station"] == station]
    if len(known):
        site = {key: float(known.iloc[0][key]) for key in site}
    return weather.slot_weather(hourly, slots=clock.slot_times(), **site)


def _bands(
    scenario: Scenario, hourly: pd.DataFrame, clock: Clock, rules: HeatRules
) -> pd.DataFrame:
    horizon = clock.time(clock.horizon_minutes)
    inside = hourly[(hourly["time"] >= clock.midnight) & (hourly["time"] < horizon)]
    return weather.day_bands(scenario.tables["weather_daily"], inside, rules)


def _stints(
    scenario: Scenario,
    slots: Mapping[str, pd.DataFrame],
    rules: HeatRules,
    *,
    acclimatised: bool,
) -> dict[StintKey, pd.DataFrame]:
    kits = {row["kit"]: row for row in rows(scenario.tables["kits"])}
    job_types = scenario.tables["job_types"]
    work = sorted(set(zip(job_types["metabolic_rate_w_per_m2"], job_types["kit"], strict=True)))
    return {
        (station, float(rate), str(kit)): weather.stint_limits(
            table, float(rate), worker_kit(kits[kit]), rules, acclimatised=acclimatised
        )
        for station, table in slots.items()
        for rate, kit in work
    }


def worker_kit(row: Row) -> Kit:
    """Kit record of a row of the kits table."""
    return Kit(clo=float(row["clo"]), im=float(row["im"]), cav_c=float(row["cav_c"]))
