"""Put a real county together: simbench's urban network, Shanghai's load and weather.

Needs the ``bench`` extra for simbench, and the shared data, which must not be committed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
# Run as a script: this folder's package and the sample county's, whose job types are used.
sys.path[:0] = [str(HERE), str(HERE.parent / "deqing")]

from county import history, network, small_net, work  # noqa: E402  # after the path above
from generator import jobs  # noqa: E402  # after the path above
from generator.files import csv_text, write  # noqa: E402  # after the path above

SEED = 20130724
SCENARIO = """\
# Put together by scenarios/real_county/assemble.py; README.md lists what was invented or changed
name: real-county-{date}
timezone: Asia/Shanghai
issued: "{issued}"
date: "{date}"
days: {days}
seed: 1
place:
  lat: {lat}
  lon: {lon}
  elevation_m: 5
  wind_height_m: 10
"""
README = """\
# Real county, {date}

Assembled with seed {seed}. **Real**: the measured load and weather of Shanghai, the simbench
network `{code}` (Open Database License 1.0, https://simbench.de). **Invented or changed**:

{changes}

Not to be passed on: the load and weather may not be published.
"""


def main() -> None:
    """Write the folder of one date, or the small test network."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--date", type=dt.date.fromisoformat, default=dt.date(2013, 7, 24))
    options.add_argument("--days", type=int, default=1)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    options.add_argument("--out", type=Path, help="default: output/DATE beside this script")
    options.add_argument("--small-net", type=Path, help="write only the small test network here")
    chosen = options.parse_args()
    county = network.county_network()
    if chosen.small_net:
        chosen.small_net.write_text(small_net.small_text(county), encoding="utf-8")
        return
    folder = chosen.out or HERE / "output" / str(chosen.date)
    tables = county_tables(county, chosen.shared, chosen.date, chosen.seed)
    texts = {f"{key}.csv": csv_text(table) for key, table in tables.items()}
    texts["network.json"] = network.network_text(county.net)
    texts["scenario.yaml"] = SCENARIO.format(
        date=chosen.date, days=chosen.days, lat=network.LAT, lon=network.LON,
        issued=history.Times(date=chosen.date).issued.strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    texts["README.md"] = readme(chosen.date, chosen.seed)
    write(texts, folder)


def county_tables(
    county: network.CountyNetwork, shared: Path, date: dt.date, seed: int
) -> dict[str, pd.DataFrame]:
    """Every table of the folder."""
    rng, times = np.random.default_rng(seed), history.Times(date=date)
    past, ahead = history.weather(shared, times)
    return {
        "feeders": network.feeders_table(county),
        "sources": network.sources_table(county),
        "switches": network.switches_table(county),
        "customers": work.customers(county, rng),
        "load_history": history.load_history(shared, county, times),
        "weather_history": past,
        "weather_forecast": ahead,
        "weather_daily": history.official_maxima(shared, times),
        "work_orders": work.work_orders(county, date, rng),
        "job_types": jobs.job_types(),
        "job_steps": jobs.job_steps(),
        "kits": jobs.kits(),
        **work.crew_tables(),
    }


def readme(date: dt.date, seed: int) -> str:
    """What was invented or changed, point by point."""
    return README.format(
        date=date, seed=seed, code=network.SIMBENCH_CODE,
        changes=(network.CHANGES + history.CHANGES + work.CHANGES).rstrip("\n;") + ".",
    )  # fmt: skip


if __name__ == "__main__":
    main()
