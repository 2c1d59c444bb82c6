"""Substation transformers: the feeders behind each, and the loading they cause together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from feeders.arrays import Floats
from feeders.fixed_point import StateResult

if TYPE_CHECKING:
    from feeders.network import Network
    from feeders.network_tables import Feeder


def feeding_branches(network: Network, feeder: Feeder) -> Iterator[tuple[str, int]]:
    """The head line, then all lines and transformers between it and its source."""
    topology, tree = network.topology, network.supply.tree
    node = topology.node_of_branch[("line", feeder.head_line)]
    while node >= 0:
        if not topology.is_bus(node):
            yield topology.branches[node - len(topology.buses)]
        node = int(tree.parent[node])


def feeders_of_transformers(network: Network) -> dict[int, tuple[str, ...]]:
    """Feeders that each transformer supplies in the normal state, on all its bus sections.

    Transformers that supply none are left out; of parallel ones, the one on the way of the walk
    from the source stands for both.
    """
    found: dict[int, list[str]] = {}
    for feeder in network.feeders:
        for kind, index in feeding_branches(network, feeder):
            if kind == "trafo":
                found.setdefault(index, []).append(feeder.feeder)
    return {index: tuple(found[index]) for index in sorted(found)}


def rating_mva(network: Network) -> pd.Series:
    """What 100 % loading of each transformer is, by index. [MVA]"""
    trafo: pd.DataFrame = network.net.trafo
    return trafo["sn_mva"] * trafo["parallel"] * trafo["df"]


def factor_array(network: Network, times: pd.DatetimeIndex, coincidence: pd.DataFrame) -> Floats:
    """Coincidence factors as an array, shape (hours, transformers); one where there is no row.

    Parameters
    ----------
    times
        The hours.
    coincidence
        Columns `time`, `transformer` and `factor`.
    """
    table = coincidence.pivot(index="time", columns="transformer", values="factor")
    table = table.reindex(index=times, columns=list(network.engine.model.trafos))
    return table.fillna(1.0).to_numpy(dtype=float)


def coincident(result: StateResult, base: StateResult, factor: Floats) -> StateResult:
    """The loading of transformers as their feeders cause it together.

    Parameters
    ----------
    result, base
        A state, and the normal one at the same hours, all feeders at their own P90.
    factor
        Coincidence factors of the normal state, shape (hours, transformers).

    Notes
    -----
    Up to the normal state's loading each transformer is credited with its factor. What is moved
    onto it beyond that counts in full, because the paths of those feeders were not part of it.
    """
    first = len(result.branch_percent) - factor.shape[1]
    loading, before = (item.branch_percent[first:] for item in (result, base))
    # Where the normal state has no solution there is nothing to take a credit from.
    shared = np.minimum(loading, np.nan_to_num(before, nan=0.0))
    eased = loading - (1.0 - factor.T) * shared
    return replace(result, branch_percent=np.vstack([result.branch_percent[:first], eased]))
