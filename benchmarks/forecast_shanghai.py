"""Day-ahead forecast of Shanghai's summers against the seasonal naive.

Issued at 06:00 for the next day, June to August of 2011 to 2013, refitted every time, with the
weather that came. Run with `--every 7` for a quick look; needs `../shared/data`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd
import shanghai

YEARS = (2011, 2012, 2013)
MOST_NRMSE_PERCENT = 4.45
MOST_PEAK_ERROR_PERCENT = 3.15
INSIDE_PERCENT = (70.0, 90.0)


def main() -> int:
    """Print the scores; the last line is one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="days between two forecasts")
    every = parser.parse_args().every
    data = shanghai.shared_data()
    if data is None:
        print("skipped: no ../shared/data beside the repository")
        return 0
    result = run(data, every)
    for key, value in result.items():
        print(f"{key:28} {value:8.2f}")
    if every == 1:  # fewer days say too little
        check(result)
    print(json.dumps({"benchmark": "forecast_shanghai", "every_days": every, **result}))
    return 0


def run(data: Path, every: int) -> dict[str, float]:
    """Backtest all summers and return the scores."""
    from feeders.accuracy import backtest, scores
    from feeders.day_types import working_days
    from feeders.history import clean_history

    load, _ = clean_history(shanghai.load_gw(data))
    weather = shanghai.weather(data)
    issues = [
        pd.date_range(f"{year}-06-01 06:00", f"{year}-08-30 06:00", freq=f"{every}D")
        for year in YEARS
    ]
    moments = issues[0].append(issues[1:]).tz_localize(shanghai.ZONE)
    day_types = working_days(pd.date_range("2010-01-01", "2013-12-31"))
    start = time.perf_counter()
    tested = backtest(load, weather, issues=moments, day_types=day_types)
    seconds = time.perf_counter() - start
    row = scores(tested).loc["shanghai"]
    result = {str(key): round(float(value), 3) for key, value in row.items()}
    return {**result, "seconds_per_forecast": round(seconds / len(moments), 3)}


def check(result: dict[str, float]) -> None:
    """Assert what is claimed."""
    assert result["nrmse_percent"] <= MOST_NRMSE_PERCENT
    assert result["peak_error_percent"] <= MOST_PEAK_ERROR_PERCENT
    assert result["nrmse_percent"] <= 0.75 * result["naive_nrmse_percent"]
    low, high = INSIDE_PERCENT
    assert low <= result["inside_percent"] <= high


if __name__ == "__main__":
    sys.exit(main())
