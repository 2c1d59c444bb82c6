"""Weather and legal bands of the days of a plan, worked out anew from the inputs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peakops.checks.jobs import Job, records
from peakops.scenario import Scenario
from weather import heat_rules, heat_stress
from weather.heat_rules import HeatRules
from weather.strain import Kit

SLOT = pd.Timedelta(minutes=15)
HOUR = pd.Timedelta(hours=1)

StintKey = tuple[str, float, str]


@dataclass(frozen=True, kw_only=True)
class Day:
    """What the law says of one date at one station.

    Parameters
    ----------
    tmax_c
        Official maximum, else the hourly maximum rounded up. [°C]
    hottest
        The hours without outdoor work, [from, to); None on milder days.
    """

    date: dt.date
    tmax_c: float
    hottest: tuple[pd.Timestamp, pd.Timestamp] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Climate:
    """Weather per slot, legal days and stint limits.

    Parameters
    ----------
    rules
        Rules in force.
    slots
        Station to slot weather, indexed by the slot's start.
    days
        Station and date to what the law says.
    stints, novice_stints
        Station, metabolic rate [W/m²] and kit to the stint limits per slot: of people used to the
        heat, and of a pair with somebody who is not; without such people the latter are empty.
    station_of_feeder
        Station of each feeder.
    """

    rules: HeatRules
    slots: Mapping[str, pd.DataFrame]
    days: Mapping[tuple[str, dt.date], Day]
    stints: Mapping[StintKey, pd.DataFrame]
    novice_stints: Mapping[StintKey, pd.DataFrame]
    station_of_feeder: Mapping[str, str]

    @property
    def main_station(self) -> str:
        """The station that decides everybody's daily cap: the first by name."""
        return min(self.slots)

    def station(self, job: Job) -> str:
        """Station of a job's feeder."""
        return self.station_of_feeder[job.feeder]

    def day(self, date: dt.date, station: str | None = None) -> Day | None:
        """What the law says of a date; None outside the plan."""
        return self.days.get((self.main_station if station is None else station, date))

    def weather(self, job: Job, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
        """Weather of every slot that [start, end) touches."""
        return touched(self.slots[self.station(job)], start, end)

    def stint_limit(
        self, job: Job, start: pd.Timestamp, end: pd.Timestamp, *, novice: bool = False
    ) -> tuple[int, str]:
        """Smallest stint limit [min] of the slots that [start, end) touches, and its rule."""
        key = (self.station(job), job.type.metabolic_rate_w_per_m2, job.type.kit)
        limits = (self.novice_stints if novice else self.stints)[key]
        rows = touched_rows(limits, start, end)
        minutes = limits["minutes"].to_numpy()[rows]
        if not minutes.size:
            return 0, "outside_plan"
        worst = int(minutes.argmin())
        return int(minutes[worst]), str(limits["rule"].to_numpy()[rows][worst])


def touched(table: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Rows of a table indexed by slot, ascending, whose slot shares time with [start, end)."""
    return table.iloc[touched_rows(table, start, end)]


def touched_rows(table: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> slice:
    """Places of these rows."""
    first = table.index.searchsorted(start - SLOT, side="right")
    return slice(int(first), int(table.index.searchsorted(end, side="left")))


def read_climate(scenario: Scenario) -> Climate:
    """Work out weather, bands and stint limits from a scenario's inputs."""
    rules = HeatRules(**dict(scenario.heat))
    hourly = _by_station(scenario.tables["weather_forecast"])
    slots = {name: _slot_weather(scenario, name, table) for name, table in hourly.items()}
    new = any(
        not math.isnan(float(row["acclimatisation_day"])) for row in records(scenario, "workers")
    )
    return Climate(
        rules=rules,
        slots=slots,
        days={
            (name, day.date): day
            for name, table in hourly.items()
            for day in _days(scenario, table, rules)
        },
        stints=_stints(scenario, slots, rules, acclimatised=True),
        novice_stints=_stints(scenario, slots, rules, acclimatised=False) if new else {},
        station_of_feeder={
            str(row["feeder"]): str(row["station"]) or min(hourly)
            for row in records(scenario, "feeders")
        },
    )


def _by_station(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    names = sorted(table["station"].unique())
    return {
        str(name): table[table["station"] == name].drop(columns="station").reset_index(drop=True)
        for name in names
    }


def _slot_weather(scenario: Scenario, station: str, hourly: pd.DataFrame) -> pd.DataFrame:
    place = scenario.place
    sites = {str(row["station"]): row for row in records(scenario, "stations")}
    site = sites.get(station) or {
        "lat": place.lat,
        "lon": place.lon,
        "elevation_m": place.elevation_m,
        "wind_height_m": place.wind_height_m,
    }
    start = pd.Timestamp(scenario.date, tz=scenario.timezone)
    end = pd.Timestamp(scenario.date + dt.timedelta(days=scenario.days), tz=scenario.timezone)
    slots = heat_stress.slot_weather(
        hourly,
        lat=float(site["lat"]),
        lon=float(site["lon"]),
        elevation_m=float(site["elevation_m"]),
        wind_height_m=float(site["wind_height_m"]),
        slots=pd.date_range(start, end, freq=SLOT, inclusive="left", name="time"),
    )
    return _indexed(slots)


def _indexed(slots: pd.DataFrame) -> pd.DataFrame:
    return slots.set_index(pd.DatetimeIndex(slots["time"], name="slot"))


def _stints(
    scenario: Scenario,
    slots: Mapping[str, pd.DataFrame],
    rules: HeatRules,
    *,
    acclimatised: bool,
) -> dict[StintKey, pd.DataFrame]:
    kits = {
        str(row["kit"]): Kit(
            clo=float(row["clo"]), im=float(row["im"]), cav_c=float(row["cav_c"])
        )
        for row in records(scenario, "kits")
    }  # fmt: skip
    loads = sorted(
        {
            (float(row["metabolic_rate_w_per_m2"]), str(row["kit"]))
            for row in records(scenario, "job_types")
        }
    )
    return {
        (station, rate, kit): _indexed(
            heat_rules.stint_limits(
                table.reset_index(drop=True), rate, kits[kit], rules, acclimatised=acclimatised
            )
        )
        for station, table in slots.items()
        for rate, kit in loads
    }


def _days(scenario: Scenario, hourly: pd.DataFrame, rules: HeatRules) -> Iterator[Day]:
    bulletins = sorted(records(scenario, "weather_daily"), key=lambda row: row["issued_at"])
    official = {row["date"].date(): float(row["tmax_official_c"]) for row in bulletins}
    dates = hourly["time"].dt.date
    for number in range(scenario.days):
        date = scenario.date + dt.timedelta(days=number)
        hours = hourly[dates == date].sort_values("time")
        temps = hours["temp_air_c"].to_numpy(dtype=float)
        tmax = official.get(date, math.nan)
        if math.isnan(tmax):
            tmax = float(np.ceil(temps.max().round(1)))
        hot = tmax >= rules.restricted_tmax_c
        hottest = _hottest(date, hours["time"].tolist(), temps, rules, scenario.timezone)
        yield Day(date=date, tmax_c=tmax, hottest=hottest if hot else None)


def _hottest(
    date: dt.date,
    times: list[pd.Timestamp],
    temps: Iterable[float],
    rules: HeatRules,
    timezone: str,
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Consecutive hours with the largest sum of temperatures, the earliest of equals."""
    if rules.hottest_fixed_from:
        ends = (rules.hottest_fixed_from, rules.hottest_fixed_to)
        first, last = (pd.Timestamp(f"{date} {text}", tz=timezone) for text in ends)
        return first, last
    count = int(rules.hottest_hours)
    values = list(temps)
    sums = [round(sum(values[i : i + count]), 6) for i in range(len(values) - count + 1)]
    if count == 0 or not sums:
        return None
    best = sums.index(max(sums))
    return times[best], times[best] + count * HOUR
