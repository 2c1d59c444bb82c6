from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from peakops import cli
from peakops.errors import InputFault, InputFaults, LoadFlowsDisagree, NoPlanPossible, UsageError

from .tiny_scenario import set_cell

RUNNER = CliRunner()
CLEAN: dict[str, Any] = {"breaches": 0, "violations": 0}
FAULTS = InputFaults(
    [
        InputFault(file="crews.csv", row=3, column="crew", found="'C1'", wanted="an id used once"),
        InputFault(file="network.json", row=None, column=None, found="text", wanted="JSON"),
    ]
)


def planning(monkeypatch: pytest.MonkeyPatch, outcome: dict[str, Any] | Exception) -> None:
    def plan_to_folder(*_: object, **__: object) -> dict[str, Any]:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("peakops.run.plan_to_folder", plan_to_folder)


def run(*arguments: str) -> Any:
    return RUNNER.invoke(cli.app, list(arguments))


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (CLEAN, 0),
        (CLEAN | {"violations": 1}, 1),
        (CLEAN | {"breaches": 2}, 1),
        (UsageError("x is a file"), 2),
        (FAULTS, 3),
        (NoPlanPossible("locked"), 4),
        (LoadFlowsDisagree("bus:3"), 5),
    ],
)
def test_exit_codes_of_plan(
    monkeypatch: pytest.MonkeyPatch, outcome: dict[str, Any] | Exception, code: int
) -> None:
    planning(monkeypatch, outcome)
    assert run("plan", "some", "--out", "there", "--json").exit_code == code


def test_faults_are_named_with_place_found_and_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    planning(monkeypatch, FAULTS)
    lines = run("plan", "some", "--out", "there").stderr.splitlines()
    assert lines == [
        "crews.csv, row 3, column crew: found 'C1'; wanted an id used once",
        "network.json: found text; wanted JSON",
        "2 faults; nothing written",
    ]


def test_faults_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    planning(monkeypatch, FAULTS)
    document = json.loads(run("plan", "some", "--out", "there", "--json").stdout)
    assert [fault["file"] for fault in document["faults"]] == ["crews.csv", "network.json"]
    assert document["faults"][0]["row"] == 3


def test_a_full_disk_ends_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    planning(monkeypatch, OSError(28, "No space left on device", "there/plan.json"))
    result = run("plan", "some", "--out", "there")
    assert result.exit_code == 2
    assert result.stderr == "peakops: there/plan.json: No space left on device\n"
    planning(monkeypatch, OSError("timed out"))
    assert run("plan", "some", "--out", "there").stderr == "peakops: timed out\n"


def test_wrong_usage_is_2() -> None:
    assert run("plan", "some").exit_code == 2
    assert run("plan", "some", "--out", "there", "--effort", "-1").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_validate_finds_the_sound_scenario_sound_and_says_what_it_read(tiny: Path) -> None:
    assert run("validate", str(tiny)).stdout.splitlines()[-1] == (
        "no faults: 3 orders, 2 crews, 12 workers, 2 vehicles, 4 feeders, 10 switches, 12 buses, "
        "720 h of load history, 720 h of weather history, 62 h of weather forecast"
    )
    document = json.loads(run("validate", str(tiny), "--json").stdout)
    assert document["faults"] == []
    assert (document["read"]["orders"], document["read"]["h of load history"]) == (3, 720)


def test_validate_reports_all_faults(tiny: Path) -> None:
    for name in ("crews.csv", "kits.csv"):
        (tiny / name).unlink()
    found = run("validate", str(tiny))
    assert found.exit_code == 3
    assert "crews.csv" in found.stderr
    assert "kits.csv" in found.stderr


def test_check_of_a_folder_that_is_no_plan(tmp_path: Path) -> None:
    done = run("check", str(tmp_path))
    assert done.exit_code == 3
    assert "wanted the folder of a written plan" in done.stderr


def test_a_tiny_scenario_is_planned_published_and_checked(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    planned = run("plan", str(tiny), "--out", str(out), "--effort", "0.2", "--seed", "5")
    assert planned.exit_code == 0, planned.output
    assert f"written to {out}" in planned.stdout
    checked = run("check", str(out), "--json")
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["clean"] is True
    assert "0 breach(es)" in run("check", str(out)).stdout
    same_reports(out, tmp_path / "reports")
    one_language(out, tmp_path / "reports")


def same_reports(plan: Path, reports: Path) -> None:
    """Reports made from a plan's files are the plan's own to the byte."""
    made = run("report", str(plan), "--out", str(reports), "--json")
    assert made.exit_code == 0, made.output
    names = json.loads(made.stdout)["files"]
    assert {
        "overview.pdf",
        "dispatch.pdf",
        "plan.xlsx",
        "calendars/C1.ics",
        "messages/C1.txt",
        "tickets/W1.docx",
        "actuals.xlsx",
    } <= set(names)
    assert any(name.startswith("shift-plans/") for name in names)
    for name in names:
        assert (reports / name).read_bytes() == (plan / name).read_bytes(), name


def one_language(plan: Path, reports: Path) -> None:
    """Reports in another language take the place of the earlier ones."""
    made = run("report", str(plan), "--out", str(reports), "--language", "en")
    assert made.exit_code == 0, made.output
    assert "files written to" in made.stdout
    assert json.loads((reports / "reports.json").read_bytes())["language"] == "en"
    text = (reports / "messages" / "C1.txt").read_text(encoding="utf-8")
    assert "Planned times are information" in text
    assert "计划时间" not in text


def test_reports_replace_nothing_but_reports(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = run("report", str(tmp_path / "no plan"), "--out", str(tmp_path))
    assert refused.exit_code == 2
    assert run("report", str(tmp_path / "no plan"), "--out", str(tmp_path / "out")).exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_broken_plan_exits_with_1(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    assert run("plan", str(tiny), "--out", str(out), "--seconds", "1").exit_code == 0
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert plan["summary"]["reproducible"] is False
    workers = out / "inputs" / "workers.csv"
    text = workers.read_text(encoding="utf-8")
    workers.write_text(text.replace("supervisor", "ground"), encoding="utf-8")
    assert run("check", str(out)).exit_code in (1, 3)


def test_bad_input_leaves_the_old_plan_untouched(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    run("plan", str(tiny), "--out", str(out), "--effort", "0.2")
    before = (out / "plan.json").read_bytes()
    (tiny / "crews.csv").unlink()
    assert run("plan", str(tiny), "--out", str(out)).exit_code == 3
    assert (out / "plan.json").read_bytes() == before


def test_a_plan_of_other_inputs_is_replaced_only_when_asked(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    command = ("plan", str(tiny), "--out", str(out), "--effort", "0.2")
    assert run(*command).exit_code == 0
    before = (out / "plan.json").read_bytes()
    assert run(*command).exit_code == 0  # the same again
    assert (out / "plan.json").read_bytes() == before
    set_cell(tiny, "work_orders", 3, "priority", "9")
    refused = run(*command)
    assert refused.exit_code == 2
    assert "made from other inputs (work_orders.csv)" in refused.stderr
    assert "peakops replan" in refused.stderr
    assert (out / "plan.json").read_bytes() == before
    assert run(*command, "--replace").exit_code == 0
    assert (out / "plan.json").read_bytes() != before


def test_the_command_starts_without_the_heavy_packages() -> None:
    code = (
        "import sys, peakops.cli; "
        "print([m for m in ('pandas', 'pandapower', 'ortools', 'typst') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_main_refuses_strange_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise UsageError("the package 'scheduler' is not part of peakops")

    monkeypatch.setattr(cli, "require_own_packages", refuse)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert "not part of peakops" in capsys.readouterr().err
