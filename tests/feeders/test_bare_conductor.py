from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feeders.bare_conductor import (
    ACROSS,
    ALONG,
    Conductor,
    Surroundings,
    ampacity_a,
    bare_factor,
    convection_w_per_m,
)

LGJ_240 = Conductor.aluminium(diameter_m=0.0216, ohm_per_m_20=1.209e-4)


def weather(air: float, wind: float, sun: float, angle: float = ALONG) -> Surroundings:
    return Surroundings(air_c=np.array([air]), wind_m_per_s=np.array([wind]),
                        sun_w_per_m2=np.array([sun]), wind_angle=angle)  # fmt: skip


def drake() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "reference" / "ieee_738" / "case.json"
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def test_the_worked_example_of_the_standard() -> None:
    case = drake()
    conductor = Conductor(**case["conductor"])
    sun = case["solar_heat_w_per_m"] / (conductor.absorptivity * conductor.diameter_m)
    around = weather(
        case["air_c"], case["wind_m_per_s"], sun, np.radians(case["wind_angle_degree"])
    )
    tolerance = case["tolerance"]
    assert convection_w_per_m(conductor, around, case["conductor_c"])[0] == pytest.approx(
        case["convection_w_per_m"], abs=tolerance["convection_w_per_m"]
    )
    assert ampacity_a(conductor, around, case["conductor_c"])[0] == pytest.approx(
        case["current_a"], rel=tolerance["current_share"]
    )


def test_its_static_rating_holds_in_the_conditions_it_is_given_for() -> None:
    assert bare_factor(LGJ_240, weather(25.0, 0.5, 1000.0, ACROSS))[0] == pytest.approx(1.0)
    assert bare_factor(LGJ_240, weather(10.0, 5.0, 0.0))[0] == 1.0  # and is never exceeded


def test_heat_calm_and_sun_each_take_from_it() -> None:
    mild = bare_factor(LGJ_240, weather(38.0, 3.0, 300.0))[0]
    worse = [weather(40.0, 3.0, 300.0), weather(38.0, 2.0, 300.0), weather(38.0, 3.0, 600.0)]
    assert 0.5 < mild < 1.0
    assert all(bare_factor(LGJ_240, around)[0] < mild for around in worse)
    assert bare_factor(LGJ_240, weather(38.0, 3.0, 300.0, ACROSS))[0] > mild


def test_air_hotter_than_the_conductor_leaves_nothing() -> None:
    assert ampacity_a(LGJ_240, weather(75.0, 1.0, 800.0), 70.0)[0] == 0.0


def test_resistance_rises_with_temperature() -> None:
    assert LGJ_240.ohm_per_m_75 / LGJ_240.ohm_per_m_25 == pytest.approx(1.2165 / 1.0202, rel=0.01)
