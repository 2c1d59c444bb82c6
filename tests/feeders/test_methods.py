from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.forecast import fit_load
from feeders.history_records import HistoryFaults
from feeders.load_model import LoadModel
from feeders.more_weather import more_weather, vapour_pressure

from . import synthetic

RNG = np.random.default_rng(12)
HOURS = synthetic.hours("2023-04-20")


@pytest.fixture(scope="module")
def weather() -> pd.DataFrame:
    """Temperature, and a sun that clouds hide on some days whatever the temperature."""
    table = synthetic.weather(HOURS)
    day = np.arange(len(table)) // 24
    clear = RNG.uniform(0.2, 1.0, day[-1] + 1)[day]
    height = np.maximum(np.sin(2 * np.pi * (HOURS.hour.to_numpy() - 6) / 24), 0.0)
    return table.assign(ghi_w_per_m2=900.0 * clear * height, wind_speed_m_per_s=2.0)


@pytest.fixture(scope="module")
def load(weather: pd.DataFrame) -> pd.DataFrame:
    """Two plain feeders, one under solar roofs, a factory, and one that repeats its weeks."""
    table = synthetic.loads(weather, count=2)
    table["solar"] = table["F00"] - 0.0012 * weather["ghi_w_per_m2"]
    shifts = 1.0 + 0.6 * ((HOURS.dayofweek < 5) & (HOURS.hour >= 7) & (HOURS.hour < 19))
    drift = np.cumsum(RNG.normal(0.0, 0.03, len(HOURS) // 24 + 1))[np.arange(len(HOURS)) // 24]
    table["factory"] = shifts + 0.3 * np.sin(drift) + RNG.normal(0.0, 0.1, len(HOURS))
    week = RNG.uniform(1.0, 5.0, 24 * 7)
    table["weekly"] = week[(HOURS.dayofweek * 24 + HOURS.hour).to_numpy()]
    table["weekly"] += RNG.normal(0.0, 0.01, len(HOURS))
    return table


def fitted(load: pd.DataFrame, weather: pd.DataFrame) -> LoadModel:
    model = fit_load(
        synthetic.before(load),
        synthetic.before(weather),
        issued=synthetic.ISSUED,
        day_types=pd.Series(dtype=str),
    )
    assert isinstance(model, LoadModel)
    return model


@pytest.fixture(scope="module")
def model(load: pd.DataFrame, weather: pd.DataFrame) -> LoadModel:
    return fitted(load, weather)


def methods(model: LoadModel) -> dict[str, str]:
    return {r.column: r.kind for r in model.repairs if r.kind.startswith("method_")}


def error(model: LoadModel, weather: pd.DataFrame, load: pd.DataFrame, feeder: str) -> float:
    times = synthetic.plan_hours(5)
    table = model.predict(synthetic.after(weather), times)
    p50 = table[table["feeder"] == feeder]["p50_mw"].to_numpy()
    return float(np.abs(p50 - load.loc[times, feeder].to_numpy()).mean())


def test_each_feeder_gets_what_would_have_missed_least(model: LoadModel) -> None:
    found = methods(model)
    assert found["solar"] == "method_more_weather"
    assert found["factory"] == "method_calendar"
    assert found["weekly"] == "method_last_week"
    assert not {"F00", "F01"} & set(found)


def test_the_errors_of_what_does_not_go_by_heat_hold_on_hot_days_too(model: LoadModel) -> None:
    """A factory's errors of cool days are carried whole onto a hot one."""
    for part in model.parts:
        names = {model.feeders[n] for n in np.flatnonzero(part.chosen)}
        heeds_heat = np.isfinite(part.model.medians.warmth_c).any()
        assert heeds_heat == (not names & {"factory", "weekly"}), names


def test_sun_explains_what_solar_roofs_take_off(
    model: LoadModel, load: pd.DataFrame, weather: pd.DataFrame
) -> None:
    blind = fitted(load, weather[["temp_air_c"]])
    assert "solar" not in methods(blind)
    with_sun, without = (error(m, weather, load, "solar") for m in (model, blind))
    assert with_sun < 0.5 * without


def test_a_week_that_repeats_is_repeated(
    model: LoadModel, load: pd.DataFrame, weather: pd.DataFrame
) -> None:
    assert error(model, weather, load, "weekly") < 0.03


def test_a_column_that_was_learnt_from_has_to_be_forecast(
    model: LoadModel, weather: pd.DataFrame
) -> None:
    ahead = synthetic.after(weather).drop(columns="ghi_w_per_m2")
    with pytest.raises(HistoryFaults) as caught:
        model.predict(ahead, synthetic.plan_hours(1))
    assert {fault.column for fault in caught.value.faults} == {"ghi_w_per_m2"}


def test_a_column_of_which_little_is_known_is_left_alone(weather: pd.DataFrame) -> None:
    gappy = weather.assign(
        ghi_w_per_m2=weather["ghi_w_per_m2"].where(RNG.random(len(weather)) < 0.5)
    )
    assert more_weather(gappy).names == ["wind_speed_m_per_s"]
    days = pd.date_range("2023-04-20", periods=3)
    assert np.isfinite(more_weather(gappy).grid(days)).all()


def test_vapour_pressure_is_that_of_the_tables() -> None:
    """Saturation at 20 °C: 23.4 hPa; half of it at 50 %."""
    table = pd.DataFrame({"temp_air_c": [20.0, 35.0], "relative_humidity_percent": [100.0, 50.0]})
    np.testing.assert_allclose(vapour_pressure(table), [23.37, 28.1], rtol=0.005)


def test_simulated_errors_change_bands_not_columns(
    load: pd.DataFrame, weather: pd.DataFrame
) -> None:
    erring = fit_load(
        synthetic.before(load),
        synthetic.before(weather),
        issued=synthetic.ISSUED,
        day_types=pd.Series(dtype=str),
        temp_error_c=1.5,
    )
    times = synthetic.plan_hours(1)
    ahead = synthetic.after(weather)
    wide, narrow = (
        np.ptp(m.quantiles(ahead, times, (0.1, 0.9)), axis=2).mean(axis=0)
        for m in (erring, fitted(load, weather))
    )
    assert (wide[:3] > 1.2 * narrow[:3]).all()
