"""What the command line shows of a heatwave run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from peakops.progress import Progress
from peakops.screen import progress_display

_LIMITS = {
    "day_closed": "day closed",
    "day_capped": "hours outdoors capped",
    "feeder_over": "first feeder over its limit",
    "transformer_over": "first transformer over its rating",
}


@contextmanager
def member_display() -> Iterator[Progress]:
    """Progress on stderr: a live display on a terminal, else a line for each member."""
    console = Console(stderr=True, soft_wrap=True)
    if console.is_terminal:
        with progress_display(console) as progress:
            yield progress
        return

    def show(stage: str, news: str) -> None:
        if stage == "members" and news not in ("start", "done"):
            console.print(news, highlight=False, markup=False)

    yield show


def print_heatwave(document: Mapping[str, Any], out: Path, console: Console | None = None) -> None:
    """Print what breaks first."""
    console = console or Console(file=sys.stdout, soft_wrap=True)
    for line in heatwave_lines(document, out):
        console.print(line, highlight=False, markup=False)


def heatwave_lines(document: Mapping[str, Any], out: Path) -> list[str]:
    """The run's summary as lines of text."""
    members = document["members"]
    limits = [row for row in document["cliffs"] if row["kind"] == "limit"]
    limits.sort(key=lambda row: (row["exact_c"] is not None, row["exact_c"] or 0.0))
    days = max(document["asked"]["days"])
    first = [row for row in document["do_first"] if row["days"] == days]
    return [
        f"{document['scenario']}: {len(members)} members, heatwaves of up to {days} day(s)",
        *(_limit_line(row) for row in limits),
        *(_hottest_lines(members)),
        *(
            f"do first: {row['work_order']} (priority {row['priority']}), from "
            f"{row['from_shift_c']:+.1f} K on impossible after the first day"
            for row in first
        ),
        f"written to {out}",
    ]


def _limit_line(row: Mapping[str, Any]) -> str:
    where = row["date"] or row["element"]
    when = "already as forecast" if row["exact_c"] is None else f"from {row['exact_c']:+.1f} K"
    if row["exact_c"] is None and row["shift_to_c"]:
        when = f"already at {row['shift_to_c']:+.1f} K"
    return f"{when}: {_LIMITS[row['measure']]}, {where}"


def _hottest_lines(members: list[Mapping[str, Any]]) -> Iterator[str]:
    """The plain forecast and the hottest shift beside one another."""
    swept = [row for row in members if row["kind"] == "shift"]
    hottest = max(swept, key=lambda row: (row["shift_c"], row["days"]))
    for row in (swept[0], hottest):
        total = row["orders_done"] + row["orders_not_done"]
        yield (
            f"{row['shift_c']:+.1f} K for {row['days']} day(s): {row['orders_done']} of {total} "
            f"orders, {row['open_crew_hours']:g} crew-hours open, "
            f"fullest feeder {row['feeder_peak_percent']:g} %, "
            f"fullest transformer {row['transformer_peak_percent']:g} %"
        )
        if row is hottest:
            return
