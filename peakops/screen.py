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

from peakops.progress import Progress, silent
from peakops.summary_words import summary_lines

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


def print_report(report: CheckReport, console: Console | None = None) -> None:
    """Print what a check found, one line each."""
    console = console or Console(file=sys.stdout, soft_wrap=True)
    for line in report.lines():
        console.print(line, highlight=False, markup=False)
