"""The fast cleaning of many columns finds, to the last bit, what the plain one does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.history import clean_columns
from tests.feeders import plain_cleaning

SPOILT = ("zeros", "stuck", "scaled", "unknown", "unit", "infinite", "raised", "coarse", "dead")


def feeder(times: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """Any size, season and noise; some feed back. [MW]"""
    day = np.arange(len(times)) / 24.0
    season = 1.0 + rng.uniform(0.0, 1.2) * np.sin(2 * np.pi * day / 365)
    load = rng.uniform(0.02, 6.0) * (season + 0.3 * np.sin(2 * np.pi * day))
    load *= 1.0 + rng.choice([0.01, 0.1, 0.4]) * rng.standard_normal(len(times))
    return load - rng.choice([0.0, 0.0, 2.0, 8.0])


def spoil(load: np.ndarray, kind: str, rng: np.random.Generator) -> None:
    first = int(rng.integers(len(load)))
    part = load[first : first + int(rng.choice([1, 2, 3, 6, 10, 30, 100, 1000]))]
    if kind == "zeros":
        part[:] = 0.0
    elif kind == "stuck":
        part[:] = part[0]
    elif kind == "scaled":
        part *= rng.choice([1.6, 2.5, 4.0, -1.0, 20.0])
    elif kind == "unknown":
        part[:] = np.nan
    elif kind == "unit":
        part *= rng.choice([1e3, 1e-3, 1e6])
    elif kind == "infinite":
        part[:] = rng.choice([np.inf, -np.inf])
    elif kind == "raised":
        part += rng.choice([60.0, 0.5, -1.5])
    elif kind == "coarse":
        load[:] = load.round(int(rng.integers(0, 3)))
    elif rng.random() < 0.2:
        load[:] = rng.choice([0.0, np.nan])


def dirty(minutes: int, zone: str, days: int, seed: int) -> pd.DataFrame:
    """Feeders with any faults at any place, and rows missing. [MW]"""
    rng = np.random.default_rng(seed)
    rows = days * 24 * 60 // minutes - int(rng.integers(9))
    times = pd.date_range("2024-02-20 05:00", periods=rows, freq=f"{minutes}min", tz=zone)
    loads = [feeder(times, rng) for _ in range(40 if days < 100 else 12)]  # more than one lot
    for load in loads:
        for kind in rng.choice(SPOILT, rng.integers(6)):
            spoil(load, kind, rng)
    table = pd.DataFrame(np.stack(loads, axis=1), index=times.rename("time"))
    return table.drop(table.index[rng.integers(1, rows - 1, rows // 50)])


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Amsterdam"])
@pytest.mark.parametrize(("minutes", "days"), [(60, 2), (60, 60), (60, 200), (30, 60), (15, 40)])
def test_the_same_to_the_last_bit(minutes: int, days: int, zone: str, single: bool) -> None:
    table = dirty(minutes, zone, days, seed=minutes + days + len(zone) + single)
    table = table.astype(np.float32) if single else table
    copy = table.copy()
    clean = clean_columns(table)
    pd.testing.assert_frame_equal(table, copy)
    assert clean.load.to_numpy().dtype == (np.float32 if single else np.float64)
    kinds: dict[object, dict[str, int]] = {name: {} for name in table}
    for repair in clean.repairs:
        kinds[repair.column][repair.kind] = repair.count
    for number, name in enumerate(table):
        wanted, rows = plain_cleaning.clean(table[name].reindex(clean.steps.times))
        np.testing.assert_array_equal(clean.load[name], wanted.astype(clean.load[name].dtype))
        means = plain_cleaning.daily_means(wanted, 20 * 60 // minutes)
        np.testing.assert_array_equal(clean.daily_mw[:, number], means)
        assert kinds[name] == {kind: clean.steps.hours(count) for kind, count in rows.items()}


def test_the_time_may_stand_between_the_feeders_and_the_rows_in_any_order() -> None:
    table = dirty(60, "Asia/Shanghai", 60, seed=1)
    wanted = clean_columns(table)
    mixed = table.sample(frac=1.0, random_state=1).reset_index()
    mixed = mixed[[*table.columns[:3], "time", *table.columns[3:]]]
    found = clean_columns(mixed)
    pd.testing.assert_frame_equal(found.load, wanted.load, check_column_type=False)
    np.testing.assert_array_equal(found.daily_mw, wanted.daily_mw)
    assert found.repairs == wanted.repairs
