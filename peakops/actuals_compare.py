"""Plan against reality, job by job: delays, durations, blocks of reclosing, what was not done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from peakops.actuals_records import ActualJob, Actuals, Span, minutes_of
from peakops.actuals_tables import ACTUALS_COLUMNS
from peakops.checks.cells import Row
from peakops.published import Published

DONE = "done"


def compare(published: Published, actuals: Actuals) -> pd.DataFrame:
    """Table `done_jobs`: a row per planned order, then those that the plan does not have.

    Parameters
    ----------
    published
        The plan.
    actuals
        What was done.
    """
    told = {job.work_order: job for job in actuals.jobs}
    planned = {str(row["work_order"]): row for row in published.files["schedule"]}
    days = {planned[name]["date"] for name, job in told.items() if job.span and name in planned} | {
        job.span[0].date() for job in actuals.jobs if job.span
    }
    blocked = {
        (str(row["work_order"]), str(row["transfer_plan"])) for row in published.files["blocks"]
    }
    found = [
        _planned(row, told.get(name), days, (name, str(row["transfer_plan"])) in blocked)
        for name, row in planned.items()
    ]
    found += _others(told, planned)
    return pd.DataFrame(found, columns=list(ACTUALS_COLUMNS["done_jobs"]))


def _planned(
    row: Row, job: ActualJob | None, days: set[object], blocked: bool
) -> dict[str, object]:
    span = None if job is None else job.span
    crews = [str(crew) for crew in (row["crew"], row["support_crew"]) if crew]
    return {
        "work_order": row["work_order"],
        "status": _status(job, row["date"] in days),
        "crews": ";".join(crews if job is None else job.crews),
        "planned_start": row["start"],
        "planned_end": row["end"],
        **_differences((row["start"], row["end"]), span),
        **_block((row["start"], row["end"]), job, blocked),
        **_said(job),
    }


def _status(job: ActualJob | None, day_reported: bool) -> str:
    if job is not None and job.span is not None:
        return DONE
    if not day_reported:
        return "open"
    return "not_reported" if job is None else "not_done"


def _differences(planned: Span | None, span: Span | None) -> dict[str, object]:
    """Real times and how they differ; unknown where there is nothing to compare."""
    found: dict[str, object] = {
        "actual_start": pd.NaT if span is None else span[0],
        "actual_end": pd.NaT if span is None else span[1],
        "start_delay_minutes": None,
        "planned_minutes": None if planned is None else minutes_of(planned),
        "actual_minutes": None if span is None else minutes_of(span),
        "difference_minutes": None,
        "ratio": None,
    }
    if planned is None or span is None:
        return found
    return found | {
        "start_delay_minutes": minutes_of((planned[0], span[0])),
        "difference_minutes": minutes_of(span) - minutes_of(planned),
        "ratio": minutes_of(span) / minutes_of(planned),
    }


def _block(planned: Span, job: ActualJob | None, blocked: bool) -> dict[str, object]:
    """How long reclosing was blocked; nothing where the job blocks none."""
    real = None if job is None else job.block or job.span
    if not blocked or real is None:
        return {
            "block_planned_minutes": minutes_of(planned) if blocked else None,
            "block_actual_minutes": None,
            "block_longer_minutes": None,
        }
    return {
        "block_planned_minutes": minutes_of(planned),
        "block_actual_minutes": minutes_of(real),
        "block_longer_minutes": max(0, minutes_of(real) - minutes_of(planned)),
    }


def _said(job: ActualJob | None) -> dict[str, object]:
    return {
        "interrupted": job is not None and job.interrupted,
        "remark": "" if job is None else job.remark,
    }


def _others(
    told: Mapping[str, ActualJob], planned: Mapping[str, Row]
) -> Iterator[dict[str, object]]:
    """Orders that were done and are not in the plan; one that was not done either is no news."""
    for name, job in sorted(told.items()):
        if name not in planned and job.span is not None:
            yield {
                "work_order": name,
                "status": "not_in_plan",
                "crews": ";".join(job.crews),
                "planned_start": pd.NaT,
                "planned_end": pd.NaT,
                **_differences(None, job.span),
                **_block(job.span, None, blocked=False),
                **_said(job),
            }
