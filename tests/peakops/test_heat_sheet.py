from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from peakops.clock import Clock
from peakops.heat_sheet import heat_rule_table
from weather import HeatRules

CLOCK = Clock(midnight=pd.Timestamp("2026-07-21", tz="Asia/Shanghai"), days=2)


def closures(*rows: tuple[float, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["time", "rule", "phase"])
    return table.assign(time=[CLOCK.time(round(60 * hour)) for hour in table["time"]])


def table(heat_rules: HeatRules, *stations: pd.DataFrame) -> list[dict[Any, Any]]:
    heat: Any = SimpleNamespace(rules=heat_rules, closures=dict(enumerate(stations)))
    return heat_rule_table(heat, CLOCK).to_dict("records")


def test_a_rule_names_its_clause_and_its_hours() -> None:
    (row,) = table(HeatRules(), closures((13, "stop_day", "site"), (13.25, "stop_day", "site")))
    assert (row["code"], row["phases"], row["slots_closed"]) == ("stop_day", "site", 2)
    assert row["times"] == "13:00-13:30"
    assert (row["rule"], row["value"], row["unit"]) == ("stop_tmax_c", "40", "°C")
    assert (row["source"], row["clause"]) == ("安监总安健〔2012〕89号", "art. 8(1)")


def test_days_are_apart_and_stations_together() -> None:
    both = ((23.75, "rain", "site"), (23.75, "rain", "bucket"), (24, "rain", "site"))
    rows = table(HeatRules(), closures(*both), closures((10, "rain", "bucket")))
    assert [str(row["date"].date()) for row in rows] == ["2026-07-21", "2026-07-22"]
    assert [row["times"] for row in rows] == ["10:00-10:15;23:45-24:00", "00:00-00:15"]
    assert [row["phases"] for row in rows] == ["site;bucket", "site"]


def test_the_value_in_force_is_shown() -> None:
    rules = HeatRules(hottest_fixed_from="12:00", hottest_fixed_to="15:00", rain_max_mm_per_h=0.5)
    rows = table(rules, closures((12, "hottest_hours", "site"), (12, "rain", "site")))
    assert [(row["rule"], row["value"]) for row in rows] == [
        ("hottest_fixed_from", "12:00-15:00"),
        ("rain_max_mm_per_h", "0.5"),
    ]


def test_nothing_closed_is_an_empty_table() -> None:
    assert table(HeatRules(), closures()) == []
