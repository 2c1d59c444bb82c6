"""`peakops check --schedule`: a schedule made by hand beside a written plan, or beside ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from feeders.agreement import EnginesDisagree
from feeders.limits import Violation
from peakops import by_hand, by_hand_judge, rounds
from peakops.by_hand import check_by_hand
from peakops.by_hand_days import followable
from peakops.by_hand_judge import Judged, judge
from peakops.by_hand_records import roots
from peakops.by_hand_table import read_hand_schedule
from peakops.by_hand_words import WORDS, hand_lines
from peakops.clock import Clock
from peakops.errors import InputFaults, LoadFlowsDisagree
from peakops.published import Published, read_published, stages_of
from peakops.referee import Refereed
from peakops.rounds import Stages
from peakops.timesheet import Phase
from scheduler.breach import Breach

from .command_runs import run
from .plan_case import DAY_1, DAY_2, write_plan_case
from .small_xlsx import xlsx
from .tiny_scenario import read_cells, set_cell

BOUND = 25_000
HEADER = ["work_order", "crew", "support_crew", "start"]
AS_PLANNED = {
    "W1": ["C1", "", f"{DAY_1}T07:30"],
    "W2": ["C2", "", f"{DAY_1}T07:30"],
    "W5": ["C1", "", f"{DAY_1}T09:15"],
    "W4": ["C2", "", f"{DAY_1}T10:00"],
    "W6": ["C1", "C2", f"{DAY_2}T07:30"],
    "W3": ["C1", "", f"{DAY_2}T10:30"],
}
Rows = dict[str, list[str]]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A written plan; not to be changed. B6 may be outdoors, but has no certificate for W6."""
    folder = write_plan_case(tmp_path_factory.mktemp("by-hand") / "plan")
    workers = [row[0] for row in read_cells(folder / "inputs" / "workers.csv")]
    set_cell(folder / "inputs", "workers", workers.index("B6") + 1, "heat_restriction", "none")
    document = {"summary": {"objective_bound": BOUND}}
    (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published(plan: Path) -> Published:
    return read_published(plan)


@pytest.fixture(scope="module")
def stages(published: Published) -> Stages:
    return stages_of(published.scenario, published.network, published.files)


@pytest.fixture(scope="module")
def quiet(stages: Stages) -> Refereed:
    """A load flow that finds nothing."""
    return Refereed(table=pd.DataFrame(), violations=(), agreement=stages.grid.agreement)


@pytest.fixture
def fast(
    published: Published, stages: Stages, quiet: Refereed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read and worked out already is not again, and no load flow runs."""
    monkeypatch.setattr(by_hand, "read_published", lambda _: published)
    monkeypatch.setattr(by_hand, "stages_of", lambda *_: stages)
    monkeypatch.setattr(by_hand_judge, "referee", lambda *_: quiet)


def write(folder: Path, rows: Rows, more: Iterable[str] = ()) -> Path:
    """Write rows, by order, with further columns."""
    lines = [[*HEADER, *more], *([name, *cells] for name, cells in rows.items())]
    path = folder / "hand.csv"
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def judged(published: Published, stages: Stages, fast: None) -> Callable[[Path], Judged]:
    """Judges a table beside the plan."""
    scenario = published.scenario
    return lambda path: judge(scenario, stages, read_hand_schedule(path, scenario))


def as_written(plan: Path) -> list[list[str]]:
    """schedule.csv as a table made by hand that says everything."""
    rows = read_cells(plan / "schedule.csv")
    columns = ["work_order", "crew", "support_crew", "start", "end", "transfer_plan",
               "leader", "supervisor", "bucket", "ground", "vehicles"]  # fmt: skip
    places = [rows[0].index(name) for name in columns]
    return [[row[place] for place in places] for row in rows]


def test_our_plan_given_back_is_clean_and_worth_the_same(plan: Path, tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    path.write_bytes(xlsx(as_written(plan)))
    done = run("check", str(plan), "--schedule", str(path), "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["clean"]
    assert (found["breaches"], found["violations"], found["left_out"]) == ([], [], [])
    assert found["theirs"] == found["faultless"] == found["ours"]
    assert found["gap_to_ours"] == {"must_placed": 0, "value": 0, "comfort": 0, "share": 0}
    assert found["theirs"]["gap"] == round(1 - found["theirs"]["value"] * 1000 / BOUND, 5)
    assert (found["bound"], found["only_ours"], found["only_theirs"]) == (25, [], [])
    assert all(job["filled"] == [] for job in found["jobs"])


CASES: list[tuple[list[str], Rows, Rows]] = [
    ([], AS_PLANNED, {}),
    (["hottest_hours"], AS_PLANNED | {"W2": ["C2", "", f"{DAY_1}T14:15"]}, {}),
    (["crew_overlap"], AS_PLANNED | {"W1": ["C1", "", f"{DAY_1}T08:30"]}, {}),
    (["partner_feeders"], AS_PLANNED | {"W2": ["C1", "", f"{DAY_1}T10:00"], "W5": []}, {}),
    (["certificate"], AS_PLANNED, {"bucket": ["W6", "Zhang;A4;B3;Feng"]}),
    (["end_too_short"], AS_PLANNED, {"end": ["W1", f"{DAY_1}T08:30"]}),
    (["start_off_grid"], AS_PLANNED | {"W1": ["C1", "", f"{DAY_1}T07:25"]}, {}),
    (["lock"], AS_PLANNED | {"W4": ["C1", "", f"{DAY_1}T10:00"], "W5": []}, {}),
    (["outside_plan"], AS_PLANNED | {"W1": ["C1", "", "2026-07-25T07:30"]}, {}),
    (["no_transfer"], AS_PLANNED, {"transfer_plan": ["W6", "W6-T9"]}),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "rows", "more"), CASES)
def test_each_breach_by_its_code_alone(
    wanted: list[str],
    rows: Rows,
    more: Rows,
    judged: Callable[[Path], Judged],
    tmp_path: Path,
) -> None:
    said = {
        name: [*cells, *(value if order == name else "" for order, value in more.values())]
        for name, cells in rows.items()
        if cells
    }
    found = judged(write(tmp_path, said, more))
    assert sorted({breach.code for breach in found.breaches}) == wanted
    rows_of = {name: row for row, name in enumerate(said, start=2)}
    for breach in found.breaches:
        assert breach.row == max(rows_of[name] for name in breach.work_orders)
    left_out = {"outside_plan": ("W1",), "no_transfer": ("W6",)}
    assert found.laid.left_out == left_out.get("".join(wanted), ())


def test_a_violation_names_its_rows(
    judged: Callable[[Path], Judged],
    quiet: Refereed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time = pd.Timestamp(f"{DAY_1}T07:00", tz="Asia/Shanghai")
    overload = Violation(time=time, code="line_overload", element="line:0", value=120.0,
                         limit=100.0, work_orders=("W1", "W2"))  # fmt: skip
    strict = replace(quiet, violations=(overload, replace(overload, cause="base")))
    monkeypatch.setattr(by_hand_judge, "referee", lambda *_: strict)
    found = judged(write(tmp_path, AS_PLANNED))
    assert [(v.code, v.row, v.work_orders) for v in found.violations] == [
        ("line_overload", 3, ("W1", "W2"))
    ]
    assert found.base_alarms == 1
    kept = {job.work_order for job in found.faultless.assignments}
    assert kept == set(AS_PLANNED) - {"W1", "W2"}


@pytest.mark.usefixtures("fast")
def test_a_worse_plan_shows_its_gap(plan: Path, tmp_path: Path) -> None:
    rows = {name: AS_PLANNED[name] for name in ("W2", "W4", "W6", "W3")}
    rows["W7"] = ["C1", "", f"{DAY_1}T07:30"]
    path = write(tmp_path, rows)
    done = run("check", str(plan), "--schedule", str(path))
    assert done.exit_code == 1, done.output
    lines = done.stdout.splitlines()
    assert lines[0].startswith("by hand: 2 mandatory or emergency orders")
    assert lines[4].startswith("against our plan: -1 mandatory, -")
    assert "not in the table: mandatory order not placed (mandatory_missing): W1" in lines
    assert any(line.startswith("row 6: not surveyed (not_surveyed): W7 C1") for line in lines)
    assert lines[-3:] == [
        "only in our plan: W1, W5",
        "only by hand: W7",
        "5 orders, 2 breach(es), 0 violation(s), 0 base alarm(s)",
    ]


def test_beside_a_scenario_it_is_planned_first(
    tiny_source: Path, tmp_path: Path, quiet: Refereed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (by_hand_judge, rounds):
        monkeypatch.setattr(module, "referee", lambda *_: quiet)
    path = write(tmp_path, {"W3": ["C1", "C2", f"{DAY_2}T06:30"]})
    done = run("check", str(tiny_source), "--schedule", str(path), "--effort", "0.1",
               "--language", "zh")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].startswith("手工安排：必做与应急工单 1 项")
    assert done.stdout.splitlines()[-2:] == [
        "仅计划中有：W1, W2",
        "1 项工单，违规 0 项，越限 0 项，无作业时已越限 0 项",
    ]


def faults(plan: Path, path: Path) -> list[tuple[int | None, str | None]]:
    with pytest.raises(InputFaults) as caught:
        check_by_hand(plan, path)
    assert {fault.file for fault in caught.value.faults} == {path.name}
    return [(fault.row, fault.column) for fault in caught.value.faults]


@pytest.mark.usefixtures("fast")
def test_every_fault_of_the_table_at_once(plan: Path, tmp_path: Path) -> None:
    start = f"{DAY_1}T07:30"
    path = write(
        tmp_path,
        {
            "W1": ["C1", "C1", start, start, "A9", "", "A3", ""],
            "W99": ["C9", "", "noon", "", "", "A1;A2", "", "V9"],
            "W2": ["C2", "", start, f"{DAY_1}T07:00", "Wang", "", "B3;Xu", "V2"],
        },
        ("end", "leader", "supervisor", "bucket", "vehicles"),
    )
    assert faults(plan, path) == [
        (2, "bucket"), (2, "end"), (2, "leader"), (2, "support_crew"),
        (3, "crew"), (3, "start"), (3, "vehicles"), (3, "work_order"),
        (4, "end"),
    ]  # fmt: skip
    done = run("check", str(plan), "--schedule", str(path))
    assert done.exit_code == 3
    assert "hand.csv, row 3, column work_order: found W99; wanted a name from work_orders" in (
        done.stderr
    )


def test_a_name_that_two_workers_have_is_none(published: Published, tmp_path: Path) -> None:
    scenario = published.scenario
    workers = scenario.tables["workers"].replace({"name": {"Li": "Wang"}})
    twice = replace(scenario, tables={**scenario.tables, "workers": workers})
    path = write(tmp_path, {"W1": ["C1", "", f"{DAY_1}T07:30", "Wang"]}, ["leader"])
    with pytest.raises(InputFaults, match="found Wang; wanted one of A1, A2, who are all called"):
        read_hand_schedule(path, twice)
    assert read_hand_schedule(path, scenario).jobs[0].named[0].leader == "A1"


@pytest.mark.usefixtures("fast")
def test_two_supervisors_of_a_crew_are_a_fault(plan: Path, tmp_path: Path) -> None:
    rows = {"W6": ["C1", "C2", f"{DAY_2}T07:30", "A1;A2;B2"]}
    assert faults(plan, write(tmp_path, rows, ["supervisor"])) == [(2, "supervisor")]


def test_a_plan_without_its_document_is_a_fault(plan: Path, tmp_path: Path) -> None:
    for text in ("", "{}"):
        path = tmp_path / "plan.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputFaults, match=r"plan\.json: found no summary"):
            by_hand._published_bound(path)
    path.write_text('{"summary": {"objective_bound": null}}', encoding="utf-8")
    assert by_hand._published_bound(path) is None


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    "options", [["--effort", "1"], ["--language", "zh"], ["--schedule", "nowhere.csv"]]
)
def test_options_that_make_no_sense_are_refused(plan: Path, options: list[str]) -> None:
    assert run("check", str(plan), *options).exit_code == 2


def test_effort_beside_a_plan_is_refused(plan: Path, tmp_path: Path) -> None:
    path = write(tmp_path, AS_PLANNED)
    assert run("check", str(plan), "--schedule", str(path), "--effort", "1").exit_code == 2


@pytest.mark.usefixtures("fast")
def test_engines_that_disagree_stop_it(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagree(*_: object) -> None:
        raise EnginesDisagree("bus:3")

    monkeypatch.setattr(by_hand, "judge", disagree)
    with pytest.raises(LoadFlowsDisagree, match="bus:3"):
        check_by_hand(plan, write(tmp_path, AS_PLANNED))


def phase(start: int, end: int, *, outdoors: bool) -> Phase:
    return Phase(worker="A1", phase="setup", work_order="W1", start=start, end=end,
                 outdoors=outdoors, metabolic_rate_w_per_m2=65, kit="", place="W1")  # fmt: skip


def test_drives_that_do_not_fit_are_cut_and_two_jobs_at_once_set_aside() -> None:
    clock = Clock(midnight=pd.Timestamp(DAY_1, tz="Asia/Shanghai"), days=1)
    work = [phase(10, 60, outdoors=True), phase(70, 1430, outdoors=True)]
    drives = [(-20, 10), (50, 70), (55, 65), (1430, 1460)]
    found = [(0, each) for each in (*work, *(phase(a, b, outdoors=False) for a, b in drives))]
    kept, aside = followable(found, clock)
    assert aside == ()
    assert sorted((each.start, each.end) for _, each in kept) == [
        (0, 10), (10, 60), (60, 70), (70, 1430), (1430, 1440),
    ]  # fmt: skip
    next_day = (1, phase(1450, 1500, outdoors=False))
    assert followable([*found, next_day], clock) == (kept, (("A1", 1),))
    twice = [*found, (0, phase(50, 80, outdoors=True))]
    assert followable(twice, clock) == ((), (("A1", 0),))


def test_values_are_clock_times_where_the_rule_has_them(
    published: Published, tmp_path: Path
) -> None:
    scenario = published.scenario
    table = read_hand_schedule(write(tmp_path, AS_PLANNED), scenario)
    clock = Clock(midnight=pd.Timestamp(DAY_1, tz="Asia/Shanghai"), days=2)
    start = Breach(rule="lock", work_orders=("W4",), crew="C2", minute_from=480, found="480",
                   limit="600")  # fmt: skip
    crew = replace(start, found="C2", limit="C1")
    late = replace(start, rule="predecessor", work_orders=("W6", "W3"), found="")
    found = roots((start, crew, late), ("W6",), table, clock)
    assert [(each.found, each.limit) for each in found] == [
        (f"{DAY_1}T08:00+08:00", f"{DAY_1}T10:00+08:00"),
        ("C2", "C1"),
    ]


def test_findings_in_words_and_what_is_unknown() -> None:
    item = {
        "code": "crew_overlap", "rows": [2, 6], "work_orders": ["W1", "W2"], "crews": ["C1"],
        "workers": [], "time_from": f"{DAY_1}T08:45+08:00", "time_to": f"{DAY_1}T08:57+08:00",
        "found": "3", "limit": "4",
    }  # fmt: skip
    no_lunch = item | {"code": "lunch_missing", "rows": [2], "found": ""}
    level = {"must_placed": 0, "value": 0.0, "comfort": 0, "gap": None}
    found = {
        "theirs": level, "faultless": level, "ours": level, "bound": None, "orders": 0,
        "gap_to_ours": {"must_placed": 0, "value": 0.0, "comfort": 0, "share": None},
        "breaches": [item, no_lunch], "violations": [], "base_alarms": 0, "left_out": ["W1"],
        "strain_not_followed": [{"worker": "A1", "date": DAY_1}], "only_ours": [],
        "only_theirs": [],
    }  # fmt: skip
    assert list(hand_lines(found, "en"))[3:9] == [
        "the bound is unknown",
        "against our plan: +0 mandatory, +0 of priority weight, +0 of comfort",
        (
            f"rows 2, 6: jobs of a crew overlap (crew_overlap): W1 W2 C1: {DAY_1} 08:45–08:57: "
            "found 3, limit 4"
        ),
        f"row 2: lunch break missing (lunch_missing): W1 W2 C1: {DAY_1} 08:45–08:57: limit 4",
        "not counted, as it cannot be laid out: W1",
        f"strain not followed, in two places at once: A1 {DAY_1}",
    ]
    assert all(zh or not en for zh, en in WORDS.values())
