from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.day_grid import day_range
from feeders.design_matrix import smoothed_temps
from feeders.grid_rows import from_grid, to_grid
from feeders.history import HistoryFaults
from feeders.station_weather import (
    ERROR_SEED,
    correlated_errors,
    issued_errors,
    joined,
    smoothed_grid,
    temperature,
)
from tests.feeders import synthetic

TIMES = synthetic.hours("2025-07-01", "2025-07-08")


def table() -> pd.DataFrame:
    return synthetic.weather(TIMES)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda t: t.rename(columns={"temp_air_c": "temp"}), "columns temp"),
        (lambda t: t.tz_localize(None), "times without a zone"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "repeated"),
        (lambda t: t * np.nan, "no temperature"),
    ],
)
def test_unusable_weather_is_a_fault(spoil: object, found: str) -> None:
    with pytest.raises(HistoryFaults, match=found) as caught:
        temperature(spoil(table()), "weather_history")  # type: ignore[operator]
    assert caught.value.faults[0].table == "weather_history"


def test_the_forecast_continues_the_history() -> None:
    series = temperature(table(), "weather_history")
    both = joined(series[:100], series[90:] + 1.0)
    pd.testing.assert_series_equal(both[:100], series[:100], check_freq=False)
    pd.testing.assert_series_equal(both[100:], series[100:] + 1.0, check_freq=False)


def test_short_gaps_are_bridged_and_long_ones_are_not_learnt_from() -> None:
    series = temperature(table(), "weather_history").copy()
    series.iloc[30:33] = np.nan
    series.iloc[80:90] = np.nan
    days = day_range(TIMES[0], TIMES[-1])
    grid = smoothed_grid(series, days)
    hourly = from_grid(grid, TIMES, days)
    assert np.isfinite(hourly[:80]).all()
    assert np.isnan(hourly[80:90]).all()
    assert np.isfinite(hourly[90:]).all()


def test_the_grid_and_back() -> None:
    values = np.arange(len(TIMES), dtype=float)[:, None]
    days = day_range(TIMES[0], TIMES[-1])
    grid = to_grid(TIMES, values, days)
    assert grid.shape == (24, 7, 1)
    assert grid[5, 2, 0] == 53.0
    np.testing.assert_array_equal(from_grid(grid, TIMES, days), values)


def test_hours_outside_the_days_are_left_out() -> None:
    days = day_range(TIMES[24], TIMES[47])
    grid = to_grid(TIMES, np.ones((len(TIMES), 1)), days)
    assert grid.shape == (24, 1, 1)
    assert grid.sum() == 24.0


def test_a_day_of_23_hours_leaves_one_unknown() -> None:
    times = pd.date_range("2025-03-30", periods=23, freq="h", tz="Europe/Berlin")
    grid = to_grid(times, np.ones((23, 1)), day_range(times[0], times[-1]))
    assert np.flatnonzero(np.isnan(grid[:, 0, 0])).tolist() == [2]


@pytest.mark.parametrize("hour", [0, 6, 23])
def test_a_forecast_errs_from_its_issue_on_and_remembers_nothing_before(hour: int) -> None:
    days = pd.date_range("2025-06-01", periods=30)
    day, draws = 20, correlated_errors(24 * 30, ERROR_SEED)
    issue = 24 * (day - 1) + hour
    since = np.where(np.arange(24 * 30) >= issue, 1.5 * draws, 0.0)
    expected = smoothed_temps(since).reshape(30, 24, 5)[day]
    found = issued_errors(days, hour, 1.5)[:, day]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_errors_are_of_size_one_from_the_first_hour_on() -> None:
    draws = np.stack([correlated_errors(60, seed) for seed in range(4000)])
    np.testing.assert_allclose(draws.std(axis=0), 1.0, atol=0.06)
    apart = np.corrcoef(draws[:, 20], draws[:, 30])[0, 1]
    np.testing.assert_allclose(apart, np.exp(-1.0), atol=0.05)
