from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import weather

ROOT = Path(__file__).parents[2]


def test_the_public_names_are_these() -> None:
    """A change here is a change for everybody who imports the package."""
    assert weather.__all__ == [
        "RULES",
        "START_CORE_C",
        "WEATHER_COLUMNS",
        "Fault",
        "HeatRules",
        "Kit",
        "Repair",
        "Rule",
        "StrainCourse",
        "WeatherFaults",
        "WorkStretch",
        "WorkerDay",
        "after_rest",
        "clean_weather",
        "closing_rule",
        "closures",
        "day_bands",
        "exposure_minutes",
        "follow_all",
        "in_the_dark",
        "outside_validity",
        "override",
        "override_faults",
        "read_epw",
        "screening_alerts",
        "shift",
        "slot_weather",
        "stint_limits",
        "strain_minutes",
        "stretch",
        "value_text",
        "watch_limits",
        "water_at_rest_mg",
        "water_rates_mg",
        "work_clothes",
    ]


@pytest.mark.parametrize("name", weather.__all__)
def test_a_public_name_can_be_used(name: str) -> None:
    assert getattr(weather, name) is not None


def test_public_functions_are_those_of_their_modules() -> None:
    from weather import closed_slots, heat_rules, heat_stress, strain

    assert weather.closures is closed_slots.closures is heat_rules.closures
    assert weather.slot_weather is heat_stress.slot_weather
    assert weather.Kit is strain.Kit


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = weather.no_such_name


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("weather", ["pandas", "numpy", "pvlib", "pythermalcomfort", "thermofeel", "numba"]),
        ("weather.heat_rules", ["pvlib", "pythermalcomfort", "thermofeel", "numba", "scipy"]),
        ("weather.heat_stress", ["pvlib", "pythermalcomfort", "thermofeel", "numba", "scipy"]),
    ],
)
def test_importing_does_not_load_the_heavy_libraries(module: str, heavy: list[str]) -> None:
    code = f"import sys, {module}; print([n for n in {heavy!r} if n in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
