from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from peakops.clock import Clock
from peakops.order_records import opens_in, order_closures, stint_class, time_windows, value_per_day
from weather import HeatRules

MIDNIGHT = pd.Timestamp("2026-07-21", tz="Asia/Shanghai")
CLOCK = Clock(midnight=MIDNIGHT, days=3)
RULES = HeatRules()


def at(day: int, hour: float) -> pd.Timestamp:
    return MIDNIGHT + pd.Timedelta(days=day, hours=hour)


def row(**values: Any) -> dict[str, Any]:
    return {
        "priority": 4,
        "due": pd.NaT,
        "emergency": False,
        "moisture_proof_tools": False,
        "surveyed": True,
        "withdrawn": False,
        "release": pd.NaT,
        "window_start": pd.NaT,
        "window_end": pd.NaT,
        "ticket_from": pd.NaT,
        "ticket_to": pd.NaT,
    } | values


@pytest.mark.parametrize("opens", ["release", "window_start", "ticket_from"])
def test_an_order_that_opens_after_the_plan_is_no_duty_of_this_one(opens: str) -> None:
    assert opens_in(row(), CLOCK)
    assert opens_in(row(**{opens: at(2, 23)}), CLOCK)
    assert not opens_in(row(**{opens: at(3, 0)}), CLOCK)


@pytest.mark.parametrize(
    ("due", "values"),
    [
        (pd.NaT, (4000, 4000, 4000)),
        (at(1, 0), (4000, 3000, 2000)),  # midnight ends the day before
        (at(0, 18), (4000, 3000, 2000)),
        (at(2, 18), (4000, 4000, 4000)),
        (at(-1, 18), (3000, 2000, 1000)),  # overdue
        (at(-9, 18), (1000, 1000, 1000)),  # never below a quarter
        (at(5, 18), (2800, 2800, 2800)),  # may still be done after the plan
    ],
)
def test_value_falls_with_each_day_late(due: Any, values: tuple[int, ...]) -> None:
    assert value_per_day(row(due=due), CLOCK) == values


CLOSED = pd.DataFrame(
    {
        "time": [at(0, 4), at(0, 6), at(0, 6.25), at(0, 14), at(0, 15)],
        "rule": ["darkness", "humidity", "humidity", "hottest_hours", "rain"],
        "phase": ["site", "bucket", "bucket", "site", "site"],
    }
)


def rules(**values: Any) -> dict[str, frozenset[int]]:
    return {item.rule: item.slots for item in order_closures(row(**values), CLOSED, CLOCK)}


def test_weather_and_law_close_slots() -> None:
    assert rules() == {
        "darkness": frozenset({16}),
        "humidity": frozenset({24, 25}),
        "hottest_hours": frozenset({56}),
        "rain": frozenset({60}),
    }


def test_an_emergency_passes_the_law_but_not_the_weather_or_the_dark() -> None:
    assert sorted(rules(emergency=True)) == ["darkness", "humidity", "rain"]


def test_moisture_proof_tools_pass_the_humidity_only() -> None:
    assert sorted(rules(moisture_proof_tools=True)) == ["darkness", "hottest_hours", "rain"]


def test_no_survey_no_plan() -> None:
    assert rules(surveyed=False)["not_surveyed"] == frozenset(range(CLOCK.slots))


def test_a_withdrawn_order_is_never_open() -> None:
    assert rules(withdrawn=True)["withdrawn"] == frozenset(range(CLOCK.slots))


def windows(**values: Any) -> list[tuple[str, int, int, int]]:
    return [
        (w.rule, w.start_minute, w.end_minute, w.tail_minutes)
        for w in time_windows(row(**values), RULES, CLOCK)
    ]


def test_a_ticket_keeps_its_tail() -> None:
    assert windows(ticket_from=at(0, 8), ticket_to=at(0, 12)) == [("ticket_window", 480, 720, 30)]


def test_an_open_end_is_the_end_of_the_plan() -> None:
    assert windows(release=at(1, 0)) == [("release", 1440, 4320, 0)]
    assert windows(ticket_from=at(0, 8)) == [("ticket_window", 480, 4350, 30)]


def test_no_window_no_rule() -> None:
    assert windows() == []
    assert windows(window_end=at(0, 9)) == [("customer_window", 0, 540, 0)]


def test_stint_tables_are_told_apart_by_station_work_and_kit() -> None:
    assert stint_class("S1", 165.0, "CAPE") == "S1/165/CAPE"
