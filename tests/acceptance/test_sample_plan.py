"""The sample county's plan as a user gets it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from peakops.check import check
from peakops.out_columns import OUT_COLUMNS


def test_all_files_are_there(sample_plan: Path) -> None:
    for name in OUT_COLUMNS:
        columns = list(pd.read_csv(sample_plan / f"{name}.csv", nrows=1).columns)
        assert columns == list(OUT_COLUMNS[name])
    schedule = pd.read_csv(sample_plan / "schedule.csv")
    crews = {
        f"{row.date}-{crew}.pdf"
        for row in schedule.itertuples()
        for crew in (row.crew, row.support_crew)
        if isinstance(crew, str)
    }
    assert {path.name for path in (sample_plan / "shift-plans").iterdir()} == crews
    assert (sample_plan / "overview.pdf").read_bytes().startswith(b"%PDF")
    assert (sample_plan / "dispatch.pdf").read_bytes().startswith(b"%PDF")
    page = (sample_plan / "overview.html").read_bytes()
    assert page.startswith(b"<!DOCTYPE html>")
    assert len(page) < 1_000_000
    assert (sample_plan / "plan.xlsx").read_bytes().startswith(b"PK")
    tickets = {path.stem for path in (sample_plan / "tickets").iterdir()}
    assert tickets == set(schedule["work_order"])
    assert (sample_plan / "actuals.xlsx").read_bytes().startswith(b"PK")
    names = {name[len("2026-07-21-") : -len(".pdf")] for name in crews}
    for folder in ("calendars", "messages"):
        assert {path.stem for path in (sample_plan / folder).iterdir()} == names


def test_the_plan_is_clean_by_its_own_account(sample_plan: Path) -> None:
    plan = json.loads((sample_plan / "plan.json").read_text(encoding="utf-8"))
    assert plan["schema"] == "peakops.plan/1"
    assert plan["summary"]["breaches"] == plan["summary"]["violations"] == 0
    assert plan["summary"]["reproducible"] is True
    assert str(sample_plan.parent) not in json.dumps(plan)


def test_mandatory_and_emergency_orders_are_placed(sample_plan: Path) -> None:
    orders = pd.read_csv(sample_plan / "inputs" / "work_orders.csv", dtype=str)
    must = orders[(orders["mandatory"] == "yes") | (orders["emergency"] == "yes")]
    placed = set(pd.read_csv(sample_plan / "schedule.csv", dtype=str)["work_order"])
    assert len(must) >= 2
    assert set(must["work_order"]) <= placed


def test_what_is_left_out_is_explained(sample_plan: Path) -> None:
    orders = set(pd.read_csv(sample_plan / "inputs" / "work_orders.csv", dtype=str)["work_order"])
    placed = set(pd.read_csv(sample_plan / "schedule.csv", dtype=str)["work_order"])
    explained = pd.read_csv(sample_plan / "unscheduled.csv", dtype=str)
    assert set(explained["work_order"]) == orders - placed
    assert explained["reason"].notna().all()


def test_the_histories_stay_out_of_the_plan(sample_plan: Path) -> None:
    names = {path.name for path in (sample_plan / "inputs").iterdir()}
    assert "network.json" in names
    assert not {"load_history.csv", "weather_history.csv"} & names


def test_check_confirms_the_plan(sample_plan: Path) -> None:
    report = check(sample_plan)
    assert report.lines()[:-1] == []
    summary = json.loads((sample_plan / "plan.json").read_text(encoding="utf-8"))["summary"]
    assert len(report.base_alarms) == summary["base_alarms"] > 0
