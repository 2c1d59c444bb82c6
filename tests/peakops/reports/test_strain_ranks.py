from dataclasses import replace

from peakops.reports.overview import overview_document
from peakops.reports.sheet_source import Source
from peakops.reports.strain_ranks import strain_ranks, strain_summary


def test_three_hottest_and_three_thirstiest(plan) -> None:
    found = strain_ranks(Source(plan=plan), "2026-07-20")
    table = plan.tables["carry_over"]
    today = table[table["date"] == "2026-07-20"]
    assert found["hottest"][0]["value"] == f"{today['core_peak_c'].max():.2f} °C"
    assert found["thirstiest"][0]["value"] == f"{today['sweat_loss_g'].max() / 1000:.1f} l"
    assert len(found["hottest"]) == len(found["thirstiest"]) == 3
    assert found["hottest"][0]["crew"].startswith("带电作业")


def test_who_stays_at_the_base_has_no_rank(plan, with_table) -> None:
    table = plan.tables["carry_over"]
    idle = table.assign(core_peak_c=float("nan"), sweat_loss_g=float("nan"))
    found = strain_ranks(Source(plan=with_table(plan, carry_over=idle)), "2026-07-20")
    assert found == {"hottest": [], "thirstiest": []}


def test_the_plan_names_its_extremes_and_what_was_planned_away(plan) -> None:
    rows = strain_summary(Source(plan=plan))
    assert [(row["value"], row["limit"]) for row in rows] == [
        ("37.94 °C", "38.0 °C"),
        ("3.1 l", "3.5 l"),
        ("12", ""),
        ("0", ""),
    ]
    assert rows[0]["who"] == "潘国强 · 带电作业二班"
    assert rows[2]["name"][1] == "exceedances planned away"


def test_a_plan_without_work_has_limits_only(plan) -> None:
    limits = {"core_limit_c": 38.0, "water_limit_g": 3500, "exceedances_planned_away": 0,
              "exceedances_left": 0}  # fmt: skip
    rows = strain_summary(Source(plan=replace(plan, summary={"strain": limits})))
    assert [(row["value"], row["who"]) for row in rows[:2]] == [("—", "—"), ("—", "—")]


def test_a_strain_finding_names_the_worker(plan, with_table) -> None:
    findings = plan.tables["findings"].assign(
        kind="strain", code="strain_core", element="", workers="W13"
    )
    (row,) = overview_document(with_table(plan, findings=findings))["findings"]
    assert row["element"] == "钱昇"
    assert row["code"] == ["预测体温超过上限", "predicted core temperature over its limit"]
