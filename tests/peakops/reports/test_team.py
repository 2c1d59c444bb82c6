"""What the leader decides at the pole: latest start, standby order, nearest places, changes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from peakops.replan_tables import REPLAN_COLUMNS
from peakops.reports import write_shift_plans
from peakops.reports.nearest import distance_km
from peakops.reports.sheet_source import Source, clock_label, day_text, split
from peakops.reports.shift_plan import shift_sheets
from peakops.reports.wording import label_pair
from tests.peakops.reports.made_names import at


def sheets(plan: Any) -> dict[tuple[str, str], Any]:
    return {(s.crew, s.date): s.document for s in shift_sheets(plan)}


def first(plan: Any) -> Any:
    return sheets(plan)["C1", "2026-07-20"]


def test_each_job_has_its_latest_start_and_what_ends_it(plan) -> None:
    assert [(job["latest"], job["later_breaks"]) for job in first(plan)["jobs"]] == [
        ("07:15", ["路途时间不足", "travel time too short"]),
        ("11:00", ["缺少午餐休息", "lunch break missing"]),
    ]
    words = [text for _, text in first(plan)["team_words"]]
    assert any("all else as planned" in text for text in words)


def test_a_standby_order_or_none(plan) -> None:
    found = first(plan)["standby"]
    assert found["for"] == ["① 现场不能开工时", "if ① is closed on the spot"]
    assert found["order"] == {
        "id": "WO-1030", "title": "10kV雷甸301线直线杆改终端杆", "feeder": "F201", "pole": "",
        "span": "07:45–10:15", "leader": "沈镕喆", "with": "", "blocks": False, "transfer": False,
    }  # fmt: skip
    assert sheets(plan)["C2", "2026-07-20"]["standby"]["order"] is None
    assert sheets(plan)["C1", "2026-07-21"]["standby"] is None  # all has begun


PLACES = (
    ("hospital", "近医院", 30.546, 119.99), ("hospital", "远医院", 30.6, 120.1),
    ("hospital", "无坐标医院", float("nan"), float("nan")), ("cooled_rest", "供电所", 30.55, 119.98),
)  # fmt: skip


def with_places(plan: Any, places: tuple[tuple[str, str, float, float], ...]) -> Any:
    rows = [(role, "", name, "0572-555-0100", lat, lon) for role, name, lat, lon in places]
    columns = ["role", "substation", "name", "phone", "lat", "lon"]
    tables = {**plan.scenario.tables, "contacts": pd.DataFrame(rows, columns=columns)}
    return replace(plan, scenario=replace(plan.scenario, tables=tables))


def test_the_nearest_of_each_kind_as_the_crow_flies(plan) -> None:
    near = first(with_places(plan, PLACES))["jobs"][0]["nearest"]
    assert [(place["kind"][1], place["name"]) for place in near] == [
        ("nearest cooled rest", "供电所"),
        ("nearest hospital", "近医院"),
    ]
    # 0.008° of latitude north: 0.89 km
    assert near[0]["km"] == "0.9 km"
    assert distance_km((30.542, 119.98), {"lat": 30.55, "lon": 119.98}) == pytest.approx(0.8896, abs=1e-4)  # fmt: skip
    assert [p["name"] for p in first(with_places(plan, PLACES[2:3]))["jobs"][0]["nearest"]] == []


def changed(plan: Any, *rows: dict[str, Any]) -> Any:
    empty = {
        name: pd.NaT if kind == "time" else "" for name, kind in REPLAN_COLUMNS["changes"].items()
    }
    table = pd.DataFrame([empty | row for row in rows], columns=list(empty))
    summary = {**plan.summary, "replan": {"of_issued": "2026-07-19T09:30+08:00", "changed": []}}
    return replace(plan, changes=table, summary=summary)


def side(name: str, crew: str, start: str, end: str, people: str = "") -> dict[str, Any]:
    return {
        f"{name}_crew": crew, f"{name}_start": at(0, start), f"{name}_end": at(0, end),
        f"{name}_people": people, f"{name}_vehicles": "浙E-D1021", f"{name}_transfer_plan": "T1",
    }  # fmt: skip


MOVED = {
    "work_order": "WO-1001", "change": "time;people", "reason": "worker_unavailable",
    **side("before", "C1", "07:00", "10:05", "W11;W13;W14"),
    **side("after", "C1", "07:15", "10:20", "W11;W13;W15"),
}  # fmt: skip
TAKEN = {
    "work_order": "WO-1003", "change": "crew;vehicles;transfer", "reason": "worth_more",
    **side("before", "C1", "13:00", "14:00", "W11"), **side("after", "C2", "07:15", "09:05", "W21"),
}  # fmt: skip
GONE = {
    "work_order": "WO-1030", "change": "left_out", "reason": "rain",
    **side("before", "C2", "13:00", "14:00", "W21"),
}  # fmt: skip


def test_a_first_issue_says_so(plan) -> None:
    assert first(plan)["changes"] == {"note": ["首次发布", "First issue"], "rows": []}


def test_a_crew_reads_what_changed_for_it_and_no_name_of_another(plan) -> None:
    found = first(changed(plan, MOVED, TAKEN, GONE))["changes"]
    assert found["note"][1] == "issue before: 2026-07-19 09:30"
    assert [(row["id"], row["change"][1], row["before"][1], row["after"][1]) for row in found["rows"]] == [
        ("WO-1001", "time, people", "07-20 07:00–10:05 费珺", "07-20 07:15–10:20 姚祎"),
        ("WO-1003", "crew, vehicles, load transfer", "07-20 13:00–14:00 T1", "07-20 07:15–09:05 another crew"),
    ]  # fmt: skip
    assert found["rows"][0]["reason"] == ["人员不可用", "worker not available"]


def test_what_a_crew_is_not_to_do_any_more_and_days_without_change(plan) -> None:
    both = sheets(changed(plan, MOVED, GONE))
    (gone,) = both["C2", "2026-07-20"]["changes"]["rows"]
    assert (gone["id"], gone["after"]) == ("WO-1030", ["不排", "not planned"])
    quiet = both["C1", "2026-07-21"]["changes"]
    assert quiet["rows"] == []
    assert quiet["note"][1] == "issue before: 2026-07-19 09:30, no change for this crew on this day"


@pytest.fixture(scope="module")
def printed(plan, tmp_path_factory, text_of) -> dict[str, str]:
    """Text of each sheet of a reissued plan, in both languages, by file name."""
    folder = tmp_path_factory.mktemp("team")
    given = changed(with_places(plan, PLACES), MOVED, TAKEN, GONE)
    return {path.name: text_of(path) for path in write_shift_plans(given, folder)}


def test_all_of_it_stands_on_the_sheet(printed) -> None:
    shown = printed["2026-07-20-C1.pdf"]
    for part in (
        "最迟开工lateststart11:00不是许可", "再晚则缺少午餐休息", "备用任务", "WO-1030", "07:45–10:15",
        "供电所0.9km", "近医院", "与上一版计划的差别", "07-2007:00–10:05费珺", "issuebefore",
    ):  # fmt: skip
        assert part in shown, part
    assert "Nooneorder" not in shown
    other = printed["2026-07-20-C2.pdf"]
    assert "None:noorderleftoverfits" in other
    assert "WO-1001" not in other


@pytest.mark.parametrize(("language", "absent"), [("zh", "Standby"), ("en", "备用任务")])
def test_one_language(plan, tmp_path, text_of, language: str, absent: str) -> None:
    given = changed(with_places(plan, PLACES), MOVED)
    shown = text_of(write_shift_plans(given, tmp_path, language)[0])
    there = label_pair("standby_order")[0 if language == "zh" else 1]
    assert there.replace(" ", "") in shown
    assert absent not in shown


CARD = re.compile(r"(\d\d:\d\d)出发depart(\d\d:\d\d)到达·准备arrive(\d\d:\d\d)进斗bucketfrom(\d\d:\d\d)出斗bucketuntil(\d\d:\d\d)收工finish")  # fmt: skip
ROLE = "工作负责人Leader|专责监护人Dedicatedsupervisor|斗内电工[AB]\\d?组Bucketpair[AB]\\d?"
STINT = re.compile(r"(\d\d:\d\d)–(\d\d:\d\d)")


def test_the_plan_can_be_read_back_from_the_sheets_alone(plan, printed) -> None:
    """Times, people by role, stints and switches of every job, from the text of the PDFs."""
    source = Source(plan=plan)
    rows = plan.tables["schedule"].to_dict("records")
    seen: set[tuple[str, str]] = set()
    for name, text in printed.items():
        date, crew = name[:10], name[11:-4]
        starts = [match.start() for match in CARD.finditer(text)]
        for begin, end in zip(
            starts, [*starts[1:], text.index("作业步骤、风险与控制")], strict=True
        ):
            card = text[begin:end]
            times = CARD.match(card).groups()
            row = next(
                r for r in rows
                if crew in (r["crew"], r["support_crew"]) and day_text(r["date"]) == date
                and clock_label(r["start"]) == times[1]
            )  # fmt: skip
            assert times[1:] == tuple(
                clock_label(row[key]) for key in ("start", "setup_end", "bucket_end", "end")
            )
            assert read_people(card) == written_people(source, row, crew)
            assert read_stints(card) == written_stints(plan, row, crew)
            assert read_switches(card) == written_switches(plan, row)
            seen.add((str(row["work_order"]), crew))
    assert seen == {
        (str(r["work_order"]), c) for r in rows for c in (r["crew"], r["support_crew"]) if c
    }


def read_people(card: str) -> dict[str, str]:
    """Names by role, run together as the text has them."""
    found = re.split(ROLE, card[: card.index("地点Place")])[1:]
    return dict(zip(("leader", "supervisor", "A", "B"), found, strict=True))


def written_people(source: Source, row: Any, crew: str) -> dict[str, str]:
    own = [n for n in split(row["bucket"]) if source.crew_of(n) == crew]
    lead = _run_together(source, row["leader"])
    if row["crew"] != crew:
        lead += f"（{source.crew_name(row['crew'])}）"
    (supervisor,) = (n for n in split(row["supervisor"]) if source.crew_of(n) == crew)
    pairs = [_run_together(source, *own[k : k + 2]) for k in (0, 2)]
    second = _run_together(source, supervisor)
    return {"leader": lead, "supervisor": second, "A": pairs[0], "B": pairs[1]}


def _run_together(source: Source, *workers: str) -> str:
    return "".join(source.name(worker).replace(" ", "") for worker in workers)


def read_stints(card: str) -> list[tuple[str, str]]:
    table = card[card.index("进斗轮换") :]
    ends = [table.index(word) for word in ("停用重合闸（含", "本任务不需停用") if word in table]
    return STINT.findall(table[: min(ends)])


def written_stints(plan: Any, row: Any, crew: str) -> list[tuple[str, str]]:
    mine = plan.tables["stints"].query("work_order == @row['work_order']").to_dict("records")
    source = Source(plan=plan)
    return sorted({
        (clock_label(s["start"]), clock_label(s["end"]))
        for s in mine if source.crew_of(s["worker"]) == crew
    })  # fmt: skip


def read_switches(card: str) -> list[tuple[str, str]]:
    """Number and action of each switching step, in order."""
    if "倒闸操作" not in card:
        return []
    table = card[card.index("倒闸操作") :]
    return re.findall(r"(\d)作业[前后](?:before|after)work(拉开|合上)", table)


def written_switches(plan: Any, row: Any) -> list[tuple[str, str]]:
    steps = plan.tables["switching"]
    mine = steps[(steps["transfer_plan"] == row["transfer_plan"]) & (row["transfer_plan"] != "")]
    words = {"open": "拉开", "close": "合上"}
    return [(str(s["step"]), words[s["action"]]) for s in mine.to_dict("records")]
