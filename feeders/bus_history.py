"""Bus histories: what each bus usually takes at an hour, and from it its share of the feeder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats, Ints
from feeders.day_grid import wall_days
from feeders.day_types import REST_KINDS
from feeders.history_records import Repair
from feeders.shares import bus_capacity

if TYPE_CHECKING:
    from feeders.network import Network

BUS_HISTORY_COLUMNS = {"p_mw": ("MW", -50.0, 50.0)}
"""Unit and range: mean of the hour, at the high-voltage side of the customers' transformers."""

DAYS = 28
"""Days before the issue that count: four whole weeks of the present season. [d]"""

LIKE_VALUES = 4
"""Values of an hour that tell it on working days, or on rest days: half the rest days there are."""

LEAST_VALUES = 7
"""Values of an hour, on days of either kind, below which a bus is one without history."""

LEAST_NET_SHARE = 0.5
"""Where feed-in cancels more than this of a feeder's bus powers, their sum divides nothing."""

DECIMALS = 6
"""Shares are rounded before use, so that a written plan holds what was used."""

COLUMNS = ("time", "feeder", "bus", "share")


def learn_shares(
    network: Network,
    history: pd.DataFrame,
    *,
    issued: pd.Timestamp,
    times: pd.DatetimeIndex,
    day_types: pd.Series,
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    """Shares of the buses of every feeder that has a bus history, for the hours of a plan.

    Parameters
    ----------
    network
        The network in its normal state.
    history
        Columns `time` (start of the hour, time-zone aware), `bus`, `p_mw`; NaN = not measured. [MW]
    issued
        Nothing later is looked at.
    times
        Hours of the plan.
    day_types
        Kind of each day of the history and the plan, by naive midnight.

    Returns
    -------
    tuple
        Columns `time`, `feeder`, `bus`, `share`, all load buses of a feeder in all hours; and what
        was worked around, in hours of the plan: `few_values` by bus, which counts as one without
        history; `capacity_share` by feeder, whose powers cancel or are all zero.

    Notes
    -----
    A bus weighs the median of its values at that hour of day, over the last 28 days that are
    working days or rest days as the hour's day is; over all 28 days where these are fewer than
    four. The median, since one wrong reading must not move a feeder's load to one bus. A bus
    without history weighs its installed capacity times what the feeder's other buses take per
    capacity in that hour. A bus that feeds in weighs less than nothing.
    """
    usual = _usual(_recent(history, issued, day_types), times, day_types)
    tables, repairs = [], _few_values(usual, history)
    for feeder, capacity in bus_capacity(network).items():
        mine = usual.reindex(columns=capacity.index)
        if mine.notna().to_numpy().any():
            share, by_capacity = _shares(mine.to_numpy(dtype=float), capacity.to_numpy())
            tables.append(_long(times, feeder, capacity.index.to_numpy(), share))
            repairs += _repair(feeder, "capacity_share", by_capacity)
    return _joined(tables), tuple(repairs)


def _recent(history: pd.DataFrame, issued: pd.Timestamp, day_types: pd.Series) -> pd.DataFrame:
    """Known values of the last days, with hour of day and kind of day."""
    time = history["time"]
    recent = (time >= issued - pd.Timedelta(days=DAYS)) & (time < issued)
    known = history[recent & history["p_mw"].notna()]
    days, hours = wall_days(pd.DatetimeIndex(known["time"]))
    return known.assign(rest=_is_rest(days, day_types), hour=hours.to_numpy())


def _is_rest(days: pd.DatetimeIndex, day_types: pd.Series) -> Bools:
    rest: Bools = day_types.reindex(days).isin(REST_KINDS).to_numpy()
    return rest


def _usual(recent: pd.DataFrame, times: pd.DatetimeIndex, day_types: pd.Series) -> pd.DataFrame:
    """Power of each bus that is known well enough, rows = hours of the plan. [MW]"""
    days, hours = wall_days(times)
    kinds = pd.MultiIndex.from_arrays([_is_rest(days, day_types), hours])
    like = _medians(recent, ["rest", "hour"], LIKE_VALUES).reindex(kinds)
    pooled = _medians(recent, ["hour"], LEAST_VALUES).reindex(hours)
    return like.set_axis(times).fillna(pooled.set_axis(times))


def _medians(recent: pd.DataFrame, keys: list[str], least: int) -> pd.DataFrame:
    found = recent.groupby([*keys, "bus"])["p_mw"].agg(["median", "size"])
    return found["median"].where(found["size"] >= least).unstack("bus")


def _few_values(usual: pd.DataFrame, history: pd.DataFrame) -> list[Repair]:
    """Buses that have a history, but in some hours of the plan too short a one."""
    buses = sorted(int(bus) for bus in history["bus"].unique())
    unknown = usual.reindex(columns=buses).isna()
    return [item for bus in buses for item in _repair(f"{bus}", "few_values", unknown[bus])]


def _repair(column: str, kind: str, hours: Bools | pd.Series) -> Iterator[Repair]:
    if hours.any():
        yield Repair(table="bus_history", column=column, kind=kind, count=int(hours.sum()))


def _shares(usual: Floats, capacity: Floats) -> tuple[Floats, Bools]:
    """Shares of one feeder's buses, rows = hours, and the hours in which capacity decides instead.

    `usual` is NaN for a bus without history; `capacity` adds up to 1.
    """
    known = np.isfinite(usual)
    with np.errstate(divide="ignore", invalid="ignore"):  # no measured capacity: no finite sum
        rate = np.nansum(usual, axis=1) / (known * capacity).sum(axis=1)
        weight = np.where(known, usual, rate[:, None] * capacity)
        total = weight.sum(axis=1)
        usable = total > LEAST_NET_SHARE * np.abs(weight).sum(axis=1)
        share: Floats = np.where(usable[:, None], weight / total[:, None], capacity)
    by_capacity: Bools = known.any(axis=1) & ~usable
    return np.round(share, DECIMALS), by_capacity


def _long(times: pd.DatetimeIndex, feeder: str, buses: Ints, share: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "time": times.repeat(len(buses)),
            "feeder": feeder,
            "bus": np.tile(buses, len(times)),
            "share": share.ravel(),
        }
    )


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(tables)
    return table.sort_values(["time", "feeder", "bus"], kind="stable", ignore_index=True)
