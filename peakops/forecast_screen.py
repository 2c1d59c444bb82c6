"""What a forecast and a backtest print on the terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from peakops.reports.wording import text


def print_forecast(document: Mapping[str, Any], out: Path, console: Console | None = None) -> None:
    """Print the feeders at greatest risk and what was repaired."""
    _print(forecast_lines(document, out), console)


def print_backtest(document: Mapping[str, Any], out: Path, console: Console | None = None) -> None:
    """Print how good the forecast was, and the worst days with their reasons."""
    _print(backtest_lines(document, out), console)


def _print(lines: list[str], console: Console | None) -> None:
    console = console or Console(file=sys.stdout, soft_wrap=True)
    for line in lines:
        console.print(line, highlight=False, markup=False)


def forecast_lines(document: Mapping[str, Any], out: Path) -> list[str]:
    """The content of forecast.json as lines of text."""
    hours = document["hours"]
    top = [
        f"{row['feeder']}: P90 {row['p90_mw']:.3f} MW, {row['p90_percent']:.0f} % of its limit, "
        f"{row['date']} {row['hour']:02d}:00"
        for row in document["top_ten"]
    ]
    size = f"{document['feeders']} feeders, {hours['count']} hours"
    return [
        f"{document['scenario']}: {size} from {hours['first']}",
        *(["feeders at greatest risk:", *top] if top else ["no feeder's limit is known"]),
        *transformer_lines(document["top_transformer"]),
        *repair_lines(document["repairs"]),
        f"written to {out}",
    ]


def transformer_lines(row: Mapping[str, Any] | None) -> Iterator[str]:
    """The transformer with the highest share of its rating, if there is one.

    Whether its feeders' joint P90 counts or, where no more is known, the sum of theirs is said.
    """
    if row is None:
        return
    total = row["p90_sum_mw"]
    joint = row["p90_mw"] < total
    how = f"joint P90, {total:.3f} MW as a sum" if joint else "sum of its feeders' P90"
    yield (
        f"fullest transformer: {row['name']}: {row['p90_mw']:.3f} MW ({how}), "
        f"{row['p90_percent']:.0f} % of its rating, {row['time']}"
    )


def repair_lines(repairs: list[dict[str, Any]]) -> Iterator[str]:
    """Repairs summed by file and kind, one line each."""
    counts: Counter[tuple[str, str]] = Counter()
    for item in repairs:
        counts[item["file"], item["kind"]] += item["count"]
    for (file, kind), count in sorted(counts.items()):
        yield f"repaired in {file}: {text(kind, 'en')} {count}"


def backtest_lines(document: Mapping[str, Any], out: Path) -> list[str]:
    """The content of backtest.json as lines of text."""
    mean = document["mean_scores"]
    days = f"{document['days']} day(s) from {document['from']} to {document['to']}"
    issued = f"issued at {document['issued_at']} the day before"
    return [
        f"{document['scenario']}: {days}, {document['feeders']} feeders, {issued}",
        "mean of the feeders, in brackets the same hour last week and Tao's vanilla regression:",
        f"nRMSE {_against_peers(mean, 'nrmse_percent')}",
        f"error of the day's peak {_against_peers(mean, 'peak_error_percent')}",
        f"between P10 and P90 {_number(mean['inside_percent'])} % of the hours",
        "worst days:",
        *(_worst_line(row) for row in document["worst_days"]),
        *repair_lines(document["repairs"]),
        f"written to {out}",
    ]


def _against_peers(mean: Mapping[str, float | None], name: str) -> str:
    peers = [_number(mean[f"{peer}_{name}"]) for peer in ("naive", "vanilla")]
    return f"{_number(mean[name])} % ({' %, '.join(peers)} %)"


def _worst_line(row: Mapping[str, Any]) -> str:
    error, kind = f"peak error {row['peak_error_percent']:.1f} %", text(row["day_kind"], "en")
    why = text(row["reason"], "en")
    return f"{row['date']} {row['feeder']}: {error}, {_number(row['tmax_c'])} °C, {kind}: {why}"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"
