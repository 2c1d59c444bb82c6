from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import shanghai
from feeders.accuracy import backtest, scores
from feeders.day_types import working_days
from feeders.forecast import LoadModel, fit_load
from feeders.history import HistoryFaults, clean_history
from tests.feeders import synthetic
from tests.feeders.synthetic import ISSUED, after, before

DAY_TYPES = working_days(pd.date_range("2024-05-01", "2025-08-31"))
KW = 0.0011
"""Two rounded values of the same number differ by a kilowatt at most. [MW]"""


@pytest.fixture(scope="module")
def temps() -> pd.DataFrame:
    return synthetic.weather()


@pytest.fixture(scope="module")
def load(temps: pd.DataFrame) -> pd.DataFrame:
    return synthetic.loads(temps)


@pytest.fixture(scope="module")
def model(load: pd.DataFrame, temps: pd.DataFrame) -> LoadModel:
    return fit(before(load), temps)


def fit(
    history: pd.DataFrame,
    temps: pd.DataFrame,
    issued: pd.Timestamp = ISSUED,
    *,
    paths: bool = False,
) -> LoadModel:
    return fit_load(history, before(temps, issued), issued=issued, day_types=DAY_TYPES, paths=paths)


def predict(model: LoadModel, temps: pd.DataFrame, days: int = 3) -> pd.DataFrame:
    return model.predict(after(temps, model.issued), synthetic.plan_hours(days))


def wide(forecast: pd.DataFrame, column: str = "p50_mw") -> pd.DataFrame:
    return forecast.pivot_table(index="time", columns="feeder", values=column)


def error_percent(forecast: pd.DataFrame, actual: pd.DataFrame) -> pd.Series:
    p50 = wide(forecast)
    truth = actual.loc[p50.index, p50.columns]
    return 100 * np.sqrt(((p50 - truth) ** 2).mean()) / truth.mean()


def test_one_row_per_hour_and_feeder_in_whole_kilowatts(
    model: LoadModel, load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    table = predict(model, temps)
    assert list(table.columns) == ["time", "feeder", "p10_mw", "p50_mw", "p90_mw"]
    assert table["feeder"].tolist() == list(load.columns) * 72
    assert table["time"].is_monotonic_increasing
    assert table["time"].iloc[0] == synthetic.plan_hours()[0]
    values = table[["p10_mw", "p50_mw", "p90_mw"]].to_numpy()
    assert np.array_equal(values, np.round(values, 3))


def test_it_follows_a_known_response_to_heat(
    model: LoadModel, load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    assert model.repairs == ()
    assert (error_percent(predict(model, temps), load) < 3.0).all()


def test_times_may_carry_another_zone(model: LoadModel, temps: pd.DataFrame) -> None:
    table = model.predict(after(temps), synthetic.plan_hours().tz_convert("UTC"))
    expected = predict(model, temps)
    pd.testing.assert_series_equal(table["p50_mw"], expected["p50_mw"])
    assert (table["time"] == expected["time"]).all()


def test_the_rest_of_the_issue_day_can_be_forecast(
    model: LoadModel, load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    rest = pd.date_range(ISSUED, ISSUED.normalize() + pd.Timedelta(hours=23), freq="h")
    assert (error_percent(model.predict(after(temps), rest), load) < 4.0).all()


def test_yesterday_is_no_forecast(model: LoadModel, temps: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="on or after 2025-07-18"):
        model.predict(after(temps), synthetic.plan_hours() - pd.Timedelta(days=2))


@pytest.mark.parametrize("moment", ["2025-07-18 00:00", "2025-07-17 23:00", "2025-07-18 06:30"])
def test_any_moment_of_issue(load: pd.DataFrame, temps: pd.DataFrame, moment: str) -> None:
    issued = pd.Timestamp(moment, tz=synthetic.ZONE)
    known = issued - pd.Timedelta(minutes=59)
    model = fit_load(before(load, known), before(temps, known), issued=issued, day_types=DAY_TYPES)
    table = model.predict(after(temps, known), synthetic.plan_hours())
    assert (error_percent(table, load) < 4.0).all()


def test_a_history_that_ends_days_before_the_issue(load: pd.DataFrame, temps: pd.DataFrame) -> None:
    model = fit(before(load, ISSUED - pd.Timedelta(days=4)), temps)
    assert (error_percent(predict(model, temps), load) < 5.0).all()


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(6)))
def test_permuting_feeders_permutes_the_forecast(order: list[int]) -> None:
    temps = synthetic.weather()
    load = before(synthetic.loads(temps)).loc["2025-04-01":]
    holes = load.where(np.random.default_rng(5).random(load.shape) > 0.03)
    straight = wide(predict(fit(holes, temps), temps, 1), "p90_mw")
    mixed = wide(predict(fit(holes.iloc[:, order], temps), temps, 1), "p90_mw")
    pd.testing.assert_frame_equal(mixed, straight, atol=KW, rtol=0)


@settings(max_examples=5, deadline=None)
@given(factor=st.floats(0.2, 8.0))
def test_scaling_the_load_scales_the_forecast(factor: float) -> None:
    temps = synthetic.weather()
    load = before(synthetic.loads(temps, count=3)).loc["2025-04-01":]
    for column in ("p10_mw", "p50_mw", "p90_mw"):
        plain = wide(predict(fit(load, temps), temps, 1), column)
        scaled = wide(predict(fit(load * factor, temps), temps, 1), column)
        pd.testing.assert_frame_equal(scaled, plain * factor, atol=KW * (1 + factor), rtol=0)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), noise=st.floats(0.0, 0.3), days=st.integers(2, 400))
def test_quantiles_never_cross_and_load_is_never_negative(
    seed: int, noise: float, days: int
) -> None:
    temps = synthetic.weather(seed=seed)
    start = ISSUED - pd.Timedelta(days=days)
    load = before(synthetic.loads(temps, count=3, seed=seed, noise=noise)).loc[start:]
    table = predict(fit(load.clip(lower=0.0), temps), temps, 5)
    assert (table["p10_mw"] >= 0).all()
    assert (table["p10_mw"] <= table["p50_mw"]).all()
    assert (table["p50_mw"] <= table["p90_mw"]).all()


def test_a_feeder_that_fed_back_may_do_so_again(temps: pd.DataFrame, load: pd.DataFrame) -> None:
    solar = np.maximum(np.sin(2 * np.pi * (load.index.hour - 6) / 24), 0) * 12
    net = load[["F00"]].sub(solar, axis=0)
    assert predict(fit(before(net), temps), temps)["p50_mw"].min() < -1.0


def test_weather_after_the_last_hour_changes_nothing(model: LoadModel, temps: pd.DataFrame) -> None:
    hours = synthetic.plan_hours(2)
    forecast = after(temps)
    other = forecast.copy()
    other.loc[hours[-1] + pd.Timedelta(hours=1) :] = 45.0
    pd.testing.assert_frame_equal(model.predict(forecast, hours), model.predict(other, hours))


def test_measured_weather_holds_where_the_forecast_repeats_it(
    model: LoadModel, temps: pd.DataFrame
) -> None:
    early = temps[temps.index >= ISSUED - pd.Timedelta(days=2)]
    spoiled = early.copy()
    spoiled.loc[: ISSUED - pd.Timedelta(hours=1)] = -10.0
    pd.testing.assert_frame_equal(
        model.predict(spoiled, synthetic.plan_hours()), predict(model, temps)
    )


def test_nothing_after_the_issue_is_accepted(load: pd.DataFrame, temps: pd.DataFrame) -> None:
    late = ISSUED + pd.Timedelta(hours=1)
    for history, weather in ((before(load, late), before(temps)), (before(load), temps)):
        with pytest.raises(HistoryFaults, match="not known at issue"):
            fit_load(history, weather, issued=ISSUED, day_types=DAY_TYPES)


def test_a_weather_forecast_that_ends_early_is_a_fault(
    model: LoadModel, temps: pd.DataFrame
) -> None:
    with pytest.raises(HistoryFaults, match="a temperature for every hour") as caught:
        model.predict(after(temps)[:48], synthetic.plan_hours())
    assert len(caught.value.faults) == 42  # 72 h from the next midnight, 18 h after the issue


def test_a_hole_in_the_weather_forecast_is_a_fault(model: LoadModel, temps: pd.DataFrame) -> None:
    forecast = after(temps)
    with pytest.raises(HistoryFaults, match="a gap before it"):
        model.predict(forecast.drop(forecast.index[30:40]), synthetic.plan_hours())


def test_days_without_a_kind_are_looked_up(load: pd.DataFrame, temps: pd.DataFrame) -> None:
    known = fit_load(before(load), before(temps), issued=ISSUED, day_types=DAY_TYPES[:"2025-07-01"])
    pd.testing.assert_frame_equal(predict(known, temps), predict(fit(before(load), temps), temps))


def test_a_transfer_that_went_back_does_not_poison_the_fit(
    load: pd.DataFrame, temps: pd.DataFrame, model: LoadModel
) -> None:
    history = before(load).copy()
    history.loc["2025-07-03 14:00":"2025-07-10 09:00", "F01"] *= 1.4
    moved = fit(history, temps)
    assert {(r.column, r.kind) for r in moved.repairs} == {("F01", "level_shift")}
    plain = error_percent(predict(model, temps), load)["F01"]
    assert error_percent(predict(moved, temps), load)["F01"] < plain + 0.7


def test_a_transfer_still_on_is_carried_on(load: pd.DataFrame, temps: pd.DataFrame) -> None:
    truth = load.copy()
    truth.loc["2025-07-14 14:00":, "F01"] *= 1.4
    model = fit(before(truth), temps)
    assert {(r.column, r.kind) for r in model.repairs} == {("F01", "level_shift_open")}
    assert error_percent(predict(model, temps), truth)["F01"] < 5.0


def test_an_all_zero_feeder_stays_at_zero_and_says_so(
    load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    model = fit(before(load).assign(F01=0.0), temps)
    table = wide(predict(model, temps), "p90_mw")
    assert (table["F01"] == 0.0).all()
    assert [(r.column, r.kind) for r in model.repairs] == [("F01", "all_zero")]


@settings(max_examples=5, deadline=None)
@given(kilowatts=st.integers(-20_000, 20_000).filter(bool))
def test_a_constant_feeder_stays_constant(kilowatts: int) -> None:
    temps, level = synthetic.weather(), kilowatts / 1000.0
    load = before(synthetic.loads(temps, count=3)).loc["2025-04-01":]
    model = fit(load.assign(F01=level), temps)
    table = predict(model, temps)
    rows = table[table["feeder"] == "F01"]
    assert (rows[["p10_mw", "p50_mw", "p90_mw"]] == level).all(axis=None)
    assert [(r.column, r.kind) for r in model.repairs] == [("F01", "constant")]


def test_a_young_feeder_borrows_the_shape_of_the_others(
    load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    history = before(load).copy()
    history.loc[:"2025-07-05", "F02"] = np.nan
    model = fit(history, temps)
    assert [(r.column, r.kind) for r in model.repairs] == [("F02", "short_kin")]
    table = predict(model, temps)
    assert error_percent(table, load)["F02"] < 20.0
    width = (wide(table, "p90_mw") - wide(table, "p10_mw")) / wide(table)
    assert width["F02"].mean() > width.drop(columns="F02").mean().mean()


@pytest.mark.parametrize("days", [1, 9, 20])
def test_a_young_county_repeats_its_last_week(
    load: pd.DataFrame, temps: pd.DataFrame, days: int
) -> None:
    history = before(load).loc[ISSUED - pd.Timedelta(days=days) :]
    model = fit(history, temps)
    assert {r.kind for r in model.repairs} == {"short_naive"}
    assert (error_percent(predict(model, temps), load) < 30.0).all()


def test_a_month_of_history_gives_a_model_with_cautious_bands(
    load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    history = before(load).loc[ISSUED - pd.Timedelta(days=34) :]
    model = fit(history, temps)
    assert {r.kind for r in model.repairs} == {"bands_in_sample"}
    assert (error_percent(predict(model, temps), load) < 20.0).all()


def test_a_feeder_of_which_nothing_is_known_is_a_fault(
    load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    with pytest.raises(HistoryFaults) as caught:
        fit(before(load).assign(F01=np.nan), temps)
    assert [fault.column for fault in caught.value.faults] == ["F01"]


def test_it_extrapolates_a_linear_response_beyond_the_training_range() -> None:
    times = synthetic.hours()
    temps = synthetic.weather(times).clip(upper=34.0)
    hot = temps.copy()
    hot.loc[ISSUED:] += 7.0
    response = 2.0 + 0.1 * np.maximum(hot["temp_air_c"].ewm(halflife=4).mean() - 20.0, 0.0)
    load = response.to_frame("F00")
    assert hot.loc[ISSUED:, "temp_air_c"].max() > 38.0
    p50 = wide(predict(fit(before(load), temps), hot))["F00"]
    actual = load.loc[p50.index, "F00"]
    assert abs(p50.max() / actual.max() - 1.0) < 0.05


def test_bands_hold_what_they_promise() -> None:
    temps = synthetic.weather(synthetic.hours("2023-04-20"))
    load = synthetic.loads(temps)
    issues = pd.date_range("2025-06-20 06:00", "2025-07-18 06:00", freq="4D", tz=synthetic.ZONE)
    tested = backtest(load, temps, issues=issues, day_types=DAY_TYPES)
    table = scores(tested)
    assert 65.0 < table["inside_percent"].mean() < 92.0
    assert (table["nrmse_percent"] < table["naive_nrmse_percent"]).all()


def test_shanghais_summers_beat_the_seasonal_naive_by_a_quarter() -> None:
    data = shanghai.shared_data()
    if data is None:
        pytest.skip("no ../shared/data beside the repository")
    load, repairs = clean_history(shanghai.load_gw(data))
    assert {repair.kind for repair in repairs} == {"missing"}
    issues = pd.DatetimeIndex(
        [
            day
            for year in (2011, 2012, 2013)
            for day in pd.date_range(f"{year}-06-03 06:00", f"{year}-08-29 06:00", freq="17D")
        ]
    ).tz_localize(shanghai.ZONE)
    kinds = working_days(pd.date_range("2010-01-01", "2013-12-31"))
    tested = backtest(load, shanghai.weather(data), issues=issues, day_types=kinds)
    row = scores(tested).loc["shanghai"]
    assert row["nrmse_percent"] < 0.75 * row["naive_nrmse_percent"]
    assert row["peak_error_percent"] < 0.75 * row["naive_peak_error_percent"]
    assert 60.0 < row["inside_percent"] < 92.0  # 18 days of all weekdays; the benchmark has all


def test_paths_are_spread_like_the_quantiles_and_go_together() -> None:
    temps = synthetic.weather(synthetic.hours("2023-04-20"))
    load = synthetic.loads(temps, noise=0.03)
    load["F01"] = load["F00"] * 1.5  # its twin
    model = fit(before(load), temps, paths=True)
    times = synthetic.plan_hours(1)
    paths = model.paths(after(temps), times)
    assert paths.shape[1:] == (24, 6)
    assert len(paths) > 100
    low, middle, high = np.moveaxis(model.quantiles(after(temps), times, (0.1, 0.5, 0.9)), -1, 0)
    assert 0.72 < ((paths >= low) & (paths <= high)).mean() < 0.88
    np.testing.assert_allclose(np.median(paths, axis=0), middle, rtol=0.02)
    twins = np.corrcoef(paths[:, 15, 0], paths[:, 15, 1])[0, 1]
    strangers = np.corrcoef(paths[:, 15, 0], paths[:, 15, 4])[0, 1]
    assert twins > 0.95 > 0.5 > abs(strangers)
    together = np.quantile(paths[..., 0] + paths[..., 4], 0.9, axis=0)
    assert (together < high[:, 0] + high[:, 4]).mean() > 0.8  # not the sum of their P90


def test_an_updated_model_carries_what_was_measured_since(
    load: pd.DataFrame, temps: pd.DataFrame
) -> None:
    early = ISSUED - pd.Timedelta(days=4)
    moved = before(load) * np.where(before(load).index >= early, 1.1, 1.0)[:, None]
    model = fit(before(load, early), temps, early)
    updated = model.updated(moved, before(temps), ISSUED)
    assert updated.issued == ISSUED
    stale, fresh = (wide(predict(m, temps)).mean() for m in (model, updated))
    assert (fresh > 1.01 * stale).all()  # part of it, as its past errors taught
    with pytest.raises(ValueError, match="not known at issue"):
        model.updated(load, temps, ISSUED)


def test_importing_the_forecast_does_not_import_the_load_flow() -> None:
    code = "import sys, feeders.forecast, feeders.accuracy; print('pandapower' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_what_was_measured_on_the_day_of_issue_counts() -> None:
    """Its weather is known for the first hours only, and so are the errors that are carried."""
    temps = synthetic.weather(synthetic.hours("2023-04-20"))
    load = before(synthetic.loads(temps, noise=0.01))
    last = np.asarray(load.index >= load.index[-1] - pd.Timedelta(hours=5))
    above = load.mul(np.where(last, 1.2, 1.0), axis=0)
    plain, raised = (wide(predict(fit(table, temps), temps, 1)) for table in (load, above))
    assert ((raised / plain).iloc[:6] > 1.03).all(axis=None)
