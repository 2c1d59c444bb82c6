"""What `feeders.history.clean_columns` finds, feeder by feeder in plain numpy and pandas."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

Counts = dict[str, int]


def clean(column: pd.Series) -> tuple[pd.Series, Counts]:
    """A gapless column without what its meter gives away, and rows by kind. [MW]"""
    x = column.astype(float).where(np.isfinite(column))
    counts = {"missing": int(x.isna().sum())}
    x = units(x, counts)
    x = zeros(x, counts)
    x = stuck(x, counts)
    return spikes(x, counts), {kind: count for kind, count in counts.items() if count}


def median(x: pd.Series) -> float:
    known = x.dropna()
    return float(known.median()) if len(known) else math.nan


def daily_means(column: pd.Series, least: int) -> np.ndarray:
    means = []
    for _, day in column.groupby(column.index.date):
        known = day.dropna().to_numpy()
        means.append(known.cumsum()[-1] / len(known) if len(known) >= least else np.nan)
    return np.array(means)


def per_hour(x: pd.Series) -> int:
    return round(pd.Timedelta(hours=1) / (x.index[1] - x.index[0]))


def power_of_1000(ratio: float) -> float:
    return math.log(ratio) / math.log(1000.0) if ratio > 0.0 else math.nan


def typical(sizes: pd.Series) -> float:
    small, large = sizes[(sizes > 0.0) & (sizes <= 50.0)], sizes[sizes > 50.0]
    return median(large if len(large) > len(small) else small)


def units(x: pd.Series, counts: Counts) -> pd.Series:
    size = typical(x.abs().iloc[::7])
    usual = size / 1000.0 ** max(math.ceil(power_of_1000(size / 50.0)), 0) if size > 0 else math.nan
    known = x.abs()[x.abs() > 0.0]
    counts |= {"unit_change": 0, "unit_change_masked": 0}
    if not (power_of_1000(known.max() / usual) > 0.5 or power_of_1000(known.min() / usual) < -0.5):
        return x
    days = [np.flatnonzero(x.index.date == day) for day in dict.fromkeys(x.index.date)]
    sizes = [size_of_day(x.abs().iloc[rows], 3 * per_hour(x)) for rows in days]
    powers = [power_of_1000(size / usual) for size in sizes]
    near = math.log(5.0) / math.log(1000.0)
    changed = [0 if not abs(p - np.rint(p)) <= near else int(np.rint(p)) for p in powers]
    values = x.to_numpy().copy()
    for power in sorted(set(changed) - {0}):
        for first, stop in runs([p == power for p in changed]):
            part = np.concatenate(days[max(first - 1, 0) : stop + 1])
            limit = usual * 1000.0 ** (0.5 * power)
            if power < 0:
                rows = part[(np.abs(values[part]) < limit) & (values[part] != 0.0)]
                values[rows] = np.nan
                counts["unit_change_masked"] += len(rows)
            elif max(s for s in sizes[first:stop] if s == s) > 50.0:
                rows = part[np.abs(values[part]) > limit]
                values[rows] /= 1000.0**power
                counts["unit_change"] += len(rows)
    return pd.Series(values, x.index)


def size_of_day(sizes: pd.Series, least: int) -> float:
    known, large = sizes[sizes > 0.0], sizes[sizes > 50.0]
    if len(large) >= least:
        return median(large)
    return median(known) if len(known) >= least else math.nan


def runs(flags: list[bool]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.array([False, *flags, False]).astype(int)))
    return list(zip(edges[::2], edges[1::2], strict=True))


def zeros(x: pd.Series, counts: Counts) -> pd.Series:
    zero = x == 0.0
    dark = zero.sum() > 0.5 * x.notna().sum()
    counts["mostly_zero" if dark else "zeros"] = int(zero.sum())
    return x if dark else x.mask(zero)


def stuck(x: pd.Series, counts: Counts) -> pd.Series:
    run = (x != x.shift()).cumsum()
    found = (run.map(run.value_counts()) >= 6 * per_hour(x)) & (x != 0.0) & x.notna()
    if not found.any() or x.min() == x.max():
        return x
    coarse = found.sum() > 0.1 * len(x)
    counts["coarse_meter" if coarse else "stuck"] = int(found.sum())
    return x if coarse else x.mask(found)


def spikes(x: pd.Series, counts: Counts) -> pd.Series:
    reach = 2 * per_hour(x)
    near = x.rolling(2 * reach + 1, center=True, min_periods=reach + 1).median()
    slot = x.index.hour * 60 + x.index.minute
    usual = x.groupby(slot).transform(
        lambda same: same.rolling(15, center=True, min_periods=5).median()
    )
    size = median(x.abs())
    floor = 0.5 * (size if size > 0.0 else np.inf)
    noise_near, noise_usual = (
        10.0 * 1.4826 * np.nan_to_num(median((x - expected).abs())) for expected in (near, usual)
    )
    jumps = ((x - near).abs() > max(floor, noise_near)) & (
        (x - usual).abs() > max(0.5 * floor, noise_usual)
    )
    bursts = (x - usual).abs() > max(2.0 * floor, noise_usual)
    beyond, rare = x.abs() > 50.0, 0.03 * x.count()
    large = beyond.sum() > rare
    found = jumps | bursts | (beyond & ~large)
    restless = found.sum() > rare
    counts["large"] = int(large * beyond.sum())
    counts["restless" if restless else "spike"] = int(found.sum())
    return x if restless else x.mask(found)
