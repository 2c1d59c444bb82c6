from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeders.accuracy import SCORE_COLUMNS, backtest, scores
from feeders.day_types import working_days
from tests.feeders import synthetic

DAY_TYPES = working_days(pd.date_range("2024-05-01", "2025-08-31"))


def two_days() -> pd.DataFrame:
    """Two days of two hours, one feeder; the second day's peak is forecast 10 % low."""
    times = pd.to_datetime(["2025-07-01 12:00", "2025-07-01 13:00"]).tz_localize(synthetic.ZONE)
    return pd.DataFrame(
        {
            "issued": [times[0]] * 2 + [times[1]] * 2,
            "time": [*times, *(times + pd.Timedelta(days=1))],
            "feeder": "F00",
            "p10_mw": 7.0,
            "p50_mw": [8.0, 10.0, 8.0, 9.0],
            "p90_mw": 9.5,
            "peak_p90_mw": [11.0, 11.0, 9.9, 9.9],
            "actual_mw": [8.0, 10.0, 8.0, 10.0],
            "naive_mw": [8.0, 12.0, 8.0, 10.0],
            "vanilla_mw": [8.0, 11.0, 8.0, 10.0],
            "temp_air_c": [30.0, 31.0, 32.0, 39.0],
        }
    )


def test_scores_are_what_their_names_say() -> None:
    row = scores(two_days()).loc["F00"]
    assert list(row.index) == list(SCORE_COLUMNS)
    assert row["hours"] == 4
    assert row["nrmse_percent"] == pytest.approx(100 * 0.5 / 9.0)
    assert row["naive_nrmse_percent"] == pytest.approx(100 * 1.0 / 9.0)
    assert row["peak_error_percent"] == pytest.approx(5.0)
    assert row["peak_bias_percent"] == pytest.approx(-5.0)
    assert row["naive_peak_error_percent"] == pytest.approx(10.0)
    assert row["hot_bias_percent"] == pytest.approx(-10.0)
    assert row["peak_below_p90_percent"] == 50.0
    assert row["inside_percent"] == 50.0
    assert row["above_p90_percent"] == 50.0


def test_hours_not_measured_do_not_count() -> None:
    table = two_days()
    table.loc[3, "actual_mw"] = np.nan
    row = scores(table).loc["F00"]
    assert row["hours"] == 3
    assert row["nrmse_percent"] == 0.0


@pytest.mark.parametrize("lead", [1, 3, 8])
def test_a_backtest_looks_up_what_came_and_last_week(lead: int) -> None:
    temps = synthetic.weather()
    load = synthetic.loads(temps, count=2).loc["2025-05-01":]
    issues = pd.DatetimeIndex([pd.Timestamp("2025-07-10 06:00", tz=synthetic.ZONE)])
    table = backtest(load, temps, issues=issues, day_types=DAY_TYPES, leads=(lead,))
    assert len(table) == 48
    row = table[(table["feeder"] == "F01") & (table["time"].dt.hour == 15)].iloc[0]
    assert row["time"].day == 10 + lead
    assert row["actual_mw"] == load.loc[row["time"], "F01"]
    back = pd.Timedelta(days=14 if lead == 8 else 7)
    assert row["naive_mw"] == load.loc[row["time"] - back, "F01"]


def test_hours_beyond_the_history_are_unknown() -> None:
    temps = synthetic.weather()
    load = synthetic.before(synthetic.loads(temps, count=1).loc["2025-05-01":])
    issues = pd.DatetimeIndex([synthetic.ISSUED])
    table = backtest(load, temps, issues=issues, day_types=DAY_TYPES)
    assert table["actual_mw"].isna().all()
    assert table["naive_mw"].notna().all()


def test_the_same_day_is_no_day_ahead() -> None:
    temps = synthetic.weather()
    with pytest.raises(ValueError, match="at least 1 lead day"):
        backtest(
            synthetic.loads(temps),
            temps,
            issues=pd.DatetimeIndex([synthetic.ISSUED]),
            day_types=DAY_TYPES,
            leads=(0,),
        )


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**16), kind=st.sampled_from(["noise", "zeros", "spike", "shift"]))
def test_a_changed_future_changes_no_forecast_issued_before(seed: int, kind: str) -> None:
    """Neither the fit nor the masking reads it."""
    rng = np.random.default_rng(seed)
    temps = synthetic.weather()
    load = synthetic.loads(temps, count=5)
    load.iloc[rng.integers(0, len(load), 30), 0] = np.nan
    issues = pd.DatetimeIndex([synthetic.ISSUED - pd.Timedelta(days=2)])
    later = np.asarray(load.index >= issues[0])
    other = load.copy()
    changed = {
        "noise": load[later] * rng.uniform(0.5, 1.5, (later.sum(), 5)),
        "zeros": 0.0 * load[later],
        "spike": 20.0 * load[later],
        "shift": load[later] * [1.5, 0.5, 1.0, 1.0, 1.0],
    }
    other.loc[later] = changed[kind].to_numpy()
    one, two = (
        backtest(table, temps, issues=issues, day_types=DAY_TYPES)[["p10_mw", "p50_mw", "p90_mw"]]
        for table in (load, other)
    )
    pd.testing.assert_frame_equal(one, two)
