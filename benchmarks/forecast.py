"""Day-ahead forecast against its peers: accuracy, honesty of the bands, hard days, speed.

`--quick` leaves out OpenSTEF, which needs a quarter of an hour; `--full` makes its environment.
`--load CSV --weather CSV --from DATE --to DATE` scores any other hourly set by the same protocol:
`time` and one load column; `time` and `temp_air_c`; local times. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import forecast_hard
import forecast_peers
import pandas as pd
import shanghai
from forecast_claims import broken
from forecast_protocol import (
    NOISE_C,
    OURS,
    DataSet,
    case_of,
    hot_coverage,
    in_place,
    metrics,
    summers,
    tested,
)
from forecast_speed import speed

Scores = dict[str, dict[str, float | None]]

PEERS = {
    "naive": forecast_peers.seasonal_naive,
    "tao_vanilla": forecast_peers.tao_vanilla,
    "tao_recency": forecast_peers.tao_recency,
    "lightgbm": forecast_peers.lightgbm_weekly,
}
TRANSFER_FROM = "2012-07-10"


def main() -> int:
    """Print the scores; the last line is one JSON document."""
    options = _options()
    if options.load:
        data = _own_set(options)
        print(json.dumps({"benchmark": "forecast", "sets": {data.name: compare(data, 0.0, None)}}))
        return 0
    folder = shanghai.shared_data()
    if folder is None:
        print("skipped: no ../shared/data beside the repository")
        return 0
    openstef = forecast_peers.openstef_environment() if options.full else "only with --full"
    result = shanghais(folder, openstef)
    print(json.dumps(result))
    for claim in broken(result):
        print(f"not held: {claim}", file=sys.stderr)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="without OpenSTEF (the default)")
    parser.add_argument("--full", action="store_true", help="with OpenSTEF")
    parser.add_argument("--load", type=Path)
    parser.add_argument("--weather", type=Path)
    parser.add_argument("--from", dest="first", help="first day forecast")
    parser.add_argument("--to", dest="last", help="last day forecast")
    parser.add_argument("--zone", default=shanghai.ZONE)
    options = parser.parse_args()
    if options.load and not (options.weather and options.first and options.last):
        parser.error("--load needs --weather, --from and --to")
    return options


def _own_set(options: argparse.Namespace) -> DataSet:
    load, weather = (_hourly(path, options.zone) for path in (options.load, options.weather))
    day = pd.Timedelta(days=1)
    first, last = (pd.Timestamp(text) - day for text in (options.first, options.last))
    issues = pd.date_range(first, last, tz=options.zone) + pd.Timedelta(hours=6)
    return DataSet(name=options.load.stem, load=load.iloc[:, :1], weather=weather, issues=issues)


def _hourly(path: Path, zone: str) -> pd.DataFrame:
    table = pd.read_csv(path, parse_dates=["time"], index_col="time")
    return table.tz_localize(zone) if table.index.tz is None else table.tz_convert(zone)


def shanghais(folder: Path, openstef: Path | str) -> dict[str, object]:
    """Everything the benchmark claims, on the two sets of Shanghai."""
    weather = shanghai.weather(folder)
    sets = [
        _set("quarter_hours_2011_2013", shanghai.load_gw(folder), weather, (2011, 2012, 2013)),
        _set("hourly_highest_2013_2015", shanghai.highest_load_gw(folder), weather,
             (2013, 2014, 2015)),
    ]  # fmt: skip
    scores = {
        f"{data.name}{suffix}": compare(data, noise_c, openstef)
        for data in sets
        for suffix, noise_c in (("", 0.0), ("_noise", NOISE_C))
    }
    hard = forecast_hard.beyond_training(sets[0])
    further = forecast_hard.beyond_training(sets[1], forecast_hard.FURTHER_C)
    hard |= {f"second_set_{name}_34": value for name, value in further.items()}
    hard |= forecast_hard.after_transfer(sets[0], TRANSFER_FROM)
    peers = {"peers_beyond_training": forecast_hard.peers_beyond_training(sets[0], PEERS)}
    reason = None if isinstance(openstef, Path) else openstef
    return {"benchmark": "forecast", "sets": scores, **hard, **peers, **speed(), "openstef": reason}


def _set(name: str, load: pd.DataFrame, weather: pd.DataFrame, years: tuple[int, ...]) -> DataSet:
    return DataSet(name=name, load=load, weather=weather, issues=summers(years, shanghai.ZONE))


def compare(data: DataSet, noise_c: float, openstef: Path | str | None) -> Scores:
    """Scores of every method on one set, printed as they come."""
    start = time.perf_counter()
    ours = tested(data, noise_c)
    scores: Scores = {OURS: metrics(ours, quantiles=True)}
    scores[OURS]["hot_coverage80"] = hot_coverage(ours)
    _show(data.name, noise_c, OURS, scores[OURS], time.perf_counter() - start)
    for name, rows, seconds in _peers(data, noise_c, ours, openstef):
        scores[name] = metrics(rows, quantiles=False) if rows is not None else {}
        _show(data.name, noise_c, name, scores[name], seconds)
    return scores


def _peers(
    data: DataSet, noise_c: float, ours: pd.DataFrame, openstef: Path | str | None
) -> Iterator[tuple[str, pd.DataFrame | None, float]]:
    case = case_of(data, noise_c)
    for name, method in PEERS.items():
        start = time.perf_counter()
        forecast = method(case)
        rows = in_place(ours, case, forecast) if forecast is not None else None
        yield name, rows, time.perf_counter() - start
    if isinstance(openstef, Path):
        start = time.perf_counter()
        (forecast,) = forecast_peers.openstef_weekly([case], openstef)
        yield "openstef", in_place(ours, case, forecast), time.perf_counter() - start


def _show(
    name: str, noise_c: float, method: str, scores: dict[str, float | None], seconds: float
) -> None:
    text = "  ".join(f"{key} {value}" for key, value in scores.items() if value is not None)
    print(f"{name:26} {noise_c} °C  {method:12} {seconds:6.1f} s  {text or 'not run'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
