"""Durations that are learned: towards the truth, once a day, within bounds; and planned with."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakops.actuals_tables import ACTUALS_COLUMNS
from peakops.checks.jobs import _paced, job_types
from peakops.duration_checks import LearnedRatio, read_ratio
from peakops.duration_learning import (
    MOST_RATIOS,
    Learned,
    day_ratios,
    durations_table,
    factor_of,
    learn,
    read_durations,
    reported,
    write_durations,
)
from peakops.durations import (
    learned_repairs,
    learned_summary,
    order_factors,
    order_shapes,
    stretched,
)
from peakops.errors import InputFaults
from peakops.file_contract import TABLES
from peakops.job_shapes import job_shapes
from peakops.scenario import Scenario, read_scenario
from peakops.screen import summary_lines
from peakops.work_tables import FACTOR_MAX, FACTOR_MIN

from . import plan_codes
from .plan_case import write_inputs, write_plan_case
from .tiny_scenario import set_cell

ZONE = ZoneInfo("Asia/Shanghai")
HEADER = "job_type,crew,jobs,median_ratio,factor,ratios\n"
KEY = ("CONNECT", "C1")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    write_inputs(tmp_path_factory.mktemp("durations") / "inputs")
    return tmp_path_factory.getbasetemp() / "durations0" / "inputs"


@pytest.fixture
def inputs(source: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(source, tmp_path / "inputs"))


def scenario_of(folder: Path, rows: str = "") -> Scenario:
    if rows:
        (folder / "durations.csv").write_text(HEADER + rows, encoding="utf-8")
    return read_scenario(folder, histories=False)


def ratio(day: int, value: float, order: str = "W1") -> LearnedRatio:
    return LearnedRatio(date=f"2026-07-{day:02d}", work_order=order, ratio=value)


def done(order: str, real: float, crews: str = "C1", **more: Any) -> dict[str, Any]:
    start = pd.Timestamp("2026-07-20T08:00", tz="Asia/Shanghai")
    known = {"work_order": order, "status": "done", "crews": crews, "planned_start": start}
    return known | {"ratio": real, "interrupted": False} | more


def test_a_crew_that_takes_longer_is_learned_bit_by_bit() -> None:
    """A crew at 1.2, 10 % from job to job: the factor nears the truth, other crews stay."""
    rng = np.random.default_rng(7)
    learned: Learned = {}
    factors = []
    for day in range(1, 31):
        found = {
            (*KEY[:1], crew): tuple(
                ratio(
                    day, round(float(pace * np.exp(0.1 * rng.standard_normal())), 3), f"{crew}{n}"
                )
                for n in range(2)
            )
            for crew, pace in (("C1", 1.2), ("C2", 1.0))
        }
        told = {(r.date, r.work_order) for ratios in found.values() for r in ratios}
        learned = learn(learned, found, told)
        factors.append(factor_of(r.ratio for r in learned[KEY]))
    assert abs(factors[-1] - 1.2) < 0.05
    assert abs(factors[-1] - 1.2) < abs(factors[0] - 1.2)
    assert abs(factor_of(r.ratio for r in learned["CONNECT", "C2"]) - 1.0) < 0.06


@pytest.mark.parametrize(
    ("ratios", "factor"),
    [
        ([1.0], 1.0),
        ([1.2], 1.037),
        ([1.2] * 10, 1.139),
        ([1.2] * 40, 1.18),
        ([1.2] * 9 + [9.0], 1.139),  # one odd day
        ([9.0] * 60, FACTOR_MAX),
        ([0.01] * 60, FACTOR_MIN),
    ],
)
def test_the_factor_is_the_median_drawn_towards_one_and_bounded(
    ratios: list[float], factor: float
) -> None:
    assert factor_of(ratios) == factor


def test_the_same_day_told_twice_counts_once_and_a_correction_replaces_it() -> None:
    before = {KEY: (ratio(1, 1.1), ratio(2, 1.3))}
    new = {KEY: (ratio(2, 1.3),)}
    told = {("2026-07-02", "W1")}
    assert learn(before, new, told) == before
    moved = learn(before, {("CONNECT", "C2"): (ratio(2, 1.0),)}, told)
    assert moved == {KEY: (ratio(1, 1.1),), ("CONNECT", "C2"): (ratio(2, 1.0),)}
    assert learn({KEY: (ratio(2, 1.3),)}, {}, told) == {}


def test_only_the_newest_jobs_are_kept() -> None:
    many = {KEY: tuple(ratio(1, 1.0, f"W{n:03d}") for n in range(MOST_RATIOS))}
    kept = learn(many, {KEY: (ratio(2, 1.5),)}, set())[KEY]
    assert len(kept) == MOST_RATIOS
    assert kept[-1] == ratio(2, 1.5)
    assert kept[0].work_order == "W001"


def test_what_a_day_teaches(inputs: Path) -> None:
    scenario = scenario_of(inputs, "CONNECT,C1,1,1.2,1.25,\n")
    jobs = pd.DataFrame(
        [
            done("W1", 1.1),
            done("W2", 1.5, interrupted=True),
            done("W3", 1.5, status="not_done"),
            done("W6", 0.9, crews="C1;C2"),
        ]
    )
    assert day_ratios(scenario, jobs) == {
        KEY: (ratio(20, 1.375, "W1"),),  # against job_steps: 1.25 times 1.1
        ("SWITCH", "C1"): (ratio(20, 0.9, "W6"),),
        ("SWITCH", "C2"): (ratio(20, 0.9, "W6"),),
    }
    assert ("2026-07-20", "W3") not in reported(jobs.assign(status="open"))
    assert reported(jobs) == {("2026-07-20", name) for name in ("W1", "W2", "W3", "W6")}


def test_the_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "durations.csv"
    assert read_durations(path, ZONE) == {}
    learned = {KEY: (ratio(1, 1.125), ratio(2, 0.9, "=W 2")), ("=X", "C2"): (ratio(1, 1.0),)}
    write_durations(durations_table(learned), path)
    assert list(ACTUALS_COLUMNS["durations"]) == list(TABLES["durations"].names)
    assert read_durations(path, ZONE) == learned
    text = path.read_bytes()
    write_durations(durations_table(read_durations(path, ZONE)), path)
    assert path.read_bytes() == text
    assert [p.name for p in tmp_path.iterdir()] == ["durations.csv"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("CONNECT,C1,1,1.2,2.5,", "factor"),
        ("CONNECT,C1,1,1.2,1.1,2026-07-20 W1", "ratios"),
        ("CONNECT,C1,1,1.2,1.1,2026-07-20 W1 -1", "ratios"),
        ("CONNECT,C1,1,1.2,1.1,2026-07-20 W1 inf", "ratios"),
        ("CONNECT,C1,2,1.2,1.1,2026-07-20 W1 1.2", "jobs"),
        ("NOTHING,C1,1,1.2,1.1,", "job_type"),
        ("CONNECT,C9,1,1.2,1.1,", "crew"),
        ("CONNECT,C1,1,1.2,1.1,\nCONNECT,C1,1,1.2,1.1,", None),
    ],
)
def test_faults_of_a_scenario_s_durations(inputs: Path, row: str, column: str | None) -> None:
    with pytest.raises(InputFaults) as caught:
        scenario_of(inputs, row + "\n")
    (fault,) = caught.value.faults
    assert fault.file == "durations.csv"
    assert column in (fault.column, None)


def test_a_factor_set_by_hand_is_not_lost_by_learning(tmp_path: Path) -> None:
    path = tmp_path / "durations.csv"
    path.write_text(HEADER + "CONNECT,C1,0,,1.1,\n", encoding="utf-8")
    with pytest.raises(InputFaults, match="keep factors set by hand in a file of their own"):
        read_durations(path, ZONE)
    path.write_text(HEADER + "CONNECT,C1,0,,1.1,rubbish\n", encoding="utf-8")
    with pytest.raises(InputFaults, match="2026-07-21 W05"):
        read_durations(path, ZONE)


@pytest.mark.parametrize("text", ["", "a", "a b", "2026-07-20 W1 x", "2026-07-20 W1 0"])
def test_what_is_no_ratio(text: str) -> None:
    assert read_ratio(text) is None
    with pytest.raises(ValueError, match="ratio"):
        ratio(1, 0.0)


def test_without_durations_everything_is_as_it_was(inputs: Path) -> None:
    scenario = scenario_of(inputs)
    shapes = job_shapes(scenario)
    kinds = scenario.tables["work_orders"].set_index("work_order")["job_type"]
    assert order_shapes(scenario) == {order: shapes[kind] for order, kind in kinds.items()}
    assert learned_repairs(scenario) == ()
    assert learned_summary(scenario) == {}
    assert order_factors(scenario_of(inputs, "CONNECT,C1,1,1,1,\n"))["W1"] == 1.0
    assert learned_summary(scenario_of(inputs)) == {}


def test_an_order_is_planned_for_the_slowest_crew_that_may_do_it(inputs: Path) -> None:
    rows = "CONNECT,C1,9,1.3,1.2,\nCONNECT,C2,9,0.8,0.85,\nSWITCH,C2,9,1.1,1.05,\n"
    set_cell(inputs, "work_orders", 7, "locked_crew", "C1")
    scenario = scenario_of(inputs, rows)
    factors = order_factors(scenario)
    # W4 is locked to C2; W6 is a joint job: its lock leaves the second crew open
    assert factors == {"W1": 1.2, "W2": 1.2, "W3": 1.2, "W4": 0.85, "W6": 1.05, "W7": 1.2}
    shape = order_shapes(scenario)["W1"]
    assert (shape.setup_minutes, shape.segments, shape.teardown_minutes) == (24, (24, 24), 18)
    (repair,) = learned_repairs(scenario)
    assert (repair.file, repair.kind, repair.count) == ("durations.csv", "learned_duration", 6)
    assert learned_summary(scenario)["learned_durations"] == {
        "orders": 6, "factor_min": 0.85, "factor_max": 1.2,
    }  # fmt: skip


@pytest.fixture(scope="module")
def scenario(source: Path) -> Scenario:
    return scenario_of(source)


@given(factor=st.floats(FACTOR_MIN, FACTOR_MAX), data=st.data())
def test_the_check_counts_the_same_minutes(scenario: Scenario, factor: float, data: Any) -> None:
    kind = data.draw(st.sampled_from(sorted(job_shapes(scenario))))
    ours = stretched(job_shapes(scenario)[kind], factor)
    theirs = _paced(job_types(scenario)[kind], factor)
    assert theirs.setup_minutes == ours.setup_minutes
    assert theirs.teardown_minutes == ours.teardown_minutes
    assert theirs.handover_points == tuple(np.cumsum(ours.segments))


def test_a_check_finds_jobs_planned_too_short_for_what_was_learned(tmp_path: Path) -> None:
    plan = write_plan_case(tmp_path / "plan")
    learned = plan / "inputs" / "durations.csv"
    learned.write_text(HEADER + "CONNECT,C1,9,1.0,1.0,\nLONG,C1,9,1.0,1.0,\n", encoding="utf-8")
    assert plan_codes.codes(plan) == []
    learned.write_text(HEADER + "CONNECT,C1,9,1.0,1.0,\nLONG,C1,9,1.1,1.05,\n", encoding="utf-8")
    broken = plan_codes.breaches(plan)
    assert {order for breach in broken for order in breach.work_orders} == {"W5"}
    assert "bucket_minutes_missing" in {breach.code for breach in broken}


def test_the_screen_says_that_durations_were_learned(inputs: Path) -> None:
    summary = {
        "name": "x", "gap": None, "orders_scheduled": 1, "orders_total": 1, "priority_weight": 1,
        "customer_hours_at_risk": 0, "rounds": 1, "day_bands": [], "closing_days": [], "worst_loading": {},
        "worst_voltage": {}, "hottest_stint": {}, "strain": {}, "base_alarms": 0,
        "referee": {"load_flows": 1, "windows": 1, "tolerance_pu": 1, "tolerance_points": 1},
        "orders_unscheduled": [], "violations": 0, "breaches": 0, "reproducible": True, "stopped_early": False,
    }  # fmt: skip
    said = {"learned_durations": {"orders": 6, "factor_min": 0.85, "factor_max": 1.2}}
    assert "learned durations: 6 order(s), times 0.85 to 1.2" in summary_lines(
        summary | said, Path("x")
    )
    assert not any("learned" in line for line in summary_lines(summary, Path("x")))
