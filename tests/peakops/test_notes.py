"""What is filled, cut or left out is said in words, by `validate` and with every plan."""

from __future__ import annotations

import json
from pathlib import Path

from peakops.note_words import NO_REPAIRS, NOTE_WORDS
from peakops.notes import notes, summary_notes
from peakops.reports.words_forecast import REPAIRS
from peakops.summary_words import summary_lines
from peakops.tables import Repair

from .command_runs import run
from .test_screen import SUMMARY
from .tiny_scenario import read_cells, set_cell, write_cells

WEATHER = "note: weather_forecast.csv: ghi_w_per_m2: 1 hour with more radiation than the sun allows"


def hours(column: str, count: int, kind: str = "missing") -> Repair:
    return Repair(file="load_history.csv", column=column, kind=kind, count=count)


def spoil(folder: Path) -> None:
    """A feeder in kW, 40 hours missing, and more sun than there is."""
    path = folder / "load_history.csv"
    header, *rows = read_cells(path)
    for row in rows:
        row[2] = f"{float(row[2]) * 1000:.0f}"
    write_cells(path, [header, *rows[:100], *rows[140:]])
    noon = 2 + 24 + 20  # the forecast begins at 16:00 of the day before
    set_cell(folder, "weather_forecast", noon, "ghi_w_per_m2", "1300")


def test_every_kind_of_repair_has_its_words() -> None:
    assert set(REPAIRS) <= set(NOTE_WORDS) | NO_REPAIRS
    assert not set(NOTE_WORDS) & NO_REPAIRS


def test_a_note_names_a_few_feeders_and_counts_the_rest() -> None:
    few = notes([hours("龙山线", 41)])
    assert few == ("load_history.csv: 龙山线: 41 hours missing",)
    many = notes(hours(f"F{n}", n) for n in range(1, 7))
    assert many == ("load_history.csv: F1, F2, F3, F4 and 2 more: 1 to 6 hours each missing",)
    assert notes([hours("F1", 720, "method_more_weather")]) == ()


def test_validate_says_what_planning_would_repair(tiny: Path) -> None:
    spoil(tiny)
    shown = run("validate", str(tiny)).stdout
    assert "note: load_history.csv: F2: looks like kW and was divided by 1000" in shown
    assert "note: load_history.csv: F1, F2, F3, F4: 40 hours each missing" in shown
    assert WEATHER in shown
    listed = json.loads(run("validate", str(tiny), "--json").stdout)["notes"]
    assert [f"note: {note}" for note in listed] == shown.splitlines()[: len(listed)]


def test_a_plan_says_what_was_repaired(tiny: Path, tmp_path: Path) -> None:
    spoil(tiny)
    out = tmp_path / "plan"
    shown = run("plan", str(tiny), "--out", str(out), "--effort", "0.2").stdout
    assert "note: load_history.csv: F2: looks like kW and was divided by 1000" in shown
    assert WEATHER in shown
    summary = json.loads((out / "plan.json").read_bytes())["summary"]
    assert all(f"note: {note}" in shown.splitlines() for note in summary_notes(summary))


def test_the_summary_on_the_screen_has_the_notes() -> None:
    repairs = [{"file": "load_history.csv", "column": "F1", "kind": "spike", "count": 2}]
    lines = summary_lines(SUMMARY | {"repairs": repairs}, Path("x"))
    assert "note: load_history.csv: F1: 2 hours left out: spikes" in lines
