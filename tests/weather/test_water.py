"""Water lost per minute: what it rises with, and what following somebody's day says of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from weather.day_strain import follow_all
from weather.rule_set import HeatRules
from weather.strain_model import Floats, Kit, work_clothes
from weather.water import water_at_rest_mg, water_rates_mg
from weather.worker_day import WorkerDay, WorkStretch

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
COTTON = work_clothes(HeatRules())
WORK = [("bucket", 165.0, CAPE), ("ground", 165.0, COTTON), ("shade", 100.0, COTTON)]
NO_LESS = -0.001
"""Where nobody can sweat more, hotter air leaves a rate as it is, give or take a thousandth."""


def slots(temps_c: Floats, sun_c: Floats | float = 28.0) -> pd.DataFrame:
    times = pd.date_range("2026-07-21", periods=len(temps_c), freq="15min", tz="Asia/Shanghai")
    return pd.DataFrame({"time": times}).assign(
        temp_air_c=temps_c,
        relative_humidity_percent=55.0,
        wind_m_per_s=2.0,
        radiant_temp_c=temps_c + sun_c,
    )


@pytest.mark.parametrize(("place", "rate", "kit"), WORK)
def test_hotter_air_never_costs_less(place: str, rate: float, kit: Kit) -> None:
    found = water_rates_mg(slots(np.arange(20.0, 43.0)), place, rate, kit)
    assert (np.diff(found) / found[:-1] >= NO_LESS).all()
    assert found[-1] > 3 * found[0]


@pytest.mark.parametrize("temp_c", [24.0, 32.0, 36.0, 40.0])
@pytest.mark.parametrize(("place", "rate", "kit"), WORK)
def test_more_sun_never_costs_less(place: str, rate: float, kit: Kit, temp_c: float) -> None:
    sun = np.arange(0.0, 41.0, 4.0)
    found = water_rates_mg(slots(np.full(len(sun), temp_c), sun), place, rate, kit)
    assert (np.diff(found) / found[:-1] >= NO_LESS).all()


def test_equal_slots_have_equal_rates_in_the_order_of_the_slots() -> None:
    found = water_rates_mg(slots(np.array([36.0, 30.0, 36.0])), *WORK[0])
    assert found[0] == found[2] > found[1]


def test_watching_costs_least_in_the_shade() -> None:
    hot = slots(np.array([34.0]))
    (shade,), (sun,) = (water_rates_mg(hot, p, 100.0, COTTON) for p in ("shade", "ground"))
    assert shade < sun


@pytest.mark.parametrize(("place", "rate", "kit"), WORK)
def test_rest_in_the_cab_costs_far_less_than_any_work_in_the_heat(
    place: str, rate: float, kit: Kit
) -> None:
    (work,) = water_rates_mg(slots(np.array([34.0])), place, rate, kit)
    assert 0 < water_at_rest_mg() < work / 5


def test_a_warmer_cab_costs_more() -> None:
    assert water_at_rest_mg(HeatRules(cab_temp_c=30.0)) > water_at_rest_mg()


def lost_g(weather: pd.DataFrame, *spans: tuple[int, int, str, float, Kit]) -> float:
    day = WorkerDay(
        stretches=tuple(
            WorkStretch(
                start_minute=start,
                end_minute=end,
                place=place,
                station="main",
                metabolic_rate_w_per_m2=rate,
                kit=kit,
            )
            for start, end, place, rate, kit in spans
        )
    )
    return float(follow_all([day], {"main": weather})[0].sweat_loss_g[-1])


@pytest.mark.parametrize("temp_c", [28.0, 32.0, 36.0, 40.0])
@pytest.mark.parametrize("rate", [100.0, 165.0])
def test_a_stint_and_the_cab_after_it_cost_what_the_rate_says(temp_c: float, rate: float) -> None:
    hot = slots(np.full(96, temp_c))
    cab = (505, 565, "cab", HeatRules().rest_w_per_m2, COTTON)
    stint = (480, 505, "bucket", rate, CAPE)
    of_stint_g = lost_g(hot, stint, cab) - lost_g(hot, cab)
    expected_g = 25 * int(water_rates_mg(hot, "bucket", rate, CAPE)[32]) / 1000
    assert expected_g == pytest.approx(of_stint_g, rel=0.1)
