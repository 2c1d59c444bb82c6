"""Shared tables and places of the weather tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]

DEQING = {"lat": 30.54, "lon": 119.97, "elevation_m": 10.0, "wind_height_m": 10.0}


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder of the reference cases."""
    return ROOT / "tests" / "reference"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of measured data and outside test vectors; it is not part of the repository."""
    folder = Path(os.environ.get("PEAKOPS_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; set PEAKOPS_SHARED")
    return folder


@pytest.fixture(scope="session")
def deqing() -> dict[str, float]:
    """Place of the sample county."""
    return dict(DEQING)


@pytest.fixture(scope="session")
def hourly_table() -> Callable[..., pd.DataFrame]:
    """Build an hourly forecast: constant values, or a sequence per column."""

    def build(hours: int = 24, start: str = "2024-07-20", **columns: object) -> pd.DataFrame:
        table = pd.DataFrame(
            {"time": pd.date_range(start, periods=hours, freq="h", tz="Asia/Shanghai")}
        )
        values: dict[str, object] = {
            "temp_air_c": 33.0,
            "relative_humidity_percent": 60.0,
            "wind_speed_m_per_s": 2.0,
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.0,
        }
        for column, value in (values | columns).items():
            table[column] = value
        return table

    return build


@pytest.fixture(scope="session")
def slot_table() -> Callable[..., pd.DataFrame]:
    """Build slot weather directly: constant values, or a sequence per column."""

    def build(slots: int = 4, start: str = "2024-07-20", **columns: object) -> pd.DataFrame:
        table = pd.DataFrame(
            {"time": pd.date_range(start, periods=slots, freq="15min", tz="Asia/Shanghai")}
        )
        values: dict[str, object] = {
            "temp_air_c": 35.0,
            "relative_humidity_percent": 60.0,
            "wind_m_per_s": 2.0,
            "ghi_w_per_m2": 800.0,
            "ghi_source": "measured",
            "pressure_hpa": 1004.0,
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.0,
            "solar_elevation_deg": 60.0,
            "sun_lowest_deg": 58.0,
            "radiant_temp_c": 65.0,
            "wbgt_sun_c": 34.0,
            "wbgt_shade_c": 31.0,
        }
        for column, value in (values | columns).items():
            table[column] = value
        return table

    return build
