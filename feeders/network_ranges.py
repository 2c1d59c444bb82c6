"""What values an element of a distribution network can have: wide, but physical.

A value outside is a slip of the pen: another unit, a wrong sign, a shifted column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from feeders.faults import Fault


@dataclass(frozen=True, kw_only=True)
class Range:
    """The values that one column of one table of elements may hold.

    Parameters
    ----------
    table, column
        As in the network file.
    low, high
        Smallest and largest value, in the unit of the column.
    source
        Why so.
    above
        Whether `low` itself is refused.
    mistaken
        Units that people type instead, and how many of them make one of the column.
    """

    table: str
    column: str
    low: float
    high: float
    unit: str
    source: str
    above: bool = False
    mistaken: tuple[tuple[str, float], ...] = field(default=())

    def holds(self, value: pd.Series) -> pd.Series:
        """Whether each value may be; an absent one may not."""
        least = value > self.low if self.above else value >= self.low
        return least & (value <= self.high)

    def wanted(self, value: float) -> str:
        """Words for the range, and for the unit that a value seems to be in."""
        return f"{self.words}{self._hint(value)}"

    @property
    def words(self) -> str:
        """Words for the range."""
        low = f"above {self.low:g}" if self.above else f"from {self.low:g}"
        up_to = f"and up to {self.high:g}" if self.above else f"to {self.high:g}"
        return f"a number {low} {up_to} {self.unit}".rstrip()

    def _hint(self, value: float) -> str:
        for unit, number in self.mistaken:
            if self.holds(pd.Series([value / number])).all():
                return f" ({value:g} looks like {unit})"
        return ""


RANGES: tuple[Range, ...] = (
    Range(
        table="bus", column="vn_kv", low=0.0, high=1000.0, unit="kV", above=True,
        source="GB/T 156: 0.22 to 1000 kV", mistaken=(("V", 1000.0),),
    ),
    Range(
        table="line", column="length_km", low=0.0, high=100.0, unit="km", above=True,
        source="longest 10 to 110 kV lines are some tens of km", mistaken=(("m", 1000.0),),
    ),
    Range(
        table="line", column="r_ohm_per_km", low=0.005, high=10.0, unit="ohm/km",
        source="IEC 60228: 0.009 (2000 mm² copper) to 3.1 (10 mm² aluminium), with a margin",
    ),
    Range(
        table="line", column="x_ohm_per_km", low=0.01, high=5.0, unit="ohm/km",
        source="0.06 (single-core cables touching) to 0.5 (overhead); equivalents up to 2",
    ),
    Range(
        table="line", column="c_nf_per_km", low=0.0, high=2000.0, unit="nF/km",
        source="0 (left out), 10 (overhead) to 1000 (low-voltage and large XLPE cables)",
    ),
    Range(
        table="line", column="max_i_ka", low=0.0, high=10.0, unit="kA", above=True,
        source="busbars of 10 kV switchgear end at 5 kA", mistaken=(("A", 1000.0),),
    ),
    Range(
        table="trafo", column="sn_mva", low=0.0, high=1000.0, unit="MVA", above=True,
        source="GB/T 6451: 0.03 to 1000 MVA", mistaken=(("kVA", 1000.0),),
    ),
    Range(
        table="trafo", column="vn_hv_kv", low=0.0, high=1000.0, unit="kV", above=True,
        source="GB/T 156", mistaken=(("V", 1000.0),),
    ),
    Range(
        table="trafo", column="vn_lv_kv", low=0.0, high=1000.0, unit="kV", above=True,
        source="GB/T 156", mistaken=(("V", 1000.0),),
    ),
    Range(
        table="trafo", column="vk_percent", low=0.0, high=30.0, unit="%", above=True,
        source="GB/T 6451: 4 to 18 %; high-impedance ones up to 24 %",
    ),
    Range(
        table="trafo", column="vkr_percent", low=0.0, high=30.0, unit="%",
        source="load losses by rating, 0.2 to 2 %; never above vk_percent",
    ),
    Range(
        table="trafo", column="pfe_kw", low=0.0, high=1000.0, unit="kW",
        source="GB/T 6451: 0.1 to some 300 kW", mistaken=(("W", 1000.0),),
    ),
    Range(
        table="trafo", column="i0_percent", low=0.0, high=20.0, unit="%",
        source="GB/T 6451: 0.1 to 2.5 %",
    ),
    *(
        Range(
            table=table, column=column, low=-200.0, high=200.0, unit=unit,
            source="more than any 110/10 kV substation carries", mistaken=((other, 1000.0),),
        )
        for table in ("load", "sgen")
        for column, unit, other in (("p_mw", "MW", "kW"), ("q_mvar", "Mvar", "kvar"))
    ),
    *(
        Range(
            table=table, column="scaling", low=0.0, high=100.0, unit="",
            source="a factor on the powers",
        )
        for table in ("load", "sgen")
    ),
    Range(
        table="ext_grid", column="vm_pu", low=0.8, high=1.2, unit="pu",
        source="no source is operated outside", mistaken=(("%", 100.0),),
    ),
    Range(
        table="ext_grid", column="va_degree", low=-360.0, high=360.0, unit="°",
        source="one turn",
    ),
)  # fmt: skip


def range_faults(net: Any) -> Iterator[Fault]:
    """Values of elements in service that lie outside their range, or are missing."""
    for known in RANGES:
        table = in_service(net, known.table)
        if len(table):
            value = table[known.column].astype(float)
            for index, found in value[~known.holds(value)].items():
                yield Fault(
                    table="network", key=f"{known.table} {index}", column=known.column,
                    found="missing" if np.isnan(found) else f"{found:.15g}",
                    wanted=known.wanted(found),
                )  # fmt: skip


def in_service(net: Any, name: str) -> pd.DataFrame:
    """Elements of a table that count; a bus out of service still has a voltage."""
    table: pd.DataFrame = net[name]
    return table if name == "bus" or table.empty else table[table["in_service"].astype(bool)]
