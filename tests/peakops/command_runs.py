"""Runs a command as a user would, and reads what it published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from peakops import cli

BACKTEST = ("backtest", "--from", "2026-07-12", "--to", "2026-07-18", "--every-days", "3")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli.app, list(arguments))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
