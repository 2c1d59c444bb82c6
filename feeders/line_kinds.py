"""What each line and transformer of a network is, as far as its rating in the heat goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from feeders.arrays import Floats
from feeders.bare_conductor import Conductor, Surroundings, bare_factor
from feeders.derating import line_factor
from feeders.network import Network
from feeders.network_checks import records
from feeders.rating_data import DISTRIBUTION_BELOW_MVA, TRANSFORMER_KINDS, TransformerKind

COVERED_PREFIXES = ("JK",)  # JKLYJ, JKYJ, JKLGYJ: overhead, insulated
CABLE_PREFIXES = ("YJ", "ZR-YJ", "ZC-YJ", "VV", "VLV")
BARE_PREFIXES = ("LGJ", "LJ", "JL", "TJ")

# Resistance cancels out of a factor: both currents flow at the same conductor temperature.
ANY_OHM_PER_M = 1e-4


@dataclass(frozen=True, kw_only=True, order=True)
class LineClass:
    """Lines that the weather treats alike.

    Parameters
    ----------
    kind
        One of `rating_data.LINE_KINDS`.
    diameter_mm
        Of a bare conductor; 0 where it is not known. [mm]
    grouped
        Cables side by side, this one included.
    """

    kind: str
    diameter_mm: float = 0.0
    grouped: int = 1

    @property
    def code(self) -> str:
        """Text such as covered, bare/21.6 or cable_soil/3."""
        if self.kind == "bare" and self.diameter_mm:
            return f"bare/{self.diameter_mm:g}"
        return f"{self.kind}/{self.grouped}" if self.grouped > 1 else self.kind


@dataclass(frozen=True, kw_only=True, eq=False)
class LineClasses:
    """Class of every line in the order of the model, and how many lines nothing says it of."""

    of_line: tuple[LineClass, ...]
    assumed: int


def line_classes(network: Network, line_types: pd.DataFrame) -> LineClasses:
    """Class of every line: by the table, else by the letters of its type, else the most cautious.

    Parameters
    ----------
    network
        The network; its lines may carry the column `std_type`.
    line_types
        `std_type, kind, diameter_mm, grouped`.
    """
    named = {str(row.std_type): _class_of(row) for row in records(line_types)}
    found, assumed = [], 0
    for line in network.engine.model.lines:
        known, sure = _line_class(network.net.line.loc[line], named)
        found.append(known)
        assumed += not sure
    return LineClasses(of_line=tuple(found), assumed=assumed)


def _class_of(row: Any) -> LineClass:
    diameter, grouped = float(row.diameter_mm), float(row.grouped)
    return LineClass(
        kind=str(row.kind),
        diameter_mm=diameter if row.kind == "bare" and not np.isnan(diameter) else 0.0,
        grouped=1 if np.isnan(grouped) or not str(row.kind).startswith("cable") else int(grouped),
    )


def _line_class(line: pd.Series, named: Mapping[str, LineClass]) -> tuple[LineClass, bool]:
    text = str(line.get("std_type") or "")
    if text in named:
        return named[text], True
    letters = text.upper()
    for kind, prefixes in (
        ("covered", COVERED_PREFIXES), ("cable_soil", CABLE_PREFIXES), ("bare", BARE_PREFIXES),
    ):  # fmt: skip
        if letters.startswith(prefixes):
            return LineClass(kind=kind), True
    cable = str(line.get("type")) == "cs"
    return LineClass(kind="cable_soil" if cable else "bare"), False


def class_factor(
    line_class: LineClass, weather: pd.DataFrame, soil_c: float, elevation_m: float
) -> Floats:
    """Share of its rating that a line of a class may carry in each hour.

    Parameters
    ----------
    line_class
        The class; a bare line of known diameter follows wind and sun too, where both are known.
    weather
        `temp_air_c, wind_speed_m_per_s, ghi_w_per_m2` by hour; NaN: not known.
    soil_c
        Soil temperature. [°C]
    elevation_m
        Height above sea level. [m]
    """
    air = weather["temp_air_c"].to_numpy(dtype=float)
    plain = line_factor(line_class.kind, air, soil_c, line_class.grouped)
    if not line_class.diameter_mm:
        return plain
    wind, sun = (
        weather[name].to_numpy(dtype=float) for name in ("wind_speed_m_per_s", "ghi_w_per_m2")
    )
    around = Surroundings(
        air_c=air, wind_m_per_s=np.nan_to_num(wind), sun_w_per_m2=np.nan_to_num(sun),
        elevation_m=elevation_m,
    )  # fmt: skip
    conductor = Conductor.aluminium(line_class.diameter_mm / 1000.0, ANY_OHM_PER_M)
    return np.where(np.isnan(wind + sun), plain, bare_factor(conductor, around))


@dataclass(frozen=True, kw_only=True, eq=False)
class TransformerKinds:
    """Constants of every transformer in the order of the model, and how many are assumed.

    Parameters
    ----------
    kinds, names
        Constants and the kind's name.
    surcharge_k
        How much warmer the air around each is than outdoors. [K]
    assumed
        Transformers that the table does not describe.
    """

    kinds: tuple[TransformerKind, ...]
    names: tuple[str, ...]
    surcharge_k: Floats
    assumed: int


def transformer_kinds(network: Network, transformers: pd.DataFrame) -> TransformerKinds:
    """Constants of every transformer: by the table, else by its size.

    Parameters
    ----------
    network
        The network; the loss ratio is that of its transformers.
    transformers
        `transformer, cooling, oil_rise_k, gradient_k, surcharge_k`.
    """
    rows = {int(row.transformer): row for row in records(transformers)}
    trafo = network.net.trafo
    found = [_kind(trafo.loc[index], rows.get(index)) for index in network.engine.model.trafos]
    surcharge = [getattr(rows.get(i), "surcharge_k", 0.0) for i in network.engine.model.trafos]
    return TransformerKinds(
        kinds=tuple(kind for _, kind in found), names=tuple(name for name, _ in found),
        surcharge_k=np.nan_to_num(np.array(surcharge, dtype=float)),
        assumed=sum(index not in rows for index in network.engine.model.trafos),
    )  # fmt: skip


def _kind(trafo: pd.Series, row: Any) -> tuple[str, TransformerKind]:
    small = float(trafo["sn_mva"]) < DISTRIBUTION_BELOW_MVA
    name = ("distribution" if small else "onan") if row is None else str(row.cooling)
    kind = TRANSFORMER_KINDS[name]
    given = {
        column: float(getattr(row, column))
        for column in ("oil_rise_k", "gradient_k")
        if row is not None and not np.isnan(float(getattr(row, column)))
    }
    no_load_kw = float(trafo["pfe_kw"])
    load_kw = 10.0 * float(trafo["vkr_percent"]) * float(trafo["sn_mva"])
    if no_load_kw > 0.0 and load_kw > 0.0:
        given["loss_ratio"] = load_kw / no_load_kw
    return name, replace(kind, **given)
