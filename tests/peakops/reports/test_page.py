import base64
import hashlib
import re
from dataclasses import replace

import pandas as pd
import pytest

from peakops.reports import write_page
from peakops.reports.overview import overview_document
from peakops.reports.page import SCRIPTS, _part, in_both, page_document, page_html
from peakops.reports.page_days import heat_level
from peakops.reports.page_map import loading_level
from peakops.reports.sheet_source import Source, clock_label, split
from peakops.reports.wording import label_pair, pair
from tests.peakops.reports.pages import HOSTILE, Page, texts

WATER = label_pair("page_water")[1]


@pytest.fixture(scope="module")
def text(plan) -> str:
    return page_html(plan)


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page(text)


def test_the_same_plan_gives_the_same_bytes(plan, text, tmp_path) -> None:
    assert write_page(plan, tmp_path / "overview.html").read_bytes() == text.encode()


def test_it_is_one_file_that_may_connect_to_nothing(text, page) -> None:
    policy = page.of("meta")[1]["content"]
    digest = hashlib.sha256(page.blocks["script"][1].encode()).digest()
    source = f"script-src 'sha256-{base64.b64encode(digest).decode()}'"
    assert policy.startswith(f"default-src 'none'; style-src 'unsafe-inline'; {source}; ")
    assert "connect-src" not in policy
    assert all("src" not in attributes for attributes in page.attributes)
    assert [link["href"] for link in page.of("link")] == ["data:,"]
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in text
    assert "@import" not in text


def test_texts_reach_the_page_as_text_only() -> None:
    script = "".join(_part(name) for name in SCRIPTS)
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert way not in script


def test_no_text_of_an_order_is_markup(plan, with_order, page) -> None:
    odd = with_order(plan, "WO-1001", title=HOSTILE, pole=HOSTILE, notes=HOSTILE)
    odd = with_order(odd, "WO-1030", title=HOSTILE)
    told = Page(page_html(odd))
    assert told.tags == page.tags
    titles = {job["id"]: job["title"] for job in [*told.plan["jobs"], *told.plan["left"]]}
    assert titles["WO-1001"] == titles["WO-1030"] == HOSTILE
    assert not set("<>&\u2028\u2029") & set(told.blocks["script"][0])


def test_every_order_worker_time_and_limit_is_told(plan, page) -> None:
    assert {job["id"] for job in page.plan["jobs"]} == set(plan.tables["schedule"]["work_order"])
    assert {item["id"] for item in page.plan["left"]} == {"WO-1030"}
    workers = Source(plan=plan).names
    for job in page.plan["jobs"]:
        row = plan.tables["schedule"].set_index("work_order").loc[job["id"]]
        for part in (job["brief"], job["tables"]):
            told = "\n".join(texts(part))
            people = [
                w for key in ("leader", "supervisor", "bucket", "ground") for w in split(row[key])
            ]
            assert all(workers[worker] in told for worker in people)
            assert {row[0] for table in job["tables"] if table["title"][1] == WATER
                    for row in table["rows"]} == {workers[worker] for worker in people}  # fmt: skip
            stints = plan.tables["stints"].query("work_order == @job['id']").to_dict("records")
            assert stints
            for stint in stints:
                assert f"{clock_label(stint['start'])}–{clock_label(stint['end'])}" in told
                assert str(stint["stint_limit_minutes"]) in told
        assert [row["crew"], row["support_crew"] or row["crew"]] == [
            job["crews"][0],
            job["crews"][-1],
        ]


def test_a_transfer_is_told_with_its_switches_and_blocks(page) -> None:
    job = page.plan["jobs"][0]
    brief = {title[1]: lines for title, lines in job["brief"]}
    assert [line[1][1].split()[0] for line in brief["Switching steps"]] == [
        "open",
        "close",
        "open",
        "close",
    ]
    assert len(brief["Reclosing and auto-close to be blocked"]) == 3
    fields = {name[1]: value for name, value in job["fields"]}
    assert fields["Load transfer"] == "F101 → F102 · 1.84 MW"
    assert fields["if the feeder trips"] == [
        "35 min 后可恢复用户 300 · 1.20 MW；不能恢复用户 150 · 0.60 MW",
        "supplied again after 35 min: customers 300 · 1.20 MW; without supply: 150 · 0.60 MW",
    ]
    assert fields["feeder P90 / limit during the job"].endswith(" / 7.90 MW")


def test_a_crew_s_day_has_the_phases_of_its_pairs(page) -> None:
    first, second = page.plan["days"]
    crew = first["crews"][0]
    assert (crew["id"], [job["order"] for job in crew["jobs"]]) == ("C1", ["WO-1001", "WO-1007"])
    job = crew["jobs"][0]
    assert job["times"] == [435, 465, 600, 620]
    assert [lane["pair"] for lane in job["lanes"]] == ["A", "B"]
    assert job["lanes"][0]["bars"][:2] == [["bucket", 465, 491], ["rest", 491, 526]]
    assert job["lanes"][1]["bars"][0] == ["rest", 465, 496]
    assert max(bar[2] for lane in job["lanes"] for bar in lane["bars"]) == 600
    assert crew["drives"][0] == [410, 435, "base → WO-1001 · 11.2 km"]
    assert [len(crew["lunches"]) for crew in first["crews"]] == [0, 1]
    assert [person["name"] for person in crew["people"]][:2] == ["沈镕喆", "陆堃"]
    assert (first["idle"], second["idle"]) == (["带电作业三班"], ["带电作业三班"])
    lanes = [[lane["pair"] for lane in c["jobs"][0]["lanes"]] for c in second["crews"]]
    assert lanes == [["A1", "B1"], ["A2", "B2"]]


def test_hours_tell_heat_load_and_risk(page) -> None:
    day = page.plan["days"][0]
    hours = {hour["from"] // 60: hour for hour in day["hours"]}
    assert (hours[9]["temp"], hours[9]["rh"], hours[9]["wbgt"]) == ("33.4", "68", "33.0")
    assert (hours[9]["level"], hours[9]["risk"], hours[6]["risk"]) == (3, "1.00", "")
    assert [heat_level(c) for c in (27.9, 28.0, 30.0, 33.9, 34.0)] == [0, 1, 2, 3, 4]
    (closed,) = day["closed"]
    assert (closed["from"], closed["to"], closed["why"]) == (840, 1020, pair("hottest_hours"))


def test_a_day_that_may_close_is_told_in_the_words_of_the_pdf(plan) -> None:
    closing = {"date": "2026-07-21", "probability": 0.183, "work_orders": ["WO-1020"], "value": 8.0}
    told = replace(plan, summary={**plan.summary, "closing_days": [closing]})
    first, second = page_document(told)["days"]
    assert first["may_close"] == []
    assert second["may_close"] == [
        "最高气温达停工线的可能 18 %：将失去 1 项，权重 8.0",
        "18 % that the day closes: 1 order(s) of weight 8.0 lost",
    ]
    printed = overview_document(told)["days"]
    assert [day["may_close"] for day in printed] == [first["may_close"], second["may_close"]]


def test_the_map_has_feeders_open_points_and_places(page) -> None:
    drawn = page.plan["map"]
    feeders = {feeder["name"]: feeder for feeder in drawn["feeders"]}
    assert set(feeders) == {"F101", "F102", "F201"}
    worst = feeders["F101"]
    assert (worst["level"], worst["time"], worst["substation"]) == (1, "07-20 15:00", "武康变")
    assert worst["percent"] == "79.8 %"
    assert "武康变" in {place["name"] for place in drawn["substations"]}
    (point,) = drawn["open"]
    assert point["name"] == "武康112/舞阳115联络开关"
    placed = {order for work in drawn["works"] if work["placed"] for order in work["orders"]}
    assert placed == {job["id"] for job in page.plan["jobs"]}
    assert [loading_level(p) for p in (None, 0.0, 59.9, 60.0, 80.0, 100.0)] == [None, 0, 0, 1, 2, 3]


def test_a_plan_without_work_or_places_has_a_page(plan, with_table) -> None:
    names = ("schedule", "stints", "worker_phases", "travel", "findings", "unscheduled",
             "load_flow_checks", "load_forecast")  # fmt: skip
    empty = with_table(plan, **{name: plan.tables[name].iloc[:0] for name in names})
    nowhere = page_document(
        type(plan)(**{**vars(empty), "buses": plan.buses.assign(lon=float("nan"))})
    )
    assert (nowhere["jobs"], nowhere["left"], nowhere["map"]) == ([], [], {})
    assert page_document(empty)["map"]["feeders"][0]["percent"] == "—"


def test_what_cannot_be_restored_is_told_alone(plan, with_table) -> None:
    windows = plan.tables["windows"].assign(restore_minutes=float("nan"))
    job = page_document(with_table(plan, windows=windows))["jobs"][0]
    fields = {name[1]: value for name, value in job["fields"]}
    assert fields["if the feeder trips"][1] == "without supply: customers 150 · 0.60 MW"


def test_those_who_relieve_each_other_are_told(relieved) -> None:
    jobs = {job["id"]: job for job in page_document(relieved)["jobs"]}
    titles = [part["title"][1] for part in jobs["WO-1007"]["tables"]]
    assert "Watches in turn" in titles


@pytest.mark.parametrize(("language", "opened"), [("both", "zh-CN"), ("zh", "zh-CN"), ("en", "en")])
def test_it_holds_both_languages_and_opens_in_one(plan, page, language, opened) -> None:
    told = Page(page_html(plan, language))
    assert told.of("html")[0]["lang"] == opened
    assert told.plan["version"] == page.plan["version"]
    assert told.plan["labels"]["overview"] == label_pair("overview")


def test_languages_differ_in_texts_only() -> None:
    assert in_both({"a": ["x", 1]}, {"a": ["y", 1]}) == {"a": [["x", "y"], 1]}
    for zh, en in (([1], [1, 2]), ({"a": 1}, {"b": 1}), (1, 2), ("x", 1)):
        with pytest.raises(ValueError, match="differ in more than text"):
            in_both(zh, en)


def test_numbers_are_json(text) -> None:
    assert "NaN" not in Page(text).blocks["script"][0]
    assert pd.Timestamp(Page(text).plan["issued"]) == pd.Timestamp("2026-07-19 15:00")
