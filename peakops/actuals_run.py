"""`peakops actuals`: what was really done against the plan, and what it teaches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from peakops.actuals_breaches import real_breaches
from peakops.actuals_compare import DONE, compare
from peakops.actuals_reader import read_actuals, refuse_missing
from peakops.actuals_records import Actuals
from peakops.actuals_tables import ACTUALS_COLUMNS, STATUS
from peakops.documents import json_text
from peakops.duration_learning import (
    Key,
    day_ratios,
    durations_table,
    learn,
    read_durations,
    refuse_other_files,
    reported,
    write_durations,
)
from peakops.out_tables import json_records, write_table
from peakops.publish import ACTUALS, refuse_foreign, staging
from peakops.published import Published, read_published

LISTED = ("work_order", "crews", "start_delay_minutes", "difference_minutes", "ratio")


@dataclass(frozen=True, kw_only=True)
class Files:
    """What the command is called with.

    Parameters
    ----------
    actuals, stints
        The tables that were filled in; stints may be a sheet of the first.
    durations
        File that learns, if one is to.
    """

    actuals: Path
    stints: Path | None = None
    durations: Path | None = None


def actuals_to_folder(folder: Path, files: Files, out: Path) -> dict[str, Any]:
    """Compare what was done with the plan, publish the comparison, and learn from it.

    Parameters
    ----------
    folder
        The plan; nothing in it is changed.
    files
        What was filled in.
    out
        Folder to publish to; an earlier comparison there is replaced.

    Returns
    -------
    The content of actuals.json.

    Raises
    ------
    InputFaults
        When the plan's files or the tables have faults; nothing is written.
    UsageError
        When there is no such plan or table, or the target is a folder of another kind.
    """
    refuse_foreign(out, ACTUALS)
    refuse_missing(files.actuals, files.stints)
    if files.durations is not None:
        refuse_other_files(files.durations)
    published = read_published(folder)
    zone = ZoneInfo(published.scenario.timezone)
    before = {} if files.durations is None else read_durations(files.durations, zone)
    actuals = read_actuals(files.actuals, files.stints, published)
    jobs = compare(published, actuals)
    new = day_ratios(published.scenario, jobs)
    tables = {
        "done_jobs": jobs,
        "real_breaches": real_breaches(published, actuals),
        "durations": durations_table(learn(before, new, reported(jobs))),
    }
    told = {"stints": len(actuals.stints), "stints_not_told": stints_not_told(published, actuals)}
    document = _document(published, tables, set(new), told)
    with staging(out, ACTUALS) as target:
        for name in ACTUALS_COLUMNS:
            write_table(name, tables[name], target, ACTUALS_COLUMNS)
        (target / ACTUALS.file).write_text(json_text(document) + "\n", encoding="utf-8")
    if files.durations is not None:
        write_durations(tables["durations"], files.durations)
    return document


def stints_not_told(published: Published, actuals: Actuals) -> list[dict[str, str]]:
    """Who was planned in the bucket of a job that was done, and is not told of.

    Parameters
    ----------
    published
        The plan.
    actuals
        What was reported.

    Returns
    -------
    ``work_order`` and ``worker`` of each, in the order of the plan.
    """
    told = {(stint.work_order, stint.worker) for stint in actuals.stints}
    done = {job.work_order for job in actuals.jobs if job.span is not None}
    planned = ((str(row["work_order"]), str(row["worker"])) for row in published.files["stints"])
    return [
        {"work_order": order, "worker": worker}
        for order, worker in dict.fromkeys(planned)
        if order in done and (order, worker) not in told
    ]


def _document(
    published: Published, tables: dict[str, pd.DataFrame], touched: set[Key], told: dict[str, Any]
) -> dict[str, Any]:
    jobs = json_records("done_jobs", tables["done_jobs"], ACTUALS_COLUMNS)
    learned = json_records("durations", tables["durations"], ACTUALS_COLUMNS)
    done = [job for job in jobs if job["status"] == DONE]
    return {
        "schema": ACTUALS.schema,
        "of": published.scenario.name,
        "orders": {status: _count(jobs, status) for status in STATUS},
        "planned_minutes": sum(job["planned_minutes"] for job in done),
        "actual_minutes": sum(job["actual_minutes"] for job in done),
        **told,
        "jobs": jobs,
        "breaches": json_records("real_breaches", tables["real_breaches"], ACTUALS_COLUMNS),
        "learned": [
            {name: value for name, value in row.items() if name != "ratios"}
            for row in learned
            if (row["job_type"], row["crew"]) in touched
        ],
    }


def _count(jobs: list[dict[str, Any]], status: str) -> int:
    return sum(job["status"] == status for job in jobs)
