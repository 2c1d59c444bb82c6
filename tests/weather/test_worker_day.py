from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weather import day_strain
from weather.day_strain import after_rest, follow_all
from weather.rule_set import HeatRules
from weather.strain_model import (
    START_CORE_C,
    Conditions,
    Kit,
    run_model,
    within_model,
    work_clothes,
)
from weather.worker_day import StrainCourse, WorkerDay, WorkStretch

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
COTTON = work_clothes(HeatRules())


def weather_of(temp_c: float = 37.0, rh_percent: float = 55.0) -> dict[str, pd.DataFrame]:
    slots = pd.date_range("2026-07-21", periods=96, freq="15min", tz="Asia/Shanghai")
    table = pd.DataFrame({"time": slots}).assign(
        temp_air_c=temp_c,
        relative_humidity_percent=rh_percent,
        wind_m_per_s=2.0,
        radiant_temp_c=temp_c + 28.0,
    )
    return {"main": table}


def stretch(start: int, end: int, place: str = "bucket", rate: float = 165.0) -> WorkStretch:
    return WorkStretch(
        start_minute=start,
        end_minute=end,
        place=place,
        station="" if place == "cab" else "main",
        metabolic_rate_w_per_m2=rate,
        kit=CAPE if place == "bucket" else COTTON,
    )


def cab(start: int, end: int) -> WorkStretch:
    return stretch(start, end, "cab", 65.0)


def worker(
    *stretches: WorkStretch, start_core_c: float = START_CORE_C, acclimatised: bool = True
) -> WorkerDay:
    return WorkerDay(stretches=stretches, start_core_c=start_core_c, acclimatised=acclimatised)


def course(*stretches: WorkStretch, temp_c: float = 37.0, **settings_: float) -> StrainCourse:
    return follow_all([worker(*stretches, **settings_)], weather_of(temp_c))[0]


def peak(*stretches: WorkStretch, **settings_: float) -> float:
    return float(course(*stretches, **settings_).core_c.max())


def test_nothing_done_nothing_followed() -> None:
    assert follow_all([], {}) == ()
    idle = follow_all([worker()], {})[0]
    assert not len(idle.minute)
    assert np.isnan(idle.core_at(100))


def test_core_rises_in_the_bucket_and_falls_in_the_cab() -> None:
    found = course(stretch(480, 510), cab(510, 540), stretch(540, 570))
    assert found.core_at(510) > START_CORE_C
    assert found.core_at(540) < found.core_at(510)
    assert found.core_at(570) > found.core_at(540)


def test_the_core_is_highest_a_little_after_the_stint() -> None:
    found = course(stretch(480, 510), cab(510, 540))
    assert found.peak_c(510, 540) > found.core_at(510)


def test_a_second_stint_without_full_rest_ends_hotter() -> None:
    found = course(stretch(480, 510), cab(510, 515), stretch(515, 545))
    assert found.core_at(545) > found.core_at(510)


def test_water_is_lost_all_day() -> None:
    lost = course(stretch(480, 510), cab(510, 540), stretch(540, 570)).sweat_loss_g
    assert (np.diff(lost) > 0).all()


def test_the_sun_costs_more_water_than_the_shade_and_that_more_than_the_cab() -> None:
    in_sun, in_shade, in_cab = (
        course(stretch(480, 600, place, 100.0)).sweat_loss_g[-1]
        for place in ("ground", "shade", "cab")
    )
    assert in_sun > in_shade > in_cab


def test_one_run_of_the_standard_is_met_within_two_hundredths() -> None:
    rules, hours = HeatRules(), weather_of()["main"].iloc[0]
    felt = within_model(
        Conditions(
            air_c=np.array([hours["temp_air_c"]]),
            radiant_c=np.array([hours["radiant_temp_c"]]),
            rh_percent=np.array([hours["relative_humidity_percent"]]),
            air_m_per_s=np.array([hours["wind_m_per_s"] * rules.bucket_wind_share]),
        )
    )
    whole = run_model(felt, 165.0, CAPE, rules, duration=37)
    found = course(stretch(483, 520))
    assert found.core_at(520) == pytest.approx(float(whole.t_re[0]), abs=0.02)
    assert found.sweat_loss_g[-1] == pytest.approx(float(whole.sweat_loss_g[0]), rel=0.02)


def test_rest_never_cools_below_a_rested_worker() -> None:
    found = course(stretch(480, 510), cab(510, 700), stretch(700, 725), cab(725, 900))
    assert all(START_CORE_C <= found.core_at(end) <= START_CORE_C + 0.1 for end in (700, 900))


def test_steps_of_the_clock_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    day = (stretch(480, 507), cab(507, 541), stretch(541, 566), cab(566, 700))
    coarse = course(*day)
    monkeypatch.setattr(day_strain, "STEP_MINUTES", 1)
    fine = course(*day)
    assert coarse.core_c.max() == pytest.approx(fine.core_c.max(), abs=0.02)
    assert coarse.core_c[-1] == pytest.approx(fine.core_c[-1], abs=0.02)


def test_many_workers_are_followed_as_each_alone() -> None:
    days = [
        worker(stretch(480 + i, 505 + i), cab(505 + i, 560), acclimatised=i % 2 == 0)
        for i in range(6)
    ]
    together = follow_all(days, weather_of())
    for day, found in zip(days, together, strict=True):
        alone = follow_all([day], weather_of())[0]
        np.testing.assert_array_equal(found.core_c, alone.core_c)
        np.testing.assert_array_equal(found.minute, alone.minute)


def test_weather_is_that_of_the_slot_and_the_station() -> None:
    tables = weather_of() | {"cool": weather_of(27.0)["main"]}
    tables["main"].loc[32:33, "temp_air_c"] = 41.0
    hot, usual = (
        follow_all([worker(stretch(start, start + 30))], tables)[0].core_c.max()
        for start in (480, 600)
    )
    assert hot > usual
    elsewhere = WorkStretch(
        start_minute=480, end_minute=510, place="bucket", station="cool",
        metabolic_rate_w_per_m2=165.0, kit=CAPE,
    )  # fmt: skip
    assert follow_all([worker(elsewhere)], tables)[0].core_c.max() < usual


def test_after_a_night_a_worker_is_rested() -> None:
    rested = after_rest(np.array([37.8, 37.8, 36.8]), np.array([660, 30, 0]))
    assert rested[0] == pytest.approx(START_CORE_C, abs=0.1)
    assert rested[0] < rested[1] < 37.8
    assert rested[2] == 36.8


@pytest.mark.parametrize("start", [34.9, 40.1])
def test_start_must_be_a_living_worker(start: float) -> None:
    with pytest.raises(ValueError, match="start_core_c"):
        worker(start_core_c=start)


def test_a_stretch_lasts_and_lies_somewhere() -> None:
    with pytest.raises(ValueError, match="start < end"):
        stretch(480, 480)
    with pytest.raises(ValueError, match="one of bucket"):
        stretch(480, 490, "moon")


def test_nobody_is_in_two_places() -> None:
    with pytest.raises(ValueError, match="Two stretches"):
        worker(stretch(480, 510), cab(505, 540))


TEMPS = st.integers(25, 42)


def minutes_to_limit(start_core_c: float, temp_c: float) -> int:
    found = course(stretch(480, 660), temp_c=temp_c, start_core_c=start_core_c)
    over = found.core_c > HeatRules().core_limit_c
    return int(found.minute[over.argmax()]) - 480 if over.any() else 181


@settings(max_examples=40, deadline=None)
@given(temp=TEMPS, start=st.integers(362, 380), more=st.integers(1, 15))
def test_carrying_over_more_never_adds_minutes(temp: int, start: int, more: int) -> None:
    cool = minutes_to_limit(start / 10, float(temp))
    assert minutes_to_limit((start + more) / 10, float(temp)) <= cool


@settings(max_examples=40, deadline=None)
@given(temp=TEMPS, minutes=st.integers(5, 60))
def test_somebody_new_to_the_heat_is_never_cooler(temp: int, minutes: int) -> None:
    day = (stretch(480, 480 + minutes), cab(480 + minutes, 600))
    used, new = (
        follow_all([worker(*day, acclimatised=known)], weather_of(float(temp)))[0]
        for known in (True, False)
    )
    assert (new.core_c >= used.core_c - 1e-6).all()
