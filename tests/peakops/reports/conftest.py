"""A hand-made plan of two days: two crews at work, a joint job, a transfer, an idle crew."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from peakops.out_columns import OUT_COLUMNS
from peakops.plan import Plan
from peakops.plan_issue import first_issue
from tests.peakops.reports.made_inputs import scenario
from tests.peakops.reports.made_names import at
from tests.peakops.reports.made_tables import out_tables


def build_plan() -> Plan:
    buses = [(n, f"{feeder} {n}号节点", 119.95 + 0.01 * n, 30.53 + 0.004 * n, feeder, feeder[:2])
             for n, feeder in enumerate(("F101", "F101", "F101", "F102", "F102", "F201", "F201", "F202"), start=1)]  # fmt: skip
    branches = [("line", n, f"L{n}", a, b, f, False) for n, (a, b, f) in enumerate(
        [(1, 2, "F101"), (2, 3, "F101"), (4, 5, "F102"), (6, 7, "F201")])]  # fmt: skip
    branches += [("switch", 5, "武康112/舞阳115联络开关", 3, 5, "F101", True)]
    return Plan(
        scenario=scenario(),
        tables=out_tables(),
        summary={
            "orders_total": 6, "orders_scheduled": 5, "priority_weight": 38, "gap": 0.004,
            "worst_loading": {"loading_max_percent": 88.4, "element": "line:2", "time": "2026-07-20T09:00+08:00"},
            "worst_voltage": {"vm_min_pu": 0.957, "element": "bus:5", "time": "2026-07-20T09:00+08:00"},
            "hottest_stint": {"wbgt_c": 36.0, "temp_air_c": 38.7, "worker": "W23", "work_order": "WO-1012", "time": "2026-07-20T17:45+08:00"},
            "strain": {"core_peak_c": 37.94, "core_peak_worker": "W23", "sweat_loss_g": 3120, "sweat_loss_worker": "W11",
                       "core_limit_c": 38.0, "water_limit_g": 3500, "exceedances_planned_away": 12, "exceedances_left": 0},
            "customer_hours_at_risk": 3.214, "base_alarms": 1, "violations": 0, "breaches": 0,
        },
        buses=pd.DataFrame(buses, columns=["bus", "name", "lon", "lat", "feeder", "bus_section"]),
        branches=pd.DataFrame(branches, columns=[
            "kind", "index", "name", "from_bus", "to_bus", "feeder", "normally_open"]),
        issue=first_issue(at(0, "15:00") - pd.Timedelta(days=1)),
    )  # fmt: skip


@pytest.fixture(scope="session")
def plan() -> Plan:
    return build_plan()


@pytest.fixture
def with_order() -> Callable[..., Plan]:
    """A plan in which cells of one work order differ."""

    def change(plan: Plan, order: str, **cells: object) -> Plan:
        table = plan.scenario.tables["work_orders"].copy()
        for column, value in cells.items():
            table[column] = table[column].where(table["work_order"] != order, value)
        tables = {**plan.scenario.tables, "work_orders": table}
        return replace(plan, scenario=replace(plan.scenario, tables=tables))

    return change


@pytest.fixture
def with_table() -> Callable[..., Plan]:
    """A plan in which whole out tables differ."""

    def change(plan: Plan, **tables: pd.DataFrame) -> Plan:
        return replace(plan, tables={**plan.tables, **tables})

    return change


@pytest.fixture(scope="session")
def text_of() -> Callable[[Path], str]:
    """Text of a PDF without white space or invisible breaks, as written by the reader."""
    from pypdf import PdfReader

    def read(path: Path) -> str:
        pages = (page.extract_text() for page in PdfReader(path).pages)
        return re.sub("[\\s\u200b]", "", "".join(pages))

    return read


@pytest.fixture
def relieved(plan, with_table) -> Plan:
    """The plan in which W16 takes over from the leader, who supervises, when all are down."""
    schedule = plan.tables["schedule"].assign(supervisor=plan.tables["schedule"]["leader"])
    schedule.loc[schedule["work_order"] == "WO-1007", "relief"] = "W16"
    job = schedule.set_index("work_order").loc["WO-1007"]
    change = job["bucket_end"]
    turns = ((job["leader"], job["start"], change), ("W16", change, job["end"]))
    rows = [("WO-1007", duty, *turn) for duty in ("leader", "supervisor") for turn in turns]
    watches = pd.DataFrame(rows, columns=list(OUT_COLUMNS["watches"]))
    return with_table(plan, watches=watches, schedule=schedule)
