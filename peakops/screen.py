"""What the command line shows: progress while it works, a summary at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from peakops.notes import note_lines, summary_notes
from peakops.progress import Progress, silent

if TYPE_CHECKING:
    from peakops.check import CheckReport


@contextmanager
def progress_display(console: Console | None = None) -> Iterator[Progress]:
    """Live display of the stages on stderr; silent where stderr is no terminal."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    board = StageBoard()
    with Live(board.table(), console=console, transient=True, refresh_per_second=8) as live:

        def show(stage: str, news: str) -> None:
            board.tell(stage, news)
            live.update(board.table())

        yield show


class StageBoard:
    """Stages seen so far with their time and latest news."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[float, float | None, str]] = {}
        self._round = 0

    def tell(self, stage: str, news: str) -> None:
        """Note the start, the end or news of a stage."""
        now = time.monotonic()
        if news == "start":
            self._round += stage == "schedule"
            self._rows[stage] = (now, None, self._round_text(stage))
        elif news == "done":
            started, _, text = self._rows[stage]
            self._rows[stage] = (started, now, text)
        else:
            started, ended, _ = self._rows.get(stage, (now, None, ""))
            self._rows[stage] = (started, ended, f"{self._round_text(stage)} {news}".strip())

    def _round_text(self, stage: str) -> str:
        return f"round {self._round}" if stage in ("schedule", "load flow") else ""

    def table(self) -> Table:
        """The board as a table."""
        table = Table.grid(padding=(0, 2))
        for stage, (started, ended, text) in self._rows.items():
            seconds = (time.monotonic() if ended is None else ended) - started
            table.add_row("…" if ended is None else "✓", stage, f"{seconds:.1f} s", text)
        return table


def print_summary(summary: Mapping[str, Any], out: Path, console: Console | None = None) -> None:
    """Print the figures of a plan that decide whether it is used."""
    console = console or Console(file=sys.stdout, soft_wrap=True)
    for line in summary_lines(summary, out):
        console.print(line, highlight=False, markup=False)


def summary_lines(summary: Mapping[str, Any], out: Path) -> list[str]:
    """The summary as lines of text."""
    gap = summary["gap"]
    bound = "bound unknown" if gap is None else f"gap {gap:.1%}"
    done = f"{summary['orders_scheduled']} of {summary['orders_total']} orders"
    weight = f"priority weight {summary['priority_weight']:g} ({bound})"
    risk = f"customer-hours at risk {summary['customer_hours_at_risk']:g}"
    lines = [
        f"{summary['name']}: {done}, {weight}, {summary['rounds']} round(s)",
        *(_band_line(band) for band in summary["day_bands"]),
        *(_closing_line(day) for day in summary["closing_days"]),
        *_worst_lines(summary),
        f"{risk}; alarms without any work {summary['base_alarms']}",
        _referee_line(summary["referee"]),
        *(f"not planned: {_reason(item)}" for item in summary["orders_unscheduled"]),
        *_learned_line(summary.get("learned_durations")),
        *note_lines(summary_notes(summary)),
        f"{summary['violations']} violation(s), {summary['breaches']} breach(es)",
    ]
    lines += _replan_lines(summary.get("replan"))
    if summary["stopped_early"]:
        lines.append("not reproducible: the search was ended early by Ctrl-C")
    elif not summary["reproducible"]:
        lines.append("not reproducible: solved by the clock")
    return [*lines, f"written to {out}"]


def _band_line(band: Mapping[str, Any]) -> str:
    return f"{band['date']}: official maximum {band['tmax_official_c']:g} °C, {band['band']}"


def _closing_line(day: Mapping[str, Any]) -> str:
    lost = f"{len(day['work_orders'])} order(s) of weight {day['value']:g}"
    chance = f"a chance of {day['probability']:.0%}"
    return f"{day['date']} closes with {chance}: {lost} would not be done"


def _referee_line(referee: Mapping[str, Any]) -> str:
    what = f"{referee['load_flows']} load flows, {referee['windows']} windows among them"
    near = f"{referee['tolerance_pu']:g} p.u. and {referee['tolerance_points']:g} points"
    return f"computed again by pandapower: {what}, all within {near}"


def _learned_line(learned: Mapping[str, Any] | None) -> Iterator[str]:
    """Say that orders are planned with other minutes than those of job_steps."""
    if learned is not None:
        low, high = learned["factor_min"], learned["factor_max"]
        yield f"learned durations: {learned['orders']} order(s), times {low:g} to {high:g}"


def _reason(item: Mapping[str, Any]) -> str:
    return f"{item['work_order']} ({item['reason']})"


def _replan_lines(replan: Mapping[str, Any] | None) -> Iterator[str]:
    """What a replan changed, one line for each order."""
    if replan is None:
        return
    proven = "" if replan["fewest"] else ", perhaps not the fewest"
    yield (
        f"from {replan['at']}: {len(replan['fixed'])} order(s) fixed, "
        f"{len(replan['changed'])} changed{proven}; load forecast {replan['load_forecast']}"
    )
    for item in replan["changed"]:
        because = f" ({item['because_of']})" if item["because_of"] else ""
        before, after = item["before"] or "not planned", item["after"] or "not planned"
        yield (
            f"{item['work_order']} {item['change']}: {before} → {after}; {item['reason']}{because}"
        )


def _worst_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    loading, voltage, stint = (
        summary[key] for key in ("worst_loading", "worst_voltage", "hottest_stint")
    )
    if loading:
        yield (
            f"worst loading {loading['loading_max_percent']:.1f} % "
            f"at {loading['element']}, {loading['time']}"
        )
    if voltage:
        yield (
            f"lowest voltage {voltage['vm_min_pu']:.3f} p.u. "
            f"at {voltage['element']}, {voltage['time']}"
        )
    yield from _strain_line(summary["strain"])
    if stint:
        yield (
            f"hottest stint WBGT {stint['wbgt_c']:.1f} °C ({stint['temp_air_c']:.1f} °C air), "
            f"{stint['worker']} on {stint['work_order']}, {stint['time']}"
        )


def _strain_line(strain: Mapping[str, Any]) -> Iterator[str]:
    """The hottest worker and the one who loses most water; nothing where nobody works."""
    if "core_peak_c" in strain:
        yield (
            f"highest predicted core {strain['core_peak_c']:.2f} °C "
            f"(limit {strain['core_limit_c']:.1f}), {strain['core_peak_worker']}; "
            f"most water lost {strain['sweat_loss_g'] / 1000:.1f} l "
            f"(limit {strain['water_limit_g'] / 1000:.1f}), {strain['sweat_loss_worker']}"
        )


def print_report(report: CheckReport, console: Console | None = None) -> None:
    """Print what a check found, one line each."""
    console = console or Console(file=sys.stdout, soft_wrap=True)
    for line in report.lines():
        console.print(line, highlight=False, markup=False)
