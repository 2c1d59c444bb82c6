"""What each heat rule takes from one crew's shift, day by day, in Shanghai's summer of 2013.

    .venv/bin/python benchmarks/heatwave_2013.py [--out FILE]

Measured weather of 1 July to 31 August 2013 from `../shared/data` goes through the package as a
plan's forecast does: cleaned, slot weather, daily bands, closures, stint limits. The crew has two
pairs under the cape (165 W/m²), used to the heat, from 05:30 to 19:00. Hours of the shift are
printed as CSV:

- `stop_day_h` … `rain_h`: in which a bucket phase could not run, for each rule by itself;
- `closed_h`: for all of them together;
- `outdoor_cap_h`: beyond the six hours outdoors, by itself; `cap_left_h`: of what is not closed;
- `rest_rotation_h`: change of pairs every 30 minutes in the time that is left; `rest_exposure_h`,
  `rest_strain_h`: what shorter stints by the exposure table or by predicted strain add;
- `bucket_h`: what is left to work in the bucket.

The data have no thunder: nothing is said about it. Radiation is not measured: the sky is taken as
clear. Wind is the step of the running sum of the set. Rain is missing in some hours (`rain_gap_h`)
and closes none of them. There is no bulletin: the band follows the highest measured hour.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandas as pd
from shanghai import ZONE, shared_data

from weather.bands import day_bands
from weather.closed_slots import closures
from weather.heat_rules import exposure_minutes
from weather.heat_stress import slot_weather
from weather.hourly import clean_weather
from weather.rule_set import HeatRules
from weather.strain import strain_minutes
from weather.strain_model import Kit

FIRST, LAST = "2013-07-01", "2013-08-31"
SHIFT = ("05:30", "19:00")
SHIFT_H = 13.5
SLOT_H = 0.25
PLACE = {"lat": 31.2, "lon": 121.4, "elevation_m": 4.0, "wind_height_m": 10.0}
CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
RATE = 165.0
RULES = HeatRules()
NO_BULLETIN = pd.DataFrame({"date": pd.to_datetime([]), "tmax_official_c": []})
CLOSING = ("stop_day", "hottest_hours", "humidity", "wind", "rain")
LOSSES = ("rest_rotation_h", "rest_exposure_h", "rest_strain_h")


def measured(data: Path) -> pd.DataFrame:
    """Hourly weather of the summer, with what the set does not have left empty."""
    file = data / "shanghai_load_weather" / "shanghai_hourly_2011_2016.csv.gz"
    raw = pd.read_csv(file, parse_dates=["time"])
    raw = raw[raw["time"].between(FIRST, f"{LAST}T23:00")].reset_index(drop=True)
    step = raw["iws_cum_ms"].diff()
    goes_on = raw["wind_dir"].eq(raw["wind_dir"].shift()) & step.ge(0)
    return pd.DataFrame(
        {
            "time": raw["time"].dt.tz_localize(ZONE),
            "temp_air_c": raw["temp_c"],
            "relative_humidity_percent": raw["rh_pct"],
            "wind_speed_m_per_s": step.where(goes_on, raw["iws_cum_ms"]),
            "pressure_hpa": raw["pres_hpa"],
            "rain_mm_per_h": raw["precip_mm"],
        }
    )


def shift_slots(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Slots of the shifts with closures and minutes by rule; the bands of the days."""
    raw = measured(data)
    dry = raw["rain_mm_per_h"].isna()
    hourly, repairs = clean_weather(raw.drop(columns="rain_mm_per_h"))
    for repair in repairs:
        print(f"# {repair.column}: {repair.kind} {repair.count}")
    hourly = hourly.assign(rain_mm_per_h=raw["rain_mm_per_h"].fillna(0.0), thunder_probability=0.0)
    slots = pd.date_range(FIRST, f"{LAST}T23:45", freq="15min", tz=ZONE)
    table = slot_weather(hourly, slots=slots, **PLACE)
    bands = day_bands(NO_BULLETIN, hourly, RULES)
    closed = closures(table, bands, RULES)
    for rule in CLOSING:
        table[rule] = table["time"].isin(closed.loc[closed["rule"] == rule, "time"])
    table["rain_gap"] = np.repeat(dry.to_numpy(), 4)
    table["exposure"] = exposure_minutes(
        table["temp_air_c"], table["relative_humidity_percent"], RATE, RULES
    )
    table["strain"] = strain_minutes(table, RATE, CAPE, RULES)
    in_shift = pd.DatetimeIndex(table["time"]).indexer_between_time(*SHIFT, include_end=False)
    return table.iloc[in_shift].reset_index(drop=True), bands


def lost_share(stint_minutes: np.ndarray) -> np.ndarray:
    """Share of the time in which nobody is in the bucket: changing pairs, or resting too.

    A pair rests while the other one works; with very short stints both rest.
    """
    stint = np.asarray(stint_minutes, dtype=float)
    handover, rest = RULES.handover_minutes, RULES.rest_min_minutes
    cycle = 2 * stint + np.maximum(2 * handover, rest - stint)
    return np.where(stint > 0, 1.0 - 2 * stint / np.maximum(cycle, 1.0), 1.0)


def rest_shares(slots: pd.DataFrame) -> dict[str, np.ndarray]:
    """Lost share of each slot: by rotation alone, and what the shorter rule adds."""
    rotation = np.full(len(slots), RULES.rotation_minutes)
    exposure, strain = slots["exposure"].to_numpy(), slots["strain"].to_numpy()
    base = lost_share(rotation)
    added = lost_share(np.minimum.reduce([rotation, exposure, strain])) - base
    by_strain = strain < exposure
    parts = (base, np.where(by_strain, 0.0, added), np.where(by_strain, added, 0.0))
    return dict(zip(LOSSES, parts, strict=True))


def day_row(slots: pd.DataFrame, band: pd.Series) -> dict[str, object]:
    """Hours taken from the shift of one day."""
    closed = slots[list(CLOSING)].any(axis=1).to_numpy()
    open_h = SLOT_H * int((~closed).sum())
    cap_h = SHIFT_H if np.isnan(band["outdoor_cap_minutes"]) else band["outdoor_cap_minutes"] / 60
    worked_h = min(open_h, cap_h)
    lost = {
        name: worked_h * float(share[~closed].mean()) if open_h else 0.0
        for name, share in rest_shares(slots).items()
    }
    return {
        "date": f"{band['date']:%Y-%m-%d}",
        "tmax_c": band["tmax_official_c"],
        "band": band["band"],
        **{f"{rule}_h": SLOT_H * int(slots[rule].sum()) for rule in CLOSING},
        "rain_gap_h": SLOT_H * int(slots["rain_gap"].sum()),
        "closed_h": SHIFT_H - open_h,
        "outdoor_cap_h": SHIFT_H - min(cap_h, SHIFT_H),
        "cap_left_h": open_h - worked_h,
        **lost,
        "bucket_h": worked_h - sum(lost.values()),
    }


def summer(data: Path) -> pd.DataFrame:
    """One row per day; asserts that the hours add up."""
    slots, bands = shift_slots(data)
    date = slots["time"].dt.tz_localize(None).dt.normalize()
    by_date = bands.set_index("date", drop=False)
    table = pd.DataFrame([day_row(part, by_date.loc[day]) for day, part in slots.groupby(date)])
    assert_hours(table)
    return table


def assert_hours(table: pd.DataFrame) -> None:
    """Nothing is lost twice, and the record days are what they were."""
    alone = table[[f"{rule}_h" for rule in CLOSING]]
    assert len(table) == 62
    assert (table["closed_h"] <= alone.sum(axis=1) + 1e-9).all()
    assert (table["closed_h"] >= alone.max(axis=1) - 1e-9).all()
    total = table[["closed_h", "cap_left_h", *LOSSES, "bucket_h"]].sum(axis=1)
    np.testing.assert_allclose(total, SHIFT_H)
    stop = table["band"] == "stop"
    assert table["tmax_c"].max() == 41.0
    assert "2013-08-07" in set(table.loc[stop, "date"])
    assert (table.loc[stop, "closed_h"] == SHIFT_H).all()
    assert (table.loc[table["tmax_c"] < 37, ["stop_day_h", "hottest_hours_h"]] == 0).all(axis=None)


def totals(table: pd.DataFrame) -> pd.DataFrame:
    """Sums of all days, of those from 35 °C and of those from 37 °C."""
    numbers = table.drop(columns=["date", "tmax_c", "band"])
    rows = []
    for name, least in (("all", -99.0), ("from 35", 35.0), ("from 37", 37.0)):
        days = table["tmax_c"] >= least
        rows.append(
            {"date": name, "tmax_c": int(days.sum()), "band": "days", **numbers[days].sum()}
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Print the table and the totals, and write them to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="CSV file to write as well")
    arguments = parser.parse_args()
    data = shared_data()
    if data is None:
        sys.exit("There is no ../shared/data beside the repository.")
    warnings.simplefilter("error")
    table = summer(data)
    text = pd.concat([table, totals(table)]).round(2).to_csv(index=False)
    print(text, end="")
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
