import re
from pathlib import Path

import pytest

import peakops
from peakops.out_columns import OUT_COLUMNS
from peakops.reports import wording
from peakops.reports.glyphs import missing_glyphs
from peakops.reports.words_rules import CODES
from peakops.reports.words_sheet import LABELS
from scheduler.explain import NEAREST_FIX

ROOT = Path(peakops.__file__).parents[1]
CHINESE = re.compile("[\u4e00-\u9fff]")

# What the stages may write into the plan's tables.
EMITTED = [
    "hottest_hours", "stop_day", "rain", "thunder", "wind", "humidity", "darkness", "crew_overlap",
    "travel_too_short", "lunch_missing", "outside_shift", "outdoor_cap", "supervisor_in_bucket",
    "role_missing", "person_twice", "certificate", "worker_unavailable", "stint_over_limit",
    "stint_limit", "rest_too_short", "handover_too_short", "bucket_minutes_missing",
    "reclosers_blocked", "partner_feeders", "transfer_conflict", "finding_together", "finding_slot",
    "release", "customer_window", "ticket_window", "restriction", "feeder_at_limit",
    "line_overload", "transformer_overload", "transformer_hot_spot", "transformer_top_oil", "ratings",
    "undervoltage", "overvoltage", "lost_load",
    "not_converged", "no_transfer", "no_restoration", "predecessor", "lock", "vehicle_missing", "vehicle_overlap",
    "mandatory_missing", "crews_missing", "continuous_exposure", "strain", "rotation", "strain_start",
    "strain_rest", "strain_core", "strain_water", "water_budget", "exposure_on_site", "stop",
    "restricted", "rotate", "none", "official", "hourly_rounded_up", "travel", "setup", "bucket",
    "rest", "teardown", "lunch", "standby", "before", "after", "open", "close", "head_breaker",
    "line_breaker", "auto_close_tie", "feeder_automation", "same_pole", "receiving_head", "leader", "supervisor",
    "ground", "permitter", "issuer", "safety", "hospital", "cooled_rest", "simple", "complex",
    "bucket_truck", "bypass_truck", "no_live_work", "keep_reclosing", "planned_outage", "violation",
    "breach", "base", "plan", "relieve", "section_dead", "lighting_missing", "less_water", "rest_or_start",
]  # fmt: skip


@pytest.mark.parametrize("code", EMITTED)
def test_every_emitted_code_has_both_texts(code: str) -> None:
    assert wording.known(code)


@pytest.mark.parametrize("code", sorted(CODES | LABELS))
def test_texts_are_in_their_language_and_drawable(code: str) -> None:
    zh, en = (CODES | LABELS)[code]
    assert CHINESE.search(zh) or zh in {"WBGT °C"}
    assert en.isprintable()
    assert not CHINESE.search(en)
    assert bool(en) or code == "no_agreed_times"  # quoted as the rule has it, explained beside
    assert missing_glyphs([zh, en]) == ()


def test_every_explanation_and_its_fix_has_both_texts() -> None:
    codes = {*NEAREST_FIX, *NEAREST_FIX.values(), "window_closed"}
    assert sorted(code for code in codes if not wording.known(code)) == []


def test_rules_in_the_code_have_texts() -> None:
    """Rule codes as the packages write them: rule="…" and reason="…"."""
    pattern = re.compile(r"\b(?:rule|reason|limit_rule|phase)=\"([a-z][a-z0-9_]+)\"")
    found = {
        code
        for package in ("scheduler", "feeders", "weather", "peakops")
        for path in (ROOT / package).rglob("*.py")
        for code in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted(code for code in found if not wording.known(code)) == []


def test_labels_of_the_templates_exist() -> None:
    used = set()
    for path in (ROOT / "peakops" / "reports").glob("*.typ"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"(?:say|label|section|part|field|column-head)\(\"(\w+)\"", text))
        for heads in re.findall(r"\(((?:\"\w+\",? ?)+)\)\.map\(head\)", text):
            used |= set(re.findall(r"\"(\w+)\"", heads))
    assert used
    assert used <= set(wording.template_labels())


def test_a_code_without_text_is_shown_as_it_is() -> None:
    assert wording.text("brand_new_rule", "zh") == "brand_new_rule"
    assert not wording.known("brand_new_rule")
    assert wording.pair("brand_new_rule") == ["brand_new_rule", "brand_new_rule"]


def test_texts_by_language() -> None:
    assert wording.text("rain", "zh") == "降雨"
    assert wording.text("rain", "en") == "rain"
    assert wording.pairs("rain;wind") == ["降雨、风力过大", "rain, wind over the limit"]
    assert wording.label("crew", "en") == "Crew"
    assert wording.label_pair("crew") == ["班组", "Crew"]
    with pytest.raises(KeyError):
        wording.label("no_such_label", "zh")


def test_code_columns_of_the_plan_are_covered(plan) -> None:
    code_columns = {"stints": "limit_rule", "worker_phases": "phase", "blocks": "reason",
                    "switching": "action", "unscheduled": "rule", "findings": "code",
                    "day_bands": "band"}  # fmt: skip
    code_columns = [*code_columns.items(), ("switching", "method"), ("switching", "why")]
    for table, column in code_columns:
        assert column in OUT_COLUMNS[table]
        assert all(wording.known(code) for code in plan.tables[table][column])
