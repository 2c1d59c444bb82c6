from dataclasses import replace

import pytest

from peakops.reports.heat_sheet import closed_hours, overrides
from peakops.reports.overview import overview_document
from peakops.reports.sheet_source import Source
from peakops.reports.shift_plan import shift_sheets
from peakops.reports.words_heat import HEAT_RULE_NAMES, ORIGINS_ZH
from weather import RULES
from weather.closed_slots import CLOSING_RULES


def with_heat(plan, **heat):
    return replace(plan, scenario=replace(plan.scenario, heat=heat))


def test_a_day_names_the_rules_that_closed_hours(plan) -> None:
    first, second = closed_hours(Source(plan=plan), "2026-07-20")
    assert first["code"] == ["最热三小时禁止室外作业", "hottest three hours closed"]
    assert first["origin"] == [
        "安监总安健〔2012〕89号 第八条（一）",
        "安监总安健〔2012〕89号, art. 8(1)",
    ]
    assert (first["value"], first["hours"], first["times"]) == ("3 h", "3 h", "14:00–17:00")
    assert first["phases"] == ["现场作业", "work on site"]
    assert second["phases"] == ["进斗", "the bucket"]
    assert (second["hours"], second["times"]) == ("10 h", "00:00–07:00, 21:00–24:00")
    assert closed_hours(Source(plan=plan), "2026-07-21") == []


def test_a_probability_is_told_in_percent(plan, with_table) -> None:
    thunder = plan.tables["heat_rules"].iloc[:1].assign(code="thunder", value="0.3", unit="1")
    (shown,) = closed_hours(Source(plan=with_table(plan, heat_rules=thunder)), "2026-07-20")
    assert shown["value"] == "30 %"


def test_the_overview_shows_them_day_by_day(plan) -> None:
    days = overview_document(plan)["days"]
    assert [len(day["closed_by"]) for day in days] == [2, 0]


def test_defaults_are_no_override(plan) -> None:
    assert overrides(Source(plan=plan)) == []
    assert overrides(Source(plan=with_heat(plan, rotation_minutes=30))) == []


@pytest.mark.parametrize(
    ("heat", "default", "value"),
    [
        ({"rotation_minutes": 28}, "30 min", "28 min"),
        ({"night_work": True}, "no", "yes"),
        ({"daylight_elevation_deg": -6.0}, "-0.833°", "-6°"),
        ({"acclimatisation_shares": (0.5, 1.0)}, "0.2, 0.4, 0.6, 0.8", "0.5, 1"),
    ],
)
def test_every_override_is_on_the_plan(plan, heat, default, value) -> None:
    changed = with_heat(plan, **heat)
    found = overview_document(changed)["overrides"]
    assert [(row["key"], row["default"], row["value"]) for row in found] == [
        (next(iter(heat)), default, value)
    ]
    assert all(sheet.document["overrides"] == found for sheet in shift_sheets(changed))


def test_a_fixed_window_has_no_default_to_show(plan) -> None:
    heat = {"hottest_fixed_from": "12:00", "hottest_fixed_to": "15:00"}
    rows = overrides(Source(plan=with_heat(plan, **heat)))
    assert [(row["default"], row["value"]) for row in rows] == [("—", "12:00"), ("—", "15:00")]


def test_every_heat_rule_has_its_name() -> None:
    assert sorted(HEAT_RULE_NAMES) == sorted(rule.name for rule in RULES)


def test_origins_of_closed_hours_are_known_in_chinese() -> None:
    behind = {*CLOSING_RULES.values(), "hottest_fixed_from"}
    rules = [rule for rule in RULES if rule.name in behind]
    english = {part for r in rules for part in (r.source, r.clause) if part.isascii()}
    assert english - set(ORIGINS_ZH) <= {"GB/T 18857", "13.1.2", ""}
