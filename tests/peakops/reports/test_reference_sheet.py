from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from peakops.plan import Plan
from peakops.reports.shift_plan import shift_sheets


@pytest.fixture(scope="module")
def document(plan) -> dict:
    return shift_sheets(plan)[0].document


def test_steps_group_neighbours_with_the_same_dangers(plan, document) -> None:
    kinds = document["steps"]
    assert [kind["name"][0] for kind in kinds] == ["带负荷更换柱上开关", "带电接引流线"]
    groups = kinds[0]["groups"]
    assert [step["number"] for group in groups for step in group["steps"]] == list("1234567")
    assert groups[2]["hazard"] == "相间短路"
    steps = plan.scenario.tables["job_steps"].assign(hazard_zh="高温", control_zh="饮水")
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "job_steps": steps})
    same = shift_sheets(replace(plan, scenario=scenario))[0].document["steps"][0]["groups"]
    assert [group["phase"][1] for group in same] == ["set-up", "bucket", "teardown"]


def test_minutes_to_safety_stand_at_bucket_steps_only(document) -> None:
    steps = [step for group in document["steps"][0]["groups"] for step in group["steps"]]
    assert [step["safe"] for step in steps] == ["", "", "5", "5", "5", "5", ""]


def test_curves_of_feeders_worked_on_or_loaded(document) -> None:
    f101, f102 = document["feeders"]
    assert (f101["name"], f102["name"]) == ("F101", "F102")
    assert len(f101["hours"]) == 24
    assert f101["hours"][0]["minute"] == 30  # an hourly mean stands at half past
    assert f101["peak"] == "6.30 MW 15:00 (80 %)"
    assert f101["limit_text"] == "7.90 MW"
    assert [job["label"] for job in f102["jobs"]] == ["①", "②"]
    assert f101["top"] > f101["limit"]
    assert f101["ticks"][-1]["mw"] <= f101["top"]


def test_a_feeder_without_a_limit_says_so(plan) -> None:
    curve = shift_sheets(plan)[1].document["feeders"][1]
    assert (curve["name"], curve["limit"], curve["limit_text"]) == ("F202", None, "—")


def test_feeders_without_a_forecast_have_no_curve(plan, with_table) -> None:
    load = plan.tables["load_forecast"]
    changed = with_table(plan, load_forecast=load[load["feeder"] != "F101"])
    assert [f["name"] for f in shift_sheets(changed)[0].document["feeders"]] == ["F102"]


def test_weather_limits_are_the_rules_in_force(plan, document) -> None:
    assert [item["value"] for item in document["weather_limits"]] == [
        "< 30 %",
        "无",
        "≤ 10 m/s",
        "≤ 80 %",
        "30 min",
    ]
    heat = {"wind_max_m_per_s": 8.0, "rain_max_mm_per_h": 0.1}
    scenario = replace(plan.scenario, heat=heat)
    changed = shift_sheets(replace(plan, scenario=scenario))[0].document["weather_limits"]
    assert [item["value"] for item in changed][1:3] == ["≤ 0.1 mm/h", "≤ 8 m/s"]


def test_minimum_distances(document) -> None:
    values = {item["name"][1]: item["value"] for item in document["distances"]}
    assert values["phase to earth"] == "0.40 m"
    assert values["phase to phase"] == "0.60 m"
    assert values["insulating stick, effective length"] == "0.70 m"


def test_contacts_of_the_crews_substations(plan, document) -> None:
    names = [[person["name"] for person in contact["people"]] for contact in document["contacts"]]
    # 乾元变's permitter is not theirs.
    assert names == [["县调 值班员"], ["沈国华"], ["德清县人民医院"]]
    contacts = plan.scenario.tables["contacts"].iloc[:0]
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "contacts": contacts})
    blank = shift_sheets(replace(plan, scenario=scenario))[0].document["contacts"]
    assert [(c["role"][0], c["people"]) for c in blank] == [
        ("工作许可人（调度）", []),
        ("工作票签发人", []),
    ]


def test_places_of_contacts_are_printed(plan) -> None:
    contacts = plan.scenario.tables["contacts"].assign(lat=30.5, lon=120.0)
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "contacts": contacts})
    found = shift_sheets(replace(plan, scenario=scenario))[0].document["contacts"]
    first = found[0]["people"][0]
    assert (first["note"], first["place"]) == ("武康变", "30.5000 N 120.0000 E")


def test_wbgt_is_compared_with_its_reference_as_information(document) -> None:
    wbgt, humid, information, estimate, stop = (alert[0] for alert in document["alerts"])
    assert wbgt == "斗内最高 WBGT 35.0 °C，加服装修正 4 °C 为 39.0 °C；ISO 7243 为 28 °C。"
    assert humid == "湿度高于 80 % 的时段：06:00–07:00。"
    assert "仅作提示" in information
    assert "工程估算" in estimate
    assert "120" in stop


def test_a_dry_day_without_stints_has_general_alerts_only(plan, with_table) -> None:
    slots = plan.tables["weather_slots"].assign(relative_humidity_percent=50)
    changed = with_table(plan, weather_slots=slots, stints=plan.tables["stints"].iloc[:0])
    assert len(shift_sheets(changed)[0].document["alerts"]) == 3


def test_bypass_gear_is_on_the_list_of_bypass_jobs_only(plan) -> None:
    kits = [sheet.document["kit"] for sheet in shift_sheets(plan)]
    assert [["旁路电缆、旁路开关", "bypass cable and switch"] in kit for kit in kits] == [
        False, False, True, True,
    ]  # fmt: skip


def test_everyone_who_is_out_signs(document) -> None:
    assert [(s["name"], s["role"]) for s in document["signatures"]][:3] == [
        ("沈镕喆", "负责"),
        ("陆堃", "监护"),
        ("钱昇", "斗内"),
    ]
    assert len(document["signatures"]) == 6


def test_steps_say_with_what_learned_times_their_job_is_planned(plan) -> None:
    first = plan.tables["schedule"].sort_values("start")["work_order"].iloc[0]
    orders = plan.scenario.tables["work_orders"].set_index("work_order")
    crews = plan.scenario.tables["crews"]["crew"]
    learned = pd.DataFrame(
        [
            {"job_type": orders.at[first, "job_type"], "crew": crew, "jobs": 9,
             "median_ratio": 1.3, "factor": 1.25, "ratios": ""}
            for crew in crews
        ]
    )  # fmt: skip
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "durations": learned})
    told = [kind["name"] for kind in steps_of(replace(plan, scenario=scenario))]
    assert any("× 1.25" in zh and "× 1.25" in en for zh, en in told)
    assert not any("×" in zh for zh, _ in (kind["name"] for kind in steps_of(plan)))


def steps_of(plan: Plan) -> list[dict[str, Any]]:
    return [kind for sheet in shift_sheets(plan) for kind in sheet.document["steps"]]
