"""What `peakops actuals` prints on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from peakops.reports.wording import text


def print_actuals(document: Mapping[str, Any], out: Path, console: Console | None = None) -> None:
    """Print how the plan's days went."""
    console = console or Console(file=sys.stdout, soft_wrap=True)
    for line in actuals_lines(document, out):
        console.print(line, highlight=False, markup=False)


def actuals_lines(document: Mapping[str, Any], out: Path) -> list[str]:
    """The content of actuals.json as lines of text."""
    counts = ", ".join(
        f"{count} {status.replace('_', ' ')}" for status, count in document["orders"].items()
    )
    return [
        f"{document['of']}: {counts}",
        f"{document['planned_minutes']} min planned, {document['actual_minutes']} min taken",
        *_jobs(document["jobs"]),
        *(_breach(item) for item in document["breaches"]),
        *_stints(document),
        *(_learned(row) for row in document["learned"]),
        f"{len(document['breaches'])} breach(es) in reality",
        f"written to {out}",
    ]


def _jobs(jobs: list[dict[str, Any]]) -> Iterator[str]:
    for job in jobs:
        said = f" ({job['remark']})" if job["remark"] else ""
        name = f"{job['work_order']} {job['crews']}".strip()
        if job["status"] == "done":
            yield f"{name}: {_difference(job)}{said}"
        elif job["status"] != "open":
            yield f"{name}: {job['status'].replace('_', ' ')}{said}"


def _difference(job: Mapping[str, Any]) -> str:
    parts = [
        f"start {job['start_delay_minutes']:+d} min",
        f"duration {job['difference_minutes']:+d} min (x {job['ratio']:.2f})",
    ]
    if job["block_longer_minutes"]:
        parts.append(f"reclosing blocked {job['block_longer_minutes']} min longer")
    if job["interrupted"]:
        parts.append("interrupted")
    return ", ".join(parts)


def _breach(item: Mapping[str, Any]) -> str:
    who = f" {item['worker']}" if item["worker"] else ""
    span = f"{item['time_from'][:16].replace('T', ' ')}–{item['time_to'][11:16]}"
    limit = f", limit {item['limit_minutes']} min" if item["limit_minutes"] else ""
    what = f"{item['found_minutes']} min{limit}"
    return f"{item['code']}: {item['work_order']}{who}: {span}: {what} ({text(item['rule'], 'en')})"


def _stints(document: Mapping[str, Any]) -> Iterator[str]:
    if not document["stints"]:
        yield "no stays in the bucket are reported: their limits are not judged"
        return
    for item in document["stints_not_told"]:
        who = f"{item['work_order']} {item['worker']}"
        yield f"{who}: no stay in the bucket is reported, so none is judged"


def _learned(row: Mapping[str, Any]) -> str:
    median, factor = row["median_ratio"], row["factor"]
    of = f"{row['job_type']} {row['crew']}"
    return f"learned {of}: {row['jobs']} job(s), median {median:.2f}, factor {factor:.3f}"
