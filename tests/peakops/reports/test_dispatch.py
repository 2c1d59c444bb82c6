import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from pypdf import PdfReader

from peakops.reports import write_dispatch
from peakops.reports.dispatch import dispatch_document
from peakops.reports.pdf import compile_pdf
from peakops.reports.wording import pair

SENTENCE = "禁止约时停用或恢复重合闸"


@pytest.fixture(scope="module")
def days(plan) -> list[dict]:
    return dispatch_document(plan)["days"]


@pytest.fixture
def sheets(days) -> dict[str, dict]:
    return {sheet["name"]: sheet for sheet in days[0]["feeders"]}


def test_the_document_is_plain_json(plan) -> None:
    document = dispatch_document(plan)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_a_sheet_for_each_feeder_that_a_job_touches(days) -> None:
    assert [[sheet["name"] for sheet in day["feeders"]] for day in days] == [
        ["F101", "F102", "F201", "F202"],
        ["F201"],
    ]


def test_permissions_stand_on_the_orders_own_feeder(sheets) -> None:
    (order,) = sheets["F101"]["orders"]
    shown = ("id", "crew", "leader", "ticket", "ticket_span", "ticket_end", "planned", "emergency")
    assert [order[key] for key in shown] == [
        "WO-1001", "带电作业一班", "沈镕喆", "带2026-0720-01", "06:30 – 12:00", "11:30",
        "07:15–10:20", False,
    ]  # fmt: skip
    assert [item["id"] for item in sheets["F102"]["orders"]] == ["WO-1007"]
    assert sheets["F202"]["orders"][0]["emergency"]


def test_a_joint_job_names_both_crews(days) -> None:
    assert days[1]["feeders"][0]["orders"][0]["crew"] == "带电作业一班、带电作业二班"


def test_devices_and_tickets_stand_on_the_feeder_they_concern(sheets) -> None:
    devices = {name: [d["device"] for d in sheet["devices"]] for name, sheet in sheets.items()}
    assert devices == {
        "F101": ["武康变112开关"],
        "F102": ["舞阳115线出线开关", "武康112/舞阳115联络开关"],
        "F201": [],
        "F202": ["乾元变207开关"],
    }
    assert [ticket["id"] for ticket in sheets["F102"]["tickets"]] == ["WO-1001", "WO-1007"]
    assert [ticket["id"] for ticket in sheets["F101"]["tickets"]] == ["WO-1001"]


def test_steps_stand_once_and_the_other_feeder_says_where(sheets) -> None:
    (transfer,) = sheets["F101"]["transfers"]
    assert [(step["number"], step["loading"]) for step in transfer["steps"]] == [
        ("1", "71.0 %"), ("2", "88.4 %"), ("3", "71.0 %"), ("4", "74.2 %"),
    ]  # fmt: skip
    assert sheets["F102"]["transfers"] == []
    (elsewhere,) = sheets["F102"]["elsewhere"]
    assert (elsewhere["id"], elsewhere["feeder"]) == ("WO-1001", "F101")


def second_job(plan, start: str):
    """WO-1003 beside WO-1001 on F101, with the same head breaker blocked."""
    schedule, orders = plan.tables["schedule"], plan.scenario.tables["work_orders"]
    begin = pd.Timestamp(f"2026-07-20 {start}", tz="Asia/Shanghai")
    mine = schedule["work_order"] == "WO-1003"
    moved = schedule.assign(
        start=schedule["start"].where(~mine, begin),
        end=schedule["end"].where(~mine, begin + pd.Timedelta(minutes=90)),
    )
    blocks = plan.tables["blocks"]
    again = blocks.iloc[[0]].assign(work_order="WO-1003", transfer_plan="", reason="same_pole")
    on_f101 = orders.assign(feeder=orders["feeder"].where(orders["work_order"] != "WO-1003", "F101"))  # fmt: skip
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "work_orders": on_f101})
    tables = {**plan.tables, "schedule": moved, "blocks": pd.concat([blocks, again])}
    return dispatch_document(replace(plan, tables=tables, scenario=scenario))["days"][0]


@pytest.mark.parametrize(
    ("start", "blocked"),
    [
        ("10:00", [["WO-1001", "WO-1003"]]),
        ("10:20", [["WO-1001"], ["WO-1003"]]),  # on again in between
    ],
)
def test_jobs_that_overlap_are_one_block(plan, start: str, blocked: list[list[str]]) -> None:
    day = second_job(plan, start)
    devices = day["feeders"][0]["devices"]
    assert [[order["id"] for order in device["orders"]] for device in devices] == blocked
    asked = day["due"]["requests"][0]["devices"][0]
    assert [order["id"] for order in asked["orders"]] == ["WO-1001", "WO-1003"]
    assert asked["why"][0] == "、".join(pair(code)[0] for code in ("head_breaker", "same_pole"))


def test_requests_go_to_the_permitter_of_each_substation(days) -> None:
    requests = days[0]["due"]["requests"]
    assert [(r["substation"], r["permitters"][0]["name"], len(r["devices"])) for r in requests] == [
        ("武康变", "县调 值班员", 3),
        ("乾元变", "县调 二席", 1),
    ]


def test_who_permits_may_be_unknown(plan) -> None:
    contacts = plan.scenario.tables["contacts"].iloc[:0]
    feeders = plan.scenario.tables["feeders"].iloc[1:]
    tables = {**plan.scenario.tables, "contacts": contacts, "feeders": feeders}
    scenario = replace(plan.scenario, tables=tables)
    day = dispatch_document(replace(plan, scenario=scenario))["days"][0]
    assert [r["substation"] for r in day["due"]["requests"]] == ["", "武康变", "乾元变"]
    assert day["due"]["requests"][0]["permitters"] == []
    assert [sheet["name"] for sheet in day["feeders"]] == ["F102", "F201", "F202", "F101"]


def test_customers_of_a_transfer_and_with_a_window_are_told(plan, with_order, days) -> None:
    (notice,) = days[0]["due"]["notices"]
    shown = ("id", "out_whole", "out_short", "out_minutes", "window")
    assert [notice[key] for key in shown] == ["WO-1001", "—", "300", "6000", "—"]
    assert days[1]["due"]["notices"] == []
    time = pd.Timestamp("2026-07-21 08:00", tz="Asia/Shanghai")
    for cells, window in (
        ({"window_start": time}, "07-21 08:00 – —"),
        ({"window_start": time, "window_end": time + pd.Timedelta(hours=4)}, "08:00 – 12:00"),
    ):
        agreed = dispatch_document(with_order(plan, "WO-1020", **cells))["days"][1]
        assert [item["window"] for item in agreed["due"]["notices"]] == [window]


def test_tickets_to_be_filed(days) -> None:
    tickets = days[0]["due"]["tickets"]
    assert [(t["id"], t["ticket"], t["reclosing_off"], t["steps"]) for t in tickets] == [
        ("WO-1001", "带2026-0720-01", True, "4"),
        ("WO-1003", "", False, "—"),
        ("WO-1007", "带2026-0720-02", False, "—"),
        ("WO-1012", "", True, "—"),
    ]


@pytest.mark.parametrize(("issued", "late"), [("15:00", False), ("15:01", True)])
def test_a_plan_issued_too_late_says_so(plan, issued: str, late: bool) -> None:
    time = pd.Timestamp(f"2026-07-19 {issued}", tz="Asia/Shanghai")
    changed = replace(plan, scenario=replace(plan.scenario, issued=time))
    first, second = dispatch_document(changed)["days"]
    assert (first["due"]["late"], second["due"]["late"]) == (late, False)
    assert first["due"]["time"] == ["15:00 前", "by 15:00"]
    assert first["due"]["date"]["iso"] == "2026-07-19"


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [("both", "Reclosingrequests", "no such text"), ("zh", "停用重合闸申请", "requests"),
     ("en", "Reclosingrequests", "停用重合闸申请")],
)  # fmt: skip
def test_everything_is_on_paper(plan, days, tmp_path, text_of, language, there, absent) -> None:
    path = write_dispatch(plan, tmp_path / "dispatch.pdf", language)
    shown = text_of(path)
    assert there in shown
    assert absent not in shown
    assert shown.count(SENTENCE) == 6  # each list of requests, each sheet with a device
    assert "不应出现" not in shown  # the state not chosen
    placed = plan.tables["schedule"]
    wanted = set(placed["work_order"])
    assert set(re.findall(r"WO-\d{4}", shown)) == wanted
    for day in days:
        for sheet in day["feeders"]:
            wanted |= {sheet["name"], *(p["name"] for p in sheet["permitters"])}
            wanted |= {text for o in sheet["tickets"] for text in (o["leader"], o["planned"], o["ticket"])}  # fmt: skip
            wanted |= {device["device"] for device in sheet["devices"]}
            wanted |= {s[key] for t in sheet["transfers"] for s in t["steps"] for key in ("device", "loading", "voltage", "lost")}  # fmt: skip
    assert [text for text in sorted(wanted) if text.replace(" ", "") not in shown] == []


def test_a4_on_its_side_archived_and_the_same_bytes(plan, tmp_path) -> None:
    path = write_dispatch(plan, tmp_path / "dispatch.pdf")
    reader = PdfReader(path)
    assert {tuple(map(round, page.mediabox[2:])) for page in reader.pages} == {(842, 595)}
    assert reader.metadata.title == "调度记录单 德清县供电公司 2026-07-20"
    assert b"<pdfaid:part>2</pdfaid:part>" in reader.xmp_metadata.stream.get_data()
    assert write_dispatch(plan, tmp_path / "again.pdf").read_bytes() == path.read_bytes()


def test_a_feeder_over_two_pages_has_its_name_on_both(plan, tmp_path) -> None:
    schedule, orders = plan.tables["schedule"], plan.scenario.tables["work_orders"]
    ids = [f"WO-20{n:02d}" for n in range(12)]
    many = pd.concat([schedule.iloc[[3]].assign(work_order=name) for name in ids])
    more = pd.concat([orders.iloc[[3]].assign(work_order=name) for name in ids])
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "work_orders": more})
    full = replace(plan, tables={**plan.tables, "schedule": many}, scenario=scenario)
    pages = PdfReader(write_dispatch(full, tmp_path / "dispatch.pdf")).pages
    texts = [page.extract_text() for page in pages]
    log = [text for text in texts if "permitted at" in text or "closed at" in text]
    assert len(log) == 2
    assert all("F202" in text and "县调 二席" in text for text in log)
    assert "WO-2011" in log[-1]


def test_reclosing_off_in_a_loop_is_said_before_its_steps(plan, tmp_path, text_of) -> None:
    document = dispatch_document(plan, "zh")
    steps = [
        s
        for sheet in document["days"][0]["feeders"]
        for t in sheet["transfers"]
        for s in t["steps"]
    ]
    for step in steps:
        step["loop"] = True
    path = tmp_path / "dispatch.pdf"
    path.write_bytes(compile_pdf("dispatch.typ", document, plan.scenario.issued))
    shown = text_of(path)
    assert shown.index("合环前确认") < shown.index("最大负载")


def test_odd_texts_are_texts(plan, with_order, tmp_path, text_of) -> None:
    odd = '#panic("x") $a^2$ *粗* _斜_ <标> @引用 [链接] \\ 🔥 '
    changed = with_order(
        plan, "WO-1001", title=odd + "武康线" * 90, feeder="=1+1", ticket="T" * 300
    )
    shown = text_of(write_dispatch(changed, tmp_path / "dispatch.pdf"))
    assert '#panic("x")$a^2$*粗*_斜_<标>@引用[链接]\\[U+1F525]武康线武康线' in shown
    assert "T" * 300 in shown
    assert "=1+1" in shown


def test_nothing_to_do_without_work(plan, with_table, tmp_path, text_of) -> None:
    idle = with_table(plan, schedule=plan.tables["schedule"].iloc[:0])
    path = write_dispatch(idle, tmp_path / "dispatch.pdf")
    shown = text_of(path)
    assert len(PdfReader(path).pages) == 1
    assert shown.count("当日无作业") == 2
    assert SENTENCE not in shown
    assert "WO-" not in shown


def test_what_a_replan_changed_comes_first_and_in_words(plan) -> None:
    assert "changes" not in dispatch_document(plan)
    changed = [
        {"work_order": "WO-1001", "change": "time;people", "reason": "hottest_hours;crew_overlap",
         "because_of": "WO-1012", "before": "2026-07-20 07:15–10:20 C1",
         "after": "2026-07-20 08:00–11:05 C1"},
        {"work_order": "WO-1030", "change": "left_out", "reason": "a_code_without_a_text",
         "because_of": "", "before": "2026-07-20 14:15–17:00 C2", "after": ""},
    ]  # fmt: skip
    told = {"at": "2026-07-20T06:30+08:00", "of_issued": "2026-07-19T15:00+08:00"}
    summary = dict(plan.summary) | {"replan": told | {"changed": changed}}
    found = dispatch_document(replace(plan, summary=summary))["changes"]
    assert (found["at"], found["of"]) == ("2026-07-20 06:30", "2026-07-19 15:00")
    first, second = found["rows"]
    assert first["change"] == ["时间、人员", "time, people"]
    assert first["before"][0] == "2026-07-20 07:15–10:20 带电作业一班"
    assert first["after"][0] == "2026-07-20 08:00–11:05 带电作业一班"
    assert first["reason"][1] == "hottest three hours closed, jobs of a crew overlap"
    assert first["because"] == "WO-1012"
    assert second["after"] == ["不排", "not planned"]
    assert second["reason"] == ["a_code_without_a_text"] * 2
