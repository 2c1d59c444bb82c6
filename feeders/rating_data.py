"""Numbers of the ratings that follow the weather: conductors, cables, transformers, their limits.

Each has its source; what is not read in the standard's own text is marked so in docs/ratings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class LineKind:
    """A way of building a line, and the conditions its static rating holds for.

    Parameters
    ----------
    conductor_max_c
        Highest lasting temperature of the conductor. [°C]
    reference_c
        Temperature around it at which it carries its static rating. [°C]
    in_soil
        Whether soil, not air, is around it.
    grouping
        Factor by the number of cables side by side, from one on; empty for an overhead line.
    """

    conductor_max_c: float
    reference_c: float
    in_soil: bool = False
    grouping: tuple[float, ...] = ()


# GB 50217 annex D: 10 kV XLPE cables, side by side in air at a distance of one diameter, and
# buried at a clear distance of 100 mm.
GROUPED_IN_AIR = (1.0, 0.90, 0.85, 0.82, 0.81, 0.80)
GROUPED_IN_SOIL = (1.0, 0.90, 0.85, 0.80, 0.78, 0.75)

LINE_KINDS: Mapping[str, LineKind] = MappingProxyType(
    {
        "covered": LineKind(conductor_max_c=90.0, reference_c=25.0),
        "bare": LineKind(conductor_max_c=70.0, reference_c=25.0),
        "cable_air": LineKind(conductor_max_c=90.0, reference_c=40.0, grouping=GROUPED_IN_AIR),
        "cable_soil": LineKind(
            conductor_max_c=90.0, reference_c=25.0, in_soil=True, grouping=GROUPED_IN_SOIL
        ),
    }
)
"""Covered: XLPE (JKLYJ); bare: aluminium, ACSR; cables: XLPE."""

MAX_FACTOR = 1.0
"""A forecast of cool or windy weather raises no rating: it is not a measurement."""

BARE_EMISSIVITY = 0.9  # weathered aluminium, as the Chinese design tables take it
BARE_ABSORPTIVITY = 0.9
BARE_REFERENCE_WIND_M_PER_S = 0.5  # across the line; air 25 °C: the conditions of those tables
BARE_REFERENCE_SUN_W_PER_M2 = 1000.0
ALUMINIUM_PER_K = 0.00403  # of the resistance at 20 °C


@dataclass(frozen=True, kw_only=True)
class TransformerKind:
    """Constants of IEC 60076-7 for one kind of oil transformer, and its normal cyclic limits.

    Parameters
    ----------
    oil_rise_k, gradient_k
        Top oil over ambient and hot spot over top oil at rated current. [K]
    loss_ratio
        Load loss at rated current over no-load loss, where the network file does not give it.
    oil_exponent, winding_exponent
        x and y.
    k11, k21, k22
        Constants of the thermal model.
    oil_minutes, winding_minutes
        Time constants. [min]
    current_max_pu, hot_spot_max_c, top_oil_max_c
        Limits for normal cyclic loading. [pu, °C, °C]
    """

    oil_rise_k: float
    gradient_k: float
    loss_ratio: float
    oil_exponent: float = 0.8
    winding_exponent: float
    k11: float
    k21: float
    k22: float = 2.0
    oil_minutes: float
    winding_minutes: float
    current_max_pu: float = 1.5
    hot_spot_max_c: float = 120.0
    top_oil_max_c: float = 105.0


TRANSFORMER_KINDS: Mapping[str, TransformerKind] = MappingProxyType(
    {
        "onan": TransformerKind(
            oil_rise_k=52.0, gradient_k=26.0, loss_ratio=6.0, winding_exponent=1.3, k11=0.5,
            k21=2.0, oil_minutes=210.0, winding_minutes=10.0,
        ),
        "onaf": TransformerKind(
            oil_rise_k=52.0, gradient_k=26.0, loss_ratio=6.0, winding_exponent=1.3, k11=0.5,
            k21=2.0, oil_minutes=150.0, winding_minutes=7.0,
        ),
        "distribution": TransformerKind(
            oil_rise_k=55.0, gradient_k=23.0, loss_ratio=5.0, winding_exponent=1.6, k11=1.0,
            k21=1.0, oil_minutes=180.0, winding_minutes=4.0,
        ),
    }
)  # fmt: skip
"""onan, onaf: medium power transformers of substations; distribution: small ones, ONAN."""

DISTRIBUTION_BELOW_MVA = 2.5
"""A transformer that nobody described is a distribution transformer below it, else onan."""
