"""Time and memory of the heat stages, each beside its library used case by case.

    .venv/bin/python benchmarks/heat.py [--full]

- strain table: minutes to the limit for seven days, hour by hour, four workloads, three kits,
  used to the heat or not; the peer is one call of `pythermalcomfort.models.phs` per hour;
- the day of 600 workers in 150 crews; the peer is one call of the model per worker and step, for
  the day as planned and for those with longer rests;
- WBGT in the sun and in the shade of 1,000 sites over a day; the peer is thermofeel with one
  value at a time.

A sample of the values is computed again by the peer and must be equal (`--full`: all of them);
the peer's time is that of the sample, scaled up. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandas as pd
from heat_peers import Peer, followed, scalar_inputs, scalar_wbgt

from weather import solar
from weather.day_strain import felt, follow_all
from weather.heat_stress import slot_weather, with_heat
from weather.rule_set import HeatRules
from weather.strain import strain_hours, strain_minutes
from weather.strain_model import Kit
from weather.worker_day import WorkerDay, WorkStretch

DAYS, SITES, WORKERS, CREW = 7, 1000, 600, 4
RATES = (100.0, 165.0, 200.0, 230.0)
KITS = (
    Kit(clo=0.6, im=0.38, cav_c=0.0),
    Kit(clo=0.9, im=0.25, cav_c=4.0),
    Kit(clo=1.0, im=0.12, cav_c=10.0),
)
PLACE = {"lat": 30.54, "lon": 119.97, "elevation_m": 10.0, "wind_height_m": 10.0}
RULES = HeatRules()
SAMPLE = 200


def week() -> pd.DataFrame:
    """Slot weather of a made-up heatwave: 24 to 41 °C, calm hours among them."""
    rng = np.random.default_rng(20240720)
    hours = pd.date_range("2024-07-20", periods=24 * DAYS, freq="h", tz="Asia/Shanghai")
    swing = np.sin(2 * np.pi * (hours.hour.to_numpy() - 9) / 24)
    temp = np.repeat(rng.uniform(30, 34, DAYS), 24) + 6.5 * swing + rng.normal(0, 0.3, len(hours))
    hourly = pd.DataFrame(
        {
            "time": hours,
            "temp_air_c": temp,
            "relative_humidity_percent": np.clip(
                62 - 17 * swing + rng.normal(0, 3, len(hours)), 20, 100
            ),
            "wind_speed_m_per_s": rng.uniform(0.3, 4.0, len(hours)),
            "rain_mm_per_h": 0.0,
            "thunder_probability": 0.0,
        }
    )
    slots = pd.date_range(hours[0], periods=96 * DAYS, freq="15min")
    return slot_weather(hourly, slots=slots, **PLACE)


def strain_table(table: pd.DataFrame) -> dict[tuple[float, Kit, bool], np.ndarray]:
    """Minutes of every slot for every workload, kit and state of acclimatisation."""
    return {
        case: strain_minutes(table, case[0], case[1], RULES, acclimatised=case[2])
        for case in itertools.product(RATES, KITS, (True, False))
    }


def seconds_strain_table(full: bool) -> tuple[float, float]:
    """Seconds of the table, and of the peer, after one run to warm up; asserts the values."""
    table = week()
    strain_table(table)
    seconds, found = timed(lambda: strain_table(table))
    hours, inverse = strain_hours(table)
    cells = [(*case, hour) for case in found for hour in range(len(hours))]
    if not full:
        cells = [cells[i] for i in np.random.default_rng(1).choice(len(cells), SAMPLE, False)]
    peer = Peer(hours, RULES)
    for rate, kit, used, hour in cells:
        wanted = peer.least(rate, kit, used, hour)
        slot = int(np.flatnonzero(inverse == hour)[0])
        assert found[rate, kit, used][slot] == wanted, (rate, kit, used, hour)
    one_by_one, _ = timed(lambda: [peer.plain(cell) for cell in cells])
    return seconds, one_by_one / len(cells) * len(found) * 24 * DAYS


def seconds_wbgt(full: bool) -> tuple[float, float]:
    """Seconds for the WBGT of all sites, and of the peer; asserts the values."""
    run = sites()
    heat = run()
    seconds, heat = timed(run)
    assert_as_one_site(heat)
    rows = np.arange(len(heat))
    if not full:
        rows = np.random.default_rng(2).choice(rows, SAMPLE, False)
    given = scalar_inputs(heat.iloc[rows])
    one_by_one, found = timed(lambda: [scalar_wbgt(*values) for values in given])
    np.testing.assert_allclose(heat["wbgt_sun_c"].to_numpy()[rows], found, atol=0.051)
    return seconds, 2 * one_by_one / len(rows) * len(heat)  # in the sun and in the shade


def sites() -> Callable[[], pd.DataFrame]:
    """A day's slot weather of all sites; the function returned adds sun and heat."""
    rng = np.random.default_rng(3)
    middles = pd.date_range("2024-07-20T00:30", periods=24, freq="h", tz="Asia/Shanghai")
    swing = np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
    spread = {"lat": (29.0, 32.0), "lon": (118.0, 122.0), "elevation_m": (0.0, 600.0)}
    place = {name: np.repeat(rng.uniform(*ends, SITES), 24) for name, ends in spread.items()}
    times = pd.DatetimeIndex(np.tile(middles.asi8, SITES), tz="UTC").tz_convert(middles.tz)

    def run() -> pd.DataFrame:
        sun = solar.sun_position(times, **place)
        table = weather.assign(ghi_w_per_m2=np.round(0.9 * solar.clear_sky_ghi(sun)))
        return with_heat(table, sun)

    weather = pd.DataFrame(
        {
            "time": times,
            "temp_air_c": (
                np.repeat(rng.uniform(28, 34, SITES), 24) + np.tile(6 * swing, SITES)
            ).round(1),
            "relative_humidity_percent": np.repeat(rng.uniform(50, 70, SITES), 24).round(),
            "wind_m_per_s": rng.uniform(0.3, 5.0, 24 * SITES).round(1),
            "pressure_hpa": 1000.0,
            **place,
        }
    )
    return run


def assert_as_one_site(heat: pd.DataFrame) -> None:
    """A site among many has the heat that a plan gives it."""
    for first in (0, 24 * (SITES // 2)):
        site = heat.iloc[first : first + 24].reset_index(drop=True)
        hours = pd.DatetimeIndex(site["time"]) - pd.Timedelta(minutes=30)
        hourly = site.rename(columns={"wind_m_per_s": "wind_speed_m_per_s"}).assign(
            time=hours, rain_mm_per_h=0.0, thunder_probability=0.0
        )
        place = {name: float(site[name][0]) for name in ("lat", "lon", "elevation_m")}
        alone = slot_weather(hourly, slots=hours, wind_height_m=10.0, **place)
        for column in ("radiant_temp_c", "wbgt_sun_c", "wbgt_shade_c"):
            np.testing.assert_allclose(site[column], alone[column], atol=1e-9)


def seconds_600_workers(full: bool) -> tuple[float, float]:
    """Seconds to follow a day of all workers, and of the peer; asserts the values."""
    table = week().iloc[:96].reset_index(drop=True)
    days = [worker_day(number) for number in range(WORKERS)]
    follow_all(days, {"": table}, RULES)
    seconds, courses = timed(lambda: follow_all(days, {"": table}, RULES))
    sample = range(WORKERS) if full else range(0, WORKERS, WORKERS // 10)
    places = felt(table, RULES)
    one_by_one, found = timed(lambda: [followed(days[number], places, RULES) for number in sample])
    for number, (planned_c, highest_c) in zip(sample, found, strict=True):
        np.testing.assert_allclose(courses[number].core_c, highest_c, atol=1e-6)
        assert (courses[number].core_c >= np.array(planned_c) - 1e-6).all()
    return seconds, one_by_one / len(sample) * WORKERS


def worker_day(number: int) -> WorkerDay:
    """Two jobs before and two after the hottest hours; half of a crew's pairs works at a time."""
    crew, member = divmod(number, CREW)
    stretches = []
    for job in (360, 480, 900, 1020):
        begin = job + 5 * (crew % 6)
        stretches.append(stretch(begin, 30, "ground", 165.0, KITS[0]))
        for turn in range(4):
            mine = turn % 2 == member % 2
            at, rate = ("bucket", RATES[1 + crew % 2]) if mine else ("cab", 65.0)
            stretches.append(stretch(begin + 30 + 20 * turn, 20, at, rate, KITS[1]))
    return WorkerDay(stretches=tuple(stretches), acclimatised=crew % 10 > 0)


def stretch(begin: int, minutes: int, place: str, rate: float, kit: Kit) -> WorkStretch:
    """Some minutes at one place."""
    return WorkStretch(
        start_minute=begin,
        end_minute=begin + minutes,
        place=place,
        station="",
        metabolic_rate_w_per_m2=rate,
        kit=kit,
    )


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one run, and what it returned."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def results(full: bool) -> Iterator[tuple[str, float]]:
    """Names and values of the JSON line."""
    strain, strain_peer = seconds_strain_table(full)
    yield "seconds_strain_table", round(strain, 3)
    yield "seconds_strain_table_one_by_one", round(strain_peer, 3)
    yield "strain_ratio", round(strain_peer / strain, 1)
    workers, workers_peer = seconds_600_workers(full)
    yield "seconds_600_workers", round(workers, 3)
    yield "seconds_600_workers_one_by_one", round(workers_peer, 3)
    yield "workers_ratio", round(workers_peer / workers, 1)
    wbgt, wbgt_peer = seconds_wbgt(full)
    yield "seconds_wbgt", round(wbgt, 3)
    yield "seconds_wbgt_one_by_one", round(wbgt_peer, 3)
    yield "wbgt_ratio", round(wbgt_peer / wbgt, 1)
    yield "peak_mib", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def main() -> None:
    """Run, print, end with one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", action="store_true", help="check a sample (the default)")
    effort.add_argument("--full", action="store_true", help="check every value")
    found = dict(results(parser.parse_args().full))
    for name, value in found.items():
        print(f"{name:34} {value}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
