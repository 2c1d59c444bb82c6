"""The referee: violations of the plan, alarms without it, feeders at their limit."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from peakops import check
from peakops.check import CheckReport
from peakops.checks import flows
from tests.peakops import plan_codes
from tests.peakops import plan_edits as edit

ROOT = Path(__file__).parents[3]
DAY_1, DAY_2 = "2026-07-20", "2026-07-21"


def test_the_clean_plan_is_clean(folder):
    report = check.check(folder)
    assert report == CheckReport(breaches=(), violations=(), base_alarms=(), orders=6)
    assert report.clean
    assert report.lines() == ["6 orders, 0 breach(es), 0 violation(s), 0 base alarm(s)"]


def test_an_order_on_a_feeder_at_its_limit(folder):
    edit.overload_feeder(folder, "F1", f"{DAY_1}T08:00+08:00", 7.0)
    report = check.check(folder)
    assert report.codes == ("feeder_at_limit",)
    (breach,) = report.breaches
    assert breach.work_orders == ("W1",)
    assert breach.time_from == pd.Timestamp(f"{DAY_1}T08:00+08:00")
    assert breach.found.startswith("F1: 10")
    assert {alarm.element for alarm in report.base_alarms} >= {"feeder:F1"}


def test_a_full_feeder_without_reclosing_blocked_is_an_alarm_only(folder):
    edit.set_cells(folder, "inputs/job_types", {"code": "CONNECT"}, reclosing_blocked="no")
    edit.overload_feeder(folder, "F1", f"{DAY_1}T08:00+08:00", 7.0)
    for order in ("W1", "W2", "W3", "W4"):
        edit.drop_rows(folder, "blocks", work_order=order)
    report = check.check(folder)
    assert report.clean
    assert report.base_alarms


def test_a_full_feeder_in_another_hour_is_an_alarm_only(folder):
    edit.overload_feeder(folder, "F1", f"{DAY_1}T20:00+08:00", 7.0)
    report = check.check(folder)
    assert report.clean
    assert {alarm.time_from for alarm in report.base_alarms} == {
        pd.Timestamp(f"{DAY_1}T20:00+08:00")
    }


def test_a_transfer_onto_a_full_feeder_is_a_violation(folder):
    edit.overload_feeder(folder, "F2", f"{DAY_2}T08:00+08:00", 6.3)
    report = check.check(folder)
    assert not report.breaches
    assert {item.code for item in report.violations} == {"feeder_at_limit", "line_overload"}
    assert all(item.work_orders == ("W6",) for item in report.violations)
    assert report.base_alarms == ()
    shown = report.as_dict()
    assert shown["codes"] == ["feeder_at_limit", "line_overload"]
    assert not shown["clean"]
    assert json.loads(json.dumps(shown)) == shown
    assert report.lines()[0].startswith("feeder_at_limit: W6 feeder:F2: 2026-07-21T08:00+08:00")


def test_the_transfer_holds_a_quarter_before_and_after_the_job(folder):
    hours = {time.hour for time, state, _ in flows.joint_work(plan_codes.written(folder))
             if state.open_switches}  # fmt: skip
    assert hours == {7, 8, 9}
    edit.overload_feeder(folder, "F2", f"{DAY_2}T09:00+08:00", 6.3)
    edit.shift_order(folder, "W6", -30)  # ends 09:05, switched back by 09:20
    edit.shift_order(folder, "W3", 30)
    report = check.check(folder)
    assert {item.time_from.hour for item in report.violations} == {9}


def test_a_transfer_that_leaves_buses_dark_is_lost_load(folder):
    edit.drop_rows(folder, "switching", step="2")
    edit.drop_rows(folder, "switching", step="3")
    report = check.check(folder)
    assert {item.code for item in report.violations} == {"lost_load"}


def test_heads_meet_the_forecast_within_1_kw(folder, monkeypatch):
    allocate = flows.allocation.allocate

    def two_kw_off(network, heads, bus_shares):
        case = allocate(network, heads, bus_shares)
        shifted = case.p_mw.copy()
        shifted[5, 0] += 0.002
        return dataclasses.replace(case, p_mw=shifted)

    monkeypatch.setattr(flows.allocation, "allocate", two_kw_off)
    report = check.check(folder)
    assert [(b.code, b.found[:2], b.time_from.hour) for b in report.breaches] == [
        ("head_mismatch", "F1", 5)
    ]


def test_runs_where_importing_the_planner_raises(written_case):
    code = (
        "import sys\n"
        "for name in ('ortools', 'scheduler', 'peakops.problem', 'peakops.pipeline'):\n"
        "    sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from peakops.check import check\n"
        f"assert check(Path({str(written_case)!r})).clean\n"
        "assert not {'peakops.plan', 'peakops.heat', 'peakops.grid'} & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=300)
