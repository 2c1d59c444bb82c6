"""Distribution transformers and the people behind them."""

from __future__ import annotations

import math

import numpy as np
import pandapower as pp
import pandas as pd

from generator.layout import FEEDERS, Feeder
from generator.loads import limit_mw, power_factor
from generator.network import Grid, Node

CUSTOMERS = 60_000
TRANSFORMER_KVA = (200, 315, 400, 500, 630, 800)
INSTALLED_OVER_PEAK = 1.7
WEIGHT_OF_CLASS = (1.0, 0.45, 0.35, 0.08, 0.03, 0.6)  # customers per MW, residential = 1
# feeder, section, kind, how many: hospitals and the like, each on a lateral or at a trunk pole.
SENSITIVE = (
    ("武康线", 2, "hospital", 1),
    ("永安线", 1, "dialysis", 14),
    ("永安线", 3, "nursing", 1),
    ("乾元线", 2, "hospital", 1),
    ("城关线", 2, "water", 1),
    ("余不线", 2, "nursing", 2),
    ("下渚湖线", 3, "water", 1),
    ("莫干山线", 2, "nursing", 1),
    ("洛舍线", 2, "hospital", 1),
    ("雷甸线", 3, "dialysis", 3),
    ("禹越线", 2, "nursing", 1),
    ("塘北线", 2, "water", 1),
)


def place_loads(grid: Grid, rng: np.random.Generator) -> None:
    """Give every pole but the cable boxes a distribution transformer and its share of the peak."""
    for feeder in FEEDERS:
        nodes = grid.of(feeder.key)[1:]
        sizes = [float(TRANSFORMER_KVA[int(rng.integers(len(TRANSFORMER_KVA)))]) for _ in nodes]
        for node, mva in zip(nodes, _installed_mva(feeder, nodes, sizes), strict=True):
            p_mw = round(mva / INSTALLED_OVER_PEAK * power_factor(feeder), 4)
            pp.create_load(
                grid.net,
                node.bus,
                p_mw=p_mw,
                sn_mva=mva,
                name=f"{feeder.key}{node.pole}#杆配变",
                q_mvar=round(p_mw * math.tan(math.acos(power_factor(feeder))), 4),
            )


def _installed_mva(feeder: Feeder, nodes: list[Node], sizes: list[float]) -> list[float]:
    total = (
        feeder.peak_percent / 100 * limit_mw(feeder) / power_factor(feeder) * INSTALLED_OVER_PEAK
    )
    in_section = {
        section: sum(
            size for node, size in zip(nodes, sizes, strict=True) if node.section == section
        )
        for section in (1, 2, 3)
    }
    return [
        round(total * feeder.weights[node.section - 1] * size / in_section[node.section], 3)
        for node, size in zip(nodes, sizes, strict=True)
    ]


def customers(grid: Grid, rng: np.random.Generator) -> pd.DataFrame:
    """Customers of every load bus, with the sensitive ones."""
    loads = grid.net.load.set_index("bus")["sn_mva"]
    of_bus = {node.bus: node for node in grid.nodes}
    weight = {feeder.key: _weight(feeder) for feeder in FEEDERS}
    raw = {
        int(bus): float(mva) * weight[of_bus[int(bus)].feeder] * (0.7 + 0.6 * rng.random())
        for bus, mva in loads.items()
    }
    scale = CUSTOMERS / sum(raw.values())
    sensitive = _sensitive(grid)
    rows = [
        {
            "bus": bus,
            "customers": max(1, round(value * scale)),
            "sensitive_kind": sensitive.get(bus, ("none", 0))[0],
            "sensitive_count": sensitive.get(bus, ("none", 0))[1],
        }
        for bus, value in sorted(raw.items())
    ]
    return pd.DataFrame(rows)


def _weight(feeder: Feeder) -> float:
    return sum(share * weight for share, weight in zip(feeder.mix, WEIGHT_OF_CLASS, strict=True))


def _sensitive(grid: Grid) -> dict[int, tuple[str, int]]:
    return {
        grid.of(feeder, section, trunk=False)[0].bus: (kind, count)
        for feeder, section, kind, count in SENSITIVE
    }
