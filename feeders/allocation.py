"""Share the forecast at each feeder's head out to its loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from feeders.arrays import Bools, Floats
from feeders.fixed_point import Hours, StateResult
from feeders.hot_spot import HotSpots
from feeders.network import Network
from feeders.rated import RatedResult
from feeders.ratings import Ratings
from feeders.shares import load_shares
from feeders.topology import NORMAL, Switching
from feeders.transformers import coincident, factor_array

TOLERANCE_MW = 0.0002
MAX_ROUNDS = 30
DECIMALS = 6  # 1 W: two hundred rounded loads are still within 0.1 kW of their head


@dataclass(frozen=True, kw_only=True, eq=False)
class LoadCase:
    """Loads at all hours. Rows = hours, columns = loads in the order of `net.load`.

    Parameters
    ----------
    times
        Hours, labelled by their start, time-zone aware, strictly ascending.
    p_mw, q_mvar
        Power of each load. [MW, Mvar]
    matched
        Whether the load flow of the normal state converged and meets every feeder's head power;
        an hour that does not is one no state can be checked in.
    coincidence
        Factor of each transformer, shape (hours, transformers), in (0, 1]: the part of its
        feeders' loads that they carry together; 1 everywhere when not given.
    ratings
        What lines, heads and transformers may carry in each hour; the static ratings of the
        network when not given.
    """

    network: Network
    times: pd.DatetimeIndex
    p_mw: Floats
    q_mvar: Floats
    matched: Bools
    coincidence: Floats | None = None
    ratings: Ratings | None = None

    def __post_init__(self) -> None:
        if not self.times.is_monotonic_increasing or self.times.has_duplicates:
            raise ValueError("times: found unsorted or repeated hours, wanted ascending ones")
        if self.p_mw.shape != (len(self.times), len(self.network.net.load)):
            raise ValueError(f"p_mw: found {self.p_mw.shape}, wanted hours x loads")
        if self.coincidence is not None:
            _check_factors(self.coincidence, (len(self.times), len(self.network.net.trafo)))
        if self.ratings is not None and self.ratings.head_limit_a.shape[1] != len(self.times):
            raise ValueError("ratings: found other hours than those of the loads")

    @cached_property
    def hours(self) -> Hours:
        """The bulk load flow with these loads."""
        return self.network.engine.hours(self.p_mw, self.q_mvar)

    @cached_property
    def refereed(self) -> dict[tuple[int, Switching], StateResult]:
        """What pandapower has found with these loads so far, per hour and switching state."""
        return {}

    @cached_property
    def _normal(self) -> StateResult:
        return self.hours.solve()

    def solve(self, state: Switching = NORMAL) -> StateResult:
        """The bulk load flow of a state, transformers loaded as their feeders do it together.

        Where transformers follow their heat, the state is taken to last from the first hour on.
        """
        result = self.hours.solve(state) if state else self._normal
        found = self.together(result, self._normal)
        if self.hot_spots is None or not isinstance(found, RatedResult):
            return found
        return replace(found, heat_percent=self.hot_spots.percent(self.trafo_pu(found)))

    @property
    def hot_spots(self) -> HotSpots | None:
        """The transformers' heat, None where their rated current limits them."""
        return None if self.ratings is None else self.ratings.hot_spots

    def trafo_pu(self, result: StateResult) -> Floats:
        """Current of every transformer over its rated current."""
        return result.branch_percent[len(self.network.engine.model.lines) :] / 100.0

    @cached_property
    def normal_begins(self) -> Floats | None:
        """State of the transformers at the start of every hour without any work."""
        if self.hot_spots is None:
            return None
        return self.hot_spots.begins(self.trafo_pu(self.together(self._normal, self._normal)))

    def together(
        self, result: StateResult, base: StateResult, rows: slice = slice(None)
    ) -> StateResult:
        """A load flow's result with the credit of coincidence, in percent of its hours' ratings.

        See `transformers.coincident` and `Ratings.rated`; the heat of transformers is left out.

        Parameters
        ----------
        result, base
            A state and the normal one, computed with these loads.
        rows
            The hours of both.
        """
        if self.coincidence is not None:
            result = coincident(result, base, self.coincidence[rows])
        return result if self.ratings is None else self.ratings.rated(result, rows)

    def with_coincidence(self, table: pd.DataFrame) -> LoadCase:
        """The same loads with coincidence factors: columns `time`, `transformer`, `factor`."""
        return replace(self, coincidence=factor_array(self.network, self.times, table))

    def with_ratings(self, ratings: Ratings) -> LoadCase:
        """The same loads on lines, heads and transformers rated by the hour."""
        return replace(self, ratings=ratings)

    def one_hour(self, row: int) -> LoadCase:
        """The loads of a single hour."""
        rows = slice(row, row + 1)
        factors = None if self.coincidence is None else self.coincidence[rows]
        ratings = None if self.ratings is None else self.ratings.hour(row, self.normal_begins)
        return replace(
            self, times=self.times[rows], p_mw=self.p_mw[rows], q_mvar=self.q_mvar[rows],
            matched=self.matched[rows], coincidence=factors,
            ratings=ratings,
        )  # fmt: skip

    @cached_property
    def position(self) -> Mapping[pd.Timestamp, int]:
        """Row of each hour."""
        return {time: i for i, time in enumerate(self.times)}

    def row(self, time: pd.Timestamp) -> int:
        """Row of the hour that contains `time`.

        Raises
        ------
        KeyError
            If `time` is outside the hours of this case.
        """
        return self.position[time.floor("h")]


def allocate(
    network: Network, head_mw: pd.DataFrame, bus_shares: pd.DataFrame | None = None
) -> LoadCase:
    """Share each feeder's head power out to its loads.

    Parameters
    ----------
    network
        The network in its normal state, in which the forecast was measured.
    head_mw
        One column per feeder; the hours are the index or the column `time`. Negative where the
        feeder feeds back. [MW]
    bus_shares
        Shares of a feeder's buses in every hour, as `bus_history.learn_shares` returns them; a
        feeder without rows is shared out by installed capacity.

    Returns
    -------
        Loads such that loads + losses - generation of each feeder meet its head power within
        0.2 kW in every hour that has a solution.

    Raises
    ------
    ValueError
        If a feeder has no column, a value is missing or a bus lacks an hour.

    Notes
    -----
    Every load of a feeder has the feeder's power factor and takes reactive power, also when the
    feeder feeds back. Loads upstream of the head breakers keep the power of the network file.
    """
    heads = _heads(network, head_mw)
    times = pd.DatetimeIndex(heads.index)
    share, feeder_of_load = load_shares(network, times, bus_shares)
    p = np.tile(network.net.load["p_mw"].to_numpy(dtype=float), (len(heads), 1))
    q = np.tile(network.net.load["q_mvar"].to_numpy(dtype=float), (len(heads), 1))
    on = feeder_of_load >= 0
    tan_phi = np.array([np.tan(np.arccos(f.power_factor)) for f in network.feeders])
    wanted = heads.to_numpy(dtype=float)
    total = wanted.copy()
    for _ in range(MAX_ROUNDS):
        p[:, on] = np.round(total[:, feeder_of_load[on]] * share[:, on], DECIMALS)
        q[:, on] = np.round(np.abs(p[:, on]) * tan_phi[feeder_of_load[on]], DECIMALS)
        result = network.engine.hours(p, q).solve()
        gap = np.where(result.converged, wanted.T - result.head_mw, 0.0).T
        if np.abs(gap).max(initial=0.0) < TOLERANCE_MW / 2.0:
            break
        total = total + gap
    matched = result.converged & (np.abs(gap).max(axis=1, initial=0.0) < TOLERANCE_MW)
    return LoadCase(network=network, times=times, p_mw=p, q_mvar=q, matched=matched)


def _check_factors(factors: Floats, shape: tuple[int, int]) -> None:
    if factors.shape != shape:
        raise ValueError(f"coincidence: found {factors.shape}, wanted hours x transformers")
    if not ((factors > 0.0) & (factors <= 1.0)).all():
        raise ValueError("coincidence: found a factor outside (0, 1]")


def _heads(network: Network, head_mw: pd.DataFrame) -> pd.DataFrame:
    """The table with hours as index and the feeders' columns in order, complete."""
    table = head_mw.set_index("time") if "time" in head_mw else head_mw
    names = [feeder.feeder for feeder in network.feeders]
    missing = [name for name in names if name not in table]
    if missing:
        raise ValueError(f"head_mw: found no column for {', '.join(missing)}, wanted every feeder")
    table = table[names]
    if not np.isfinite(table.to_numpy(dtype=float)).all():
        name = str(table.columns[table.isna().any()][0])
        raise ValueError(f"head_mw: found a missing value for {name}, wanted numbers")
    return table
