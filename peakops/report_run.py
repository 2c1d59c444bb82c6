"""What people read of a written plan, made anew in another language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from peakops.checks.files import PlanFiles, layout
from peakops.documents import json_text
from peakops.out_columns import OUT_COLUMNS
from peakops.plan import Plan
from peakops.plan_folder import write_readables
from peakops.plan_issue import read_issue
from peakops.publish import REPORTS, refuse_foreign, staging
from peakops.published import Published, read_published
from peakops.replan_tables import read_changes_table

Language = Literal["both", "zh", "en"]


def report_to_folder(folder: Path, out: Path, language: Language) -> dict[str, Any]:
    """Write shift plans, overview, log sheets, workbook, calendars and messages of a written plan.

    Parameters
    ----------
    folder
        The plan; nothing in it is changed.
    out
        Folder to publish to; earlier reports there are replaced.
    language
        What the texts are in.

    Returns
    -------
    What was written: ``schema``, ``of``, ``language`` and ``files``.

    Raises
    ------
    InputFaults
        When the plan's files cannot be read; nothing is written.
    UsageError
        When there is no such plan, or the target is a folder of another kind.
    """
    refuse_foreign(out, REPORTS)
    plan = plan_of(read_published(folder))
    with staging(out, REPORTS) as new:
        write_readables(plan, new, language)
        files = sorted(str(path.relative_to(new)) for path in new.rglob("*") if path.is_file())
        document = {
            "schema": REPORTS.schema,
            "of": plan.scenario.name,
            "language": language,
            "files": files,
        }
        (new / REPORTS.file).write_text(json_text(document) + "\n", encoding="utf-8")
    return document


def plan_of(published: Published) -> Plan:
    """A published plan as it was before it was written."""
    network = published.network
    document = json.loads((published.folder / "plan.json").read_bytes())
    return Plan(
        scenario=published.scenario,
        tables={name: table_of(published.files, name) for name in OUT_COLUMNS},
        summary=document["summary"],
        buses=network.bus_table,
        branches=network.branch_table,
        issue=read_issue(published.scenario.issued, published.earlier),
        changes=_changes(published),
    )


def _changes(published: Published) -> pd.DataFrame | None:
    if not published.earlier:
        return None
    return read_changes_table(published.folder, published.scenario.timezone)


def table_of(files: PlanFiles, name: str) -> pd.DataFrame:
    """An out table as the stages make it: lists joined by ``;``, columns of one type each."""
    kinds = layout(name).columns
    table = pd.DataFrame([dict(row) for row in files[name]], columns=list(kinds))
    joined = {
        column: [";".join(map(str, cell)) for cell in table[column]]
        for column, kind in kinds.items()
        if kind == "list"
    }
    whole = {
        column: table[column].astype("int64")
        for column, kind in OUT_COLUMNS[name].items()
        if kind == 0 and kinds[column] == "number" and not table[column].isna().any()
    }
    return table.assign(**joined, **whole)
