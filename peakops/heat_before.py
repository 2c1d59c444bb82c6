"""Transformers on the day before a plan: its heat is still in them when the plan begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.allocation import LoadCase
from feeders.arrays import Bools, Floats
from feeders.network import Network
from feeders.transformers import feeders_of_transformers
from peakops.heat import station_of_feeder, station_tables
from peakops.scenario import Scenario

BEFORE_HOURS = 24
"""More than ten time constants of oil; what was before it is forgotten."""

LOAD_MAX_MW = 50.0  # a greater value was written in kW, which only the forecast's cleaning converts
HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Course:
    """Load and air of every transformer on the day before and in the plan, without any work.

    Parameters
    ----------
    times
        Hours, the plan's from position `BEFORE_HOURS` on.
    load_pu, air_c
        Current over rated current, outdoor air; shape (transformers, hours). [1, °C]
    measured
        Whether a load is measured; before the plan one that is not is that of its first day.
    """

    times: pd.DatetimeIndex
    load_pu: Floats
    air_c: Floats
    measured: Bools


def course_without_work(scenario: Scenario, load_case: LoadCase) -> Course:
    """Follow all transformers from a day before the plan to its end."""
    network = load_case.network
    first = load_case.times[0]
    before = pd.date_range(first - BEFORE_HOURS * HOUR, first, freq="h", inclusive="left")
    times = pd.DatetimeIndex(before.append(load_case.times))
    planned = np.nan_to_num(load_case.trafo_pu(load_case.solve()), nan=1.0)
    share = _share_of_first_day(scenario, load_case, before)
    measured = np.isfinite(share)
    load = planned[:, :BEFORE_HOURS] * np.where(measured, share, 1.0)
    never = np.zeros(planned.shape, dtype=bool)
    return Course(
        times=times,
        load_pu=np.hstack([load, planned]),
        air_c=_air(scenario, network, times),
        measured=np.hstack([measured, never]),
    )


def _share_of_first_day(
    scenario: Scenario, load_case: LoadCase, before: pd.DatetimeIndex
) -> Floats:
    """Measured load of each transformer's feeders over that of the plan's first day, by hour.

    NaN where one of its feeders was not measured, or it supplies none.
    """
    history = scenario.tables["load_history"]
    heads = load_case.solve().head_mw[:, :BEFORE_HOURS]
    names = [feeder.feeder for feeder in load_case.network.feeders]
    past = _past_heads(history, before, names)
    row = {name: i for i, name in enumerate(names)}
    behind = feeders_of_transformers(load_case.network)
    found = np.full((len(load_case.network.engine.model.trafos), BEFORE_HOURS), np.nan)
    for position, index in enumerate(load_case.network.engine.model.trafos):
        rows = [row[name] for name in behind.get(index, ())]
        total = heads[rows].sum(axis=0)
        use = total > 0.0
        if rows:
            found[position, use] = np.abs(past[rows].sum(axis=0)[use]) / total[use]
    return found


def _past_heads(history: pd.DataFrame, before: pd.DatetimeIndex, names: list[str]) -> Floats:
    """Mean measured load of each feeder in each hour, shape (feeders, hours). [MW]"""
    recent = history[(history["time"] >= before[0]) & (history["time"] < before[-1] + HOUR)]
    values = recent.reindex(columns=names)
    values = values.where(values.abs() <= LOAD_MAX_MW)
    hourly = values.groupby(recent["time"].dt.floor("h")).mean()
    found: Floats = hourly.reindex(before).to_numpy(dtype=float).T
    return found


def _air(scenario: Scenario, network: Network, times: pd.DatetimeIndex) -> Floats:
    """Outdoor air around each transformer: measured before issue, forecast after. [°C]"""
    future = station_tables(scenario.tables["weather_forecast"])
    past = station_tables(scenario.tables["weather_history"])
    stations = station_of_feeder(scenario, future)
    behind = feeders_of_transformers(network)
    by_station = {
        name: _air_of(table, past.get(name), times).to_numpy(dtype=float)
        for name, table in future.items()
    }
    main = next(iter(future))
    return np.array([
        by_station[stations[behind[index][0]] if index in behind else main]
        for index in network.engine.model.trafos
    ])  # fmt: skip


def _air_of(future: pd.DataFrame, past: pd.DataFrame | None, times: pd.DatetimeIndex) -> pd.Series:
    """Air of one station; an hour that nobody knows has that of a day later."""
    known = future.set_index("time")["temp_air_c"]
    if past is not None:
        known = past.set_index("time")["temp_air_c"].dropna().combine_first(known)
    found = known.reindex(times)
    later = pd.Series(known.reindex(times + pd.Timedelta(hours=24)).to_numpy(), index=times)
    return found.fillna(later)
