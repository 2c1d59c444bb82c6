from dataclasses import replace

import pandas as pd
import pytest

from peakops.reports.sheet_source import Source, clock_label, day_text, filled, number, split


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, False), ("", False), (float("nan"), False), (pd.NaT, False), (0, True), ("x", True)],
)
def test_filled(value: object, expected: bool) -> None:
    assert filled(value) is expected


def test_small_writers() -> None:
    assert split(" a; b;;c ") == ("a", "b", "c")
    assert split("") == ()
    assert clock_label(pd.Timestamp("2026-07-20 07:05", tz="Asia/Shanghai")) == "07:05"
    assert clock_label(pd.NaT) == "—"
    assert number(1.239, 1, " MW") == "1.2 MW"
    assert number(None, 1) == "—"
    assert day_text(pd.Timestamp("2026-07-20")) == day_text("2026-07-20") == "2026-07-20"


def test_namesakes_carry_their_id(plan) -> None:
    source = Source(plan=plan)
    assert source.name("W21") == "王伟 W21"
    assert source.name("W25") == "王伟 W25"
    assert source.name("W11") == "沈镕喆"
    assert source.name("stranger") == "stranger"
    assert source.crew_of("stranger") == ""
    assert source.crew_name("elsewhere") == "elsewhere"


def test_limit_of_a_feeder_is_its_smallest_known_one(plan) -> None:
    limits = Source(plan=plan).limits_mw
    assert limits["F101"] == pytest.approx(3**0.5 * 10 * 480 * 0.95 / 1000)
    assert "F202" not in limits  # nothing is known of it


def test_pick_up_counts_with_its_margin(plan) -> None:
    feeders = plan.scenario.tables["feeders"].assign(overcurrent_pickup_a=480.0, ct_primary_a=600.0)
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "feeders": feeders})
    limits = Source(plan=replace(plan, scenario=scenario)).limits_mw
    assert limits["F201"] == pytest.approx(3**0.5 * 10 * 400 * 0.95 / 1000)


def test_the_plans_own_limits_come_first(plan) -> None:
    summary = {**plan.summary, "feeder_limits_mw": {"F202": 5.5}}
    assert Source(plan=replace(plan, summary=summary)).limits_mw == {"F202": 5.5}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("bus:5", "F102 5号节点"),
        ("line:2", "L2"),
        ("switch:5", "武康112/舞阳115联络开关"),
        ("feeder:F101", "F101 出口"),
        ("bus:999", "bus:999"),  # what is not in the network is shown as it is
        ("bus:x", "bus:x"),
        ("", ""),
    ],
)
def test_elements_are_shown_by_name(plan, code: str, name: str) -> None:
    assert Source(plan=plan).element(code) == name


def test_minutes_run_past_midnight(plan) -> None:
    source = Source(plan=plan)
    time = pd.Timestamp("2026-07-21 00:30", tz="Asia/Shanghai")
    assert source.minute(time, "2026-07-20") == 1470
    assert source.minute(time, "2026-07-21") == 30


def test_language_for_narrow_places(plan) -> None:
    assert Source(plan=plan).main_language == "zh"
    assert Source(plan=plan, language="en").main_language == "en"


def test_overrides_of_the_heat_rules_are_in_force(plan) -> None:
    scenario = replace(plan.scenario, heat={"wind_max_m_per_s": 8.0})
    assert Source(plan=replace(plan, scenario=scenario)).rules.wind_max_m_per_s == 8.0
