from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from feeders.limits import Violation
from peakops.progress import silent
from peakops.screen import StageBoard, print_summary, progress_display
from peakops.summary_names import worst_alarm
from peakops.summary_words import summary_lines

SUMMARY: dict[str, Any] = {
    "name": "deqing",
    "orders_scheduled": 2,
    "orders_total": 3,
    "priority_weight": 12.5,
    "gap": 0.0123,
    "rounds": 2,
    "day_bands": [{"date": "2026-07-21", "tmax_official_c": 39.0, "band": "restricted"}],
    "closing_days": [
        {"date": "2026-07-21", "probability": 0.252, "work_orders": ["W01"], "value": 6.5}
    ],
    "worst_loading": {"loading_max_percent": 97.53, "element": "feeder:清溪线", "time": "T1"},
    "worst_voltage": {"vm_min_pu": 0.9412, "element": "bus:27", "time": "T2"},
    "hottest_stint": {
        "wbgt_c": 34.2,
        "temp_air_c": 36.1,
        "worker": "P01",
        "work_order": "W01",
        "time": "T3",
    },
    "strain": {
        "core_peak_c": 37.994,
        "core_peak_worker": "C4-3",
        "sweat_loss_g": 3412,
        "sweat_loss_worker": "C1-3",
        "core_limit_c": 38.0,
        "water_limit_g": 3500,
        "exceedances_planned_away": 11,
        "exceedances_left": 0,
    },
    "customer_hours_at_risk": 0.125,
    "base_alarms": 4,
    "worst_base_alarm": {
        "code": "feeder_at_limit",
        "element": "feeder:清溪线",
        "value": 105.72,
        "limit": 100.0,
        "time": "T4",
    },
    "names": {"feeder:清溪线": "清溪线", "bus:27": "东门环网柜", "C4-3": "吴俊", "P01": "张伟"},
    "referee": {
        "windows": 12,
        "load_flows": 340,
        "tolerance_pu": 1e-6,
        "tolerance_points": 1e-3,
    },
    "orders_unscheduled": [{"work_order": "W03", "reason": "no_transfer"}],
    "violations": 0,
    "breaches": 0,
    "reproducible": True,
    "stopped_early": False,
}


def test_the_summary_says_what_decides() -> None:
    text = "\n".join(summary_lines(SUMMARY, Path("out/deqing")))
    for part in (
        "2 of 3 orders",
        "priority weight 12.5 (gap 1.2%)",
        "official maximum 39 °C, restricted",
        (
            "2026-07-21: with a chance of 25% it gets too hot after all for outdoor work; then "
            "1 order (W01) would stay undone, 6.5 of the priority weight of 12.5"
        ),
        "worst loading 97.5 % at feeder 清溪线, T1",
        "lowest voltage 0.941 p.u. at 东门环网柜 (bus:27), T2",
        "WBGT 34.2 °C (36.1 °C air), 张伟 (P01) on W01, T3",
        "highest predicted core 37.99 °C (limit 38.0), 吴俊 (C4-3); most water lost 3.4 l (limit 3.5), C1-3",
        (
            "0 new violation(s) by the work; 4 without any work (worst: feeder at its limit 105.7 %, "
            "limit 100.0 %, at feeder 清溪线, T4); 0 breach(es) of the rules"
        ),
        "340 load flows, 12 windows among them, all within 1e-06 p.u. and 0.001 points",
        "not planned: W03 (no transfer possible)",
        "why, and what would let it in: peakops why out/deqing W03",
        "written to out/deqing",
    ):
        assert part in text
    assert "not reproducible" not in text


def test_an_empty_plan_and_an_unknown_bound_are_said_so() -> None:
    empty = SUMMARY | {"gap": None, "worst_loading": {}, "worst_voltage": {}, "hottest_stint": {}}
    empty["strain"] = {"core_limit_c": 38.0, "water_limit_g": 3500}
    text = "\n".join(summary_lines(empty | {"reproducible": False}, Path("x")))
    assert "bound unknown" in text
    assert "hottest stint" not in text
    assert "predicted core" not in text
    assert "not reproducible" in text


def test_a_plan_without_names_alarms_or_orders_left_out_says_so() -> None:
    bare = {
        key: value for key, value in SUMMARY.items() if key not in ("names", "worst_base_alarm")
    }
    text = "\n".join(summary_lines(bare | {"base_alarms": 0, "orders_unscheduled": []}, Path("x")))
    assert "at bus:27, T2" in text
    assert "; 0 without any work; 0 breach(es)" in text
    assert "peakops why" not in text


def test_the_worst_alarm_is_told_in_its_unit() -> None:
    low = SUMMARY["worst_base_alarm"] | {
        "code": "undervoltage",
        "element": "bus:27",
        "value": 0.9,
        "limit": 0.93,
    }
    text = "\n".join(summary_lines(SUMMARY | {"worst_base_alarm": low}, Path("x")))
    assert "undervoltage 0.900 p.u., limit 0.930 p.u., at 东门环网柜 (bus:27)" in text
    lost = low | {"code": "lost_load", "value": 1.25, "limit": 0.0}
    text = "\n".join(summary_lines(SUMMARY | {"worst_base_alarm": lost}, Path("x")))
    assert "load without supply 1.2 MW" in text


def test_many_orders_of_a_closing_day_are_counted() -> None:
    many = {
        "date": "D",
        "probability": 0.091,
        "work_orders": [f"W{n}" for n in range(7)],
        "value": 30.964,
    }
    text = "\n".join(summary_lines(SUMMARY | {"closing_days": [many]}, Path("x")))
    assert "7 orders (W0, W1, W2, W3, W4 and 2 more) would stay undone, 31.0 of" in text


def test_the_alarm_furthest_over_its_limit_is_the_worst() -> None:
    noon = pd.Timestamp("2026-07-20T12:00+08:00")
    near = Violation(time=noon, code="line_overload", element="line:1", value=101.0, limit=100.0)
    far = Violation(time=noon, code="undervoltage", element="bus:1", value=0.8, limit=0.93)
    nothing = Violation(
        time=noon, code="not_converged", element="network", value=float("nan"), limit=0.0
    )
    assert worst_alarm([near, far, nothing])["element"] == "bus:1"
    assert worst_alarm([nothing]) == {}


def test_markup_in_names_is_printed_as_it_is() -> None:
    stream = io.StringIO()
    print_summary(SUMMARY | {"name": "[bold]x[/]"}, Path("x"), Console(file=stream))
    assert stream.getvalue().startswith("[bold]x[/]: 2 of 3 orders")


def test_progress_is_silent_where_nobody_watches() -> None:
    with progress_display(Console(file=io.StringIO())) as progress:
        assert progress is silent
        progress("read", "start")


def test_progress_shows_stage_round_and_news_on_a_terminal() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100)
    with progress_display(console) as progress:
        progress("schedule", "start")
        progress("schedule", "greedy: value 12.0")
        progress("schedule", "done")
        progress("load flow", "start")
    assert "greedy" in stream.getvalue()


def test_the_board_counts_rounds() -> None:
    board = StageBoard()
    for _ in range(2):
        board.tell("schedule", "start")
        board.tell("schedule", "done")
    board.tell("load flow", "news without a start")
    console = Console(file=io.StringIO(), width=100)
    console.print(board.table())
    text = console.file.getvalue()  # type: ignore[attr-defined]  # StringIO
    assert "round 2" in text
    assert "✓" in text
