from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.vanilla import fit_vanilla

from . import synthetic

TEMPS = synthetic.weather(synthetic.hours("2023-04-20"))["temp_air_c"]
TIMES = pd.DatetimeIndex(TEMPS.index)
ZONE = TIMES.tz


def exact() -> pd.DataFrame:
    """A feeder that is just what the regression can say: weekday, hour, month, and heat by hour."""
    hour, day = TIMES.hour.to_numpy(), TIMES.dayofweek.to_numpy()
    load = 3.0 + 0.1 * day + 0.05 * hour + 0.02 * TIMES.month.to_numpy()
    return pd.DataFrame({"F": load + 0.001 * hour * TEMPS.to_numpy()}, index=TIMES)


def test_it_finds_what_it_can_say() -> None:
    load, known = exact(), TIMES < synthetic.ISSUED
    fitted = fit_vanilla(load[known], TEMPS[known], ZONE)
    assert fitted.coefficients.shape == (289, 1)
    ahead = synthetic.plan_hours(3)
    np.testing.assert_allclose(fitted.forecast(TEMPS, ahead), load.loc[ahead].to_numpy(), rtol=2e-3)


def test_gaps_do_not_count() -> None:
    load, known = exact(), TIMES < synthetic.ISSUED
    holes = load.where(np.random.default_rng(3).random(load.shape) > 0.1)
    fitted = fit_vanilla(holes[known].assign(whole=load["F"][known]), TEMPS[known], ZONE)
    ahead = synthetic.plan_hours(3)
    gappy, whole = fitted.forecast(TEMPS, ahead).T
    np.testing.assert_allclose(gappy, load["F"].loc[ahead], rtol=2e-3)
    np.testing.assert_allclose(whole, load["F"].loc[ahead], rtol=2e-3)


def test_a_quarter_of_an_hour_is_like_its_hour() -> None:
    fitted = fit_vanilla(exact(), TEMPS, ZONE)
    hour = synthetic.plan_hours(1)[14:15]
    quarter = hour + pd.Timedelta(minutes=45)
    np.testing.assert_allclose(
        fitted.forecast(TEMPS, quarter), fitted.forecast(TEMPS, hour), rtol=1e-5
    )
