"""Everything on a network that can break a limit, and how near to it each is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeders.arrays import Bools, Floats
from feeders.fixed_point import StateResult
from feeders.hot_spot import HotSpots
from feeders.network import Network
from feeders.rated import HEAT_LIMIT_PERCENT, RatedResult

# Both engines agree to 1e-6; comparing what is printed keeps them of one opinion.
DECIMALS_PERCENT = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Elements:
    """Everything that can break a limit, in a fixed order, and the limits that hold for it.

    Parameters
    ----------
    names, codes
        Lines, transformers and heads; after them, where transformers follow their heat, the hot
        spots and the top oils. With the code of each one's violation.
    bus_names
        Buses.
    head_limit_a
        Static limits of the heads. [A]
    allowance
        What the loading limit is multiplied by, per line, transformer and head.
    heat_limit_c
        Limits of hot spots and top oils. [°C]
    """

    names: tuple[str, ...]
    codes: tuple[str, ...]
    bus_names: tuple[str, ...]
    head_limit_a: Floats
    allowance: Floats
    heat_limit_c: Floats

    @staticmethod
    def of(network: Network, hot_spots: HotSpots | None = None) -> Elements:
        """The elements of a network in the order of a `StateResult`.

        Parameters
        ----------
        network
            The network.
        hot_spots
            Its transformers' heat where it, not their rated current, limits them.
        """
        model = network.engine.model
        hot = model.trafos if hot_spots else ()
        named = (
            ("line", "line_overload", model.lines),
            ("trafo", "transformer_overload", model.trafos),
            ("feeder", "feeder_at_limit", [feeder.feeder for feeder in network.feeders]),
            ("trafo", "transformer_hot_spot", hot),
            ("trafo", "transformer_top_oil", hot),
        )
        allowance = np.ones(len(model.lines) + len(model.trafos) + len(network.feeders))
        if hot_spots:
            first = len(model.lines)
            allowance[first : first + len(hot)] = [k.current_max_pu for k in hot_spots.kinds]
        return Elements(
            names=tuple(f"{kind}:{index}" for kind, _, indices in named for index in indices),
            codes=tuple(code for _, code, indices in named for _ in indices),
            bus_names=tuple(f"bus:{bus}" for bus in model.buses),
            head_limit_a=np.array([feeder.limit_a for feeder in network.feeders]),
            allowance=allowance,
            heat_limit_c=hot_spots.limits_c if hot_spots else np.zeros(0),
        )

    @property
    def n_loadings(self) -> int:
        """Number of lines, transformers and heads."""
        return len(self.allowance)

    def percent(self, result: StateResult) -> Floats:
        """Loading of lines, transformers and heads, rounded as it is compared. [percent]"""
        limit_a = self.head_limit_a[:, None]
        if isinstance(result, RatedResult):
            limit_a = result.head_limit_a
        loading: Floats = np.vstack([result.branch_percent, 100.0 * result.head_a / limit_a])
        return np.round(loading, DECIMALS_PERCENT)

    def of_limits(self, result: StateResult) -> Floats:
        """The loadings, then hot spots and top oils in percent of their limits. [percent]"""
        loading = self.percent(result)
        if not len(self.heat_limit_c):
            return loading
        if not isinstance(result, RatedResult) or result.heat_percent is None:
            raise ValueError("found a result without its heat, wanted that of every transformer")
        return np.vstack([loading, np.round(result.heat_percent, DECIMALS_PERCENT)])

    def limit_percent(self, loading_max_percent: float) -> Floats:
        """What each row of `of_limits` may reach. [percent]"""
        hot = np.full(len(self.heat_limit_c), HEAT_LIMIT_PERCENT)
        return np.concatenate([loading_max_percent * self.allowance, hot])

    def with_heat(self, own: Bools) -> Bools:
        """A mask over lines, transformers and heads, extended to the transformers' heat."""
        first = self.codes.count("line_overload")
        hot = own[first : first + len(self.heat_limit_c) // 2]
        return np.concatenate([own, hot, hot])

    def reading(self, row: int, percent: float, limit: float) -> tuple[float, float]:
        """Value and limit as they are told: °C for heat, percent for a loading."""
        if row < self.n_loadings:
            return percent, limit
        limit_c = float(self.heat_limit_c[row - self.n_loadings])
        return percent * limit_c / 100.0, limit_c
