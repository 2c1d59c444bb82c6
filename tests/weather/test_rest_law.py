"""More rest never raises the peak, whoever works in what, over 25 to 42 °C."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weather import rest_family
from weather.day_strain import follow_all
from weather.rule_set import HeatRules
from weather.strain_model import Kit, work_clothes
from weather.worker_day import StrainCourse, WorkerDay, WorkStretch

RULES = HeatRules()
CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
LIGHT = Kit(clo=0.5, im=0.38, cav_c=0.0)
SUIT = Kit(clo=1.0, im=0.12, cav_c=10.0)
WORKS = [(kit, rate) for kit in (work_clothes(RULES), LIGHT, CAPE, SUIT) for rate in (100.0, 165.0)]
WORKS += [(CAPE, 200.0), (LIGHT, 230.0)]
EXACT_C = 0.005
"""What the law is kept to for rests as long as the rules demand: docs/heat-method.md."""


def weather_of(temp_c: float, rh_percent: float, sun_k: float) -> dict[str, pd.DataFrame]:
    slots = pd.date_range("2026-07-21", periods=96, freq="15min", tz="Asia/Shanghai")
    table = pd.DataFrame({"time": slots}).assign(
        temp_air_c=temp_c,
        relative_humidity_percent=rh_percent,
        wind_m_per_s=2.0,
        radiant_temp_c=temp_c + sun_k,
    )
    return {"main": table}


def day(
    work: tuple[Kit, float], stints: list[int], rests: list[int], *, acclimatised: bool = True
) -> WorkerDay:
    """Each stint after its rest in the cab, and a rest at the end."""
    now, stretches = 0, []
    for stint, rest in zip([*stints, 0], [*rests, 20], strict=True):
        spells = (
            (rest, "cab", (work_clothes(RULES), RULES.rest_w_per_m2)),
            (stint, "bucket", work),
        )
        for minutes, place, (kit, rate) in spells:
            if minutes:
                stretches.append(
                    WorkStretch(
                        start_minute=now,
                        end_minute=now + minutes,
                        place=place,
                        station="main",
                        metabolic_rate_w_per_m2=rate,
                        kit=kit,
                    )
                )
            now += minutes
    return WorkerDay(stretches=tuple(stretches), acclimatised=acclimatised)


def peaks(days: list[WorkerDay], weather: dict[str, pd.DataFrame]) -> npt.NDArray[np.float64]:
    return np.array([course.core_c.max() for course in follow_all(days, weather)])


STINTS = st.lists(st.integers(5, 45), min_size=2, max_size=6)


@settings(max_examples=8, deadline=None)
@given(
    temp=st.integers(25, 42),
    rh=st.integers(10, 100),
    sun=st.integers(0, 35),
    work=st.sampled_from(WORKS),
    used=st.booleans(),
    stints=STINTS,
    data=st.data(),
)
def test_more_rest_never_raises_the_peak(
    temp: int,
    rh: int,
    sun: int,
    work: tuple[Kit, float],
    used: bool,
    stints: list[int],
    data: st.DataObject,
) -> None:
    each = {"min_size": len(stints), "max_size": len(stints)}
    rests = data.draw(st.lists(st.integers(15, 45), **each))
    more = data.draw(st.lists(st.lists(st.integers(0, 60), **each), min_size=5, max_size=5))
    longer = [[rest + minutes for rest, minutes in zip(rests, m, strict=True)] for m in more]
    days = [day(work, stints, each, acclimatised=used) for each in [rests, *longer]]
    planned, *others = peaks(days, weather_of(float(temp), float(rh), float(sun)))
    assert max(others) <= planned + EXACT_C


CAPE_DAY, CAPE_RESTS = [15, 30], ([0, 20], [0, 120])
HARD_DAY, HARD_RESTS = [40, 30], ([30, 5], [30, 20])


@pytest.mark.parametrize(
    ("work", "humidity", "stints", "rests"),
    [((CAPE, 165.0), 50.0, CAPE_DAY, CAPE_RESTS), ((LIGHT, 200.0), 30.0, HARD_DAY, HARD_RESTS)],
)
def test_the_highest_over_longer_rests_is_what_keeps_the_law(
    work: tuple[Kit, float],
    humidity: float,
    stints: list[int],
    rests: tuple[list[int], list[int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days, weather = [day(work, stints, each) for each in rests], weather_of(38.0, humidity, 28.0)
    short, long = peaks(days, weather)
    assert long <= short + EXACT_C
    monkeypatch.setattr(rest_family, "LONGER_RESTS_MINUTES", ())
    short, long = peaks(days, weather)
    assert long > short + 0.04


def test_the_peak_is_never_below_that_of_the_day_as_planned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days = [day(work, [30, 20, 25], [30, 15, 40]) for work in WORKS]

    def courses() -> tuple[StrainCourse, ...]:
        return follow_all(days, weather_of(36.0, 50.0, 20.0))

    counted = courses()
    monkeypatch.setattr(rest_family, "LONGER_RESTS_MINUTES", ())
    for one, planned in zip(counted, courses(), strict=True):
        assert (one.core_c >= planned.core_c).all()
        np.testing.assert_array_equal(one.sweat_loss_g, planned.sweat_loss_g)


def test_before_the_first_longer_rest_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who comes straight to work has the standard's own course."""
    straight = [day((CAPE, 165.0), [40], [0])]
    counted = follow_all(straight, weather_of(36.0, 50.0, 20.0))[0]
    monkeypatch.setattr(rest_family, "LONGER_RESTS_MINUTES", ())
    planned = follow_all(straight, weather_of(36.0, 50.0, 20.0))[0]
    np.testing.assert_array_equal(counted.core_c, planned.core_c)
