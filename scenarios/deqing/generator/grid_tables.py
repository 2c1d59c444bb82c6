"""The tables that lie beside the network: feeders, sources, switches, restrictions."""

from __future__ import annotations

import pandas as pd

from generator.layout import FEEDERS, SUBSTATIONS
from generator.loads import limit_a, power_factor
from generator.network import Grid


def feeders(grid: Grid) -> pd.DataFrame:
    """One row per feeder; the failure rate is higher in the hills and on long rural lines."""
    return pd.DataFrame(
        [
            {
                "feeder": feeder.key,
                "substation": feeder.substation,
                "head_line": grid.head_line[feeder.key],
                "head_switch": grid.head_switch[feeder.key],
                "limit_a": round(limit_a(feeder), 1),
                "ct_primary_a": feeder.ct_primary_a,
                "overcurrent_pickup_a": feeder.overcurrent_pickup_a,
                "power_factor": power_factor(feeder),
                "failures_per_km_year": _failure_rate(feeder.mix[5], feeder.key),
                "same_pole_feeder": feeder.same_pole,
            }
            for feeder in FEEDERS
        ]
    )


def _failure_rate(farm_share: float, key: str) -> float:
    return round(0.10 + 0.3 * farm_share + (0.12 if key == "莫干山线" else 0.0), 2)


def sources() -> pd.DataFrame:
    """One row per substation."""
    return pd.DataFrame(
        [
            {
                "substation": sub.name,
                "loop_zone": sub.loop_zone,
                "vector_group": sub.vector_group,
                "neutral": sub.neutral,
                "va_degree": sub.va_degree,
                "vm_pu": sub.vm_pu,
            }
            for sub in SUBSTATIONS
        ]
    )


def transformers() -> pd.DataFrame:
    """One row per transformer: all without fans; those of one substation in closed cells."""
    return pd.DataFrame(
        [
            {
                "transformer": 2 * number + section,
                "cooling": "onan",
                "oil_rise_k": "" if sub.oil_rise_k is None else sub.oil_rise_k,
                "surcharge_k": sub.surcharge_k,
            }
            for number, sub in enumerate(SUBSTATIONS)
            for section in range(len(sub.transformers))
        ]
    )


def switches(grid: Grid) -> pd.DataFrame:
    """One row per switch of the network."""
    columns = ("type", "remote", "auto_reclose", "auto_close", "limit_a")
    return pd.DataFrame(
        [
            {
                "switch": switch,
                **dict(zip(columns, values, strict=True)),
                "phases_checked": "yes" if switch in grid.phases_checked else "",
            }
            for switch, values in sorted(grid.kinds.items())
        ]
    )


def switch_state(grid: Grid) -> pd.DataFrame:
    """The ties to be confirmed open today; none differs from the network file."""
    ties = grid.net.switch[~grid.net.switch["closed"] & (grid.net.switch["et"] == "l")]
    return pd.DataFrame(
        {
            "switch": [int(index) for index in ties.index],
            "closed": False,
            "since": "2026-07-01T09:00",
        }
    )


def restrictions() -> pd.DataFrame:
    """What the dispatcher has already promised for these days."""
    columns = ["feeder", "from", "to", "kind", "note"]
    rows = [
        (
            "乾元线",
            "2026-07-21T07:00",
            "2026-07-21T12:00",
            "no_live_work",
            "县人民医院乾元院区设备检修保供电",
        ),
        (
            "塘北线",
            "2026-07-22T05:00",
            "2026-07-22T12:00",
            "keep_reclosing",
            "水厂高峰供水，不得停用重合闸",
        ),
        (
            "三桥线",
            "2026-07-23T08:00",
            "2026-07-23T16:00",
            "planned_outage",
            "配合道路施工计划停电",
        ),
    ]
    return pd.DataFrame(rows, columns=columns)
