"""The grid stage: which order may work in which slot, in which switching state."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from feeders import allocation, bus_history, day_types, load_flow, windows
from feeders.agreement import Agreement
from feeders.allocation import LoadCase
from feeders.limits import OperatingLimits
from feeders.network import Network
from feeders.options import GridOption, GridTask
from peakops.job_shapes import job_shapes
from peakops.joint_load import coincidence_table
from peakops.load import LoadForecast
from peakops.ratings import RatedLoads, rated_loads
from peakops.rows import rows
from peakops.scenario import Repair, Scenario


@dataclass(frozen=True, kw_only=True)
class GridTables:
    """What the grid allows.

    Parameters
    ----------
    network, load_case
        The network and its bus loads at P90, with their ratings.
    rated
        The tables of those ratings.
    bus_shares, coincidence, windows, transfers, switching, blocks
        Tables of the published folder.
    options
        Switching states each order may use.
    refereed_windows, agreement
        How many windows pandapower computed again, and how far the bulk engine is from it.
    repairs
        What was worked around in the bus history, counted in hours of the plan.
    """

    network: Network
    load_case: LoadCase
    rated: RatedLoads
    bus_shares: pd.DataFrame
    coincidence: pd.DataFrame
    windows: pd.DataFrame
    transfers: pd.DataFrame
    switching: pd.DataFrame
    blocks: pd.DataFrame
    options: tuple[GridOption, ...]
    refereed_windows: int
    agreement: Agreement
    repairs: tuple[Repair, ...]


def operating_limits(scenario: Scenario) -> OperatingLimits:
    """Operating limits of a scenario."""
    limits = scenario.limits
    return OperatingLimits(
        loading_max_percent=limits.loading_max_percent,
        heavy_percent=limits.heavy_percent,
        vm_min_pu=limits.vm_min_pu,
        vm_max_pu=limits.vm_max_pu,
    )


def feeder_limits_mw(
    network: Network, limits_a: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Limit of each feeder head as active power at its power factor. [MW]

    Parameters
    ----------
    network
        The network.
    limits_a
        Limits that hold instead of its static ones. [A]
    """
    limits_a = limits_a or network.limit_a
    volts_kv = dict(zip(network.bus_table["feeder"], network.bus_table["vn_kv"], strict=True))
    return {
        name: round(math.sqrt(3) * volts_kv[name] * limits_a[name] * feeder.power_factor / 1000, 3)
        for name, feeder in sorted(network.feeder.items())
    }


def heads_mw(forecast: pd.DataFrame, quantile: str = "p90_mw") -> pd.DataFrame:
    """A quantile of every feeder head, shape (hours, feeders). [MW]"""
    return forecast.pivot_table(index="time", columns="feeder", values=quantile, sort=True)


def low_case(
    net: Network, load_table: pd.DataFrame, shares: pd.DataFrame, high: LoadCase
) -> LoadCase | None:
    """Bus loads at P10, where a feeder may feed back; None where none does and none generates."""
    heads = heads_mw(load_table, "p10_mw")
    generating = bool(len(net.net.sgen)) and bool(net.net.sgen["in_service"].any())
    if not generating and bool((heads >= 0.0).all(axis=None)):
        return None
    low = allocation.allocate(net, heads, shares)
    return replace(high, p_mw=low.p_mw, q_mvar=low.q_mvar, matched=low.matched)


def grid_tasks(scenario: Scenario) -> tuple[GridTask, ...]:
    """What each work order does to the grid."""
    shapes = job_shapes(scenario)
    return tuple(
        GridTask(
            work_order=str(row["work_order"]),
            feeder=str(row["feeder"]),
            bus=int(row["bus"]),
            switching=shapes[str(row["job_type"])].switching,
            reclosing_blocked=shapes[str(row["job_type"])].reclosing_blocked,
            section_switches=tuple(int(switch) for switch in row["section_switches"]),
        )
        for row in rows(scenario.tables["work_orders"])
    )


def bus_shares(
    scenario: Scenario, net: Network, times: pd.DatetimeIndex
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    """Shares of the buses of every feeder with a bus history, and what was worked around."""
    past = pd.date_range(end=scenario.issued, periods=bus_history.DAYS + 1, freq="D")
    shares, found = bus_history.learn_shares(
        net,
        scenario.tables["bus_history"],
        issued=scenario.issued,
        times=times,
        day_types=day_types.working_days([*past, *times], scenario.tables["holidays"]),
    )
    repairs = (
        Repair(file=item.table, column=item.column, kind=item.kind, count=item.count)
        for item in found
    )
    return shares, tuple(repairs)


def grid_tables(scenario: Scenario, net: Network, load: LoadForecast) -> GridTables:
    """Decide every order and slot by load flow at P90, joint for the feeders of a transformer."""
    shares, repairs = bus_shares(scenario, net, scenario.times())
    coincidence = coincidence_table(net, load.table, load.paths)
    return decided(scenario, net, load.table, shares, coincidence, repairs)


def decided(
    scenario: Scenario,
    net: Network,
    load_table: pd.DataFrame,
    shares: pd.DataFrame,
    coincidence: pd.DataFrame,
    repairs: tuple[Repair, ...] = (),
) -> GridTables:
    """Decide every order and slot with a load forecast, shares and coincidence that are known.

    Where a feeder may feed back, the P10 has to keep the limits too.

    Parameters
    ----------
    scenario, net
        What was read.
    load_table
        `time`, `feeder`, `p10_mw` and `p90_mw` of every hour. [MW]
    shares, coincidence
        As in bus_shares.csv and coincidence.csv.
    repairs
        What was worked around on the way to the shares.
    """
    load_case = allocation.allocate(net, heads_mw(load_table), shares)
    rated = rated_loads(scenario, load_case.with_coincidence(coincidence))
    load_case = rated.load_case
    found = windows.admissible(
        net,
        load_case,
        grid_tasks(scenario),
        operating_limits(scenario),
        scenario.tables["restrictions"],
        low_case=low_case(net, load_table, shares, load_case),
    )
    drawn, agreement = load_flow.check_windows(net, load_case, found.options, scenario.seed)
    return GridTables(
        network=net,
        load_case=load_case,
        rated=rated,
        bus_shares=shares,
        coincidence=coincidence,
        windows=found.table,
        transfers=found.transfers,
        switching=found.switching,
        blocks=found.blocks,
        options=found.options,
        refereed_windows=drawn,
        agreement=agreement,
        repairs=(*repairs, *rated.repairs),
    )
