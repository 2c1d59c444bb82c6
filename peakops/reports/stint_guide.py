"""What a leader may allow by what he measures at the pole: minutes in the bucket, or stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

import weather
from peakops.heat import is_acclimatised
from peakops.reports.sheet_source import Row, Source
from peakops.reports.wording import label_pair
from weather import HeatRules, Kit

TEMPS_C = (28.0, 30.0, 32.0, 34.0, 36.0, 38.0, 39.0)
"""Columns: up to this measured temperature. [°C]"""

HUMIDITIES_PERCENT = (40.0, 50.0, 60.0, 70.0, 80.0)
"""Rows: up to this measured humidity. [%]"""

GUIDES_KEPT = 64
"""Guides of different air, work and clothing that are remembered while sheets are built."""


@dataclass(frozen=True, kw_only=True)
class Air:
    """What the guide takes as given.

    Parameters
    ----------
    sun_excess_k
        How much the sun adds to the air's temperature as it is felt. [K]
    wind_m_per_s
        Wind where the work is, not less than this. [m/s]
    """

    sun_excess_k: float
    wind_m_per_s: float


def stint_guide(
    source: Source, date: str, station: str, jobs: Iterable[Row], people: Iterable[str]
) -> dict[str, Any]:
    """Longest stint by measured temperature and humidity.

    Parameters
    ----------
    source
        The plan, indexed.
    date, station
        The day, ``YYYY-MM-DD``, and whose weather holds.
    jobs
        The day's rows of schedule.csv: the hardest work, the heaviest kit, the most sun and the
        least wind of them count.
    people
        Workers of the day: with one who is not used to the heat, all count as such.
    """
    jobs = list(jobs)
    kinds = [_kind(source, row) for row in jobs]
    rate = max(float(kind["metabolic_rate_w_per_m2"]) for kind in kinds)
    kit = max((_kit(source, str(kind["kit"])) for kind in kinds), key=lambda worn: worn.clo)
    day = (pd.Timestamp(date).date() - source.plan.scenario.date).days
    rules = source.rules
    used = all(is_acclimatised(source.workers[worker], day, rules) for worker in people)
    air = air_of(source.slot_weather[station], jobs, rules)
    return {
        "temps": [f"≤ {temp:g}" for temp in TEMPS_C],
        "rows": [
            {"rh": f"≤ {rh:g}", "cells": _cells(row, closed=rh > rules.humidity_max_percent)}
            for rh, row in zip(
                HUMIDITIES_PERCENT,
                guide_minutes(air, rate, kit, rules, acclimatised=used),
                strict=True,
            )
        ],
        "stop": f"≥ {rules.stop_tmax_c:g} °C, > {rules.humidity_max_percent:g} %",
        "note": [
            text.format(wind=f"{np.ceil(10 * air.wind_m_per_s - 1e-9) / 10:.1f}")
            for text in label_pair("stint_guide_note")
        ],
    }


def air_of(slots: pd.DataFrame, jobs: Iterable[Row], rules: HeatRules) -> Air:
    """Most sun and least wind of the slots in which somebody is in the bucket."""
    time = slots["time"]
    width = time.iloc[1] - time.iloc[0]
    during = np.zeros(len(slots), dtype=bool)
    for job in jobs:
        during |= ((time + width > job["setup_end"]) & (time < job["bucket_end"])).to_numpy()
    inside = slots[during]
    excess = (inside["radiant_temp_c"] - inside["temp_air_c"]).max()
    # more wind than this does not count in the bucket; one decimal, as temperatures are given,
    # so that crews under one sun are told by one run of the strain model
    counts = rules.strain_wind_m_per_s / rules.bucket_wind_share
    wind = min(counts, float(inside["wind_m_per_s"].min()))
    return Air(sun_excess_k=round(float(excess), 1), wind_m_per_s=wind)


@lru_cache(maxsize=GUIDES_KEPT)
def guide_minutes(
    air: Air, rate_w_per_m2: float, kit: Kit, rules: HeatRules, *, acclimatised: bool
) -> np.ndarray:
    """Whole minutes by humidity and temperature, shape (5, 7); not to be written to."""
    humid, hot = np.meshgrid(HUMIDITIES_PERCENT, TEMPS_C, indexing="ij")
    table = pd.DataFrame(
        {
            # limits are worked out hour by hour: a made-up hour for each cell
            "time": pd.date_range("2000-01-01", periods=hot.size, freq="h", tz="UTC"),
            "temp_air_c": hot.ravel(),
            "relative_humidity_percent": humid.ravel(),
            "wind_m_per_s": air.wind_m_per_s,
            "radiant_temp_c": hot.ravel() + air.sun_excess_k,
        }
    )
    limits = weather.stint_limits(table, rate_w_per_m2, kit, rules, acclimatised=acclimatised)
    minutes = limits["minutes"].to_numpy().reshape(hot.shape)
    minutes.setflags(write=False)
    return minutes


def _cells(minutes: Iterable[int], *, closed: bool) -> list[str]:
    """Minutes as printed; empty where work stops."""
    return ["" if closed or found == 0 else str(found) for found in minutes]


def _kind(source: Source, job: Row) -> Row:
    return source.job_types[str(source.orders[str(job["work_order"])]["job_type"])]


def _kit(source: Source, name: str) -> Kit:
    worn = source.kits.get(name)
    if worn is None:
        return weather.work_clothes(source.rules)
    return Kit(clo=float(worn["clo"]), im=float(worn["im"]), cav_c=float(worn["cav_c"]))
