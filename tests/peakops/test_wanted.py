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


def test_a_slip_in_the_last_sign_of_a_short_chinese_name_is_guessed() -> None:
    lines = ["临城线", "医院线", "龙山线"]
    assert did_you_mean("临城缐", lines) == "; did you mean 临城线?"
    assert did_you_mean("临山线", lines) == ""  # another place
    assert did_you_mean("临城缐", [*lines, "临城变"]) == ""  # two could be meant


def test_a_thing_of_another_number_is_never_guessed() -> None:
    assert "did you mean" not in unknown_name("城东3线", ["城东1线", "城东2线"], "feeders")
    assert unknown_name("城东一缐", ["城东1线", "城东2线"], "feeders").endswith("城东1线?")


def test_no_person_is_guessed_for_another() -> None:
    workers = ["B1-1", "B1-4"]
    assert "did you mean" not in unknown_name("B1-5", workers, "workers")
    assert "did you mean" not in unknown_name("b1-4 ", workers, "workers")
    told = unknown_name("吴俊", workers, "workers", called=["B1-4"])
    assert told.endswith("; 吴俊 is the name of B1-4")
