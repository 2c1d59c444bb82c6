import json
from dataclasses import replace

import pandas as pd
import pytest

from peakops.reports.shift_plan import shift_sheets


@pytest.fixture(scope="module")
def sheets(plan) -> dict[tuple[str, str], dict]:
    return {(s.date, s.crew): s.document for s in shift_sheets(plan)}


def test_one_sheet_per_crew_and_day_with_work(sheets) -> None:
    assert sorted(sheets) == [
        ("2026-07-20", "C1"),
        ("2026-07-20", "C2"),
        ("2026-07-21", "C1"),
        ("2026-07-21", "C2"),  # supports the joint job; C3 is idle and has none
    ]


def test_documents_are_plain_json(sheets) -> None:
    for document in sheets.values():
        assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_head_of_a_restricted_day(sheets) -> None:
    document = sheets["2026-07-20", "C1"]
    assert document["crew"]["name"] == "带电作业一班"
    assert document["date"]["weekday"] == ["星期一", "Mon"]
    assert document["issued"] == "2026-07-19 15:00"
    heat = document["heat"]
    assert (heat["tmax"], heat["closed"], heat["cap"]) == ("39.0", "14:00–17:00", "6 h")
    assert heat["band"] == ["限时作业", "restricted hours"]


def test_head_of_a_day_without_closed_hours(sheets) -> None:
    assert sheets["2026-07-21", "C1"]["heat"]["closed"] == ""
    assert sheets["2026-07-21", "C1"]["heat"]["cap"] == ""


def test_a_stop_day_is_closed_all_day(plan, with_table) -> None:
    bands = plan.tables["day_bands"].assign(band="stop", hottest_from=pd.NaT, hottest_to=pd.NaT)
    document = shift_sheets(with_table(plan, day_bands=bands))[0].document
    assert document["heat"]["closed"] == "00:00–24:00"


def test_jobs_in_order_with_their_times(sheets) -> None:
    jobs = sheets["2026-07-20", "C1"]["jobs"]
    assert [(job["label"], job["id"], job["start"], job["end"]) for job in jobs] == [
        ("①", "WO-1001", "07:15", "10:20"),
        ("②", "WO-1007", "10:45", "12:30"),
    ]
    first, second = jobs
    assert (first["depart"], first["setup_end"], first["bucket_end"]) == ("06:50", "07:45", "10:00")
    assert first["method"] == ["绝缘手套作业法", "rubber glove method"]
    assert first["coordinates"] == "30.54200 N  119.98000 E"  # of the bus: the order has none
    assert first["ticket_span"] == "06:30 – 12:00"
    assert first["ticket_end"] == "11:30"
    assert second["after"] == "WO-1001"
    assert second["blocks"] == []


def test_own_coordinates_come_first(plan, with_order) -> None:
    changed = with_order(plan, "WO-1001", lat=30.5, lon=120.25)
    assert shift_sheets(changed)[0].document["jobs"][0]["coordinates"] == "30.50000 N  120.25000 E"


def test_a_ticket_over_midnight_shows_its_dates(plan, with_order) -> None:
    late = pd.Timestamp("2026-07-21 02:00", tz="Asia/Shanghai")
    job = shift_sheets(with_order(plan, "WO-1001", ticket_to=late))[0].document["jobs"][0]
    assert job["ticket_span"] == "07-20 06:30 – 07-21 02:00"


def test_an_unknown_method_is_shown_as_written(plan) -> None:
    types = plan.scenario.tables["job_types"].assign(method="glove, two work points, 机器人作业")
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "job_types": types})
    job = shift_sheets(replace(plan, scenario=scenario))[0].document["jobs"][0]
    assert job["method"] == [
        "绝缘手套作业法、两个作业点、机器人作业",
        "rubber glove method, two work points, 机器人作业",
    ]
    assert job["class"] == ["III类", "class III"]


def test_blocks_are_those_of_the_chosen_switching_state(sheets) -> None:
    blocks = sheets["2026-07-20", "C1"]["jobs"][0]["blocks"]
    assert [(b["feeder"], b["device"], b["why"][0]) for b in blocks] == [
        ("F101", "武康变112开关", "变电站出线开关"),
        ("F102", "舞阳115线出线开关", "转供侧出线开关"),
        ("F102", "武康112/舞阳115联络开关", "联络开关自投"),
    ]


def test_switching_steps_say_which_way_and_why_not_the_other(plan, sheets) -> None:
    steps = sheets["2026-07-20", "C1"]["jobs"][0]["switching"]
    assert {tuple(step["way"]) for step in steps} == {
        ("先断后合：接线组别不同", "break before make: another vector group")
    }
    assert not any(step["loop"] for step in steps)
    switching = plan.tables["switching"].assign(method="make_before_break", why="")
    changed = replace(plan, tables={**plan.tables, "switching": switching})
    step = shift_sheets(changed)[0].document["jobs"][0]["switching"][0]
    assert (step["way"], step["loop"]) == (["先合后断（合环）", "make before break"], True)


def test_a_job_that_blocks_reclosing_says_what_a_trip_would_mean(sheets) -> None:
    first, second = sheets["2026-07-20", "C1"]["jobs"]
    assert first["trip"] == {
        "restored": "300 · 1.20 MW",
        "out": "150 · 0.60 MW",
        "minutes": "35 min",
    }
    assert second["trip"] == {}


def test_switching_steps_carry_the_state_after_each(sheets) -> None:
    job = sheets["2026-07-20", "C1"]["jobs"][0]
    assert job["transfer"] == {
        "from": "F101",
        "to": "F102",
        "load": "1.84 MW",
        "customers": "",
        "short": "6000",
    }
    steps = [(s["number"], s["phase"][0], s["action"][0], s["loading"]) for s in job["switching"]]
    assert steps == [
        ("1", "作业前", "拉开", "71.0 %"),
        ("2", "作业前", "合上", "88.4 %"),
        ("3", "作业后", "拉开", "71.0 %"),
        ("4", "作业后", "合上", "74.2 %"),
    ]


def test_several_feeders_relieved_are_named_apart(plan, with_table) -> None:
    transfers = plan.tables["transfers"].assign(to_feeder="F102;F201", customers_interrupted=12)
    document = shift_sheets(with_table(plan, transfers=transfers))[0].document
    assert document["jobs"][0]["transfer"]["to"] == "F102、F201"
    assert document["jobs"][0]["transfer"]["customers"] == "12"
    assert [curve["name"] for curve in document["feeders"]] == ["F101", "F102", "F201"]


def test_stints_by_name_with_limit_and_rest(sheets) -> None:
    stints = sheets["2026-07-20", "C1"]["jobs"][0]["stints"]
    assert [(s["pair"], s["names"], s["from"], s["to"], s["minutes"], s["rest"]) for s in stints] == [
        ("A", ["钱昇", "费珺"], "07:45", "08:11", "26", "35 min"),
        ("B", ["姚祎", "章建国"], "08:16", "08:41", "25", "35 min"),
        ("A", ["钱昇", "费珺"], "08:46", "09:11", "25", ""),
        ("B", ["姚祎", "章建国"], "09:16", "09:40", "24", ""),
    ]  # fmt: skip
    assert stints[0]["limit"] == "30"
    assert stints[1]["rule"] == ["预测热应激", "predicted heat strain"]
    assert stints[0]["conditions"] == "30.5 / 79% / 31.3"
    assert stints[0]["core"] == "37.4"


def test_members_by_role(sheets) -> None:
    members = sheets["2026-07-20", "C1"]["jobs"][0]["members"]
    assert [(m["role"][0], m["names"]) for m in members] == [
        ("工作负责人", ["沈镕喆"]),
        ("专责监护人", ["陆堃"]),
        ("斗内电工 A 组", ["钱昇", "费珺"]),
        ("斗内电工 B 组", ["姚祎", "章建国"]),
    ]


def test_one_person_may_lead_and_supervise(plan, with_table) -> None:
    schedule = plan.tables["schedule"]
    both = with_table(plan, schedule=schedule.assign(supervisor=schedule["leader"]))
    members = shift_sheets(both)[0].document["jobs"][0]["members"]
    assert (members[0]["role"][0], members[0]["names"]) == ("负责人兼监护人", ["沈镕喆"])
    assert [member["role"][1] for member in members[1:]] == ["Bucket pair A", "Bucket pair B"]


def test_a_bucket_worker_without_a_stint_and_a_ground_worker_are_listed(plan, with_table) -> None:
    stints = plan.tables["stints"]
    only_a = stints[~((stints["work_order"] == "WO-1007") & (stints["pair"] == "B"))]
    schedule = plan.tables["schedule"].assign(ground="W16", bucket="W13;W14;W15")
    members = shift_sheets(with_table(plan, stints=only_a, schedule=schedule))[0].document["jobs"][
        1
    ]["members"]
    assert [(m["role"][1], m["names"]) for m in members[2:]] == [
        ("Bucket workers", ["姚祎"]),
        ("Bucket pair A", ["钱昇", "费珺"]),
        ("Ground workers", ["章建国"]),
    ]


def test_each_crew_of_a_joint_job_sees_its_own_part(sheets) -> None:
    lead, support = (sheets["2026-07-21", crew]["jobs"][0] for crew in ("C1", "C2"))
    assert lead["joint"] == {"code": "joint_lead", "crew": "带电作业二班"}
    assert support["joint"] == {"code": "joint_support", "crew": "带电作业一班"}
    assert {stint["pair"] for stint in lead["stints"]} == {"A1", "B1"}
    assert {stint["pair"] for stint in support["stints"]} == {"A2", "B2"}
    assert support["members"][0]["names"] == ["沈镕喆（带电作业一班）"]
    assert support["members"][1]["names"] == ["俞玥"]
    assert lead["vehicles"] == ["浙E-D1021 绝缘斗臂车", "浙E-P2001 旁路作业车"]
    assert support["vehicles"] == ["浙E-D1022 绝缘斗臂车", "浙E-P2001 旁路作业车"]


def test_who_watches_from_when_to_when_is_on_the_sheet(relieved) -> None:
    sheet = shift_sheets(relieved)[0].document
    other, card = sheet["jobs"]
    assert card["members"][-1] == {"role": ["轮换人员", "Relief"], "names": ["章建国"]}
    assert [(w["role"][0], w["name"], w["from"], w["to"]) for w in card["watches"]] == [
        ("负责人兼监护人", "沈镕喆", card["start"], card["bucket_end"]),
        ("负责人兼监护人", "章建国", card["bucket_end"], card["end"]),
    ]
    assert other["watches"] == []


def test_an_emergency_names_its_approver(sheets) -> None:
    job = sheets["2026-07-20", "C2"]["jobs"][1]
    assert job["emergency"]
    assert job["approver"] == "运检部主任 沈国华"


def test_version_follows_the_content(plan, with_order) -> None:
    before = {(s.date, s.crew): s.document["version"] for s in shift_sheets(plan)}
    after = {
        (s.date, s.crew): s.document["version"]
        for s in shift_sheets(with_order(plan, "WO-1003", notes="道路施工，绕行"))
    }
    assert [name for name in before if before[name] != after[name]] == [("2026-07-20", "C2")]
    assert all(len(version) == 12 for version in after.values())


def test_text_without_a_glyph_is_spelled_out(plan, with_order) -> None:
    document = shift_sheets(with_order(plan, "WO-1001", title="更换🔥开关"))[0].document
    assert document["jobs"][0]["title"] == "更换[U+1F525]开关"


def test_a_job_in_the_dark_asks_for_lighting(plan, with_table) -> None:
    schedule = plan.tables["schedule"]
    lit = schedule["lighting"].where(schedule["work_order"] != "WO-1001", True)
    document = shift_sheets(with_table(plan, schedule=schedule.assign(lighting=lit)))[0].document
    assert [job["lighting"] for job in document["jobs"]] == [True, False]
