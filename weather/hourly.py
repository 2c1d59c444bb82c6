"""Hourly weather tables: their columns, repair of a station's history, EnergyPlus files.

Values are means of the hour that *begins* at ``time``.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from weather.faults import Fault, WeatherFaults
from weather.jumps import JUMP_LIMITS, impossible_jumps

WEATHER_COLUMNS: dict[str, tuple[str, float, float]] = {
    "temp_air_c": ("°C", -40.0, 60.0),
    "relative_humidity_percent": ("%", 0.0, 100.0),
    "wind_speed_m_per_s": ("m/s", 0.0, 60.0),
    "ghi_w_per_m2": ("W/m²", 0.0, 1400.0),
    "pressure_hpa": ("hPa", 500.0, 1100.0),
    "rain_mm_per_h": ("mm/h", 0.0, 300.0),
    "thunder_probability": ("1", 0.0, 1.0),
}
"""Unit, lowest and highest value of each weather column."""

REQUIRED_COLUMNS = (
    "temp_air_c",
    "relative_humidity_percent",
    "wind_speed_m_per_s",
    "rain_mm_per_h",
    "thunder_probability",
)
"""Columns without which no hour can be judged."""

LONGEST_FILLED_GAP_H = 3
"""Longer gaps of a history stay missing: a guess over half a day is not a measurement."""

HUMIDITY_OVERSHOOT_PERCENT = 5.0
"""Capacitive sensors read up to 105 % in fog; that is 100 %, not a broken value."""

# EnergyPlus weather file: column number, value that means "missing" from there on, factor.
_EPW_COLUMNS = {
    "temp_air_c": (6, 99.9, 1.0),
    "relative_humidity_percent": (8, 999.0, 1.0),
    "wind_speed_m_per_s": (21, 999.0, 1.0),
    "ghi_w_per_m2": (13, 9999.0, 1.0),
    "pressure_hpa": (9, 999999.0, 0.01),
    "rain_mm_per_h": (33, 999.0, 1.0),
}
_EPW_HEADER_LINES = 8


@dataclass(frozen=True, kw_only=True, order=True)
class Repair:
    """How often one kind of repair was made in one column."""

    column: str
    kind: str
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"Expected a count of at least 1, found {self.count}.")


def clean_weather(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    """Repair a measured history and count every repair.

    Doubled times keep their first row, missing hours are inserted, values outside
    `WEATHER_COLUMNS` and impossible jumps (`weather.jumps`) become missing, and gaps of up to
    three hours are interpolated. A gap at the start or end of the table stays, as does a longer
    one.

    Parameters
    ----------
    table
        ``time`` (tz-aware), optionally ``station``, and any of `WEATHER_COLUMNS`.

    Returns
    -------
    tuple
        The new table, hourly per station and sorted, and the repairs, sorted. Repair kinds are
        ``duplicate_time``, ``missing_hour``, ``humidity_overshoot``, ``out_of_range``, ``jump``
        and ``gap_filled``.
    """
    counts: Counter[tuple[str, str]] = Counter()
    parts = [_clean_station(part, counts) for _, part in _stations(table)]
    cleaned = pd.concat(parts, ignore_index=True) if parts else table.copy()
    repairs = tuple(
        Repair(column=column, kind=kind, count=count)
        for (column, kind), count in sorted(counts.items())
        if count
    )
    return cleaned.reindex(columns=list(table.columns)), repairs


def _stations(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    if table.empty:
        return
    if "station" not in table:
        yield "", table
        return
    for station in sorted(table["station"].unique()):
        yield str(station), table[table["station"] == station]


def _clean_station(table: pd.DataFrame, counts: Counter[tuple[str, str]]) -> pd.DataFrame:
    hourly = _complete_hours(table, counts)
    for column in [name for name in WEATHER_COLUMNS if name in hourly]:
        values = _in_range(hourly[column].astype(float), column, counts)
        smooth = _without_jumps(values, column, counts)
        hourly[column] = _fill_short_gaps(smooth)
        counts[column, "gap_filled"] += int((smooth.isna() & hourly[column].notna()).sum())
    return hourly.reset_index()


def _complete_hours(table: pd.DataFrame, counts: Counter[tuple[str, str]]) -> pd.DataFrame:
    unique = table.sort_values("time", kind="stable").drop_duplicates("time")
    hours = pd.date_range(unique["time"].iloc[0], unique["time"].iloc[-1], freq="h", name="time")
    indexed = unique.set_index("time").reindex(hours)
    counts["time", "duplicate_time"] += len(table) - len(unique)
    counts["time", "missing_hour"] += int((~hours.isin(unique["time"])).sum())
    if "station" in indexed:
        indexed["station"] = table["station"].iloc[0]
    return indexed


def _in_range(values: pd.Series, column: str, counts: Counter[tuple[str, str]]) -> pd.Series:
    _, lower, upper = WEATHER_COLUMNS[column]
    if column == "relative_humidity_percent":
        overshoot = values.gt(upper) & values.le(upper + HUMIDITY_OVERSHOOT_PERCENT)
        counts[column, "humidity_overshoot"] += int(overshoot.sum())
        values = values.mask(overshoot, upper)
    bad = values.lt(lower) | values.gt(upper)
    counts[column, "out_of_range"] += int(bad.sum())
    return values.mask(bad)


def _without_jumps(values: pd.Series, column: str, counts: Counter[tuple[str, str]]) -> pd.Series:
    """Mask jumps until none is left: where one is bridged, the next may show."""
    if column not in JUMP_LIMITS:
        return values
    while True:
        bridged = _fill_short_gaps(values)
        jumps = impossible_jumps(bridged, JUMP_LIMITS[column].most) & values.notna()
        if not jumps.any():
            return values
        counts[column, "jump"] += int(jumps.sum())
        values = values.mask(jumps)


def _fill_short_gaps(values: pd.Series) -> pd.Series:
    missing = values.isna()
    run = (missing != missing.shift()).cumsum()
    short = missing & (missing.groupby(run).transform("size") <= LONGEST_FILLED_GAP_H)
    return values.interpolate(method="linear", limit_area="inside").where(short, values)


def read_epw(path: Path, year: int | None = None) -> pd.DataFrame:
    """Read an EnergyPlus weather file (``.epw``, or gzipped ``.epw.gz``).

    The file's hours are numbered by their end; the table's ``time`` is their beginning.

    Parameters
    ----------
    path
        The file.
    year
        Stamp every row with this year: a typical year joins months of several years, so its
        own stamps do not run on. None keeps the file's stamps and order.

    Returns
    -------
    pandas.DataFrame
        ``time`` (with the file's fixed offset from UTC) and `WEATHER_COLUMNS`; what the file
        marks as missing, and thunder, which it does not hold, is NaN. Humidity is at most 100 %.

    Raises
    ------
    WeatherFaults
        If the file has no data rows or is not in this format.
    """
    header, raw = _epw_parts(path)
    table = pd.DataFrame({"time": _epw_times(raw, header, year)})
    for column in WEATHER_COLUMNS:
        table[column] = _epw_values(raw, column)
    table["relative_humidity_percent"] = table["relative_humidity_percent"].clip(upper=100.0)
    return table


def _epw_parts(path: Path) -> tuple[list[str], pd.DataFrame]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="latin-1") as file:
        lines = file.read().splitlines()
    header = lines[0].split(",") if lines else []
    rows = [line.split(",") for line in lines[_EPW_HEADER_LINES:] if line]
    if len(header) < 9 or header[0] != "LOCATION" or not rows or min(map(len, rows)) < 22:
        fault = Fault(
            table="epw",
            key=path.name,
            column="LOCATION",
            found="another format",
            wanted="an EnergyPlus weather file",
        )
        raise WeatherFaults([fault])
    return header, pd.DataFrame(rows)


def _epw_times(raw: pd.DataFrame, header: list[str], year: int | None) -> pd.DatetimeIndex:
    stamps = raw[[0, 1, 2, 3]].astype(int)
    days = pd.to_datetime(
        {"year": stamps[0] if year is None else year, "month": stamps[1], "day": stamps[2]}
    )
    begins = days + pd.to_timedelta(stamps[3] - 1, unit="h")
    return pd.DatetimeIndex(begins).tz_localize(dt.timezone(dt.timedelta(hours=float(header[8]))))


def _epw_values(raw: pd.DataFrame, column: str) -> pd.Series:
    number, missing_from, factor = _EPW_COLUMNS.get(column, (-1, 0.0, 1.0))
    if number not in raw:
        return pd.Series(np.nan, index=raw.index)
    values = pd.to_numeric(raw[number], errors="coerce")
    return values.mask(values >= missing_from) * factor
