from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from peakops.progress import silent
from peakops.screen import StageBoard, print_summary, progress_display, summary_lines

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
    "worst_loading": {"loading_max_percent": 97.53, "element": "线路1", "time": "T1"},
    "worst_voltage": {"vm_min_pu": 0.9412, "element": "母线2", "time": "T2"},
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
        "2026-07-21 closes with a chance of 25%: 1 order(s) of weight 6.5 would not be done",
        "worst loading 97.5 % at 线路1, T1",
        "lowest voltage 0.941 p.u. at 母线2, T2",
        "WBGT 34.2 °C (36.1 °C air), P01 on W01, T3",
        "highest predicted core 37.99 °C (limit 38.0), C4-3; most water lost 3.4 l (limit 3.5), C1-3",
        "alarms without any work 4",
        "340 load flows, 12 windows among them, all within 1e-06 p.u. and 0.001 points",
        "not planned: W03 (no_transfer)",
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
