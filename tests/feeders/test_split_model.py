from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.accuracy import backtest, scores
from feeders.forecast import fit_load
from feeders.history import clean_history
from feeders.history_records import HistoryFaults
from feeders.split_model import SplitModel, hourly_series

from . import synthetic

ISSUED = pd.Timestamp("2024-07-10 06:45", tz="Asia/Shanghai")
TEMPS = synthetic.weather(synthetic.hours("2023-04-20"))


def quarters() -> pd.DataFrame:
    """Loads with a course of their own within each hour: the last quarter is a tenth higher."""
    hourly = synthetic.loads(TEMPS, noise=0.01).iloc[:, :2]
    times = pd.date_range(hourly.index[0], hourly.index[-1], freq="15min")
    rows = hourly.reindex(times.floor("h")).set_axis(times)
    return rows.mul(np.where(times.minute == 45, 1.1, 1.0), axis=0)


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    table = quarters()
    return table[table.index <= ISSUED - pd.Timedelta(minutes=15)]


@pytest.fixture(scope="module")
def model(history: pd.DataFrame) -> SplitModel:
    known = TEMPS[TEMPS.index <= ISSUED - pd.Timedelta(hours=1)]
    kinds = pd.Series(dtype=str)
    found = fit_load(history, known, issued=ISSUED, day_types=kinds, paths=True)
    assert isinstance(found, SplitModel)
    return found


def ahead() -> pd.DataFrame:
    return TEMPS[TEMPS.index > ISSUED - pd.Timedelta(hours=1)]


def steps(count: int = 96) -> pd.DatetimeIndex:
    return pd.date_range("2024-07-11", periods=count, freq="15min", tz="Asia/Shanghai")


def test_each_quarter_has_its_own_level(model: SplitModel) -> None:
    assert model.step_minutes == 15
    assert model.repairs == ()
    table = model.predict(ahead(), steps())
    assert len(table) == 96 * 2
    p50 = table.pivot_table(index="time", columns="feeder", values="p50_mw").to_numpy()
    hours = p50.reshape(24, 4, 2)
    np.testing.assert_allclose(hours[:, 3] / hours[:, 0], 1.1, rtol=0.02)
    assert (table["p10_mw"] <= table["p50_mw"]).all()
    assert (table["p50_mw"] <= table["p90_mw"]).all()


def test_the_peak_is_that_of_the_highest_quarter(model: SplitModel) -> None:
    peaks = model.peaks(ahead(), steps(), (0.5, 0.9))
    table = model.predict(ahead(), steps())
    highest = table.groupby("feeder")[["p50_mw", "p90_mw"]].max()
    np.testing.assert_allclose(peaks["p50_mw"], highest["p50_mw"], rtol=0.01)
    assert (peaks["hour_from"] <= peaks["hour"]).all()
    assert (peaks["hour"] <= peaks["hour_to"]).all()


def test_paths_cover_every_step(model: SplitModel) -> None:
    paths = model.paths(ahead(), steps(8))
    assert paths.shape[1:] == (8, 2)
    assert len(paths) > 100
    together = np.corrcoef(paths[:, 0, 0], paths[:, 1, 0])[0, 1]
    assert together > 0.9  # the same noise in all quarters of an hour


def test_it_takes_in_what_was_measured_since(model: SplitModel) -> None:
    later = ISSUED + pd.Timedelta(hours=20)
    table = quarters()
    table[table.index >= ISSUED] *= 1.2
    known = table[table.index <= later - pd.Timedelta(minutes=15)]
    moved = model.updated(known, TEMPS[TEMPS.index <= later - pd.Timedelta(hours=1)], later)
    after = TEMPS[TEMPS.index > later - pd.Timedelta(hours=1)]
    day = steps()[96 - 1 :] + pd.Timedelta(minutes=15)
    raised, plain = (m.predict(w, day)["p50_mw"] for m, w in ((moved, after), (model, ahead())))
    assert (raised > 1.03 * plain).all()


def test_nothing_after_the_issue_is_accepted(history: pd.DataFrame) -> None:
    late = quarters()
    late = late[late.index <= ISSUED]
    known = TEMPS[TEMPS.index <= ISSUED - pd.Timedelta(hours=1)]
    with pytest.raises(HistoryFaults, match="not known at issue"):
        fit_load(late, known, issued=ISSUED, day_types=pd.Series(dtype=str))


def test_an_hourly_series_of_each_quarter_reaches_as_far_as_it_is_known() -> None:
    times = pd.date_range("2024-07-01", periods=9, freq="15min", tz="Asia/Shanghai")
    table = pd.DataFrame({"F": np.arange(9.0)}, index=times)
    issued = times[-1] + pd.Timedelta(minutes=15)
    parts = hourly_series(table, issued, 15)
    assert [list(series["F"]) for series, _ in parts] == [[0, 4, 8], [1, 5], [2, 6], [3, 7]]
    for series, moment in parts:
        assert series.index[-1] <= moment - pd.Timedelta(hours=1)
        assert (series.index.minute == 0).all()


def test_a_backtest_scores_every_quarter() -> None:
    load, _ = clean_history(quarters())
    issues = pd.date_range(end=ISSUED - pd.Timedelta(days=2), periods=7)
    tested = backtest(load, TEMPS, issues=issues, day_types=pd.Series(dtype=str))
    assert len(tested) == 7 * 96 * 2
    row = scores(tested).iloc[0]
    assert row["hours"] == 168.0
    noise_percent = 1.0 / (1.0 - 0.7**2) ** 0.5  # stationary, of `synthetic.loads`
    assert noise_percent < row["nrmse_percent"] < 2.0 * noise_percent
    assert row["nrmse_percent"] < 0.75 * row["vanilla_nrmse_percent"]
