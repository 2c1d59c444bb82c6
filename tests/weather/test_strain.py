from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from weather.faults import WeatherFaults
from weather.rule_set import HeatRules
from weather.strain import as_forecast, outside_validity, strain_hours, strain_minutes
from weather.strain_model import Kit, run_model, within_model

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)
COTTON = Kit(clo=0.5, im=0.38, cav_c=0.0)
Table = Callable[..., pd.DataFrame]
AS_FORECAST = HeatRules(
    strain_margin_temp_c=0.0, strain_margin_rh_percent=0.0, strain_wind_m_per_s=3.0
)


def test_a_hot_hour_under_the_cape_is_short(slot_table: Table) -> None:
    hot = slot_table(temp_air_c=38.0, radiant_temp_c=70.0, relative_humidity_percent=51.0)
    minutes = strain_minutes(hot, 165.0, CAPE)
    assert minutes.dtype == np.int64
    assert 20 <= minutes[0] <= 30
    assert len(set(minutes)) == 1


def test_mild_hours_are_limited_by_neither_core_nor_water(slot_table: Table) -> None:
    mild = slot_table(temp_air_c=22.0, radiant_temp_c=22.0)
    assert strain_minutes(mild, 100.0, COTTON).tolist() == [480] * 4


def test_water_limits_long_work_before_the_core(slot_table: Table) -> None:
    dry = slot_table(temp_air_c=42.0, radiant_temp_c=42.0, relative_humidity_percent=15.0)
    minutes = strain_minutes(dry, 165.0, COTTON)
    assert 120 < minutes[0] < 480


def test_each_hour_is_rated_by_its_mean_and_repeated(slot_table: Table) -> None:
    rising = slot_table(8, temp_air_c=[34.0, 35.0, 36.0, 37.0, 37.0, 37.0, 37.0, 37.0])
    minutes = strain_minutes(rising, 165.0, CAPE)
    level = strain_minutes(slot_table(temp_air_c=35.5), 165.0, CAPE)
    assert minutes[:4].tolist() == level.tolist()
    assert minutes[4] < minutes[3]


@pytest.mark.parametrize("name", ["strain_margin_temp_c", "strain_margin_rh_percent"])
def test_each_margin_shortens(slot_table: Table, name: str) -> None:
    slots = slot_table()
    without = strain_minutes(slots, 165.0, CAPE, HeatRules(**{name: 0.0}))
    assert (strain_minutes(slots, 165.0, CAPE) < without).all()


def test_air_speed_is_capped_and_never_still(slot_table: Table) -> None:
    def at(wind: float, rules: HeatRules) -> int:
        return int(strain_minutes(slot_table(wind_m_per_s=wind), 165.0, CAPE, rules)[0])

    rules = HeatRules()
    assert at(9.0, rules) == at(2.0, rules)  # 1.0 m/s is the most that counts
    assert at(0.0, rules) == at(0.4, rules)  # 0.3 m/s is always there
    assert at(0.0, rules) < at(2.0, rules)
    assert at(9.0, HeatRules(strain_wind_m_per_s=3.0)) > at(9.0, rules)


def test_radiant_below_air_counts_as_air(slot_table: Table) -> None:
    cool_walls = slot_table(radiant_temp_c=20.0)
    level = slot_table(radiant_temp_c=35.0)
    assert (strain_minutes(cool_walls, 165.0, CAPE) == strain_minutes(level, 165.0, CAPE)).all()


def test_a_lower_core_limit_comes_sooner(slot_table: Table) -> None:
    slots = slot_table()
    limits = [38.0, 37.8, 37.5]
    found = [int(strain_minutes(slots, 200.0, CAPE, HeatRules(core_limit_c=c))[0]) for c in limits]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3


def core_after(slots: pd.DataFrame, minutes: int) -> float:
    """Of somebody fresh, in the weather as it is forecast."""
    hours, _ = strain_hours(slots)
    conditions = within_model(as_forecast(hours, AS_FORECAST))
    return float(run_model(conditions, 165.0, CAPE, AS_FORECAST, duration=minutes).t_re[0])


def test_limit_and_prediction_agree(slot_table: Table) -> None:
    slots = slot_table()
    minutes = int(strain_minutes(slots, 165.0, CAPE, AS_FORECAST)[0])
    assert core_after(slots, minutes) >= 38.0
    assert core_after(slots, minutes - 1) < 38.0


def test_cautious_limit_keeps_the_predicted_core_below(slot_table: Table) -> None:
    slots = slot_table(temp_air_c=39.0, radiant_temp_c=72.0)
    minutes = int(strain_minutes(slots, 165.0, CAPE)[0])
    assert core_after(slots, minutes) < 38.0


def test_empty_values_are_faults_by_slot_and_column(slot_table: Table) -> None:
    slots = slot_table()
    slots.loc[2, "radiant_temp_c"] = np.nan
    with pytest.raises(WeatherFaults) as caught:
        strain_minutes(slots, 165.0, CAPE)
    (fault,) = caught.value.faults
    assert (fault.key, fault.column) == ("2024-07-20T00:30+08:00", "radiant_temp_c")


@pytest.mark.parametrize(
    ("columns", "rate", "kit", "outside"),
    [
        ({}, 165.0, CAPE, False),
        ({"temp_air_c": 13.9, "radiant_temp_c": 13.9}, 165.0, CAPE, True),  # 14.9 °C with margin
        ({"temp_air_c": 14.0, "radiant_temp_c": 14.0}, 165.0, CAPE, False),
        ({"temp_air_c": 36.0, "relative_humidity_percent": 90.0}, 165.0, CAPE, True),  # 5.6 kPa
        ({"temp_air_c": 20.0, "relative_humidity_percent": 5.0}, 165.0, CAPE, True),  # 0.25 kPa
        ({"radiant_temp_c": 95.0}, 165.0, CAPE, False),  # 60 K above air
        ({"radiant_temp_c": 95.1}, 165.0, CAPE, True),
        ({}, 250.0, CAPE, False),
        ({}, 250.1, CAPE, True),
        ({}, 55.9, CAPE, True),
        ({}, 165.0, Kit(clo=1.0, im=0.12, cav_c=10.0), False),
        ({}, 165.0, Kit(clo=1.1, im=0.12, cav_c=10.0), True),
    ],
)
def test_range_of_the_standard(
    slot_table: Table, columns: dict[str, float], rate: float, kit: Kit, outside: bool
) -> None:
    slots = slot_table(**columns)
    assert outside_validity(slots, rate, kit).tolist() == [outside] * 4
    assert (strain_minutes(slots, rate, kit) >= 1).all()


def test_frost_is_no_heat_strain(slot_table: Table) -> None:
    frost = slot_table(temp_air_c=-10.0, radiant_temp_c=-10.0, relative_humidity_percent=100.0)
    assert strain_minutes(frost, 165.0, CAPE).tolist() == [480] * 4
