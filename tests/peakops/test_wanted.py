"""Words for what a cell should hold, and guesses at what was meant."""

from __future__ import annotations

import pytest

from peakops.columns import Column
from peakops.tables import unknown_name
from peakops.wanted import did_you_mean, mistaken_unit, wanted

UNITS = [
    ("°C", -40, 60, 95, " (95 looks like °F)"),
    ("°C", -40, 60, 303.15, " (303.15 looks like K)"),
    ("MW", -50, 50, 3200, " (3200 looks like kW)"),
    ("hPa", 500, 1100, 100400, " (100400 looks like Pa)"),
    ("1", 0, 1, 30, " (30 looks like %)"),
    ("m", 0, 100, 200, ""),  # nothing known
]


@pytest.mark.parametrize(("unit", "lower", "upper", "value", "hint"), UNITS)
def test_a_mistaken_unit_is_named(
    unit: str, lower: float, upper: float, value: float, hint: str
) -> None:
    column = Column(name="x", kind="number", unit=unit, lower=lower, upper=upper)
    assert mistaken_unit(value, column) == hint


def test_wishes_in_words() -> None:
    assert wanted(Column(name="x", kind="number", upper=5)) == "a number of at most 5"
    assert wanted(Column(name="x", kind="integer", lower=2, unit="d")) == (
        "a whole number of at least 2 d"
    )
    assert wanted(Column(name="x", kind="number", unit="d")) == "a number in d"


def test_guesses_ignore_case_and_give_up_when_nothing_is_near() -> None:
    assert did_you_mean("Breaker", ["breaker", "load_break"]) == "; did you mean breaker?"
    assert did_you_mean("x", ["breaker"]) == ""
    assert did_you_mean("城东一线", ["城东2线", "城东1线"]) == "; did you mean 城东1线?"
    assert did_you_mean("城东１线", ["城东2线", "城东1线"]) == "; did you mean 城东1线?"
    assert unknown_name("F", [], "feeders") == "a name from feeders, which is empty"
    assert "and 2 more" in unknown_name("F", [f"F{i}" for i in range(10)], "feeders")
