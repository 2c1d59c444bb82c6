"""What was really done against the plan: comparison, breaches in reality, faults, the form."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from peakops import actuals_tables
from peakops.actuals_breaches import real_breaches
from peakops.actuals_columns import ACTUAL_STINTS, ACTUALS
from peakops.actuals_records import ActualJob, Actuals, ActualStint
from peakops.actuals_run import Files, actuals_to_folder
from peakops.actuals_screen import actuals_lines
from peakops.errors import InputFaults, UsageError
from peakops.publish import ACTUALS as KIND
from peakops.published import Published, read_published
from peakops.raw_tables import has_sheet, read_raw
from peakops.report_run import plan_of
from peakops.reports import write_actuals_form

from .command_runs import contents, run
from .plan_case import write_plan_case
from .small_xlsx import workbook
from .tiny_scenario import read_cells

DOCS = Path(__file__).parents[2] / "docs" / "actuals.md"
HEADER = "work_order,actual_start,actual_end,crews,reclosing_off,reclosing_on,interrupted,remark"
DAY = "2026-07-20"
DONE = f"""\
{HEADER}
W1,{DAY}T07:40,{DAY}T09:10,,,,,
W2,{DAY}T07:30,{DAY}T09:05,,{DAY}T07:20,{DAY}T09:30,yes,held up by a lorry
W4,,,,,,,thunder
W5,{DAY}T09:15,{DAY}T12:35,C2,,,,
"""
STINTS = f"""\
work_order,worker,start,end
W1,A3,{DAY}T08:00,{DAY}T08:30
W1,A4,{DAY}T08:00,{DAY}T08:31
W5,A3,,
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan that is over; not to be changed."""
    return write_plan_case(tmp_path_factory.mktemp("over") / "plan")


def tables(folder: Path, jobs: str = DONE, stints: str = STINTS) -> list[str]:
    """Arguments that name the filled-in tables."""
    (folder / "actuals.csv").write_text(jobs, encoding="utf-8")
    (folder / "stints.csv").write_text(stints, encoding="utf-8")
    return [str(folder / "actuals.csv"), "--stints", str(folder / "stints.csv")]


@pytest.fixture(scope="module")
def published(plan: Path) -> Published:
    """The plan, read once."""
    return read_published(plan)


@pytest.fixture
def read_once(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the plan takes longer than all the rest."""
    monkeypatch.setattr("peakops.actuals_run.read_published", lambda _: published)


@pytest.fixture(scope="module")
def went(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The comparison of a day: its folder and what --json prints."""
    folder = tmp_path_factory.mktemp("went")
    out, learned = str(folder / "out"), str(folder / "durations.csv")
    called = ("actuals", str(plan), *tables(folder), "--out", out, "--durations", learned)
    done = run(*called, "--json")
    assert done.exit_code == 1, done.output
    return folder, json.loads(done.stdout)


def test_the_screen_tells_how_the_day_went(
    plan: Path, went: tuple[Path, dict[str, Any]], read_once: None, tmp_path: Path
) -> None:
    folder, document = went
    before = (folder / "durations.csv").read_bytes()
    out, learned = str(tmp_path / "out"), str(folder / "durations.csv")
    again = run("actuals", str(plan), *tables(tmp_path), "--out", out, "--durations", learned)
    assert again.exit_code == 1
    for line in (
        "tiny: 3 done, 1 not done, 0 not reported, 2 open, 0 not in plan",
        "345 min planned, 385 min taken",
        "W1 C1: start +10 min, duration +10 min (x 1.12), reclosing blocked 10 min longer",
        (
            "W2 C2: start +0 min, duration +0 min (x 1.00), reclosing blocked 35 min longer, "
            "interrupted (held up by a lorry)"
        ),
        "W4 C2: not done (thunder)",
        f"stint_over_limit: W1 A4: {DAY} 08:00–08:31: 31 min, limit 30 min (rotation time)",
        "W5 A3: no stay in the bucket is reported, so none is judged",
        "learned CONNECT C1: 1 job(s), median 1.12, factor 1.024",
        "1 breach(es) in reality",
    ):
        assert line in again.stdout.splitlines(), line
    assert (folder / "durations.csv").read_bytes() == before
    lines = actuals_lines(document | {"stints": 0}, tmp_path)
    assert "no stays in the bucket are reported: their limits are not judged" in lines


def test_every_planned_job_is_compared(went: tuple[Path, dict[str, Any]]) -> None:
    _, document = went
    assert document["orders"] == {
        "done": 3, "not_done": 1, "not_reported": 0, "open": 2, "not_in_plan": 0,
    }  # fmt: skip
    jobs = {job["work_order"]: job for job in document["jobs"]}
    told = ("status", "start_delay_minutes", "difference_minutes", "ratio", "block_longer_minutes")
    assert [jobs["W1"][name] for name in told] == ["done", 10, 10, 1.125, 10]
    assert [jobs["W2"][name] for name in told] == ["done", 0, 0, 1.0, 35]
    assert [jobs["W4"][name] for name in told] == ["not_done", None, None, None, None]
    assert [jobs["W6"]["status"], jobs["W3"]["status"]] == ["open", "open"]
    assert jobs["W5"]["crews"] == "C2"
    assert (document["planned_minutes"], document["actual_minutes"]) == (345, 385)


def test_the_folder_has_tables_of_it(went: tuple[Path, dict[str, Any]]) -> None:
    folder, document = went
    files = contents(folder / "out")
    assert set(files) == {f"{name}.csv" for name in actuals_tables.ACTUALS_COLUMNS} | {KIND.file}
    assert json.loads(files[KIND.file]) == document
    header, *rows = read_cells(folder / "out" / "done_jobs.csv")
    assert header == list(actuals_tables.ACTUALS_COLUMNS["done_jobs"])
    assert len(rows) == 6
    assert files["durations.csv"] == (folder / "durations.csv").read_bytes()
    assert not list(folder.glob(".*"))


def test_durations_are_learned_of_whom_was_not_held_up(went: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = went
    learned = {tuple(row[:2]): row[2:] for row in read_cells(folder / "durations.csv")[1:]}
    assert learned == {
        ("CONNECT", "C1"): ["1", "1.125", "1.024", f"{DAY} W1 1.125"],
        ("LONG", "C2"): ["1", "1.176", "1.033", f"{DAY} W5 1.176"],
    }


def test_stints_are_held_against_the_limit_of_their_slots(
    went: tuple[Path, dict[str, Any]],
) -> None:
    _, document = went
    (breach,) = document["breaches"]
    assert breach["code"] == "stint_over_limit"
    assert [breach[name] for name in ("worker", "found_minutes", "limit_minutes")] == ["A4", 31, 30]


def compared(plan: Path, folder: Path, jobs: str, stints: str = "") -> dict[str, Any]:
    names = tables(folder, jobs, stints)
    files = Files(actuals=Path(names[0]), stints=Path(names[2]) if stints else None)
    return actuals_to_folder(plan, files, folder / "out")


def at(clock: str, day: str = DAY) -> pd.Timestamp:
    return pd.Timestamp(f"{day}T{clock}", tz="Asia/Shanghai")


def changed(published: Published, table: str, heat: dict[str, Any], **cells: Any) -> Published:
    """The plan with other heat rules and, in all rows of an input table, other cells."""
    scenario = published.scenario
    inputs = dict(scenario.tables) | {table: scenario.tables[table].assign(**cells)}
    return replace(published, scenario=replace(scenario, tables=inputs, heat=heat))


@pytest.mark.parametrize(
    ("order", "end", "day", "tmax", "codes"),
    [
        ("W5", "13:00", DAY, 37.0, []),
        ("W5", "13:01", DAY, 37.0, ["hottest_hours"]),
        ("W3", "13:01", DAY, 37.0, []),  # an emergency
        ("W5", "13:01", DAY, 36.0, []),
        ("W5", "12:00", DAY, 40.0, ["stop_day"]),
        ("W3", "12:30", "2026-07-21", 37.0, []),
        ("W3", "12:31", "2026-07-21", 37.0, ["ticket_window"]),
    ],
)
def test_hours_closed_by_law_and_tickets_run_over_are_breaches(
    published: Published, order: str, end: str, day: str, tmax: float, codes: list[str]
) -> None:
    hot = changed(published, "weather_daily", {}, tmax_official_c=tmax)
    job = ActualJob(work_order=order, crews=("C1",), span=(at("11:00", day), at(end, day)))
    found = real_breaches(hot, Actuals(jobs=(job,), stints=()))
    assert list(found["code"]) == codes
    if codes and day == DAY and tmax < 40:
        assert list(found["time_from"]) == [at("13:00")]
        assert list(found["found_minutes"]) == [1]


def test_somebody_new_to_the_heat_has_the_limits_of_a_newcomer(published: Published) -> None:
    strict = changed(published, "crews", {"use_strain": True})
    span = (at("13:00"), at("13:30"))
    stints = tuple(ActualStint(work_order="W1", worker=who, span=span) for who in ("A3", "A6"))
    found = real_breaches(strict, Actuals(jobs=(), stints=stints))
    assert list(zip(found["worker"], found["limit_minutes"], strict=True)) == [("A6", 29)]
    assert list(found["rule"]) == ["strain"]


def row(order: str, start: str, end: str, more: str = ",,,,") -> str:
    return f"{HEADER}\n{order},{DAY}T{start},{DAY}T{end}{more}\n"


def test_jobs_that_the_plan_does_not_have_are_told(
    plan: Path, tmp_path: Path, read_once: None
) -> None:
    found = compared(plan, tmp_path, row("W7", "10:00", "11:00", ",C2,,,,again"))
    job = found["jobs"][-1]
    assert (job["work_order"], job["status"], job["planned_minutes"]) == ("W7", "not_in_plan", None)
    assert found["learned"] == []
    assert found["orders"] == {
        "done": 0, "not_done": 0, "not_reported": 4, "open": 2, "not_in_plan": 1,
    }  # fmt: skip
    assert compared(plan, tmp_path, f"{HEADER}\nW7,,,,,,,\n")["orders"]["not_in_plan"] == 0


ODD = f"""\
{HEADER},planned_start,planned_end
W1,{DAY}T08:00,{DAY}T08:00,C9,,,,,{DAY}T07:30,
W2,{DAY}T08:00,,,,,,,{DAY}T07:45,
W3,2026-08-20T08:00,2026-08-20T09:00,,,,,,,
W4,,,,{DAY}T08:00,{DAY}T09:00,,,,
W5,{DAY}T08:00,2026-07-22T08:00,,,{DAY}T09:00,,,,
W7,{DAY}T08:00,{DAY}T09:00,,,,,,,{DAY}T09:00
W9,,,,,,,,,
W6,{DAY}T08:00,{DAY}T09:00,,,,,,,
"""
ODD_STINTS = f"""\
work_order,worker,start,end
W6,A3,{DAY}T08:00,{DAY}T08:20
W6,A3,{DAY}T08:19,{DAY}T08:40
W6,A4,{DAY}T08:00,{DAY}T09:01
W4,A4,{DAY}T08:30,{DAY}T08:20
W6,ZZ,{DAY}T08:30,
"""


def test_every_fault_is_named_and_nothing_written(
    plan: Path, tmp_path: Path, read_once: None
) -> None:
    with pytest.raises(InputFaults) as caught:
        compared(plan, tmp_path, ODD, ODD_STINTS)
    assert not (tmp_path / "out").exists()
    assert [(f.file, f.row, f.column) for f in caught.value.faults] == [
        ("actuals.csv", 2, "actual_end"),
        ("actuals.csv", 2, "crews"),
        ("actuals.csv", 3, "actual_end"),
        ("actuals.csv", 3, "planned_start"),
        ("actuals.csv", 4, "actual_start"),
        ("actuals.csv", 5, "reclosing_off"),
        ("actuals.csv", 6, "actual_end"),
        ("actuals.csv", 6, "reclosing_off"),
        ("actuals.csv", 7, "crews"),
        ("actuals.csv", 7, "planned_end"),
        ("actuals.csv", 8, "work_order"),
        ("stints.csv", 3, "start"),
        ("stints.csv", 4, "start"),
        ("stints.csv", 5, "end"),
        ("stints.csv", 6, "end"),
        ("stints.csv", 6, "worker"),
    ]
    wishes = {(f.row, f.column): f.wanted for f in caught.value.faults if f.file == "actuals.csv"}
    assert wishes[3, "planned_start"].startswith(
        "2026-07-20T07:30, as in this plan; is it the form"
    )
    assert wishes[7, "planned_end"].startswith("nothing: it is not in the plan")
    done = run("actuals", str(plan), *tables(tmp_path, ODD), "--out", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert "nothing written" in done.stderr


def test_what_follows_from_an_unreadable_time_is_no_fault(
    plan: Path, tmp_path: Path, read_once: None
) -> None:
    jobs = f"{HEADER}\nW1,8:50,{DAY}T09:10,,,,,\nW5,{DAY}T09:15,,,,,,\n"
    with pytest.raises(InputFaults) as caught:
        compared(plan, tmp_path, jobs, STINTS.replace("W5,A3,,", f"W5,A3,{DAY}T09:30,{DAY}T09:40"))
    assert [(f.file, f.row, f.column) for f in caught.value.faults] == [
        ("actuals.csv", 2, "actual_start"),
        ("actuals.csv", 3, "actual_end"),
    ]


def test_wrong_calls(plan: Path, tmp_path: Path) -> None:
    names, out = tables(tmp_path), str(tmp_path / "out")
    missing = str(tmp_path / "missing.csv")
    for called in (
        (str(plan), missing, "--out", out),
        (str(plan), names[0], "--stints", missing, "--out", out),
        (str(tmp_path / "none"), *names, "--out", out),
        (str(plan), *names, "--out", str(plan)),
        (str(plan), *names, "--out", out, "--durations", str(tmp_path / "learned.xlsx")),
        (str(plan), *names, "--out", out, "--durations", str(tmp_path / "no" / "learned.csv")),
    ):
        assert run("actuals", *called).exit_code == 2, called
    assert not Path(out).exists()
    with pytest.raises(UsageError, match="no such file"):
        actuals_to_folder(plan, Files(actuals=Path(missing)), tmp_path / "out")
    assert "--durations" in run("actuals", "--help").stdout


def test_the_form_of_a_plan_is_read_back(
    plan: Path, published: Published, read_once: None, tmp_path: Path
) -> None:
    (plan / "plan.json").write_text('{"summary": {}}', encoding="utf-8")
    form = write_actuals_form(plan_of(published), tmp_path / "actuals.xlsx")
    data = form.read_bytes()
    assert write_actuals_form(plan_of(published), tmp_path / "b.xlsx").read_bytes() == data
    assert has_sheet(data, ".xlsx", "actual_stints")
    for table in (ACTUALS, ACTUAL_STINTS):
        assert tuple(read_raw(data, ".xlsx", table.key).header) == table.names
    found = actuals_to_folder(plan, Files(actuals=form), tmp_path / "out")
    assert found["orders"]["open"] == 6
    assert (found["breaches"], found["stints"], found["learned"]) == ([], 0, [])


def test_a_filled_in_workbook_has_its_stints_beside(
    plan: Path, tmp_path: Path, read_once: None
) -> None:
    def time(clock: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"{DAY}T{clock}")

    sheets = {
        "actuals": [["work_order", "actual_start", "actual_end"], ["W1", time("07:40"), time("09:10")]],
        "actual_stints": [
            ["work_order", "worker", "start", "end"],
            ["W1", "A3", time("08:00"), time("08:40")],
            ["W1", "A4", time("07:00"), time("08:40")],
        ],
    }  # fmt: skip
    path = tmp_path / "filled.xlsx"
    path.write_bytes(workbook(sheets))
    with pytest.raises(InputFaults, match=r"filled\.xlsx sheet actual_stints, row 3, column start"):
        actuals_to_folder(plan, Files(actuals=path), tmp_path / "out")
    del sheets["actual_stints"][-1]
    path.write_bytes(workbook(sheets))
    found = actuals_to_folder(plan, Files(actuals=path), tmp_path / "out")
    assert [b["found_minutes"] for b in found["breaches"]] == [40]
    assert not has_sheet(b"PK nonsense", ".xlsx", "actual_stints")


@pytest.mark.parametrize("field", ["span", "block"])
def test_records_guard_themselves(field: str) -> None:
    times = (pd.Timestamp(DAY), pd.Timestamp(DAY))
    with pytest.raises(ValueError, match="W1"):
        ActualJob(work_order="W1", crews=(), **{"span": None, field: times})
    with pytest.raises(ValueError, match="not done"):
        ActualJob(
            work_order="W1", crews=(), span=None, block=(times[0], pd.Timestamp("2027-01-01"))
        )


def test_the_page_tells_every_column_status_and_breach() -> None:
    page = DOCS.read_text(encoding="utf-8")
    names = [name for columns in actuals_tables.ACTUALS_COLUMNS.values() for name in columns]
    for name in (*names, *actuals_tables.STATUS, *actuals_tables.BREACHES):
        assert f"`{name}`" in page, name
