"""Everything the folder holds, as text; nothing is written before all of it exists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from generator import crews, customers, grid_tables, jobs, loads, orders, scada, weather
from generator.network import Grid, build, network_text

SEED = 20260721
SCENARIO = """\
# Sample county: invented from seed {seed} by generate.py; see README.md
name: 德清县供电公司（示例 sample）
timezone: Asia/Shanghai
issued: "2026-07-20T18:00"
date: "2026-07-21"
days: 3
seed: 1
place:
  lat: 30.54
  lon: 119.97
  elevation_m: 10
  wind_height_m: 10
limits:
  ratings: weather
"""


class County:
    """The generated county: network, weather and loads before they become files."""

    def __init__(self, seed: int = SEED) -> None:
        streams = [np.random.default_rng([seed, part]) for part in range(4)]
        self.grid: Grid = build(streams[0])
        customers.place_loads(self.grid, streams[0])
        self.customers = customers.customers(self.grid, streams[3])
        self.weather = weather.hourly_weather(streams[1])
        self.expected_mw = loads.expected_loads(self.weather)
        self.measured_mw = scada.measured_loads(self.expected_mw, streams[2])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table, keyed by its file's name without ending."""
        history, forecast = weather.split(self.weather)
        return {
            "feeders": grid_tables.feeders(self.grid),
            "sources": grid_tables.sources(),
            "switches": grid_tables.switches(self.grid),
            "transformers": grid_tables.transformers(),
            "switch_state": grid_tables.switch_state(self.grid),
            "restrictions": grid_tables.restrictions(),
            "customers": self.customers,
            "load_history": _load_history(self.measured_mw),
            "switching_log": scada.switching_log(),
            "weather_history": _stamped(history),
            "weather_forecast": _stamped(forecast),
            "weather_daily": weather.official_maxima(),
            "work_orders": orders.work_orders(self.grid),
            "crews": crews.crews(),
            "vehicles": crews.vehicles(),
            "contacts": crews.contacts(),
            "workers": crews.workers(),
            "job_types": jobs.job_types(),
            "job_steps": jobs.job_steps(),
            "kits": jobs.kits(),
        }

    def texts(self) -> dict[str, str]:
        """Content of every file, keyed by name."""
        found = {f"{key}.csv": csv_text(table) for key, table in self.tables().items()}
        found["network.json"] = network_text(self.grid.net)
        found["scenario.yaml"] = SCENARIO.format(seed=SEED)
        return found


def _stamped(weather_table: pd.DataFrame) -> pd.DataFrame:
    return weather_table.assign(time=weather_table["time"].dt.strftime("%Y-%m-%dT%H:%M"))


def _load_history(measured: pd.DataFrame) -> pd.DataFrame:
    table = measured.reset_index(drop=True)
    table.insert(0, "time", measured.index.strftime("%Y-%m-%dT%H:%M"))
    return table


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV text: LF, yes/no, empty for unknown."""
    words = table.apply(
        lambda column: column.map({True: "yes", False: "no"}) if column.dtype == bool else column
    )
    return str(words.to_csv(index=False, lineterminator="\n"))


def write(texts: Mapping[str, str], folder: Path) -> None:
    """Write every file, UTF-8 with LF."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sorted(texts.items()):
        (folder / name).write_bytes(text.encode("utf-8"))
