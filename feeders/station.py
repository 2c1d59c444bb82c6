"""A weather station at a moment of issue: everything that is the same for all of its feeders."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from os import cpu_count

import numpy as np
import pandas as pd

from feeders import rolling
from feeders.arrays import Floats, Reals
from feeders.day_grid import day_range, indexed, wall_days
from feeders.design_matrix import Basis, choose_basis, column_kinds, design
from feeders.grid_rows import to_grid
from feeders.history_records import Fault, HistoryFaults
from feeders.issued import Equations, equations
from feeders.methods import REGRESSION, columns_of
from feeders.more_weather import MoreWeather, issued_more, more_weather
from feeders.rolling import Fit, Past
from feeders.station_weather import day_heat, issued_errors, smoothed_grid, temperature


@dataclass(frozen=True, kw_only=True, eq=False)
class Station:
    """What all feeders of a weather station share.

    Parameters
    ----------
    issued
        Moment the forecast is made, in the time zone of the plan.
    temps, more
        Temperature up to then, and what else of the weather is used. [°C]
    day_types
        Kind of each day.
    basis
        Knots and landmarks of the design.
    past
        Days, designs and weather; the load of no feeder.
    equations
        Of a method, made when first asked for.
    """

    issued: pd.Timestamp
    temps: pd.Series
    more: MoreWeather
    day_types: pd.Series
    basis: Basis
    past: Past
    equations: Callable[[str], Equations]

    @cached_property
    def steady(self) -> Fit:
        """Fit that does not follow the last weeks, for finding transfers."""
        everything = columns_of(self.past.kinds, REGRESSION)
        return rolling.fit_at(self.past, self.past.origin, everything, fresh_weight=0.0)

    def with_load(self, times: pd.DatetimeIndex, load: Reals) -> Past:
        """The past of some feeders: loads of shape (times, feeders), NaN where unknown. [MW]"""
        return replace(self.past, load=to_grid(times, load, self.past.days))


def prepare(
    times: pd.DatetimeIndex,
    weather: pd.DataFrame,
    *,
    issued: pd.Timestamp,
    day_types: pd.Series,
    temp_error_c: float = 0.0,
) -> Station:
    """Set up what the feeders of a station share.

    Parameters
    ----------
    times
        Hours of which the load of any feeder is known, ascending, time-zone aware, none at or
        after `issued`.
    weather, issued, day_types, temp_error_c
        As for `forecast.fit_load`.

    Raises
    ------
    HistoryFaults
        If the times or the weather reach beyond `issued`, or there is no time at all.
    """
    temps = temperature(weather, "weather_history")
    _check_known(times, pd.DatetimeIndex(temps.index), issued)
    local = times.tz_convert(issued.tz)
    end = local[-1] + pd.Timedelta(hours=1)
    days = day_range(local[0], end)
    grid = smoothed_grid(temps.tz_convert(issued.tz), days)
    known_days = np.isin(days, wall_days(local)[0])
    # what a model has not seen the load of must not shape it: it ends where the known heat ends
    season = known_days & (rolling.season_weights(days, len(days) - 1) > 0)
    basis = choose_basis(grid[:, season], days[season], day_types)
    more = more_weather(indexed(weather).tz_convert(issued.tz))
    columns = more.grid(days)
    matrix = _beside(design(grid, days, day_types, basis), columns)
    grid_issued, matrix_issued = grid, matrix
    if temp_error_c:
        grid_issued = grid + issued_errors(days, end.hour, temp_error_c)
        weather_issued = design(grid_issued, days, day_types, basis)
        matrix_issued = _beside(weather_issued, issued_more(columns))
    past = Past(
        days=days,
        design=matrix,
        design_issued=matrix_issued,
        kinds=column_kinds(basis, columns.shape[2]),
        heat_c=day_heat(grid_issued),
        known_days=known_days,
        load=np.zeros((24, len(days), 0)),
        origin=len(days) - 1,
        hour=end.hour,
    )
    return Station(
        issued=issued,
        temps=temps,
        more=more,
        day_types=day_types,
        basis=basis,
        past=past,
        equations=cache(partial(_of_method, past)),
    )


def _beside(matrix: Floats, more: Floats) -> Floats:
    """Design with more columns; hours without temperature stay unknown throughout."""
    return np.concatenate([matrix, more], axis=-1)


def _of_method(past: Past, method: str) -> Equations:
    with ThreadPoolExecutor(cpu_count()) as pool:
        return equations(past, columns_of(past.kinds, method), pool.map)


def _check_known(load: pd.DatetimeIndex, temps: pd.DatetimeIndex, issued: pd.Timestamp) -> None:
    """Refuse what could not have been known at issue."""
    faults = tuple(
        Fault(
            table=table,
            key=str(late[0]),
            column="time",
            found="not known at issue",
            wanted=str(issued),
        )
        for table, times in (("load_history", load), ("weather_history", temps))
        if len(late := times[times > issued - pd.Timedelta(hours=1)])
    )
    if faults:
        raise HistoryFaults(faults)
