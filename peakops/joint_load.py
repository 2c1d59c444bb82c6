"""What the feeders of each substation transformer carry together, and how full it is by that."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from feeders.arrays import Floats
from feeders.joint_load import Paths, coincidence_factor, overstatement
from feeders.network import Network
from feeders.transformers import feeders_of_transformers, rating_mva

P50, P90 = 0.5, 0.9
KW_DECIMALS = 3


def coincidence_table(network: Network, forecast: pd.DataFrame, paths: Paths) -> pd.DataFrame:
    """coincidence.csv: how much of its feeders' P90 each transformer carries in each hour.

    Parameters
    ----------
    network
        Its normal state tells which feeders a transformer supplies.
    forecast
        `time`, `feeder` and `p90_mw` of every hour, as published. [MW]
    paths
        Courses of the feeders in the same hours, or in steps of them.

    Notes
    -----
    The joint P90 is the sum of the feeders' P90 less what the paths say it overstates: that way
    both belong to the same published forecast, and a feeder without paths counts in full. Of
    steps shorter than an hour the one counts in which the sum overstates least.
    """
    behind = feeders_of_transformers(network)
    over = pd.DataFrame(_overstatement(paths, behind, P90), index=paths.times.floor("h"))
    times, heads = _by_feeder(forecast, "p90_mw")
    total = _sums(heads, behind)
    least = over.groupby(level=0).min().loc[times].to_numpy(dtype=float)
    joint = np.round(total - least, KW_DECIMALS)
    return _rows(times, behind).assign(
        p90_sum_mw=total.ravel(),
        p90_joint_mw=joint.ravel(),
        factor=coincidence_factor(joint, total).ravel(),
    )


def transformer_table(network: Network, forecast: pd.DataFrame, paths: Paths) -> pd.DataFrame:
    """transformers.csv of a forecast: load and share of the rating, in the steps of the history.

    Parameters
    ----------
    network
        Its normal state tells which feeders a transformer supplies.
    forecast
        `time`, `feeder`, `p50_mw` and `p90_mw`, at the times of the paths. [MW]
    paths
        Courses of the feeders.
    """
    behind = feeders_of_transformers(network)
    times, medians = _by_feeder(forecast, "p50_mw")
    _, heads = _by_feeder(forecast, "p90_mw")
    total = _sums(heads, behind)
    rows = _rows(times, behind)
    rows["name"] = [network.element_name(f"trafo:{index}") for index in rows["transformer"]]
    rows["p50_mw"] = (_sums(medians, behind) - _overstatement(paths, behind, P50)).ravel()
    rows["p90_mw"] = (total - _overstatement(paths, behind, P90)).ravel()
    rows["p90_sum_mw"] = total.ravel()
    rows = rows.round(dict.fromkeys(("p50_mw", "p90_mw"), KW_DECIMALS))
    rows["rating_mva"] = rows["transformer"].map(rating_mva(network))
    usable_mw = rows["rating_mva"] * _power_factors(network, heads, behind).ravel()
    rows["p90_percent"] = (100.0 * rows["p90_mw"] / usable_mw).round(1)
    return rows


def fullest_transformer(transformers: pd.DataFrame) -> pd.DataFrame:
    """The row with the highest share of a rating, the earliest of them; none without any."""
    known = transformers.dropna(subset=["p90_percent"])
    return known.sort_values("p90_percent", ascending=False, kind="stable").head(1)


def _by_feeder(forecast: pd.DataFrame, column: str) -> tuple[pd.DatetimeIndex, pd.DataFrame]:
    table = forecast.pivot_table(index="time", columns="feeder", values=column, sort=True)
    return pd.DatetimeIndex(table.index), table


def _sums(table: pd.DataFrame, behind: Mapping[int, tuple[str, ...]]) -> Floats:
    """Sum of each transformer's feeders, shape (times, transformers)."""
    sums = np.zeros((len(table), len(behind)))
    for column, names in enumerate(behind.values()):
        sums[:, column] = table[list(names)].to_numpy(dtype=float).sum(axis=1)
    return np.round(sums, KW_DECIMALS)


def _overstatement(
    paths: Paths, behind: Mapping[int, tuple[str, ...]], probability: float
) -> Floats:
    position = {name: i for i, name in enumerate(paths.feeders)}
    groups = [[position[name] for name in names] for names in behind.values()]
    return overstatement(paths.mw, groups, probability)


def _rows(times: pd.DatetimeIndex, behind: Mapping[int, tuple[str, ...]]) -> pd.DataFrame:
    """One row per time and transformer, by time."""
    return pd.DataFrame(
        {
            "time": times.repeat(len(behind)),
            "transformer": np.tile(np.array(list(behind), dtype=np.int64), len(times)),
            "feeders": [";".join(names) for names in behind.values()] * len(times),
        }
    )


def _power_factors(
    network: Network, heads: pd.DataFrame, behind: Mapping[int, tuple[str, ...]]
) -> Floats:
    """Power factor of each transformer's feeders, active and reactive power added up."""
    tan_phi = {name: np.tan(np.arccos(f.power_factor)) for name, f in network.feeder.items()}
    reactive = heads.abs().mul(pd.Series(tan_phi))
    active, across = _sums(heads, behind), _sums(reactive, behind)
    apparent = np.hypot(active, across)
    share = np.divide(active, apparent, out=np.full_like(active, np.nan), where=active > 0.0)
    return np.asarray(share)
