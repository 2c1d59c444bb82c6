"""Laws of the stint limits over 25 to 42 °C: worse is never longer.

docs/heat-method.md says where the standard's own model breaks them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weather import strain, worst_air
from weather.bands import day_bands
from weather.closed_slots import closures
from weather.heat_rules import stint_limits
from weather.rule_set import HeatRules
from weather.strain import strain_minutes
from weather.strain_model import Conditions, Kit, Minutes

COTTON = Kit(clo=0.6, im=0.38, cav_c=0.0)
LIGHT = Kit(clo=0.5, im=0.38, cav_c=0.0)
CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
SUIT = Kit(clo=1.0, im=0.12, cav_c=10.0)
RATES = (100.0, 165.0, 200.0, 230.0)
Table = Callable[..., pd.DataFrame]

temps = st.integers(250, 420).map(lambda tenths: tenths / 10)
humidities = st.integers(10, 100)
winds = st.integers(0, 30).map(lambda tenths: tenths / 10)
excesses = st.integers(0, 35)
kits = st.sampled_from([COTTON, LIGHT, CAPE, SUIT])
rates = st.sampled_from(RATES)


def hours(rows: int = 1, **columns: object) -> pd.DataFrame:
    """One slot an hour, so that each row is rated by itself."""
    times = pd.date_range("2024-07-20", periods=rows, freq="h", tz="Asia/Shanghai")
    return pd.DataFrame({"time": times, "wind_m_per_s": 2.0} | columns)


def weather(temp: float, rh: int, wind: float, excess: float) -> dict[str, float]:
    return {
        "temp_air_c": temp,
        "relative_humidity_percent": float(rh),
        "wind_m_per_s": wind,
        "radiant_temp_c": temp + excess,
    }


def worse_and_worse(given: dict[str, float]) -> list[pd.DataFrame]:
    """Four hours each, ever hotter, moister, sunnier and calmer."""
    steps = np.arange(4)
    temp, radiant = given["temp_air_c"], given["radiant_temp_c"]
    changes: list[dict[str, object]] = [
        {"temp_air_c": temp + steps, "radiant_temp_c": radiant + steps},
        {
            "relative_humidity_percent": np.minimum(
                given["relative_humidity_percent"] + 7 * steps, 100
            )
        },
        {"radiant_temp_c": radiant + 5.0 * steps},
        {"wind_m_per_s": np.maximum(given["wind_m_per_s"] - 0.4 * steps, 0.0)},
    ]
    return [hours(4, **(given | change)) for change in changes]


def assert_never_longer(minutes: Minutes | pd.Series) -> None:
    assert list(minutes) == sorted(minutes, reverse=True)


@settings(max_examples=20, deadline=None)
@given(
    temp=temps, rh=humidities, wind=winds, excess=excesses, rate=rates, kit=kits, used=st.booleans()
)
def test_worse_weather_never_lengthens_the_stint(
    temp: float, rh: int, wind: float, excess: float, rate: float, kit: Kit, used: bool
) -> None:
    for table in worse_and_worse(weather(temp, rh, wind, excess)):
        assert_never_longer(stint_limits(table, rate, kit, acclimatised=used)["minutes"])


@settings(max_examples=20, deadline=None)
@given(temp=temps, rh=humidities, wind=winds, excess=excesses, rate=rates)
def test_worse_weather_never_lengthens_the_strain_limit_within_half_an_hour(
    temp: float, rh: int, wind: float, excess: float, rate: float
) -> None:
    for table in worse_and_worse(weather(temp, rh, wind, excess)):
        for kit in (LIGHT, COTTON, CAPE, SUIT):
            assert_never_longer(np.minimum(strain_minutes(table, rate, kit), 30))


@settings(max_examples=20, deadline=None)
@given(temp=temps, rh=humidities, wind=winds, excess=excesses, kit=kits, used=st.booleans())
def test_harder_work_never_lengthens_the_stint(
    temp: float, rh: int, wind: float, excess: float, kit: Kit, used: bool
) -> None:
    table = hours(**weather(temp, rh, wind, excess))
    assert_never_longer(
        [int(stint_limits(table, rate, kit, acclimatised=used)["minutes"][0]) for rate in RATES]
    )


@settings(max_examples=20, deadline=None)
@given(temp=temps, rh=humidities, wind=winds, excess=excesses, rate=rates, kit=kits)
def test_who_is_not_used_to_the_heat_never_works_longer(
    temp: float, rh: int, wind: float, excess: float, rate: float, kit: Kit
) -> None:
    table = hours(4, **weather(temp, rh, wind, excess))
    used = strain_minutes(table, rate, kit)
    assert (strain_minutes(table, rate, kit, acclimatised=False) <= used).all()


def test_whose_sweat_is_less_does_not_keep_water_for_longer() -> None:
    """In the standard a fresh worker under the cape would have 20 minutes more in dry heat."""
    dry = hours(**weather(38.0, 15, 2.0, 0.0))
    minutes = [
        int(strain_minutes(dry, 165.0, CAPE, acclimatised=used)[0]) for used in (True, False)
    ]
    assert 90 < minutes[1] <= minutes[0] < 480


@settings(max_examples=20, deadline=None)
@given(
    temp=temps,
    rh=humidities,
    wind=winds,
    excess=excesses,
    rate=rates,
    im=st.sampled_from((0.12, 0.25, 0.38, 0.5)),
    clo=st.integers(40, 110).map(lambda hundredths: hundredths / 100),
    used=st.booleans(),
)
def test_a_heavier_kit_never_lengthens_the_stint(
    temp: float, rh: int, wind: float, excess: float, rate: float, im: float, clo: float, used: bool
) -> None:
    """In sun and hot air as well, where clothing shields in the standard."""
    table = hours(**weather(temp, rh, wind, excess))
    kits = [Kit(clo=clo + more, im=im, cav_c=0.0) for more in (0.0, 0.07, 0.3)]
    assert_never_longer(
        [int(stint_limits(table, rate, kit, acclimatised=used)["minutes"][0]) for kit in kits]
    )


WIND_HEATS = weather(41.0, 90, 0.0, 0.0)
DRY_AIR_HEATS = weather(38.0, 20, 2.0, 35.0)
SUN_SHIELDED = weather(35.0, 30, 0.0, 35.0)


def only_own(
    conditions: Conditions, most_m_per_s: float
) -> tuple[Conditions, npt.NDArray[np.int64]]:
    """The standard as it is."""
    return conditions, np.arange(len(conditions.air_c))


@pytest.mark.parametrize(
    ("worse", "better", "rate", "kit"),
    [
        (WIND_HEATS, WIND_HEATS | {"wind_m_per_s": 2.0}, 100.0, CAPE),
        (DRY_AIR_HEATS | {"relative_humidity_percent": 30.0}, DRY_AIR_HEATS, 230.0, LIGHT),
    ],
)
def test_the_least_over_the_air_is_what_keeps_the_laws(
    worse: dict[str, float],
    better: dict[str, float],
    rate: float,
    kit: Kit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = hours(**worse), hours(**better)
    kept = [int(strain_minutes(table, rate, kit)[0]) for table in tables]
    assert kept[0] <= kept[1]
    monkeypatch.setattr(strain, "air_to_try", only_own)
    broken = [int(strain_minutes(table, rate, kit)[0]) for table in tables]
    assert broken[0] > broken[1]


def test_the_least_over_lighter_clothing_is_what_keeps_the_law(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sun = hours(**SUN_SHIELDED)
    thin, thick = (Kit(clo=clo, im=0.38, cav_c=0.0) for clo in (0.6, 0.9))
    kept = [int(strain_minutes(sun, 200.0, kit)[0]) for kit in (thin, thick)]
    assert kept[0] >= kept[1]
    monkeypatch.setattr(strain, "lighter_kits", lambda _: ())
    alone = [int(strain_minutes(sun, 200.0, kit)[0]) for kit in (thin, thick)]
    assert alone[0] < alone[1]


def test_all_lighter_clothing_is_tried_and_a_part_of_a_step_counts_whole() -> None:
    worn = worst_air.raised(Kit(clo=0.62, im=0.25, cav_c=4.0))
    assert worn == Kit(clo=0.7, im=0.25, cav_c=4.0)
    assert [kit.clo for kit in worst_air.lighter_kits(worn)] == [0.4, 0.5, 0.6]
    assert worst_air.raised(CAPE) == CAPE
    assert not list(worst_air.lighter_kits(Kit(clo=0.4, im=0.25, cav_c=4.0)))


def test_every_speed_up_to_the_highest_and_the_driest_air_are_tried() -> None:
    one = np.ones(2)
    given = Conditions(
        air_c=35 * one, radiant_c=50 * one, rh_percent=60 * one, air_m_per_s=np.array([0.75, 1.0])
    )
    low = worst_air.lowered(given, 1.0)
    assert low.air_m_per_s == pytest.approx([0.7, 1.0])
    air, first = worst_air.air_to_try(low, 1.0)
    assert first.tolist() == [0, 5]
    assert air.air_m_per_s == pytest.approx([1.0, 0.9, 0.8, 0.7, 1.0, 1.0, 1.0])
    assert air.vapour_kpa[[4, 6]] == pytest.approx([0.5, 0.5])
    assert air.rh_percent[[0, 1, 2, 3, 5]] == pytest.approx(60.0)


def test_no_stint_is_shortened_for_what_comes_after_an_hour() -> None:
    mild = hours(**weather(29.0, 60, 2.0, 0.0))
    assert strain_minutes(mild, 230.0, LIGHT)[0] > 200  # in the driest air 71


@pytest.mark.parametrize("official", [40.0, 40.1, 43.0])
def test_at_40_degrees_no_slot_of_the_day_is_open(
    slot_table: Table, hourly_table: Table, official: float
) -> None:
    """Whatever the hours say; an approved emergency is the order's own matter."""
    daily = pd.DataFrame({"date": [pd.Timestamp("2024-07-20")], "tmax_official_c": [official]})
    bands = day_bands(daily, hourly_table(temp_air_c=30.0), HeatRules())
    slots = slot_table(96, temp_air_c=30.0)
    closed = closures(slots, bands)
    stopped = closed[(closed["rule"] == "stop_day") & (closed["phase"] == "site")]
    assert stopped["time"].tolist() == slots["time"].tolist()


def test_just_below_40_degrees_the_day_is_not_stopped(
    slot_table: Table, hourly_table: Table
) -> None:
    daily = pd.DataFrame({"date": [pd.Timestamp("2024-07-20")], "tmax_official_c": [39.9]})
    bands = day_bands(daily, hourly_table(temp_air_c=30.0), HeatRules())
    assert "stop_day" not in set(closures(slot_table(96), bands)["rule"])
