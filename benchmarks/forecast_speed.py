"""Time and memory for ten thousand feeders with three years of hours each.

In memory: from loads without faults on the forecast's grid of days and hours, ridge and carry of
every feeder and the medians of five days.
From Parquet: reading, cleaning, comparing with the other feeders, choice of method, bands, and
P10, P50 and P90 of five days. Run by itself, it prints one JSON line.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from feeders.arrays import Reals
from feeders.day_types import working_days
from feeders.design_matrix import design
from feeders.forecast import LOT_FEEDERS, fit_prepared
from feeders.grid_rows import to_grid
from feeders.history import clean_columns, mask_shifts
from feeders.medians import fit_medians
from feeders.methods import REGRESSION
from feeders.peers import shifts_against_peers
from feeders.station import Station, prepare
from feeders.station_weather import smoothed_grid

FEEDERS = 10_000
READ_AT_A_TIME = 500
ZONE = "Asia/Shanghai"
FIRST, ISSUED, AHEAD_DAYS = "2022-07-22", "2025-07-21 06:00", 5
DIRTY_SHARE = 0.1
"""Share of the feeders with zeros, a stuck meter, a spike, gaps and a transfer."""


@dataclass(frozen=True, kw_only=True)
class Province:
    """Made-up loads of many feeders under one weather station."""

    times: pd.DatetimeIndex
    weather: pd.DataFrame
    names: list[str]

    @property
    def issued(self) -> pd.Timestamp:
        """Moment of issue."""
        return pd.Timestamp(ISSUED, tz=ZONE)

    @property
    def known_weather(self) -> pd.DataFrame:
        """Weather up to the issue."""
        return self.weather[self.weather.index < self.issued]

    def load(self, first: int, count: int, *, dirty: bool = True) -> Reals:
        """Loads of some feeders, shape (times, count), the same ones every time. [MW]"""
        rng = np.random.default_rng(first)
        temp = self.weather["temp_air_c"].to_numpy()[: len(self.times)]
        turn = np.arange(len(self.times)) % 24 * (2 * np.pi / 24) - 1.3
        base, slope = rng.uniform(1.0, 6.0, count), rng.uniform(0.01, 0.06, count)
        shape = np.outer(np.maximum(temp - 24.0, 0.0), slope) + 0.2 * np.cos(turn)[:, None] + 1.0
        noise = rng.standard_normal((len(self.times), count), dtype=np.float32)
        load = (base * shape).astype(np.float32) * (1.0 + np.float32(0.03) * noise)
        for feeder in range(0, count if dirty else 0, round(1 / DIRTY_SHARE)):
            _spoil(load[:, feeder], rng)
        return load

    def station(self) -> Station:
        """What all feeders share."""
        kinds = working_days(pd.date_range(FIRST, self.weather.index[-1].tz_localize(None)))
        return prepare(self.times, self.known_weather, issued=self.issued, day_types=kinds)


def _spoil(load: Reals, rng: np.random.Generator) -> None:
    place = rng.integers(2000, len(load) - 2000, 5)
    load[place[0] : place[0] + 5] = 0.0
    load[place[1] : place[1] + 30] = load[place[1]]
    load[place[2]] *= 20.0
    load[place[3] : place[3] + 200] = np.nan
    load[place[4] : place[4] + 240] *= 1.4


def province() -> Province:
    """Three years of hours up to the issue, and a weather forecast."""
    last = pd.Timestamp(ISSUED, tz=ZONE).normalize() + pd.Timedelta(days=AHEAD_DAYS + 1)
    hours = pd.date_range(pd.Timestamp(FIRST, tz=ZONE), last, freq="h", inclusive="left")
    rng = np.random.default_rng(20260721)
    year, day = np.arange(len(hours)) / 8766, 2 * np.pi * (hours.hour.to_numpy() - 9) / 24
    spells = np.repeat(rng.normal(0.0, 2.0, len(hours) // 24), 24)
    temps = 18.0 - 12.0 * np.cos(2 * np.pi * (year + 0.5)) + 5.0 * np.sin(day) + spells
    return Province(
        times=hours[hours < pd.Timestamp(ISSUED, tz=ZONE)],
        weather=pd.DataFrame({"temp_air_c": temps}, index=hours),
        names=[f"F{i:05d}" for i in range(FEEDERS)],
    )


def speed() -> dict[str, float]:
    """Seconds and memory of both ways."""
    county = province()
    _warm_up(county)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "load_history.parquet"
        _write(county, file)
        parquet = _from_parquet(county, file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds_10000_memory": round(_in_memory(county), 2),
        "seconds_10000_parquet": round(parquet, 2),
        "peak_mib": round(peak, 1),
    }


def _warm_up(county: Province) -> None:
    """Compile, which a machine does once."""
    small = replace(county, names=county.names[:20])
    table = pd.DataFrame(county.load(0, 20), index=county.times, columns=small.names)
    cleaned = clean_columns(table)
    shifts_against_peers(cleaned.daily_mw, cleaned.steps.days)
    fit_prepared(cleaned.load, county.station())


def _write(county: Province, file: Path) -> None:
    """One column after the other, in row groups of some months, as a data platform keeps them."""
    columns: list[pa.Array] = [pa.array(county.times)]
    for first in range(0, FEEDERS, READ_AT_A_TIME):
        load = county.load(first, READ_AT_A_TIME)
        columns += [pa.array(np.ascontiguousarray(column)) for column in load.T]
    table = pa.Table.from_arrays(columns, names=["time", *county.names])
    pq.write_table(table, file, use_dictionary=False, row_group_size=len(county.times))


def _from_parquet(county: Province, file: Path) -> float:
    start = time.perf_counter()
    lots = [
        county.names[i : i + READ_AT_A_TIME] for i in range(0, len(county.names), READ_AT_A_TIME)
    ]
    source = pq.ParquetFile(file)
    times = pd.DatetimeIndex(source.read(["time"]).column(0).to_pandas())
    cleaned = []
    for names in lots:
        table = source.read(names).to_pandas().set_index(times)
        cleaned.append(clean_columns(table))
    daily = np.hstack([part.daily_mw for part in cleaned])
    shifts = shifts_against_peers(daily, cleaned[0].steps.days)
    station = county.station()
    ahead = county.weather[county.weather.index >= county.issued]
    hours = ahead.index[-24 * AHEAD_DAYS :]
    for number, part in enumerate(cleaned):
        first = READ_AT_A_TIME * number
        mine = [s for s in shifts if first <= s.feeder < first + READ_AT_A_TIME]
        mask_shifts(part, [replace(s, feeder=s.feeder - first) for s in mine])
        model = fit_prepared(part.load, station)
        quantiles = model.quantiles(ahead, hours, (0.1, 0.5, 0.9))
        assert np.isfinite(quantiles).all()
    return time.perf_counter() - start


def _in_memory(county: Province) -> float:
    grid = county.station().past.days
    loads = [
        to_grid(county.times, county.load(first, LOT_FEEDERS, dirty=False), grid)
        for first in range(0, FEEDERS, LOT_FEEDERS)
    ]
    start = time.perf_counter()
    station = county.station()
    shared, ahead = station.equations(REGRESSION), _design_ahead(county, station)

    def medians(load: Reals) -> Reals:
        model, _ = fit_medians(replace(station.past, load=load), shared, AHEAD_DAYS + 1)
        return np.stack([model.forecast(ahead[:, lead], lead) for lead in range(1, AHEAD_DAYS + 1)])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(medians, loads))
    seconds = time.perf_counter() - start
    assert all(np.isfinite(part).all() for part in found)
    return seconds


def _design_ahead(county: Province, station: Station) -> Reals:
    """Design of the day of issue and those after it."""
    days = pd.date_range(station.past.days[-1], periods=AHEAD_DAYS + 1)
    grid = smoothed_grid(county.weather["temp_air_c"], days)
    return design(grid, days, station.day_types, station.basis)


if __name__ == "__main__":
    print(json.dumps(speed()))
    sys.exit(0)
