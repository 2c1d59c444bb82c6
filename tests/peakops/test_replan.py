"""A written plan made anew from a moment of the day, from its files and a list of what came up."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import icalendar
import pandas as pd
import pytest
from pypdf import PdfReader

from peakops.changed_inputs import changed_inputs
from peakops.changes_file import read_changes
from peakops.check import check
from peakops.errors import InputFaults, NoPlanPossible, UsageError
from peakops.published import read_published
from peakops.raw_tables import read_raw
from peakops.replan import moment, refuse_odd, replan_to_folder
from peakops.replan_scheduler import read_tickets
from peakops.report_run import plan_of
from peakops.reports.shift_plan import shift_sheets
from peakops.why import why

from .command_runs import run
from .plan_case import write_plan_case
from .small_xlsx import workbook
from .tiny_scenario import read_cells, series_texts

AT = "2026-07-20T09:45"

MUCH = """\
crews_out:
  - {crew: C2, from: "09:50", to: "20:00", reason: lorry broke down}
vehicles_out:
  - {vehicle: V2, from: "09:50", to: "20:00"}
workers_out:
  - {worker: B6, from: "09:50", to: "20:00"}
overruns:
  - {work_order: W5, end: "12:20"}
withdrawn:
  - {work_order: W3, reason: already done by the customer}
unlocked:
  - {work_order: W4}
new_orders:
  - work_order: E1
    title: Hanging lead
    job_type: CONNECT
    feeder: F3
    bus: 9
    priority: 10
    mandatory: no
    emergency: yes
    approver: Shen
    moisture_proof_tools: no
    release: "09:45"
    due: 2026-07-20T20:00
    surveyed: yes
    after: [W1]
"""


@pytest.fixture(scope="module")
def in_force(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan that everybody has in his hands; not to be changed."""
    return write_plan_case(tmp_path_factory.mktemp("old") / "plan")


@pytest.fixture(scope="module")
def much(in_force: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A day on which much goes wrong: the old plan, the new one, its summary."""
    folder = tmp_path_factory.mktemp("much")
    (folder / "changes.yaml").write_text(MUCH, encoding="utf-8")
    before = contents_of(in_force)
    summary = replan_to_folder(
        in_force, folder / "new", at=AT, changes=folder / "changes.yaml", effort=3
    )
    assert contents_of(in_force) == before
    return folder / "new", summary


def contents_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def table(folder: Path, name: str, key: str = "work_order") -> dict[str, dict[str, str]]:
    header, *rows = read_cells(folder / f"{name}.csv")
    return {row[header.index(key)]: dict(zip(header, row, strict=True)) for row in rows}


def jobs(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of schedule.csv but for the delay that a job bears, which hangs on all others."""
    found = table(folder, "schedule")
    for row in found.values():
        del row["latest_start"], row["later_start_breaks"]
    return found


def changes_file(folder: Path, text: str) -> Path:
    path = folder / "changes.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_has_begun_stays_and_the_rest_follows(in_force: Path, much: Any) -> None:
    folder, summary = much
    old, new = jobs(in_force), jobs(folder)
    assert {name: new[name] for name in ("W1", "W2")} == {n: old[n] for n in ("W1", "W2")}
    assert (new["W5"]["end"], new["W5"]["leader"]) == ("2026-07-20T12:20+08:00", "A1")
    assert new["W6"] == old["W6"]
    assert (new["E1"]["crew"], new["E1"]["date"]) == ("C1", "2026-07-20")
    assert new["E1"]["start"] >= "2026-07-20T12:20+08:00"
    assert new["W4"]["start"] >= "2026-07-20T20:00+08:00"
    assert not {"W3", "W7"} & set(new)
    assert (summary["breaches"], summary["violations"]) == (0, 0)
    assert check(folder).codes == ()


def test_each_crews_shift_plan_lists_its_changes(much: Any) -> None:
    sheets = {
        (sheet.crew, sheet.date): sheet.document["changes"]
        for sheet in shift_sheets(plan_of(read_published(much[0])))
    }
    today = sheets["C1", "2026-07-20"]
    assert [(row["id"], row["change"][1]) for row in today["rows"]] == [
        ("E1", "added"),
        ("W5", "takes longer"),
    ]
    assert today["note"][1].startswith("issue before: 2026-07-")


def test_every_change_is_listed_with_its_reason(much: Any) -> None:
    folder, summary = much
    found = table(folder, "changes")
    assert {name: (row["change"], row["reason"]) for name, row in found.items()} == {
        "E1": ("added", "new_order"),
        "W3": ("withdrawn", "withdrawn"),
        "W4": ("time;people", "vehicle_missing;worker_unavailable"),
        "W5": ("overran", "overrun"),
    }
    assert found["W3"]["before_start"] == "2026-07-21T10:30+08:00"
    assert found["W3"]["after_start"] == ""
    assert summary["replan"]["fewest"]
    assert summary["replan"]["fixed"] == ["W1", "W2", "W5"]
    assert [item["work_order"] for item in summary["replan"]["changed"]] == list(found)
    header, *rows = read_cells(folder / "unscheduled.csv")
    rules = {row[header.index("rule")] for row in rows if row[0] == "W3"}
    assert rules >= {"withdrawn", "past", "ticket_not_filed"}


def test_calendars_messages_and_workbook_tell_what_changed(much: Any) -> None:
    folder, _ = much
    document = json.loads((folder / "replan.json").read_text(encoding="utf-8"))
    text = (folder / "calendars" / "C1.ics").read_bytes()
    events = {str(e["summary"])[:2]: e for e in icalendar.Calendar.from_ical(text).walk("VEVENT")}
    assert {name: event["status"] for name, event in events.items() if name != "【应"} == {
        "W1": "CONFIRMED", "W3": "CANCELLED", "W5": "CONFIRMED", "W6": "CONFIRMED",
    }  # fmt: skip
    called_off = [(job["work_order"], job["crew"]) for job in document["called_off"]]
    assert called_off == [("W3", "C1")]
    assert {event["sequence"] for event in events.values()} == {document["issue"]}
    message = (folder / "messages" / "C1.txt").read_text(encoding="utf-8")
    assert "取消：W3 Clear a hanging lead（原定 07-21 10:30–11:50）" in message
    assert "E1 Hanging lead" in message
    raw = read_raw((folder / "plan.xlsx").read_bytes(), ".xlsx", "changes")
    assert list(raw.columns[0]) == ["E1", "W3", "W4", "W5"]
    told = dict(zip(raw.header, (list(column) for column in raw.columns), strict=True))
    assert told["change_text"][:2] == ["新排入", "取消"]
    assert told["reason_text"][:2] == ["新增工单", "工单已取消"]
    assert told["before"][0] == ""
    assert told["after"][1] == ""
    pages = [page.extract_text() for page in PdfReader(folder / "dispatch.pdf").pages]
    assert "与上一版计划的差别" in pages[0]
    assert all(name in pages[0] for name in ("E1", "W3", "W4", "W5", "新排入", "取消", "不排"))
    assert "与上一版计划的差别" not in "".join(pages[1:])


def test_tables_that_share_a_workbook_are_changed_one_by_one(
    in_force: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(in_force, tmp_path / "plan"))
    inputs = folder / "inputs"
    sheets = {key: read_cells(inputs / f"{key}.csv") for key in ("work_orders", "workers")}
    sheets["work_orders"][2][1] = "=1+1"
    for key in sheets:
        (inputs / f"{key}.csv").unlink()
    (inputs / "people.xlsx").write_bytes(workbook(sheets))
    with (inputs / "scenario.yaml").open("a", encoding="utf-8") as stream:
        stream.write("files: {work_orders: people.xlsx, workers: people.xlsx}\n")
    published = read_published(folder)
    now = moment(published, AT)
    text = "withdrawn:\n  - {work_order: W3}\n"
    news = read_changes(changes_file(tmp_path, text), published, now)
    with changed_inputs(published, news, now) as (scenario, _):
        written = {path.name for path in scenario.folder.iterdir()}
        orders = scenario.tables["work_orders"].set_index("work_order")
    assert {"work_orders.csv", "people.xlsx"} <= written
    assert (orders.loc["W2", "title"], bool(orders.loc["W3", "withdrawn"])) == ("=1+1", True)


def test_why_and_offer_know_the_past_of_a_replan(much: Any) -> None:
    folder, _ = much
    found = why(folder, "W7")
    assert [fix["fix"] for fix in found["fixes"]] == ["survey"]
    assert found["fixes"][0]["place"]["start"] >= "2026-07-21"  # no ticket for today
    assert {"past", "ticket_not_filed"} <= {record["rule"] for record in found["rules"]}


def test_tickets_keep_their_leader_from_one_replan_to_the_next(much: Any, tmp_path: Path) -> None:
    folder, _ = much
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    text = (folder / "tickets.csv").read_text(encoding="utf-8")
    assert "W1,T1,F1,A1\n" in text
    text = text.replace("W1,T1,F1,A1", "W1,T1,F2,A7;A8;A9")
    (broken / "tickets.csv").write_text(text, encoding="utf-8")
    assert set(check(broken).codes) == {"leader_changed_twice", "ticket_feeder"}
    tickets = read_tickets(read_published(broken), 1230)
    assert tickets.leaders["W1"] == ("A7", "A8", "A9")
    assert tickets.leaders["E1"] == ("A1",)
    assert tickets.filed_today == {"W1", "W2", "W5", "E1"}
    (broken / "replan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputFaults, match="the moment of the replan"):
        check(broken)
    (broken / "tickets.csv").unlink()
    with pytest.raises(InputFaults, match=r"tickets\.csv"):
        read_tickets(replace(read_published(broken), earlier={"at": ""}), 1230)


def test_a_wetter_forecast_calls_a_crew_down_in_time(in_force: Path, tmp_path: Path) -> None:
    weather = series_texts()["weather_forecast"].splitlines()
    wet = [
        line.replace(",0.0,0.1", ",5.0,0.1") if "2026-07-20T1" in line[:13] and "T10" not in line
        else line
        for line in weather
    ]  # fmt: skip
    (tmp_path / "noon.csv").write_text("\n".join(wet) + "\n", encoding="utf-8")
    load = (in_force / "load_forecast.csv").read_text(encoding="utf-8")
    (tmp_path / "load.csv").write_text(load.replace("1.500", "1.550"), encoding="utf-8")
    path = changes_file(
        tmp_path,
        "weather_forecast: noon.csv\nload_forecast: load.csv\nunlocked:\n  - {work_order: W4}\n",
    )
    out = tmp_path / "new"
    summary = replan_to_folder(in_force, out, at=AT, changes=path)
    found, new = table(out, "changes"), table(out, "schedule")
    assert (found["W5"]["change"], found["W5"]["reason"]) == ("recalled", "rain")
    assert new["W5"]["bucket_end"] == "2026-07-20T10:30+08:00"
    assert new["W4"]["start"] >= "2026-07-20T20"
    assert found["W4"]["reason"] == "rain"
    assert summary["replan"]["recalled"] == ["W5"]
    assert summary["replan"]["load_forecast"] == "newer"
    loads = read_cells(out / "load_forecast.csv")
    f2 = [row for row in loads if row[1] == "F2"]
    assert [row[4] for row in f2] == ["1.500"] * 9 + ["1.550"] * 39
    assert check(out).codes == ()


def test_a_lock_that_cannot_be_kept_is_named(in_force: Path, tmp_path: Path) -> None:
    path = changes_file(tmp_path, "crews_out:\n  - {crew: C2, from: '09:50', to: '20:00'}\n")
    with pytest.raises(NoPlanPossible, match="W4"):
        replan_to_folder(in_force, tmp_path / "new", at=AT, changes=path)
    assert not (tmp_path / "new").exists()


ODD = """\
crew_out: []
crews_out:
  - {crew: C9, from: "12:00", to: "11:00"}
  - {crew: C1, from: noon, to: "13:00", til: "14:00"}
workers_out: {worker: A1}
overruns:
  - W5
  - {work_order: [W5], end: "12:00"}
  - {end: "12:00"}
new_orders:
  - {work_order: E1, colour: red}
weather_forecast: nowhere.csv
"""


def test_every_fault_is_named_at_once(in_force: Path, tmp_path: Path) -> None:
    published = read_published(in_force)
    with pytest.raises(InputFaults) as caught:
        read_changes(changes_file(tmp_path, ODD), published, moment(published, AT))
    found = {(fault.row, fault.column) for fault in caught.value.faults}
    assert found >= {
        (1, "crew_out"), (3, "crews_out.crew"), (4, "crews_out.from"), (4, "crews_out.til"),
        (5, "workers_out"), (7, "overruns"), (8, "overruns.work_order"),
        (9, "overruns.work_order"), (11, "new_orders.colour"), (11, "new_orders.title"),
        (12, "weather_forecast"),
    }  # fmt: skip
    assert {fault.file for fault in caught.value.faults} == {"changes.yaml"}
    assert any("did you mean crews_out?" in fault.wanted for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("overruns: [{work_order: W4, end: '12:00'}]", "overruns.work_order"),  # not begun
        ("overruns: [{work_order: W5, end: '12:00'}]", "overruns.end"),  # earlier than planned
        ("overruns: [{work_order: W1, end: '09:30'}]", "overruns.end"),  # the crew went on
        ("withdrawn: [{work_order: W1}]", "withdrawn.work_order"),  # done
        ("crews_out: [{crew: C1, from: '12:00', to: '11:00'}]", "crews_out.to"),
    ],
)
def test_changes_go_with_the_plan(in_force: Path, tmp_path: Path, text: str, column: str) -> None:
    published = read_published(in_force)
    now = moment(published, AT)
    with pytest.raises(InputFaults) as caught:
        refuse_odd(published, read_changes(changes_file(tmp_path, text), published, now), now)
    assert [fault.column for fault in caught.value.faults] == [column]


def test_a_new_order_is_read_like_a_row_of_its_table(in_force: Path, tmp_path: Path) -> None:
    published = read_published(in_force)
    now = moment(published, AT)
    text = MUCH.replace("feeder: F3", "feeder: F9").replace("priority: 10", "priority: 99")
    news = read_changes(changes_file(tmp_path, text), published, now)
    with pytest.raises(InputFaults) as caught, changed_inputs(published, news, now):
        pass
    assert [(f.file, f.row, f.column) for f in caught.value.faults] == [
        ("changes.yaml", 14, "new_orders.feeder"),
        ("changes.yaml", 14, "new_orders.priority"),
    ]


def test_inputs_carry_the_changes(in_force: Path, tmp_path: Path) -> None:
    published = read_published(in_force)
    now = moment(published, AT)
    news = read_changes(changes_file(tmp_path, MUCH), published, now)
    with changed_inputs(published, news, now) as (scenario, _):
        orders = scenario.tables["work_orders"].set_index("work_order")
        away = scenario.tables["absences"]
        assert scenario.issued == now
    assert orders["withdrawn"].to_dict()["W3"]
    assert pd.isna(orders.loc["W4", "locked_start"])
    assert orders.loc["E1", "after"] == ("W1",)
    assert sorted(away["worker"]) == ["", "B1", "B2", "B3", "B4", "B5", "B6", "B6"]
    assert sorted(away["vehicle"])[-1] == "V2"
    workers = scenario.tables["workers"]
    assert workers["outdoor_minutes_today"].sum() == 0


@pytest.mark.parametrize("at", ["10:30", "noon", "2026-07-22T10:30"])
def test_a_moment_is_one_of_the_plan(in_force: Path, tmp_path: Path, at: str) -> None:
    done = run("replan", str(in_force), "--at", at, "--changes", "x", "--out", str(tmp_path / "o"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"--at {at}" in done.stderr


def test_the_plan_in_force_is_not_overwritten(in_force: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in force"):
        replan_to_folder(in_force, in_force, at=AT, changes=tmp_path / "x")
    with pytest.raises(UsageError, match="no such file"):
        replan_to_folder(in_force, tmp_path / "new", at=AT, changes=tmp_path / "x")
    with pytest.raises(UsageError, match="no such folder"):
        read_published(tmp_path / "nowhere")
