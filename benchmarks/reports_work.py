"""Plans of many crews, and how long their reports take: the work of `reports.py`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pandas as pd
from pypdf import PdfReader

from peakops.plan import Plan
from peakops.published import read_published
from peakops.report_run import plan_of
from peakops.reports import pdf, write_overview, write_shift_plans
from peakops.reports.shift_plan import shift_sheets

SHEETS, BUSES = 50, 600


def read(folder: Path) -> Plan:
    """A written plan."""
    return plan_of(read_published(folder))


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of one run, and what it gave."""
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def crowded(plan: Plan) -> Plan:
    """The plan with copies of its crews until there are enough shift plans."""
    copies = [_copy(plan, number) for number in range(-(-SHEETS // len(shift_sheets(plan))))]
    scenario = replace(plan.scenario, tables=_joined([c.scenario.tables for c in copies]))
    return replace(plan, tables=_joined([copy.tables for copy in copies]), scenario=scenario)


def _joined(parts: list[Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    return {
        name: pd.concat([part[name] for part in parts if len(part[name])] or [frame])
        for name, frame in parts[0].items()
    }


def _copy(plan: Plan, number: int) -> Plan:
    """The plan with other crews, workers and orders; its tables of weather and load only once."""
    names = (("crews", "crew"), ("workers", "worker"), ("work_orders", "work_order"))
    ids = {one for table, column in names for one in plan.scenario.tables[table][column]}

    def named(cell: object) -> object:
        if not isinstance(cell, str) or not number:
            return cell
        parts = cell.split(";")
        return ";".join(f"{part}-{number}" if part in ids else part for part in parts)

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        if not number:
            return frame
        mine = {"crew", "worker", "work_order"} & set(frame.columns)
        return frame.apply(lambda column: column.map(named)) if mine else frame.iloc[:0]

    def tables(given: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        return {name: kept(frame) for name, frame in given.items()}

    scenario = replace(plan.scenario, tables=tables(plan.scenario.tables))
    return replace(plan, tables=tables(plan.tables), scenario=scenario)


def check_sheets(plan: Plan, paths: tuple[Path, ...]) -> None:
    """Every sheet has its crew's orders in its text, and none is missing."""
    assert len(paths) == len(shift_sheets(plan)) >= SHEETS, len(paths)
    texts = ["".join(page.extract_text() for page in PdfReader(path).pages) for path in paths]
    orders = set(plan.tables["schedule"]["work_order"])
    missing = {order for order in orders if not any(order in text for text in texts)}
    assert not missing, missing


def measured(plan: Plan, many: Plan, language: str) -> dict[str, float]:
    """Seconds of each artefact in one language."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sheets, paths = seconds(lambda: write_shift_plans(many, folder / "sheets", language))
        check_sheets(many, paths)
        alone, again = seconds(lambda: one_by_one(many, language))
        assert again == [path.read_bytes() for path in paths]
        overview, path = seconds(lambda: write_overview(plan, folder / "o.pdf", language))
        assert len(PdfReader(path).pages) >= 2
    per = SHEETS / len(paths)
    return {
        "seconds_50_plans": round(sheets * per, 2),
        "seconds_50_plans_one_by_one": round(alone * per, 2),
        "seconds_overview": round(overview, 2),
    }


def one_by_one(plan: Plan, language: str) -> list[bytes]:
    """The shift plans, one file after another."""
    issued = plan.scenario.issued
    sheets = shift_sheets(plan, language)
    return [pdf.compile_pdf("shift_plan.typ", sheet.document, issued) for sheet in sheets]
