from dataclasses import replace

import pandas as pd
import pytest
from pypdf import PdfReader

from feeders.limits import REASONS
from peakops.reports import write_overview
from peakops.reports.book_front import figures
from peakops.reports.overview import (
    FINDING_UNITS,
    order_numbers,
    overview_document,
    overview_parts,
    summary_cards,
)
from peakops.reports.sheet_source import Source


@pytest.fixture(scope="module")
def document(plan) -> dict:
    return overview_document(plan)


def test_orders_are_numbered_by_start(document) -> None:
    assert [(o["number"], o["id"], o["date"], o["time"]) for o in document["orders"]] == [
        ("1", "WO-1001", "07-20", "07:15–10:20"),
        ("2", "WO-1003", "07-20", "07:15–09:05"),
        ("3", "WO-1007", "07-20", "10:45–12:30"),
        ("4", "WO-1012", "07-20", "17:15–19:00"),
        ("5", "WO-1020", "07-21", "07:00–12:50"),
    ]
    assert document["orders"][0]["transfer"] == "F101 → F102"
    assert document["orders"][4]["crew"] == "带电作业一班、带电作业二班"


def test_a_day_shows_its_crews(document) -> None:
    first, second = document["days"]
    assert [row["name"] for row in first["rows"]] == ["带电作业一班", "带电作业二班"]
    bars = [(b["kind"], b["from"], b["to"], b["label"]) for b in first["rows"][0]["bars"]]
    assert ("bucket", 465, 600, "1") in bars
    assert ("travel", 410, 435, "") in bars
    assert [b["kind"] for b in first["rows"][1]["bars"]].count("lunch") == 1
    assert {b["label"] for row in second["rows"] for b in row["bars"]} == {"", "5"}


def test_an_idle_day_has_no_rows(plan, with_table) -> None:
    schedule = plan.tables["schedule"]
    idle = with_table(plan, schedule=schedule[schedule["date"] != "2026-07-21"])
    day = overview_document(idle)["days"][1]
    assert day["rows"] == []
    assert day["axis"] == {"from": 360, "to": 1200}


def test_risk_by_hour_counts_the_slots_in_work(document) -> None:
    risk = {cell["from"] // 60: cell["risk"] for cell in document["days"][0]["risk"]}
    # 0.25 customer-hours a slot from 07:15 to 10:20, the last slot begun at 10:15.
    assert (risk[6], risk[7], risk[8], risk[9], risk[10]) == ("", "0.75", "1.00", "1.00", "0.50")


def test_total_load_is_the_sum_of_the_feeders(plan, document) -> None:
    table = plan.tables["load_forecast"]
    time = pd.Timestamp("2026-07-20 08:00", tz="Asia/Shanghai")
    total = table.loc[table["time"] == time, "p50_mw"].sum()
    points = {p["minute"]: p["mw"] for p in document["days"][0]["load"]["points"]}
    assert points[480] == pytest.approx(total, abs=0.001)


def test_worst_hours_come_first_and_base_alarms_apart(plan, with_table, document) -> None:
    assert [row["loading"] for row in document["worst"]] == ["87.0", "84.0", "81.0"]
    assert document["worst"][0]["voltage_bus"] == "F102 5号节点"
    alarms = [(a["time"], a["loading"], a["loading_element"]) for a in document["alarms"]]
    assert alarms == [("07-20 15:00", "105.0", "F102 出口")]
    quiet = with_table(plan, load_flow_checks=plan.tables["load_flow_checks"].assign(cause=""))
    assert overview_document(quiet)["alarms"] == []


def test_unscheduled_orders_with_every_rule(document) -> None:
    (item,) = document["unscheduled"]
    assert (item["id"], item["priority"]) == ("WO-1030", "4")
    assert item["reason"] == ["线路负荷已达限值", "feeder at its limit"]
    assert [(r["rule"][1], r["lost"], r["alone"]) for r in item["rules"]] == [
        ("feeder at its limit", "140", "32"),
        ("hottest three hours closed", "24", "0"),
    ]
    assert item["fix"] == ["延后期限一天", "due one day later"]


def test_only_the_rules_that_matter_most_are_listed(plan, with_table) -> None:
    rows = pd.concat([plan.tables["unscheduled"]] * 4)
    (item,) = overview_document(with_table(plan, unscheduled=rows))["unscheduled"]
    assert len(item["rules"]) == 5


def test_an_order_without_a_known_fix(plan, with_table) -> None:
    table = plan.tables["unscheduled"].assign(nearest_fix="")
    assert overview_document(with_table(plan, unscheduled=table))["unscheduled"][0]["fix"] == [
        "—",
        "",
    ]


def test_findings_say_whether_they_are_resolved(plan, with_table, document) -> None:
    assert document["findings"][0]["state"] == ["已解决", "resolved"]
    assert document["findings"][0]["value"] == "103.200 / 100.000 %"
    table = plan.tables["findings"].assign(resolved=False, time_from=pd.NaT)
    changed = overview_document(with_table(plan, findings=table))["findings"][0]
    assert (changed["state"][1], changed["time"]) == ("not resolved", "—")


def test_findings_have_the_unit_of_their_rule(plan, with_table) -> None:
    assert set(REASONS) - set(FINDING_UNITS) == {"not_converged"}
    table = plan.tables["findings"].iloc[:1].assign(code="strain_water", value=3556.4, limit=3500.0)
    bare = table.assign(code="a_code_without_a_unit")
    for changed, shown in ((table, "3556.400 / 3500.000 g"), (bare, "3556.400 / 3500.000")):
        document = overview_document(with_table(plan, findings=changed))
        assert document["findings"][0]["value"] == shown


@pytest.mark.parametrize(("language", "listed"), [("zh", "WO-1、WO-2"), ("en", "WO-1, WO-2")])
def test_lists_are_joined_as_the_language_has_it(plan, with_table, language, listed) -> None:
    table = plan.tables["findings"].iloc[:1].assign(work_orders="WO-1;WO-2")
    (finding,) = overview_document(with_table(plan, findings=table), language)["findings"]
    assert finding["orders"] == listed


def test_summary_cards(document) -> None:
    cards = {card["name"][1]: (card["value"], card["note"]) for card in document["summary"]}
    assert cards["orders placed"] == ("5 / 6", "")
    assert cards["highest loading"] == ("88.4 %", "L2 · 07-20 09:00")
    assert cards["hottest stint"] == ("36.0 °C WBGT", "潘国强 · 07-20 17:45")
    assert cards["gap to the bound"] == ("0.40 %", "")


def test_the_overview_says_which_ratings_were_used(plan) -> None:
    hottest = {"hot_spot_c": 112.3, "element": "trafo:0", "time": "2026-07-20T16:00+08:00"}
    for given, wanted in (
        ({"ratings": "static", "hottest_transformer": {}}, ("static", "")),
        (
            {"ratings": "weather", "hottest_transformer": hottest},
            ("by weather", "hot spot 112.3 °C · trafo:0 · 07-20 16:00"),
        ),
    ):
        told = replace(plan, summary=plan.summary | given)
        cards = {c["name"][1]: c for c in overview_document(told, "en")["summary"]}
        card = cards["line and transformer ratings"]
        assert (card["value"], card["note"]) == wanted


def test_a_plan_without_figures_says_so(plan) -> None:
    bare = replace(plan, summary={})
    cards = {c["name"][1]: c["value"] for c in overview_document(bare, "en")["summary"]}
    assert cards["gap to the bound"] == "unknown"
    assert cards["highest loading"] == "—"


def test_overview_file(plan, tmp_path, text_of) -> None:
    path = write_overview(plan, tmp_path / "overview.pdf")
    shown = text_of(path)
    for part in ("WO-1001", "WO-1030", "带电作业二班", "39.0°C", "14:00–17:00", "沈镕喆", "F102"):
        assert part in shown
    pages = PdfReader(path).pages
    assert len(pages) == 4
    assert all(page.mediabox.width > page.mediabox.height for page in pages)
    again = write_overview(plan, tmp_path / "again.pdf")
    assert again.read_bytes() == path.read_bytes()


def test_an_order_and_its_reasons_stand_on_one_page(plan, tmp_path, monkeypatch) -> None:
    (item,) = overview_document(plan, "en")["unscheduled"]
    many = [item | {"rules": [*item["rules"], item["rules"][0]] * 2} for _ in range(40)]
    monkeypatch.setattr("peakops.reports.overview._unscheduled", lambda _: many)
    path = write_overview(plan, tmp_path / "overview.pdf", "en")
    texts = [page.extract_text() for page in PdfReader(path).pages]
    # each order has its limit four times and its hottest hours twice
    counts = [(t.count("WO-1030"), t.count("feeder at its limit 140")) for t in texts]
    listed = [(orders, limits) for orders, limits in counts if limits]
    assert len(listed) > 1, "on one page nothing can be torn"
    assert all(limits == 4 * orders for orders, limits in listed)


def test_no_page_for_a_last_order(plan, tmp_path, monkeypatch) -> None:
    """Rows of crews become lower first; what goes over then is more than one order."""
    source = Source(plan=plan, language="en")
    parts = overview_parts(source, order_numbers(source))
    day = parts["days"][0] | {"rows": parts["days"][0]["rows"] * 3}
    order = parts["orders"][0] | {"id": "WO-9999"}
    on_pages = [0]
    for count in range(4, 30):
        crowded = parts | {"days": [day], "orders": [order] * count}
        monkeypatch.setattr("peakops.reports.overview.overview_parts", lambda *_, c=crowded: c)
        pages = PdfReader(write_overview(plan, tmp_path / "overview.pdf", "en")).pages
        on_pages = [n for n in (p.extract_text().count("WO-9999") for p in pages[1:]) if n]
        if len(on_pages) > 1:
            break
    assert len(on_pages) == 2
    assert on_pages[1] > 1


def test_empty_plan_still_gives_an_overview(plan, with_table, tmp_path, text_of) -> None:
    names = (
        "schedule",
        "stints",
        "worker_phases",
        "travel",
        "findings",
        "unscheduled",
        "load_flow_checks",
    )
    empty = with_table(plan, **{name: plan.tables[name].iloc[:0] for name in names})
    shown = text_of(write_overview(empty, tmp_path / "overview.pdf"))
    assert "当日无作业" in shown
    assert "全部工单已排入" in shown


def test_a_plan_with_every_order_in_it_has_no_page_to_say_so(plan, with_table, tmp_path) -> None:
    names = ("findings", "unscheduled")
    full = with_table(plan, **{name: plan.tables[name].iloc[:0] for name in names})
    pages = PdfReader(write_overview(full, tmp_path / "overview.pdf", "zh")).pages
    assert len(pages) == 3
    assert "全部工单已排入" in pages[-1].extract_text()
    assert "各班组安排" in pages[-1].extract_text()


def test_learned_durations_are_told_where_the_plan_has_any(plan) -> None:
    learned = {"learned_durations": {"orders": 3, "factor_min": 0.9, "factor_max": 1.15}}
    told = replace(plan, summary=dict(plan.summary) | learned)
    assert summary_cards(Source(plan=told))[-1] == {
        "name": ["按实绩工时的工单", "orders with learned durations"],
        "value": "3",
        "note": "× 0.9 – 1.15",
    }
    assert ("learned_durations", 3.0, "", "× 0.9 – 1.15") in [*figures(Source(plan=told))]
    assert "learned_durations" not in {code for code, *_ in figures(Source(plan=plan))}
