from __future__ import annotations

import numpy as np
import pytest

from weather import strain_limits
from weather.rule_set import HeatRules
from weather.strain_limits import minutes_to_core, minutes_to_limit
from weather.strain_model import (
    Conditions,
    Kit,
    run_model,
    within_model,
)

CAPE = Kit(clo=0.9, im=0.25, cav_c=4.0)


def conditions(air: object, radiant: object, rh: object, speed: object) -> Conditions:
    shape = np.broadcast_shapes(*map(np.shape, (air, radiant, rh, speed)), (1,))
    return Conditions(
        **{
            name: np.full(shape, value, dtype=float)
            for name, value in {
                "air_c": air,
                "radiant_c": radiant,
                "rh_percent": rh,
                "air_m_per_s": speed,
            }.items()
        }
    )


def test_nothing_is_left_to_the_reflective_defaults() -> None:
    hot = conditions(39.5, 68.0, 45.0, 1.5)
    rules = HeatRules()
    ours = minutes_to_core(hot, 165.0, CAPE, rules)[0]
    reflective = run_model(hot, 165.0, CAPE, rules, duration=480, a_p=0.54, f_r=0.42)
    assert ours < reflective.d_lim_t_re[0]


def test_own_search_equals_the_model_at_the_standard_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    air = np.array([30.0, 33.0, 35.0, 37.0, 39.0, 41.0])
    cases = conditions(air, air + 30.0, 55.0, 1.0)
    direct = minutes_to_core(cases, 165.0, CAPE, HeatRules())
    monkeypatch.setattr(strain_limits, "STANDARD_CORE_LIMIT_C", 99.0)
    searched = minutes_to_core(cases, 165.0, CAPE, HeatRules())
    below = direct <= 60
    assert below.sum() >= 4
    assert searched[below].tolist() == direct[below].tolist()
    assert ((direct - searched)[~below] >= 0).all()
    assert ((direct - searched)[~below] < 15).all()


def test_limit_is_the_shorter_of_core_and_water() -> None:
    rules = HeatRules()
    dry = conditions(42.0, 42.0, 15.0, 1.0)
    cotton = Kit(clo=0.5, im=0.38, cav_c=0.0)
    assert minutes_to_core(dry, 165.0, cotton, rules)[0] == 480
    assert 120 < minutes_to_limit(dry, 165.0, cotton, rules)[0] < 480
    hot = conditions(40.0, 70.0, 50.0, 1.0)
    assert minutes_to_limit(hot, 165.0, CAPE, rules) == minutes_to_core(hot, 165.0, CAPE, rules)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weather_that_would_never_end_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        conditions(bad, 40.0, 50.0, 1.0)


def test_conditions_are_moved_into_the_model_s_range() -> None:
    found = within_model(conditions(5.0, 8.0, 10.0, 1.0))
    assert found.air_c.tolist() == [15.0]
    assert found.radiant_c.tolist() == [15.0]
    assert found.vapour_kpa == pytest.approx([0.5])
    assert within_model(conditions(42.0, 42.0, 100.0, 1.0)).vapour_kpa == pytest.approx([5.6])
    warm = conditions(35.0, 60.0, 50.0, 1.0)
    assert within_model(warm).rh_percent.tolist() == [50.0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("clo", -0.1), ("clo", 3.1), ("im", 0.0), ("im", 0.7), ("cav_c", -1.0), ("cav_c", 16.0)],
)
def test_a_kit_out_of_bounds_is_refused(name: str, value: float) -> None:
    good = {"clo": 0.9, "im": 0.25, "cav_c": 4.0}
    with pytest.raises(ValueError, match=f"Expected {name}"):
        Kit(**(good | {name: value}))
